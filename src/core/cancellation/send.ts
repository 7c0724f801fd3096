/** Begins a cancellation call and takes in what came of it. */
import { refuse } from '../errors.ts'
import type { CancelEvidence } from '../evidence.ts'
import type { CancellationId } from '../ids.ts'
import type { Amount } from '../money.ts'
import type { Outcome, ProviderAnswer } from '../outcome.ts'
import { balanceOf } from '../payment/amounts.ts'
import { placeHolder } from '../payment/attention.ts'
import { notSentAgainAt } from '../payment/deadlines.ts'
import {
  type Context,
  cancellationOf,
  type Decision,
  type Draft,
  draftOf,
  effect,
  finish,
  heedPause,
  hold,
  ladderOf,
  moveCancellation,
  note,
  patchCancellation,
  unchanged,
} from '../payment/draft.ts'
import type { Cancellation, PaymentFile } from '../payment/payment.ts'
import { after } from '../time.ts'
import { chooseVia } from './birth.ts'
import { bookDone, bookRefused, climbCancellation, isResend, isTakenId } from './book.ts'
import { gateOf, stopAt } from './gate.ts'
import { notHappened, toDesk } from './not-happened.ts'
import type { CancellationCause } from './states.ts'

/** `queued → sending`: commits the intent of one call. Only one call per payment may be under way (DESIGN §4). */
export function startCancellation(file: PaymentFile, id: CancellationId, context: Context): Decision {
  if (file.payment.hold !== null) return { ok: false, refusal: refuse('MD_ON_HOLD', file.payment.hold.detail) }
  const one = cancellationOf(file, id)
  if (one.state !== 'queued' || placeHolder(file.cancellations) !== null) return unchanged(file)
  // Whoever was to begin it first may come when it was tried, and told to come back later, by somebody else.
  if (one.ladder !== null && context.now < one.ladder.nextAt) return unchanged(file)
  const gate = gateOf(file, one, context)
  const draft = draftOf(file)
  return finish(
    gate.kind === 'open' ? begin(draft, { id, cause: 'sent', context }) : stopAt(gate, draft, { one, context }),
  )
}

/** Commits an attempt, first or again, and asks the shell for the call. */
export function begin(
  draft: Draft,
  {
    id,
    cause,
    newKey = false,
    context,
  }: { id: CancellationId; cause: 'sent' | 'resent'; newKey?: boolean; context: Context },
): Draft {
  const one = cancellationOf(draft.file, id)
  const via = one.via === 'net_cancel_call' ? chooseVia(draft.file.payment, one.amount, context) : one.via
  const sending = moveCancellation(draft, id, {
    cause,
    via,
    attempts: one.attempts + 1,
    guard: cause === 'sent' ? guardOf(draft) : one.guard,
    keyEpoch: newKey ? one.keyEpoch + 1 : one.keyEpoch,
    sentAt: context.now,
    callEndsAt: after(context.now, context.policy.callLifeMs),
    credential: context.policy.credential,
  })
  const told = note(sending, 'cancellation.sending', { cancellationId: id, via, attempt: one.attempts + 1 })
  return effect(told, { type: 'call_cancellation', cancellationId: id })
}

/** The balance before this cancel, as the provider must see it; an unsettled approval has none to name. */
const guardOf = ({ file }: Draft): Amount | null =>
  file.payment.state === 'approving' ? null : balanceOf(file.payment.amounts)

/** Takes in the outcome of one attempt. */
export function cancellationOutcome(
  file: PaymentFile,
  result: { id: CancellationId; attempt: number; outcome: Outcome<CancelEvidence> },
  context: Context,
): Decision {
  const { id, attempt, outcome } = result
  const one = cancellationOf(file, id)
  const draft = draftOf(file)
  if (one.state !== 'sending' || one.attempts !== attempt) return finish(lateAnswer(draft, result, context))
  switch (outcome.kind) {
    case 'done':
      return finish(done(draft, { id, outcome, context }))
    case 'accepted':
      return finish(taken(draft, { id, outcome, context }))
    case 'refused':
    case 'not_sent':
      return finish(
        saysNothing(one, outcome) ? inVain(draft, { id, outcome, context }) : notTaken(draft, { id, outcome, context }),
      )
    case 'unknown':
      return finish(lost(draft, { id, outcome, context }))
  }
}

/**
 * What came of a repetition says nothing about the first call. Closing an account is the exception: closing twice is
 * closing once, so a refusal speaks about the account and not about the call.
 */
const saysNothing = (one: Cancellation, { kind }: Outcome<unknown>): boolean =>
  isResend(one) && (one.kind !== 'account_close' || kind === 'not_sent')

