/** Issues an account by our own call: the intent first, the call once, and never a second one for a lost answer. */
import { refuse } from '../errors.ts'
import type { Evidence } from '../evidence.ts'
import type { Outcome } from '../outcome.ts'
import { after } from '../time.ts'
import { isOpen } from './attention.ts'
import { climb } from './deadlines.ts'
import {
  type Context,
  type Decision,
  type Draft,
  draftOf,
  effect,
  finish,
  heedPause,
  move,
  note,
  setLadder,
  unchanged,
} from './draft.ts'
import { seeEvidence } from './evidence.ts'
import type { PaymentFile } from './payment.ts'

/** Stands where a return's fingerprint would: no window ever brings this back. */
const NO_RETURN = 'issued by us'

/** `ready → approving`: commits the intent. Asked again, it changes nothing: an issue is sent once. */
export function startIssue(file: PaymentFile, context: Context): Decision {
  const { payment } = file
  if (payment.virtualAccount?.by !== 'api') throw new Error(`${payment.id} did not ask for an account`)
  if (payment.state !== 'ready') return unchanged(file)
  if (payment.hold !== null) return { ok: false, refusal: refuse('MD_ON_HOLD', payment.hold.detail) }
  const started = move(draftOf(file), 'issue_started', {
    approval: {
      returnFingerprint: NO_RETURN,
      returnedAt: context.now,
      startedAt: context.now,
      callEndsAt: after(context.now, context.policy.callLifeMs),
      negatives: [],
      credential: context.policy.credential,
    },
  })
  const { bank, expiresAt } = payment.virtualAccount
  const told = note(started, 'payment.account_requested', { amount: payment.amounts.total, bank, expiresAt })
  return finish(effect(told, { type: 'issue_account' }))
}

/** Takes in what came of the call, also when it comes after we had given it up. */
export function issueOutcome(file: PaymentFile, outcome: Outcome<Evidence>, context: Context): Decision {
  const draft = draftOf(file)
  const { answer } = outcome
  if (outcome.kind === 'done' || outcome.kind === 'accepted') {
    if (outcome.evidence.status === 'none' || outcome.evidence.status === 'not_paid') {
      return file.payment.state === 'approving' ? finish(unsettled(draft, outcome, context)) : unchanged(file)
    }
    const seen = seeEvidence(draft, outcome.evidence, context)
    return seen.timeline.length === 0 ? unchanged(file) : finish(seen)
  }
  if (file.payment.state !== 'approving' || file.cancellations.some(({ state }) => isOpen(state))) {
    const late = { outcome: outcome.kind, code: answer.code, message: answer.message }
    return finish(note(draft, 'payment.approval_late', late))
  }
  if (outcome.kind === 'unknown' || outcome.next === 'inquire') {
    return finish(heedPause(unsettled(draft, outcome, context), outcome))
  }
  // Refused, or never left: there is no account, and no return that could be presented again.
  const failed = move(draft, 'approval_refused', { failure: answer })
  return finish(heedPause(note(failed, 'payment.failed', { code: answer.code, message: answer.message }), outcome))
}

function unsettled(draft: Draft, { answer }: Outcome<unknown>, context: Context): Draft {
  const told = note(draft, 'payment.approval_unknown', { code: answer.code, message: answer.message })
  const position = climb('approval_unsettled', 0, context)
  return position === null ? told : setLadder(told, 'approval_unsettled', position)
}
