/** Asks the policy about one payment: the quote and the cancellation both come here, so they cannot disagree. */
import type { Amount } from '../money.ts'
import { balanceOf, refundableOf } from '../payment/amounts.ts'
import type { Context, Policy } from '../payment/draft.ts'
import type { Payment, PaymentFile } from '../payment/payment.ts'
import { earlier, type Instant } from '../time.ts'
import { judge, type PolicyFacts, type PolicyTerms, type Verdict, windowEnd } from './policy/quote.ts'

export function verdictOf({ payment, cancellations }: PaymentFile, amount: Amount, context: Context): Verdict {
  const counted = cancellations.filter(({ state, kind }) => state !== 'refused' && kind !== 'account_close')
  const facts = factsOf(payment, counted.length, context.policy)
  return judge(facts, { amount, now: context.now }, termsOf(context.policy))
}

/** The end of the earliest window of the ordinary cancel; null where the method has none. */
export const cancelEnd = (payment: Payment, policy: Policy): Instant | null =>
  windowEnd(factsOf(payment, 0, policy), termsOf(policy))

const termsOf = ({ partialCancel, gateway, testMid, ruleChanges }: Policy): PolicyTerms => ({
  gateway,
  testMid,
  partialCancel,
  changes: ruleChanges,
})

const factsOf = (payment: Payment, cancellations: number, { live }: Policy): PolicyFacts => ({
  provider: payment.provider,
  method: payment.method,
  instrument: payment.instrument,
  live,
  currency: payment.currency,
  paidAt: chargedAtOf(payment),
  deposited: payment.method === 'virtual_account' && payment.amounts.paid > 0,
  depositUntil: payment.amounts.paid > 0 ? null : (payment.virtualAccount?.expiresAt ?? null),
  taxed: (payment.taxFree ?? 0) > 0 || payment.vat !== null,
  paid: payment.amounts.paid,
  balance: balanceOf(payment.amounts),
  refundable: refundableOf(payment.amounts),
  cancellations,
})

/** A provider's clock that runs ahead, or a garbled date, must not lengthen a window. */
function chargedAtOf({ paidAt, learnedAt, createdAt }: Payment): Instant {
  const learned = learnedAt ?? createdAt
  return paidAt === null ? learned : earlier(paidAt, learned)
}
