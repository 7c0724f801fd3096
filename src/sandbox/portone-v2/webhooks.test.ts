/** Webhooks: types, versions, signatures, retries with jitter, the log on the payment, sending again (§14 item 11). */
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { PORTONE_V2_CREDENTIALS } from './credentials.ts'
import { type Heard, openEar, openShop, type Shop } from './testing.ts'

let shop: Shop
let ear: Awaited<ReturnType<typeof openEar>>
beforeAll(async () => {
  shop = await openShop()
  ear = await openEar()
  await shop.control('PUT', '/control/webhook-targets', { provider: 'portone-v2', url: ear.url })
})
afterAll(async () => {
  await shop.sandbox.close()
  await ear.close()
})
beforeEach(async () => {
  await shop.control('POST', '/control/reset', { seed: 7 })
  ear.heard.length = 0
  ear.answer.status = 200
})

const MINUTE_MS = 60_000
const types = () => ear.heard.map(({ body }) => (JSON.parse(body) as { type: string }).type.replace('Transaction.', ''))
const hear = (count: number) => expect.poll(() => ear.heard.length).toBe(count)
const idOf = ({ headers }: Heard) => headers['webhook-id']
const log = async () => (await shop.get('order-1')).webhooks as readonly Record<string, unknown>[]

describe('of the latest version', () => {
  test('tell of the window, the payment and each cancel, signed, without an amount', async () => {
    await shop.buy()
    await shop.cancel('order-1', { amount: 1_000 })
    await shop.cancel('order-1', {})
    await hear(4)
    expect(types().sort()).toEqual(['Cancelled', 'Paid', 'PartialCancelled', 'Ready'])
    for (const { body, headers } of ear.heard) {
      new Webhook(PORTONE_V2_CREDENTIALS.webhookSecret).verify(body, headers)
      expect(headers['content-type']).toBe('application/json')
      expect(body).not.toContain('amount')
    }
    const partial = ear.heard.find(({ body }) => body.includes('PartialCancelled'))
    expect(JSON.parse(partial?.body ?? '')).toMatchObject({
      timestamp: expect.any(String),
      data: {
        storeId: 'store-maedeup',
        paymentId: 'order-1',
        transactionId: expect.any(String),
        cancellationId: expect.any(String),
      },
    })
  })
  test.each([
    ['fail', {}, ['Failed', 'Ready']],
    ['pay', { method: 'virtual_account' }, ['Ready', 'VirtualAccountIssued']],
  ])('%s %j', async (action, buyer, expected) => {
    await shop.buy({ action, ...buyer })
    await hear(expected.length)
    expect(types().sort()).toEqual(expected)
  })
  test('tell of a pending cancel and its approval, but not of its refusal', async () => {
    await shop.buy()
    await hear(2)
    await shop.switches({ cancelOutcome: 'REQUESTED' })
    await shop.cancel('order-1', { amount: 1_000 })
    await shop.advance(5_000)
    await hear(4)
    expect(types().slice(2)).toEqual(['CancelPending', 'PartialCancelled'])
    await shop.switches({ asyncSettle: 'refuse' })
    await shop.cancel('order-1', { amount: 1_000 })
    await shop.advance(5_000)
    await hear(5)
  })
  test('skipWebhook silences the cancel, not the deposit', async () => {
    await shop.buy()
    await hear(2)
    await shop.cancel('order-1', { skipWebhook: true })
    const body = {
      channelKey: 'channel-key-maedeup',
      method: { virtualAccount: { bank: 'SHINHAN', expiry: { validHours: 1 }, option: { type: 'NORMAL' } } },
      orderName: 'x',
      amount: { total: 10_000 },
      currency: 'KRW',
      skipWebhook: true,
    }
    await shop.call('POST', '/payments/order-2/instant', { body })
    await shop.control('POST', '/control/deposits', { provider: 'portone-v2', ref: 'order-2', amount: 10_000 })
    await hear(3)
    expect(JSON.parse(ear.heard[2]?.body ?? '')).toMatchObject({
      type: 'Transaction.Paid',
      data: { paymentId: 'order-2' },
    })
    expect(ear.heard.some(({ body }) => body.includes('Cancelled'))).toBe(false)
  })
  test('a correction by PortOne is silent; a console cancel is not', async () => {
    await shop.buy()
    const staff = () =>
      shop.control('POST', '/control/console-cancels', { provider: 'portone-v2', ref: 'order-1', amount: 1_000 })
    await shop.switches({ consoleTrigger: 'PORTONE_ADMIN' })
    await staff()
    await shop.switches({ consoleTrigger: 'CONSOLE' })
    await staff()
    await hear(3)
  })
  test('two secrets sign during a rotation', async () => {
    const second = `whsec_${Buffer.from('the-next-secret-of-32-bytes-long').toString('base64')}`
    await shop.switches({ webhookSecrets: [PORTONE_V2_CREDENTIALS.webhookSecret, second] })
    await shop.buy()
    await hear(2)
    for (const secret of [PORTONE_V2_CREDENTIALS.webhookSecret, second])
      for (const { body, headers } of ear.heard) new Webhook(secret).verify(body, headers)
  })
})

