/** The five sums: what is left is never negative, and what we decide never exceeds what arrived. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amount } from '../money.ts'
import { amountsHold, balanceOf, cancelledAmount, refundableOf, unpaid } from './amounts.ts'
import type { Amounts } from './payment.ts'

const some = fc.nat({ max: 100_000 }).map(amount)
const sums: fc.Arbitrary<Amounts> = fc.record({
  total: some,
  paid: some,
  cancelledByUs: some,
  observedCancelled: some,
  inFlight: some,
})

describe('a balance', () => {
  it('is what was paid less all that went back, whoever sent it', () => {
    const before = { ...unpaid(amount(50_000)), paid: amount(50_000) }
    const after = {
      ...before,
      cancelledByUs: amount(20_000),
      observedCancelled: amount(5_000),
      inFlight: amount(10_000),
    }
    expect([balanceOf(before), refundableOf(before)]).toEqual([50_000, 50_000])
    expect([cancelledAmount(after), balanceOf(after), refundableOf(after)]).toEqual([25_000, 25_000, 15_000])
  })

  it('is never below zero, even where the provider’s books contradict ours', () => {
    fc.assert(
      fc.property(sums, (one) => {
        expect(balanceOf(one)).toBeGreaterThanOrEqual(0)
        expect(refundableOf(one)).toBeGreaterThanOrEqual(0)
        expect(refundableOf(one)).toBeLessThanOrEqual(balanceOf(one))
      }),
    )
  })

  it('that is refundable may always be reserved', () => {
    fc.assert(
      fc.property(sums, (one) => {
        fc.pre(amountsHold(one))
        const inFlight = amount(one.inFlight + refundableOf(one))
        expect(amountsHold({ ...one, inFlight })).toBe(true)
      }),
    )
  })
})

describe('the invariant', () => {
  it('binds what we decide, not what we observe', () => {
    const full = { ...unpaid(amount(10)), paid: amount(10), cancelledByUs: amount(4), inFlight: amount(6) }
    expect(amountsHold(full)).toBe(true)
    expect(amountsHold({ ...full, observedCancelled: amount(10) })).toBe(true)
    expect(amountsHold({ ...full, inFlight: amount(7) })).toBe(false)
  })
})
