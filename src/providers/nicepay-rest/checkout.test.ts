/** Specifies what the window is opened with, and which payments it could not carry. */
import { describe, expect, test } from 'vitest'
import { amount } from '../../core/money.ts'
import type { Payment } from '../../core/payment/payment.ts'
import { bindingOf } from '../digest.ts'
import { buildCheckout, findProblem } from './checkout.ts'
import { ACCOUNT, amounts, CLIENT_KEY, ORDER, paymentId, SECRET_KEY, samplePayment } from './fixtures/sample.ts'

const argsOf = (change: Partial<Payment> = {}) =>
  buildCheckout(ACCOUNT, samplePayment(change), 'https://shop.example/return/1').args

test('the window is told all that requestPay needs, and the payment by a nonce', () => {
  expect(buildCheckout(ACCOUNT, samplePayment(), 'https://shop.example/return/1')).toEqual({
    sdkUrl: 'http://127.0.0.1:9/v1/js/',
    global: 'AUTHNICE',
    args: {
      clientId: CLIENT_KEY,
      method: 'card',
      orderId: ORDER,
      amount: '1004',
      goodsName: '테스트 상품',
      returnUrl: 'https://shop.example/return/1',
      mallReserved: bindingOf(samplePayment().id, SECRET_KEY),
      currency: 'KRW',
      returnCharSet: 'utf-8',
    },
  })
})

test('nothing in it is the secret', () => {
  expect(JSON.stringify(buildCheckout(ACCOUNT, samplePayment(), 'https://x/'))).not.toContain(SECRET_KEY)
})

test('two payments have two nonces', () => {
  expect(argsOf().mallReserved).not.toBe(argsOf({ id: paymentId(7) }).mallReserved)
})

test.each([
  ['card', 'card'],
  ['easy_pay', 'cardAndEasyPay'],
  ['transfer', 'bank'],
  ['mobile', 'cellphone'],
  [null, 'cardAndEasyPay'],
] as const)('%s opens %s', (method, word) => {
  expect(argsOf({ method })).toMatchObject({ method: word })
})

test('the buyer is told as far as it fits; a cut number or address would be somebody else’s', () => {
  expect(argsOf({ buyer: { name: '홍길동', email: 'a@example.com', phone: '010-1234-5678' } })).toMatchObject({
    buyerName: '홍길동',
    buyerEmail: 'a@example.com',
    buyerTel: '01012345678',
  })
  const args = argsOf({ buyer: { name: '길'.repeat(30), email: `${'a'.repeat(60)}@x.kr`, phone: '1'.repeat(41) } })
  expect(args.buyerName).toBe('길'.repeat(10))
  expect(args).not.toHaveProperty('buyerEmail')
  expect(args).not.toHaveProperty('buyerTel')
})

test('the tax-free part goes along where the merchant said so', () => {
  expect(argsOf({ taxFree: amount(304) })).toMatchObject({ taxFreeAmt: '304' })
  expect(argsOf()).not.toHaveProperty('taxFreeAmt')
})

test.each([
  ['100% 면 & 린넨 [특가]', '100 면 린넨 특가'],
  ['가'.repeat(20), '가'.repeat(13)],
  ['탭\t과\n줄', '탭 과 줄'],
])('the goods name %j becomes %j', (orderName, goodsName) => {
  expect(argsOf({ orderName })).toMatchObject({ goodsName })
})

describe('registration', () => {
  test('takes what fits', () => {
    expect(findProblem(samplePayment())).toBeNull()
    expect(findProblem(samplePayment({ taxFree: amount(104), vat: amount(82) }))).toBeNull()
  })

  test.each<[string, Partial<Payment>]>([
    ['currency', { currency: 'USD' }],
    ['amount', { amounts: amounts({ total: 0 }) }],
    ['orderId', { providerOrderId: '주문1' }],
    ['orderId', { providerOrderId: 'a'.repeat(65) }],
    ['orderName', { orderName: ' %&| ' }],
    ['taxFree', { taxFree: amount(1005) }],
    ['vat', { vat: amount(90) }],
  ])('refuses by %s: %j', (field, change) => {
    expect(findProblem(samplePayment(change))).toMatchObject({ field })
  })
})
