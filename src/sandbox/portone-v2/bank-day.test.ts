/** Specifies when a refund to an account is paid out: on the next bank day, over weekends, months and years. */
import { expect, test } from 'vitest'
import { fromIso, instant, toIso } from '../../core/time.ts'
import { nextBankDay } from './bank-day.ts'

test.each([
  ['a Wednesday', '2026-11-18T10:00:00+09:00', '2026-11-19T00:00:00+09:00'],
  ['the last second of a Thursday in Korea', '2026-11-19T23:59:59+09:00', '2026-11-20T00:00:00+09:00'],
  ['the first second of a Friday in Korea', '2026-11-20T00:00:00+09:00', '2026-11-23T00:00:00+09:00'],
  ['a Saturday', '2026-11-21T12:00:00+09:00', '2026-11-23T00:00:00+09:00'],
  ['a Sunday', '2026-11-22T12:00:00+09:00', '2026-11-23T00:00:00+09:00'],
  ['the last day of a year', '2026-12-31T18:00:00+09:00', '2027-01-01T00:00:00+09:00'],
  ['the day before a leap day', '2028-02-28T18:00:00+09:00', '2028-02-29T00:00:00+09:00'],
])('after %s', (_day, at, expected) => {
  expect(toIso(nextBankDay(fromIso(at) ?? instant(0)))).toBe(new Date(expected).toISOString())
})
