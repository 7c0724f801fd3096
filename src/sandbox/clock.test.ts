/** The clock runs, jumps forward, and takes the timers with it. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createSandboxClock } from './clock.ts'
import { createTimers } from './timers.ts'

const HOUR_MS = 3_600_000

describe('the clock', () => {
  test('starts at real time and keeps what it was moved', () => {
    const clock = createSandboxClock()
    const before = clock.now()
    expect(Math.abs(before - Date.now())).toBeLessThan(1_000)
    clock.advance(HOUR_MS)
    expect(clock.now() - before).toBeGreaterThanOrEqual(HOUR_MS)
  })
  test('never goes back', () => {
    expect(() => createSandboxClock().advance(-1)).toThrow(RangeError)
    expect(() => createSandboxClock().advance(0.5)).toThrow(RangeError)
  })
})

describe('timers', () => {
  const clock = createSandboxClock()
  const timers = createTimers(clock)
  afterEach(() => timers.clear())

  test('fire in order when their time is skipped, and only then', () => {
    const fired: string[] = []
    timers.after(2 * HOUR_MS, () => fired.push('late'))
    timers.after(HOUR_MS, () => fired.push('early'))
    const drop = timers.after(HOUR_MS, () => fired.push('dropped'))
    drop()
    clock.advance(HOUR_MS - 1_000)
    expect(fired).toEqual([])
    clock.advance(2 * HOUR_MS)
    expect(fired).toEqual(['early', 'late'])
  })
  test('fire by themselves too', async () => {
    const fired = vi.fn()
    timers.after(5, fired)
    await timers.wait(20)
    expect(fired).toHaveBeenCalledOnce()
  })
  test('cleared: nothing fires, and nobody waits any longer', async () => {
    const fired = vi.fn()
    timers.after(HOUR_MS, fired)
    const waiting = timers.wait(HOUR_MS)
    timers.clear()
    await waiting
    clock.advance(2 * HOUR_MS)
    expect(fired).not.toHaveBeenCalled()
  })
})
