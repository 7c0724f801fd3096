/** So many a second, with a reserve for what comes at once. */
import type { Clock } from '../ports/clock.ts'

export interface Pace {
  /** Whole turns that may be taken now. */
  available(): number
  take(count: number): void
}

/** `reserve`: how many may be taken at once after a rest; default a second's worth. */
export function createPace(perSecond: number, clock: Clock, reserve: number = perSecond): Pace {
  let tokens = reserve
  let filledAt = clock.monotonicMs()
  return {
    available: () => {
      const now = clock.monotonicMs()
      tokens = Math.min(reserve, tokens + ((now - filledAt) / 1_000) * perSecond)
      filledAt = now
      return Math.floor(tokens)
    },
    take: (count) => {
      tokens -= count
    },
  }
}
