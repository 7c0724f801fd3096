/** Reads the webhooks that the sandbox really sends, over HTTP, duplicates and forgeries included. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { WebhookReading } from '../../ports/provider.ts'
import { startSandbox } from '../../sandbox/index.ts'
import { sampleCancellation } from './fixtures/sample.ts'
import type { World } from './fixtures/world.ts'
import { worldOf } from './fixtures/world.ts'

let world: World
let heard: WebhookReading[] = []
const server = createServer(async (request, response) => {
  const body = await buffer(request)
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
  const raw = { headers, body, contentType: headers['content-type'] ?? '' }
  const reading = await world.provider.readWebhook(raw, world.sandbox.clock.now())
  heard = [...heard, reading]
  const answer = world.provider.webhookAnswer[reading.kind === 'refused' ? 'refused' : 'accepted']
  response.writeHead(answer.status, { 'content-type': answer.contentType }).end(answer.body)
})

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  world = worldOf(await startSandbox({ controlPort: 0 }))
})
afterAll(async () => {
  await world.sandbox.close()
  server.close()
})
beforeEach(async () => {
  await world.control('POST', 'reset', {})
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  await world.control('PUT', 'webhook-targets', { provider: 'tosspayments', url })
  heard = []
})

test('a charge and its cancel are two hints about one payment', async () => {
  const payment = await world.approved()
  await world.provider.cancel(payment, sampleCancellation(), world.call())
  await expect.poll(() => heard.length).toBe(2)
  const hint = {
    kind: 'hint',
    event: 'PAYMENT_STATUS_CHANGED',
    ref: payment.providerRef,
    orderNumber: payment.providerOrderId,
    proven: null,
  }
  expect(heard).toEqual([hint, hint])
})

test('an account tells of its deposit twice: with its payment and, flat, with its order number', async () => {
  const payment = await world.returned('virtual_account')
  await world.provider.approve(payment, world.call())
  await world.control('POST', 'deposits', { provider: 'tosspayments', ref: payment.providerRef, amount: 1000 })
  await expect.poll(() => heard.length).toBe(4)
  const told = heard.map((one) => (one.kind === 'hint' ? [one.event, one.ref, one.orderNumber] : [one.kind]))
  const { providerRef: ref, providerOrderId: order } = payment
  expect(told).toContainEqual(['PAYMENT_STATUS_CHANGED', ref, order])
  expect(told).toContainEqual(['DEPOSIT_CALLBACK/WAITING_FOR_DEPOSIT', null, order])
  expect(told).toContainEqual(['DEPOSIT_CALLBACK/DONE', null, order])
})

test('a cancel that ended later is told without a name, and ignored: it is followed by looking', async () => {
  await world.switches({ asyncCancel: 'done' })
  const payment = await world.approved('easy_pay')
  await world.provider.cancel(payment, sampleCancellation(), world.call())
  await world.control('POST', 'clock', { advanceMs: 120_000 })
  await expect.poll(() => heard).toContainEqual({ kind: 'ignored', event: 'CANCEL_STATUS_CHANGED' })
  await world.switches({ asyncCancel: 'off' })
})

test('a forged webhook is a hint like any other, and the look-up tells the truth', async () => {
  await world.fault('webhook', 'webhook_forge')
  const payment = await world.approved()
  await expect.poll(() => heard.length).toBeGreaterThan(0)
  expect(heard[0]).toMatchObject({ kind: 'hint', ref: payment.providerRef, proven: null })
  expect(await world.statusOf(payment)).toBe('paid')
})
