/** Waiting with an end, for work that may take longer than a caller does. */
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
