/** How fast events reach a merchant: one at a time, in a burst, and beside an endpoint that hangs. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { amount } from '../src/core/money.ts'
import { createEngine, type Engine } from '../src/engine/engine.ts'
import { nicepay } from '../src/providers/nicepay/index.ts'
import { NICEPAY_CREDENTIALS } from '../src/sandbox/nicepay/credentials.ts'
import { depsOf } from './kit/deps.ts'
import { median, printTable, quantile } from './kit/figures.ts'
import { channelOn } from './kit/life.ts'
import { bench, type Place } from './kit/place.ts'

const SINGLE = Number(process.env.BENCH_SINGLE ?? 100)
/** Payments registered at once; each is one event that the endpoint wants. */
const BURST = Number(process.env.BENCH_BURST ?? 2_000)
const TYPES = ['payment.registered']

async function run(place: Place): Promise<void> {
  const database = await place.database('deliveries')
  const engine = createEngine(depsOf(database, { channels: [channelOn(nicepay(NICEPAY_CREDENTIALS))] }))
  await engine.start()
  const shop = await receiver(place, 'answers')
  await engine.webhooks.add({ url: shop.url, description: 'shop', types: TYPES })
  const rows: (string | number)[][] = []
  await round(engine, shop, { prefix: 'WARM', count: 50, atOnce: 1 })
  for (const [what, hanging] of [
    ['quiet', false],
    ['beside an endpoint that hangs', true],
  ] as const) {
    if (hanging)
      await engine.webhooks.add({ url: (await receiver(place, 'hangs')).url, description: 'stuck', types: TYPES })
    const single = await round(engine, shop, { prefix: `S${hanging}`, count: SINGLE, atOnce: 1 })
    const burst = await round(engine, shop, { prefix: `B${hanging}`, count: BURST, atOnce: 16 })
    rows.push([what, median(single.lags), quantile(single.lags, 0.99), burst.perSecond, quantile(burst.lags, 0.99)])
  }
  printTable(
    `deliveries to one endpoint, ${BURST} events in the burst`,
    ['', 'lag of one p50, ms', 'p99', 'burst, deliveries a second', 'its last percent, ms'],
    rows,
  )
  await engine.stop()
}

interface Receiver {
  readonly url: string
  readonly came: Map<string, number>
}

async function receiver(place: Place, how: 'answers' | 'hangs'): Promise<Receiver> {
  const came = new Map<string, number>()
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    if (how === 'hangs') return
    const { paymentId } = JSON.parse(body) as { paymentId: string }
    if (!came.has(paymentId)) came.set(paymentId, performance.now())
    response.writeHead(204).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  place.atEnd(async () => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, came }
}

interface Load {
  readonly prefix: string
  readonly count: number
  readonly atOnce: number
}

async function round(engine: Engine, { came }: Receiver, { prefix, count, atOnce }: Load) {
  const begun = new Map<string, number>()
  const from = performance.now()
  let next = 0
  const register = async () => {
    while (next < count) {
      next += 1
      const id = await registered(engine, `${prefix}${next}`)
      begun.set(id, performance.now())
      while (atOnce === 1 && !came.has(id)) await sleep(1)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, register))
  while ([...begun.keys()].some((id) => !came.has(id))) await sleep(5)
  const lags = [...begun].map(([id, at]) => (came.get(id) ?? Number.NaN) - at)
  return { lags, perSecond: (count / (performance.now() - from)) * 1_000 }
}

async function registered(engine: Engine, orderId: string): Promise<string> {
  const nothing = { method: null, taxFree: null, vat: null, orderWithinMs: null, buyer: null, returnUrls: null }
  const wish = {
    channel: 'nicepay',
    orderId,
    orderName: '바다방',
    amount: amount(50_000),
    currency: 'KRW',
    metadata: {},
  } as const
  const answer = await engine.register({ ...nothing, ...wish })
  if (!answer.ok) throw new Error(answer.refusal.detail)
  return answer.file.payment.id
}

await bench(run)
