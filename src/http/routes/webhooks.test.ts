/** Webhooks as the sandboxes really send them: stored, answered, and made true by an inquiry. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Service, startService } from '../../../test/http/server.ts'
import { developmentConfig } from '../../cli/dev-channels.ts'
import { PROVIDER_IDS, type ProviderId } from '../../core/payment/payment.ts'

const URLS = Object.fromEntries(PROVIDER_IDS.map((id) => [id, 'http://127.0.0.1:1']))
/** NICEPAY's simulator tells of deposits only (src/http/deposits.test.ts). */
const PROVIDERS = (
  Object.keys(developmentConfig({ orderWithin: null }, { urls: URLS }).channels) as ProviderId[]
).filter((id) => id !== 'nicepay')

interface Notification {
  readonly event: string
  readonly acknowledged: boolean
  readonly attempts: readonly { readonly status: number | null }[]
}

describe.each(PROVIDERS)('webhooks of %s', (on) => {
  let shop: Service
  beforeAll(async () => {
    shop = await startService({ on })
    const url = `${shop.url}${shop.engine.webhookPath(on)}`
    await shop.control('PUT', '/control/webhook-targets', { provider: on, url })
  })
  afterAll(() => shop.close())

  const sent = async () => (await shop.control('GET', `/control/notifications?provider=${on}`)) as Notification[]

  test('are acknowledged, and a cancel at the provider’s own site is seen without anybody asking', async () => {
    const file = await shop.pay('HOOKED0001')
    const { id, providerRef } = file.payment
    await shop.engine.recordOrder(id, { ref: 'R', amount: null })
    await shop.control('POST', '/control/console-cancels', { provider: on, ref: providerRef, amount: 10_000 })
    await expect.poll(async () => (await sent()).length, { timeout: 60_000 }).toBeGreaterThan(0)
    await expect
      .poll(async () => (await sent()).every(({ acknowledged }) => acknowledged), { timeout: 60_000 })
      .toBe(true)
    const cancelled = async () => (await shop.load(id)).payment.amounts.observedCancelled
    for (let tries = 0; tries < 20 && (await cancelled()) === 0; tries += 1) await shop.pass(11_000)
    expect(await shop.load(id)).toMatchObject({
      payment: { state: 'partially_cancelled', order: { ref: 'R' } },
      cancellations: [{ kind: 'observed', amount: 10_000 }],
    })
  })

  test('that nobody heard are sent again by the provider’s own schedule, and the cancel is seen', async () => {
    const { id, providerRef } = (await shop.pay('HOOKED0002')).payment
    await shop.engine.recordOrder(id, { ref: 'R', amount: null })
    const target = (url: string) => shop.control('PUT', '/control/webhook-targets', { provider: on, url })
    const retries = on === 'portone-v1' ? { webhookRetries: 5 } : {}
    await shop.control('POST', '/control/switches', { provider: on, ...retries })
    await target('http://127.0.0.1:1/nobody')
    await shop.control('POST', '/control/console-cancels', { provider: on, ref: providerRef, amount: 10_000 })
    await expect
      .poll(async () => (await sent()).some(({ attempts }) => attempts.some(({ status }) => status === null)))
      .toBe(true)
    await target(`${shop.url}${shop.engine.webhookPath(on)}`)
    await shop.pass(61_000)
    await expect.poll(async () => (await sent()).every(({ acknowledged }) => acknowledged)).toBe(true)
    const cancelled = async () => (await shop.load(id)).payment.amounts.observedCancelled
    for (let tries = 0; tries < 20 && (await cancelled()) === 0; tries += 1) await shop.pass(1_000)
    expect(await cancelled()).toBe(10_000)
  })

  test('fifty times the same change nothing more', async () => {
    const before = await shop.engine.deps.store.list({ limit: 10 })
    const headers = { 'content-type': 'application/json' }
    for (let times = 0; times < 50; times += 1) {
      await fetch(`${shop.url}${shop.engine.webhookPath(on)}`, { method: 'POST', body: '{"nothing":true}', headers })
    }
    await shop.pass(11_000)
    const after = await shop.engine.deps.store.list({ limit: 10 })
    expect(after.map(({ payment }) => payment.amounts)).toEqual(before.map(({ payment }) => payment.amounts))
  })
})

test('beyond 36,000 a minute one sender to one channel is told to come again, and nobody else is', async () => {
  const shop = await startService({ on: 'tosspayments' })
  try {
    const post = (channel: string, remoteAddress: string) =>
      shop.app.inject({ method: 'POST', url: `/v1/webhooks/${channel}/nearly`, remoteAddress, payload: '{}' })
    // 36,000 a minute; a wrong token is counted like any other.
    for (let n = 0; n < 36_000; n += 1_000) {
      await Promise.all(Array.from({ length: 1_000 }, () => post('tosspayments', '10.0.0.1')))
    }
    const beyond = await post('tosspayments', '10.0.0.1')
    expect([beyond.statusCode, beyond.headers['retry-after']]).toEqual([503, expect.stringMatching(/^\d+$/)])
    expect((await post('tosspayments', '10.0.0.2')).statusCode).toBe(404)
    expect((await post('other', '10.0.0.1')).statusCode).toBe(404)
  } finally {
    await shop.close()
  }
})
