/** Files, contexts and evidence for tests of the core: one plain payment, changed where a test says so. */
import type { CancelEvidence, Evidence } from '../src/core/evidence.ts'
import {
  type CancellationId,
  ID_RANDOM_BYTES,
  newCancellationId,
  newPaymentId,
  type PaymentId,
} from '../src/core/ids.ts'
import { type Amount, amount } from '../src/core/money.ts'
import type { Next, Outcome } from '../src/core/outcome.ts'
import { decide, type PaymentEvent } from '../src/core/payment/decide.ts'
import type { Context, Decision, Policy } from '../src/core/payment/draft.ts'
import type { Cancellation, Payment, PaymentFile } from '../src/core/payment/payment.ts'
import { type Registration, register } from '../src/core/payment/register.ts'
import { type Instant, instant, MINUTE_MS, SECOND_MS } from '../src/core/time.ts'

/** 20 November 2026, 15:00 in Korea: far from every midnight and month end. */
export const NOON = instant(Date.UTC(2026, 10, 20, 6))
export const TOTAL = amount(50_000)

export const POLICY: Policy = {
  callLifeMs: 42 * SECOND_MS,
  netCancel: { windowMs: 55 * MINUTE_MS, appliesTo: 'any' },
  negativeProof: { times: 2, apartMs: 30 * SECOND_MS, firstAfterMs: 60 * SECOND_MS },
  resendFull: 'same_key',
  resendPartial: 'never',
  keyLifeMs: null,
  partialCancel: true,
  virtualAccount: null,
  gateway: null,
  testMid: false,
  ruleChanges: {},
  net: 'on',
  live: true,
  account: 'nicepay00m',
  credential: 'nicepay00m',
}

const bytesOf = (n: number): Uint8Array =>
  Uint8Array.from({ length: ID_RANDOM_BYTES }, (_, i) => Math.floor(n / 256 ** i) & 255)

export const paymentId = (n: number, at: Instant = NOON): PaymentId => newPaymentId(at, bytesOf(n))
export const cancellationId = (n: number, at: Instant = NOON): CancellationId => newCancellationId(at, bytesOf(n))

let made = 0

/** A context with an id that no other context has. Jitter is 0, so that times are round. */
export function contextAt(now: Instant, policy: Partial<Policy> = {}): Context {
  made += 1
  return { now, jitter: 0, freshId: cancellationId(made, now), policy: { ...POLICY, ...policy } }
}

export const REGISTRATION: Registration = {
  id: paymentId(1),
  channel: 'nicepay',
  provider: 'nicepay',
  orderId: 'ORDER1',
  attempt: 1,
  providerOrderId: 'ORDER1',
  orderName: '바다방 1박',
  amount: TOTAL,
  currency: 'KRW',
  taxFree: null,
  vat: null,
  method: null,
  orderWithinMs: 15 * MINUTE_MS,
  readyForMs: 60 * MINUTE_MS,
  buyer: null,
  returnUrls: null,
  metadata: {},
}

/** A file that was just registered. */
export const registered = (change: Partial<Registration> = {}): PaymentFile =>
  register({ ...REGISTRATION, ...change }, NOON).file

export const RETURN: Extract<PaymentEvent, { type: 'return_accepted' }> = {
  type: 'return_accepted',
  ref: 'nicepay00m01012611201500001234',
  method: 'card',
  fingerprint: 'f'.repeat(64),
  providerState: { authToken: 'token' },
}

/** Evidence as NICEPAY's inquiry gives it: a status and next to nothing else. */
export const evidence = (status: Evidence['status'], change: Partial<Evidence> = {}): Evidence => ({
  status,
  ref: RETURN.ref,
  amount: null,
  balance: null,
  currency: 'KRW',
  method: 'card',
  live: true,
  account: POLICY.account,
  paidAt: null,
  cancels: null,
  ...change,
})

const answer = { code: '0000', message: 'said so' }

export const told = <E>(seen: E): Outcome<E> => ({ kind: 'done', evidence: seen, answer, next: 'none' })
export const acceptedWith = <E>(seen: E): Outcome<E> => ({ kind: 'accepted', evidence: seen, answer, next: 'none' })
export const refusedWith = (next: Next): Outcome<never> => ({ kind: 'refused', answer, next })
export const unknownWith = (next: Next = 'inquire'): Outcome<never> => ({ kind: 'unknown', answer, next })

