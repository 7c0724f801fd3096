/** Webhooks from the wire to the hint: none that was acknowledged is lost, and no flood costs more than it may. */
import pg from 'pg'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createWorld, type World, type WorldOptions } from '../../test/world.ts'
import type { PaymentFile } from '../core/payment/payment.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../core/time.ts'
import { SANDBOX_CREDENTIALS } from '../sandbox/index.ts'
import type { Engine } from './engine.ts'
import type { Heard } from './hear.ts'

const SOURCE = '127.0.0.1'
const JSON_TYPE = 'application/json'

let shop: World
let sql: pg.Client
const open = async (options: WorldOptions): Promise<void> => {
  shop = await createWorld(options)
  sql = new pg.Client({ connectionString: shop.connectionString })
  await sql.connect()
}
const close = async (): Promise<void> => {
  await sql.end()
  await shop.close()
}

const on = () => [...shop.deps.channels.keys()][0] ?? ''
const send = (body: string, more: { engine?: Engine; headers?: Record<string, string>; source?: string } = {}) => {
  const { engine = shop.engine, headers = {}, source = SOURCE } = more
  const token = engine.webhookPath(on()).split('/').at(-1) ?? ''
  return engine.hear({ channel: on(), token, headers, contentType: JSON_TYPE, source, body: Buffer.from(body) })
}
const follow = (heard: Heard) => (heard.ok ? heard.follow() : Promise.reject(new Error('there is no such URL')))
const hear = async (...given: Parameters<typeof send>) => await follow(await send(...given))

const rows = async () => (await sql.query<{ state: string; n: number }>(ROWS)).rows.map(({ state, n }) => [state, n])
const ROWS = 'select state, count(*)::int as n from inbox group by state order by state'
const forget = () => sql.query('delete from inbox')
const hintsOf = async ({ payment }: PaymentFile) => (await shop.load(payment.id)).payment.hintsHeard
const inquiries = async () =>
  ((await shop.control('GET', `/control/calls?provider=${on()}`)) as { operation: string }[]).filter(
    ({ operation }) => operation === 'inquire',
  ).length

describe('on PortOne V1, whose webhooks nothing proves', () => {
  beforeAll(() => open({ on: 'portone-v1' }))
  afterAll(close)
  const about = ({ payment }: PaymentFile) =>
    JSON.stringify({ imp_uid: payment.providerRef, merchant_uid: payment.providerOrderId, status: 'paid' })
  const stranger = (n: number) =>
    JSON.stringify({ imp_uid: `imp_${100_000_000_000 + n}`, merchant_uid: `X${n}`, status: 'paid' })

  test('one that its process could not follow is followed by another after 20 s, and by one only', async () => {
    await forget()
    const file = await shop.pay('FOLLOWED1')
    const before = await hintsOf(file)
    await send(about(file))
    expect(await rows()).toEqual([['stored', 1]])
    const others = [shop.another(), shop.another(), shop.another()]
    await Promise.all(others.map((other) => other.sweep(0)))
    expect(await hintsOf(file)).toBe(before)
    shop.clock.advance(20 * SECOND_MS)
    await Promise.all(others.map((other) => other.sweep(0)))
    expect(await hintsOf(file)).toBe(before + 1)
    expect(await rows()).toEqual([['heard', 1]])
    shop.clock.advance(DAY_MS)
    await Promise.all(others.map((other) => other.sweep(0)))
    expect(await hintsOf(file)).toBe(before + 1)
  })

  test('those that wait at the same time are one hint, and each has an end', async () => {
    await forget()
    const file = await shop.pay('FOLLOWED2')
    const before = await hintsOf(file)
    const heard = await Promise.all(Array.from({ length: 200 }, () => send(about(file))))
    await Promise.all(heard.map(follow))
    expect((await hintsOf(file)) - before).toBeLessThanOrEqual(3)
    expect(await rows()).toEqual([['heard', 200]])
  })

  test('five hundred about one payment are an inquiry in ten seconds', async () => {
    const file = await shop.pay('FOLLOWED3')
    await shop.settle()
    const before = await inquiries()
    const from = shop.deps.clock.now()
    for (let second = 0; second < 50; second += 1) {
      for (let n = 0; n < 10; n += 1) await hear(about(file))
      await shop.pass(SECOND_MS)
    }
    // Real time passes too.
    const tens = Math.ceil((shop.deps.clock.now() - from) / (10 * SECOND_MS))
    expect((await inquiries()) - before).toBeLessThanOrEqual(tens + 1)
    expect((await inquiries()) - before).toBeGreaterThanOrEqual(4)
  })

  test('a thousand about what nobody knows are two inquiries a second, and leave little behind', async () => {
    await forget()
    await shop.pass(MINUTE_MS)
    const before = await inquiries()
    const from = shop.deps.clock.now()
    const payments = await shop.deps.store.list({ limit: 100 })
    for (let second = 0; second < 5; second += 1) {
      const heard = await Promise.all(Array.from({ length: 200 }, (_, n) => send(stranger(second * 200 + n))))
      await Promise.all(heard.map(follow))
      shop.clock.advance(SECOND_MS)
    }
    const seconds = Math.ceil((shop.deps.clock.now() - from) / SECOND_MS)
    expect((await inquiries()) - before).toBeLessThanOrEqual(2 * (seconds + 1))
    const kept = new Map((await rows()) as [string, number][])
    expect(kept.get('overflow')).toBeLessThanOrEqual(110)
    expect(kept.get('stored') ?? 0).toBe(0)
    expect(await shop.deps.store.list({ limit: 100 })).toHaveLength(payments.length)
  })

  test('one that cannot be followed is tried for more than a day, then given up with a word in the log', async () => {
    await forget()
    const file = await shop.pay('FOLLOWED4')
    await send(about(file))
    const before = await hintsOf(file)
    const blind = shop.another({ name: 'gone' })
    const blindly = () => blind.sweep(0)
    // A process that has the channel no more leaves it to the others.
    ;(blind.deps.channels as Map<string, unknown>).clear()
    let ms = 0
    for (let tried = 0; tried < 24; tried += 1, ms += HOUR_MS) {
      shop.clock.advance(HOUR_MS)
      await blindly()
    }
    expect(await rows()).toEqual([['stored', 1]])
    shop.clock.advance(HOUR_MS)
    await blindly()
    expect(await rows()).toEqual([['failed', 1]])
    expect(ms).toBeGreaterThanOrEqual(DAY_MS)
    expect(await hintsOf(file)).toBe(before)
    expect(shop.logged.some(({ message }) => message.includes('could not be followed, however often'))).toBe(true)
  })

  test('a wrong token is nothing, whoever asks', async () => {
    await forget()
    for (const token of ['', 'x', shop.engine.webhookPath('other').split('/').at(-1) ?? '']) {
      const raw = { headers: {}, contentType: JSON_TYPE, source: SOURCE, body: Buffer.from('{}') }
      expect(await shop.engine.hear({ channel: on(), token, ...raw })).toMatchObject({ ok: false })
    }
    expect(await rows()).toEqual([])
  })

  test('a reference that PostgreSQL could not even compare is refused', async () => {
    const reading = async (merchant_uid: string) =>
      await send(JSON.stringify({ imp_uid: 'imp_123456789012', merchant_uid, status: 'paid' }))
    for (const name of ['a\0b', '\ud800']) {
      expect(await reading(name)).toMatchObject({ ok: true, answer: { status: 400 } })
    }
  })
})