describe('that go elsewhere', () => {
  test('an address of the payment’s own replaces the console’s, if it is of this machine', async () => {
    const own = await openEar()
    const pay = (orderId: string, noticeUrl: string) =>
      shop.call('POST', `/payments/${orderId}/instant`, {
        body: {
          channelKey: 'channel-key-maedeup',
          method: { card: { credential: { number: '4111111111111111', expiryYear: '30', expiryMonth: '12' } } },
          orderName: 'x',
          amount: { total: 10_000 },
          currency: 'KRW',
          noticeUrls: [noticeUrl],
        },
      })
    await pay('order-1', own.url)
    await pay('order-2', 'https://shop.invalid/hook')
    await expect.poll(() => own.heard.length).toBe(1)
    await hear(1)
    expect(await log()).toMatchObject([{ url: own.url, paymentStatus: 'PAID' }])
    await own.close()
  })
})

describe('of disputes', () => {
  test('tell that one began, and that it was lost', async () => {
    await shop.buy()
    const dispute = { paymentId: 'order-1', status: 'unresolved' }
    await fetch(`${shop.url}/sandbox/disputes`, { method: 'POST', body: JSON.stringify(dispute) })
    await shop.switches({ consoleTrigger: 'CHARGEBACK' })
    await shop.control('POST', '/control/console-cancels', { provider: 'portone-v2', ref: 'order-1' })
    await hear(5)
    expect(types().slice(2).sort()).toEqual(['Cancelled', 'DisputeCreated', 'DisputeResolved'])
  })
})

describe('of the older version', () => {
  test('are JSON or a form with other words', async () => {
    await shop.switches({ webhookVersion: '2024-01-01' })
    await shop.buy()
    await hear(2)
    expect(ear.heard.map(({ body }) => JSON.parse(body)).toSorted((a, b) => a.status.localeCompare(b.status))).toEqual([
      { payment_id: 'order-1', tx_id: expect.any(String), status: 'Paid' },
      { payment_id: 'order-1', tx_id: expect.any(String), status: 'Ready' },
    ])
    await shop.switches({ webhookForm: 'form' })
    await shop.cancel('order-1', {})
    await hear(3)
    expect(ear.heard[2]?.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(ear.heard[2]?.body).toMatch(/^payment_id=order-1&tx_id=[0-9a-f-]+&status=Cancelled$/)
  })
})

describe('that are not taken', () => {
  test('come up to five times more, under the same id, signed anew', async () => {
    ear.answer.status = 500
    await shop.buy({ action: 'close' })
    await hear(2)
    for (const [index, base] of [1, 4, 16, 64, 256].entries()) {
      await shop.advance(base * MINUTE_MS)
      await hear(2 * (index + 2))
    }
    await shop.advance(600 * MINUTE_MS)
    const ids = ear.heard.map(idOf)
    expect(new Set(ids).size).toBe(2)
    const own = ear.heard.filter((heard) => idOf(heard) === ids[0])
    expect(own).toHaveLength(6)
    expect(new Set(own.map(({ body }) => body)).size).toBe(1)
    expect(new Set(own.map(({ headers }) => headers['webhook-signature'])).size).toBe(6)
    expect(await log()).toMatchObject([
      { status: 'FAILED_NOT_OK_RESPONSE', currentExecutionCount: 6, maxExecutionCount: 6, response: { code: '500' } },
      { paymentStatus: 'FAILED' },
    ])
  })
  test('are found by the list, and can be sent again, not too often', async () => {
    ear.answer.status = 500
    await shop.buy()
    await hear(2)
    const lost = encodeURIComponent(JSON.stringify({ filter: { webhookStatus: 'FAILED_NOT_OK_RESPONSE' } }))
    await expect
      .poll(async () => (await shop.call('GET', `/payments?requestBody=${lost}`)).json.items)
      .toMatchObject([{ id: 'order-1' }])
    ear.answer.status = 200
    const resend = (body: object = {}) => shop.call('POST', '/payments/order-1/resend-webhook', { body })
    await shop.switches({ maxResends: 2 })
    const { webhook } = (await resend()).json as { webhook: { id: string } }
    await hear(3)
    expect(idOf(ear.heard[2] as Heard)).toBe(webhook.id)
    expect((await resend({ webhookId: 'none' })).json.type).toBe('WEBHOOK_NOT_FOUND')
    await resend({ webhookId: webhook.id })
    expect((await resend()).json.type).toBe('MAX_WEBHOOK_RETRY_COUNT_REACHED')
    await expect.poll(async () => (await log()).at(-1)?.status).toBe('SUCCEEDED')
  })
  test('jitter: the same seed retries at the same moments', async () => {
    const delays = async () => {
      await shop.control('POST', '/control/reset', { seed: 11 })
      ear.heard.length = 0
      ear.answer.status = 500
      await shop.buy({ action: 'close' })
      await hear(2)
      await shop.advance(5_000)
      await shop.advance(MINUTE_MS / 2)
      return ear.heard.length
    }
    expect(await delays()).toBe(await delays())
  })
})

describe('under a fault', () => {
  test('are dropped, doubled under one id, or overtaken', async () => {
    await shop.fault({ operation: 'webhook', fault: 'webhook_drop', times: 1 })
    await shop.buy({ action: 'close' })
    await hear(1)
    expect(types()).toEqual(['Failed'])
    await shop.fault({ operation: 'webhook', fault: 'webhook_duplicate', times: 1 })
    await shop.fault({ operation: 'webhook', fault: 'webhook_delay', times: 1, delayMs: 60_000 })
    await shop.buy({ orderId: 'order-2' })
    await hear(3)
    expect(types().slice(1)).toEqual(['Ready', 'Ready'])
    expect(new Set(ear.heard.slice(1).map(idOf)).size).toBe(1)
    await shop.cancel('order-2', {})
    await hear(4)
    await shop.advance(60_000)
    await hear(5)
    expect(types().slice(3)).toEqual(['Cancelled', 'Paid'])
  })
})
