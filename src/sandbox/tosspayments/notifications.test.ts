/** Webhooks over HTTP: three envelopes, unsigned, eight sends over days, and when there is none (§6, §11, item 10). */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../../core/time.ts'
import { RETRY_AFTER_MS } from './notifications.ts'
import { type Json, openShop, type Shop } from './testing.ts'

interface Heard {
  readonly json: Json
  readonly headers: IncomingHttpHeaders
}

const heard: Heard[] = []
let status = 200
let server: Server
let shop: Shop
beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      heard.push({ json: JSON.parse(Buffer.concat(chunks).toString()) as Json, headers: request.headers })
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/toss`
  shop = await openShop({ webhookTargets: { tosspayments: url } })
})
afterAll(async () => {
  await shop.sandbox.close()
  server.closeAllConnections()
  server.close()
})
beforeEach(async () => {
  await shop.reset()
  heard.length = 0
  status = 200
})

const issue = async () => {
  const body = { amount: 1000, orderId: 'ORDER1', orderName: 'x', customerName: '홍길동', bank: '88' }
  const { json } = await shop.call('/v1/virtual-accounts', { method: 'POST', body })
  return { paymentKey: String(json.paymentKey), secret: json.secret }
}

/** In the order in which they happened, however they arrived. */
const events = async () =>
  (await shop.notifications()).map(({ event, body }) => {
    const { data, status: flat } = JSON.parse(body) as { data?: { status?: string }; status?: string }
    return `${event} ${data?.status ?? flat ?? ''}`.trim()
  })

describe('envelopes', () => {
  test('PAYMENT_STATUS_CHANGED carries the whole payment, bare time, headers and no signature', async () => {
    const paid = await shop.paid()
    await expect.poll(() => heard.length).toBe(1)
    const [{ json, headers } = { json: {}, headers: {} }] = heard
    expect(Object.keys(json)).toEqual(['eventType', 'createdAt', 'data'])
    expect(json).toMatchObject({ eventType: 'PAYMENT_STATUS_CHANGED', data: (await shop.get(paid)).json })
    expect(json.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/)
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'tosspayments-webhook-transmission-id': expect.stringMatching(/^[0-9a-f]{32}$/),
      'tosspayments-webhook-transmission-time': expect.stringMatching(/\+09:00$/),
      'tosspayments-webhook-transmission-retried-count': '0',
    })
    expect(headers).not.toHaveProperty('tosspayments-webhook-signature')
  })
  test('DEPOSIT_CALLBACK is flat, with the secret, and has a twin unless only one is registered', async () => {
    const { paymentKey, secret } = await issue()
    await expect.poll(() => heard.length).toBe(2)
    const flat = heard.find(({ json }) => json.eventType === undefined)?.json
    expect(Object.keys(flat ?? {})).toEqual(['createdAt', 'secret', 'status', 'transactionKey', 'orderId'])
    expect(flat).toMatchObject({ secret, status: 'WAITING_FOR_DEPOSIT', orderId: 'ORDER1' })
    await shop.switches({ events: ['DEPOSIT_CALLBACK'] })
    await shop.control('POST', '/control/deposits', { provider: 'tosspayments', ref: paymentKey, amount: 1000 })
    expect(await events()).toEqual([
      'PAYMENT_STATUS_CHANGED WAITING_FOR_DEPOSIT',
      'DEPOSIT_CALLBACK WAITING_FOR_DEPOSIT',
      'DEPOSIT_CALLBACK DONE',
    ])
  })
  test('CANCEL_STATUS_CHANGED carries the cancel', async () => {
    await shop.switches({ asyncCancel: 'done', events: ['CANCEL_STATUS_CHANGED'] })
    await shop.cancel(await shop.paid(), { cancelAmount: 300 })
    await shop.advance(MINUTE_MS)
    await expect
      .poll(() => heard.map(({ json }) => json))
      .toMatchObject([{ eventType: 'CANCEL_STATUS_CHANGED', data: { cancelAmount: 300, cancelStatus: 'DONE' } }])
  })
})

describe('when', () => {
  test('done, refused, expired and cancelled are told; a window that opens or closes is not', async () => {
    await shop.buyer({ action: 'close' })
    const paid = await shop.paid()
    await shop.cancel(paid, { cancelAmount: 300 })
    await shop.cancel(paid)
    await shop.switches({ cardLimitKrw: 1 })
    await shop.confirm(await shop.authenticate({ orderId: 'ORDER2' }))
    await shop.authenticate({ orderId: 'ORDER3' })
    await shop.advance(10 * MINUTE_MS)
    const name = 'PAYMENT_STATUS_CHANGED'
    expect(await events()).toEqual([
      `${name} DONE`,
      `${name} PARTIAL_CANCELED`,
      `${name} PARTIAL_CANCELED`,
      `${name} ABORTED`,
      `${name} EXPIRED`,
    ])
  })
})

describe('sending again', () => {
  test('eight times over three days, the id stays; only 200 counts', async () => {
    status = 204
    await shop.paid()
    for (const delayMs of RETRY_AFTER_MS) {
      const before = heard.length
      await expect.poll(async () => (await shop.notifications())[0]?.attempts.at(-1)?.status).toBe(204)
      await shop.advance(delayMs)
      await expect.poll(() => heard.length).toBe(before + 1)
    }
    await expect.poll(async () => (await shop.notifications())[0]?.state).toBe('given_up')
    expect(heard).toHaveLength(8)
    expect(new Set(heard.map(({ headers }) => headers['tosspayments-webhook-transmission-id'])).size).toBe(1)
    expect(heard.at(-1)?.headers['tosspayments-webhook-transmission-retried-count']).toBe('7')
  })
})

describe('faults', () => {
  test('webhook_forge: an account is called paid, with a secret that is not its own', async () => {
    await shop.switches({ events: ['DEPOSIT_CALLBACK'] })
    await shop.fault('webhook', 'webhook_forge', { times: 1 })
    const { secret, paymentKey } = await issue()
    await expect.poll(() => heard.length).toBe(2)
    const forged = heard.find(({ json }) => json.status === 'DONE')?.json
    expect(forged).toMatchObject({ orderId: 'ORDER1' })
    expect(forged?.secret).not.toBe(secret)
    expect((await shop.get({ paymentKey })).json.status).toBe('WAITING_FOR_DEPOSIT')
  })
  test('webhook_drop and webhook_delay', async () => {
    await shop.fault('webhook', 'webhook_drop', { times: 1 })
    await shop.fault('webhook', 'webhook_delay', { times: 1, delayMs: MINUTE_MS })
    const paid = await shop.paid()
    await shop.cancel(paid)
    expect(heard).toEqual([])
    await shop.advance(MINUTE_MS)
    await expect.poll(() => heard.map(({ json }) => json)).toMatchObject([{ data: { status: 'CANCELED' } }])
  })
})
