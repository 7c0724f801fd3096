/** What we wanted to give back ourselves: nobody else would ask for it again, so it never ends in silence. */
import { type Refusal, refuse } from '../errors.ts'
import { amount } from '../money.ts'
import { refundableOf } from '../payment/amounts.ts'
import { askForAccount } from '../payment/ask.ts'
import { isOurs } from '../payment/attention.ts'
import { type Context, type Draft, hold } from '../payment/draft.ts'
import type { AccountAsk, Cancellation } from '../payment/payment.ts'
import type { Verdict } from './policy/quote.ts'
import { verdictOf } from './verdict.ts'

/** The same money, owed since the same day, once an account is known that it can go to. */
export function askAgain(
  draft: Draft,
  { one, why, context }: { one: Cancellation; why: AccountAsk['why']; context: Context },
): Draft {
  const kind = one.kind === 'net_cancel' ? 'net_cancel' : 'refund'
  const { amount: sum, reason, createdAt, owedSince: since = createdAt } = one
  return askForAccount(draft, { why, reason, amount: sum, kind, requester: 'maedeup', since }, context)
}

/** A merchant's refund did not happen: what it had taken over of the question to the buyer is asked again. */
export function askBack(draft: Draft, { tookOver }: Cancellation, context: Context): Draft {
  const left = tookOver === undefined ? 0 : Math.min(tookOver.amount, refundableOf(draft.file.payment.amounts))
  return tookOver === undefined || left === 0
    ? draft
    : askForAccount(draft, { ...tookOver, amount: amount(left) }, context)
}

/**
 * A person let it go on: what a buyer's link began, and nobody gave back otherwise, is asked about once more; the buyer
 * still waits. What went back since, by whomever, is taken off.
 */
export function askAfterRelease(draft: Draft, context: Context): Draft {
  const { cancellations, payment } = draft.file
  const at = cancellations.findLastIndex(({ kind }) => kind === 'refund' || kind === 'net_cancel')
  const last = cancellations[at]
  if (last === undefined || last.kind !== 'refund' || last.state !== 'refused' || !isOurs(last)) return draft
  const since = cancellations.slice(at + 1).reduce((sum, one) => sum + (one.state === 'done' ? one.amount : 0), 0)
  const left = amount(Math.max(0, Math.min(last.amount - since, refundableOf(payment.amounts))))
  if (left === 0) return draft
  const verdict = verdictOf(draft.file, left, context)
  if (verdict.allowed === 'no') return holdForbidden(draft, forbids(verdict), context)
  return askAgain(draft, { one: { ...last, amount: left }, why: 'account_refused', context })
}

/** Why a hard rule forbids it, in the words of its row. */
export const forbids = ({ because }: Pick<Verdict, 'because'>): Refusal =>
  refuse('MD_POLICY_FORBIDS', `${because?.rule ?? ''}: ${because?.en ?? ''}`)

/** The money must go back, and no call of the protocol can do it any more. */
export function holdForbidden(draft: Draft, { detail }: Refusal, { now }: Context): Draft {
  return hold(draft, now, {
    cause: 'policy_forbids',
    detail: `The money must go back otherwise than by the PG: ${detail}`,
  })
}

/** `refund_refused`: the buyer named an account, was told that the money comes, and nothing else would send it. */
export function holdRefused(
  draft: Draft,
  one: Cancellation,
  { context, said }: { context: Context; said: string },
): Draft {
  // A hold of another cause ends without asking about this: the buyer is asked instead, and answers after it.
  if (one.kind === 'refund' && draft.file.payment.hold !== null) {
    return askAgain(draft, { one, why: 'account_refused', context })
  }
  const cause = one.kind === 'net_cancel' ? 'net_cancel_refused' : 'refund_refused'
  return hold(draft, context.now, { cause, detail: `The provider refused to give the money back: ${said}` })
}
