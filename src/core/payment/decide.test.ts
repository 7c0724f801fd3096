/** Whatever happens in whatever order, a decision loses no money, doubles none, and forgets no question. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cancellationId,
  contextAt,
  dice,
  paymentId,
  RETURN,
  registered,
  TOTAL,
  unknownWith,
} from '../../../test/core.ts'
import { anyCancelEvidence, anyEvidence, anyOutcome, anyRefund, once, one, policyFrom } from '../../../test/core-any.ts'
import type { Roll } from '../../../test/core-life.ts'
import { booksHold, nothingIsForgotten, stepIsSound } from '../../../test/core-rules.ts'
import { ERRORS } from '../errors.ts'
import { amount } from '../money.ts'
import { DAY_MS, HOUR_MS, type Instant, instant, MINUTE_MS, SECOND_MS } from '../time.ts'
import { attentionOf, isOpen } from './attention.ts'
import { decide, type PaymentEvent } from './decide.ts'
import type { Context, Effect, Policy } from './draft.ts'
import { OPERATOR_DECISIONS } from './operator.ts'
import { CANCELLATION_STATES, type Cancellation, PAYMENT_STATES, type PaymentFile } from './payment.ts'

/** Enough to meet every pair of events in many orders; fifty times as many were run when the rules were written. */
const RUNS = Number(process.env.STORIES ?? 20_000)
/** A new one each day that the tests run; a failure prints it, and `SEED=… vitest run` repeats it. */
const SEED = Number(process.env.SEED ?? Math.floor(Date.now() / DAY_MS))
const MAX_STEPS = 40

const REASONS = ['approval_unsettled', 'cancellation_unsettled', 'hint_heard', 'late_look', 'return_missing'] as const
const JUMPS = [0, 0, 1, SECOND_MS, 5 * SECOND_MS, 30 * SECOND_MS, 42 * SECOND_MS, MINUTE_MS, 16 * MINUTE_MS, HOUR_MS]

/** A payment with the calls that are in the air: their outcomes may come at any time, or never. */
interface Play {
  file: PaymentFile
  now: Instant
  readonly policy: Policy
  readonly inAir: PaymentEvent[]
  /** A person decided something: a wrong amount may be kept from then on. */
  byHand: boolean
  readonly roll: Roll
}

/** What the shell would do next, as an event with its outcome still open. */
function takeOff(play: Play, effects: readonly Effect[]): void {
  for (const effect of effects) {
    // A crash: the effect is lost.
    if (once(play.roll, 6)) continue
    if (effect.type === 'approve') play.inAir.push({ type: 'approval_outcome', outcome: unknownWith() })
    if (effect.type === 'start_cancellation') {
      play.inAir.push({ type: 'start_cancellation', cancellationId: effect.cancellationId })
    }
    if (effect.type === 'call_cancellation') {
      const { attempts } = play.file.cancellations.find(({ id }) => id === effect.cancellationId) as Cancellation
      const { cancellationId: id } = effect
      play.inAir.push({ type: 'cancellation_outcome', cancellationId: id, attempt: attempts, outcome: unknownWith() })
    }
  }
}

function land(play: Play): PaymentEvent | null {
  const { inAir, roll, file } = play
  if (inAir.length === 0) return null
  const [event] = inAir.splice(roll(inAir.length), 1) as [PaymentEvent]
  if (event.type === 'approval_outcome') return { ...event, outcome: anyOutcome(roll, anyEvidence(play)) }
  if (event.type !== 'cancellation_outcome') return event
  const of = file.cancellations.find(({ id }) => id === event.cancellationId) as Cancellation
  return { ...event, outcome: anyOutcome(roll, anyCancelEvidence(play, of)) }
}

/** What the worker does when the payment is due, or a hint, or a second worker at any time. */
function look(play: Play): PaymentEvent {
  const { file, roll, now } = play
  const attention = attentionOf(file)
  const sending = file.cancellations.find(({ state }) => state === 'sending')
  const queued = file.cancellations.find(({ state }) => state === 'queued')
  if (attention !== null && !once(roll, 4)) {
    if (attention.dueAt > now) play.now = attention.dueAt
    if (attention.reason === 'order_missing') return orphanDue(roll)
    if (attention.reason === 'cancellation_unsettled' && sending !== undefined) {
      return { type: 'call_lost', cancellationId: sending.id }
    }
    if (attention.reason.startsWith('cancellation_') && attention.reason !== 'cancellation_unsettled' && queued) {
      return { type: 'start_cancellation', cancellationId: queued.id }
    }
    if (attention.reason === 'return_missing' && once(roll, 2)) return { type: 'expire', by: 'time' }
  }
  const { hintsHeard } = file.payment
  const reason = attention === null || once(roll, 4) ? one(roll, REASONS) : attention.reason
  const outcome = anyOutcome(roll, anyEvidence(play))
  return { type: 'inquiry_outcome', reason, outcome, hintsHeard: Math.max(0, hintsHeard - roll(2)) }
}

const orphanDue = (roll: Roll): PaymentEvent => ({
  type: 'orphan_due',
  verdict: one(roll, [{ kind: 'ref', ref: 'CHECKED' }, { kind: 'none' }, { kind: 'unknown' }, { kind: 'not_asked' }]),
})

