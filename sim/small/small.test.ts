/** Small worlds are explored whole; what is broken in them is seen; and what is forgotten on the way is not missed. */
import { describe, expect, test } from 'vitest'
import { placeHolder } from '../../src/core/payment/attention.ts'
import { decide } from '../../src/core/payment/decide.ts'
import type { Context } from '../../src/core/payment/draft.ts'
import { PROVIDER_IDS, type ProviderId } from '../../src/core/payment/payment.ts'
import { dice } from '../../test/core.ts'
import { stateOf } from './books.ts'
import { explore, type Model, Violation } from './explore.ts'
import type { Decide } from './mind.ts'
import { refundWorld } from './refunds.ts'
import type { Left, State } from './state.ts'
import { modelOf, type Wrong } from './world.ts'
import { MAX_STATES, SIZES, WORLDS } from './worlds.ts'

/** Without cancels that end later: `node sim/small/main.ts` has them, and takes minutes. */
const CRASH: Left = { ...SIZES['a crash'], pending: 0 }

const twoRefunds = (provider: ProviderId, wrong?: Wrong) =>
  refundWorld({ provider, won: 25_000, keys: 'two keys', wrong })

describe.each(PROVIDER_IDS)('%s: two refunds, a webhook, a worker and a crash on one payment', (provider) => {
  test('keep every promise in every interleaving', () => {
    const { states, leaves, interleavings, ends } = explore(modelOf(twoRefunds(provider), CRASH), MAX_STATES)
    // Far below what is there, far above what an explorer that misses a kind of step would see.
    expect(states).toBeGreaterThan(5_000)
    expect(interleavings).toBeGreaterThan(1_000_000)
    expect(leaves).toBeGreaterThan(100)
    expect([...ends.keys()]).toContain('cancelled')
    const byPerson = [...ends.keys()].filter((end) => end.startsWith('desk'))
    expect(byPerson).toEqual(['nicepay', 'nicepay-rest'].includes(provider) ? ['desk: unprovable'] : [])
  })
})

describe('what is explored', () => {
  /** Two that take `size` steps each: a grid. */
  const grid = (size: number): Model<readonly [number, number]> => ({
    initial: [0, 0],
    key: String,
    steps: ([a, b]) => [
      ...(a < size ? [{ label: 'a', run: () => [a + 1, b] as const }] : []),
      ...(b < size ? [{ label: 'b', run: () => [a, b + 1] as const }] : []),
    ],
    judge: () => {},
    endOf: () => 'over',
  })

  test('is every state once, and every interleaving', () => {
    expect(explore(grid(3), 100)).toEqual({ states: 16, leaves: 1, ends: new Map([['over', 1]]), interleavings: 20 })
  })

  test('is told by the shortest way where a promise breaks', () => {
    const judge = ([a, b]: readonly [number, number]) => {
      if (a === 1 && b === 2) throw new Error('one and two')
    }
    const found = violationOf({ ...grid(3), judge })
    expect(found.message).toContain('one and two')
    expect(found.steps).toHaveLength(3)
  })

  test('is no loop: a run without an end is a promise broken', () => {
    const back = { label: 'back', run: () => [0, 0] as const }
    const steps: Model<readonly [number, number]>['steps'] = (at) => (at[0] === 2 ? [back] : grid(2).steps(at))
    expect(violationOf({ ...grid(2), steps }).message).toContain('a run without an end')
  })
})

describe('a wrong rule is seen, with the way to it', () => {
  /** "It was not answered, so it did not happen": sent again at once, under a new key. */
  const retriesUnknown: Decide = (file, event, context) => {
    const holder = placeHolder(file.cancellations)
    const isDoubt = event.type === 'inquiry_outcome' && holder?.state === 'unknown'
    return isDoubt ? decide(sentAnew(file, holder.id, context), event, context) : decide(file, event, context)
  }
  const sentAnew = (file: Parameters<Decide>[0], id: string, { now }: Context): Parameters<Decide>[0] => ({
    ...file,
    cancellations: file.cancellations.map((one) =>
      one.id === id ? { ...one, keyEpoch: one.keyEpoch + 1, callEndsAt: now, guard: null } : one,
    ),
  })

  test('an unknown refund that is sent again under a new key', () => {
    const found = violationOf(modelOf(twoRefunds('tosspayments', { rule: retriesUnknown }), CRASH))
    expect(found.message).toMatch(/two effects for one intent|more is given back/)
    expect(found.steps.join('\n')).toContain('crash')
  })

  test('a partial refund that is believed to be safe to repeat on NICEPAY', () => {
    const wrong: Wrong = { policy: { resendPartial: 'after_proof' } }
    expect(violationOf(modelOf(twoRefunds('nicepay-rest', wrong), CRASH)).message).toContain('never')
  })

  test('an answer that is believed although our call came after the question', () => {
    const rule: Decide = (file, event, context) => {
      if (event.type !== 'inquiry_outcome') return decide(file, event, context)
      const { acts: _, ...believed } = event
      return decide(file, believed, context)
    }
    expect(() => explore(modelOf(twoRefunds('nicepay', { rule }), CRASH), MAX_STATES)).toThrow(Violation)
  })
})

/** What a state looks like to whoever asks: the same, whether or not anything was forgotten on the way to it. */
const looks = ({ file, books, tasks, late, isSeen }: State) => ({
  payment: [file.payment.state, file.payment.amounts, file.payment.hold?.cause],
  cancellations: file.cancellations.map(({ id, state, amount }) => [id, state, amount]),
  provider: books.entries.map((one) => [one.id, one.of, one.amount, stateOf(one)]),
  ours: [tasks.map((one) => `${one.of} ${one.do}`), late.length, isSeen],
})

describe.each(WORLDS)('%s: nothing that is forgotten would be asked for', (_, worldOf) => {
  const WALKS = 60
  test.each(PROVIDER_IDS)(`on ${WALKS} walks with both misfortunes (%s)`, (provider) => {
    const size = { crashes: 1, faults: 1, pending: 1 }
    const plain = modelOf(worldOf(provider), size)
    const exact = modelOf(worldOf(provider, { memory: 'everything' }), size)
    for (let walk = 0; walk < WALKS; walk += 1) {
      const roll = dice(walk)
      let [one, other] = [plain.initial, exact.initial]
      for (;;) {
        const [steps, others] = [plain.steps(one), exact.steps(other)]
        expect(steps.map(({ label }) => label)).toEqual(others.map(({ label }) => label))
        const nth = roll(steps.length)
        const [step, same] = [steps[nth], others[nth]]
        if (step === undefined || same === undefined) break
        ;[one, other] = [step.run(), same.run()]
        expect(looks(one)).toEqual(looks(other))
      }
    }
  })
})

/** The first promise that breaks in a model; fails the test where none does. */
function violationOf<S>(model: Model<S>): Violation {
  try {
    explore(model, MAX_STATES)
  } catch (error) {
    if (error instanceof Violation) return error
    throw error
  }
  throw new Error('nothing was seen')
}
