/** Specifies the arguments of `PortOne.requestPayment`, and what is turned away before a window opens. */
import { describe, expect, test } from 'vitest'
import { amount } from '../../core/money.ts'
import type { Payment } from '../../core/payment/payment.ts'
import { instant } from '../../core/time.ts'
import { accountPayment, amounts, NOW, OPTIONS, PAYMENT_ID, STORE, samplePayment } from './fixtures/sample.ts'
import { portoneV2 } from './index.ts'

const provider = portoneV2(OPTIONS)
const argsOf = (change: Partial<Payment>) => provider.checkout(samplePayment(change), NOW, 'https://x/return').args

test('the window is asked for exactly this', () => {
  expect(provider.checkout(samplePayment(), NOW, 'https://shop.example/return/pay_1')).toEqual({
    sdkUrl: 'https://cdn.portone.io/v2/browser-sdk.js',
    global: 'PortOne',
    args: {
      storeId: STORE,
      channelKey: 'channel-key-sim',
      paymentId: PAYMENT_ID,
      orderName: '숙박 1박',
      totalAmount: '10000',
      currency: 'KRW',
      payMethod: 'CARD',
      redirectUrl: 'https://shop.example/return/pay_1',
    },
  })
})

test.each([
  ['card', 'CARD'],
  ['transfer', 'TRANSFER'],
  ['mobile', 'MOBILE'],
  ['easy_pay', 'EASY_PAY'],
  ['virtual_account', 'VIRTUAL_ACCOUNT'],
  [null, 'CARD'],
] as const)('%s is asked for as %s', (method, payMethod) => {
  expect(argsOf({ method })).toMatchObject({ payMethod })
})

test('buyer and tax split are said where they are known', () => {
  const buyer = { name: '홍길동', email: 'hong@example.com' }
  const args = argsOf({ buyer, taxFree: amount(4_000), vat: amount(545) })
  expect(args).toMatchObject({
    'customer.fullName': '홍길동',
    'customer.email': 'hong@example.com',
    taxFreeAmount: '4000',
    vatAmount: '545',
  })
  expect(args).not.toHaveProperty('customer.phoneNumber')
})

test('an account of the window has the deadline that was asked for, in whole seconds', () => {
  const payment = accountPayment({ by: 'window', bank: null, expiresAt: instant(NOW + 86_400_999) })
  expect(argsOf(payment)).toMatchObject({
    payMethod: 'VIRTUAL_ACCOUNT',
    'virtualAccount.accountExpiry.dueDate': '2024-04-26T10:00:00.000Z',
  })
  for (const change of [
    { ...payment, method: 'card' as const },
    { ...payment, virtualAccount: null },
  ]) {
    expect(argsOf(change)).not.toHaveProperty(['virtualAccount.accountExpiry.dueDate'])
  }
})

test('no secret gets into the browser', () => {
  expect(JSON.stringify(provider.checkout(samplePayment(), NOW, 'https://x/'))).not.toMatch(/whsec|secret/)
})

describe('registration', () => {
  test.each<[string, Partial<Payment>]>([
    ['amount', { amounts: amounts({ total: 0 }) }],
    ['orderId', { providerOrderId: '주문-1' }],
    ['orderId', { providerOrderId: 'a'.repeat(41) }],
    ['orderId', { providerOrderId: '../cancel' }],
    ['orderName', { orderName: ' ' }],
    ['taxFree', { taxFree: amount(10_001) }],
    ['vat', { taxFree: amount(9_000), vat: amount(1_001) }],
  ])('%s: %j is turned away', (field, change) => {
    expect(provider.validate(samplePayment(change))).toMatchObject({ field })
  })

  test('of an ordinary payment is fine, in every currency of ours', () => {
    for (const currency of ['KRW', 'USD', 'JPY', 'CNY', 'EUR'] as const) {
      expect(provider.validate(samplePayment({ currency }))).toBeNull()
    }
  })
})
