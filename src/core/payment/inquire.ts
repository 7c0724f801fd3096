/** Takes in an inquiry, whatever reason it was made for, and makes sure that every open question has a next look. */
import { climbCancellation } from '../cancellation/book.ts'
import type { Evidence } from '../evidence.ts'
import type { CancellationId } from '../ids.ts'
import type { Outcome } from '../outcome.ts'
import { after, MINUTE_MS } from '../time.ts'
import { attentionOf, placeHolder } from './attention.ts'
import { climb, NOT_SENT_WAIT_MS } from './deadlines.ts'
import {
  type Context,
  cancellationOf,
  clearLadder,
  type Decision,
  type Draft,
  draftOf,
  effect,
  finish,
  hold,
  ladderOf,
  move,
  moveCancellation,
  note,
  patch,
  patchCancellation,
  setLadder,
  unchanged,
} from './draft.ts'
import { seeEvidence } from './evidence.ts'
import { climbApproval, stayUnsettled } from './nothing.ts'
import type { PaymentFile, Reason } from './payment.ts'

/** A late look that could not be made is made again after this long; it costs no rung. */
const LATE_LOOK_RETRY_MS = 10 * MINUTE_MS

export interface Inquiry {
  readonly reason: Reason
  readonly outcome: Outcome<Evidence>
  /** The hint counter as it was read before the inquiry. */
  readonly hintsHeard: number
}

/** Folds the answer in; after it, no reason is due in the past. */
export function inquiryOutcome(file: PaymentFile, inquiry: Inquiry, context: Context): Decision {
  const { outcome, reason } = inquiry
  const told = note(draftOf(file), 'payment.inquired', { reason, ...wordsOf(outcome) })
  const heard = patch(told, {
    hintsSeen: Math.max(file.payment.hintsSeen, inquiry.hintsHeard),
    hintsSeenAt: inquiry.hintsHeard > file.payment.hintsSeen ? context.now : file.payment.hintsSeenAt,
  })
  if (outcome.kind === 'done' || outcome.kind === 'accepted') {
    const seen = seeEvidence(heard, outcome.evidence, context)
    return finish(keepMoving(climbReason(seen, reason, context), context))
  }
  const paused =
    outcome.next === 'pause_channel'
      ? effect(heard, {
          type: 'pause_channel',
          detail: `${outcome.answer.code ?? ''} ${outcome.answer.message}`.trim(),
        })
      : heard
  const asked = outcome.kind === 'not_sent' ? waitAwhile(paused, reason, context) : notTold(paused, reason, context)
  return finish(keepMoving(asked, context))
}

/** A call whose process died: what it did is unknown, and asking begins. */
export function callLost(file: PaymentFile, id: CancellationId, context: Context): Decision {
  const one = cancellationOf(file, id)
  if (one.state !== 'sending' || (one.callEndsAt !== null && context.now < one.callEndsAt)) return unchanged(file)
  const lost = moveCancellation(draftOf(file), id, { cause: 'answer_lost', ladder: null })
  const told = note(lost, 'cancellation.unknown', { cancellationId: id, code: null, message: 'the call was cut off' })
  return finish(climbCancellation(told, id, { ladder: 'cancellation_unsettled', context }))
}

function wordsOf(outcome: Outcome<Evidence>) {
  const { code, message } = outcome.answer
  const status = outcome.kind === 'done' || outcome.kind === 'accepted' ? outcome.evidence.status : null
  return { outcome: outcome.kind, status, code, message }
}

/** Reasons with a ladder of their own beside the money question: late looks and missing returns. */
function climbReason(draft: Draft, reason: Reason, context: Context): Draft {
  const { state } = draft.file.payment
  if (reason === 'late_look' && (state === 'failed' || state === 'expired')) {
    const rung = (draft.file.payment.ladders.late_look?.rung ?? -1) + 1
    const position = climb('late_look', rung, context)
    return position === null ? clearLadder(draft, 'late_look') : setLadder(draft, 'late_look', position)
  }
  if (reason === 'return_missing' && state === 'ready' && context.now >= draft.file.payment.readyUntil) {
    return note(move(draft, 'given_up'), 'payment.expired', { by: 'time' })
  }
  return draft
}

function notTold(draft: Draft, reason: Reason, context: Context): Draft {
  if (reason === 'late_look') return lookLater(draft, context)
  return stayUnsettled(draft, context)
}

/** The question never left: it is asked again soon, and costs no rung. */
function waitAwhile(draft: Draft, reason: Reason, context: Context): Draft {
  const nextAt = after(context.now, NOT_SENT_WAIT_MS * (1 + context.jitter))
  const holder = placeHolder(draft.file.cancellations)
  if (reason === 'late_look') return lookLater(draft, context)
  if (holder?.ladder != null) {
    const ladder = ladderOf('cancellation_unsettled', { ...holder.ladder, nextAt })
    return patchCancellation(draft, holder.id, { ladder })
  }
  if (draft.file.payment.state !== 'approving') return draft
  return setLadder(draft, 'approval_unsettled', {
    rung: draft.file.payment.ladders.approval_unsettled?.rung ?? 0,
    nextAt,
  })
}

function lookLater(draft: Draft, context: Context): Draft {
  const rung = draft.file.payment.ladders.late_look?.rung ?? 0
  return setLadder(draft, 'late_look', { rung, nextAt: after(context.now, LATE_LOOK_RETRY_MS) })
}

/** No question may stay due in the past after it was looked at: that would be a loop without a wait. */
function keepMoving(draft: Draft, context: Context): Draft {
  const still = attentionOf(draft.file)
  if (still === null || still.dueAt > context.now || draft.effects.length > 0) return draft
  const holder = placeHolder(draft.file.cancellations)
  switch (still.reason) {
    case 'cancellation_unsettled':
      return holder === null ? draft : climbCancellation(draft, holder.id, { ladder: still.reason, context })
    case 'approval_unsettled':
      return alreadyClimbed(draft, context) ? draft : climbApproval(draft, context)
    case 'late_look':
      return lookLater(draft, context)
    case 'return_missing':
      return hold(clearLadder(draft, 'return_missing'), context.now, {
        cause: 'ladder_ended',
        detail: 'Whether the buyer paid in the window could not be found out by asking.',
      })
    default:
      // Money reasons and hints are due on purpose: their own look comes next.
      return draft
  }
}

const alreadyClimbed = (draft: Draft, context: Context): boolean =>
  (draft.file.payment.ladders.approval_unsettled?.nextAt ?? 0) > context.now
