/** Ties a payment to the merchant's order, or takes the order back: the two must exclude each other. */
import { sendBack } from '../cancellation/back.ts'
import { queueClose } from '../cancellation/close.ts'
import { cancelEnd } from '../cancellation/verdict.ts'
import { type Refusal, refuse } from '../errors.ts'
import type { Amount } from '../money.ts'
import { after, earlier, type Instant, later } from '../time.ts'
import { balanceOf, refundableOf } from './amounts.ts'
import { endAsk } from './ask.ts'
import { isOrphanInWaiting, openClose, openNetCancel } from './attention.ts'
import { climb, HARD_WINDOW_MARGIN_MS, LADDERS, ORDER_CHECK_MARGIN_MS, ORDER_CHECK_PATIENCE_MS } from './deadlines.ts'
import {
  type Context,
  clearLadder,
  type Decision,
  type Draft,
  draftOf,
  finish,
  hold,
  note,
  patch,
  setLadder,
  unchanged,
} from './draft.ts'
import type { Cancellation, Payment, PaymentFile } from './payment.ts'
import { releaseForDrop, releaseForOrder } from './release.ts'

/** What the merchant's order check said; `not_asked` where the channel has none. */
export type OrderVerdict =
  | { readonly kind: 'ref'; readonly ref: string }
  | { readonly kind: 'none' | 'unknown' | 'not_asked' }

const ORPHAN_REASON = '주문 미생성 자동취소'

/** `PUT …/order`: verify and tie in one step (DESIGN §8). The same ref again changes nothing. */
export function recordOrder(
  file: PaymentFile,
  order: { ref: string; amount: Amount | null },
  context: Context,
): Decision {
  const refusal = untieableBecause(file, order)
  if (refusal !== null) return { ok: false, refusal }
  if (file.payment.order !== null) return unchanged(file)
  return finish(tie(draftOf(file), order.ref, { by: 'merchant', now: context.now }))
}

/** `DELETE …/order`: a net cancel of all that is left, at once. Repeated, it is the same cancellation. */
export function dropOrder(file: PaymentFile, reason: string, context: Context): Decision {
  // The merchant answers the question of the hold: there is no order.
  const answered = releaseForDrop(draftOf(file))
  const decision = drop(answered.file, reason, context)
  if (!decision.ok || decision.timeline.length === 0) return decision
  return finish({
    ...decision,
    file: versionOf(decision.file, file),
    timeline: [...answered.timeline, ...decision.timeline],
  })
}

/** `finish` counts the version up by the whole timeline, once. */
const versionOf = (file: PaymentFile, { payment: { version } }: PaymentFile): PaymentFile => ({
  ...file,
  payment: { ...file.payment, version },
})

function drop(file: PaymentFile, reason: string, context: Context): Decision {
  const { payment, cancellations } = file
  // A question about a part grows: all of it is to go back now.
  const isAsked = payment.accountAsk !== null && payment.accountAsk.amount === null
  if (openNetCancel(cancellations) !== null || isAsked)
    return payment.dropped === null ? finish(dropped(file, reason, context)) : unchanged(file)
  const isGoing = ({ kind, state }: Cancellation) => kind === 'net_cancel' && state !== 'refused' && state !== 'bounced'
  if (cancellations.some(isGoing)) return unchanged(file)
  const refusal = undroppableBecause(payment, context)
  if (refusal !== null) return { ok: false, refusal }
  const draft = dropped(file, reason, context)
  // Before the deposit there is nothing to give back, and nothing must come any more.
  if (payment.state === 'awaiting_deposit') {
    const closing = openClose(cancellations) !== null
    return finish(closing ? draft : queueClose(draft, { reason, requester: 'merchant' }, context))
  }
  return finish(sendBack(draft, { why: 'order_dropped', reason, requester: 'merchant' }, context))
}

