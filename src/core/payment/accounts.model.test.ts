/** Virtual accounts against a bank with its own books: lost, doubled or late, the money ends tied or back. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dice, TOTAL } from '../../../test/core.ts'
import { AccountLife } from '../../../test/core-account.ts'
import { verdictOn } from '../../../test/core-account-end.ts'
import { type AccountPlan, BY_INQUIRY, BY_NOTICE } from '../../../test/core-account-plan.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../time.ts'

const RUNS = Number(process.env.ACCOUNT_LIVES ?? 20_000)
const SEED = Number(process.env.SEED ?? Math.floor(Date.now() / DAY_MS))

const ms = fc.oneof(fc.nat({ max: 10 * MINUTE_MS }), fc.nat({ max: 2 * DAY_MS }), fc.nat({ max: 6 * DAY_MS }))

const REFUNDS = {
  deposit: { ms: HOUR_MS, won: TOTAL },
  notices: 1,
  deliveries: [MINUTE_MS],
  forgeries: [],
  orderMs: MINUTE_MS,
  dropMs: null,
  cancel: { ms: 2 * HOUR_MS, account: true, part: 20_000 },
} as const satisfies Partial<AccountPlan>

const plans = fc
  .record({
    seed: fc.nat(),
    policy: fc.constantFrom(BY_NOTICE, BY_INQUIRY),
    faults: fc.nat({ max: 8 }),
    deposit: fc.option(fc.record({ ms, won: fc.constantFrom(50_000, 50_000, 50_000, 40_000, 60_000) }), { freq: 4 }),
    notices: fc.constantFrom(0, 1, 3, 50),
    forgeries: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(ms, { maxLength: 2 }) },
    ),
    lateDeposits: fc.boolean(),
    orderMs: fc.option(ms, { freq: 2 }),
    dropMs: fc.option(ms, { freq: 2 }),
    cancel: fc.option(
      fc
        .record({ ms, account: fc.boolean(), part: fc.constantFrom(undefined, 20_000, 30_000) })
        .map(({ part, ...cancel }) => (part === undefined ? cancel : { ...cancel, part })),
      { freq: 2 },
    ),
    bounces: fc.constantFrom(0, 0, 1, 2),
    repeatsMs: fc.option(fc.nat({ max: 3 * DAY_MS }), { freq: 2 }),
    refusesLink: fc.boolean(),
    // Most plans end before a refund comes back: a tied order, of which a part is refunded, is often played to the end.
    refunds: fc.integer({ min: 0, max: 3 }).map((roll) => roll === 0),
    answersMs: fc.option(fc.nat({ max: 5 * DAY_MS }), { freq: 4 }),
  })
  .map(({ seed, refunds, ...plan }): AccountPlan => ({ ...plan, ...(refunds ? REFUNDS : {}), roll: dice(seed) }))

describe('virtual accounts on lossy lines', () => {
  it(`end tied, given back, closed, or with a person, in ${RUNS} lives`, () => {
    const ends = new Map<string, number>()
    fc.assert(
      fc.property(plans, (plan) => {
        const life = new AccountLife(plan)
        try {
          life.run()
          const end = verdictOn(life)
          ends.set(end, (ends.get(end) ?? 0) + 1)
        } catch (error) {
          throw new Error(`${error}\n${life.story.join('\n')}`)
        }
      }),
      { numRuns: RUNS, seed: SEED },
    )
    for (const end of ['tied', 'given back', 'expired', 'failed']) expect(ends.get(end) ?? 0, end).toBeGreaterThan(0)
  })
})
