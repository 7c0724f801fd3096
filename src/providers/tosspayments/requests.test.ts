/** Specifies what goes over the wire: Basic vectors, keys, bodies, paths (§1, §3, §4, §7). */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { amount } from '../../core/money.ts'
import type { Cancellation } from '../../core/payment/payment.ts'
import { instant } from '../../core/time.ts'
import type { Provider } from '../../ports/provider.ts'
import { basicOf } from './client.ts'
import * as sample from './fixtures/sample.ts'
import { openTinyToss, type TinyToss } from './fixtures/server.ts'
import { tosspayments } from './index.ts'

let toss: TinyToss
let provider: Provider
beforeEach(async () => {
  toss = await openTinyToss()
  toss.answer(400, { code: 'INVALID_REQUEST', message: '' })
  provider = tosspayments({
    clientKey: sample.CLIENT_KEY,
    secretKey: sample.SECRET_KEY,
    urls: { api: toss.url },
    timeouts: { readMs: 1_000 },
  })
})
afterEach(() => toss.close())

const bodyOf = (index = 0): unknown => JSON.parse(toss.asked[index]?.body ?? 'null')
const cancel = (change: Partial<Cancellation>, payment = sample.paid()) =>
  provider.cancel(payment, sample.sampleCancellation(change), sample.testCall())

describe('Basic', () => {
  test.each([
    ['test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R', 'Basic dGVzdF9za196WExrS0V5cE5BcldtbzUwblgzbG1lYXhZRzVSOg=='],
    ['test_gsk_docs_OaPz8L5KdmQXkzRz3y47BMw6', 'Basic dGVzdF9nc2tfZG9jc19PYVB6OEw1S2RtUVhrelJ6M3k0N0JNdzY6'],
    ['test_sk_abc', 'Basic dGVzdF9za19hYmM6'],
  ])('of %s ends in a colon and begins without a BOM', (key, header) => {
    expect(basicOf(key)).toBe(header)
  })
})

describe('confirm', () => {
  test('sends the three fields under a key of this payment, and no language', async () => {
    const payment = sample.authenticated()
    await provider.approve(payment, sample.testCall())
    expect(toss.asked[0]).toMatchObject({
      method: 'POST',
      path: '/v1/payments/confirm',
      headers: {
        authorization: basicOf(sample.SECRET_KEY),
        'idempotency-key': `cf-${payment.id}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ paymentKey: sample.PAYMENT_KEY, orderId: sample.ORDER, amount: 1000 }),
    })
    expect(toss.asked[0]?.headers).not.toHaveProperty('accept-language')
  })

  test.each([
    ['no return', sample.samplePayment()],
    [
      'a return for another amount',
      sample.authenticated({ amounts: sample.amounts({ total: 1000 }), providerState: null }),
    ],
    ['a paymentKey that would climb out of the path', sample.authenticated({ providerRef: '..' })],
  ])('with %s never goes out', async (_name, payment) => {
    expect(await provider.approve(payment, sample.testCall())).toMatchObject({ kind: 'not_sent' })
    expect(toss.asked).toEqual([])
  })
})

describe('cancel', () => {
  test('always names the amount, the balance it believes in, and itself', async () => {
    await cancel({ amount: amount(300), taxFree: amount(100), vat: amount(18) })
    const { id } = sample.sampleCancellation()
    expect(toss.asked[0]).toMatchObject({
      method: 'POST',
      path: `/v1/payments/${sample.PAYMENT_KEY}/cancel`,
      headers: { 'idempotency-key': `${id}-0` },
    })
    expect(bodyOf()).toEqual({
      cancelReason: `고객 요청 #${id}`,
      cancelAmount: 300,
      refundableAmount: 1000,
      taxFreeAmount: 100,
    })
  })

  test('without a guard sends none, and none is made up', async () => {
    await cancel({ guard: null })
    expect(Object.keys(bodyOf() as object)).toEqual(['cancelReason', 'cancelAmount'])
  })

  test('of the same epoch is byte for byte the same, of the next under another key', async () => {
    await cancel({ attempts: 1 })
    await cancel({ attempts: 2, sentAt: instant(9_000_000), state: 'unknown' })
    await cancel({ keyEpoch: 1 })
    const [first, second, third] = toss.asked.map(({ path, headers, body }) => [path, headers['idempotency-key'], body])
    expect(second).toEqual(first)
    expect(third?.[1]).toBe(`${sample.sampleCancellation().id}-1`)
    expect(third?.[2]).toBe(first?.[2])
  })

  test('keeps the whole tag within the 200 characters of a reason', async () => {
    await cancel({ reason: '환'.repeat(500) })
    const { cancelReason } = bodyOf() as { cancelReason: string }
    expect(cancelReason).toHaveLength(200)
    expect(cancelReason.endsWith(` #${sample.sampleCancellation().id}`)).toBe(true)
  })

  test('escapes the paymentKey in the path', async () => {
    await cancel({}, sample.paid({ providerRef: 'a/b?c=d' }))
    expect(toss.asked[0]?.path).toBe('/v1/payments/a%2Fb%3Fc%3Dd/cancel')
  })
})

describe('look-ups', () => {
  test('ask by paymentKey where there is one, by order number where there is none, and carry no key', async () => {
    await provider.inquire(sample.paid(), sample.testCall())
    await provider.inquire(sample.samplePayment(), sample.testCall())
    expect(toss.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET /v1/payments/${sample.PAYMENT_KEY}`,
      `GET /v1/payments/orders/${sample.ORDER}`,
    ])
    expect(toss.asked[0]?.headers).not.toHaveProperty('idempotency-key')
  })

  test('without any name never go out', async () => {
    const target = sample.samplePayment({ providerOrderId: '' })
    expect(await provider.inquire(target, sample.testCall())).toMatchObject({ kind: 'unknown' })
    expect(toss.asked).toEqual([])
  })

  test('of the list name whole seconds in KST, rounded outwards', async () => {
    const query = { from: instant(sample.kst('20250521000000') + 999), to: instant(sample.kst('20250521235958') + 1) }
    await provider.list?.({ ...query, cursor: null }, sample.testCall())
    await provider.list?.({ ...query, cursor: 'A&B' }, sample.testCall())
    const dates = 'startDate=2025-05-21T00%3A00%3A00&endDate=2025-05-21T23%3A59%3A59'
    expect(toss.asked.map(({ path }) => path)).toEqual([
      `/v1/transactions?${dates}&limit=500`,
      `/v1/transactions?${dates}&startingAfter=A%26B&limit=500`,
    ])
  })
})
