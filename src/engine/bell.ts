/** A bell that can be waited for, with an end. */
import type { Clock } from '../ports/clock.ts'

/** Rings that nobody waits for are kept as one. */
export interface Bell {
  ring(): void
  /** Resolves at the next ring, at once where it rang since, after `ms`, or when `signal` aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

export function createBell({ sleep }: Pick<Clock, 'sleep'>): Bell {
  let rang = false
  let wake: AbortController | null = null
  return {
    ring: () => {
      rang = true
      wake?.abort()
    },
    wait: async (ms, signal) => {
      if (!rang) {
        wake = new AbortController()
        await sleep(ms, AbortSignal.any([signal, wake.signal]))
      }
      rang = false
    },
  }
}
