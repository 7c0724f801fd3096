/** What a person decides about a payment on the desk, and what a newer attempt does to an older one. */
import { bookDone, bookRefused } from '../cancellation/book.ts'
import { observe } from '../cancellation/list.ts'
import { askAfterRelease, askBack } from '../cancellation/ours.ts'
import { type Refusal, refuse } from '../errors.ts'
import type { Evidence } from '../evidence.ts'
import type { CancellationId, PaymentId } from '../ids.ts'
import { type Amount, ZERO } from '../money.ts'
import { refundableOf } from './amounts.ts'
import { askAnew } from './ask.ts'
import { isOpen, placeHolder } from './attention.ts'
import { bookCharge } from './charge.ts'
import { climb } from './deadlines.ts'
import {
  askWhy,
  type Context,
  clearLadder,
  type Decision,
  type Draft,
  draftOf,
  finish,
  isRecovering,
  ladderOf,
  move,
  note,
  patch,
  patchCancellation,
  setLadder,
  unchanged,
} from './draft.ts'
import { reserveForNetCancel } from './evidence.ts'
import type { Cancellation, Payment, PaymentFile } from './payment.ts'
import { heedRelease, UNPROVEN } from './recovery.ts'

export const OPERATOR_DECISIONS = [
  'cancellation_done',
  'cancellation_refused',
  'payment_paid',
  'payment_not_paid',
  'cancelled_there',
  'release',
] as const

export interface Resolution {
  readonly decision: (typeof OPERATOR_DECISIONS)[number]
  readonly cancellationId: CancellationId | null
  /** What went back without our books knowing it (`cancelled_there`). */
  readonly amount?: Amount | null
  /** Where the person saw it (the PG's admin page, a call, a document). */
  readonly evidence: string
  readonly reason: string
  /** Name of the API key or operator. */
  readonly by: string
}

/** `POST /v1/attention/{id}/resolve`: applies the decision and ends the hold. */
export function resolve(file: PaymentFile, resolution: Resolution, context: Context): Decision {
  const { hold } = file.payment
  if (hold === null) return { ok: false, refusal: refuse('MD_NOT_ON_DESK', 'The payment is not on the desk.') }
  if (isRecovering(file.payment)) return { ok: false, refusal: refuse('MD_RECOVERING', hold.detail) }
  const applied = apply(draftOf(file), resolution, context)
  if ('code' in applied) return { ok: false, refusal: applied }
  const { decision, evidence, reason, by } = resolution
  // There may be more of it: the hold stands until a person says that all is booked.
  if (decision === 'cancelled_there')
    return finish(note(applied, 'payment.corrected', { by, decision, evidence, reason }))
  const told = note(patch(applied, { hold: null }), 'payment.released', {
    by,
    decision,
    evidence,
    reason,
    cause: hold.cause,
  })
  const anew = startAnew(told, context)
  const asked = ASKS_AGAIN.includes(hold.cause) ? askAfterRelease(anew, context) : anew
  const released = heedRelease(asked, hold.cause, context)
  return finish(isAboutCall(decision) && released.file.payment.amounts.paid > 0 ? askWhy(released) : released)
}

/** Holds under which a refund by the buyer's link was given up: a person who paid by hand has booked it. */
const ASKS_AGAIN: readonly string[] = ['refund_refused', 'policy_forbids']

/** While one of ours was unexplained cancels of others were not booked, and nobody would ask about them again. */
const isAboutCall = (decision: Resolution['decision']): boolean =>
  decision === 'cancellation_done' || decision === 'cancellation_refused'

/** `POST /v1/attention/{id}/retry`: every ladder starts anew, now. */
export function retry(file: PaymentFile, by: string, context: Context): Decision {
  const { hold } = file.payment
  if (hold !== null) return { ok: false, refusal: refuse('MD_ON_HOLD', hold.detail) }
  const again = note(patch(draftOf(file), { orphanLeft: null }), 'payment.retried', { by })
  return finish(startAnew(again, context))
}

/** A new attempt of the same order was registered: this one can no longer be tied. */
export function supersede(file: PaymentFile, by: PaymentId): Decision {
  if (file.payment.supersededBy !== null) return unchanged(file)
  return finish(note(patch(draftOf(file), { supersededBy: by }), 'payment.superseded', { by }))
}

