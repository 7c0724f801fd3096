/** Business days in Korea, the statutory three of a refund, and the days on which banks pay. */
import {
  after,
  type BusinessDate,
  businessDate,
  endOfDate,
  HOUR_MS,
  type Instant,
  plusDays,
  startOfDate,
  weekdayOf,
} from '../../time.ts'
import { HOLIDAYS } from './holidays.ts'

const [SUNDAY, THURSDAY, SATURDAY] = [0, 4, 6]
const isWeekend = (date: BusinessDate): boolean => weekdayOf(date) === SUNDAY || weekdayOf(date) === SATURDAY

/**
 * Business day [영업일] as deadlines count: no weekend, no public holiday [공휴일]. A day that is not certainly a public
 * holiday counts, so that a deadline is rather early than missed. After 2030, where the table ends: weekends only.
 */
export const isBusinessDay = (date: BusinessDate): boolean => !isWeekend(date) && HOLIDAYS.get(date)?.kind !== 'public'

/** A day on which banks pay, as promises to buyers count: every doubtful day is taken for closed. */
export const isBankDay = (date: BusinessDate): boolean => !isWeekend(date) && !HOLIDAYS.has(date)

/** The `count`-th open day after `date`, which itself does not count (민법 §157); 0 = `date` itself. */
export function addBusinessDays(date: BusinessDate, count: number, isOpen = isBusinessDay): BusinessDate {
  let [day, left] = [date, count]
  // Ends: all weekdays are open but for the table's, of which the longest row is seven days.
  while (left > 0) {
    day = plusDays(day, 1)
    if (isOpen(day)) left -= 1
  }
  return day
}

/** 전자상거래 등에서의 소비자보호에 관한 법률 §18②: the money goes back within three business days. */
const STATUTORY_DAYS = 3
/** When offices open, KST. */
const OPENING_HOUR = 9

/** The end of the third business day after the refund became due; interest is owed for every day beyond it. */
export const refundDueAt = (since: Instant): Instant => endOfDate(addBusinessDays(businessDate(since), STATUTORY_DAYS))

/** The opening of the last business day before the one on which {@link refundDueAt} ends: time to act is left. */
export const refundAlertAt = (since: Instant): Instant =>
  after(startOfDate(addBusinessDays(businessDate(since), STATUTORY_DAYS - 1)), OPENING_HOUR * HOUR_MS)

/**
 * KG Mobilians pays account refunds out on Thursdays: asked until Tuesday in the same week, from Wednesday on in the
 * next (va-07). On a holiday the next bank day is assumed; the sheet does not say.
 */
export function mobiliansPayout(askedOn: BusinessDate): BusinessDate {
  const soonest = plusDays(askedOn, 2)
  const thursday = plusDays(soonest, (THURSDAY - weekdayOf(soonest) + 7) % 7)
  return isBankDay(thursday) ? thursday : addBusinessDays(thursday, 1, isBankDay)
}
