/** What we wanted to give back ourselves: nobody else would ask for it again, so it never ends in silence. */
import type { Refusal } from '../errors.ts'
import { refundableOf } from '../payment/amounts.ts'
import { askForAccount } from '../payment/ask.ts'
import { type Context, type Draft, hold } from '../payment/draft.ts'
import type { AccountAsk, Cancellation } from '../payment/payment.ts'
import type { Instant } from '../time.ts'

/** Born of the net or of a buyer's link, and not of a merchant's request: nobody else would ask for it again. */
export const isOurs = ({ kind, requester }: Cancellation): boolean => kind === 'net_cancel' || requester === 'maedeup'

/** The same money, owed since the same day, once an account is known that it can go to. */
export function askAgain(
  draft: Draft,
  { one, why, context }: { one: Cancellation; why: AccountAsk['why']; context: Context },
): Draft {
  const kind = one.kind === 'net_cancel' ? 'net_cancel' : 'refund'
  const { amount, reason, createdAt, owedSince: since = createdAt } = one
  return askForAccount(draft, { why, reason, amount, kind, requester: 'maedeup', since }, context)
}

/** A person let it go on and gave nothing back otherwise: the buyer, who still waits, is asked once more. */
export function askAfterRelease(draft: Draft, context: Context): Draft {
  const { cancellations, payment } = draft.file
  const last = cancellations.findLast(({ kind }) => kind !== 'account_close')
  const isOver = last === undefined || last.kind !== 'refund' || last.state !== 'refused' || !isOurs(last)
  if (isOver || last.amount > refundableOf(payment.amounts)) return draft
  return askAgain(draft, { one: last, why: 'account_refused', context })
}

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
  { kind }: Cancellation,
  { now, said }: { now: Instant; said: string },
): Draft {
  const cause = kind === 'net_cancel' ? 'net_cancel_refused' : 'refund_refused'
  return hold(draft, now, { cause, detail: `The provider refused to give the money back: ${said}` })
}
