/** What the guide tells a merchant to do takes what a real engine delivers, and what a test of the shop makes up. */
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testHeaders, type WebhookEvent } from '../src/webhooks/index.ts'
import { createWorld, type World } from '../test/world.ts'
import { createReceiver } from './webhooks.ts'

const kept = new Map<string, WebhookEvent>()
const secrets: string[] = []
let broken = false
let world: World
let server: Server
let url: string

beforeAll(async () => {
  world = await createWorld()
  await world.engine.start()
  const keep = async (id: string, event: WebhookEvent) => {
    if (broken) throw new Error('the database is away')
    kept.set(id, event)
  }
  server = createReceiver({ secrets, keep }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/maedeup`
})
afterAll(async () => {
  await world.close()
  server.close()
})

test('a shop hears that it was paid, once per event, also after its database was away', async () => {
  const added = await world.engine.webhooks.add({ url, description: 'shop', types: ['payment.paid'] })
  if (!added.ok) throw new Error(added.refusal.detail)
  secrets.push(added.secret)
  broken = true
  const { payment } = await world.pay('EXAMPLE')
  const attempts = async () => {
    const [one] = await world.engine.webhooks.deliveries({ endpointId: added.endpoint.id, limit: 1 })
    return one?.log.map(({ status }) => status)
  }
  await expect.poll(attempts, { timeout: 60_000 }).toEqual([500])
  broken = false
  world.clock.advance(6_000)
  await expect
    .poll(() => [...kept.values()], { timeout: 60_000 })
    .toMatchObject([{ type: 'payment.paid', paymentId: payment.id }])
})

test('a shop’s own tests can make genuine webhooks, and others that are refused', async () => {
  const event = { feedSeq: 1, paymentId: 'pay_x', seq: 1, type: 'payment.paid', data: {}, at: '2026-11-20T06:24:59Z' }
  const body = JSON.stringify(event)
  const secret = `whsec_${Buffer.from('a secret that only tests know').toString('base64')}`
  secrets.push(secret)
  const headers = testHeaders(body, secret, { id: 'dlv_test' })
  const post = (sent: string) => fetch(url, { method: 'POST', headers, body: sent })
  expect((await post(body)).status).toBe(204)
  expect(kept.get('dlv_test')).toEqual(event)
  expect((await post(body.replace('paid', 'failed'))).status).toBe(400)
})