/** What a provider says of a cancel that it carried out. */
export const gaveBack = (won: Amount, change: Partial<CancelEvidence> = {}): CancelEvidence => ({
  providerCancelId: null,
  amount: won,
  remaining: null,
  at: null,
  ...change,
})

/** Decides, and fails the test where the answer is a refusal. */
export function happen(file: PaymentFile, event: PaymentEvent, context: Context): Extract<Decision, { ok: true }> {
  const decision = decide(file, event, context)
  if (!decision.ok) throw new Error(`${event.type} was refused: ${decision.refusal.code} ${decision.refusal.detail}`)
  return decision
}

/** Plays one event after the other, each some milliseconds after the one before; answers the file. */
export function play(
  file: PaymentFile,
  steps: readonly (readonly [ms: number, event: PaymentEvent | ((file: PaymentFile) => PaymentEvent)])[],
  policy: Partial<Policy> = {},
): { file: PaymentFile; now: Instant } {
  let now = NOON
  let at = file
  for (const [ms, step] of steps) {
    now = instant(now + ms)
    at = happen(at, typeof step === 'function' ? step(at) : step, contextAt(now, policy)).file
  }
  return { file: at, now }
}

export const approving = (policy: Partial<Policy> = {}): PaymentFile =>
  happen(registered(), RETURN, contextAt(NOON, policy)).file

/** Paid the moment after it was registered. */
export const paid = (change: Partial<Payment> = {}): PaymentFile =>
  withPayment(happen(approving(), approvalOf(told(evidence('paid', { amount: TOTAL }))), contextAt(NOON)).file, change)

export const approvalOf = (outcome: Outcome<Evidence>): PaymentEvent => ({ type: 'approval_outcome', outcome })

export const inquiryOf = (outcome: Outcome<Evidence>, change: Partial<Inquired> = {}): PaymentEvent => ({
  type: 'inquiry_outcome',
  reason: 'approval_unsettled',
  outcome,
  hintsHeard: 0,
  ...change,
})
type Inquired = Extract<PaymentEvent, { type: 'inquiry_outcome' }>

/** The outcome of the newest attempt of the newest cancellation. */
export const cancelOutcome =
  (outcome: Outcome<CancelEvidence>) =>
  (file: PaymentFile): PaymentEvent => {
    const one = newest(file)
    return { type: 'cancellation_outcome', cancellationId: one.id, attempt: one.attempts, outcome }
  }

export const startNewest = (file: PaymentFile): PaymentEvent => ({
  type: 'start_cancellation',
  cancellationId: newest(file).id,
})

export function newest({ cancellations }: PaymentFile): Cancellation {
  const one = cancellations.at(-1)
  if (one === undefined) throw new Error('the payment has no cancellation')
  return one
}

export const withPayment = ({ payment, cancellations }: PaymentFile, change: Partial<Payment>): PaymentFile => ({
  payment: { ...payment, ...change },
  cancellations,
})

/** A refund as it is born, under a given id: queued, with a part of the money reserved. */
export function withRefund({ payment, cancellations }: PaymentFile, won: Amount, id: CancellationId): PaymentFile {
  const { amounts } = payment
  const refund: Cancellation = {
    id,
    paymentId: payment.id,
    kind: 'refund',
    via: 'cancel',
    state: 'queued',
    amount: won,
    reserved: won,
    taxFree: null,
    vat: null,
    promotion: null,
    refundAccount: null,
    shownAccount: null,
    guard: null,
    keyEpoch: 0,
    reason: '고객 요청',
    requester: 'merchant',
    createdAt: payment.createdAt,
    settledAt: null,
    attempts: 0,
    sentAt: null,
    callEndsAt: null,
    providerCancelId: null,
    answer: null,
    ladder: null,
    credential: null,
  }
  return {
    payment: { ...payment, amounts: { ...amounts, inFlight: amount(amounts.inFlight + won) } },
    cancellations: [...cancellations, refund],
  }
}

/** A small deterministic generator (mulberry32), for choices inside one step of a property. */
export function dice(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}