/** Merchant, buyer, operator: whoever else may come at any time. */
function somebody({ roll, file, now }: Play): PaymentEvent {
  const some = file.cancellations.length === 0 ? cancellationId(0) : one(roll, file.cancellations).id
  switch (roll(20)) {
    case 14:
    case 15:
    case 16:
    case 17:
      return anyRefund(roll, file, now)
    case 18:
      return { type: 'hint', event: 'webhook' }
    case 19:
      return { type: 'prepare_outcome', outcome: anyOutcome(roll, null) }
    case 0:
    case 1:
    case 2:
      return { ...RETURN, fingerprint: one(roll, ['a', 'a', 'b']).repeat(64) }
    case 3:
      return { type: 'return_unused', why: one(roll, ['left', 'refused']), code: 'X', detail: 'x' }
    case 4:
      return { type: 'expire', by: one(roll, ['merchant', 'time']) }
    case 5:
    case 6:
      return { type: 'record_order', ref: one(roll, ['A', 'A', 'B']), amount: one(roll, [null, TOTAL, amount(1)]) }
    case 7:
      return { type: 'drop_order', reason: '객실 마감' }
    case 8:
      return orphanDue(roll)
    case 9:
      return { type: 'move_deadline', restartedAt: now }
    case 10:
      return once(roll, 3) ? { type: 'supersede', by: paymentId(2) } : { type: 'retry', by: 'kim' }
    default: {
      const decision = one(roll, OPERATOR_DECISIONS)
      return { type: 'resolve', decision, cancellationId: some, evidence: 'admin page', reason: 'seen', by: 'kim' }
    }
  }
}

const begin = (seed: number): Play => {
  const roll = dice(seed)
  const inWindow = once(roll, 3) ? { looksAtMs: MINUTE_MS, providerRef: RETURN.ref } : {}
  const file = registered({ method: one(roll, [null, 'card', 'mobile'] as const), ...inWindow })
  return { file, now: file.payment.createdAt, policy: policyFrom(roll), inAir: [], byHand: false, roll }
}

function step(play: Play, seed: number, told?: (line: string) => void): void {
  const roll = dice(seed)
  Object.assign(play, { roll })
  play.now = instant(play.now + one(roll, JUMPS))
  const event = (once(roll, 2) ? land(play) : null) ?? (once(roll, 3) ? somebody(play) : look(play))
  if ('cancellationId' in event && event.type !== 'resolve') {
    if (!play.file.cancellations.some(({ id }) => id === event.cancellationId)) return
  }
  const context = { ...contextAt(play.now), jitter: one(roll, [0, 0.999]), policy: play.policy }
  const before = play.file
  const decision = decide(before, event, context)
  told?.(
    `${event.type} ${JSON.stringify(event)} -> ${decision.ok ? decision.file.payment.state : decision.refusal.code}`,
  )
  if (!decision.ok) {
    if (!(decision.refusal.code in ERRORS)) throw new Error('a refusal stands in the catalogue')
    return
  }
  stepIsSound(before, { event, context, decision })
  booksHold(decision.file)
  if (event.type === 'resolve') play.byHand = true
  nothingIsForgotten(decision.file, play.byHand)
  repeatsItself(decision.file, event, context)
  play.file = decision.file
  takeOff(play, decision.effects)
}

/** Asked twice, done once. */
function repeatsItself(file: PaymentFile, event: PaymentEvent, context: Context): void {
  const repeatable = ['drop_order', 'record_order', 'return_accepted', 'supersede'].includes(event.type)
  if (!repeatable) return
  const again = decide(file, event, { ...context, freshId: contextAt(context.now).freshId })
  if (again.ok && again.timeline.length > 0) throw new Error(`${event.type} asked twice acts twice`)
}

const runs = fc.tuple(fc.nat(), fc.array(fc.nat(), { minLength: 1, maxLength: MAX_STEPS }))

describe('decide', () => {
  it(`holds every rule of test/core-rules.ts after every event, in ${RUNS.toLocaleString('en')} stories`, () => {
    fc.assert(
      fc.property(runs, ([seed, steps]) => {
        const play = begin(seed)
        const lines: string[] = []
        try {
          for (const each of steps) step(play, each, (line) => lines.push(line))
        } catch (error) {
          throw new Error(`${(error as Error).message}\n${(error as Error).stack}\n${lines.join('\n')}`)
        }
      }),
      { numRuns: RUNS, seed: SEED },
    )
  })

  it('reaches every state of a payment and of a cancellation in these stories', () => {
    const met = new Set<string>()
    for (let seed = 0; seed < 3_000; seed += 1) {
      const play = begin(seed)
      for (let each = 0; each < MAX_STEPS; each += 1) {
        step(play, seed * MAX_STEPS + each)
        met.add(play.file.payment.state)
        for (const { kind, state } of play.file.cancellations) met.add(state).add(kind)
        if (play.file.payment.hold !== null) met.add(play.file.payment.hold.cause)
        if (play.file.cancellations.filter(({ state }) => isOpen(state)).length > 1) met.add('two open')
        if (play.file.payment.order !== null) met.add('tied')
      }
    }
    const causes = ['contradiction', 'desync', 'evidence_foreign', 'amount_differs', 'hard_window_over', 'ladder_ended']
    const refusals = ['net_cancel_refused', 'resend_refused']
    const wanted = [...PAYMENT_STATES, ...CANCELLATION_STATES, 'observed', 'refund_bounced', 'unprovable']
    expect([...met]).toEqual(expect.arrayContaining([...wanted, ...causes, ...refusals, 'two open', 'tied']))
  })
})
