/** Specifies the window's fields, what is refused at registration, and what is only cut (nicepay §4). */
import { describe, expect, test } from 'vitest'
import { amount } from '../../core/money.ts'
import type { Payment } from '../../core/payment/payment.ts'
import { amounts, asking, KEY, kst, MID, MOID, samplePayment } from './fixtures/sample.ts'
import { nicepay } from './index.ts'
import { sign } from './sign.ts'
import { byteLength } from './wire.ts'

const provider = nicepay({ mid: MID, merchantKey: KEY })
const open = (change: Partial<Payment> = {}) =>
  provider.checkout(samplePayment(change), kst('20250521132000'), 'https://shop.example/return/1')
const args = (change: Partial<Payment> = {}): Readonly<Record<string, string>> => open(change).args

describe('checkout', () => {
  test('names the script, its global and the signed fields', () => {
    expect(open()).toEqual({
      sdkUrl: 'https://pg-web.nicepay.co.kr/v3/common/js/nicepay-pgweb.js',
      global: 'goPay',
      args: {
        PayMethod: 'CARD',
        GoodsName: '나이스상품',
        Amt: '1000',
        MID,
        Moid: MOID,
        EdiDate: '20250521132000',
        SignData: '6f7a758b8a6ba5dc7547bab7bf565d3fdfed8a7273620c5086b5535193c3d8cd',
        ReturnURL: 'https://shop.example/return/1',
        CharSet: 'utf-8',
        ReqReserved: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    })
  })

  test('SignData is S1 of what is sent', () => {
    const { EdiDate: ediDate = '', Amt: amt = '', SignData } = args({ amounts: amounts({ total: 999_999_999_999 }) })
    expect(SignData).toBe(sign('S1', { ediDate, mid: MID, amt }, KEY))
  })

  test.each([
    ['card', 'CARD'],
    ['easy_pay', 'CARD'],
    ['transfer', 'BANK'],
    ['mobile', 'CELLPHONE'],
    ['virtual_account', 'VBANK'],
    [null, 'CARD'],
  ] as const)('%s opens %s', (method, payMethod) => {
    expect(args({ method }).PayMethod).toBe(payMethod)
  })

  test('the moneyed fields never hold the key', () => {
    expect(JSON.stringify(open())).not.toContain(KEY)
  })

  test('cuts long names within their bytes in EUC-KR', () => {
    const long = args({ orderName: '한'.repeat(200), buyer: { name: '김'.repeat(50) } })
    expect([byteLength(long.GoodsName ?? ''), byteLength(long.BuyerName ?? '')]).toEqual([40, 30])
  })

  test('leaves out contact data that would have to be cut, and sends the rest', () => {
    const kept = args({ buyer: { name: '홍길동', phone: '+82 10-1234-5678', email: 'a@b.kr' } })
    expect(kept).toMatchObject({ BuyerName: '홍길동', BuyerTel: '821012345678', BuyerEmail: 'a@b.kr' })
    const left = args({ buyer: { name: '', phone: '1'.repeat(21), email: `${'a'.repeat(60)}@b.kr` } })
    expect(Object.keys(left).filter((name) => name.startsWith('Buyer'))).toEqual([])
    expect(args({ buyer: { email: '한글@b.kr' } }).BuyerEmail).toBeUndefined()
  })

  test.each([
    [300, 64, { SupplyAmt: '636', GoodsVat: '64', ServiceAmt: '0', TaxFreeAmt: '300' }],
    [300, null, { SupplyAmt: '636', GoodsVat: '64', ServiceAmt: '0', TaxFreeAmt: '300' }],
    [null, 90, { SupplyAmt: '910', GoodsVat: '90', ServiceAmt: '0', TaxFreeAmt: '0' }],
    [1000, null, { SupplyAmt: '0', GoodsVat: '0', ServiceAmt: '0', TaxFreeAmt: '1000' }],
  ])('splits the tax so that it adds up to Amt: %j free, %j VAT', (taxFree, vat, expected) => {
    const all = args({ taxFree: taxFree === null ? null : amount(taxFree), vat: vat === null ? null : amount(vat) })
    expect(all).toMatchObject(expected)
    expect(Object.keys(expected).reduce((sum, name) => sum + Number(all[name]), 0)).toBe(1000)
  })

  test('asks for the deadline of an account, and for none elsewhere', () => {
    const { virtualAccount } = asking({ by: 'window', bank: null })
    expect(args({ method: 'virtual_account', virtualAccount }).VbankExpDate).toBe('202505282359')
    expect(args({ method: 'virtual_account' }).VbankExpDate).toBeUndefined()
    expect(args({ method: 'card', virtualAccount }).VbankExpDate).toBeUndefined()
  })

  test('says nothing about tax when the merchant did not', () => {
    expect(args().TaxFreeAmt).toBeUndefined()
  })
})

describe('validate', () => {
  test.each([
    ['an ordinary payment', {}, null],
    ['a name that is too long', { orderName: '한'.repeat(500) }, null],
    ['a name with some emoji', { orderName: '선물🎁' }, null],
    ['another currency', { currency: 'USD' }, 'currency'],
    ['nothing to pay', { amounts: amounts({ total: 0 }) }, 'amount'],
    ['12 digits', { amounts: amounts({ total: 999_999_999_999 }) }, null],
    ['an order number with a dash', { providerOrderId: 'order-1' }, 'orderId'],
    ['an order number of 65 characters', { providerOrderId: 'a'.repeat(65) }, 'orderId'],
    ['an order number in Hangul', { providerOrderId: '주문1' }, 'orderId'],
    ['a name of emoji only', { orderName: '🎁🎁' }, 'orderName'],
    ['an empty name', { orderName: ' \n ' }, 'orderName'],
    ['more tax-free than there is', { taxFree: amount(1001) }, 'taxFree'],
    ['more VAT than is taxed', { taxFree: amount(500), vat: amount(501) }, 'vat'],
  ] as const)('%s', (_name, change, field) => {
    expect(provider.validate(samplePayment(change))?.field ?? null).toBe(field)
  })

  test.each([
    ['an account without a holder', {}, null],
    ['an account with a holder', { holder: '매듭상점' }, null],
    ['a holder of emoji only', { holder: '🎁' }, 'virtualAccount.holder'],
  ] as const)('%s', (_name, change, field) => {
    expect(provider.validate(asking(change))?.field ?? null).toBe(field)
  })
})

describe('configuration', () => {
  const good = { mid: MID, merchantKey: KEY }
  test.each([
    ['mid', { mid: 'short' }],
    ['mid', { mid: 'nicepay00&' }],
    ['merchantKey', { merchantKey: '' }],
    ['merchantKey', { merchantKey: ` ${KEY}` }],
    ['urls.api', { urls: { api: 'http://127.0.0.1:4101' } }],
    ['urls.api', { urls: { api: 'https://pg-api.nicepay.co.kr/webapi' } }],
    ['urls.inquiry', { urls: { inquiry: 'nonsense' } }],
    ['urls.windowScript', { urls: { windowScript: 'javascript:alert(1)' } }],
    ['trustedOrigins', { trustedOrigins: ['127.0.0.1:4101'] }],
    ['trustedOrigins', { trustedOrigins: ['http://a:b@127.0.0.1:4101'] }],
    ['browserOrigins', { browserOrigins: ['https://a.example/x'] }],
    ['timeouts.readMs', { timeouts: { readMs: 0 } }],
  ])('a wrong %s is named and thrown', (field, change) => {
    expect(() => nicepay({ ...good, ...change })).toThrow(field)
  })

  test('an error never quotes the key', () => {
    expect(() => nicepay({ mid: MID, merchantKey: 'canary key with blanks' })).toThrow(/^((?!canary).)*$/)
  })

  test('defaults to the hosts of the sheet and to real money', () => {
    expect(provider).toMatchObject({ id: 'nicepay', account: MID, live: true })
    expect(provider.credential).toMatch(/^nicepay00m\/[0-9a-f]{12}$/)
    expect(provider.browserOrigins).toEqual(['https://pg-web.nicepay.co.kr', 'https://web.nicepay.co.kr'])
  })

  test('a sandbox is trusted by name only, and then in clear', () => {
    const base = 'http://127.0.0.1:4101'
    const sandbox = nicepay({
      ...good,
      urls: { api: base, inquiry: base, windowScript: `${base}/v3/common/js/nicepay-pgweb.js` },
      trustedOrigins: [base, 'http://localhost:4101'],
    })
    expect(sandbox.browserOrigins).toEqual([base, 'http://localhost:4101'])
  })
})
