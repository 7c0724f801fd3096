/** A first attempt provably did nothing: what becomes of the money that was to go back. */
import type { CancelEvidence } from '../evidence.ts'
import type { CancellationId } from '../ids.ts'
import type { Outcome } from '../outcome.ts'
import { askForAccount } from '../payment/ask.ts'
import { askWhy, type Context, cancellationOf, type Draft, hold } from '../payment/draft.ts'
import type { AccountAsk, Cancellation } from '../payment/payment.ts'
import { bookRefused } from './book.ts'
import { closeRefused } from './close-refused.ts'

export interface Refused {
  readonly id: CancellationId
  readonly outcome: Extract<Outcome<CancelEvidence>, { kind: 'refused' }>
  readonly context: Context
}

export function notHappened(draft: Draft, told: Refused): Draft {
  const { id, outcome, context } = told
  const one = cancellationOf(draft.file, id)
  if (one.kind === 'account_close') return closeRefused(draft, told)
  const refused = bookRefused(draft, id, { answer: outcome.answer, now: context.now })
  switch (outcome.next) {
    case 'inquire':
      return askWhy(toDesk(refused, told))
    // Another account may do. A refund that the merchant asked for is the merchant's to ask for again.
    case 'ask_account':
      return isOurs(one) ? askAgain(refused, { one, why: 'account_refused', context }) : refused
    default:
      return toDesk(refused, told)
  }
}

/** Born of the net or of a buyer's link, and not of a merchant's request. */
const isOurs = ({ kind, requester }: Cancellation): boolean => kind === 'net_cancel' || requester === 'maedeup'

/** The same money, once an account is known that it can go to. */
export function askAgain(
  draft: Draft,
  { one, why, context }: { one: Cancellation; why: AccountAsk['why']; context: Context },
): Draft {
  const kind = one.kind === 'net_cancel' ? 'net_cancel' : 'refund'
  const { amount, reason } = one
  return askForAccount(draft, { why, reason, amount, kind, requester: 'maedeup' }, context)
}

/** A refused net cancel goes to the desk, never into a loop (DESIGN §5). */
export function toDesk(draft: Draft, { id, outcome, context }: Refused): Draft {
  if (cancellationOf(draft.file, id).kind !== 'net_cancel') return draft
  const { code, message } = outcome.answer
  const detail = `The provider refused to give the money back: ${code ?? 'no code'} ${message}`
  return hold(draft, context.now, { cause: 'net_cancel_refused', detail })
}
