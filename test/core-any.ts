/** Whatever a provider may say and a merchant may ask for, likely and absurd alike. */
import type { CancelEvidence, Evidence, ListedCancel } from '../src/core/evidence.ts'
import { amount } from '../src/core/money.ts'
import { type Next, notSent, type Outcome } from '../src/core/outcome.ts'
import { refundableOf } from '../src/core/payment/amounts.ts'
import type { PaymentEvent } from '../src/core/payment/decide.ts'
import type { Policy } from '../src/core/payment/draft.ts'
import type { Cancellation, PaymentFile } from '../src/core/payment/payment.ts'
import { DAY_MS, type Instant, instant, MINUTE_MS, SECOND_MS } from '../src/core/time.ts'
import { acceptedWith, contextAt, evidence, gaveBack, refusedWith, TOTAL, told, unknownWith } from './core.ts'
import type { Roll } from './core-life.ts'

const NEXTS = ['none', 'inquire', 'ordinary_cancel', 'ask_account', 'retry_after', 'operator', 'pause_channel'] as const
const STATUSES = ['paid', 'paid', 'none', 'none', 'cancelled', 'partially_cancelled', 'awaiting_deposit', 'not_paid']
const RESENDS = ['same_key', 'same_key', 'after_proof', 'after_quiet', 'never'] as const

export const one = <T>(roll: Roll, of: readonly T[]): T => of[roll(of.length)] as T
/** True once in `n`. */
export const once = (roll: Roll, n: number): boolean => roll(n) === 0

/** Of whom the provider speaks, and when. */
interface Teller {
  readonly file: PaymentFile
  readonly now: Instant
  readonly roll: Roll
}

export function anyEvidence({ roll, file, now }: Teller): Evidence {
  const { amounts } = file.payment
  return evidence(one(roll, STATUSES) as Evidence['status'], {
    amount: one(roll, [
      null,
      null,
      null,
      amounts.total,
      amounts.total,
      amount(amounts.total - 1),
      amount(70_000),
      amount(0),
    ]),
    live: once(roll, 12) ? false : one(roll, [true, true, null]),
    account: once(roll, 12) ? 'somebody-else' : 'nicepay00m',
    currency: once(roll, 12) ? 'USD' : one(roll, ['KRW', null]),
    method: one(roll, ['card', 'mobile', null]),
    balance: one(roll, [null, null, amount(30_000), amount(0)]),
    cancels: once(roll, 2) ? null : anyList(roll, file, now),
    paidAt: one(roll, [null, now, instant(now - 40 * DAY_MS), instant(now + DAY_MS), instant(253_402_300_799_999)]),
  })
}

/** Ours by tag, by id, by neither; of other amounts, pending, failed, of older attempts; foreign ones, and twice. */
function anyList(roll: Roll, { cancellations }: PaymentFile, now: Instant): readonly ListedCancel[] {
  return Array.from({ length: roll(4) }, () => {
    const of = cancellations.length === 0 || once(roll, 3) ? null : one(roll, cancellations)
    const id = `P${roll(5)}`
    return {
      providerCancelId: once(roll, 2) ? (of?.providerCancelId ?? id) : id,
      amount: of === null || once(roll, 6) ? amount(one(roll, [1_000, 20_000, 50_000])) : of.amount,
      at: one(roll, [null, now, instant(now - 30 * SECOND_MS), of?.sentAt ?? null]),
      tag: once(roll, 2) ? (of?.id ?? 'somebody-elses') : null,
      ...one(roll, [{}, {}, { state: 'done' as const }, { state: 'pending' as const }, { state: 'failed' as const }]),
    }
  })
}

export function anyOutcome<E>(roll: Roll, seen: E): Outcome<E> {
  switch (roll(8)) {
    case 0:
    case 1:
    case 2:
      return told(seen)
    case 3:
      return acceptedWith(seen)
    case 4:
      return refusedWith(one<Next>(roll, NEXTS))
    case 5:
      return notSent('ECONNREFUSED')
    default:
      return unknownWith(once(roll, 8) ? 'pause_channel' : 'inquire')
  }
}

export function anyCancelEvidence({ roll, file }: Teller, of: Cancellation): CancelEvidence {
  const { total } = file.payment.amounts
  const remaining = one(roll, [null, null, amount(0), amount(total - of.amount < 0 ? 0 : total - of.amount)])
  const providerCancelId = one(roll, [null, null, `P${roll(5)}`])
  return gaveBack(once(roll, 6) ? amount(of.amount + 1) : of.amount, { providerCancelId, remaining })
}

export const anyRefund = (roll: Roll, { payment }: PaymentFile, now: Instant): PaymentEvent => ({
  type: 'request_cancellation',
  request: {
    id: contextAt(now).freshId,
    amount: one(roll, [null, amount(20_000), amount(20_000), amount(1_000), TOTAL, amount(60_000), amount(0)]),
    reason: '고객 요청',
    requester: one(roll, ['buyer', 'merchant']),
    expectedBalance: one(roll, [null, null, refundableOf(payment.amounts), amount(1)]),
    taxFree: null,
    vat: null,
  },
})

export function policyFrom(roll: Roll): Policy {
  const windowMs = one(roll, [55 * MINUTE_MS, 10 * SECOND_MS])
  const netCancel = one(roll, [null, { windowMs, appliesTo: 'any' }, { windowMs, appliesTo: 'unknown_only' }] as const)
  return {
    ...contextAt(instant(0)).policy,
    net: one(roll, ['on', 'on', 'dry_run', 'off']),
    resendFull: one(roll, RESENDS),
    resendPartial: one(roll, RESENDS),
    keyLifeMs: one(roll, [null, null, 20 * MINUTE_MS]),
    partialCancel: !once(roll, 6),
    netCancel,
  }
}
