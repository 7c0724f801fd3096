/** Specifies what the window is opened with, and which payments it could not carry. */
import { describe, expect, test } from 'vitest'
import { amount } from '../../core/money.ts'
import type { Payment } from '../../core/payment/payment.ts'
import { after, HOUR_MS } from '../../core/time.ts'
import { bindingOf } from '../digest.ts'
import { buildCheckout, findProblem } from './checkout.ts'
import {
  ACCOUNT,
  amounts,
  askedAccount,
  CLIENT_KEY,
  NOW,
  ORDER,
  paymentId,
  SECRET_KEY,
  samplePayment,
} from './fixtures/sample.ts'

const OPENING = { at: NOW, returnUrl: 'https://shop.example/return/1' } as const
const argsOf = (change: Partial<Payment> = {}) => buildCheckout(ACCOUNT, samplePayment(change), OPENING).args

test('the window is told all that requestPay needs, and the payment by a nonce', () => {
  expect(buildCheckout(ACCOUNT, samplePayment(), OPENING)).toEqual({
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
  expect(JSON.stringify(buildCheckout(ACCOUNT, samplePayment(), OPENING))).not.toContain(SECRET_KEY)
})

test('two payments have two nonces', () => {
  expect(argsOf().mallReserved).not.toBe(argsOf({ id: paymentId(7) }).mallReserved)
})

test.each([
  ['card', 'card'],
  ['easy_pay', 'cardAndEasyPay'],
  ['transfer', 'bank'],
  ['mobile', 'cellphone'],
  ['virtual_account', 'vbank'],
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

describe('a virtual account', () => {
  const account = { method: 'virtual_account', buyer: { name: '홍길동' } } as const

  test('is in the name of the buyer, or of whom the merchant names', () => {
    expect(argsOf(account)).toMatchObject({ method: 'vbank', vbankHolder: '홍길동' })
    const virtualAccount = askedAccount({ holder: '별채 주식회사' })
    expect(argsOf({ ...account, virtualAccount })).toMatchObject({ vbankHolder: '별채 주식회사' })
    expect(argsOf({ ...account, buyer: { name: '가'.repeat(14) } })).toMatchObject({ vbankHolder: '가'.repeat(13) })
  })

  test.each([
    [3 * HOUR_MS, '3'],
    [4 * HOUR_MS - 1, '3'],
    [HOUR_MS / 2, '1'],
    [-HOUR_MS, '1'],
    [20_000 * HOUR_MS, '9999'],
  ])('whose deadline is %d ms away lives %s whole hours', (ms, vbankValidHours) => {
    expect(argsOf({ ...account, virtualAccount: askedAccount({ expiresAt: after(NOW, ms) }) })).toMatchObject({
      vbankValidHours,
    })
  })

  test('without a deadline lives as long as NICEPAY lets it, and nothing else is said about accounts', () => {
    expect(argsOf(account)).not.toHaveProperty('vbankValidHours')
    expect(argsOf(account)).not.toHaveProperty('vbankExpDate')
    expect(Object.keys(argsOf())).not.toContain('vbankHolder')
  })

  test.each<[string, Partial<Payment>]>([
    ['buyer.name', { buyer: null }],
    ['buyer.name', { buyer: { name: ' \t ' } }],
    ['virtualAccount.bank', { virtualAccount: askedAccount({ bank: 'SHINHAN' }) }],
    [
      'virtualAccount.cashReceipt',
      { virtualAccount: askedAccount({ cashReceipt: { kind: 'income_deduction', number: '01012345678' } }) },
    ],
  ])('is refused by %s: %j', (field, change) => {
    expect(findProblem(samplePayment({ ...account, ...change }))).toMatchObject({ field })
  })

  test('with a name is taken', () => {
    expect(findProblem(samplePayment(account))).toBeNull()
    expect(findProblem(samplePayment({ ...account, virtualAccount: askedAccount() }))).toBeNull()
  })
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
