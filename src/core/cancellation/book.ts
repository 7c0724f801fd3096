/** Books what became of a cancellation: done, refused, or still unknown, with the sums that follow from it. */
import type { CancelEvidence } from '../evidence.ts'
import type { CancellationId } from '../ids.ts'
import { type Amount, minus, plus, ZERO } from '../money.ts'
import type { ProviderAnswer } from '../outcome.ts'
import { bookClosed } from '../payment/account-end.ts'
import { balanceOf } from '../payment/amounts.ts'
import { climb, LADDERS, type LadderName } from '../payment/deadlines.ts'
import {
  type Context,
  cancellationOf,
  clearLadder,
  type Draft,
  hold,
  ladderOf,
  move,
  moveCancellation,
  note,
  patch,
  patchCancellation,
} from '../payment/draft.ts'
import type { Cancellation, LadderPosition } from '../payment/payment.ts'
import { releaseIfOver } from '../payment/release.ts'
import { earlier, type Instant } from '../time.ts'
import { bankLook, followRefund } from './follow.ts'

/** What the provider told of a cancel that happened; an inquiry tells less than the cancel's own answer. */
type Proof = Pick<CancelEvidence, 'providerCancelId' | 'remaining' | 'at'> & { readonly answer: ProviderAnswer | null }

/** The money went back: sums, state and timeline in one write. */
export function bookDone(
  draft: Draft,
  id: CancellationId,
  { proof, context }: { proof: Proof; context: Context },
): Draft {
  const one = cancellationOf(draft.file, id)
  const settled = moveCancellation(draft, id, {
    cause: 'happened',
    settledAt: context.now,
    providerCancelId: proof.providerCancelId ?? one.providerCancelId,
    answer: proof.answer ?? one.answer,
    ladder: null,
    reserved: ZERO,
  })
  const booked = one.kind === 'account_close' ? bookClosed(settled, context) : bookMoney(settled, one)
  const told = note(booked, 'cancellation.done', {
    cancellationId: id,
    amount: one.amount,
    providerCancelId: proof.providerCancelId,
    at: proof.at,
  })
  const followed = followRefund(told, one, context)
  return releaseIfOver(checkRemaining(followed, proof.remaining, context.now))
}

/**
 * An unsettled approval that was cancelled had been charged: both facts in one write (DESIGN §4). Elsewhere the
 * reserved amount turns into cancelled amount; where less was paid than the net cancel asked for, that is less.
 */
function bookMoney(draft: Draft, { amount: asked, reserved }: Cancellation): Draft {
  const { payment } = draft.file
  const { amounts } = payment
  const unsettled = payment.state === 'approving'
  const paid = unsettled ? amounts.total : amounts.paid
  const cancelled = unsettled ? asked : reserved
  const sums = {
    ...amounts,
    paid,
    inFlight: minus(amounts.inFlight, reserved),
    cancelledByUs: plus(amounts.cancelledByUs, cancelled),
  }
  const cleared = clearLadder(draft, 'approval_unsettled', 'order_missing', 'return_missing', 'late_look')
  return move(cleared, balanceOf(sums) === 0 ? 'returned_in_full' : 'returned_in_part', { amounts: sums })
}

/** The answer's remainder must be ours; where it is not, somebody cancelled behind our back. The fact is kept. */
function checkRemaining(draft: Draft, remaining: Amount | null, now: Instant): Draft {
  const balance = balanceOf(draft.file.payment.amounts)
  if (remaining === null || remaining === balance) return draft
  return hold(draft, now, {
    cause: 'desync',
    detail: `The provider says ${remaining} is left to cancel, our books say ${balance}.`,
  })
}

