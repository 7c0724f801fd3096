/** When things are due: order deadlines, hard cancel windows, and the ladders of repeated looks. */
import { after, DAY_MS, earlier, HOUR_MS, type Instant, later, MINUTE_MS, SECOND_MS } from '../time.ts'
import type { LadderPosition, Payment } from './payment.ts'

/** Even a deadline that was told late leaves the merchant this long to record the order. */
const SHORTEST_ORDER_WAIT_MS = 2 * MINUTE_MS

/** An orphan is cancelled at the latest this long before the ordinary cancel closes. */
export const HARD_WINDOW_MARGIN_MS = 30 * MINUTE_MS

/** `max(learned + min(within, 2 min), min(learned + within, hard end − 30 min))` (DESIGN §5). */
export function orderDueAt(learnedAt: Instant, orderWithinMs: number, windowEnd: Instant | null): Instant {
  const least = after(learnedAt, Math.min(orderWithinMs, SHORTEST_ORDER_WAIT_MS))
  const usual = after(learnedAt, orderWithinMs)
  return windowEnd === null ? usual : later(least, earlier(usual, after(windowEnd, -HARD_WINDOW_MARGIN_MS)))
}

/** Waits between looks, in milliseconds. A ladder that is used up puts the payment on the desk. */
export const LADDERS = {
  /** At once, through the 30 s read limit and the waits of negative proof (nicepay §17), then ever slower for a day. */
  approval_unsettled: [0, 5, 15, 20, 30, 35, 35, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800],
  cancellation_unsettled: [0, 5, 15, 20, 30, 35, 35, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800],
  /** "Try later" is mostly a settlement balance that fills up again within business days. */
  cancellation_retry: [60, 300, 900, 3_600, 7_200, 14_400, 28_800, 86_400, 86_400],
  /** The merchant's order check said "unknown"; the last rung repeats until 24 h are over (DESIGN §5). */
  order_missing: [60, 300, 900, 1_800],
  late_look: [600, 86_400],
  /** Nobody could be asked, or the close was refused for now; at the end a person. */
  deposit_overdue: [60, 300, 900, 3_600, 7_200, 14_400, 28_800, 86_400],
  /** Reminders on three days, then the week is over and an operator hears of it. */
  refund_account_needed: [86_400, 86_400, 86_400, 345_600],
  return_missing: [60, 600, 1_800, 86_400],
  /** Asked because of a hint, and not answered; what was answered is done with. */
  hint_heard: [10, 30, 60, 300, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800],
} as const satisfies Record<string, readonly number[]>

export type LadderName = keyof typeof LADDERS

/** The order check may stay undecided this long after the deadline, and never into the last hour of the hard window. */
export const ORDER_CHECK_PATIENCE_MS = 24 * HOUR_MS
export const ORDER_CHECK_MARGIN_MS = 60 * MINUTE_MS

/** A late look that cannot be made is tried so long before a person hears of it. */
export const LATE_LOOK_PATIENCE_MS = 7 * DAY_MS

/** Banks take a minute or two to tell of a deposit that came in the last second. */
const DEPOSIT_GRACE_MS = 10 * MINUTE_MS

/** When an account without deposit is asked about and closed; null where there is none, or where it is not ours. */
export const overdueAt = ({ virtualAccount, watched }: Payment): Instant | null =>
  virtualAccount === null || watched ? null : after(virtualAccount.expiresAt, DEPOSIT_GRACE_MS)

/** The shortest wait after a call that never left. */
export const NOT_SENT_WAIT_MS = 5 * SECOND_MS
const LONGEST_NOT_SENT_WAIT_MS = 5 * MINUTE_MS

/**
 * What never left is tried again soon, and costs no rung; in a long outage after a tenth of the time that it lasts
 * already, so that a day of it writes some hundred lines on a timeline, not ten thousand.
 */
export function notSentAgainAt(since: Instant, at: { now: Instant; jitter: number }): Instant {
  const share = (at.now - since) / 10
  const waitMs = Math.min(Math.max(share, NOT_SENT_WAIT_MS), LONGEST_NOT_SENT_WAIT_MS)
  return after(at.now, waitMs * (1 + at.jitter))
}

/** Looks are spread by up to a tenth, so that a thousand payments of one outage do not come back at once. */
const JITTER_SHARE = 0.1

/** Where a climber of `ladder` at `rung` stands next; null when the ladder is used up. `jitter` in [0, 1). */
export function climb(ladder: LadderName, rung: number, at: { now: Instant; jitter: number }): LadderPosition | null {
  const seconds = LADDERS[ladder][rung]
  if (seconds === undefined) return null
  return { rung, nextAt: after(at.now, seconds * SECOND_MS * (1 + at.jitter * JITTER_SHARE)) }
}
