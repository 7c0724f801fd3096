/** Names the day on which banks next pay refunds out: Monday to Friday in Korea; public holidays are not known here. */
import { after, businessDate, DAY_MS, type Instant, startOfDate } from '../../core/time.ts'

const SUNDAY = 0
const SATURDAY = 6

/** The first moment of the bank day that follows the day of `at` (§7.6: virtual accounts are paid out then). */
export function nextBankDay(at: Instant): Instant {
  const date = businessDate(after(at, DAY_MS))
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay()
  const start = startOfDate(date)
  return weekday === SATURDAY || weekday === SUNDAY ? nextBankDay(start) : start
}
