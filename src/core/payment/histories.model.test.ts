/** Webhooks ×1–50, shuffled, four days late, a fifth lost: the same final state as when each came once, at once. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dice, POLICY, TOTAL } from '../../../test/core.ts'
import { AccountLife } from '../../../test/core-account.ts'
import type { AccountPlan } from '../../../test/core-account-plan.ts'
import { essenceOf, type History, HistoryLife, type Nature, type Post } from '../../../test/core-history.ts'
import { must } from '../../../test/core-rules.ts'
import { developmentConfig } from '../../cli/dev-channels.ts'
import { readChannels } from '../../config/channels.ts'
import { policyOf } from '../../engine/deps.ts'
import { systemClock } from '../../engine/system.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../time.ts'
import type { Policy } from './draft.ts'
import { PROVIDER_IDS, type ProviderId } from './payment.ts'

/** 10,000 of each provider are the promise (`HISTORIES=10000 vitest run …`); some of them in every run. */
const RUNS = Number(process.env.HISTORIES ?? 400)
/** A new one each day that the tests run; a failure prints it, and `SEED=… vitest run` repeats it. */
const SEED = Number(process.env.SEED ?? Math.floor(Date.now() / DAY_MS))

const URLS = Object.fromEntries(PROVIDER_IDS.map((id) => [id, 'http://127.0.0.1:1']))
const CHANNELS = readChannels(developmentConfig({ orderWithin: null }, { urls: URLS }), systemClock)

/** From the adapter's own capabilities; only the names are those of the tests. */
function natureOf(on: ProviderId): Nature {
  const channel = CHANNELS.get(on)
  if (channel === undefined) throw new Error(`no channel ${on}`)
  const { moneyMoves, idempotency, balanceGuard, inquiry } = channel.provider.capabilities
  const { account, live, credential } = POLICY
  const policy: Policy = { ...policyOf(channel), account, live, credential }
  const lists = inquiry.partialProof
  const keyed = idempotency !== null
  return {
    policy,
    moneyMoves,
    traits: {
      keyed,
      keyLifeMs: idempotency?.lifeMs ?? null,
      guarded: balanceGuard,
      lists,
      tags: lists,
      asyncEvery: 0,
      listsRefusals: false,
    },
  }
}

const LATEST_MS = 4 * DAY_MS
const LOST_IN_FIVE = 1
const ONCE: Post = () => [SECOND_MS]
/** Each copy by itself: soon, within the day, or up to four days late, in any order; or never. */
const noisy =
  (roll: (below: number) => number): Post =>
  () =>
    Array.from({ length: 1 + roll(50) }, () => roll(5) < LOST_IN_FIVE)
      .filter((isLost) => !isLost)
      .map(() => roll([MINUTE_MS, HOUR_MS, DAY_MS, LATEST_MS][roll(4)] ?? LATEST_MS))

const won = fc.constantFrom(5_000, 10_000)
const within = (from: number, to: number) => fc.integer({ min: from, max: to })
/** Console cancels of a part cannot be seen by asking NICEPAY (nicepay §9): there staff cancels what is left. */
const staffOf = ({ traits }: Nature) =>
  traits.lists
    ? fc.array(fc.record({ ms: within(2 * HOUR_MS, 6 * DAY_MS), won }), { maxLength: 2 })
    : fc.array(fc.record({ ms: within(11 * DAY_MS, 12 * DAY_MS), won: fc.constant(TOTAL as number) }), { maxLength: 1 })

const disputeOf = (on: ProviderId) =>
  on === 'portone-v2'
    ? fc.option(
        fc.record({
          ms: within(12 * DAY_MS, 13 * DAY_MS),
          endMs: within(15 * DAY_MS, 17 * DAY_MS),
          lost: fc.boolean(),
        }),
      )
    : fc.constant(null)

