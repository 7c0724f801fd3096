/** So many a second, with a second's worth in reserve. */
import type { Clock } from '../ports/clock.ts'

export interface Pace {
  /** Whole turns that may be taken now. */
  available(): number
  take(count: number): void
}

export function createPace(perSecond: number, clock: Clock): Pace {
  let tokens = perSecond
  let filledAt = clock.monotonicMs()
  return {
    available: () => {
      const now = clock.monotonicMs()
      tokens = Math.min(perSecond, tokens + ((now - filledAt) / 1_000) * perSecond)
      filledAt = now
      return Math.floor(tokens)
    },
    take: (count) => {
      tokens -= count
    },
  }
}
