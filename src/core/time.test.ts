/** Instants are UTC, calendars are Korean, and what is no date is nobody's date. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type BusinessDate,
  businessDate,
  DAY_MS,
  durationMs,
  earlier,
  endOfDate,
  endOfKstMonth,
  fromIso,
  fromKstStamp,
  HOUR_MS,
  instant,
  kstStamp,
  later,
  MINUTE_MS,
  after as moved,
  plusDays,
  plusKstYears,
  plusMonths,
  SECOND_MS,
  startOfDate,
  toIso,
  weekdayOf,
} from './time.ts'

const at = (iso: string) => instant(Date.parse(iso))
/** 1970 to 9998: a day and a year still fit behind it. */
const instants = fc.integer({ min: DAY_MS, max: Date.UTC(9998, 0) }).map(instant)

describe('an instant', () => {
  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 253_402_300_800_000])('is never %d', (ms) => {
    expect(() => instant(ms)).toThrow(RangeError)
  })

  it('moves both ways, in whole milliseconds', () => {
    expect(moved(instant(1_000), 0.6)).toBe(1_001)
    expect(moved(instant(1_000), -400)).toBe(600)
    expect([earlier(instant(1), instant(2)), later(instant(1), instant(2))]).toEqual([1, 2])
  })

  it('stays at the edge of the calendar, and is never made of what is no number', () => {
    const last = at('9999-12-31T23:59:59.999Z')
    expect(moved(last, 600_000)).toBe(last)
    expect(moved(instant(5), -600_000)).toBe(0)
    expect(startOfDate(businessDate(instant(0)))).toBe(0)
    expect(() => moved(last, Number.NaN)).toThrow(RangeError)
    expect(() => moved(last, Number.POSITIVE_INFINITY)).toThrow(RangeError)
  })
})

describe('RFC 3339', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(instants, (moment) => {
        expect(fromIso(toIso(moment))).toBe(moment)
      }),
    )
  })

  it('is read in every offset', () => {
    expect(fromIso('2026-11-20T15:00:00+09:00')).toBe(at('2026-11-20T06:00:00Z'))
    expect(fromIso('2026-11-20T06:00Z')).toBe(at('2026-11-20T06:00:00Z'))
  })

  it.each([
    '2026-11-20',
    '2026-11-20T06:00:00',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-20T25:00:00Z',
    '1969-12-31T23:59:59Z',
    '20 November 2026',
    '1795154400000',
    '',
  ])('is not "%s"', (text) => {
    expect(fromIso(text)).toBeNull()
  })
})

describe('a KST stamp', () => {
  it('is Korean wall time, as NICEPAY’s EdiDate', () => {
    expect(kstStamp(at('2026-11-20T06:24:59.999Z'))).toBe('20261120152459')
    expect(kstStamp(at('2026-12-31T15:00:00Z'))).toBe('20270101000000')
  })

  it('comes back as the second it named', () => {
    fc.assert(
      fc.property(instants, (moment) => {
        expect(fromKstStamp(kstStamp(moment))).toBe(moment - (moment % SECOND_MS))
      }),
    )
  })

  it('of 12 digits lacks the century, which is ours', () => {
    expect(fromKstStamp('261120152459')).toBe(at('2026-11-20T06:24:59Z'))
  })

  it.each([
    '20260230000000',
    '20250229120000',
    '20261320000000',
    '20260100000000',
    '20261120240000',
    '20261120156000',
    '20261120152460',
    '2026112015245',
    '2026-11-20T15:24',
    '00000000000000',
    'ABCDEF',
    '',
  ])('is not "%s"', (digits) => {
    expect(fromKstStamp(digits)).toBeNull()
  })
})