/** Also where a net cancel is open already: should that one be refused, the order must still not be recorded. */
function dropped(file: PaymentFile, reason: string, { now }: Context): Draft {
  const free = patch(clearLadder(draftOf(file), 'order_missing'), {
    order: null,
    orphanLeft: null,
    dropped: { reason, at: now },
  })
  return note(free, 'order.dropped', { ref: file.payment.order?.ref ?? null, reason })
}

/** The deadline passed and the order check answered: tie, wait, leave alone, or give back (DESIGN §5). */
export function orphanDue(file: PaymentFile, verdict: OrderVerdict, context: Context): Decision {
  const { payment } = file
  const dueAt = payment.ladders.order_missing?.nextAt ?? payment.orderDueAt
  const stale = dueAt === null || context.now < dueAt || payment.orphanLeft !== null || payment.hold !== null
  if (stale || !isOrphanInWaiting(file)) return unchanged(file)
  const tieable = isTieable(payment)
  const draft = payment.ladders.order_missing === undefined ? found(file) : draftOf(file)
  if (verdict.kind === 'ref' && tieable) {
    return finish(tie(draft, verdict.ref, { by: 'order_check', now: context.now }))
  }
  const end = cancelEnd(payment, context.policy)
  if (end !== null && context.now >= end) {
    return finish(
      hold(draft, context.now, {
        cause: 'hard_window_over',
        detail: 'No order came, and the provider no longer takes an ordinary cancel.',
      }),
    )
  }
  if (verdict.kind === 'unknown' && tieable) return finish(postpone(draft, context))
  return finish(giveBack(draft, context))
}

/** Whether an order check could still change anything. */
export const isTieable = (payment: Payment): boolean => payment.supersededBy === null && !mustGoBack(payment)

/** The merchant gave it up, or the amount is wrong: nobody is asked any more, and the channel's net has no say. */
const mustGoBack = ({ dropped, amounts }: Payment): boolean => dropped !== null || amounts.paid !== amounts.total

/** After we were away: every unrecorded deadline gets its time again, never past the hard window (DESIGN §5 gap). */
export function moveDeadline(file: PaymentFile, restartedAt: Instant, context: Context): Decision {
  const moved = restartDeadline(draftOf(file), restartedAt, context)
  return moved.timeline.length === 0 ? unchanged(file) : finish(moved)
}

export function restartDeadline(draft: Draft, from: Instant, { policy }: Context): Draft {
  const { payment } = draft.file
  const { orderDueAt } = payment
  if (!isOrphanInWaiting(draft.file) || orderDueAt === null || !isTieable(payment)) return draft
  const end = cancelEnd(payment, policy)
  const anew = after(from, payment.orderWithinMs)
  const moved = later(orderDueAt, end === null ? anew : earlier(anew, after(end, -HARD_WINDOW_MARGIN_MS)))
  if (moved === orderDueAt) return draft
  const restarted = patch(clearLadder(draft, 'order_missing'), { orderDueAt: moved })
  return note(restarted, 'order.deadline_moved', { from: orderDueAt, to: moved })
}

function untieableBecause(
  { payment, cancellations }: PaymentFile,
  order: { ref: string; amount: Amount | null },
): Refusal | null {
  const { state, amounts } = payment
  if (payment.supersededBy !== null) return refuse('MD_SUPERSEDED', `Payment ${payment.supersededBy} replaced it.`)
  if (payment.dropped !== null) return refuse('MD_ORDER_DROPPED', payment.dropped.reason)
  if (state === 'ready' || state === 'approving') return refuse('MD_NOT_PAID_YET', `The payment is ${state}.`)
  if (state === 'cancelled' || state === 'failed' || state === 'expired') {
    const { failure } = payment
    return refuse('MD_PAYMENT_ENDED', `The payment is ${state}${failure === null ? '' : `: ${failure.message}`}.`)
  }
  const expected = state === 'awaiting_deposit' ? amounts.total : amounts.paid
  if (expected !== amounts.total || (order.amount !== null && order.amount !== expected)) {
    return refuse('MD_AMOUNT_DIFFERS', `The paid amount is ${expected}, registered was ${amounts.total}.`)
  }
  const returning =
    openNetCancel(cancellations) !== null || (state !== 'awaiting_deposit' && refundableOf(amounts) === 0)
  if (returning) return refuse('MD_BEING_RETURNED', 'The money is already going back to the buyer.')
  if (payment.order !== null && payment.order.ref !== order.ref) {
    return refuse('MD_ORDER_DIFFERS', `Order ${payment.order.ref} is recorded.`)
  }
  return null
}

