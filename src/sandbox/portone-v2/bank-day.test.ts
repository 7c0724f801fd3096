/** Specifies when a refund to an account is paid out: over weekends, holidays, months and years, or on a Thursday. */
import { expect, test } from 'vitest'
import { fromIso, instant, toIso } from '../../core/time.ts'
import { type Payout, paidOutAt } from './bank-day.ts'

const payout = (how: Payout, at: string) => toIso(paidOutAt(how, fromIso(at) ?? instant(0)))

test.each([
  ['a Wednesday', '2026-11-18T10:00:00+09:00', '2026-11-19T00:00:00+09:00'],
  ['the last second of a Thursday in Korea', '2026-11-19T23:59:59+09:00', '2026-11-20T00:00:00+09:00'],
  ['the first second of a Friday in Korea', '2026-11-20T00:00:00+09:00', '2026-11-23T00:00:00+09:00'],
  ['a Saturday', '2026-11-21T12:00:00+09:00', '2026-11-23T00:00:00+09:00'],
  ['a Sunday', '2026-11-22T12:00:00+09:00', '2026-11-23T00:00:00+09:00'],
  ['the last day of a year, over New Year and a weekend', '2026-12-31T18:00:00+09:00', '2027-01-04T00:00:00+09:00'],
  ['the eve of 설날', '2026-02-13T18:00:00+09:00', '2026-02-19T00:00:00+09:00'],
  ['the eve of 추석', '2026-09-23T18:00:00+09:00', '2026-09-28T00:00:00+09:00'],
  ['the day before a leap day', '2028-02-28T18:00:00+09:00', '2028-02-29T00:00:00+09:00'],
])('after %s', (_day, at, expected) => {
  expect(payout('next_bank_day', at)).toBe(new Date(expected).toISOString())
})

test.each([
  ['a Tuesday, in the same week', '2024-04-23T23:59:59+09:00', '2024-04-25T00:00:00+09:00'],
  ['a Wednesday, in the next', '2024-04-24T00:00:00+09:00', '2024-05-02T00:00:00+09:00'],
])('by the Thursday batch, asked on %s (cancel-policies §6)', (_day, at, expected) => {
  expect(payout('thursday', at)).toBe(new Date(expected).toISOString())
})
