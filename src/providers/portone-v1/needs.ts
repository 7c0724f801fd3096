/** Says beforehand which accounts PortOne V1 can neither issue nor pay a refund into, by field (portone-v1 §7, §8). */
import type { RefundAccount } from '../../core/account/account.ts'
import type { Payment } from '../../core/payment/payment.ts'
import type { Provider } from '../../ports/provider.ts'
import { bankCodeOf } from './banks.ts'
import { buyerFields } from './buyer.ts'
import type { Account } from './config.ts'
import type { IssueNeed } from './pgs.ts'

type Problem = NonNullable<ReturnType<Provider['validate']>>

/** §7.1, §8.1, in characters. */
const MAX = { holder: 16, refundNumber: 16 } as const

const lengthOf = (text: string): number => Array.from(text).length

/** What of the account that was asked for cannot be carried, or null. */
export function accountProblem(account: Account, payment: Payment): Problem | null {
  const asked = payment.virtualAccount
  if (asked === null) return null
  // §8.1: no field of `/vbanks` and none of the window says it.
  if (asked.cashReceipt !== null) {
    return { field: 'virtualAccount.cashReceipt', problem: 'PortOne V1 carries none with an account' }
  }
  return asked.by === 'window' ? null : issueProblem(account, payment)
}

function issueProblem(account: Account, payment: Payment): Problem | null {
  const { taxes, issue } = account.rules
  const holder = payment.virtualAccount?.holder ?? ''
  if (payment.currency !== 'KRW') return { field: 'currency', problem: 'an account takes KRW' }
  if (lengthOf(holder) > MAX.holder) {
    return { field: 'virtualAccount.holder', problem: `must be at most ${MAX.holder} characters` }
  }
  if (!taxes && (payment.taxFree ?? 0) > 0) return { field: 'taxFree', problem: 'is not carried by this PG' }
  if (!taxes && payment.vat !== null) return { field: 'vat', problem: 'is not carried by this PG' }
  const missing = (issue ?? []).find((need) => !isThere(need, payment))
  return missing === undefined ? null : { field: FIELD_OF[missing] ?? missing, problem: 'is needed by this PG' }
}

const FIELD_OF: Readonly<Partial<Record<IssueNeed, string>>> = { holder: 'virtualAccount.holder' }

/** What the channel's configuration lacks is no fault of a registration: there, nothing is issued at all. */
function isThere(need: IssueNeed, { buyer, virtualAccount }: Payment): boolean {
  const fields = buyerFields(buyer)
  switch (need) {
    case 'holder':
      return (virtualAccount?.holder ?? '') !== ''
    case 'buyer.name':
      return fields.buyer_name !== undefined
    case 'buyer.email':
      return fields.buyer_email !== undefined
    case 'buyer.phone':
      return fields.buyer_tel !== undefined
    case 'pgApiKey':
    case 'productType':
      return true
  }
}

/** §7.1: which field of a refund account this PG cannot take. */
export function refundProblem(
  { rules }: Account,
  { bank, number, holder, phone }: RefundAccount,
): { readonly field: keyof RefundAccount; readonly problem: string } | null {
  if (bankCodeOf(rules.codes, bank) === null) return { field: 'bank', problem: 'has no code at this PG' }
  if (number.length > MAX.refundNumber)
    return { field: 'number', problem: `must be at most ${MAX.refundNumber} digits` }
  if (lengthOf(holder) > MAX.holder) return { field: 'holder', problem: `must be at most ${MAX.holder} characters` }
  if (rules.refundPhone && phone === null) return { field: 'phone', problem: 'is needed by this PG' }
  return null
}
