/** Once an hour, forgets the accounts of refunds that have been final for long enough; tells only how many. */
import { after, HOUR_MS } from '../core/time.ts'
import type { EngineDeps } from './deps.ts'

/** PostgreSQL deletes so many in milliseconds; where there are more, the next pulse goes on. */
const BATCH_ROWS = 500

/** For every pulse: it works once an hour, and at the very next pulse where more is left or it failed. */
export function createForgetter({ store, clock, log, refundAccountKeptMs }: EngineDeps): () => Promise<void> {
  let restUntilMs = Number.NEGATIVE_INFINITY
  return async () => {
    const nowMs = clock.monotonicMs()
    if (nowMs < restUntilMs) return
    const forgotten = await store.forgetRefundAccounts(after(clock.now(), -refundAccountKeptMs), BATCH_ROWS)
    if (forgotten > 0)
      log.info({ forgotten }, 'refund accounts forgotten: their refunds have been final for long enough')
    if (forgotten < BATCH_ROWS) restUntilMs = nowMs + HOUR_MS
  }
}
