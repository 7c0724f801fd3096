/** Whole histories over HTTP, sandbox and PostgreSQL: however webhooks come, they end as in the clean run. */
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { dice } from '../../test/core.ts'
import { essenceOf } from '../../test/core-history.ts'
import { type Service, startService } from '../../test/http/server.ts'
import { PROVIDER_IDS, type ProviderId } from '../core/payment/payment.ts'
import { DAY_MS, SECOND_MS } from '../core/time.ts'
import type { RawWebhook } from '../ports/provider.ts'
import { openEar } from '../providers/kit/ear.ts'
import { SANDBOX_CREDENTIALS } from '../sandbox/index.ts'

/** Of each provider; more with `STACK_HISTORIES=50 vitest run …`. */
const HISTORIES = Number(process.env.STACK_HISTORIES ?? 6)
const SEED = Number(process.env.SEED ?? Math.floor(Date.now() / DAY_MS))
const BUYER = { name: '홍길동', email: 'buyer@example.com', phone: '01012345678' }
/** What comes late comes over four days. */
const ROUNDS = 8
const ROUND_MS = (4 * DAY_MS) / ROUNDS

type Told = 'once' | 'noisily'

/** What happens at the provider; the same for both tellings. */
interface Script {
  readonly method: 'card' | 'virtual_account'
  readonly orders: boolean
  readonly refund: number
  /** Cancelled at the provider's own site; for NICEPAY all of it, which is all that asking shows. */
  readonly console: number
}

function scriptsOf(on: ProviderId): Script[] {
  const roll = dice(SEED)
  return Array.from({ length: HISTORIES }, (_, n) => {
    const method = n % 3 === 2 && on !== 'nicepay-rest' ? 'virtual_account' : 'card'
    const isCard = method === 'card'
    const refund = isCard && n % 2 === 0 ? 1_000 * (1 + roll(20)) : 0
    const part = on === 'nicepay' ? 50_000 - refund : 1_000 * (1 + roll(20))
    return { method, orders: !isCard || n % 4 !== 3, refund, console: isCard && roll(2) === 0 ? part : 0 }
  })
}

async function play(on: ProviderId, how: Told): Promise<object[]> {
  const shop = await startService({ on, channel: { webhookSources: (address) => address.includes('127.0.0.1') } })
  const ear = await openEar({ status: 200, contentType: 'text/plain', body: 'OK' })
  try {
    const url = how === 'once' ? `${shop.url}${shop.engine.webhookPath(on)}` : ear.url
    await shop.control('PUT', '/control/webhook-targets', { provider: on, url })
    const ids: string[] = []
    for (const [n, script] of scriptsOf(on).entries())
      ids.push(await live(shop, on, { ...script, orderId: `STORY${n}00000` }))
    await shop.pass(15 * SECOND_MS)
    if (how === 'noisily') await deliver(shop, on, ear.heard)
    // The provider's own way to mend what was lost: the merchant has everything sent once more.
    if (how === 'noisily') for (const webhook of ear.heard) await post(shop, on, webhook)
    for (let n = 0; n < ROUNDS; n += 1) await shop.pass(how === 'once' ? ROUND_MS : 15 * SECOND_MS)
    return await Promise.all(ids.map(async (id) => essenceOf(await shop.load(id as never))))
  } finally {
    await ear.close()
    await shop.close()
  }
}

async function live(shop: Service, on: ProviderId, script: Script & { orderId: string }): Promise<string> {
  const { orderId, method, orders, refund } = script
  const expiresAt = new Date(shop.clock.now() + 3 * DAY_MS).toISOString()
  const account = method === 'card' ? { method } : { virtualAccount: { bank: '088', holder: '매듭', expiresAt } }
  const order = { orderId, orderName: '바다방', amount: 50_000, channel: on, buyer: BUYER, ...account }
  const { status, body, text } = await shop.call('POST', '/v1/payments', order)
  expect(status, text).toBe(201)
  const { id, providerOrderId } = body
  if (method === 'card') {
    const play = { provider: on, orderId: providerOrderId, amount: 50_000, method, action: 'pay' }
    const played = (await shop.control('POST', '/control/buyers', play)) as { return: object }
    await shop.call('POST', `/v1/payments/${id}/approve`, { return: played.return })
  } else {
    await shop.control('POST', '/control/deposits', { provider: on, ref: body.providerRef, amount: 50_000 })
  }
  if (orders) expect((await shop.call('PUT', `/v1/payments/${id}/order`, { ref: 'R' })).status).toBe(200)
  if (refund > 0) {
    const asked = { amount: refund, reason: '변심' }
    await shop.call('POST', `/v1/payments/${id}/cancellations`, asked, { 'idempotency-key': `${id}-1` })
  }
  const { providerRef: ref } = (await shop.call('GET', `/v1/payments/${id}`)).body
  // Where nothing was ordered the net gives it back, and nobody interferes.
  if (script.console > 0 && orders) {
    await shop.control('POST', '/control/console-cancels', { provider: on, ref, amount: script.console })
  }
  return id
}

/** Each ×1–10, a fifth of the copies lost, in any order, over four days. */
async function deliver(shop: Service, on: ProviderId, heard: readonly RawWebhook[]): Promise<void> {
  const roll = dice(SEED + 1)
  const copies = heard.flatMap((webhook) =>
    Array.from({ length: 1 + roll(10) }, () => ({
      webhook,
      round: roll(ROUNDS),
      isLost: roll(5) === 0,
      place: roll(1_000),
    })),
  )
  for (let round = 0; round < ROUNDS; round += 1) {
    const now = copies.filter((one) => one.round === round && !one.isLost).sort((a, b) => a.place - b.place)
    for (const { webhook } of now) await post(shop, on, webhook)
    await shop.pass(ROUND_MS)
  }
}

const { webhookSecret } = SANDBOX_CREDENTIALS['portone-v2']

/** PortOne V2 signs every attempt anew (portone-v2 §10.5), by the machine's own clock. */
async function post(shop: Service, on: ProviderId, { body, contentType }: RawWebhook): Promise<void> {
  const at = new Date()
  const proof =
    on === 'portone-v2'
      ? {
          'webhook-id': 'evt_story',
          'webhook-timestamp': String(Math.floor(at.getTime() / SECOND_MS)),
          'webhook-signature': new Webhook(webhookSecret).sign('evt_story', at, Buffer.from(body).toString('utf8')),
        }
      : {}
  const headers = { 'content-type': contentType, ...proof }
  const answer = await shop.visit(shop.engine.webhookPath(on), { method: 'POST', headers, body: Buffer.from(body) })
  expect(answer.status, answer.text).toBe(200)
}

describe.each(PROVIDER_IDS)('%s', { timeout: 240_000 + HISTORIES * 10_000 }, (on) => {
  test(`${HISTORIES} histories end as in the clean run`, async () => {
    const clean = await play(on, 'once')
    expect(await play(on, 'noisily')).toEqual(clean)
    for (const one of clean) expect(one).toMatchObject({ hold: null })
  })
})