function undroppableBecause(payment: Payment, { policy }: Context): Refusal | null {
  const { state } = payment
  const closable = state === 'awaiting_deposit' && policy.virtualAccount?.closes === true
  if (state === 'ready' || state === 'approving' || (state === 'awaiting_deposit' && !closable)) {
    return refuse('MD_NOT_PAID_YET', `The payment is ${state}; there is no money to give back yet.`)
  }
  if (state === 'cancelled' || state === 'failed' || state === 'expired') {
    return refuse('MD_PAYMENT_ENDED', `The payment is ${state}.`)
  }
  // Nobody answered about a part: that all of it is to go back now changes the question, and not the answer.
  const isUnanswered = payment.hold?.cause === 'account_not_given'
  if (payment.hold !== null && !isUnanswered) return refuse('MD_ON_HOLD', payment.hold.detail)
  if (!closable && refundableOf(payment.amounts) === 0)
    return refuse('MD_NOTHING_TO_RETURN', `Balance ${balanceOf(payment.amounts)}.`)
  return null
}

function tie(draft: Draft, ref: string, { by, now }: { by: 'merchant' | 'order_check'; now: Instant }): Draft {
  // The order answers whether the money stays; a part that was refunded and came back is owed all the same.
  const isOwed = draft.file.payment.accountAsk?.kind === 'refund'
  const asked = isOwed ? draft : endAsk(draft)
  const tied = patch(clearLadder(asked, 'order_missing'), { order: { ref, recordedAt: now } })
  return releaseForOrder(note(tied, 'order.recorded', { ref, by }))
}

const found = (file: PaymentFile): Draft =>
  note(draftOf(file), 'net.orphan_found', { orderDueAt: file.payment.orderDueAt })

/** Doubt postpones, with an end: 24 h, or 60 minutes before the hard window closes; then a person decides. */
function postpone(draft: Draft, context: Context): Draft {
  const { payment } = draft.file
  const rung = (payment.ladders.order_missing?.rung ?? -1) + 1
  const position = climb('order_missing', Math.min(rung, LADDERS.order_missing.length - 1), context)
  const patience = after(payment.orderDueAt ?? context.now, ORDER_CHECK_PATIENCE_MS)
  const windowEnd = cancelEnd(payment, context.policy)
  const end = windowEnd === null ? patience : earlier(patience, after(windowEnd, -ORDER_CHECK_MARGIN_MS))
  if (position === null || context.now >= end) {
    return hold(draft, context.now, {
      cause: 'order_check_undecided',
      detail: 'The order check could not say whether the order exists, until its time was over.',
    })
  }
  const nextAt = earlier(position.nextAt, later(end, context.now))
  const waiting = setLadder(draft, 'order_missing', { rung, nextAt })
  return note(waiting, 'order.check_undecided', { nextAt })
}

function giveBack(draft: Draft, context: Context): Draft {
  const { payment } = draft.file
  const { amounts } = payment
  switch (mustGoBack(payment) ? 'on' : context.policy.net) {
    case 'on':
      return sendBack(
        clearLadder(draft, 'order_missing'),
        { why: 'orphan', reason: ORPHAN_REASON, requester: 'maedeup' },
        context,
      )
    case 'dry_run':
      return note(patch(draft, { orphanLeft: 'dry_run' }), 'net.would_cancel', { amount: refundableOf(amounts) })
    case 'off':
      return note(patch(draft, { orphanLeft: 'off' }), 'net.left_alone', { amount: refundableOf(amounts) })
  }
}
