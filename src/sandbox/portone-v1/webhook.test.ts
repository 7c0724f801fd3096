/** Webhooks: when, where, in which form, how often, and what faults do to them (portone-v1 §11, §17 items 7, 8, 12). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Merchant, openEar, openMerchant } from './testing.ts'

let shop: Merchant
let ear: Awaited<ReturnType<typeof openEar>>
beforeAll(async () => {
  ear = await openEar()
  shop = await openMerchant()
  await shop.control('PUT', '/control/webhook-targets', { provider: 'portone-v1', url: `${ear.url}/console` })
})
afterAll(async () => {
  await shop.sandbox.close()
  ear.close()
})
beforeEach(async () => {
  await shop.reset()
  ear.heard.length = 0
  ear.says.status = 200
})

const told = () => ear.heard.map(({ body }) => JSON.parse(body) as Record<string, string>)
const hears = (messages: readonly object[]) => expect.poll(told).toMatchObject(messages)
/** Whatever was to be sent has been: a payment made now is heard last. */
const silence = async (before: readonly object[]) => {
  const orderId = 'BELL'
  await shop.buyer({ orderId })
  await hears([...before, { merchant_uid: orderId }])
}

describe('what is told', () => {
  test('a payment: three fields, as JSON, unsigned', async () => {
    const imp_uid = await shop.paid()
    await hears([{ imp_uid, merchant_uid: 'ORDER1', status: 'paid' }])
    expect(Object.keys(told()[0] ?? {})).toEqual(['imp_uid', 'merchant_uid', 'status'])
    expect(ear.heard[0]).toMatchObject({ path: '/console', type: 'application/json' })
  })
  test('or as a form', async () => {
    await shop.switches({ webhookFormat: 'form' })
    const imp_uid = await shop.paid()
    await expect.poll(() => ear.heard.length).toBe(1)
    expect(ear.heard[0]?.type).toBe('application/x-www-form-urlencoded')
    expect(Object.fromEntries(new URLSearchParams(ear.heard[0]?.body))).toEqual({
      imp_uid,
      merchant_uid: 'ORDER1',
      status: 'paid',
    })
  })
  test('an account when it is issued and when money comes', async () => {
    const imp_uid = String((await shop.issue()).response.imp_uid)
    await hears([{ imp_uid, status: 'ready' }])
    await shop.deposit({ ref: imp_uid, amount: 10_000 })
    await hears([{ status: 'ready' }, { imp_uid, status: 'paid' }])
  })
  test('no refusal, no closed window, and no cancel by API unless it asks for it', async () => {
    const imp_uid = await shop.paid()
    await shop.buyer({ action: 'fail', orderId: 'ORDER2' })
    await shop.buyer({ action: 'close', orderId: 'ORDER2' })
    await shop.cancel({ imp_uid, amount: 1000 })
    await shop.staff({ ref: imp_uid, amount: 1000, at: 'underlying' })
    await silence([{ status: 'paid' }])
    const { response } = await shop.cancel({ imp_uid, amount: 1000, enable_webhook: true })
    const last = (response.cancel_history as readonly { cancellation_id: string }[]).at(-1)
    await hears([{}, {}, { imp_uid, status: 'cancelled', cancellation_id: last?.cancellation_id }])
  })
  test('a cancel in the console, an asynchronous one when it happened, and a late approval', async () => {
    const imp_uid = await shop.paid()
    await shop.staff({ ref: imp_uid, amount: 1000 })
    await hears([{ status: 'paid' }, { status: 'cancelled' }])
    await shop.switches({ cancelMode: 'async', asyncCancelMs: 60_000, lateApprovalMs: 120_000 })
    await shop.cancel({ imp_uid, enable_webhook: true })
    await shop.buyer({ action: 'fail', orderId: 'ORDER2' })
    expect(ear.heard).toHaveLength(2)
    await shop.advance(60_000)
    await hears([{}, {}, { imp_uid, status: 'cancelled', cancellation_id: expect.any(String) }])
    await shop.advance(60_000)
    await hears([{}, {}, {}, { merchant_uid: 'ORDER2', status: 'paid' }])
  })
  test('to the address that the payment names, on this machine', async () => {
    await shop.issue({ notice_url: [`${ear.url}/own`] })
    await shop.issue({ notice_url: 'https://elsewhere.example.com/hook', merchant_uid: 'ORDER2' })
    await expect.poll(() => ear.heard.map(({ path }) => path).toSorted()).toEqual(['/console', '/own'])
  })
})

describe('how often', () => {
  test('once, whatever the merchant says', async () => {
    ear.says.status = 500
    await shop.paid()
    await hears([{ status: 'paid' }])
    await shop.advance(600_000)
    await expect
      .poll(() => shop.control('GET', '/control/notifications?provider=portone-v1'))
      .toMatchObject({
        json: [{ state: 'given_up', attempts: [{ status: 500 }] }],
      })
  })
  test('or five times more, a minute apart, until it is not a 5xx', async () => {
    await shop.switches({ webhookRetries: 5 })
    ear.says.status = 503
    await shop.paid()
    for (let sent = 1; sent < 4; sent += 1) {
      await expect
        .poll(async () => (await shop.control('GET', '/control/notifications?provider=portone-v1')).json)
        .toMatchObject([{ attempts: Array.from({ length: sent }, () => ({ status: 503 })) }])
      if (sent === 3) ear.says.status = 404
      await shop.advance(60_000)
    }
    await expect.poll(() => ear.heard.length).toBe(4)
    await shop.advance(600_000)
    await silence([{}, {}, {}, {}])
  })
})

describe('faults', () => {
  test('it is dropped, doubled, or forged: a forged one says what did not happen', async () => {
    await shop.fault('webhook', 'webhook_drop', { times: 1 })
    await shop.paid({ orderId: 'DROPPED' })
    await shop.fault('webhook', 'webhook_duplicate', { times: 1 })
    await shop.paid({ orderId: 'TWICE' })
    await hears([{ merchant_uid: 'TWICE' }, { merchant_uid: 'TWICE' }])
    await shop.fault('webhook', 'webhook_forge', { times: 1 })
    await shop.issue()
    await expect
      .poll(() =>
        told()
          .slice(2)
          .map(({ status }) => status)
          .toSorted(),
      )
      .toEqual(['paid', 'ready'])
  })
  test('it comes late, by fault or by switch, after what happened since', async () => {
    await shop.fault('webhook', 'webhook_delay', { times: 1, delayMs: 60_000 })
    await shop.paid()
    await shop.switches({ webhookDelayMs: 30_000 })
    await shop.paid({ orderId: 'ORDER2' })
    await shop.advance(30_000)
    await hears([{ merchant_uid: 'ORDER2' }])
    await shop.advance(30_000)
    await hears([{ merchant_uid: 'ORDER2' }, { merchant_uid: 'ORDER1' }])
  })
})
