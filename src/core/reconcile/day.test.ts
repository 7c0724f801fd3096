/** A Korean day, what is read around it, and how it is cut. */
import { expect, test } from 'vitest'
import { after, type BusinessDate, DAY_MS, HOUR_MS, MINUTE_MS, startOfDate } from '../time.ts'
import { halves, isWithin, scopeOf, slicesOf } from './day.ts'

const DATE = '2026-11-20' as BusinessDate
const FROM = startOfDate(DATE)

test('a day that has not begun is none', () => {
  expect(scopeOf(DATE, FROM)).toBeNull()
  expect(scopeOf(DATE, after(FROM, 1))).not.toBeNull()
})

test('a day that is over is judged whole; of the present one, what is older than two minutes', () => {
  const over = scopeOf(DATE, after(FROM, 2 * DAY_MS))
  expect(over).toMatchObject({ from: FROM, to: after(FROM, DAY_MS) })
  const now = after(FROM, HOUR_MS)
  expect(scopeOf(DATE, now)).toMatchObject({ to: after(now, -2 * MINUTE_MS), readTo: now })
})

test('midnight belongs to the day that begins', () => {
  const scope = scopeOf(DATE, after(FROM, 2 * DAY_MS))
  if (scope === null) throw new Error('no scope')
  expect([FROM, after(FROM, DAY_MS - 1)].map((at) => isWithin(scope, at))).toEqual([true, true])
  expect([after(FROM, -1), after(FROM, DAY_MS), null].map((at) => isWithin(scope, at))).toEqual([false, false, false])
})

test('slices follow each other without a gap, half an hour before to half an hour after', () => {
  const scope = scopeOf(DATE, after(FROM, 2 * DAY_MS))
  if (scope === null) throw new Error('no scope')
  const slices = slicesOf(scope, 7 * HOUR_MS)
  expect(slices.at(0)?.from).toBe(after(FROM, -30 * MINUTE_MS))
  expect(slices.at(-1)?.to).toBe(after(FROM, DAY_MS + 30 * MINUTE_MS))
  for (const [index, { from }] of slices.entries()) if (index > 0) expect(from).toBe(slices[index - 1]?.to)
  expect(slices.filter(({ within }) => within)).toHaveLength(4)
})

test('a slice is halved until it is too short', () => {
  const slice = { from: FROM, to: after(FROM, 4 * MINUTE_MS), within: true }
  const cut = halves(slice, MINUTE_MS)
  expect(cut?.map(({ from, to }) => to - from)).toEqual([2 * MINUTE_MS, 2 * MINUTE_MS])
  expect(halves({ ...slice, to: after(FROM, MINUTE_MS) }, MINUTE_MS)).toBeNull()
})
