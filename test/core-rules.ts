/** What must hold of every payment file and of every decision, however they came about. */
import { isDeepStrictEqual } from 'node:util'
import { balanceOf, cancelledAmount, refundableOf } from '../src/core/payment/amounts.ts'
import { attentionOf, isMoneyReason, isOpen, openNetCancel } from '../src/core/payment/attention.ts'
import { LADDERS } from '../src/core/payment/deadlines.ts'
import type { PaymentEvent } from '../src/core/payment/decide.ts'
import type { Context, Decision } from '../src/core/payment/draft.ts'
import { actsOf } from '../src/core/payment/inquire.ts'
import type { Cancellation, PaymentFile } from '../src/core/payment/payment.ts'
import { PAYMENT_MOVES, TERMINAL_PAYMENT_STATES } from '../src/core/payment/states.ts'
import type { Instant } from '../src/core/time.ts'

type Decided = Extract<Decision, { ok: true }>

/** Far cheaper than `expect`: the properties ask some hundred million times. */
export function must(holds: boolean, promise: string, seen?: unknown): void {
  if (!holds) throw new Error(`${promise}${seen === undefined ? '' : `: ${JSON.stringify(seen)}`}`)
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)

/** What can tell that money came, or went, after an end. */
const FACTS = ['inquiry_outcome', 'approval_outcome', 'issue_outcome', 'cancellation_outcome'] as const

const isClose = ({ kind }: Cancellation): boolean => kind === 'account_close'

/** The sums and the cancellations of one file agree with each other and with its state. */
export function booksHold({ payment, cancellations }: PaymentFile): void {
  const { amounts, state } = payment
  const open = cancellations.filter((one) => isOpen(one.state))
  const done = cancellations.filter((one) => one.state === 'done' && one.kind !== 'observed')
  must(amounts.cancelledByUs + amounts.inFlight <= amounts.paid, 'never more is given back than was paid', amounts)
  must(amounts.inFlight === sum(open.map((one) => one.reserved)), 'in flight is what open cancellations hold', amounts)
  must(amounts.cancelledByUs <= sum(done.map((one) => one.amount)), 'what is booked was done', amounts)
  must(
    cancellations.every((one) => one.reserved <= one.amount),
    'the database lets none reserve more than it asks for',
  )
  must(
    cancellations.every((one) => isOpen(one.state) || one.reserved === 0),
    'a closed cancellation holds nothing',
  )
  must(open.filter((one) => one.state !== 'queued').length <= 1, 'at most one call is under way or unexplained')
  must(open.filter((one) => one.kind === 'net_cancel').length <= 1, 'money goes back by one net cancel at a time')
  must(new Set(cancellations.map((one) => one.id)).size === cancellations.length, 'ids are unique')
  const named = cancellations.flatMap(({ providerCancelId }) => providerCancelId ?? [])
  must(new Set(named).size === named.length, 'one cancel of the provider is booked once', named)
  must(amounts.inFlight <= balanceOf(amounts), 'what is going back is still here', amounts)
  const going = openNetCancel(cancellations)
  must(amounts.paid === 0 || going === null || going.reserved > 0, 'what goes back is not free to go back again', going)
  must(payment.order === null || going === null, 'tied and going back exclude each other')
  must(payment.order === null || payment.dropped === null, 'a dropped order is not recorded')
  switch (state) {
    case 'ready':
    case 'awaiting_deposit':
    case 'failed':
    case 'expired':
      // An account is closed without any money: that close may be under way, whatever the payment has come to.
      must(open.every(isClose) && amounts.paid === 0, `without money nothing is going back (${state})`, open)
      break
    case 'approving':
      must(amounts.paid === 0 && amounts.inFlight === 0, 'an approval holds no money yet', amounts)
      break
    case 'paid':
      must(cancelledAmount(amounts) === 0, 'paid means nothing went back', amounts)
      break
    case 'partially_cancelled':
      must(cancelledAmount(amounts) > 0 && balanceOf(amounts) > 0, 'partly given back', amounts)
      break
    case 'cancelled':
      must(open.length === 0 && balanceOf(amounts) === 0, 'all of it went back', amounts)
      break
  }
}

