/** What the policy says about cancelling a payment now: the same words that the cancellation itself is judged by. */
import type { Verdict } from '../core/cancellation/policy/quote.ts'
import { cancellationProblem } from '../core/cancellation/request.ts'
import { verdictOf } from '../core/cancellation/verdict.ts'
import { type Refusal, refuse } from '../core/errors.ts'
import type { Amount } from '../core/money.ts'
import { refundableOf } from '../core/payment/amounts.ts'
import type { PaymentFile } from '../core/payment/payment.ts'
import { contextOf, type EngineDeps } from './deps.ts'
import { channelOf } from './step.ts'

export type Quote = Verdict & {
  readonly amount: Amount
  /** What state, balance or a hard rule have against it; null: it would be queued. */
  readonly problem: Refusal | null
}

export function quote(deps: EngineDeps, file: PaymentFile, asked: Amount | null): Quote {
  const { amounts, state } = file.payment
  const amount = asked ?? (state === 'awaiting_deposit' ? amounts.total : refundableOf(amounts))
  const context = contextOf(deps, channelOf(deps, file))
  return { ...verdictOf(file, amount, context), amount, problem: cancellationProblem(file, amount, context) }
}

/** As {@link quote}, with what a recovery has against it: until an operator releases it nothing goes back. */
export async function quoteNow(deps: EngineDeps, file: PaymentFile, asked: Amount | null): Promise<Quote> {
  const said = quote(deps, file, asked)
  const recovery = await deps.store.lastRecovery(file.payment.channel)
  if (recovery === null || recovery.releasedAt !== null) return said
  return { ...said, problem: refuse('MD_RECOVERING', 'Ask again after the release.') }
}
