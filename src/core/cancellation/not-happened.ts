/** A first attempt provably did nothing: what becomes of the money that was to go back. */
import type { CancelEvidence } from '../evidence.ts'
import type { CancellationId } from '../ids.ts'
import type { Outcome } from '../outcome.ts'
import { isOurs } from '../payment/attention.ts'
import { askWhy, type Context, cancellationOf, type Draft } from '../payment/draft.ts'
import { bookRefused } from './book.ts'
import { closeRefused } from './close-refused.ts'
import { askAgain, askBack, holdRefused } from './ours.ts'

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
      return isOurs(one) ? askAgain(refused, { one, why: 'account_refused', context }) : askBack(refused, one, context)
    default:
      return toDesk(refused, told)
  }
}

/** What we wanted to give back and the provider refused goes to the desk, never into a loop (DESIGN §5). */
export function toDesk(draft: Draft, { id, outcome, context }: Refused): Draft {
  const one = cancellationOf(draft.file, id)
  if (!isOurs(one)) return askBack(draft, one, context)
  const { code, message } = outcome.answer
  return holdRefused(draft, one, { context, said: `${code ?? 'no code'} ${message}` })
}
