/** Names the day on which banks pay a refund out: the next bank day in Korea, or at KG Mobilians the next Thursday. */
import { addBusinessDays, isBankDay, mobiliansPayout } from '../../core/cancellation/policy/business-days.ts'
import { businessDate, type Instant, startOfDate } from '../../core/time.ts'

/** How a PG behind PortOne pays refunds to accounts out (cancel-policies §17.4). */
export const PAYOUTS = ['next_bank_day', 'thursday'] as const
export type Payout = (typeof PAYOUTS)[number]

/**
 * The first moment of that day (§7.6). The calendar of Korean holidays is the policy's own: two readings of a calendar
 * could only disagree about dates.
 */
export function paidOutAt(payout: Payout, at: Instant): Instant {
  const askedOn = businessDate(at)
  switch (payout) {
    case 'next_bank_day':
      return startOfDate(addBusinessDays(askedOn, 1, isBankDay))
    case 'thursday':
      return startOfDate(mobiliansPayout(askedOn))
  }
}
