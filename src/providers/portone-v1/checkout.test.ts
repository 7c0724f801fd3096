/** Specifies what the window is opened with, which registrations are refused, and which configurations. */
import { describe, expect, test } from 'vitest'
import { amount } from '../../core/money.ts'
import { asking } from './fixtures/account.ts'
import { amounts, NOW, OPTIONS, samplePayment } from './fixtures/sample.ts'
import { type PortoneV1Options, portoneV1 } from './index.ts'

const RETURN = 'https://shop.example/return/pay_1'
const checkout = (change: Parameters<typeof samplePayment>[0] = {}, options: Partial<PortoneV1Options> = {}) =>
  portoneV1({ ...OPTIONS, ...options }).checkout(samplePayment(change), NOW, RETURN)

describe('checkout', () => {
  test('is what IMP.init and IMP.request_pay take', () => {
    expect(checkout({}, { pg: 'html5_inicis.INIpayTest' })).toEqual({
      sdkUrl: 'https://cdn.iamport.kr/v1/iamport.js',
      global: 'IMP',
      args: {
        userCode: 'imp00000000',
        pg: 'html5_inicis.INIpayTest',
        pay_method: 'card',
        merchant_uid: 'order-0001',
        name: '숙박 1박',
        amount: '10000',
        currency: 'KRW',
        m_redirect_url: RETURN,
      },
    })
  })

  test('carries taxes, buyer and channel where they are known, and never a secret', () => {
    const buyer = { name: '홍길동'.repeat(9), phone: '010-1234-5678', email: `${'x'.repeat(60)}@example.com` }
    const { args } = checkout({ buyer, taxFree: amount(3_000), vat: amount(636) }, { channelKey: 'channel-key-1' })
    expect(args).toMatchObject({
      channelKey: 'channel-key-1',
      tax_free: '3000',
      vat_amount: '636',
      buyer_name: '홍길동홍길동홍길동홍길동홍길동홍',
      buyer_tel: '010-1234-5678',
    })
    expect(args).not.toHaveProperty('buyer_email')
    expect(JSON.stringify(args)).not.toMatch(/of-the-tests/)
  })

  test.each([
    [undefined, '2023-11-16 07:13:20'],
    ['nice_v2', '2023-11-16 07:13:20'],
    ['smartro_v2', '20231116'],
  ])('at %s says the end of an account as %s', (pgProvider, due) => {
    const account = asking({ by: 'window', bank: null })
    const { args } = checkout(account, pgProvider === undefined ? {} : { pgProvider })
    expect(args).toMatchObject({ pay_method: 'vbank', vbank_due: due })
    expect(checkout({ ...account, method: 'card' }).args).not.toHaveProperty('vbank_due')
  })

  test('names methods as PortOne does, amounts in major units, and cuts long names whole', () => {
    expect(checkout({ method: 'transfer' }).args.pay_method).toBe('trans')
    expect(checkout({ method: 'mobile' }).args.pay_method).toBe('phone')
    expect(checkout({ method: null }).args.pay_method).toBe('card')
    expect(checkout({ currency: 'USD', amounts: amounts({ total: 1_999 }) }).args.amount).toBe('19.99')
    expect(checkout({ orderName: `${'가'.repeat(39)}🏨🏨` }).args.name).toBe('가'.repeat(39))
  })
})

test.each<[string, Parameters<typeof samplePayment>[0]]>([
  ['amount', { amounts: amounts({ total: 0 }) }],
  ['orderId', { providerOrderId: 'x'.repeat(41) }],
  ['orderId', { providerOrderId: '주문' }],
  ['orderName', { orderName: ' ' }],
  ['taxFree', { taxFree: amount(10_001) }],
  ['vat', { taxFree: amount(9_500), vat: amount(501) }],
])('validate refuses %s: %j', (field, change) => {
  expect(portoneV1(OPTIONS).validate(samplePayment(change))).toMatchObject({ field })
  expect(portoneV1(OPTIONS).validate(samplePayment())).toBeNull()
})

describe('options', () => {
  test('default to the real PortOne and real money', () => {
    const { live, account, browserOrigins } = portoneV1(OPTIONS)
    expect({ live, account }).toEqual({ live: true, account: 'imp00000000' })
    expect(browserOrigins).toEqual(['https://*.iamport.kr', 'https://*.iamport.co', 'https://*.portone.io'])
  })

  test('take the sandbox on loopback, and by name only elsewhere', () => {
    const urls = { api: 'http://127.0.0.1:4103', sdk: 'http://localhost:4103/v1/iamport.js' }
    expect(portoneV1({ ...OPTIONS, urls }).browserOrigins).toEqual(['http://localhost:4103'])
    const trustedOrigins = ['http://sandbox:4103']
    expect(portoneV1({ ...OPTIONS, urls: { api: 'http://sandbox:4103' }, trustedOrigins }).live).toBe(true)
  })

  test.each<[string, Partial<Record<keyof PortoneV1Options, unknown>>]>([
    ['userCode', { userCode: '' }],
    ['userCode', { userCode: undefined }],
    ['impKey', { impKey: 'canary' }],
    ['impSecret', { impSecret: 'canary with a blank' }],
    ['pg', { pg: 'a b' }],
    ['channelKey', { channelKey: 'a/b?c=d' }],
    ['pgProvider', { pgProvider: 'NICE V2' }],
    ['pgApiKey', { pgApiKey: 'canary' }],
    ['productType', { productType: 'canary' }],
    ['tier', { tier: 'ABCD' }],
    ['urls.api', { urls: { api: 'http://api.iamport.kr' } }],
    ['urls.api', { urls: { api: 'https://api.iamport.kr/v2' } }],
    ['urls.api', { urls: { api: 'https://user:pass@api.iamport.kr' } }],
    ['urls.sdk', { urls: { sdk: 'javascript:alert(1)' } }],
    ['trustedOrigins', { trustedOrigins: ['http://sandbox/path'] }],
    ['browserOrigins', { browserOrigins: ["https://x; script-src 'unsafe-inline'"] }],
    ['timeouts.readMs', { timeouts: { readMs: 0 } }],
  ])('refuse %s: %j', (field, change) => {
    const make = (): unknown => portoneV1({ ...OPTIONS, ...change } as PortoneV1Options)
    expect(make).toThrow(`portone-v1: ${field}`)
    expect(make).toThrow(/^(?!.*canary)/)
  })

  test('overridden time-outs show in the capabilities, from which the engine reckons the end of a call', () => {
    const { capabilities } = portoneV1({ ...OPTIONS, timeouts: { readMs: 1_000, connectMs: 200 } })
    expect(capabilities).toMatchObject({ connectTimeoutMs: 200, readTimeoutMs: { cancel: 1_000, list: 1_000 } })
  })
})
