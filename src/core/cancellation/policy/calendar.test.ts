/** Windows end on Korean calendars: every vector of the sheet's §6. */
import { describe, expect, it } from 'vitest'
import { businessDate, instant, startOfDate, toIso } from '../../time.ts'
import { endOfWindow, opensAt, windowOf } from './calendar.ts'
import type { Window } from './rule.ts'

const at = (iso: string) => instant(Date.parse(iso))
const noon = (date: string) => at(`${date}T12:00:00+09:00`)
const open = (window: Window, paidAt: string, now: string) => at(now) <= (endOfWindow(window, at(paidAt)) ?? -1)

describe('the month of the payment', () => {
  it.each([
    ['2024-01-31T14:59:59Z', '2024-01-31T15:00:00Z', false],
    ['2024-01-31T15:00:00Z', '2024-02-29T14:59:59Z', true],
    ['2024-01-31T15:00:00Z', '2024-02-29T15:00:00Z', false],
    ['2024-12-31T14:59:59Z', '2024-12-31T15:00:00Z', false],
    // The months differ in UTC, not in Korea.
    ['2024-01-31T15:30:00Z', '2024-02-15T00:00:00Z', true],
  ])('of a payment at %s, at %s is open: %s', (paidAt, now, allowed) => {
    expect(open('CALMONTH', paidAt, now)).toBe(allowed)
  })

  it.each([
    ['2024-01-31T14:59:59Z', 1_706_713_199],
    ['2024-02-29T14:59:59Z', 1_709_218_799],
    ['2024-12-31T14:59:59Z', 1_735_657_199],
  ])('%s is second %d of the sheet', (iso, seconds) => {
    expect(at(iso)).toBe(seconds * 1_000)
  })
})

describe('a window of days', () => {
  it.each([
    ['P1095D', '2024-01-15', '2027-01-14'],
    ['P1095D', '2024-02-29', '2027-02-28'],
    ['P1095D', '2023-03-01', '2026-02-28'],
    ['P1095D', '2025-06-30', '2028-06-29'],
    ['P180D', '2024-01-15', '2024-07-13'],
    ['P180D', '2024-02-29', '2024-08-27'],
    ['P90D', '2024-01-15', '2024-04-14'],
    ['P0D', '2024-01-15', '2024-01-15'],
  ] as const)('%s after %s ends with %s', (window, paidOn, last) => {
    const ends = [`${paidOn}T00:00:00+09:00`, `${paidOn}T23:59:59.999+09:00`].map((paid) =>
      endOfWindow(window, at(paid)),
    )
    for (const end of ends) {
      expect(end).toBe(at(`${last}T23:59:59.999+09:00`))
      expect(businessDate(instant((end ?? 0) + 1))).not.toBe(last)
    }
  })
})

describe('a window of months or years', () => {
  it.each([
    ['P1Y', '2024-01-15', '2025-01-14'],
    ['P1Y', '2024-02-29', '2025-02-27'],
    ['P1Y', '2023-03-01', '2024-02-29'],
    ['P1Y', '2024-01-01', '2024-12-31'],
    ['P5Y', '2024-02-29', '2029-02-27'],
    ['P6M', '2024-08-31', '2025-02-27'],
    ['P6M', '2024-03-31', '2024-09-29'],
    ['P3M', '2023-11-30', '2024-02-28'],
    ['P3M', '2024-01-15', '2024-04-14'],
  ] as const)('%s after %s ends with %s, the day before the anniversary', (window, paidOn, last) => {
    expect(endOfWindow(window, noon(paidOn))).toBe(at(`${last}T23:59:59.999+09:00`))
  })
})

describe('a window', () => {
  it.each(['NONE', 'PG'] as const)('%s has no end that we know', (window) => {
    expect(endOfWindow(window, noon('2024-01-15'))).toBeNull()
  })

  it.each(['P1Y', 'P6M', 'P90D', 'P0D', 'CALMONTH', 'NONE', 'PG'])('can be written %s', (text) => {
    expect(windowOf(text)).toBe(text)
  })

  it.each(['', 'P', 'P1W', 'P1.5Y', 'p1y', 'P-1D', 'P1095D@DAY0', 'P1Y6M', '1Y', 'calmonth', 'P999999D'])(
    'cannot be written "%s"',
    (text) => {
      expect(windowOf(text)).toBeNull()
    },
  )
})

describe('KSNET’s hours', () => {
  const hours = { from: '06:00', until: '23:00', resume: '06:05' } as const
  it.each([
    ['2024-04-23T05:59:59+09:00', '2024-04-22T21:05:00.000Z'],
    ['2024-04-23T06:00:00+09:00', null],
    ['2024-04-23T22:59:59+09:00', null],
    ['2024-04-23T23:00:00+09:00', '2024-04-23T21:05:00.000Z'],
    ['2024-12-31T23:30:00+09:00', '2024-12-31T21:05:00.000Z'],
  ])('at %s: what waits is sent at %s', (now, then) => {
    const opens = opensAt(hours, at(now))
    expect(opens === null ? null : toIso(opens)).toBe(then)
  })

  it('begin on the day that has begun in Korea', () => {
    expect(opensAt(hours, startOfDate(businessDate(noon('2024-04-23'))))).toBe(at('2024-04-23T06:05:00+09:00'))
  })
})
