/** What the policy says about cancelling a payment now: the same words that the cancellation itself is judged by. */
import { verdictOf } from '../core/cancellation/verdict.ts'
import type { Amount } from '../core/money.ts'
import { refundableOf } from '../core/payment/amounts.ts'
import type { PaymentFile } from '../core/payment/payment.ts'
import { contextOf, type EngineDeps } from './deps.ts'
import { channelOf } from './step.ts'

export type Quote = ReturnType<typeof verdictOf> & { readonly amount: Amount }

export function quote(deps: EngineDeps, file: PaymentFile, asked: Amount | null): Quote {
  const amount = asked ?? refundableOf(file.payment.amounts)
  return { ...verdictOf(file, amount, contextOf(deps, channelOf(deps, file))), amount }
}
