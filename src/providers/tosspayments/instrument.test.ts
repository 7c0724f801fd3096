/** Specifies what a Payment object tells about the means of payment, and that an unknown word tells nothing (§5). */
import { expect, test } from 'vitest'
import { NO_INSTRUMENT } from '../../core/instrument.ts'
import { tossPayment } from './fixtures/sample.ts'
import { instrumentOf } from './instrument.ts'
import { paymentShape } from './wire.ts'

const read = (change: Record<string, unknown>) => instrumentOf(paymentShape.parse(tossPayment(change)))
const TOSS = { ...NO_INSTRUMENT, gateway: 'toss', partialCancel: true }

test.each([
  ['신용', '개인', { card: 'credit', corporate: false }],
  ['체크', '법인', { card: 'check', corporate: true }],
  ['기프트', '미확인', { card: 'gift', corporate: null }],
  ['미확인', null, { card: null, corporate: null }],
  ['constructor', 'toString', { card: null, corporate: null }],
])('a %s card of %s', (cardType, ownerType, expected) => {
  expect(read({ card: { cardType, ownerType } })).toEqual({ ...TOSS, ...expected })
})

test.each([
  ['토스페이', 'tosspay'],
  ['카카오페이', 'kakaopay'],
  ['네이버페이', 'naverpay'],
  ['페이코', 'payco'],
  ['PayPal', 'paypal'],
  ['삼성페이', 'other'],
])('the wallet %s is %s', (provider, wallet) => {
  const easyPay = { provider, amount: 1000, discountAmount: 0 }
  expect(read({ easyPay, card: null })).toEqual({ ...TOSS, wallet })
  expect(read({ easyPay, card: { cardType: '체크', ownerType: '개인' } })).toMatchObject({
    funding: 'card',
    card: 'check',
  })
  expect(read({ easyPay, card: null, transfer: { bankCode: '88' } })).toMatchObject({ funding: 'transfer' })
})

test('a card or an account without a wallet has no funding of one', () => {
  expect(read({ easyPay: null }).funding).toBe(null)
  expect(read({ card: null, transfer: { bankCode: '88' }, easyPay: null }).funding).toBe(null)
})

test('escrow, gift certificates and the word on partial cancels are told', () => {
  expect(read({ card: null, useEscrow: true, isPartialCancelable: false })).toEqual({
    ...TOSS,
    escrow: true,
    partialCancel: false,
  })
  for (const method of ['문화상품권', '도서문화상품권', '게임문화상품권']) {
    expect(read({ method, card: null }).giftCertificate).toBe(true)
  }
})

test('card points, fixed accounts and instant discounts are told', () => {
  expect(read({ card: { cardType: '신용', useCardPoint: true } }).mixed).toBe('points')
  expect(read({ card: { cardType: '신용', useCardPoint: false } }).mixed).toBeNull()
  expect(read({ virtualAccount: { accountType: '고정' } }).fixedAccount).toBe(true)
  expect(read({ virtualAccount: { accountType: '일반' } }).fixedAccount).toBe(false)
  expect(read({ discount: { amount: 500 } }).discount).toBe(500)
  expect(['a text', { amount: '500' }, { amount: 0 }, null].map((discount) => read({ discount }).discount)).toEqual([
    null,
    null,
    null,
    null,
  ])
})

test('what has another form tells nothing, and does not void the payment', () => {
  expect(read({ card: 'visa', easyPay: 7, useEscrow: 'no', isPartialCancelable: null })).toEqual({
    ...TOSS,
    partialCancel: null,
  })
})