/** The answer of an attempt that was already given up: only proof that it happened still says anything. */
function lateAnswer(
  draft: Draft,
  { id, outcome }: { id: CancellationId; outcome: Outcome<CancelEvidence> },
  context: Context,
): Draft {
  const { state, providerCancelId: known } = cancellationOf(draft.file, id)
  if (outcome.kind !== 'done') return draft
  const named = outcome.evidence.providerCancelId
  // Two answers that name two cancels: the provider carried one intent out twice.
  if (state === 'done' && (known === null || named === null || known === named)) return draft
  if (state === 'sending' || state === 'unknown' || state === 'accepted') return done(draft, { id, outcome, context })
  // What waits to be sent again is booked as what it is, so that no release can send it a second time.
  const booked = state === 'queued' ? done(draft, { id, outcome, context }) : draft
  return hold(booked, context.now, {
    cause: 'contradiction',
    detail: `The provider now says that cancellation ${id} happened (${named ?? 'no id'}), after it was ${state}.`,
  })
}

/** A first attempt provably did nothing. */
function notTaken(draft: Draft, { id, outcome, context }: Told<'refused' | 'not_sent'>): Draft {
  switch (outcome.kind) {
    case 'refused':
      return refused(draft, { id, outcome, context })
    case 'not_sent':
      return requeue(draft, { id, cause: 'not_sent', outcome, context })
  }
}

/**
 * A repetition that did nothing says nothing about the first call, so the cancellation keeps its place as `unknown`:
 * freed, its money could be tied or sent back a second time while the first call still takes effect.
 */
function inVain(draft: Draft, { id, outcome, context }: Told<'refused' | 'not_sent'>): Draft {
  const { answer, next } = outcome
  const unknown = moveCancellation(draft, id, {
    cause: 'repeat_failed',
    answer,
    // The repetition is over; what is still unexplained is older.
    callEndsAt: context.now,
    ...(next === 'ordinary_cancel' ? { via: 'cancel' } : {}),
  })
  const told = note(unknown, 'cancellation.unknown', { cancellationId: id, code: answer.code, message: answer.message })
  if (outcome.kind === 'not_sent') return lookSoon(told, id, context)
  const asked = climbCancellation(told, id, { ladder: 'cancellation_unsettled', context })
  switch (next) {
    case 'ordinary_cancel':
    case 'retry_after':
    case 'pause_channel':
      return heedPause(asked, outcome)
    case 'none':
    case 'inquire':
    case 'operator':
    case 'ask_account': {
      const detail = `The provider refused to repeat cancellation ${id}, whose first call is unexplained.`
      return hold(asked, context.now, { cause: 'resend_refused', detail })
    }
  }
}

/** What never left costs no rung. */
function lookSoon(draft: Draft, id: CancellationId, context: Context): Draft {
  const { ladder, createdAt } = cancellationOf(draft.file, id)
  const rung = ladder?.rung ?? 0
  const nextAt = notSentAgainAt(createdAt, context)
  return patchCancellation(draft, id, { ladder: ladderOf('cancellation_unsettled', { rung, nextAt }) })
}

interface Told<Kind extends Outcome<unknown>['kind']> {
  readonly id: CancellationId
  readonly outcome: Extract<Outcome<CancelEvidence>, { kind: Kind }>
  readonly context: Context
}

function done(draft: Draft, { id, outcome, context }: Told<'done'>): Draft {
  const { evidence, answer } = outcome
  const asked = cancellationOf(draft.file, id).amount
  if (isTakenId(draft, id, evidence.providerCancelId)) return ofAnother(draft, { id, outcome, context })
  if (evidence.amount === asked) return bookDone(draft, id, { proof: { ...evidence, answer }, context })
  const detail = `The provider says it cancelled ${evidence.amount}, we asked for ${asked}.`
  return unclear(draft, { id, answer, detail, context })
}

function taken(draft: Draft, { id, outcome, context }: Told<'accepted'>): Draft {
  const { answer, evidence } = outcome
  if (isTakenId(draft, id, evidence.providerCancelId)) return ofAnother(draft, { id, outcome, context })
  return take(draft, id, { providerCancelId: evidence.providerCancelId, answer, context })
}

/** The answer is about a cancel that is booked already: it says nothing about this one. */
function ofAnother(draft: Draft, { id, outcome, context }: Told<'done' | 'accepted'>): Draft {
  const { answer, evidence } = outcome
  const detail = `The answer to cancellation ${id} names ${evidence.providerCancelId}, which is another's.`
  return unclear(draft, { id, answer, detail, context })
}

