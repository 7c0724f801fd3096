/** Webhooks of the REST protocol: events, OK check, retries, registration, as §19 "REST" item 7 demands. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hash, openRestMerchant, type RestMerchant } from './testing.ts'

type Body = Readonly<Record<string, unknown>>

/** A shop that listens; what it says can be changed. */
function listen(): Promise<{ url: string; server: Server; heard: Body[]; says: { status: number; text: string } }> {
  const heard: Body[] = []
  const says = { status: 200, text: 'OK' }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      heard.push(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Body)
      response.writeHead(says.status, { 'content-type': 'text/html' }).end(says.text)
    })
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, server, heard, says })
    })
  })
}

let shop: RestMerchant
let site: Awaited<ReturnType<typeof listen>>
beforeAll(async () => {
  shop = await openRestMerchant()
  site = await listen()
})
afterAll(async () => {
  await shop.sandbox.close()
  site.server.closeAllConnections()
  await new Promise((resolve) => site.server.close(resolve))
})
beforeEach(async () => {
  await shop.control('POST', '/control/reset', { seed: 7 })
  await shop.control('PUT', '/control/webhook-targets', { provider: 'nicepay-rest', url: site.url })
  site.heard.length = 0
  Object.assign(site.says, { status: 200, text: 'OK' })
})

const hears = (count: number) => expect.poll(() => site.heard.length).toBe(count)
const states = async () => (await shop.notifications()).map(({ state }) => state)
const ends = (state: string) => expect.poll(states).toEqual([state])

describe('events', () => {
  test('approval and cancel by API, signed payment objects', async () => {
    const tid = await shop.paid()
    await hears(1)
    await shop.cancel(tid, { cancelAmt: 300 })
    await hears(2)
    const [paid = {}, cancelled = {}] = site.heard
    expect(paid).toMatchObject({ resultCode: '0000', status: 'paid', tid, cancelledTid: null })
    expect(paid.signature).toBe(hash(tid, '1000', paid.ediDate))
    expect(cancelled).toMatchObject({ status: 'partialCancelled', balanceAmt: 700, cancels: [{ amount: 300 }] })
    expect(cancelled.cancelledTid).toMatch(/^maedeup00m0110/)
  })
  test('account issued, deposit, cancel by a person in the admin', async () => {
    const tid = await shop.paid({ method: 'virtual_account' })
    await hears(1)
    await shop.control('POST', '/control/deposits', { provider: 'nicepay-rest', ref: tid, amount: 1000 })
    await hears(2)
    await shop.control('POST', '/control/console-cancels', { provider: 'nicepay-rest', ref: tid })
    await hears(3)
    expect(site.heard.map(({ status }) => status)).toEqual(['ready', 'paid', 'cancelled'])
  })
  test('a refused call tells nothing', async () => {
    const tid = await shop.paid()
    await hears(1)
    await shop.cancel(tid, { cancelAmt: 1001 })
    expect(await states()).toEqual(['acknowledged'])
  })
})

describe('the answer', () => {
  test.each(['OK', 'ok', 'OK\n'])('%j is understood', async (text) => {
    site.says.text = text
    await shop.paid()
    await ends('acknowledged')
  })
  test.each([
    [200, 'RESULT=OK!'],
    [200, '{"ok":true}'],
    [201, 'OK'],
    [500, 'OK'],
  ])('%i %s is not: every minute again, ten times', async (status, text) => {
    Object.assign(site.says, { status, text })
    await shop.paid()
    for (let sent = 1; sent <= 11; sent += 1) {
      await hears(sent)
      if (sent < 11) await expect.poll(states).toEqual(['waiting'])
      await new Promise((resolve) => setTimeout(resolve, 20))
      await shop.advance(60_000)
    }
    await ends('given_up')
    expect(site.heard).toHaveLength(11)
  })
})

describe('faults', () => {
  test('drop, duplicate, forge', async () => {
    const plan = (fault: string) => shop.fault({ operation: 'webhook', fault, times: 1 })
    await plan('webhook_drop')
    await shop.paid({ orderId: 'O1' })
    expect(await states()).toEqual(['dropped'])
    await plan('webhook_duplicate')
    await shop.paid({ orderId: 'O2' })
    await hears(2)
    await plan('webhook_forge')
    const tid = await shop.paid({ orderId: 'O3' })
    await hears(4)
    const isSigned = (body: Body) => body.signature === hash(tid, body.amount, body.ediDate)
    const ofThird = site.heard.slice(2)
    expect(ofThird.map((body) => [body.status, isSigned(body)]).sort()).toEqual([
      ['cancelled', false],
      ['paid', true],
    ])
  })
  test('forge, of an account that waits: a deposit that never came', async () => {
    await shop.fault({ operation: 'webhook', fault: 'webhook_forge', times: 1 })
    const tid = await shop.paid({ method: 'virtual_account' })
    await hears(2)
    const isSigned = (body: Body) => body.signature === hash(tid, body.amount, body.ediDate)
    expect(site.heard.map((body) => [body.status, isSigned(body)]).sort()).toEqual([
      ['paid', false],
      ['ready', true],
    ])
    expect(await shop.book(tid)).toMatchObject({ state: 'issued', paidAmount: 0 })
  })
})

describe('registration', () => {
  const register = async (body: object) => (await shop.call('/v1/webhook', { body })).json
  test('a sample must be answered with OK; then payments of the method go there', async () => {
    const other = await listen()
    try {
      expect(await register({ method: 'card', url: other.url, managerEmail: 'a@b.c' })).toMatchObject({
        resultCode: '0000',
        urls: [{ method: 'card', url: other.url, managerEmail: 'a@b.c' }],
      })
      const [sample = {}] = other.heard
      expect(sample.signature).not.toBe(hash(sample.tid, sample.amount, sample.ediDate))
      await shop.paid({ method: 'easy_pay' })
      await expect.poll(() => other.heard.length).toBe(2)
      await shop.paid({ orderId: 'O2', method: 'transfer' })
      await hears(1)
      expect((await shop.call('/v1/webhook')).json.urls).toHaveLength(1)
      expect(await register({ method: 'card', url: other.url })).toMatchObject({ resultCode: 'U333' })
      const change = async (what: string, body: object) => (await shop.call(`/v1/webhook/${what}`, { body })).json
      expect(await change('card/update', { url: site.url })).toMatchObject({ urls: [{ url: site.url }] })
      expect(await change('card/delete', {})).toMatchObject({ resultCode: '0000', urls: [] })
      expect(await change('card/delete', {})).toMatchObject({ resultCode: 'U334' })
    } finally {
      other.server.closeAllConnections()
      await new Promise((resolve) => other.server.close(resolve))
    }
  })
  test('not OK U338, not 200 U337, not there U336, not of this machine U336', async () => {
    site.says.text = 'thanks'
    expect(await register({ method: 'card', url: site.url })).toMatchObject({ resultCode: 'U338' })
    Object.assign(site.says, { status: 404, text: 'OK' })
    expect(await register({ method: 'card', url: site.url })).toMatchObject({ resultCode: 'U337' })
    expect(await register({ method: 'card', url: 'http://127.0.0.1:1/' })).toMatchObject({ resultCode: 'U336' })
    expect(await register({ method: 'card', url: 'https://shop.test/' })).toMatchObject({ resultCode: 'U336' })
    expect(await register({ method: 'coin', url: site.url })).toMatchObject({ resultCode: 'U132' })
    expect(await register({ method: 'card' })).toMatchObject({ resultCode: 'U100' })
    expect((await shop.call('/v1/webhook', { headers: { authorization: '' } })).status).toBe(401)
  })
})
