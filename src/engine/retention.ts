/** Once an hour, forgets what has been kept for long enough: accounts of refunds, deliveries, months of the inbox. */
import { after, DAY_MS, HOUR_MS } from '../core/time.ts'
import type { EngineDeps } from './deps.ts'

/** PostgreSQL deletes so many in milliseconds; where there are more, the next pulse goes on. */
const BATCH_ROWS = 500

/** Nobody asks after a month whether a webhook was delivered; the feed keeps its event for longer. */
const DELIVERIES_KEPT_MS = 30 * DAY_MS

/** For every pulse: it works once an hour, and at the very next pulse where more is left or it failed. */
export function createForgetter({ store, clock, log, retention }: EngineDeps): () => Promise<void> {
  let restUntilMs = Number.NEGATIVE_INFINITY
  return async () => {
    const nowMs = clock.monotonicMs()
    if (nowMs < restUntilMs) return
    const forgotten = await store.forgetRefundAccounts(after(clock.now(), -retention.refundAccountsMs), BATCH_ROWS)
    if (forgotten > 0)
      log.info({ forgotten }, 'refund accounts forgotten: their refunds have been final for long enough')
    const over = await store.forgetDeliveries(after(clock.now(), -DELIVERIES_KEPT_MS), BATCH_ROWS)
    if (forgotten === BATCH_ROWS || over === BATCH_ROWS) return
    const dropped = await store.dropInboxBefore(after(clock.now(), -retention.webhooksMs))
    if (dropped > 0) log.info({ months: dropped }, 'months of the inbox dropped')
    restUntilMs = nowMs + HOUR_MS
  }
}