/** It did not happen: the amount is free again. */
export function bookRefused(
  draft: Draft,
  id: CancellationId,
  refusal: { answer: ProviderAnswer; now: Instant },
): Draft {
  const one = cancellationOf(draft.file, id)
  const { amounts } = draft.file.payment
  const settled = moveCancellation(draft, id, {
    cause: 'did_not_happen',
    settledAt: refusal.now,
    answer: refusal.answer,
    ladder: null,
    reserved: ZERO,
  })
  const freed = patch(settled, { amounts: { ...amounts, inFlight: minus(amounts.inFlight, one.reserved) } })
  const { code, message } = refusal.answer
  return note(freed, 'cancellation.refused', { cancellationId: id, code, message })
}

/** What was queued and can no longer find any money is closed, so that it is never sent. */
export function closeQueued(draft: Draft, now: Instant): Draft {
  return draft.file.cancellations
    .filter(({ state }) => state === 'queued')
    .reduce((next, { id }) => closeOne(next, id, now), draft)
}

/** Closed before it was sent, and nothing that this decision asked for begins it any more. */
export function closeOne(draft: Draft, id: CancellationId, now: Instant): Draft {
  const answer = { code: null, message: 'not enough is left to cancel' }
  const effects = draft.effects.filter((one) => one.type !== 'start_cancellation' || one.cancellationId !== id)
  return bookRefused({ ...draft, effects }, id, { answer, now })
}

/** Whether the provider's id names another cancellation already: one cancel is never booked twice. */
export const isTakenId = ({ file }: Draft, id: CancellationId, providerCancelId: string | null): boolean =>
  providerCancelId !== null &&
  file.cancellations.some((one) => one.id !== id && one.providerCancelId === providerCancelId)

/**
 * The next look at an unknown cancellation, never later than the milestones that would prove something. A call under
 * way has an end of its own, and a resend goes on where its ladder stood: losing every answer must come to an end too.
 */
export function climbCancellation(
  draft: Draft,
  id: CancellationId,
  climbing: {
    ladder: Extract<LadderName, 'cancellation_unsettled' | 'cancellation_retry'>
    context: Context
    milestones?: readonly Instant[]
  },
): Draft {
  const { ladder, context, milestones = [] } = climbing
  const { ladder: before, state } = cancellationOf(draft.file, id)
  if (state === 'sending') return draft
  const rung = before !== null && before.reason === ladder ? before.rung + 1 : 0
  const position = climb(ladder, rung, context) ?? nextBankDay(draft, id, { ladder, rung, now: context.now })
  if (position === null) {
    const ended = patchCancellation(draft, id, { ladder: ladderOf(ladder, { rung, nextAt: context.now }) })
    return hold(ended, context.now, {
      cause: 'ladder_ended',
      detail: `Cancellation ${id} could not be settled by asking; the last answer is on the timeline.`,
    })
  }
  const nextAt = milestones.filter((at) => at > context.now).reduce(earlier, position.nextAt)
  return patchCancellation(draft, id, { ladder: ladderOf(ladder, { rung, nextAt }) })
}

/** What the bank pays out later is followed for weeks, on its own days, after the quick looks are used up. */
function nextBankDay(
  { file }: Draft,
  id: CancellationId,
  { ladder, rung, now }: { ladder: LadderName; rung: number; now: Instant },
): LadderPosition | null {
  const { shownAccount, state, sentAt, createdAt } = cancellationOf(file, id)
  if (state !== 'accepted' || shownAccount === null) return null
  const nextAt = bankLook(sentAt ?? createdAt, { look: rung - LADDERS[ladder].length, now })
  return nextAt === null ? null : { rung, nextAt }
}

/** Whether the cancellation takes all that is left: only then does a provider's "cancelled" speak about it. */
export function isWhole(draft: Draft, id: CancellationId): boolean {
  const { payment } = draft.file
  return payment.state === 'approving' || cancellationOf(draft.file, id).reserved === balanceOf(payment.amounts)
}

/**
 * Whether an attempt is being repeated whose predecessor nobody can explain. Then no answer about the repetition, not
 * even a refusal, says that nothing happened.
 */
export const isResend = ({ state, ladder }: Cancellation): boolean =>
  state === 'sending' && ladder?.reason === 'cancellation_unsettled'
