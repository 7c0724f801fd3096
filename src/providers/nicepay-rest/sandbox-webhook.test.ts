/** Plays the sandbox's webhooks into the adapter: genuine ones are proven hints, forged ones are refused. */
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
  world = worldOf(await startSandbox({ controlPort: 0, webhookTargets: { 'nicepay-rest': url } }))
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

test('a payment and its refund are heard of', async () => {
  const payment = await world.approved()
  await world.provider.cancel(payment, sampleCancellation(), world.call())
  const hint = { kind: 'hint', ref: payment.providerRef, orderNumber: payment.providerOrderId, proven: true }
  await expect.poll(readings).toEqual(
    expect.arrayContaining([
      { ...hint, event: 'paid' },
      { ...hint, event: 'cancelled' },
    ]),
  )
})

test('a forged one is refused', async () => {
  await world.fault('webhook', 'webhook_forge', { times: 10 })
  await world.approved()
  await expect.poll(readings).toEqual(expect.arrayContaining([{ kind: 'refused', why: 'the signature is wrong' }]))
})
