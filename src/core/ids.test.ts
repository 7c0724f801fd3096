/** Ids are UUIDv7 under a prefix: they sort by the time they were made, and nothing else is taken for one. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ID_RANDOM_BYTES, isCancellationId, isPaymentId, newCancellationId, newPaymentId, siblingId } from './ids.ts'
import { instant } from './time.ts'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const moments = fc.integer({ min: 0, max: Date.UTC(9999, 0) }).map(instant)
const randoms = fc.uint8Array({ minLength: ID_RANDOM_BYTES, maxLength: ID_RANDOM_BYTES })

/** The 128 bits behind the 26 characters. */
const bitsOf = (id: string): bigint =>
  [...id.slice(4)].reduce((bits, char) => (bits << 5n) | BigInt(ALPHABET.indexOf(char)), 0n)

describe('an id', () => {
  it('is a UUIDv7: 48 bits of time, version 7, variant 10', () => {
    fc.assert(
      fc.property(moments, randoms, (at, random) => {
        const bits = bitsOf(newPaymentId(at, random))
        expect(bits >> 80n).toBe(BigInt(at))
        expect((bits >> 76n) & 0xfn).toBe(7n)
        expect((bits >> 62n) & 0b11n).toBe(0b10n)
        expect(bits >> 128n).toBe(0n)
      }),
    )
  })

  it('keeps every other random bit', () => {
    const zeros = bitsOf(newPaymentId(instant(0), new Uint8Array(ID_RANDOM_BYTES)))
    const ones = bitsOf(newPaymentId(instant(0), new Uint8Array(ID_RANDOM_BYTES).fill(255)))
    expect([...(zeros ^ ones).toString(2)].filter((bit) => bit === '1')).toHaveLength(74)
  })

  it('sorts by the time it was made', () => {
    fc.assert(
      fc.property(moments, moments, randoms, (a, b, random) => {
        fc.pre(a < b)
        expect(newCancellationId(a, random) < newCancellationId(b, new Uint8Array(ID_RANDOM_BYTES))).toBe(true)
      }),
    )
  })

  it('says what it is, and is taken for nothing else', () => {
    const random = new Uint8Array(ID_RANDOM_BYTES).fill(7)
    const [payment, cancellation] = [newPaymentId(instant(1), random), newCancellationId(instant(1), random)]
    expect([isPaymentId(payment), isCancellationId(payment)]).toEqual([true, false])
    expect([isPaymentId(cancellation), isCancellationId(cancellation)]).toEqual([false, true])
  })

  it.each([
    ['', 'nothing'],
    ['pay_', 'a prefix only'],
    ['pay_0123456789abcdefghjkmnpqr', 'one character short'],
    ['pay_0123456789abcdefghjkmnpqrst', 'one too many'],
    ['pay_8123456789abcdefghjkmnpqrs', 'more than 128 bits'],
    ['pay_0123456789abcdefghjkmnpqri', 'a letter that is not in the alphabet'],
    ['PAY_0123456789ABCDEFGHJKMNPQRS', 'upper case'],
    [' pay_0123456789abcdefghjkmnpqrs', 'a space before it'],
    ['pay_0123456789abcdefghjkmnpqrs\n', 'a line end behind it'],
  ])('is not "%s": %s', (text) => {
    expect(isPaymentId(text)).toBe(false)
  })

  it('needs its random bytes, no more and no fewer', () => {
    expect(() => newPaymentId(instant(0), new Uint8Array(9))).toThrow(RangeError)
    expect(() => newPaymentId(instant(0), new Uint8Array(11))).toThrow(RangeError)
  })
})

describe('siblings of an id', () => {
  it('are ids of the same moment, all different, the 0th the id itself', () => {
    fc.assert(
      fc.property(moments, randoms, (at, random) => {
        const id = newCancellationId(at, random)
        const siblings = Array.from({ length: 100 }, (_, n) => siblingId(id, n))
        expect(siblings[0]).toBe(id)
        expect(siblings.every((one) => isCancellationId(one) && one.slice(0, 14) === id.slice(0, 14))).toBe(true)
        expect(new Set(siblings).size).toBe(100)
      }),
      { numRuns: 50 },
    )
  })
})
