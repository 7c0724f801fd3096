/** Waiting with an end: for work that may take longer than a caller does, and for a bell. */
import { setTimeout as sleep } from 'node:timers/promises'

/** The work's result, or `late`; the work goes on either way, and whoever started it must see to its end. */
export async function within<Result>(ms: number, work: Promise<Result>): Promise<Result | 'late'> {
  const over = new AbortController()
  try {
    return await Promise.race([work, sleep(ms, 'late' as const, { signal: over.signal })])
  } finally {
    over.abort()
  }
}

/** Rings that nobody waits for are kept as one. */
export interface Bell {
  ring(): void
  /** Resolves at the next ring, at once where it rang since, after `ms`, or when `signal` aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

export function createBell(): Bell {
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
        await sleep(ms, undefined, { signal: AbortSignal.any([signal, wake.signal]) }).catch(() => undefined)
      }
      rang = false
    },
  }
}
