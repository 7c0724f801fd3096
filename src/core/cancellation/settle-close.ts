/** Settles the close of an account that nobody could explain. */
import { openClose } from '../payment/attention.ts'
import type { Context, Draft } from '../payment/draft.ts'
import { bookDone, climbCancellation } from './book.ts'
import { begin } from './send.ts'
import { milestonesOf } from './settle.ts'

/** The close that nobody could explain: `gone` settles it; an account that still stands is closed once more. */
export function settleClose(draft: Draft, context: Context, seen: 'stands' | 'gone' = 'stands'): Draft {
  const close = openClose(draft.file.cancellations)
  if (close === null) return draft
  if (seen === 'gone') {
    const proof = { providerCancelId: null, remaining: null, at: null, answer: null }
    return close.state === 'sending' ? draft : bookDone(draft, close.id, { proof, context })
  }
  if (close.state !== 'unknown' && close.state !== 'accepted') return draft
  const climbed = climbCancellation(draft, close.id, {
    ladder: 'cancellation_unsettled',
    context,
    milestones: milestonesOf(close),
  })
  const callIsOver = close.callEndsAt === null || context.now >= close.callEndsAt
  if (!callIsOver || close.state === 'accepted' || climbed.file.payment.hold !== null) return climbed
  return begin(climbed, { id: close.id, cause: 'resent', newKey: true, context })
}