function unclear(
  draft: Draft,
  { id, answer, detail, context }: Pick<Told<'done'>, 'id' | 'context'> & { answer: ProviderAnswer; detail: string },
): Draft {
  const unknown = cancellationOf(draft.file, id).state === 'sending' ? toUnknown(draft, id, { answer, context }) : draft
  return hold(unknown, context.now, { cause: 'contradiction', detail })
}

/** The provider has it and will finish it: followed to its end. */
export function take(
  draft: Draft,
  id: CancellationId,
  { providerCancelId, answer, context }: Pick<Cancellation, 'providerCancelId' | 'answer'> & { context: Context },
): Draft {
  const accepted = moveCancellation(draft, id, { cause: 'taken', answer, providerCancelId, ladder: null })
  const told = note(accepted, 'cancellation.accepted', { cancellationId: id, code: answer?.code ?? null })
  return climbCancellation(told, id, { ladder: 'cancellation_unsettled', context })
}

function refused(draft: Draft, { id, outcome, context }: Told<'refused'>): Draft {
  switch (outcome.next) {
    case 'ordinary_cancel':
      return otherCall(draft, { id, outcome, context })
    case 'retry_after':
      return requeue(draft, { id, cause: 'try_later', outcome, context })
    case 'pause_channel':
      return heedPause(requeue(draft, { id, cause: 'not_sent', outcome, context }), outcome)
    // Our books and the provider's differ: it did not happen, and the inquiry that follows shows why.
    case 'inquire':
    case 'none':
    case 'operator':
    case 'ask_account':
      return notHappened(draft, { id, outcome, context })
  }
}

function lost(draft: Draft, { id, outcome, context }: Told<'unknown'>): Draft {
  const { answer, next } = outcome
  const unknown = heedPause(toUnknown(draft, id, { answer, context }), outcome)
  // The provider says that its own books and its PG's differ: asking it again cannot tell (portone-v1 `DESYNC`).
  if (next !== 'operator') return unknown
  return hold(unknown, context.now, { cause: 'desync', detail: `${answer.code ?? ''} ${answer.message}`.trim() })
}

function toUnknown(
  draft: Draft,
  id: CancellationId,
  { answer, context }: { answer: Outcome<unknown>['answer']; context: Context },
): Draft {
  const unknown = moveCancellation(draft, id, { cause: 'answer_lost', answer })
  const told = note(unknown, 'cancellation.unknown', { cancellationId: id, code: answer.code, message: answer.message })
  return climbCancellation(told, id, { ladder: 'cancellation_unsettled', context })
}

/** The net-cancel call is closed for good: the same intent goes on through the ordinary cancel, at once. */
function otherCall(draft: Draft, { id, outcome, context }: Told<'refused'>): Draft {
  const { answer } = outcome
  if (cancellationOf(draft.file, id).via !== 'net_cancel_call') {
    return toDesk(bookRefused(draft, id, { answer, now: context.now }), { id, outcome, context })
  }
  const queued = moveCancellation(draft, id, { cause: 'other_call', via: 'cancel', answer, ladder: null })
  const told = note(queued, 'cancellation.other_call', { cancellationId: id, code: answer.code })
  return told.file.payment.hold === null ? effect(told, { type: 'start_cancellation', cancellationId: id }) : told
}

function requeue(
  draft: Draft,
  told: { id: CancellationId; cause: Extract<CancellationCause, 'not_sent' | 'try_later'>; context: Context } & {
    outcome: { kind: Outcome<unknown>['kind']; answer: Outcome<unknown>['answer'] }
  },
): Draft {
  const { id, cause, context } = told
  const { answer, kind } = told.outcome
  const { ladder: before, createdAt, keyEpoch } = cancellationOf(draft.file, id)
  // An answer is bound to its key: the same key again would only be told the same refusal.
  const queued = moveCancellation(draft, id, { cause, answer, keyEpoch: kind === 'refused' ? keyEpoch + 1 : keyEpoch })
  const type = cause === 'not_sent' ? 'cancellation.not_sent' : 'cancellation.try_later'
  const noted = note(queued, type, { cancellationId: id, code: answer.code, message: answer.message })
  if (cause === 'try_later') return climbCancellation(noted, id, { ladder: 'cancellation_retry', context })
  const nextAt = notSentAgainAt(createdAt, context)
  const reason = before?.reason === 'cancellation_retry' ? before.reason : 'cancellation_queued'
  return patchCancellation(noted, id, { ladder: ladderOf(reason, { rung: before?.rung ?? 0, nextAt }) })
}
