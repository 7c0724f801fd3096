/** When a delivery that failed is tried again, and when it is given up. */
import { after, DAY_MS, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '../time.ts'

/** From an attempt's failure to the next attempt: a receiver may be away for a long weekend and miss nothing. */
export const LADDER_MS = [
  5 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
] as const satisfies readonly number[]

/** Up to so much later, so that what failed together does not come back together. */
const JITTER = 0.1

/** An endpoint at which nothing has succeeded for so long is disabled: a delivery has died there by then. */
export const FAILING_FOR_MS = 5 * DAY_MS

/** After the failure of the attempt on `rung` (0 = the first); null where it was the last. `jitter` in [0, 1). */
export function nextAttemptAt(rung: number, failedAt: Instant, jitter: number): Instant | null {
  const waitMs = LADDER_MS[rung]
  return waitMs === undefined ? null : after(failedAt, waitMs * (1 + JITTER * jitter))
}
