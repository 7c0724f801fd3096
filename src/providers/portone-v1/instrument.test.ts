/** Specifies what a payment object tells of the means of payment; cancellation policies stand on it (portone-v1 §3). */
import { describe, expect, test } from 'vitest'
import { portonePayment } from './fixtures/sample.ts'
import { instrumentOf } from './instrument.ts'
import { parsePayment } from './wire.ts'

const read = (change: object) => {
  const payment = parsePayment(portonePayment(change))
  if (payment === null) throw new Error('no payment')
  return instrumentOf(payment)
}

test.each([
  ['html5_inicis', 'inicis'],
  ['nice_v2', 'nice'],
  ['kcp_quick', 'kcp'],
  ['tosspayments', 'toss'],
  ['uplus', 'toss'],
  ['smartro_v2', 'smartro_v2'],
  ['danal_tpay', 'danal'],
  ['daou', 'daou'],
  ['naverco', 'naverco'],
  ['paypal_v2', 'paypal'],
  ['a_pg_of_2030', 'other'],
])('%s is the gateway %s', (pg_provider, gateway) => {
  expect(read({ pg_provider })).toMatchObject({ gateway })
})

test('nothing is told where the PG is not', () => {
  expect(read({ pg_provider: null })).toBeNull()
})

describe('wallets', () => {
  test.each<[string, object, string | null, string | null]>([
    ['directly', { pg_provider: 'kakaopay', pay_method: 'kakaopay', card_type: null }, 'kakaopay', null],
    ['with a card inside', { pg_provider: 'kakaopay', pay_method: 'card' }, 'kakaopay', 'card'],
    ['with money inside', { pg_provider: 'kakaopay', pay_method: 'point', card_type: null }, 'kakaopay', 'money'],
    ['in the window of a PG', { emb_pg_provider: 'naverpay', pay_method: 'card' }, 'naverpay', 'card'],
    ['by the method’s name', { pay_method: 'payco', card_type: 1 }, 'payco', 'card'],
    ['that we have no name for', { emb_pg_provider: 'newpay', pay_method: 'trans' }, 'other', 'transfer'],
    ['not at all', { pay_method: 'card' }, null, null],
  ])('%s', (_how, change, wallet, funding) => {
    expect(read(change)).toMatchObject({ wallet, funding })
  })
})

test('cards are credit or check, or not told', () => {
  expect([0, 1, null, 2, '0'].map((card_type) => read({ card_type })?.card)).toEqual([
    'credit',
    'check',
    null,
    null,
    null,
  ])
})

test('the module of the PG is kept by its own name', () => {
  expect(read({ pg_provider: 'kcp_quick' })).toMatchObject({ gateway: 'kcp', module: 'kcp_quick' })
})

test.each([
  [{ id: 'promotion-id-1', discount: 1_000 }, 1_000],
  [{ id: 'promotion-id-1', discount: 0.5 }, null],
  [{ id: 'promotion-id-1' }, null],
  ['a text', null],
  [null, null],
])('of the promotion %j the discount is %j', (promotion, discount) => {
  expect(read({ promotion })).toMatchObject({ discount })
})

test.each([
  [[{ pg_tid: 'T1', amount: 5_000 }], true],
  [[], false],
  [null, false],
  ['a text', false],
])('deposits listed as %j: a fixed account %j', (deposit_history, fixedAccount) => {
  expect(read({ pg_provider: 'settle', pay_method: 'vbank', deposit_history })).toMatchObject({ fixedAccount })
})

test('gift certificates and escrow are marked', () => {
  expect(read({ pay_method: 'cultureland' })).toMatchObject({ giftCertificate: true, escrow: false })
  expect(read({ escrow: true })).toMatchObject({ giftCertificate: false, escrow: true })
})
