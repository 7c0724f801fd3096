/** Takes in an inquiry, whatever reason it was made for, and makes sure that every open question has a next look. */
import { climbCancellation } from '../cancellation/book.ts'
import { bankLook } from '../cancellation/follow.ts'
import type { Evidence } from '../evidence.ts'
import type { CancellationId } from '../ids.ts'
import type { Outcome } from '../outcome.ts'
import { after, MINUTE_MS } from '../time.ts'
import { endOverdue } from './account.ts'
import { climbOverdue } from './account-end.ts'
import { attentionOf, placeHolder } from './attention.ts'
import { climb, LATE_LOOK_PATIENCE_MS, notSentAgainAt } from './deadlines.ts'
import {
  type Context,
  cancellationOf,
  clearLadder,
  type Decision,
  type Draft,
  draftOf,
  finish,
  heedPause,
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
  /** {@link actsOf} the file as it was read before the inquiry; absent where nothing can have come between. */
  readonly acts?: string
}

/**
 * What we did about the money so far, and which late look is next: yesterday's answer to the one is none to the other.
 * An answer to a question that was asked before it changed may be overtaken.
 */
export const actsOf = ({ payment: { state, ladders }, cancellations }: PaymentFile): string =>
  [state, ladders.late_look?.rung, ...cancellations.map((one) => `${one.id} ${one.state} ${one.attempts}`)].join()

/** Folds the answer in; after it, no reason is due in the past. */
export function inquiryOutcome(file: PaymentFile, inquiry: Inquiry, context: Context): Decision {
  const { outcome, reason, acts } = inquiry
  const told = note(draftOf(file), 'payment.inquired', { reason, ...wordsOf(outcome) })
  // "Paid" from before a refund proves nothing about the refund: neither that it failed nor that books differ.
  if (acts !== undefined && acts !== actsOf(file)) return finish(keepMoving(waitAwhile(told, reason, context), context))
  switch (outcome.kind) {
    case 'done':
    case 'accepted': {
      const answered = hintsAnswered(told, inquiry.hintsHeard, context)
      const seen = heed(seeEvidence(answered, outcome.evidence, context), outcome, context)
      return finish(keepMoving(climbReason(seen, reason, context), context))
    }
    case 'not_sent':
      return finish(keepMoving(waitAwhile(told, reason, context), context))
    case 'refused':
    case 'unknown':
      return finish(keepMoving(heedPause(notTold(told, reason, context), outcome), context))
  }
}

/** Only an answer answers a hint: one that was used up by a lost inquiry would never be looked at again. */
function hintsAnswered(draft: Draft, hintsHeard: number, { now }: Context): Draft {
  const { hintsSeen } = draft.file.payment
  if (hintsHeard <= hintsSeen) return draft
  return patch(clearLadder(draft, 'hint_heard'), { hintsSeen: hintsHeard, hintsSeenAt: now })
}

/** A webhook told us to look; how often is for attention to say, whatever the number of hints (DESIGN §5). */
export function hearHint(file: PaymentFile, event: string): Decision {
  const heard = patch(clearLadder(draftOf(file), 'hint_heard'), { hintsHeard: file.payment.hintsHeard + 1 })
  return finish(note(heard, 'payment.hint_heard', { event }))
}

/** A call whose process died: what it did is unknown, and asking begins. */
export function callLost(file: PaymentFile, id: CancellationId, context: Context): Decision {
  const one = cancellationOf(file, id)
  if (one.state !== 'sending' || (one.callEndsAt !== null && context.now < one.callEndsAt)) return unchanged(file)
  const lost = moveCancellation(draftOf(file), id, { cause: 'answer_lost' })
  const told = note(lost, 'cancellation.unknown', { cancellationId: id, code: null, message: 'the call was cut off' })
  return finish(climbCancellation(told, id, { ladder: 'cancellation_unsettled', context }))
}

