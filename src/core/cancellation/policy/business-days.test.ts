/** A refund is due with the third business day, and somebody hears of it the business day before. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BusinessDate, businessDate, DAY_MS, instant, toIso } from '../../time.ts'
import {
  addBusinessDays,
  isBankDay,
  isBusinessDay,
  mobiliansPayout,
  refundAlertAt,
  refundDueAt,
} from './business-days.ts'

const day = (text: string) => text as BusinessDate
const at = (text: string) => instant(Date.parse(`${text}+09:00`))

describe('a business day', () => {
  it.each([
    ['2026-11-20', true],
    ['2026-11-21', false],
    ['2026-11-22', false],
    ['2026-07-17', false],
    ['2026-08-17', false],
    ['2028-10-05', false],
    ['2026-05-25', false],
  ])('%s: %s', (date, open) => {
    expect(isBusinessDay(day(date))).toBe(open)
    expect(isBankDay(day(date))).toBe(open)
  })

  it.each(['2024-05-01', '2025-05-01', '2026-05-01', '2030-06-12'])(
    '%s counts for a deadline, and promises no bank',
    (date) => {
      expect(isBusinessDay(day(date))).toBe(true)
      expect(isBankDay(day(date))).toBe(false)
    },
  )

  it('beyond the table only weekends are closed', () => {
    expect(isBusinessDay(day('2031-01-01'))).toBe(true)
    expect(isBusinessDay(day('2031-01-04'))).toBe(false)
  })

  it.each([
    ['2026-11-20', 0, '2026-11-20'],
    ['2026-11-20', 1, '2026-11-23'],
    ['2026-11-21', 1, '2026-11-23'],
    // The long Chuseok of 2025: 3–9 October.
    ['2025-10-02', 1, '2025-10-10'],
    ['2025-12-31', 1, '2026-01-02'],
  ])('%s plus %d is %s', (from, count, to) => {
    expect(addBusinessDays(day(from), count)).toBe(to)
  })
})

describe('a refund', () => {
  it.each([
    // Monday to Thursday; the day itself does not count.
    ['2026-11-16T00:00:00', '2026-11-19', '2026-11-18'],
    ['2026-11-16T23:59:59', '2026-11-19', '2026-11-18'],
    // Over a weekend.
    ['2026-11-19T12:00:00', '2026-11-24', '2026-11-23'],
    ['2026-11-21T12:00:00', '2026-11-25', '2026-11-24'],
    // Over Seollal 2026 (16–18 February).
    ['2026-02-13T12:00:00', '2026-02-23', '2026-02-20'],
  ])('due since %s is owed until the end of %s, alerted at 9 on %s', (since, due, alert) => {
    expect(refundDueAt(at(since))).toBe(at(`${due}T23:59:59.999`))
    expect(refundAlertAt(at(since))).toBe(at(`${alert}T09:00:00`))
  })

  it('is always alerted after it became due, on a business day before the last one', () => {
    const moments = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2032, 0) }).map(instant)
    fc.assert(
      fc.property(moments, (since) => {
        const [alert, due] = [refundAlertAt(since), refundDueAt(since)]
        expect(alert > since && alert < due, toIso(since)).toBe(true)
        expect(isBusinessDay(businessDate(alert)) && isBusinessDay(businessDate(due))).toBe(true)
        expect(addBusinessDays(businessDate(alert), 1)).toBe(businessDate(due))
        expect(due - since).toBeLessThan(14 * DAY_MS)
      }),
    )
  })
})

describe('KG Mobilians’ Thursday', () => {
  it.each([
    ['2024-04-21', '2024-04-25'],
    ['2024-04-22', '2024-04-25'],
    ['2024-04-23', '2024-04-25'],
    ['2024-04-24', '2024-05-02'],
    ['2024-04-25', '2024-05-02'],
    ['2024-04-27', '2024-05-02'],
    // 15 August 2024 is a Thursday, and Liberation day.
    ['2024-08-12', '2024-08-16'],
  ])('asked on %s: paid on %s', (asked, paid) => {
    expect(mobiliansPayout(day(asked))).toBe(paid)
  })
})
