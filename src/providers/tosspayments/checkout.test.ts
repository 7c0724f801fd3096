/** Specifies the window's arguments, what is refused at registration, and what configuration is refused (§1, §3). */
import { describe, expect, test } from 'vitest'
import { amount } from '../../core/money.ts'
import type { Payment } from '../../core/payment/payment.ts'
import { DAY_MS, instant } from '../../core/time.ts'
import { ASKED, amounts, asking, kst, ORDER, samplePayment } from './fixtures/sample.ts'
import type { TosspaymentsOptions } from './index.ts'
import { tosspayments } from './index.ts'

const good = { clientKey: 'live_ck_docs', secretKey: 'live_sk_docs' }
const provider = tosspayments(good)
const open = (change: Partial<Payment> = {}) =>
  provider.checkout(samplePayment(change), kst('20250521132000'), 'https://shop.example/return/1')
const BORN = asking().createdAt
const args = (change: Partial<Payment> = {}): Readonly<Record<string, string>> => open(change).args

describe('checkout', () => {
  test('names the script, its global and the flat arguments', () => {
    expect(open()).toEqual({
      sdkUrl: 'https://js.tosspayments.com/v2/standard',
      global: 'TossPayments',
      args: {
        clientKey: 'live_ck_docs',
        method: 'CARD',
        'amount.currency': 'KRW',
        'amount.value': '1000',
        orderId: ORDER,
        orderName: '테스트 상품',
        successUrl: 'https://shop.example/return/1',
        failUrl: 'https://shop.example/return/1',
      },
    })
  })

  test.each([
    ['card', 'CARD'],
    ['easy_pay', 'CARD'],
    ['transfer', 'TRANSFER'],
    ['mobile', 'MOBILE_PHONE'],
    [null, 'CARD'],
  ] as const)('%s opens %s', (method, expected) => {
    expect(args({ method }).method).toBe(expected)
  })

  test('of an account names its deadline and the kind of cash receipt, and never the number of the receipt', () => {
    const virtualAccount = { ...ASKED, by: 'window', bank: null } as const
    expect(args({ method: 'virtual_account', virtualAccount })).toMatchObject({
      method: 'VIRTUAL_ACCOUNT',
      'virtualAccount.dueDate': '2025-05-28T13:25:00',
      'virtualAccount.cashReceipt.type': '미발행',
    })
    const cashReceipt = { kind: 'expenditure_proof', number: '1234567891' } as const
    const receipt = args({ method: 'virtual_account', virtualAccount: { ...virtualAccount, cashReceipt } })
    expect(receipt['virtualAccount.cashReceipt.type']).toBe('지출증빙')
    expect(JSON.stringify(receipt)).not.toContain('1234567891')
    expect(Object.keys(args({ method: 'card', virtualAccount })).join()).not.toContain('virtualAccount')
  })

  test('never holds the secret key', () => {
    expect(JSON.stringify(open())).not.toContain('live_sk')
  })

  test('cuts long names between characters', () => {
    const long = args({ orderName: '🎁'.repeat(60), buyer: { name: `김\n${'김'.repeat(200)}` } })
    expect([long.orderName, long.customerName?.length]).toEqual(['🎁'.repeat(50), 100])
    expect(long.customerName?.startsWith('김 김')).toBe(true)
  })

  test('leaves out contact data that would have to be cut, and sends the rest', () => {
    const kept = args({ buyer: { name: '홍길동', phone: '+82 10-1234-5678', email: 'a@b.kr' } })
    expect(kept).toMatchObject({ customerName: '홍길동', customerMobilePhone: '821012345678', customerEmail: 'a@b.kr' })
    const left = args({ buyer: { name: ' ', phone: '1'.repeat(16), email: `${'a'.repeat(100)}@b.kr` } })
    expect(Object.keys(left).filter((name) => name.startsWith('customer'))).toEqual([])
  })

  test('says what is tax-free where the merchant did', () => {
    expect(args({ taxFree: amount(300) }).taxFreeAmount).toBe('300')
    expect(args().taxFreeAmount).toBeUndefined()
  })
})