/** Evidence can come with a warning that only a person can follow up (a bank that sent a refund back). */
function heed(draft: Draft, { next, answer }: Outcome<Evidence>, { now }: Context): Draft {
  if (next !== 'operator') return draft
  return hold(draft, now, { cause: 'provider_warning', detail: `${answer.code ?? ''} ${answer.message}`.trim() })
}

function wordsOf(outcome: Outcome<Evidence>) {
  const { code, message } = outcome.answer
  const status = outcome.kind === 'done' || outcome.kind === 'accepted' ? outcome.evidence.status : null
  return { outcome: outcome.kind, status, code, message }
}

/**
 * Reasons with a ladder of their own beside the money question: late looks and missing returns. An answer answers a
 * missing return whatever it was asked for: with its last rung due, that it "could not be found out" would be untrue.
 */
function climbReason(draft: Draft, reason: Reason, context: Context): Draft {
  const { state } = draft.file.payment
  if (reason === 'late_look' && (state === 'failed' || state === 'expired')) return climbReached(draft, reason, context)
  if (reason === 'deposit_overdue') return endOverdue(draft, context)
  if (reason === 'refund_unconfirmed') return climbUnconfirmed(draft, context)
  return climbReached(giveUpIfOver(draft, context), 'return_missing', context)
}

/** The refund was looked at; the next look is on another business day, and after the last one it has arrived. */
function climbUnconfirmed(draft: Draft, { now }: Context): Draft {
  const position = draft.file.payment.ladders.refund_unconfirmed
  if (position !== undefined && position.nextAt > now) return draft
  const refund = draft.file.cancellations.findLast(
    ({ shownAccount, state }) => shownAccount !== null && state === 'done',
  )
  if (position === undefined || refund === undefined) return clearLadder(draft, 'refund_unconfirmed')
  const rung = position.rung + 1
  const nextAt = bankLook(refund.settledAt ?? refund.createdAt, { look: rung, now })
  return nextAt === null
    ? clearLadder(draft, 'refund_unconfirmed')
    : setLadder(draft, 'refund_unconfirmed', { rung, nextAt })
}

/** Told or not: after its time a payment is no longer payable; money that came all the same is found by the ladder. */
function giveUpIfOver(draft: Draft, { now }: Context): Draft {
  const { state, readyUntil } = draft.file.payment
  if (state !== 'ready' || now < readyUntil) return draft
  return note(move(draft, 'given_up'), 'payment.expired', { by: 'time' })
}

/**
 * An answered look climbs; after the last one there is nothing more to ask. Only a rung that was reached is climbed:
 * two answers to one look must not use up the look that comes after it, and time may be up between two rungs.
 */
function climbReached(draft: Draft, ladder: 'late_look' | 'return_missing', context: Context): Draft {
  const reached = draft.file.payment.ladders[ladder]
  if (reached === undefined || reached.nextAt > context.now) return draft
  const position = climb(ladder, reached.rung + 1, context)
  return position === null ? clearLadder(draft, ladder) : setLadder(draft, ladder, position)
}

function notTold(draft: Draft, reason: Reason, context: Context): Draft {
  if (reason === 'late_look') return lookLater(draft, context)
  if (reason === 'return_missing') return giveUpIfOver(draft, context)
  if (reason === 'deposit_overdue') return climbOverdue(draft, context)
  if (reason === 'refund_unconfirmed') return climbUnconfirmed(draft, context)
  return stayUnsettled(draft, context)
}

