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
  WORDS.includes(text) || SPAN.test(text) ? (text as Window) : null

const WORDS: readonly string[] = ['CALMONTH', 'DEADLINE', 'NONE', 'PG'] satisfies Window[]

/** The longest of the table is KakaoPay's five years; more than twice as long is a slip of the pen. */
const LONGEST_DAYS = 3_653
const DAYS_IN = { Y: 365, M: 28, D: 1 } as const

/** Whether a span of time is one that a contract can give: at least a day beyond the payment's, at most ten years. */
export function isSensibleSpan(window: Window): boolean {
  const [, count, unit] = SPAN.exec(window) ?? []
  if (unit !== 'Y' && unit !== 'M' && unit !== 'D') return true
  const days = Number(count) * DAYS_IN[unit]
  return days > 0 && days <= LONGEST_DAYS
}

/**
 * The last millisecond of a window; null where it has no end, or none that we know. `depositUntil` is the deadline of a
 * deposit that was not made.
 */
export function endOfWindow(window: Window, paidAt: Instant, depositUntil: Instant | null = null): Instant | null {
  if (window === 'NONE' || window === 'PG') return null
  if (window === 'DEADLINE') return depositUntil
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