/** Every open money question has a look ahead of it, or a person has it, or a person has answered it (`byHand`). */
export function nothingIsForgotten(file: PaymentFile, byHand: boolean): void {
  const { payment, cancellations } = file
  const attention = attentionOf(file)
  const looked = attention !== null || payment.hold !== null
  const open = cancellations.filter((one) => isOpen(one.state))
  const holdsMoney = payment.state === 'paid' || payment.state === 'partially_cancelled'
  const untied = holdsMoney && payment.order === null && refundableOf(payment.amounts) > 0
  must(open.length === 0 || looked, 'an open cancellation is looked at', open)
  must(payment.state !== 'approving' || looked, 'an approval is looked at')
  must(payment.state !== 'ready' || looked, 'what waits for its return is looked at')
  must(!untied || payment.orphanLeft !== null || looked, 'an orphan is looked at')
  must(payment.dropped === null || !untied || payment.orphanLeft === null, 'a dropped order is never left alone')
  const right = payment.amounts.paid === payment.amounts.total
  must(
    byHand || !holdsMoney || right || untied || open.length > 0 || payment.hold !== null,
    'another amount is not kept',
  )
  must(payment.hintsHeard <= payment.hintsSeen || looked, 'a hint is looked at')
  if (payment.hold !== null) return
  for (const name of ['approval_unsettled', 'late_look', 'return_missing', 'hint_heard'] as const) {
    const ladder = payment.ladders[name]
    if (ladder === undefined || (name === 'approval_unsettled' && (payment.state !== 'approving' || open.length > 0)))
      continue
    must(ladder.rung < LADDERS[name].length, `ladder ${name} ends on the desk`)
  }
  for (const { ladder } of open) {
    if (ladder === null || ladder.reason === 'cancellation_queued') continue
    must(ladder.rung < LADDERS[ladder.reason].length, `ladder ${ladder.reason} ends on the desk`)
  }
}

/** What no event may do to a payment. */
export function stepIsSound(
  before: PaymentFile,
  { event, context, decision }: { event: PaymentEvent; context: Context; decision: Decided },
): void {
  const { file, timeline, effects } = decision
  const [was, is] = [before.payment, file.payment]
  must(is.version - was.version === timeline.length, 'the version counts the timeline')
  must(timeline.length > 0 || isDeepStrictEqual(file, before), 'what is not told is not changed', event)
  must(timeline.length > 0 || effects.length === 0, 'what is not stored has no effect', effects)
  must(was.id === is.id && was.orderId === is.orderId && was.amounts.total === is.amounts.total, 'frozen stays frozen')
  if (was.state !== is.state && (TERMINAL_PAYMENT_STATES as readonly string[]).includes(was.state)) {
    const fact = (FACTS as readonly string[]).includes(event.type)
    const seen = is.state === 'paid' || is.state === 'cancelled' || is.state === 'partially_cancelled'
    must(fact && seen, 'only facts leave an end', event)
  }
  must(was.state === is.state || movesExist(was.state, is.state), 'every move is in the table', [was.state, is.state])
  const lost = timeline.some(({ type }) => type === 'payment.deposit_lost')
  must(lost || was.amounts.paid === 0 || is.amounts.paid === was.amounts.paid, 'what was paid stays paid')
  const bounced = timeline.some(({ type }) => type === 'cancellation.bounced')
  must(bounced || is.amounts.cancelledByUs >= was.amounts.cancelledByUs, 'what went back stays booked')
  if (was.order === null && is.order !== null) tieIsAllowed(before)
  const letGo = event.type === 'drop_order' || timeline.some(({ type }) => type === 'order.let_go')
  must(
    was.order === null || is.order !== null || letGo,
    'only the merchant, or the end of its account, takes an order back',
  )
  cancellationsAreSound(before, file, { event, now: context.now })
  if (was.state === 'approving' && is.state === 'failed') failureIsProven(file, event, context)
  if (event.type === 'orphan_due') orphanIsOurs(before, file, context)
  effectsAreSound(before, decision, context)
  if (event.type === 'inquiry_outcome') {
    const isOvertaken = event.acts !== undefined && event.acts !== actsOf(before)
    const answered = !isOvertaken && (event.outcome.kind === 'done' || event.outcome.kind === 'accepted')
    const seen = answered ? Math.max(was.hintsSeen, event.hintsHeard) : was.hintsSeen
    must(is.hintsSeen === seen, 'an answer answers its hints, and nothing else does')
    noLoopWithoutWait(decision, event, context)
  }
}

