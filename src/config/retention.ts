/** How long personal data is kept, as the config says it. */
import { z } from 'zod'
import { DAY_MS, durationMs } from '../core/time.ts'
import type { MaedeupConfig } from './define.ts'

const DEFAULT_REFUND_ACCOUNT_KEPT_MS = 30 * DAY_MS

/** The law has records of payments kept for five years (전자상거래법 시행령 §6); nothing asks for an account longer. */
const MAX_KEPT_MS = (5 * 365 + 2) * DAY_MS

const kept = z.string().transform((text, context) => {
  const ms = durationMs(text)
  if (ms !== null && ms <= MAX_KEPT_MS) return ms
  context.addIssue('must be an ISO 8601 duration between PT0S and P1827D, like "P30D"')
  return z.NEVER
})

/** Part of the config's schema, so that a wrong field is named with the others. */
export const retention = z.strictObject({ refundAccounts: kept.optional() })

/** Milliseconds from the end of a refund until its account is deleted; the config must have been checked. */
export const refundAccountKeptMs = (config: MaedeupConfig): number =>
  retention.parse(config.retention ?? {}).refundAccounts ?? DEFAULT_REFUND_ACCOUNT_KEPT_MS