describe('validate', () => {
  test.each([
    ['an ordinary payment', {}, null],
    ['a name that is too long', { orderName: '한'.repeat(500) }, null],
    ['another currency', { currency: 'USD' }, 'currency'],
    ['less than the minimum of cards', { amounts: amounts({ total: 99 }) }, 'amount'],
    ['the minimum of cards', { amounts: amounts({ total: 100 }) }, null],
    ['less than the minimum of transfers', { method: 'transfer', amounts: amounts({ total: 199 }) }, 'amount'],
    ['little by phone', { method: 'mobile', amounts: amounts({ total: 1 }) }, null],
    ['nothing to pay', { method: 'mobile', amounts: amounts({ total: 0 }) }, 'amount'],
    ['an order number of 5 characters', { providerOrderId: 'abcde' }, 'orderId'],
    ['an order number of 65 characters', { providerOrderId: 'a'.repeat(65) }, 'orderId'],
    ['an order number with "="', { providerOrderId: 'order=1' }, 'orderId'],
    ['an order number with "-" and "_"', { providerOrderId: 'order-1_a' }, null],
    ['an empty name', { orderName: ' \n ' }, 'orderName'],
    ['more tax-free than there is', { taxFree: amount(1001) }, 'taxFree'],
    // 10 000 with 3 000 tax-free → 636, 1000 → 91 (§5)
    ['the VAT that Toss computes', { vat: amount(91) }, null],
    [
      'the VAT of the taxed part',
      { amounts: amounts({ total: 10_000 }), taxFree: amount(3000), vat: amount(636) },
      null,
    ],
    ['another VAT', { vat: amount(100) }, 'vat'],
    ['an account for a buyer', asking(), null],
    ['an account for nobody', asking({ buyer: null }), 'buyer.name'],
    ['an account for a blank', asking({ buyer: { name: ' \n' } }), 'buyer.name'],
    ['an account at no bank', asking({ virtualAccount: { ...ASKED, bank: null } }), 'virtualAccount.bank'],
    [
      'an account at a bank that issues none',
      asking({ virtualAccount: { ...ASKED, bank: 'KAKAO' } }),
      'virtualAccount.bank',
    ],
    ['an account of the window', asking({ buyer: null, virtualAccount: { ...ASKED, by: 'window', bank: null } }), null],
    ['an account until now', asking({ virtualAccount: { ...ASKED, expiresAt: BORN } }), 'virtualAccount.expiresAt'],
    ['an account for 90 days', asking({ virtualAccount: { ...ASKED, expiresAt: instant(BORN + 90 * DAY_MS) } }), null],
    [
      'an account for longer',
      asking({ virtualAccount: { ...ASKED, expiresAt: instant(BORN + 90 * DAY_MS + 1) } }),
      'virtualAccount.expiresAt',
    ],
    ['an account for less than 200 won', asking({ amounts: amounts({ total: 199 }) }), 'amount'],
  ] as const)('%s', (_name, change, field) => {
    expect(provider.validate(samplePayment(change))?.field ?? null).toBe(field)
  })
})

describe('configuration', () => {
  const wrong: readonly (readonly [string, Partial<TosspaymentsOptions>])[] = [
    ['clientKey', { clientKey: '' }],
    ['clientKey', { clientKey: 'live_sk_docs' }],
    ['secretKey', { secretKey: 'live_ck_docs' }],
    ['secretKey', { secretKey: 'live_sk_with:colon' }],
    ['secretKey', { secretKey: ' live_sk_docs' }],
    ['secretKey', { secretKey: 'test_sk_docs' }],
    ['secretKey', { secretKey: 'live_gsk_docs' }],
    ['mid', { mid: 'fifteen-letters' }],
    ['live', { live: false }],
    ['urls.api', { urls: { api: 'http://10.0.0.1:4102' } }],
    ['urls.api', { urls: { api: 'https://api.tosspayments.com/v1' } }],
    ['urls.sdk', { urls: { sdk: 'javascript:alert(1)' } }],
    ['trustedOrigins', { trustedOrigins: ['10.0.0.1:4102'] }],
    ['browserOrigins', { browserOrigins: ['https://a.example/x'] }],
    ['timeouts.readMs', { timeouts: { readMs: 0 } }],
    ['timeouts.connectMs', { timeouts: { connectMs: 1.5 } }],
  ]
  test.each(wrong)('a wrong %s is named and thrown', (field, change) => {
    expect(() => tosspayments({ ...good, ...change })).toThrow(`tosspayments: ${field} `)
  })

  test('an error never quotes a key', () => {
    const bad = { clientKey: 'canary client key', secretKey: 'canary secret key' }
    expect(() => tosspayments({ ...good, ...bad })).toThrow(/^((?!canary).)*$/)
    expect(() => tosspayments({ ...good, secretKey: 'canary_secret' })).toThrow(/^((?!canary).)*$/)
  })

  test('the keys tell whether money is real', () => {
    expect(provider).toMatchObject({ id: 'tosspayments', live: true, account: 'live_ck_docs' })
    expect(tosspayments({ clientKey: 'test_ck_docs', secretKey: 'test_sk_docs' })).toMatchObject({
      live: false,
      capabilities: { rate: { perSecond: 1 } },
    })
    expect(tosspayments({ clientKey: 'test_gck_docs', secretKey: 'test_gsk_docs', live: false }).live).toBe(false)
  })

  test('at loopback they tell nothing', () => {
    const urls = { api: 'http://127.0.0.1:4102', sdk: 'http://127.0.0.1:4102/v2/standard' }
    const sandbox = { clientKey: 'test_ck_maedeup', secretKey: 'test_sk_maedeup', urls }
    expect(tosspayments(sandbox)).toMatchObject({ live: true, browserOrigins: ['http://127.0.0.1:4102'] })
    expect(tosspayments({ ...sandbox, live: false }).live).toBe(false)
    expect(tosspayments({ ...sandbox, secretKey: 'any_key_at_all' }).live).toBe(true)
  })

  test('an origin in clear that was trusted by name is taken, and keys still count', () => {
    const api = 'http://sandbox.internal:4102'
    const trusted = { ...good, urls: { api }, trustedOrigins: [api] }
    expect(tosspayments(trusted).live).toBe(true)
    expect(() => tosspayments({ ...trusted, live: false })).toThrow('live')
  })

  test('the credential names the secret key and never tells it', () => {
    const one = tosspayments({ ...good, mid: 'shop' }).credential
    expect(one).toMatch(/^shop\/[0-9a-f]{12}$/)
    expect(tosspayments({ ...good, mid: 'shop', secretKey: 'live_sk_other' }).credential).not.toBe(one)
    expect(one).not.toContain('live_sk')
  })

  test('time-outs show in the capabilities', () => {
    const { capabilities } = tosspayments({ ...good, timeouts: { connectMs: 1, readMs: 2 } })
    expect(capabilities).toMatchObject({ connectTimeoutMs: 1, readTimeoutMs: { approve: 2, cancel: 2, list: 2 } })
  })
})
