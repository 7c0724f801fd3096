/** A webhook is a hint: the genuine one points at the payment, everything else proves nothing and never throws. */
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { Payment } from '../../core/payment/payment.ts'
import type { RawWebhook, WebhookReading } from '../../ports/provider.ts'
import { openEar } from './ear.ts'
import type { Suite } from './suite.ts'
import type { KitWorld } from './world.ts'

export function describeWebhook({ world }: Suite): void {
  describe('readWebhook', () => {
    it('of the genuine one is a hint at this payment', () => genuine(world()))
    it('of the genuine one ends its retries by our answer', () => acknowledged(world()))
    it('of a cut one never throws and proves nothing', () => cut(world()))
    it('of one with a bit turned never throws and proves nothing', () => turned(world()))
    it('of a forged one proves nothing', () => forged(world()))
    it('without its headers proves nothing', () => bare(world()))
    it('meant for another account proves nothing there', () => foreign(world()))
    it('of garbage never throws and proves nothing', () => garbage(world()))
  })
}

interface Heard {
  readonly payment: Payment
  readonly webhook: RawWebhook
}

/** Pays, and takes the first notification about it, as it came over the wire. */
async function hear(world: KitWorld): Promise<Heard> {
  const { setup, control, provider } = world
  if (setup.webhookOf !== undefined) {
    const payment = await world.paid()
    return { payment, webhook: setup.webhookOf(payment) }
  }
  const ear = await openEar(provider.webhookAnswer.accepted)
  try {
    await control.webhooksTo(ear.url)
    const payment = await world.paid()
    await vi.waitFor(() => expect(ear.heard.length).toBeGreaterThan(0), { timeout: 5_000, interval: 10 })
    const webhook = ear.heard[0]
    if (webhook === undefined) throw new Error('nothing was heard')
    return { payment, webhook }
  } finally {
    await control.webhooksTo(null)
    await ear.close()
  }
}

const read = (world: KitWorld, webhook: RawWebhook): Promise<WebhookReading> =>
  world.provider.readWebhook(webhook, world.call().at)

async function genuine(world: KitWorld): Promise<void> {
  const { payment, webhook } = await hear(world)
  const reading = await read(world, webhook)
  expect(reading).toMatchObject({ kind: 'hint', event: expect.stringMatching(/./) })
  expect(webhook.body.length).toBeLessThan(world.provider.webhookLimitBytes / 2)
  if (reading.kind !== 'hint') return
  const { providerRef, providerOrderId } = payment
  expect([reading.ref === providerRef, reading.orderNumber === providerOrderId]).toContain(true)
  expect([providerRef, null]).toContain(reading.ref)
  expect([providerOrderId, null]).toContain(reading.orderNumber)
  expect(reading.proven).toBe(world.capabilities.webhookProof === 'signature' ? true : reading.proven)
  if (world.capabilities.webhookProof === 'none') expect(reading.proven).toBe(null)
}

async function acknowledged(world: KitWorld): Promise<void> {
  const { setup, control } = world
  if (setup.webhookOf !== undefined) return
  const ear = await openEar(world.provider.webhookAnswer.accepted)
  try {
    await control.webhooksTo(ear.url)
    await world.paid()
    const states = async () => (await control.notifications()).map(({ state }) => state)
    await vi.waitFor(async () => expect(await states()).toContain('acknowledged'), { timeout: 5_000, interval: 10 })
    for (const state of await states()) expect(['waiting', 'acknowledged']).toContain(state)
  } finally {
    await control.webhooksTo(null)
    await ear.close()
  }
}

/**
 * Nothing may call itself proven, unless it is the genuine reference once more: some signatures stand in the body and
 * cover the reference and the amount only.
 */
function expectUnproven(reading: WebhookReading, genuineRef: string | null): void {
  expect(['hint', 'refused', 'ignored']).toContain(reading.kind)
  if (reading.kind !== 'hint' || reading.proven !== true) return
  expect(genuineRef, JSON.stringify(reading)).not.toBe(null)
  expect(reading.ref).toBe(genuineRef)
}

async function cut(world: KitWorld): Promise<void> {
  const { payment, webhook } = await hear(world)
  for (const share of [0, 0.1, 0.25, 0.5, 0.75, 0.9]) {
    const body = webhook.body.subarray(0, Math.floor(webhook.body.length * share))
    expectUnproven(await read(world, { ...webhook, body }), payment.providerRef)
  }
}

async function turned(world: KitWorld): Promise<void> {
  const { payment, webhook } = await hear(world)
  const step = Math.max(1, Math.floor(webhook.body.length / 40))
  for (let index = 0; index < webhook.body.length; index += step) {
    const body = Uint8Array.from(webhook.body, (byte, at) => (at === index ? byte ^ 1 : byte))
    expectUnproven(await read(world, { ...webhook, body }), payment.providerRef)
  }
}

async function forged(world: KitWorld): Promise<void> {
  const { setup, control, provider } = world
  if (setup.webhookOf !== undefined) return
  const ear = await openEar(provider.webhookAnswer.refused)
  try {
    await control.webhooksTo(ear.url)
    await control.fault('webhook', 'webhook_forge', { times: 1 })
    await world.paid()
    await vi.waitFor(() => expect(ear.heard.length).toBeGreaterThanOrEqual(2), { timeout: 5_000, interval: 10 })
    const readings = await Promise.all(ear.heard.map((webhook) => read(world, webhook)))
    const proven = readings.filter((reading) => reading.kind === 'hint' && reading.proven === true)
    // The forged one and the true one came in no order that could be relied on.
    expect(proven.length).toBeLessThan(readings.length)
    if (world.capabilities.webhookProof === 'signature') {
      expect(readings.filter(({ kind }) => kind === 'refused').length).toBeGreaterThanOrEqual(1)
    }
  } finally {
    await control.webhooksTo(null)
    await ear.close()
  }
}

async function bare(world: KitWorld): Promise<void> {
  const { payment, webhook } = await hear(world)
  expectUnproven(await read(world, { ...webhook, headers: {} }), payment.providerRef)
}

async function foreign(world: KitWorld): Promise<void> {
  const { webhook } = await hear(world)
  // Not even of the genuine reference: the foreigner’s secret cannot have signed it.
  expectUnproven(await world.foreign.readWebhook(webhook, world.call().at), null)
}

const CONTENT_TYPES = ['application/json', 'application/x-www-form-urlencoded', 'text/plain', '', 'nonsense'] as const

async function garbage(world: KitWorld): Promise<void> {
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.json().map((text) => new TextEncoder().encode(text)),
    fc.webQueryParameters().map((text) => new TextEncoder().encode(text)),
  )
  const given = fc.record({ body, contentType: fc.constantFrom(...CONTENT_TYPES) })
  const property = fc.asyncProperty(given, async (webhook) => {
    expectUnproven(await read(world, { headers: { 'content-type': webhook.contentType }, ...webhook }), null)
  })
  await fc.assert(property, { numRuns: 150 })
  const huge = { headers: {}, contentType: 'application/json', body: new Uint8Array(2_000_000).fill(0x7b) }
  expectUnproven(await read(world, huge), null)
}