/** A charge and what went back of it can be seen in one reading. */
const movesExist = (from: string, to: string): boolean =>
  moveExists(from, to) || (moveExists(from, 'paid') && moveExists('paid', to))

const moveExists = (from: string, to: string): boolean =>
  Object.values(PAYMENT_MOVES).some((row) => row.to === to && (row.from as readonly string[]).includes(from))

function tieIsAllowed({ payment, cancellations }: PaymentFile): void {
  const { state, amounts } = payment
  must(payment.supersededBy === null && payment.dropped === null, 'a replaced or dropped payment is never tied')
  if (state === 'awaiting_deposit') return
  must(state === 'paid' || state === 'partially_cancelled', 'only money is tied', state)
  must(amounts.paid === amounts.total, 'another amount is never tied', amounts)
  must(refundableOf(amounts) > 0 && openNetCancel(cancellations) === null, 'what goes back is never tied')
}

/** A listed refusal, a person, or "no such transaction" often, late and far apart enough; then we look again later. */
function failureIsProven({ payment }: PaymentFile, event: PaymentEvent, { policy }: Context): void {
  if (event.type === 'approval_outcome') {
    must(event.outcome.kind === 'refused', 'only a refusal fails at once')
    return
  }
  // What never left issued nothing, and no return could be presented again.
  if (event.type === 'issue_outcome') {
    must(event.outcome.kind === 'refused' || event.outcome.kind === 'not_sent', 'only what provably did nothing fails')
    return
  }
  must(payment.ladders.late_look !== undefined, 'an end by proof is looked at again')
  if (event.type === 'resolve') return
  const { times, apartMs, firstAfterMs } = policy.negativeProof
  const { negatives = [], callEndsAt = null } = payment.approval ?? {}
  must(negatives.length >= times, 'negative proof is said often enough', negatives)
  must(callEndsAt !== null && (negatives[0] ?? 0) >= callEndsAt + firstAfterMs, 'and late enough', negatives)
  must(
    negatives.every((at, i) => i === 0 || at - (negatives[i - 1] ?? 0) >= apartMs),
    'and far enough apart',
    negatives,
  )
}

/** The net takes back only what is due, untied and not held, and only where it is on or the money cannot be kept. */
function orphanIsOurs(before: PaymentFile, file: PaymentFile, { now, policy }: Context): void {
  if (file.cancellations.length === before.cancellations.length) return
  const { order, hold, orderDueAt, dropped, amounts, ladders } = before.payment
  must(order === null && hold === null, 'what is tied or held is not taken back')
  must(orderDueAt !== null && now >= orderDueAt, 'nothing is taken back before its time', orderDueAt)
  must(now >= (ladders.order_missing?.nextAt ?? 0), 'doubt postpones')
  const unkeepable = dropped !== null || amounts.paid !== amounts.total
  must(policy.net === 'on' || unkeepable, 'a net that is not on takes nothing back')
}

function cancellationsAreSound(
  before: PaymentFile,
  file: PaymentFile,
  { event, now }: { event: PaymentEvent; now: Instant },
): void {
  const births = file.cancellations.slice(before.cancellations.length)
  must(births.filter(({ kind }) => kind !== 'observed').length <= 1, 'one birth at a time')
  const { state, approval } = before.payment
  const undone =
    state === 'approving' && births.some((one) => one.kind === 'net_cancel' && isOpen(one.state) && one.reserved === 0)
  must(!undone || now >= (approval?.callEndsAt ?? 0), 'an approval is undone only when its call has certainly ended')
  for (const [index, was] of before.cancellations.entries()) {
    const is = file.cancellations[index]
    if (is === undefined || is.id !== was.id) throw new Error('no cancellation is lost')
    must(is.amount === was.amount && is.kind === was.kind, 'an intent is not rewritten')
    const running = was.state === 'sending' && was.callEndsAt !== null && now < was.callEndsAt
    must(!running || event.type !== 'resolve' || is.state === 'sending', 'nobody decides about a call under way')
    must(isOpen(was.state) || staysSettled(was, is), 'what is settled stays settled', [was, is])
    // Closing twice is closing once: a refusal speaks about the account, and so does a deposit.
    if (isUnexplained(was) && !isUnexplained(is) && is.state !== 'done' && !isClose(was)) {
      // A list can say so: it failed there, or all of the money went back without it.
      const seen = event.type === 'inquiry_outcome' || event.type === 'approval_outcome'
      const listed = seen && 'evidence' in event.outcome && !!event.outcome.evidence.cancels
      const decided = file.payment.state === 'failed' || event.type === 'resolve' || is.state === 'accepted' || listed
      must(decided, 'what may have happened is neither closed nor forgotten by a guess', [was.state, is.state, event])
    }
  }
}

