/** Says which fields of a refund account are missing, or that none is taken; asked before anything is stored. */
import type { RefundAccount } from '../account/account.ts'
import { type Refusal, refuse } from '../errors.ts'
import type { Amount } from '../money.ts'
import type { Context } from '../payment/draft.ts'
import type { PaymentFile } from '../payment/payment.ts'
import { verdictOf } from './verdict.ts'

const FIELDS = ['bank', 'number', 'holder'] as const

/** What the verdict needs and was not given, by field; or was given, and nothing takes. */
export function accountProblemOf(
  file: PaymentFile,
  { amount, account }: { amount: Amount; account: RefundAccount | null },
  context: Context,
): Refusal | null {
  const { needs } = verdictOf(file, amount, context)
  if (needs.length === 0) return account === null ? null : notTaken('The money goes back the way it came.')
  const problem = 'is needed: the money can only go back to an account of the buyer'
  if (account === null) {
    const wanted = needs.includes('holder_phone') ? [...FIELDS, 'phone'] : FIELDS
    const fields = wanted.map((name) => ({ field: `refundAccount.${name}`, problem }))
    return refuse('MD_REFUND_ACCOUNT_NEEDED', 'This payment is refunded to an account of the buyer.', fields)
  }
  if (!needs.includes('holder_phone') || account.phone !== null) return null
  const fields = [{ field: 'refundAccount.phone', problem: 'is needed: the PG asks for the phone of the holder' }]
  return refuse('MD_REFUND_ACCOUNT_NEEDED', 'The PG asks for the phone of the holder.', fields)
}

export const notTaken = (detail: string): Refusal =>
  refuse('MD_REFUND_ACCOUNT_NOT_TAKEN', detail, [{ field: 'refundAccount', problem: 'is not taken for this payment' }])
