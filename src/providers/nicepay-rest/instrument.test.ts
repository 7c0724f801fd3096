/** Specifies what a payment object tells of what was paid with; what it does not tell is null (nicepay §16). */
import { expect, test } from 'vitest'
import type { Instrument } from '../../core/instrument.ts'
import { NO_INSTRUMENT } from '../../core/instrument.ts'
import { accountObject, paymentObject } from './fixtures/sample.ts'
import { instrumentOf } from './instrument.ts'
import { paymentShape } from './wire.ts'

const told = (json: Record<string, unknown>): Instrument => instrumentOf(paymentShape.parse(json))
const paidBy = (payMethod: string, card: unknown, change: object = {}) =>
  told(paymentObject({ payMethod, card, ...change }))

test.each<[string, unknown, Partial<Instrument>]>([
  ['card', { cardType: 'credit', canPartCancel: 'true' }, { card: 'credit', partialCancel: true }],
  ['card', { cardType: 'CHECK', canPartCancel: 'false' }, { card: 'check', partialCancel: false }],
  ['card', { cardType: 'gift', canPartCancel: true }, { card: null, partialCancel: true }],
  ['card', { cardType: 7, canPartCancel: 'maybe' }, {}],
  ['card', { canPartCancel: { toString: '0000-00-00' } }, {}],
  ['card', { canPartCancel: ['true'] }, {}],
  ['card', null, {}],
  ['card', 'a text', {}],
  ['bank', null, {}],
  [
    'kakaopay',
    { cardType: 'check', canPartCancel: 'true' },
    { wallet: 'kakaopay', funding: 'card', card: 'check', partialCancel: true },
  ],
  ['kakaopay', null, { wallet: 'kakaopay' }],
  ['naverpay', null, { wallet: 'naverpay' }],
  ['PAYCO', { cardType: 'credit' }, { wallet: 'payco', funding: 'card', card: 'credit' }],
  ['samsungpay', null, { wallet: 'other' }],
  ['ssgpay', null, { wallet: 'other' }],
])('%s with %j', (payMethod, card, expected) => {
  expect(paidBy(payMethod, card)).toEqual({ ...NO_INSTRUMENT, gateway: 'nice', ...expected })
})

test('a brand in the place of a Korean issuer is a card issued abroad', () => {
  expect(paidBy('card', { cardCode: '25', cardType: 'credit' }).card).toBe('overseas')
  expect(paidBy('card', { cardCode: '02', cardType: 'credit' }).card).toBe('credit')
})

test.each([
  [{ couponAmt: 500 }, 'coupon'],
  [{ couponAmt: 0 }, null],
  [{ couponAmt: 'half' }, null],
  ['a text', null],
  [null, null],
])('the coupon %j', (coupon, mixed) => {
  expect(paidBy('card', { cardType: 'credit' }, { coupon }).mixed).toBe(mixed)
})

test.each([
  [true, true],
  ['true', true],
  [false, false],
  [undefined, false],
])('useEscrow %j is escrow %j', (useEscrow, escrow) => {
  expect(paidBy('bank', null, { useEscrow }).escrow).toBe(escrow)
})

test('what is left out is not told', () => {
  const { useEscrow: _escrow, card: _card, vbank: _vbank, ...bare } = paymentObject()
  expect(told(bare)).toEqual({ ...NO_INSTRUMENT, gateway: 'nice' })
})

test('an account is neither card nor wallet', () => {
  expect(told(accountObject())).toEqual({ ...NO_INSTRUMENT, gateway: 'nice' })
})
