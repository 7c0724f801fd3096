/**
 * Three nodes on one database, one of them killed every few seconds under load; then judged by the providers' books.
 * `NODES_SECONDS=600 vitest run … test/nodes` runs longer.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Receiver, startReceiver } from '../receiver.ts'
import type { BookRow } from '../world.ts'
import { type Cluster, startCluster } from './cluster.ts'
import { KINDS, type Life, live, refund, tie } from './shop.ts'

const SECONDS = Number(process.env.NODES_SECONDS ?? '12')
const KILL_EVERY_MS = 2_500
const SHOPS = 6
/** Parts that are lost are a person's on NICEPAY: there the shop refunds wholly. */
const CHANNELS = { nicepay: ['tied', 'lost', 'whole', 'dropped'], tosspayments: KINDS, 'portone-v2': KINDS } as const
const COMPARED = ['tosspayments', 'portone-v2'] as const

let cluster: Cluster
let receiver: Receiver
const lives: Life[] = []
const books = new Map<string, BookRow>()

beforeAll(
  async () => {
    cluster = await startCluster({ nodes: 3, seed: 41 })
    receiver = await startReceiver()
    const { status } = await cluster.call('POST', '/v1/webhook-endpoints', { url: receiver.url })
    expect(status).toBe(201)
    await underLoad()
    await cluster.allUp()
    const cutOff = lives.filter((one) => !one.confirmed && one.kind !== 'lost').length
    await comeToRest()
    if (process.env.NODES_SECONDS !== undefined) tell(cutOff)
    for (const channel of Object.keys(CHANNELS)) {
      const { body } = await cluster.control('GET', `/control/books?provider=${channel}`)
      for (const row of body as BookRow[]) books.set(`${channel} ${row.orderId}`, row)
    }
  },
  (SECONDS + 240) * 1_000,
)
afterAll(async () => {
  await receiver.close()
  await cluster.close()
})

async function underLoad(): Promise<void> {
  const end = Date.now() + SECONDS * 1_000
  let made = 0
  const shop = async (): Promise<void> => {
    while (Date.now() < end) {
      made += 1
      const channels = Object.keys(CHANNELS) as (keyof typeof CHANNELS)[]
      const channel = channels[made % channels.length] ?? 'nicepay'
      const kinds = CHANNELS[channel]
      const kind = kinds[Math.floor(made / channels.length) % kinds.length] ?? 'tied'
      lives.push(await live(cluster, { channel, kind, orderId: `NODES${String(made).padStart(6, '0')}` }))
    }
  }
  const killer = async (): Promise<void> => {
    while (Date.now() + KILL_EVERY_MS < end) {
      await sleep(KILL_EVERY_MS)
      await cluster.killOne()
    }
  }
  await Promise.all([killer(), ...Array.from({ length: SHOPS }, shop)])
}

/** Figures of a long run, for whoever asked for one. */
function tell(cutOff: number): void {
  const kinds = KINDS.map((kind) => `${kind} ${lives.filter((one) => one.kind === kind).length}`)
  const refunds = lives.reduce((sum, { refunds: { length } }) => sum + length, 0)
  const said = `${lives.length} payments (${kinds.join(', ')}), ${refunds} refunds asked for three times, `
  process.stdout.write(`${SECONDS} s: ${said}${cluster.kills()} kills, ${cutOff} not tied when the load ended\n`)
}

const WAITS_SECONDS = [45, 30, 60, 35, 35, 65, 120, 300, 600] as const
/** A look that no node could make (all were busy, or dead) is made on its ladder's next rung, hours later at most. */
const MOST_EXTRA_WAITS = 24
const EXTRA_SECONDS = 600

/** Calls that were cut off are settled by asking, which takes their time; then nothing is due any more. */
async function comeToRest(): Promise<void> {
  for (const seconds of WAITS_SECONDS) await wait(seconds)
  for (let extra = 0; extra < MOST_EXTRA_WAITS && (await isAnyOpen()); extra += 1) await wait(EXTRA_SECONDS)
  for (const one of lives) for (const asked of one.refunds) await refund(cluster, one, asked)
}

async function wait(seconds: number): Promise<void> {
  await cluster.pass(seconds * 1_000)
  await sleep(400)
  for (const one of lives) if (one.kind !== 'lost' && !one.confirmed && !one.refused) await tie(cluster, one)
  await untilIdle()
}

const ENDED = ['cancelled', 'failed', 'expired'] as const
const mustEnd = (one: Life): boolean => !one.confirmed || one.kind === 'dropped'

async function isAnyOpen(): Promise<boolean> {
  for (const one of lives) if (mustEnd(one) && !ENDED.includes((await viewOf(one)).state)) return true
  return false
}

async function untilIdle(): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { body } = await cluster.call('GET', '/v1/attention')
    const due = (body.counts as { reason: string; due: number }[]).filter(({ reason }) => reason !== 'needs_operator')
    if (due.reduce((sum, one) => sum + one.due, 0) === 0) return
    await sleep(50)
  }
}

