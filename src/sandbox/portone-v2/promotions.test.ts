/** What the PG gives back of a promotion's payment, by the vectors of cancel-policies §7. */
import { expect, test } from 'vitest'
import { amount, minus } from '../../core/money.ts'
import { chargeFor, discountOf, type PromotionId, type RetainOption } from './promotions.ts'

const vectors: readonly (readonly [number, PromotionId, number, RetainOption, readonly number[], readonly number[]])[] =
  [
    [1, 'promotion-10-percent', 10_000, 'RELEASE', [10_000], [9_000]],
    [2, 'promotion-10-percent', 20_000, 'RELEASE', [10_000], [9_000]],
    [3, 'promotion-10-percent-from-5000', 6_000, 'RETAIN', [2_000], [1_800]],
    [4, 'promotion-10-percent-from-5000', 6_000, 'RELEASE', [2_000], [1_400]],
    [5, 'promotion-1000-from-5000', 6_000, 'RETAIN', [2_000], [1_800]],
    [6, 'promotion-1000-from-5000', 6_000, 'RELEASE', [2_000], [1_000]],
    [8, 'promotion-10-percent-from-10000', 10_000, 'RETAIN', [500], [450]],
    [10, 'promotion-10-percent-from-10000', 10_000, 'RELEASE', [3_000, 7_000], [2_000, 7_000]],
    [11, 'promotion-10-percent-from-10000', 10_000, 'RETAIN', [3_000, 7_000], [2_700, 6_300]],
    [12, 'promotion-1000-from-5000', 6_000, 'RELEASE', [1_000], [1_000]],
  ]

test.each(vectors)('vector %i', (_number, id, total, option, parts, refunds) => {
  const order = amount(total)
  let left = order
  let charge = minus(order, discountOf(id, order))
  const given = parts.map((part) => {
    left = minus(left, amount(part))
    const before = charge
    charge = chargeFor({ id, order, left, option, retainBasis: 'paid' })
    return before - charge
  })
  expect(given).toEqual(refunds)
})

test('the rate over the order instead of the paid amount gives a won less or more', () => {
  const remainder = { id: 'promotion-1000-from-5000', order: amount(6_000), left: amount(4_000) } as const
  expect(5_000 - chargeFor({ ...remainder, option: 'RETAIN', retainBasis: 'order' })).toBe(1_666)
})
