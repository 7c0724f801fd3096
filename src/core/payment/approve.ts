/** From the window's return to the outcome of the approval; expiry of what was never approved. */
import { refuse } from '../errors.ts'
import type { Evidence, Method } from '../evidence.ts'
import type { Outcome } from '../outcome.ts'
import { after } from '../time.ts'
import { climb } from './deadlines.ts'
import {
  type Context,
  clearLadder,
  type Decision,
  type Draft,
  draftOf,
  effect,
  finish,
  move,
  note,
  patch,
  setLadder,
  unchanged,
} from './draft.ts'
import { seeEvidence } from './evidence.ts'
import type { PaymentFile, ProviderState } from './payment.ts'

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
  const same = before?.returnFingerprint === accepted.fingerprint
  const approving = move(draftOf(file), 'approval_started', {
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

/** Keeps an unused return on the timeline; the payment stays as it is. */
export function noteUnusedReturn(file: PaymentFile, unused: UnusedReturn): Decision {
  const { unusedReturns } = file.payment
  if (unusedReturns >= MAX_UNUSED_RETURNS) return unchanged(file)
  const type = unused.why === 'refused' ? 'payment.return_refused' : 'payment.window_left'
  const data = { code: unused.code, detail: unused.detail }
  return finish(note(patch(draftOf(file), { unusedReturns: unusedReturns + 1 }), type, data))
}

/** Takes in the outcome of the approval call, also when it comes after we had given it up. */
export function approvalOutcome(file: PaymentFile, outcome: Outcome<Evidence>, context: Context): Decision {
  const draft = draftOf(file)
  if (outcome.kind === 'done') return finish(seeEvidence(draft, outcome.evidence, context))
  if (file.payment.state !== 'approving') return unchanged(file)
  const { code, message } = outcome.answer
  switch (outcome.kind) {
    case 'refused':
      return finish(refusedApproval(draft, outcome, context))
    case 'not_sent': {
      const { approval } = file.payment
      const kept = approval === null ? null : { ...approval, startedAt: null, callEndsAt: null }
      return finish(
        note(move(draft, 'approval_not_sent', { approval: kept }), 'payment.approval_not_sent', { message }),
      )
    }
    case 'accepted':
    case 'unknown':
      return finish(startLadder(note(draft, 'payment.approval_unknown', { code, message }), context))
  }
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
  { answer, next }: Extract<Outcome<Evidence>, { kind: 'refused' }>,
  context: Context,
): Draft {
  const told = { code: answer.code, message: answer.message }
  if (next === 'inquire') return startLadder(note(draft, 'payment.approval_unknown', told), context)
  const failed = move(clearLadder(draft, 'approval_unsettled'), 'approval_refused', { failure: answer })
  const noted = note(failed, 'payment.failed', told)
  if (next !== 'pause_channel') return noted
  return effect(noted, { type: 'pause_channel', detail: `${answer.code ?? ''} ${answer.message}`.trim() })
}

function startLadder(draft: Draft, context: Context): Draft {
  const position = climb('approval_unsettled', 0, context)
  return position === null ? draft : setLadder(draft, 'approval_unsettled', position)
}
