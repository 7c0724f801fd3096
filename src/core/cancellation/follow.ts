/** Follows a refund to an account after the provider took it: the bank pays days later, or sends it back. */
import { type Context, type Draft, setLadder } from '../payment/draft.ts'
import type { Cancellation } from '../payment/payment.ts'
import { after, businessDate, HOUR_MS, type Instant, later, startOfDate } from '../time.ts'
import { addBusinessDays } from './policy/business-days.ts'

/**
 * Business days after the refund on which its end is asked for: the next (most PGs, nicepay §7), two (tosspayments
 * §4.3), eight calendar days of a Thursday batch (cancel-policies va-07), nine for what looks suspicious, a last one.
 */
const LOOKS_BUSINESS_DAYS = [1, 2, 3, 6, 9, 15] as const

/** So many looks, after which a refund that was not heard of again is a person's. */
export const BANK_LOOKS = LOOKS_BUSINESS_DAYS.length

/** Banks have paid by 17:00 (nicepay §7); an hour later everybody's books agree. */
const LOOK_AT_MS = 18 * HOUR_MS

/** When the `look`-th look at a refund of `since` is due, 18:00 KST; null after the last. Never in the past. */
export function bankLook(since: Instant, { look, now }: { look: number; now: Instant }): Instant | null {
  const days = LOOKS_BUSINESS_DAYS[look]
  if (days === undefined) return null
  const at = after(startOfDate(addBusinessDays(businessDate(since), days)), LOOK_AT_MS)
  return later(at, after(now, HOUR_MS))
}

/** Begins the looks where asking can tell how a refund ended. */
export function followRefund(draft: Draft, { shownAccount }: Cancellation, context: Context): Draft {
  const tells = context.policy.virtualAccount?.refundProof === true
  if (shownAccount === null || !tells) return draft
  const nextAt = bankLook(context.now, { look: 0, now: context.now })
  return nextAt === null ? draft : setLadder(draft, 'refund_unconfirmed', { rung: 0, nextAt })
}
