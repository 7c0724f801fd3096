/** A promoted payment gives back what the recomputed charge leaves over: every vector of the sheet's §7. */
import { describe, expect, it } from 'vitest'
import { amount } from '../../money.ts'
import { cancelPromoted, type Promoted, type Promotion, type PromotionAsk } from './promotions.ts'

const won = amount
const rate = (percent: number, from: number | null = null): Promotion => ({
  discount: { kind: 'rate', percent },
  from: from === null ? null : won(from),
})
const fixed: Promotion = { discount: { kind: 'fixed', amount: won(1_000) }, from: won(5_000) }

const fresh = (ordered: number, paid: number): Promoted => ({
  ordered: won(ordered),
  paid: won(paid),
  left: won(ordered),
  charged: won(paid),
})
const ask = (sum: number, option: 'retain' | 'release', fixedRate: PromotionAsk['fixedRate'] = 'documented') => ({
  amount: won(sum),
  option,
  fixedRate,
})
const back = (charge: number, refund: number, left: number) => ({ kind: 'refund', charge, refund, left })

describe('a promoted payment', () => {
  it.each([
    ['#1 retain', rate(10), fresh(10_000, 9_000), ask(10_000, 'retain'), back(0, 9_000, 0)],
    ['#1 release', rate(10), fresh(10_000, 9_000), ask(10_000, 'release'), back(0, 9_000, 0)],
    ['#2', rate(10), fresh(20_000, 18_000), ask(10_000, 'release'), back(9_000, 9_000, 10_000)],
    ['#3', rate(10, 5_000), fresh(6_000, 5_400), ask(2_000, 'retain'), back(3_600, 1_800, 4_000)],
    ['#4', rate(10, 5_000), fresh(6_000, 5_400), ask(2_000, 'release'), back(4_000, 1_400, 4_000)],
    ['#5 as documented', fixed, fresh(6_000, 5_000), ask(2_000, 'retain'), back(3_200, 1_800, 4_000)],
    ['#5 by the order', fixed, fresh(6_000, 5_000), ask(2_000, 'retain', 'by_order'), back(3_334, 1_666, 4_000)],
    ['#6', fixed, fresh(6_000, 5_000), ask(2_000, 'release'), back(4_000, 1_000, 4_000)],
    ['#8', rate(10, 10_000), fresh(10_000, 9_000), ask(500, 'retain'), back(8_550, 450, 9_500)],
    ['#10', rate(10, 10_000), fresh(10_000, 9_000), ask(3_000, 'release'), back(7_000, 2_000, 7_000)],
    ['#11', rate(10, 10_000), fresh(10_000, 9_000), ask(3_000, 'retain'), back(6_300, 2_700, 7_000)],
    ['#12', fixed, fresh(6_000, 5_000), ask(1_000, 'release'), back(4_000, 1_000, 5_000)],
  ])('%s', (_, promotion, before, asked, after) => {
    expect(cancelPromoted(promotion, before, asked)).toEqual(after)
  })

  it.each([
    ['#10', 'release', 7_000],
    ['#11', 'retain', 6_300],
  ] as const)('%s: gives back the rest with its second cancel', (_, option, charged) => {
    const before = { ...fresh(10_000, 9_000), left: won(7_000), charged: won(charged) }
    expect(cancelPromoted(rate(10, 10_000), before, ask(7_000, option))).toEqual(back(0, charged, 0))
  })

  it('#7: cannot be cancelled where less order would cost the buyer more', () => {
    expect(cancelPromoted(rate(10, 10_000), fresh(10_000, 9_000), ask(500, 'release'))).toEqual({ kind: 'impossible' })
  })

  it('#9: gives nothing back where the lost discount eats the refund', () => {
    const result = cancelPromoted(rate(10, 10_000), fresh(10_000, 9_000), ask(1_000, 'release'))
    expect(result).toEqual({ kind: 'nothing_back' })
  })

  it('never gives back more than was charged, nor twice', () => {
    const first = cancelPromoted(fixed, fresh(6_000, 5_000), ask(6_000, 'retain'))
    expect(first).toEqual(back(0, 5_000, 0))
    expect(() => cancelPromoted(fixed, { ...fresh(6_000, 5_000), left: won(0) }, ask(1, 'retain'))).toThrow(RangeError)
  })
})
