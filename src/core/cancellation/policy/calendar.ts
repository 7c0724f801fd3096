/** The ends of cancellation windows and the hours of the day, on Korean calendars (sheet §6). */
import {
  after,
  businessDate,
  endOfDate,
  endOfKstMonth,
  type Instant,
  MINUTE_MS,
  plusDays,
  plusMonths,
  startOfDate,
} from '../../time.ts'
import type { Hours, Window } from './rule.ts'

const SPAN = /^P(\d{1,5})([YMD])$/

/** A window as it can be written in a configuration, or null for anything else. */
export const windowOf = (text: string): Window | null =>
  text === 'CALMONTH' || text === 'NONE' || text === 'PG' || SPAN.test(text) ? (text as Window) : null

/** The last millisecond of a window; null where it has no end, or none that we know. */
export function endOfWindow(window: Window, paidAt: Instant): Instant | null {
  if (window === 'NONE' || window === 'PG') return null
  if (window === 'CALMONTH') return endOfKstMonth(paidAt)
  const [, count, unit] = SPAN.exec(window) ?? []
  const paidOn = businessDate(paidAt)
  if (unit === 'D') return endOfDate(plusDays(paidOn, Number(count)))
  // Whether the anniversary itself counts is documented nowhere: the day before it is safe (sheet §2, §18).
  return endOfDate(plusDays(plusMonths(paidOn, Number(count) * (unit === 'Y' ? 12 : 1)), -1))
}

/** When a PG that keeps hours takes what is asked now: null = at once. */
export function opensAt({ from, until, resume }: Hours, now: Instant): Instant | null {
  const today = businessDate(now)
  const at = (clock: string, days: number) => after(startOfDate(plusDays(today, days)), minutes(clock) * MINUTE_MS)
  if (now < at(from, 0)) return at(resume, 0)
  return now < at(until, 0) ? null : at(resume, 1)
}

function minutes(clock: string): number {
  const [hour, minute] = clock.split(':')
  return Number(hour) * 60 + Number(minute)
}