const bookOf = (one: Life): BookRow | undefined => books.get(`${one.channel} ${one.providerOrderId}`)
const viewOf = async (one: Life) => (await cluster.call('GET', `/v1/payments/${one.paymentId}`)).body

describe('three nodes, one killed every few seconds', () => {
  it('did some work, and lost some processes', () => {
    // Few, because the machine may be busy with anything; how many it was is told by a long run.
    expect(lives.length).toBeGreaterThan(SECONDS / 2)
    expect(cluster.kills()).toBeGreaterThanOrEqual(Math.max(1, Math.floor(SECONDS / 15)))
    for (const channel of Object.keys(CHANNELS)) expect(lives.some((one) => one.channel === channel)).toBe(true)
  })

  it('no payment was given back twice, or more than was paid', () => {
    for (const one of lives) {
      const { amount = 0, cancelledAmount = 0, cancels = [] } = bookOf(one) ?? {}
      expect(cancelledAmount, one.orderId).toBeLessThanOrEqual(amount)
      if (one.kind !== 'parts') expect(cancels.length, one.orderId).toBeLessThanOrEqual(1)
    }
  })

  it('no refund key had two effects, and each named one cancellation', () => {
    for (const one of lives.filter(({ refunds }) => refunds.length > 0)) {
      const asked = one.refunds.reduce((sum, { amount }) => sum + amount, 0)
      expect(bookOf(one), one.orderId).toMatchObject({ cancelledAmount: asked })
      expect(bookOf(one)?.cancels, one.orderId).toHaveLength(one.refunds.length)
      for (const { ids, key } of one.refunds) expect(ids.size, key).toBe(1)
    }
  })

  it('every confirmed order kept its money, every other payment went back', async () => {
    for (const one of lives) {
      const row = bookOf(one)
      const kept = one.confirmed && one.kind !== 'dropped' && one.refunds.length === 0
      if (kept) {
        expect(row, one.orderId).toMatchObject({ cancelledAmount: 0 })
        expect(await viewOf(one)).toMatchObject({ state: 'paid', order: { ref: `R-${one.orderId}` } })
      } else if (mustEnd(one)) {
        const view = await viewOf(one)
        expect(ENDED, `${one.orderId} ${view.state}`).toContain(view.state)
        const charged = row !== undefined && (view.paidAmount > 0 || row.cancelledAmount > 0)
        if (charged) expect(row, one.orderId).toMatchObject({ cancelledAmount: one.amount })
      }
    }
  })

  it('left nothing on the desk and no money without an order', async () => {
    expect((await cluster.call('GET', '/v1/attention')).body.data).toEqual([])
    expect((await cluster.call('GET', '/v1/net/untied')).body.data).toEqual([])
  })

  it('delivered every event to the merchant at least once', async () => {
    const types = new Set(['payment.paid', 'order.recorded', 'cancellation.done'])
    const events: { paymentId: string; seq: number; type: string }[] = []
    for (let after = 0; ; ) {
      const { body } = await cluster.call('GET', `/v1/events?after=${after}&limit=500`)
      events.push(...body.data)
      if (body.data.length === 0) break
      after = body.data.at(-1).feedSeq ?? Number(body.nextCursor)
    }
    const wanted = events.filter(({ type }) => types.has(type)).map(nameOf)
    expect(wanted.length).toBeGreaterThan(lives.length)
    const missing = () => {
      const got = new Set(receiver.received.map(({ event }) => nameOf(event)))
      return wanted.filter((name) => !got.has(name))
    }
    for (let tries = 0; tries < 60 && missing().length > 0; tries += 1) {
      await cluster.pass(10_000)
      await sleep(200)
    }
    expect(missing()).toEqual([])
  })

  it('compares each channel’s day once, whichever node is asked, and finds no difference', async () => {
    for (const channel of COMPARED) {
      const date = kstDate((await viewOf(lives.find((one) => one.channel === channel) as Life)).createdAt)
      await cluster.all('POST', '/v1/reconciliations', { channel, date })
      const runs = async () => (await cluster.call('GET', `/v1/reconciliations?channel=${channel}&date=${date}`)).body
      for (let tries = 0; tries < 200; tries += 1) {
        if ((await runs()).data.every(({ state }: { state: string }) => state === 'done')) break
        await sleep(100)
      }
      expect((await runs()).data, channel).toMatchObject([{ state: 'done' }])
    }
    const { body } = await cluster.call('GET', '/v1/discrepancies?state=open')
    expect(body.data).toEqual([])
  })
})

// biome-ignore lint/suspicious/noExplicitAny: feed and webhook tell the same event in two wrappings.
const nameOf = (event: any): string =>
  `${event.type} ${event.paymentId ?? event.data?.paymentId} ${event.seq ?? event.data?.seq}`

const kstDate = (time: string): string => new Date(Date.parse(time) + 9 * 3_600_000).toISOString().slice(0, 10)