/** The question never left: it is asked again soon, and costs no rung. */
function waitAwhile(draft: Draft, reason: Reason, context: Context): Draft {
  const { payment, cancellations } = draft.file
  const holder = placeHolder(cancellations)
  const nextAt = notSentAgainAt(holder?.sentAt ?? payment.approval?.startedAt ?? payment.createdAt, context)
  if (reason === 'late_look') return lookLater(draft, context)
  if (reason === 'return_missing') return giveUpIfOver(draft, context)
  if (reason === 'deposit_overdue' || reason === 'refund_unconfirmed') {
    return setLadder(draft, reason, { rung: payment.ladders[reason]?.rung ?? 0, nextAt })
  }
  if (reason === 'hint_heard') {
    return setLadder(draft, reason, { rung: payment.ladders.hint_heard?.rung ?? 0, nextAt })
  }
  if (holder?.ladder != null && holder.state !== 'sending') {
    const ladder = ladderOf('cancellation_unsettled', { ...holder.ladder, nextAt })
    return patchCancellation(draft, holder.id, { ladder })
  }
  if (payment.state !== 'approving') return draft
  return setLadder(draft, 'approval_unsettled', {
    rung: payment.ladders.approval_unsettled?.rung ?? 0,
    nextAt,
  })
}

/** Costs no rung, and ends on the desk. Whatever came between may have ended the looks, or made this one. */
function lookLater(draft: Draft, context: Context): Draft {
  const { approval, createdAt, ladders } = draft.file.payment
  if (ladders.late_look === undefined || ladders.late_look.nextAt > context.now) return draft
  const since = approval?.negatives.at(-1) ?? approval?.returnedAt ?? createdAt
  if (context.now >= after(since, LATE_LOOK_PATIENCE_MS)) {
    return hold(clearLadder(draft, 'late_look'), context.now, {
      cause: 'ladder_ended',
      detail: 'Whether a charge came late could not be found out by asking.',
    })
  }
  const { rung } = ladders.late_look
  return setLadder(draft, 'late_look', { rung, nextAt: after(context.now, LATE_LOOK_RETRY_MS) })
}

/** No question may stay due in the past after it was looked at: that would be a loop without a wait. */
function keepMoving(draft: Draft, context: Context): Draft {
  let next = draft
  // Each round answers the question that is due first, so there are at most as many rounds as questions.
  for (let round = 0; round < QUESTIONS.length; round += 1) {
    const still = attentionOf(next.file)
    const acts = next.effects.some(({ type }) => type !== 'pause_channel')
    if (still === null || still.dueAt > context.now || acts) return next
    next = askAgainLater(next, still.reason, context)
  }
  return next
}

/** What is asked about; the other reasons are due on purpose, and their own look comes next. */
const QUESTIONS = [
  'cancellation_unsettled',
  'approval_unsettled',
  'late_look',
  'return_missing',
  'hint_heard',
  'deposit_overdue',
  'refund_unconfirmed',
] as const satisfies Reason[]

function askAgainLater(draft: Draft, reason: Reason, context: Context): Draft {
  const holder = placeHolder(draft.file.cancellations)
  switch (reason) {
    case 'cancellation_unsettled':
      return holder === null ? draft : climbCancellation(draft, holder.id, { ladder: reason, context })
    case 'approval_unsettled':
      return climbApproval(draft, context)
    case 'late_look':
      return lookLater(draft, context)
    case 'return_missing': {
      const left = giveUpIfOver(draft, context)
      return left === draft ? climbOrHold(draft, reason, context) : left
    }
    case 'hint_heard':
      return climbOrHold(draft, reason, context)
    case 'deposit_overdue':
      return draft.file.payment.hold === null ? climbOverdue(draft, context) : draft
    case 'refund_unconfirmed':
      return climbUnconfirmed(draft, context)
    default:
      return draft
  }
}

/** A ladder that was climbed to its end stays behind as a mark, beside the hold. */
function climbOrHold(draft: Draft, ladder: 'return_missing' | 'hint_heard', context: Context): Draft {
  const rung = (draft.file.payment.ladders[ladder]?.rung ?? -1) + 1
  const position = climb(ladder, rung, context)
  if (position !== null) return setLadder(draft, ladder, position)
  return hold(setLadder(draft, ladder, { rung, nextAt: context.now }), context.now, {
    cause: 'ladder_ended',
    detail: 'Whether the buyer paid could not be found out by asking.',
  })
}
