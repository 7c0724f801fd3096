/** The real clock and the real randomness: the engine's only ambient inputs. */
import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { instant } from '../core/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { Random } from '../ports/random.ts'

const sleep: Clock['sleep'] = async (ms, stop) => {
  await wait(ms, undefined, stop === undefined ? {} : { signal: stop }).catch(() => undefined)
}

export const systemClock: Clock = {
  now: () => instant(Date.now()),
  monotonicMs: () => performance.now(),
  aheadMs: () => 0,
  sleep,
}

/** A clock that can be moved ahead, for development and tests: real time plus a growing offset; sleep is real. */
export function movableClock(ahead: () => number): Clock {
  return {
    now: () => instant(Math.round(Date.now() + ahead())),
    monotonicMs: () => performance.now() + ahead(),
    aheadMs: ahead,
    sleep,
  }
}

export const systemRandom: Random = {
  bytes: (count) => randomBytes(count),
  fraction: () => Math.random(),
}
