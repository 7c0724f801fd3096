/** Which cancels need the buyer's bank account, and what is wrong with the one that was sent (§7.1, §7.3, §14). */
import { businessDate, type Instant } from '../../core/time.ts'
import type { Method } from '../simulator.ts'
import { bankAt } from './banks.ts'
import { type Fields, textOf } from './fields.ts'
import type { Payment } from './payment.ts'

interface Need {
  readonly method: Method
  /** Undefined: at every gateway. */
  readonly at?: readonly string[]
  readonly fields: readonly string[]
}

const ACCOUNT = ['refund_holder', 'refund_bank', 'refund_account'] as const

const NEEDS: readonly Need[] = [
  { method: 'virtual_account', fields: ACCOUNT },
  { method: 'virtual_account', at: ['smartro', 'smartro_v2', 'welcome'], fields: ['refund_tel'] },
  { method: 'transfer', at: ['smartro_v2', 'welcome'], fields: [...ACCOUNT, 'refund_tel'] },
]

/** Phone bills are closed at the end of the month; only here can a later refund go to an account (§7.1). */
const LATER_PHONE_REFUND_AT = ['kcp']

/** These cannot pay anything back that came into an account (§16 trap 18). */
const NO_ACCOUNT_REFUND_AT = ['danal', 'danal_tpay']

export type RefundNeed = 'fine' | 'missing' | 'unknown bank' | 'too late' | 'impossible'

export function refundNeedOf({ pgProvider, facts }: Payment, fields: Fields, now: Instant): RefundNeed {
  if (facts.method === 'virtual_account' && NO_ACCOUNT_REFUND_AT.includes(pgProvider)) return 'impossible'
  const isLatePhone = facts.method === 'mobile' && facts.paidAt !== null && monthOf(facts.paidAt) !== monthOf(now)
  if (isLatePhone && !LATER_PHONE_REFUND_AT.includes(pgProvider)) return 'too late'
  const needed = NEEDS.filter(({ method, at }) => method === facts.method && (at ?? [pgProvider]).includes(pgProvider))
  const names = isLatePhone ? ACCOUNT : needed.flatMap((need) => need.fields)
  if (names.some((name) => textOf(fields, name) === '')) return 'missing'
  if (names.length > 0 && bankAt(pgProvider, textOf(fields, 'refund_bank')) === null) return 'unknown bank'
  return 'fine'
}

const monthOf = (at: Instant): string => businessDate(at).slice(0, 7)