function historiesOf(on: ProviderId) {
  const nature = natureOf(on)
  return fc
    .record({
      seed: fc.nat(),
      failsMs: fc.option(within(0, 5 * MINUTE_MS), { freq: 3 }),
      paysMs: within(6 * MINUTE_MS, 50 * MINUTE_MS),
      returns: nature.moneyMoves === 'at_approve' ? fc.constant(true) : fc.boolean(),
      orders: fc.constantFrom(true, true, true, false),
      refunds: fc.array(fc.record({ ms: within(2 * HOUR_MS, 9 * DAY_MS), won }), { maxLength: 2 }),
      all: fc.constantFrom(false, false, true),
      staff: staffOf(nature),
      dispute: disputeOf(on),
    })
    .map(({ seed, refunds, all, staff, dispute, orders, ...rest }): { seed: number; history: History } => {
      const last = all ? [{ ms: 10 * DAY_MS, won: null }] : []
      // What was never ordered goes back by itself, and nobody interferes.
      const busy = orders
        ? { refunds: [...refunds, ...last], staff, dispute }
        : { refunds: [], staff: [], dispute: null }
      return { seed, history: { ...nature, ...rest, ...busy, orders, roll: dice(seed) } }
    })
}

function tell(history: History, post: Post): HistoryLife {
  const life = new HistoryLife(history, post)
  try {
    life.run()
    const { payment } = life.file
    const { cancelledByUs, observedCancelled } = payment.amounts
    must(payment.hold === null, 'nobody has to look', payment.hold)
    must(payment.amounts.paid === TOTAL, 'the money is known', payment.amounts)
    must(cancelledByUs + observedCancelled === life.books.done(), 'the sums agree', life.books.entries)
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${life.story.join('\n')}`, { cause: error })
  }
  return life
}

describe.each(PROVIDER_IDS)('%s', { timeout: 240_000 + RUNS * 100 }, (on) => {
  it(`payments, refunds, console cancels and disputes: ${RUNS} histories end as in the clean run`, () => {
    const ends = new Map<string, number>()
    let copies = 0
    fc.assert(
      fc.property(historiesOf(on), ({ seed, history }) => {
        const clean = essenceOf(tell(history, ONCE).file)
        const told = tell({ ...history, roll: dice(seed + 1) }, noisy(dice(seed + 2)))
        copies += told.heard
        const essence = essenceOf(told.file)
        if (JSON.stringify(essence) !== JSON.stringify(clean)) {
          expect(essence, told.story.join('\n')).toEqual(clean)
        }
        ends.set(clean.state, (ends.get(clean.state) ?? 0) + 1)
      }),
      { numRuns: RUNS, seed: SEED },
    )
    for (const end of ['paid', 'partially_cancelled', 'cancelled']) expect(ends.get(end) ?? 0, end).toBeGreaterThan(0)
    expect(copies).toBeGreaterThan(RUNS * 10)
  })

  it(`accounts and their deposits: ${RUNS} histories end as in the clean run`, () => {
    const { policy } = natureOf(on)
    const plans = fc.record({
      seed: fc.nat(),
      deposit: fc.option(fc.record({ ms: within(0, 3 * DAY_MS - HOUR_MS), won: fc.constant(50_000) }), { freq: 5 }),
      orders: fc.boolean(),
      cancels: fc.boolean(),
      answersMs: within(HOUR_MS, 3 * DAY_MS),
    })
    const ends = new Map<string, number>()
    fc.assert(
      fc.property(plans, ({ seed, orders, cancels, ...rest }) => {
        const cancel = orders && cancels ? { ms: 9 * DAY_MS, account: true } : null
        const common = { ...QUIET, ...rest, policy, orderMs: orders ? 0 : null, cancel }
        const live = (roll: AccountPlan['roll'], deliveries: readonly number[]) => {
          const life = new AccountLife({ ...common, roll, deliveries })
          try {
            life.run()
            return essenceOf(life.file)
          } catch (error) {
            throw new Error(`${(error as Error).message}\n${life.story.join('\n')}`, { cause: error })
          }
        }
        const clean = live(dice(seed), ONCE())
        expect(live(dice(seed + 1), noisy(dice(seed + 2))())).toEqual(clean)
        must(clean.hold === null, 'nobody has to look', clean)
        ends.set(clean.state, (ends.get(clean.state) ?? 0) + 1)
      }),
      { numRuns: RUNS, seed: SEED },
    )
    for (const end of ['paid', 'cancelled', 'expired']) expect(ends.get(end) ?? 0, end).toBeGreaterThan(0)
  })
})

const QUIET = { faults: 0, notices: 0, forgeries: [], lateDeposits: false, dropMs: null } as const