describe('a business date', () => {
  it('changes at midnight in Korea, 15:00 UTC', () => {
    expect(businessDate(at('2026-11-20T14:59:59.999Z'))).toBe('2026-11-20')
    expect(businessDate(at('2026-11-20T15:00:00.000Z'))).toBe('2026-11-21')
  })

  it('has four digits for its year to the end of time', () => {
    expect(businessDate(at('9999-12-31T23:59:59.999Z'))).toBe('9999-12-31')
    expect(kstStamp(at('9999-12-31T23:59:59.999Z'))).toBe('99991231235959')
  })

  it('begins with its first millisecond', () => {
    fc.assert(
      fc.property(instants, (moment) => {
        const start = startOfDate(businessDate(moment))
        expect(businessDate(start)).toBe(businessDate(moment))
        expect(businessDate(moved(start, -1))).not.toBe(businessDate(moment))
        expect(moment - start).toBeLessThan(DAY_MS)
      }),
    )
  })
})

describe('the Korean calendar', () => {
  it.each([
    ['2026-11-20T06:00:00Z', '2026-11-30T14:59:59.999Z'],
    ['2026-11-30T14:59:59.999Z', '2026-11-30T14:59:59.999Z'],
    ['2026-11-30T15:00:00Z', '2026-12-31T14:59:59.999Z'],
    ['2028-02-01T00:00:00Z', '2028-02-29T14:59:59.999Z'],
    ['2027-02-01T00:00:00Z', '2027-02-28T14:59:59.999Z'],
    ['2026-12-31T15:00:00Z', '2027-01-31T14:59:59.999Z'],
  ])('the month of %s ends at %s', (moment, end) => {
    expect(toIso(endOfKstMonth(at(moment)))).toBe(end)
  })

  it.each([
    ['2026-11-20T06:00:00Z', 1, '2027-11-20T06:00:00.000Z'],
    ['2028-02-29T03:00:00Z', 1, '2029-02-28T03:00:00.000Z'],
    ['2028-02-29T03:00:00Z', 4, '2032-02-29T03:00:00.000Z'],
    // 29 February in Korea, still the 28th in UTC.
    ['2028-02-28T16:00:00Z', 1, '2029-02-27T16:00:00.000Z'],
  ])('%s plus %d years is %s', (moment, years, then) => {
    expect(toIso(plusKstYears(at(moment), years))).toBe(then)
  })
})

describe('a calendar date', () => {
  const date = (text: string) => text as BusinessDate

  it.each([
    ['2024-02-28', 1, '2024-02-29'],
    ['2024-03-01', -1, '2024-02-29'],
    ['2024-12-31', 1, '2025-01-01'],
    ['2024-01-15', 1_095, '2027-01-14'],
  ])('%s plus %d days is %s', (from, days, to) => {
    expect(plusDays(date(from), days)).toBe(to)
  })

  it.each([
    ['2024-01-31', 1, '2024-02-29'],
    ['2023-01-31', 1, '2023-02-28'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2024-08-31', 6, '2025-02-28'],
    ['2024-11-15', 3, '2025-02-15'],
  ])('%s plus %d months is %s', (from, months, to) => {
    expect(plusMonths(date(from), months)).toBe(to)
  })

  it('ends with its last millisecond, in Korea', () => {
    expect(toIso(endOfDate(date('2024-02-29')))).toBe('2024-02-29T14:59:59.999Z')
  })

  it('knows its weekday, Sunday being 0', () => {
    expect([weekdayOf(date('2024-04-21')), weekdayOf(date('2024-04-25'))]).toEqual([0, 4])
  })
})

describe('a duration', () => {
  it.each([
    ['PT15M', 15 * MINUTE_MS],
    ['PT20S', 20 * SECOND_MS],
    ['P1DT2H', DAY_MS + 2 * HOUR_MS],
    ['P7D', 7 * DAY_MS],
    ['PT0S', 0],
  ])('%s is %d ms', (text, ms) => {
    expect(durationMs(text)).toBe(ms)
  })

  it.each(['P', 'PT', 'P1DT', '15M', 'PT1.5S', 'P1Y', 'P1M', '-PT1S', 'pt1s', 'PT 1S', '', 'P99999999D'])(
    'is not "%s"',
    (text) => {
      expect(durationMs(text)).toBeNull()
    },
  )
})