/** But for the provider's id, which a list can tell later or book elsewhere, and for money that came back. */
function staysSettled(was: Cancellation, is: Cancellation): boolean {
  const givenAway = was.state === 'refused' && is.providerCancelId === null
  const named = { ...was, providerCancelId: givenAway ? null : (was.providerCancelId ?? is.providerCancelId) }
  const bounced = was.state === 'done' && is.state === 'bounced'
  return isDeepStrictEqual(is, bounced ? { ...named, state: 'bounced', settledAt: is.settledAt } : named)
}

/** An attempt of it was made, and nobody knows what came of it: also while it is being sent again. */
const isUnexplained = ({ state, ladder }: Cancellation): boolean =>
  state === 'unknown' || (state === 'sending' && ladder?.reason === 'cancellation_unsettled')

function effectsAreSound(before: PaymentFile, { file, effects }: Decided, { now, policy }: Context): void {
  const calls = effects.filter(({ type }) => type !== 'pause_channel')
  must(calls.length <= 1, 'one call at a time', effects)
  must(calls.length === 0 || file.payment.hold === null, 'a hold stops our money calls', effects)
  for (const effect of calls) {
    if (effect.type === 'pause_channel') continue
    if (effect.type === 'approve' || effect.type === 'issue_account') {
      must(before.payment.state === 'ready' && file.payment.state === 'approving', 'an approval is committed first')
      must(file.payment.approval?.callEndsAt === now + policy.callLifeMs, 'and has an end')
      must(file.payment.supersededBy === null, 'nobody is charged for what nobody can use')
      continue
    }
    const one = file.cancellations.find(({ id }) => id === effect.cancellationId)
    const was = before.cancellations.find(({ id }) => id === effect.cancellationId)
    const attempts = was?.attempts ?? 0
    if (was?.state === 'unknown') {
      must(was.callEndsAt === null || now >= was.callEndsAt, 'nothing is repeated while the first may still run')
      const rules = [policy.resendFull, policy.resendPartial]
      const safe = was.kind === 'account_close' || !rules.every((rule) => rule === 'never')
      must(safe, 'nor where the protocol has no safe repetition')
    }
    if (effect.type === 'start_cancellation') must(one?.state === 'queued', 'what is begun was queued')
    else {
      must(one?.state === 'sending' && one.attempts === attempts + 1, 'a call is committed first')
      must(one?.callEndsAt === now + policy.callLifeMs, 'and has an end')
    }
  }
}

/** After an answer, what is still due is due for a call of its own; asking again at once would be a loop. */
function noLoopWithoutWait(
  { file, effects }: Decided,
  event: Extract<PaymentEvent, { type: 'inquiry_outcome' }>,
  { now }: Context,
): void {
  const attention = attentionOf(file)
  if (attention === null || attention.dueAt > now || isMoneyReason(attention.reason)) return
  // Told, and not asked: their own look comes next.
  if (attention.reason === 'refund_due' || attention.reason === 'refund_account_needed') return
  if (effects.some(({ type }) => type !== 'pause_channel')) return
  // A call that was cut off is first declared lost, and a hint that came while we asked is answered by asking again.
  if (attention.reason === 'cancellation_unsettled' && file.cancellations.some(({ state }) => state === 'sending'))
    return
  if (attention.reason === 'hint_heard' && file.payment.hintsHeard > event.hintsHeard) return
  must(false, 'no question is asked again without a wait', attention)
}
