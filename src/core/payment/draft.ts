/** A decision being written: the next file, what goes on the timeline, and what the shell must do afterwards. */
import type { RuleChange } from '../cancellation/policy/rule.ts'
import { type CancellationCause, cancellationMove } from '../cancellation/states.ts'
import type { Refusal } from '../errors.ts'
import type { CancellationId } from '../ids.ts'
import type { Gateway } from '../instrument.ts'
import type { Outcome } from '../outcome.ts'
import type { Instant } from '../time.ts'
import { amountsHold } from './amounts.ts'
import type { TimelineEntry, TimelineType } from './events.ts'
import type { Cancellation, CancellationLadder, LadderPosition, Payment, PaymentFile, Reason } from './payment.ts'
import { type PaymentCause, paymentMove } from './states.ts'

/** What the shell does after a decision is committed. */
export type Effect =
  | { readonly type: 'approve' }
  /** The intent is committed with this decision: issue the account now. */
  | { readonly type: 'issue_account' }
  /** Begin a queued cancellation: its intent must be committed as `sending` first. */
  | { readonly type: 'start_cancellation'; readonly cancellationId: CancellationId }
  /** The intent is committed with this decision: call now. */
  | { readonly type: 'call_cancellation'; readonly cancellationId: CancellationId }
  | { readonly type: 'pause_channel'; readonly detail: string }

/** What a decision may depend on beside the file and the event. Times in ms. */
export interface Policy {
  /** From the start of an attempt until the call has certainly ended: send fence + connect + read limit + slack. */
  readonly callLifeMs: number
  readonly netCancel: { readonly windowMs: number; readonly appliesTo: 'any' | 'unknown_only' } | null
  readonly negativeProof: { readonly times: number; readonly apartMs: number; readonly firstAfterMs: number }
  readonly resendFull: 'same_key' | 'after_proof' | 'after_quiet' | 'never'
  readonly resendPartial: 'same_key' | 'after_proof' | 'after_quiet' | 'never'
  /** How long the provider remembers a cancel's key, ms; null where it has none. */
  readonly keyLifeMs: number | null
  readonly partialCancel: boolean
  readonly virtualAccount: AccountPolicy | null
  /** Of the channel's contract: the gateway behind PortOne, a test MID, and what differs from the rule table. */
  readonly gateway: Gateway | null
  readonly testMid: boolean
  readonly ruleChanges: Readonly<Record<string, RuleChange>>
  readonly net: 'on' | 'dry_run' | 'off'
  /** What evidence must say to be about our money; null where the protocol never tells. */
  readonly live: boolean
  readonly account: string
  /** Names the credential of the attempt. */
  readonly credential: string
}

/** What decides about virtual accounts; null where the protocol has none. See `AccountCapabilities`. */
export interface AccountPolicy {
  readonly depositProof: 'inquiry' | 'notice'
  readonly lostIssue: 'inquire' | 'close'
  readonly refundProof: boolean
  /** Whether an account can be closed before its deposit. */
  readonly closes: boolean
}

export interface Context {
  readonly now: Instant
  /** In [0, 1). */
  readonly jitter: number
  /** For a cancellation that the decision may give birth to. */
  readonly freshId: CancellationId
  readonly policy: Policy
}

/** A decision: `ok` with what to store (no timeline = nothing to store), or the reason why not. */
export type Decision =
  | {
      readonly ok: true
      readonly file: PaymentFile
      readonly timeline: readonly TimelineEntry[]
      readonly effects: readonly Effect[]
    }
  | { readonly ok: false; readonly refusal: Refusal }

export interface Draft {
  readonly file: PaymentFile
  readonly timeline: readonly TimelineEntry[]
  readonly effects: readonly Effect[]
}

export const draftOf = (file: PaymentFile): Draft => ({ file, timeline: [], effects: [] })

/**
 * Closes a draft: asserts the money invariant, forgets what is no longer needed, and counts the version up by what was
 * written.
 */
export function finish(draft: Draft): Decision {
  const { cancellations } = draft.file
  const payment = withoutReceiptNumber(draft.file.payment)
  if (!amountsHold(payment.amounts)) throw new Error(`${payment.id}: cancelled and in flight exceed what was paid`)
  const version = payment.version + draft.timeline.length
  return { ...draft, ok: true, file: { payment: { ...payment, version }, cancellations } }
}

/** A cash receipt's number was for the issue alone: it is kept no longer than that, however the issue ended. */
function withoutReceiptNumber(payment: Payment): Payment {
  const { state, virtualAccount } = payment
  const isWaiting = state === 'ready' || state === 'approving'
  if (isWaiting || virtualAccount?.cashReceipt == null) return payment
  const cashReceipt = { ...virtualAccount.cashReceipt, number: null }
  return { ...payment, virtualAccount: { ...virtualAccount, cashReceipt } }
}

