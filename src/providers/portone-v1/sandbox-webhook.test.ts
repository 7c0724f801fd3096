/** Plays the sandbox's webhooks into the adapter: all of them are hints, the forged ones too. */
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { RawWebhook } from '../../ports/provider.ts'
import { startSandbox } from '../../sandbox/index.ts'
import { sampleCancellation } from './fixtures/sample.ts'
import type { World } from './fixtures/world.ts'
import { worldOf } from './fixtures/world.ts'

const received: RawWebhook[] = []
const shop = createServer((request, response) => void take(request).then(() => response.end('OK')))

async function take(request: IncomingMessage): Promise<void> {
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
  received.push({ headers, body: await buffer(request), contentType: headers['content-type'] ?? '' })
}

let world: World
beforeAll(async () => {
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/hook`
  world = worldOf(await startSandbox({ controlPort: 0, webhookTargets: { 'portone-v1': url } }))
})
afterAll(async () => {
  await world.sandbox.close()
  shop.closeAllConnections()
  await new Promise((resolve) => shop.close(resolve))
})
beforeEach(async () => {
  await world.control('POST', 'reset', {})
  received.length = 0
})

/** What the adapter makes of everything that came so far. */
const readings = () => Promise.all(received.map((one) => world.provider.readWebhook(one, world.call().at)))

test.each(['json', 'form'])('a payment and our own refund are heard of, as %s', async (webhookFormat) => {
  await world.switches({ webhookFormat })
  const payment = await world.approved()
  await world.provider.cancel(payment, sampleCancellation(), world.call())
  const hint = { kind: 'hint', ref: payment.providerRef, orderNumber: payment.providerOrderId, proven: null }
  await expect.poll(readings).toEqual([
    { ...hint, event: 'paid' },
    { ...hint, event: 'cancelled' },
  ])
})

test('a forged one is a hint that the inquiry does not follow', async () => {
  await world.fault('webhook', 'webhook_forge')
  const payment = await world.returned()
  await expect.poll(readings).toContainEqual(expect.objectContaining({ event: 'cancelled', ref: payment.providerRef }))
  expect(await world.statusOf(payment)).toBe('paid')
})
