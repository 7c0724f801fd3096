/** Against a provider with its own books, whatever is lost or doubled: one intent, one effect, and the sums agree. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dice, POLICY, TOTAL } from '../../../test/core.ts'
import { type Entry, stateOf, type Traits } from '../../../test/core-refund-provider.ts'
import { RefundLife, type RefundPlan } from '../../../test/core-refunds.ts'
import { must } from '../../../test/core-rules.ts'
import { isOpen } from '../payment/attention.ts'
import type { Policy } from '../payment/draft.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../time.ts'

const RUNS = Number(process.env.REFUND_LIVES ?? 20_000)
/** A new one each day that the tests run; a failure prints it, and `SEED=… vitest run` repeats it. */
const SEED = Number(process.env.SEED ?? Math.floor(Date.now() / DAY_MS))

type Rules = Pick<Policy, 'resendFull' | 'resendPartial'>
interface Kind extends Rules {
  readonly traits: Omit<Traits, 'asyncEvery' | 'listsRefusals'>
}

const none = { keyed: false, keyLifeMs: null, guarded: false, lists: true, tags: true } as const
const SHORT_LIFE_MS = 30 * MINUTE_MS

/** Protocols as they are (first the five), and every combination that is still safe. */
const KINDS: readonly Kind[] = [
  { traits: { ...none, lists: false, tags: false }, resendFull: 'same_key', resendPartial: 'never' },
  { traits: none, resendFull: 'same_key', resendPartial: 'never' },
  { traits: { ...none, keyed: true, guarded: true }, resendFull: 'same_key', resendPartial: 'same_key' },
  { traits: { ...none, guarded: true }, resendFull: 'after_quiet', resendPartial: 'after_quiet' },
  {
    traits: { ...none, keyed: true, keyLifeMs: SHORT_LIFE_MS, guarded: true },
    resendFull: 'same_key',
    resendPartial: 'same_key',
  },
  { traits: { ...none, guarded: true, tags: false }, resendFull: 'after_quiet', resendPartial: 'after_quiet' },
  { traits: { ...none, guarded: true }, resendFull: 'after_proof', resendPartial: 'after_proof' },
  { traits: { ...none, keyed: true, tags: false }, resendFull: 'same_key', resendPartial: 'same_key' },
  { traits: { ...none, keyed: true, keyLifeMs: SHORT_LIFE_MS }, resendFull: 'same_key', resendPartial: 'same_key' },
  { traits: none, resendFull: 'after_quiet', resendPartial: 'after_quiet' },
  { traits: none, resendFull: 'never', resendPartial: 'never' },
]

const ms = fc.oneof(fc.nat({ max: MINUTE_MS }), fc.nat({ max: 2 * HOUR_MS }), fc.nat({ max: 3 * DAY_MS }))
const won = fc.constantFrom(1_000, 10_000, 10_000, 10_000, 25_000, 50_000, 60_000)

const plans = fc
  .record({
    seed: fc.nat(),
    kind: fc.constantFrom(...KINDS),
    faults: fc.nat({ max: 14 }),
    refunds: fc.array(
      fc.record({ ms, won: fc.option(won, { freq: 3 }), expects: fc.constantFrom(false, false, true) }),
      { minLength: 1, maxLength: 5 },
    ),
    staff: fc.array(fc.record({ ms, won }), { maxLength: 2 }),
    bouncesMs: fc.array(ms, { maxLength: 1 }),
    asyncEvery: fc.constantFrom(0, 0, 2, 4),
    listsRefusals: fc.boolean(),
    partialCancel: fc.constantFrom(true, true, true, false),
    tied: fc.constantFrom(true, true, false),
    resolves: fc.constantFrom(0, 0, 6),
  })
  .map(({ seed, kind, asyncEvery, listsRefusals, partialCancel, staff, ...rest }): RefundPlan => {
    const { resendFull, resendPartial } = kind
    const { keyLifeMs, lists } = kind.traits
    const policy: Policy = { ...POLICY, netCancel: null, resendFull, resendPartial, keyLifeMs, partialCancel }
    const traits = { ...kind.traits, asyncEvery: lists ? asyncEvery : 0, listsRefusals }
    // What nothing shows, nothing finds (DESIGN §5: a desync at the next attempt).
    return { ...rest, roll: dice(seed), policy, traits, staff: lists ? staff : [] }
  })

/** How it ended; throws where our books and the provider's differ without a person knowing. */
function verdictOn({ file, books }: RefundLife, { resolves, traits: { tags } }: RefundPlan): string {
  const { payment, cancellations } = file
  const { cancelledByUs, observedCancelled } = payment.amounts
  if (payment.hold !== null) return `desk: ${payment.hold.cause}`
  must(!cancellations.some(({ state }) => isOpen(state)), 'nothing is open without a person', cancellations)
  must(cancelledByUs + observedCancelled === books.done(), 'the sums agree', [payment.amounts, books.entries])
  const ids = cancellations.flatMap(({ providerCancelId }) => providerCancelId ?? [])
  must(new Set(ids).size === ids.length, 'one cancel of the provider is one of ours', ids)
  // Which of several unnamed ones of one amount it was, a person may have told wrongly.
  if (!tags && resolves > 0) return payment.state
  for (const one of cancellations) {
    const there = books.entries.filter((entry) => isOf(entry, one.id, one.providerCancelId))
    const done = there.filter((entry) => stateOf(entry) === 'done')
    if (one.state === 'done') {
      // Unnamed ones of the same amount may be taken for one another: the sums are the same.
      const itself = done.some(({ amount }) => amount === one.amount) && (!tags || done.length === 1)
      must(itself, 'done here is done there', [one, books.entries])
    } else {
      const booked = done.every(({ id }) =>
        cancellations.some((other) => other !== one && other.providerCancelId === id),
      )
      must(booked, `${one.state} here has no effect there`, [one, books.entries])
    }
  }
  return payment.state
}

const isOf = ({ id, of }: Entry, ours: string, providerCancelId: string | null): boolean =>
  of === ours || id === providerCancelId

function live(plan: RefundPlan): string {
  const model = new RefundLife(plan)
  try {
    model.run()
    return verdictOn(model, plan)
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${model.story.join('\n')}\n${(error as Error).stack}`, {
      cause: error,
    })
  }
}

describe('refunds on lossy lines', () => {
  it(`have one effect each, and the books agree or a person knows, in ${RUNS} lives`, () => {
    const ends = new Map<string, number>()
    fc.assert(
      fc.property(plans, (plan) => {
        const end = live(plan)
        ends.set(end, (ends.get(end) ?? 0) + 1)
      }),
      { numRuns: RUNS, seed: SEED },
    )
    if (process.env.REFUND_LIVES !== undefined) console.log(Object.fromEntries(ends))
    for (const end of ['paid', 'partially_cancelled', 'cancelled', 'desk: unprovable', 'desk: refund_bounced']) {
      expect(ends.get(end) ?? 0, end).toBeGreaterThan(RUNS / 500)
    }
  })
})

describe('refunds on good lines', () => {
  it('never need a person', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const quiet = { ...plan, faults: 0, staff: [], bouncesMs: [], resolves: 0 }
        const traits = { ...plan.traits, asyncEvery: 0 }
        const end = live({ ...quiet, traits })
        expect(end).not.toContain('desk')
        if (!plan.tied) expect(end).toBe('cancelled')
      }),
      { numRuns: RUNS / 10, seed: SEED },
    )
    expect(TOTAL).toBeGreaterThan(0)
  })
})
