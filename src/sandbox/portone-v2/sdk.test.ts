/** The official `@portone/server-sdk` pointed at the sandbox: it gets, cancels, lists, and believes our webhooks. */
import { type Payment as Api, PaymentClient, Webhook } from '@portone/server-sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { PORTONE_V2_CREDENTIALS } from './credentials.ts'
import { openEar, openShop, type Shop } from './testing.ts'

let shop: Shop
let client: ReturnType<typeof PaymentClient>
let ear: Awaited<ReturnType<typeof openEar>>
beforeAll(async () => {
  shop = await openShop()
  ear = await openEar()
  client = PaymentClient({ secret: PORTONE_V2_CREDENTIALS.apiSecret, baseUrl: shop.url })
  await shop.control('PUT', '/control/webhook-targets', { provider: 'portone-v2', url: ear.url })
})
afterAll(async () => {
  await shop.sandbox.close()
  await ear.close()
})
beforeEach(async () => {
  await shop.control('POST', '/control/reset', { seed: 7 })
  ear.heard.length = 0
})

const paymentId = '주문-0001'
const REASON = { paymentId, reason: '고객 요청' }
const typeOf = async (call: Promise<unknown>) => {
  try {
    await call
    return 'no error'
  } catch (error) {
    return (error as { data: { type: string } }).data.type
  }
}

describe('the payment client', () => {
  beforeEach(() => shop.buy({ orderId: paymentId }))

  test('gets a payment', async () => {
    const payment = (await client.getPayment({ paymentId })) as Api.PaidPayment
    expect(payment).toMatchObject({ status: 'PAID', id: paymentId, amount: { total: 10_000 } })
    expect(await typeOf(client.getPayment({ paymentId: 'nobody' }))).toBe('PAYMENT_NOT_FOUND')
    const stranger = PaymentClient({ secret: 'wrong', baseUrl: shop.url })
    expect(await typeOf(stranger.getPayment({ paymentId }))).toBe('UNAUTHORIZED')
  })
  test('cancels in full', async () => {
    expect(await client.cancelPayment(REASON)).toMatchObject({
      cancellation: { status: 'SUCCEEDED', totalAmount: 10_000 },
    })
    expect(await typeOf(client.cancelPayment(REASON))).toBe('PAYMENT_ALREADY_CANCELLED')
  })
  test('cancels in part, with the balance as a lock', async () => {
    const part = { ...REASON, amount: 3_000, currentCancellableAmount: 10_000 }
    expect(await client.cancelPayment(part)).toMatchObject({ cancellation: { totalAmount: 3_000 } })
    expect(await typeOf(client.cancelPayment(part))).toBe('CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN')
    expect(await client.getPayment({ paymentId })).toMatchObject({
      status: 'PARTIAL_CANCELLED',
      amount: { cancelled: 3_000 },
    })
  })
  test('is told of a refusal by the PG', async () => {
    await shop.fault({ operation: 'cancel', fault: 'balance_short', times: 1 })
    expect(await typeOf(client.cancelPayment(REASON))).toBe('PG_PROVIDER')
  })
  test('lists', async () => {
    await shop.buy({ orderId: 'order-2' })
    const { items, page } = await client.getPayments({ page: { number: 0, size: 1 }, filter: { status: ['PAID'] } })
    expect(items).toHaveLength(1)
    expect(page).toEqual({ number: 0, size: 1, totalCount: 2 })
  })
  test('registers a payment beforehand', async () => {
    expect(await client.preRegisterPayment({ paymentId: 'order-3', totalAmount: 10_000 })).toEqual({})
  })
})

test('a virtual account is issued, paid into and refunded to an account', async () => {
  await client.payInstantly({
    paymentId,
    channelKey: PORTONE_V2_CREDENTIALS.channelKey,
    method: { virtualAccount: { bank: 'SHINHAN', expiry: { validHours: 24 }, option: { type: 'NORMAL' } } },
    orderName: '한옥 1박',
    amount: { total: 10_000 },
    currency: 'KRW',
  })
  await shop.control('POST', '/control/deposits', { provider: 'portone-v2', ref: paymentId, amount: 10_000 })
  expect(await typeOf(client.cancelPayment(REASON))).toBe('INVALID_REQUEST')
  const refundAccount = { bank: 'SHINHAN', number: '110123456789', holderName: '홍길동' } as const
  expect(await client.cancelPayment({ ...REASON, refundAccount })).toMatchObject({
    cancellation: { status: 'SUCCEEDED' },
  })
})

test('Webhook.verify believes what the sandbox sends, and nothing forged', async () => {
  await shop.fault({ operation: 'webhook', fault: 'webhook_forge', times: 1 })
  await shop.buy({ orderId: paymentId })
  await expect.poll(() => ear.heard.length).toBe(3)
  const verdicts = await Promise.all(
    ear.heard.map(({ body, headers }) =>
      Webhook.verify(PORTONE_V2_CREDENTIALS.webhookSecret, body, headers).then(
        (webhook) => webhook.type,
        (error: Error) => error.name,
      ),
    ),
  )
  expect(verdicts.sort()).toEqual(['Transaction.Paid', 'Transaction.Ready', 'WebhookVerificationError'])
})
