/** Instants (UTC milliseconds), Korean calendar dates, and the arithmetic between the two. */

declare const instantBrand: unique symbol
declare const dateBrand: unique symbol

/** A point in time: milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number & { readonly [instantBrand]: 'Instant' }

/** A calendar date in Korea (KST), `YYYY-MM-DD`. Never a moment: it must not be compared with an {@link Instant}. */
export type BusinessDate = string & { readonly [dateBrand]: 'BusinessDate' }

export const SECOND_MS = 1_000
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

/** KST is UTC+9 the whole year: Korea has had no daylight saving time since 1988. */
const KST_OFFSET_MS = 9 * HOUR_MS

/** Years 1970–9999, the range in which every stamp below has its fixed width. */
const MAX_INSTANT_MS = 253_402_300_799_999

/** The one constructor of instants; throws on a number that is no time. */
export function instant(ms: number): Instant {
  if (!Number.isSafeInteger(ms) || ms < 0 || ms > MAX_INSTANT_MS) throw new RangeError(`not an instant: ${ms}`)
  return ms as Instant
}

/**
 * `at + ms`; `ms` may be negative. At the edges of the calendar it stays there: a provider may tell of an account that
 * ends with the year 9999, and core must find an answer to every fact. What is no number is still no time.
 */
export const after = (at: Instant, ms: number): Instant => within(Math.round(at + ms))

const within = (ms: number): Instant =>
  instant(Number.isSafeInteger(ms) ? Math.min(Math.max(ms, 0), MAX_INSTANT_MS) : ms)

/** The earlier of two instants. */
export const earlier = (a: Instant, b: Instant): Instant => (a <= b ? a : b)

/** The later of two instants. */
export const later = (a: Instant, b: Instant): Instant => (a >= b ? a : b)

/** RFC 3339 in UTC, as the API shows it: `2026-11-20T06:24:59.000Z`. */
export const toIso = (at: Instant): string => new Date(at).toISOString()

/** An RFC 3339 time with an offset, or null. */
export function fromIso(text: string): Instant | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/.test(text)) return null
  const ms = Date.parse(text)
  return Number.isSafeInteger(ms) && ms >= 0 && ms <= MAX_INSTANT_MS && isDate(text.slice(0, 10)) ? instant(ms) : null
}

/** Date.parse rolls 31 February over; a date that does not come back as itself is none. */
const isDate = (text: string): boolean => new Date(`${text}T00:00:00Z`).toISOString().slice(0, 10) === text

/** KST wall clock as `YYYYMMDDHHMMSS`, the `EdiDate` of NICEPAY (fact sheet nicepay §3). */
export const kstStamp = (at: Instant): string => kstIso(at).replaceAll(/[-:T]/g, '')

/** The Korean calendar date of a moment. */
export const businessDate = (at: Instant): BusinessDate => kstIso(at).slice(0, 10) as BusinessDate

/** The first millisecond of a Korean calendar date; 1970-01-01 began before the first instant. */
export const startOfDate = (date: BusinessDate): Instant => within(Date.parse(`${date}T00:00:00.000Z`) - KST_OFFSET_MS)

/** The last millisecond of a Korean calendar date. */
export const endOfDate = (date: BusinessDate): Instant => after(startOfDate(date), DAY_MS - 1)

/** `days` calendar days later; may be negative. */
export const plusDays = (date: BusinessDate, days: number): BusinessDate =>
  businessDate(after(startOfDate(date), days * DAY_MS))

/** The same day `months` later; where that month is shorter, its last day. */
export function plusMonths(date: BusinessDate, months: number): BusinessDate {
  const then = new Date(`${date}T00:00:00Z`)
  const day = then.getUTCDate()
  then.setUTCMonth(then.getUTCMonth() + months)
  if (then.getUTCDate() !== day) then.setUTCDate(0)
  return then.toISOString().slice(0, 10) as BusinessDate
}

/** 0 = Sunday … 6 = Saturday. */
export const weekdayOf = (date: BusinessDate): number => new Date(`${date}T00:00:00Z`).getUTCDay()

/** A KST stamp of 12 (`YYMMDDHHMMSS`, 20xx) or 14 digits, or null. (nicepay §3, §18 trap 19: no century sent) */
export function fromKstStamp(digits: string): Instant | null {
  const full = digits.length === 12 ? `20${digits}` : digits
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(full)
  if (match === null) return null
  const [, year, month, day, hour, minute, second] = match
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`) - KST_OFFSET_MS
  if (!Number.isSafeInteger(ms) || ms < 0 || ms > MAX_INSTANT_MS) return null
  // Date.parse rolls 31 February over; a stamp that does not come back as itself was no date.
  return kstStamp(instant(ms)) === full ? instant(ms) : null
}

/** The last millisecond of the KST calendar month that contains `at`. */
export function endOfKstMonth(at: Instant): Instant {
  const kst = new Date(at + KST_OFFSET_MS)
  return instant(Date.UTC(kst.getUTCFullYear(), kst.getUTCMonth() + 1, 1) - KST_OFFSET_MS - 1)
}

/** The same KST wall time `years` later; 29 February becomes 28 February. */
export function plusKstYears(at: Instant, years: number): Instant {
  const kst = new Date(at + KST_OFFSET_MS)
  const month = kst.getUTCMonth()
  kst.setUTCFullYear(kst.getUTCFullYear() + years)
  if (kst.getUTCMonth() !== month) kst.setUTCDate(0)
  return instant(kst.getTime() - KST_OFFSET_MS)
}

const DURATION = /^P(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$/

/** An ISO 8601 duration of days, hours, minutes and seconds (`PT15M`, `P1DT2H`) in milliseconds, or null. */
export function durationMs(text: string): number | null {
  const match = DURATION.exec(text)
  if (match === null || text === 'P') return null
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ]
  return days * DAY_MS + hours * HOUR_MS + minutes * MINUTE_MS + seconds * SECOND_MS
}

/** The last nine hours of 9999 are in a year of five digits in Korea; they read as the end of this one. */
const kstIso = (at: Instant): string =>
  new Date(Math.min(at + KST_OFFSET_MS, MAX_INSTANT_MS)).toISOString().slice(0, 19)
