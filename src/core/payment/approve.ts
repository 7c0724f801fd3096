/** From the window's return to the outcome of the approval; expiry of what was never approved. */
import { type Refusal, refuse } from '../errors.ts'
import type { Evidence, Method } from '../evidence.ts'
import type { Outcome } from '../outcome.ts'
import { after } from '../time.ts'
import { isOpen } from './attention.ts'
import { climb } from './deadlines.ts'
import {
  askWhy,
  type Context,
  clearLadder,
  type Decision,
  type Draft,
  draftOf,
  effect,
  finish,
  heedPause,
  move,
  note,
  patch,
  setLadder,
  unchanged,
} from './draft.ts'
import { seeEvidence } from './evidence.ts'
import type { Payment, PaymentFile, ProviderState } from './payment.ts'

/** A return that the adapter found genuine and fitting. */
export interface AcceptedReturn {
  readonly ref: string
  readonly method: Method | null
  readonly fingerprint: string
  readonly providerState: ProviderState
}

/** A return that led to nothing: refused by us, or the buyer left. */
export interface UnusedReturn {
  readonly why: 'refused' | 'left'
  readonly code: string
  readonly detail: string
}

/** So many unused returns are written to a payment's timeline: enough to see an attack, too few to fill a disk. */
const MAX_UNUSED_RETURNS = 20

/** `ready → approving`: commits the intent, with everything that a later net cancel needs. */
export function acceptReturn(file: PaymentFile, accepted: AcceptedReturn, context: Context): Decision {
  const { payment } = file
  const before = payment.approval
  if (payment.state !== 'ready') {
    if (before?.returnFingerprint === accepted.fingerprint) return unchanged(file)
    const code = before === null ? 'MD_NOT_READY' : 'MD_RETURN_DIFFERENT'
    return { ok: false, refusal: refuse(code, `The payment is ${payment.state}.`) }
  }
  const refusal = unapprovableBecause(payment)
  if (refusal !== null) return { ok: false, refusal }
  const same = before?.returnFingerprint === accepted.fingerprint
  const approving = move(clearLadder(draftOf(file), 'approval_unsettled'), 'approval_started', {
    providerRef: accepted.ref,
    providerState: accepted.providerState,
    method: accepted.method ?? payment.method,
    approval: {
      returnFingerprint: accepted.fingerprint,
      returnedAt: same ? before.returnedAt : context.now,
      startedAt: context.now,
      callEndsAt: after(context.now, context.policy.callLifeMs),
      negatives: [],
      credential: context.policy.credential,
    },
  })
  const told = note(approving, 'payment.approval_started', { providerRef: accepted.ref, amount: payment.amounts.total })
  return finish(effect(told, { type: 'approve' }))
}

/** A charge that nobody could use, or while a person is to decide, is not made. */
function unapprovableBecause({ hold, supersededBy }: Payment): Refusal | null {
  if (hold !== null) return refuse('MD_ON_HOLD', hold.detail)
  return supersededBy === null ? null : refuse('MD_SUPERSEDED', `Payment ${supersededBy} replaced it.`)
}

/** Keeps an unused return on the timeline; the payment stays as it is. */
export function noteUnusedReturn(file: PaymentFile, unused: UnusedReturn): Decision {
  const { unusedReturns } = file.payment
  if (unusedReturns >= MAX_UNUSED_RETURNS) return unchanged(file)
  const type = unused.why === 'refused' ? 'payment.return_refused' : 'payment.window_left'
  const data = { code: unused.code, detail: unused.detail }
  return finish(note(patch(draftOf(file), { unusedReturns: unusedReturns + 1 }), type, data))
}

/** Whether the amount was frozen at the provider; approval checks it in any case. */
export function prepareOutcome(file: PaymentFile, { kind, answer }: Outcome<null>): Decision {
  const type = kind === 'done' ? 'payment.prepared' : 'payment.prepare_failed'
  return finish(note(draftOf(file), type, { outcome: kind, code: answer.code, message: answer.message }))
}

/** Takes in the outcome of the approval call, also when it comes after we had given it up. */
export function approvalOutcome(file: PaymentFile, outcome: Outcome<Evidence>, context: Context): Decision {
  const draft = draftOf(file)
  if (outcome.kind === 'done') return approved(file, outcome, context)
  if (file.payment.state !== 'approving') return unchanged(file)
  // Whoever began to undo it must end it: "refused" or "never left" would pull the payment from under its net cancel.
  if (file.cancellations.some(({ state }) => isOpen(state))) return finish(lateAnswer(draft, outcome))
  switch (outcome.kind) {
    case 'refused':
      return finish(refusedApproval(draft, outcome, context))
    case 'not_sent':
      return finish(backToReady(draft, outcome.answer.message))
    case 'accepted':
    case 'unknown':
      return finish(heedPause(unsettled(draft, outcome, context), outcome))
  }
}

/** Evidence of a charge, perhaps older than what we know by now: after the end it only makes us look again. */
function approved(
  file: PaymentFile,
  outcome: Extract<Outcome<Evidence>, { kind: 'done' }>,
  context: Context,
): Decision {
  const draft = draftOf(file)
  const { status } = outcome.evidence
  const { state } = file.payment
  if (status === 'none' || status === 'not_paid') {
    return state === 'approving' ? finish(unsettled(draft, outcome, context)) : unchanged(file)
  }
  if (state === 'cancelled') return finish(askWhy(lateAnswer(draft, outcome)))
  const seen = seeEvidence(draft, outcome.evidence, context)
  return seen.timeline.length === 0 ? unchanged(file) : finish(seen)
}

const lateAnswer = (draft: Draft, { kind, answer }: Outcome<unknown>): Draft =>
  note(draft, 'payment.approval_late', { outcome: kind, code: answer.code, message: answer.message })

/** Nothing was charged and nothing will be: the return is kept, and the same one presented again approves. */
function backToReady(draft: Draft, message: string): Draft {
  const { approval } = draft.file.payment
  const kept = approval === null ? null : { ...approval, startedAt: null, callEndsAt: null }
  const ready = move(clearLadder(draft, 'approval_unsettled'), 'approval_not_sent', { approval: kept })
  return note(ready, 'payment.approval_not_sent', { message })
}

/** `ready → expired`, by the merchant or by time. */
export function expire(file: PaymentFile, by: 'merchant' | 'time', context: Context): Decision {
  const { payment } = file
  if (payment.state === 'expired') return unchanged(file)
  if (payment.state !== 'ready') {
    return { ok: false, refusal: refuse('MD_NOT_READY', `The payment is ${payment.state}.`) }
  }
  if (by === 'time' && context.now < payment.readyUntil) return unchanged(file)
  return finish(note(move(draftOf(file), 'given_up'), 'payment.expired', { by }))
}

function refusedApproval(
  draft: Draft,
  outcome: Extract<Outcome<Evidence>, { kind: 'refused' }>,
  context: Context,
): Draft {
  const { answer, next } = outcome
  if (next === 'inquire') return unsettled(draft, outcome, context)
  const failed = move(clearLadder(draft, 'approval_unsettled'), 'approval_refused', { failure: answer })
  return heedPause(note(failed, 'payment.failed', { code: answer.code, message: answer.message }), outcome)
}

/** The answer says nothing that can be built on: asking begins. */
function unsettled(draft: Draft, { answer }: Outcome<unknown>, context: Context): Draft {
  const told = note(draft, 'payment.approval_unknown', { code: answer.code, message: answer.message })
  const position = climb('approval_unsettled', 0, context)
  return position === null ? told : setLadder(told, 'approval_unsettled', position)
}
