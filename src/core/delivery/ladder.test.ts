/** The retry ladder of deliveries. */
import { describe, expect, test } from 'vitest'
import { DAY_MS, instant, SECOND_MS } from '../time.ts'
import { LADDER_MS, nextAttemptAt } from './ladder.ts'

const NOON = instant(1_800_000_000_000)

describe('the ladder', () => {
  test('tries eleven times over three days, first soon and then ever more seldom', () => {
    const all = LADDER_MS.reduce((sum, one) => sum + one, 0)
    expect(LADDER_MS).toHaveLength(10)
    expect([...LADDER_MS].sort((a, b) => a - b)).toEqual([...LADDER_MS])
    expect(all).toBeGreaterThanOrEqual(3 * DAY_MS)
    expect(all * 1.1).toBeLessThan(4 * DAY_MS)
  })

  test('is up to a tenth late, and never early', () => {
    expect(nextAttemptAt(0, NOON, 0)).toBe(NOON + 5 * SECOND_MS)
    expect(nextAttemptAt(0, NOON, 0.999)).toBeLessThanOrEqual(NOON + 5.5 * SECOND_MS)
  })

  test('ends', () => {
    expect(nextAttemptAt(9, NOON, 0)).not.toBeNull()
    expect(nextAttemptAt(10, NOON, 0)).toBeNull()
  })
})