function apply(draft: Draft, { decision, cancellationId, amount }: Resolution, context: Context): Draft | Refusal {
  switch (decision) {
    case 'cancellation_done':
    case 'cancellation_refused': {
      const one = openCancellation(draft, cancellationId)
      if (one === null) return refuse('MD_NOT_ON_DESK', 'cancellationId names no open cancellation of this payment.')
      if (isUnderWay(one, context)) return refuse('MD_NOT_ON_DESK', 'Its call is still under way.')
      return decision === 'cancellation_done' ? doneByHand(draft, one, context) : refusedByHand(draft, one, context)
    }
    case 'payment_paid': {
      const { state, depositNotice } = draft.file.payment
      if (mayHaveDeposit(draft.file.payment)) {
        return bookCharge(draft, { ...SEEN_BY_HAND, paidAt: depositNotice?.at ?? null }, context)
      }
      if (state !== 'approving') return refuse('MD_NOT_ON_DESK', 'The payment is not approving.')
      return reserveForNetCancel(bookCharge(draft, SEEN_BY_HAND, context))
    }
    case 'payment_not_paid':
      return notPaidByHand(draft, context)
    case 'cancelled_there':
      return cancelledThere(draft, amount ?? ZERO, context)
    case 'release':
      return draft
  }
}

/** What a person saw at the provider's own site; of time that was lost it may be ours, and waits for its key. */
function cancelledThere(draft: Draft, amount: Amount, context: Context): Draft | Refusal {
  const { payment, cancellations } = draft.file
  if (placeHolder(cancellations) !== null) return refuse('MD_NOT_ON_DESK', 'Decide about the open cancellation first.')
  if (amount === 0 || amount > refundableOf(payment.amounts)) {
    return refuse('MD_BALANCE_TOO_SMALL', `${refundableOf(payment.amounts)} is refundable, ${amount} was named.`)
  }
  return observe(draft, { amount, providerCancelId: null, lost: payment.hold?.cause === UNPROVEN }, context)
}

/** An account whose deposit only a person can confirm: the registered amount, seen where bank or PG shows it. */
const mayHaveDeposit = ({ virtualAccount, amounts, state }: Payment): boolean =>
  virtualAccount !== null &&
  amounts.paid === 0 &&
  (state === 'awaiting_deposit' || state === 'expired' || state === 'failed')

const SEEN_BY_HAND: Evidence = {
  status: 'paid',
  ref: null,
  amount: null,
  balance: null,
  currency: null,
  method: null,
  live: null,
  account: null,
  paidAt: null,
  cancels: null,
}

/** What a call does that has not ended, nobody can have seen. */
const isUnderWay = ({ state, callEndsAt }: Cancellation, { now }: Context): boolean =>
  state === 'sending' && callEndsAt !== null && now < callEndsAt

function openCancellation(draft: Draft, id: CancellationId | null): Cancellation | null {
  return draft.file.cancellations.find((one) => one.id === id && isOpen(one.state)) ?? null
}

function doneByHand(draft: Draft, one: Cancellation, context: Context): Draft | Refusal {
  if (one.state === 'queued') return refuse('MD_NOT_ON_DESK', 'The cancellation was not sent yet.')
  const proof = { providerCancelId: null, remaining: null, at: null, answer: null }
  return bookDone(draft, one.id, { proof, context })
}

function refusedByHand(draft: Draft, one: Cancellation, context: Context): Draft {
  const answer = { code: null, message: 'an operator decided' }
  return askBack(bookRefused(draft, one.id, { answer, now: context.now }), one, context)
}

function notPaidByHand(draft: Draft, context: Context): Draft | Refusal {
  const { payment, cancellations } = draft.file
  // There is no deposit: what was told of one is forgotten, and the account goes on.
  if (mayHaveDeposit(payment)) return patch(draft, { depositNotice: null })
  if (payment.state !== 'approving') return refuse('MD_NOT_ON_DESK', 'The payment is not approving.')
  const open = cancellations.filter(({ state }) => isOpen(state))
  if (open.some((one) => isUnderWay(one, context))) return refuse('MD_NOT_ON_DESK', 'A call is still under way.')
  const closed = open.reduce((next, one) => refusedByHand(next, one, context), draft)
  const failure = { code: null, message: 'an operator decided that no charge was made' }
  const failed = move(clearLadder(closed, 'approval_unsettled'), 'nothing_charged', { failure })
  const look = climb('late_look', 0, context)
  const told = note(failed, 'payment.failed', { code: null, message: failure.message })
  return look === null ? told : setLadder(told, 'late_look', look)
}

/** Ladders begin at their first rung, now, where their question is still open. */
function startAnew(draft: Draft, context: Context): Draft {
  const { payment, cancellations } = draft.file
  const now = { rung: 0, nextAt: context.now }
  const asked = payment.state === 'approving' ? setLadder(draft, 'approval_unsettled', now) : draft
  const cleared = askAnew(clearLadder(asked, 'order_missing', 'hint_heard', 'deposit_overdue'), context)
  const due = (['late_look', 'return_missing'] as const)
    .filter((ladder) => payment.ladders[ladder] !== undefined)
    .reduce((next, ladder) => setLadder(next, ladder, now), cleared)
  return cancellations
    .filter(({ state }) => state === 'queued' || state === 'unknown' || state === 'accepted')
    .reduce((next, { id, state }) => {
      const reason = state === 'queued' ? 'cancellation_queued' : 'cancellation_unsettled'
      return patchCancellation(next, id, { ladder: ladderOf(reason, now) })
    }, due)
}
