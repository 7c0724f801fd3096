/** The real clock and the real randomness: the engine's only ambient inputs. */
import { randomBytes } from 'node:crypto'
import { instant } from '../core/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { Random } from '../ports/random.ts'

export const systemClock: Clock = {
  now: () => instant(Date.now()),
  monotonicMs: () => performance.now(),
  aheadMs: () => 0,
}

/** A clock that can be moved ahead, for development and tests: real time plus an offset that only grows. */
export function movableClock(ahead: () => number): Clock {
  return {
    now: () => instant(Math.round(Date.now() + ahead())),
    monotonicMs: () => performance.now() + ahead(),
    aheadMs: ahead,
  }
}

export const systemRandom: Random = {
  bytes: (count) => randomBytes(count),
  fraction: () => Math.random(),
}
