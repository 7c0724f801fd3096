/** Amounts are whole, never negative, never wider than a provider's field; sums that would be no amounts are bugs. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Amount, amount, CURRENCY_DECIMALS, isAmount, isCurrency, MAX_AMOUNT, minus, plus, ZERO } from './money.ts'

const amounts = fc.integer({ min: 0, max: MAX_AMOUNT }).map(amount)

describe('an amount', () => {
  it.each([0, 1, 50_000, MAX_AMOUNT])('may be %d', (value) => {
    expect(amount(value)).toBe(value)
  })

  it.each([-1, 0.1, 1e21, MAX_AMOUNT + 1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('is never %d', (value) => {
    expect(isAmount(value)).toBe(false)
    expect(() => amount(value)).toThrow(RangeError)
  })

  it.each(['1000', null, undefined, 1000n, {}])('is a number, not %s', (value) => {
    expect(isAmount(value)).toBe(false)
  })

  it('added and taken away again is what it was', () => {
    fc.assert(
      fc.property(amounts, amounts, (a, b) => {
        if (a + b > MAX_AMOUNT) expect(() => plus(a, b)).toThrow(RangeError)
        else expect(minus(plus(a, b), b)).toBe(a)
      }),
    )
  })

  it('is never made negative by taking away', () => {
    expect(minus(amount(5), amount(5))).toBe(ZERO)
    expect(() => minus(amount(5), amount(6))).toThrow(RangeError)
  })

  it('has the width of the widest amount field of any protocol: 12 digits', () => {
    expect(String(MAX_AMOUNT)).toMatch(/^9{12}$/)
    expect(Number.isSafeInteger((MAX_AMOUNT as Amount) * 2)).toBe(true)
  })
})

describe('a currency', () => {
  it('is one of the codes whose minor units are known', () => {
    expect(Object.keys(CURRENCY_DECIMALS).every(isCurrency)).toBe(true)
    expect(CURRENCY_DECIMALS.KRW).toBe(0)
    for (const other of ['krw', 'XXX', '', 'toString', '__proto__', null, 410]) expect(isCurrency(other)).toBe(false)
  })
})