describe('on a channel with a list of senders', () => {
  beforeAll(() => open({ on: 'tosspayments', channel: { webhookSources: (address) => address === '10.0.0.1' } }))
  afterAll(close)

  test('one who is not on it is refused as the protocol wants, and seen in the inbox', async () => {
    const file = await shop.pay('LISTED0001')
    const { providerRef: paymentKey, providerOrderId: orderId } = file.payment
    const body = JSON.stringify({ eventType: 'PAYMENT_STATUS_CHANGED', data: { paymentKey, orderId } })
    expect(await send(body, { source: '10.0.0.2' })).toMatchObject({ ok: true, answer: { status: 400 } })
    expect(await rows()).toEqual([['refused', 1]])
    const { rows: kept } = await sql.query<{ source: string; event: string }>('select source, event from inbox')
    expect(kept).toEqual([{ source: '10.0.0.2', event: 'the sender is not on the list' }])
    const before = await hintsOf(file)
    await hear(body, { source: '10.0.0.1' })
    expect(await hintsOf(file)).toBe(before + 1)
  })

  test('a flood of refused ones is answered, and a hundred of them are kept', async () => {
    await forget()
    for (let n = 0; n < 400; n += 1) {
      expect(await send('{}', { source: '10.0.0.2' })).toMatchObject({ answer: { status: 400 } })
    }
    const [[state, kept] = []] = await rows()
    expect(state).toBe('refused')
    expect(kept).toBeLessThanOrEqual(105)
    expect(kept).toBeGreaterThanOrEqual(90)
  })
})

describe('on PortOne V2, whose proof is bound to its time', () => {
  beforeAll(() => open({ on: 'portone-v2' }))
  afterAll(close)
  const { webhookSecret, storeId } = SANDBOX_CREDENTIALS['portone-v2']

  test('what was genuine when it came is still followed hours later', async () => {
    const file = await shop.pay('LATE000001')
    const before = await hintsOf(file)
    const body = JSON.stringify({
      type: 'Transaction.Paid',
      data: { storeId, paymentId: file.payment.providerOrderId },
    })
    const at = new Date()
    const headers = {
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(webhookSecret).sign('evt_1', at, body),
    }
    expect(await send(body, { headers })).toMatchObject({ ok: true, answer: { status: 200 } })
    shop.clock.advance(3 * HOUR_MS)
    await shop.another().sweep(0)
    expect(await hintsOf(file)).toBe(before + 1)
  })
})
