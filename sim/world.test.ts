/** The simulated world: the same seed is the same story, and in none of them a promise is broken. */
import { describe, expect, it } from 'vitest'
import { FAILED } from './failed.ts'
import { coverageLines, runSeed, shrink } from './run.ts'
import { runWorld } from './world.ts'

/** A share of `npm run sim -- --payments 100000`, small enough for every run of the tests. */
const SEEDS = 20
const PAYMENTS = 400
const TWICE = 30

describe('a simulated world', () => {
  it('keeps every promise, in seeds that differ in what goes wrong', async () => {
    const failures = []
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const { failure } = await runSeed({ seed, payments: PAYMENTS })
      if (failure !== null) failures.push(failure)
    }
    expect(failures).toEqual([])
  })

  it.each(FAILED)('of seed $seed, which failed once, keeps every promise: $was', async ({ was: _, ...options }) => {
    expect((await runSeed(options)).failure).toBeNull()
  })

  it('is the same story whenever it is told', async () => {
    for (let seed = 1; seed <= TWICE; seed += 1) {
      const once = await runSeed({ seed, payments: 25 })
      const again = await runSeed({ seed, payments: 25 })
      expect(again).toEqual(once)
    }
  })

  it('is another story with another seed', async () => {
    const [one, other] = [await runSeed({ seed: 1, payments: 25 }), await runSeed({ seed: 2, payments: 25 })]
    expect(other.hash).not.toBe(one.hash)
  })

  it('meets trouble: processes die, calls end in every way, refunds are asked for again and again', async () => {
    const { crashes, refundAttempts, payments, cells } = await runSeed({ seed: 6, payments: PAYMENTS })
    expect(crashes).toBeGreaterThan(100)
    expect(refundAttempts).toBeGreaterThan(payments)
    const [, , calls] = coverageLines(cells)
    expect(Number(/: (\d+) of/.exec(calls ?? '')?.[1])).toBeGreaterThanOrEqual(15)
  })

  it('goes on with fewer payments as if the others had never been', async () => {
    const all = await runWorld({ seed: 4, payments: 20 })
    const few = await runWorld({ seed: 4, payments: 20, only: [3, 5] })
    expect([...few.witness.told.values()].every(({ orderId }) => /o[35]$/.test(orderId))).toBe(true)
    expect(all.violations).toEqual([])
  })

  it('that fails is made smaller', async () => {
    const failure = { seed: 4, payments: 20, promise: '', detail: '', plan: 3, among: 1 }
    expect(await shrink(failure, async (only) => only.includes(3))).toEqual([3])
    const both = async (only: readonly number[]) => only.includes(3) && only.includes(5)
    expect(await shrink(failure, both)).toEqual([3, 5])
  })
})
