/** Specifies what a payment object says of card, wallet and gateway, and what none of its words may break (§5.4). */
import { describe, expect, test } from 'vitest'
import type { Instrument } from '../../core/instrument.ts'
import { answered, sums } from './fixtures/sample.ts'
import { instrumentOf } from './instrument.ts'
import { parsePayment } from './wire.ts'

function read(change: object): Instrument | null {
  const payment = parsePayment(answered(change))
  if (payment === null) throw new Error('not a payment')
  return instrumentOf(payment)
}

test.each([
  ['NICE_V2', 'nice'],
  ['TOSSPAYMENTS', 'toss'],
  ['HTML5_INICIS', 'inicis'],
  ['KCP_V2', 'kcp'],
  ['SMARTRO', 'smartro'],
  ['SMARTRO_V2', 'smartro_v2'],
  ['DANAL_TPAY', 'danal'],
  ['TOSSPAY_V2', 'tosspay'],
  ['INICIS_JP', 'inicis_jp'],
  ['INNOPAY', 'other'],
  ['PG_OF_TOMORROW', 'other'],
  [undefined, null],
])('the gateway behind %s is %s', (pgProvider, gateway) => {
  expect(read({ channel: { type: 'LIVE', pgProvider } })).toMatchObject({ gateway })
})

describe('a card', () => {
  const card = (type?: string, ownerType?: string) => ({ type: 'PaymentMethodCard', card: { type, ownerType } })
  test.each([
    ['CREDIT', 'PERSONAL', 'credit', false],
    ['DEBIT', 'CORPORATE', 'check', true],
    ['GIFT', undefined, 'gift', null],
    [undefined, undefined, null, null],
    ['CARD_OF_TOMORROW', 'NOBODY', null, null],
  ])('%s of %s', (type, ownerType, kind, corporate) => {
    expect(read({ method: card(type, ownerType) })).toMatchObject({
      card: kind,
      corporate,
      wallet: null,
      funding: null,
    })
  })
})

describe('a wallet', () => {
  const wallet = (provider: unknown, easyPayMethod?: unknown) =>
    read({ method: { type: 'PaymentMethodEasyPay', provider, easyPayMethod } })

  test.each([
    ['KAKAOPAY', 'kakaopay'],
    ['NAVERPAY', 'naverpay'],
    ['PAYCO', 'payco'],
    ['TOSSPAY', 'tosspay'],
    ['PAYPAL', 'paypal'],
    ['WECHAT', 'wechat'],
    ['SAMSUNGPAY', 'other'],
    [undefined, null],
  ])('%s is %s', (provider, expected) => {
    expect(wallet(provider)).toMatchObject({ wallet: expected, funding: null })
  })

  test('says what is inside, and which card that is', () => {
    const card = { type: 'DEBIT', ownerType: 'PERSONAL' }
    expect(wallet('NAVERPAY', { type: 'PaymentMethodCard', card })).toMatchObject({
      wallet: 'naverpay',
      funding: 'card',
      card: 'check',
      corporate: false,
    })
    expect(wallet('KAKAOPAY', { type: 'PaymentMethodEasyPayMethodCharge' })).toMatchObject({ funding: 'money' })
    expect(wallet('TOSSPAY', { type: 'PaymentMethodTransfer', bank: 'TOSS' })).toMatchObject({ funding: 'transfer' })
    expect(wallet('TOSSPAY', { type: 'PaymentMethodOfTomorrow' })).toMatchObject({ funding: null })
  })
})

test('gift certificates and escrow are told apart', () => {
  expect(read({ method: { type: 'PaymentMethodGiftCertificate' } })).toMatchObject({ giftCertificate: true })
  expect(read({})).toMatchObject({ giftCertificate: false, escrow: false })
  expect(read({ escrow: { status: 'BEFORE_REGISTERED' } })).toMatchObject({ escrow: true })
})

test('the module of the PG is kept by its own name', () => {
  expect(read({ channel: { type: 'LIVE', pgProvider: 'KCP_QUICK' } })).toMatchObject({
    gateway: 'kcp',
    module: 'KCP_QUICK',
  })
})

test.each([
  ['BEFORE_REGISTERED', 'unshipped'],
  ['REGISTERED', 'shipped'],
  ['DELIVERED', 'shipped'],
  ['CONFIRMED', 'confirmed'],
  ['REJECTED', 'rejected'],
  ['REJECT_CONFIRMED', 'rejected'],
  ['CANCELLED', null],
  [7, null],
])('an escrow that is %j stands at %j (§5.6)', (status, escrowStep) => {
  expect(read({ escrow: { status } })).toMatchObject({ escrow: true, escrowStep })
})

describe('points', () => {
  const paid = (issuer: unknown, pointUsed: unknown) => ({
    type: 'PaymentMethodCard',
    card: { type: 'CREDIT', issuer },
    pointUsed,
  })
  test.each([
    ['KOOKMIN_CARD', true, 'points_of_five'],
    ['HYUNDAI_CARD', true, 'points_of_five'],
    ['LOTTE_CARD', true, 'points'],
    [undefined, true, 'points'],
    ['LOTTE_CARD', false, null],
    ['LOTTE_CARD', 'yes', null],
  ])('of %s, used: %j', (issuer, pointUsed, mixed) => {
    expect(read({ method: paid(issuer, pointUsed) })).toMatchObject({ mixed })
    const wallet = { type: 'PaymentMethodEasyPay', provider: 'NAVERPAY', easyPayMethod: paid(issuer, pointUsed) }
    expect(read({ method: wallet })).toMatchObject({ wallet: 'naverpay', mixed })
  })
})

test('convenience stores and fixed accounts are marked', () => {
  expect(read({ method: { type: 'PaymentMethodConvenienceStore' } })).toMatchObject({ convenienceStore: true })
  expect(read({ method: { type: 'PaymentMethodVirtualAccount', accountType: 'FIXED' } })).toMatchObject({
    fixedAccount: true,
    convenienceStore: false,
  })
  expect(read({ method: { type: 'PaymentMethodVirtualAccount', accountType: 'NORMAL' } })).toMatchObject({
    fixedAccount: false,
  })
})

test('a discount is a promotion’s only where the payment names one (§9)', () => {
  const amount = sums({ discount: 1_000, paid: 9_000 })
  expect(read({ amount, promotionId: 'promotion-1' })).toMatchObject({ discount: 1_000 })
  expect(read({ amount })).toMatchObject({ discount: null })
  expect(read({ promotionId: 'promotion-1' })).toMatchObject({ discount: null })
})

test('before any attempt there is nothing to tell', () => {
  expect(read({ status: 'READY', channel: undefined, method: undefined })).toBeNull()
})

test.each([
  [{ type: 'PaymentMethodCard', card: 'of another shape' }],
  [{ type: 'PaymentMethodCard', card: { type: 7, ownerType: [] } }],
  [{ type: 'PaymentMethodEasyPay', provider: {}, easyPayMethod: 'x' }],
])('%j hides no payment: only what it says is not told', (method) => {
  expect(read({ method })).toMatchObject({ gateway: 'inicis', card: null, wallet: null, funding: null })
})
