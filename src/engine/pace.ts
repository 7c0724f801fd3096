/** So many a second, with a reserve: a second's worth where nothing else is said, and at least one turn. */
import type { Clock } from '../ports/clock.ts'

export interface Pace {
  /** Whole turns that may be taken now. */
  available(): number
  take(count: number): void
}

/** A function is asked each time: the share of one of several processes changes as they come and go. */
export function createPace(
  perSecond: number | (() => number),
  clock: Pick<Clock, 'monotonicMs'>,
  reserve?: number,
): Pace {
  const rateNow = typeof perSecond === 'number' ? () => perSecond : perSecond
  let tokens = reserve ?? rateNow()
  let filledAt = clock.monotonicMs()
  return {
    available: () => {
      const now = clock.monotonicMs()
      const rate = rateNow()
      tokens = Math.min(reserve ?? Math.max(rate, 1), tokens + ((now - filledAt) / 1_000) * rate)
      filledAt = now
      return Math.floor(tokens)
    },
    take: (count) => {
      tokens -= count
    },
  }
}
