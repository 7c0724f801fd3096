/** How long personal data is kept, as the config says it. */
import { z } from 'zod'
import { DAY_MS, durationMs } from '../core/time.ts'
import type { Retention } from '../engine/deps.ts'
import type { MaedeupConfig } from './define.ts'

const DEFAULT_REFUND_ACCOUNTS_MS = 30 * DAY_MS

/** Longer than any provider repeats a webhook (four days) and than the longest dispute window of a sheet (PayPal). */
const DEFAULT_WEBHOOKS_MS = 180 * DAY_MS

/** A webhook that is repeated must still be known as the same. */
const LEAST_WEBHOOKS_MS = 7 * DAY_MS

/** The law has records of payments kept for five years (전자상거래법 시행령 §6); nothing asks for an account longer. */
const MAX_KEPT_MS = (5 * 365 + 2) * DAY_MS

const kept = (leastMs: number, least: string) =>
  z.string().transform((text, context) => {
    const ms = durationMs(text)
    if (ms !== null && ms >= leastMs && ms <= MAX_KEPT_MS) return ms
    context.addIssue(`must be an ISO 8601 duration between ${least} and P1827D, like "P30D"`)
    return z.NEVER
  })

/** Part of the config's schema, so that a wrong field is named with the others. */
export const retention = z.strictObject({
  refundAccounts: kept(0, 'PT0S').optional(),
  webhooks: kept(LEAST_WEBHOOKS_MS, 'P7D').optional(),
})

/** The config must have been checked. */
export function retentionOf(config: MaedeupConfig): Retention {
  const { refundAccounts, webhooks } = retention.parse(config.retention ?? {})
  return {
    refundAccountsMs: refundAccounts ?? DEFAULT_REFUND_ACCOUNTS_MS,
    webhooksMs: webhooks ?? DEFAULT_WEBHOOKS_MS,
  }
}