/** Nothing to store: the event was dealt with before. */
export const unchanged = (file: PaymentFile): Decision => ({ ok: true, file, timeline: [], effects: [] })

export const patch = (draft: Draft, change: Partial<Payment>): Draft => ({
  ...draft,
  file: { ...draft.file, payment: { ...draft.file.payment, ...change } },
})

export const note = (draft: Draft, type: TimelineType, data: TimelineEntry['data'] = {}): Draft => ({
  ...draft,
  timeline: [...draft.timeline, { type, data }],
})

/** A hint of our own: it makes the payment due for an inquiry, which a hold does not stop. */
export const askWhy = (draft: Draft): Draft =>
  patch(clearLadder(draft, 'hint_heard'), { hintsHeard: draft.file.payment.hintsHeard + 1 })

/** A wrong key or MID stops the channel: one alarm, not ten thousand desk items. */
export function heedPause(draft: Draft, { answer, next }: Pick<Outcome<unknown>, 'answer' | 'next'>): Draft {
  if (next !== 'pause_channel') return draft
  return effect(draft, { type: 'pause_channel', detail: `${answer.code ?? ''} ${answer.message}`.trim() })
}

export const effect = (draft: Draft, one: Effect): Draft => ({ ...draft, effects: [...draft.effects, one] })

/** Moves the payment; a move that the table does not have is a bug of the rule that asked for it. */
export function move(draft: Draft, cause: PaymentCause, change: Partial<Payment> = {}): Draft {
  const { payment } = draft.file
  const state = paymentMove(payment.state, cause)
  if (state === null) throw new Error(`${payment.id}: no move "${cause}" from ${payment.state}`)
  return patch(draft, { ...change, state })
}

export function moveCancellation(
  draft: Draft,
  id: CancellationId,
  { cause, ...change }: Partial<Cancellation> & { cause: CancellationCause },
): Draft {
  const one = cancellationOf(draft.file, id)
  const state = cancellationMove(one.state, cause)
  if (state === null) throw new Error(`${id}: no move "${cause}" from ${one.state}`)
  return patchCancellation(draft, id, { ...change, state })
}

export function patchCancellation(draft: Draft, id: CancellationId, change: Partial<Cancellation>): Draft {
  const cancellations = draft.file.cancellations.map((one) => (one.id === id ? { ...one, ...change } : one))
  return { ...draft, file: { ...draft.file, cancellations } }
}

export const addCancellation = (draft: Draft, one: Cancellation): Draft => ({
  ...draft,
  file: { ...draft.file, cancellations: [...draft.file.cancellations, one] },
})

export function cancellationOf(file: PaymentFile, id: CancellationId): Cancellation {
  const found = file.cancellations.find((one) => one.id === id)
  if (found === undefined) throw new Error(`${file.payment.id} has no cancellation ${id}`)
  return found
}

export const setLadder = (draft: Draft, reason: Reason, position: LadderPosition): Draft =>
  patch(draft, { ladders: { ...draft.file.payment.ladders, [reason]: position } })

export function clearLadder(draft: Draft, ...reasons: readonly Reason[]): Draft {
  const left = Object.entries(draft.file.payment.ladders).filter(([reason]) => !reasons.includes(reason as Reason))
  return patch(draft, { ladders: Object.fromEntries(left) })
}

/** Causes that say that our books and the provider's differ. */
const DIFFERENCES = ['desync', 'contradiction', 'evidence_foreign', 'refund_bounced'] as const

/** Opens a discrepancy: the store writes its row together with this entry. */
export const differ = (draft: Draft, kind: string, detail: string): Draft =>
  note(draft, 'discrepancy.opened', { kind, detail })

/** The hold of a payment that a restored database doubts (recovery.ts); not a person's yet. */
export const RECOVERING = 'recovering'

export const isRecovering = ({ hold }: Pick<Payment, 'hold'>): boolean => hold?.cause === RECOVERING

/**
 * Puts the payment on the desk. A hold that is there stays: the first cause is the one to look at. What was to be sent
 * waits: a release begins it.
 */
export function hold(draft: Draft, at: Instant, why: { cause: string; detail: string }): Draft {
  const { payment } = draft.file
  if (payment.hold !== null && !isRecovering(payment)) return draft
  const effects = draft.effects.filter(({ type }) => type !== 'start_cancellation')
  const held = note(patch({ ...draft, effects }, { hold: { at, ...why } }), 'payment.needs_operator', why)
  return (DIFFERENCES as readonly string[]).includes(why.cause) ? differ(held, why.cause, why.detail) : held
}

export const ladderOf = (reason: CancellationLadder['reason'], position: LadderPosition): CancellationLadder => ({
  ...position,
  reason,
})
