/** When things are due: never sooner than the merchant can act, never later than the money can still go back. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY_MS, endOfKstMonth, fromIso, HOUR_MS, type Instant, instant, MINUTE_MS, SECOND_MS } from '../time.ts'
import {
  climb,
  HARD_WINDOW_MARGIN_MS,
  LADDERS,
  type LadderName,
  NOT_SENT_WAIT_MS,
  notSentAgainAt,
  orderDueAt,
} from './deadlines.ts'

const at = (iso: string): Instant => fromIso(iso) ?? instant(-1)
const paidAt = at('2026-11-20T06:00:00Z')

describe('the order deadline', () => {
  const far = at('2027-11-20T06:00:00Z')

  it('is the merchant’s time after we learned of the money', () => {
    expect(orderDueAt(paidAt, 15 * MINUTE_MS, far)).toBe(paidAt + 15 * MINUTE_MS)
    expect(orderDueAt(paidAt, 20 * SECOND_MS, far)).toBe(paidAt + 20 * SECOND_MS)
  })

  it('is the merchant’s time where the method has no window', () => {
    expect(orderDueAt(paidAt, 15 * MINUTE_MS, null)).toBe(paidAt + 15 * MINUTE_MS)
  })

  it('comes earlier where the window closes: half an hour is left for the cancel', () => {
    const end = endOfKstMonth(paidAt)
    expect(orderDueAt(instant(end - 40 * MINUTE_MS), 15 * MINUTE_MS, end)).toBe(end - HARD_WINDOW_MARGIN_MS)
  })

  it('leaves two minutes even then, or the merchant’s own time where that is shorter', () => {
    const end = endOfKstMonth(paidAt)
    const late = instant(end - 10 * MINUTE_MS)
    expect(orderDueAt(late, 15 * MINUTE_MS, end)).toBe(late + 2 * MINUTE_MS)
    expect(orderDueAt(late, 20 * SECOND_MS, end)).toBe(late + 20 * SECOND_MS)
    expect(orderDueAt(instant(end + DAY_MS), 15 * MINUTE_MS, end)).toBe(end + DAY_MS + 2 * MINUTE_MS)
  })

  it('is max(learned + min(within, 2 min), min(learned + within, end − 30 min)) everywhere', () => {
    const times = fc.integer({ min: DAY_MS, max: 400 * DAY_MS })
    fc.assert(
      fc.property(times, times, fc.integer({ min: 0, max: 2 * DAY_MS }), (learned, end, within) => {
        const formula = Math.max(
          learned + Math.min(within, 2 * MINUTE_MS),
          Math.min(learned + within, end - 30 * MINUTE_MS),
        )
        const due = orderDueAt(instant(learned), within, instant(end))
        expect(due).toBe(formula)
        expect(due).toBeLessThanOrEqual(learned + within)
      }),
    )
  })
})

describe('a ladder', () => {
  const names = Object.keys(LADDERS) as LadderName[]

  it.each(names)('%s ends', (name) => {
    const last = LADDERS[name].length - 1
    expect(climb(name, last, { now: paidAt, jitter: 0 })).not.toBeNull()
    expect(climb(name, last + 1, { now: paidAt, jitter: 0 })).toBeNull()
  })

  it.each(names)('%s waits ever longer', (name) => {
    const waits: readonly number[] = LADDERS[name]
    expect(waits.toSorted((a, b) => a - b)).toEqual(waits)
  })

  it('is spread by less than a tenth', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.nat({ max: 20 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (name, rung, jitter) => {
          const seconds = LADDERS[name][rung]
          const position = climb(name, rung, { now: paidAt, jitter })
          if (seconds === undefined) {
            expect(position).toBeNull()
            return
          }
          const wait = (position?.nextAt ?? 0) - paidAt
          expect(position?.rung).toBe(rung)
          expect(wait).toBeGreaterThanOrEqual(seconds * SECOND_MS)
          expect(wait).toBeLessThanOrEqual(seconds * SECOND_MS * 1.1)
        },
      ),
    )
  })

  it('of an unsettled approval lasts a day, through the read limit and both waits of negative proof', () => {
    const total = LADDERS.approval_unsettled.reduce<number>((sum, seconds) => sum + seconds, 0) * SECOND_MS
    expect(total).toBeGreaterThan(23 * HOUR_MS)
    expect(total).toBeLessThan(48 * HOUR_MS)
  })

  it('of late looks is ten minutes and a day', () => {
    expect(LADDERS.late_look).toEqual([600, 86_400])
  })
})

describe('what never left', () => {
  const wait = (ageMs: number, jitter = 0) =>
    notSentAgainAt(paidAt, { now: instant(paidAt + ageMs), jitter }) - paidAt - ageMs

  it('is tried again soon at first, then after a tenth of the outage, at most five minutes apart', () => {
    expect(wait(0)).toBe(NOT_SENT_WAIT_MS)
    expect(wait(20 * MINUTE_MS)).toBe(2 * MINUTE_MS)
    expect(wait(DAY_MS)).toBe(5 * MINUTE_MS)
    expect(wait(DAY_MS, 0.99)).toBeLessThan(10 * MINUTE_MS)
  })

  it('writes some hundred lines in a day, not ten thousand', () => {
    let tries = 0
    for (let ageMs = 0; ageMs < DAY_MS; ageMs += wait(ageMs)) tries += 1
    expect(tries).toBeLessThan(400)
  })
})
