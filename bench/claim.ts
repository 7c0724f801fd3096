/** What a claim costs over 1,000 and 1,000,000 stored payments: fresh, after churn, and with a long snapshot open. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Stop } from '../src/core/payment/attention.ts'
import { after } from '../src/core/time.ts'
import { systemClock } from '../src/engine/system.ts'
import type { ClaimRequest, Store } from '../src/ports/store.ts'
import { createLowWater } from '../src/store/postgres/low-water.ts'
import { claim } from '../src/store/postgres/queue.ts'
import { mean, median, printTable, quantile, say, show, timed } from './kit/figures.ts'
import { birth, CHANNEL, live, orphan, RESCUE, TIED, walk } from './kit/life.ts'
import { type BenchDatabase, bench, connect, type Place } from './kit/place.ts'
import { explain } from './kit/plan.ts'
import { stock } from './kit/stock.ts'

const SMALL = 1_000
const LARGE = Number(process.env.BENCH_PAYMENTS ?? 1_000_000)
/** Lives lived while the snapshot is open; each is 2 to 6 writes and one or more claims. */
const CHURN = Number(process.env.BENCH_CHURN ?? 20_000)
const CHURN_PARTS = 4
const DUE = 10
/** Claims are asked for more than is due, so that each has to find out that there is nothing more. */
const LIMIT = 20
const ROUNDS = 300
const OLD_END_ROUNDS = 50

const request = (stop: Stop | null = null): ClaimRequest => ({
  channel: CHANNEL,
  limit: LIMIT,
  leaseMs: 90_000,
  stop,
  aheadMs: 0,
})

/** Milliseconds of each call. */
type Costs = Record<(typeof CALLS)[number], number[]>
const CALLS = ['due', 'idle', 'release', 'old end'] as const

interface Side {
  readonly database: BenchDatabase
  /** Stored payments that wait for nothing; each is made due once. */
  readonly spare: string[]
}

async function run(place: Place): Promise<void> {
  const small = await prepare(await place.database('small'), SMALL)
  const large = await prepare(await place.database('large'), LARGE)
  const rows: (string | number)[][] = []
  const compare = async (when: string) => {
    const [a, b] = [newCosts(), newCosts()]
    for (let round = 0; round < ROUNDS; round += 1) {
      await claimOnce(small, a)
      await claimOnce(large, b)
    }
    for (let round = 0; round < OLD_END_ROUNDS; round += 1) {
      await claimFromOldEnd(small, a)
      await claimFromOldEnd(large, b)
    }
    const added = tableRows(when, a, b)
    rows.push(...added)
    say(added.map((row) => row.map((cell) => (typeof cell === 'number' ? show(cell) : cell)).join('  ')).join('\n'))
  }
  await compare('warm-up')
  rows.length = 0
  await compare('fresh')
  await churn(large, CHURN)
  await compare(`after ${CHURN} lives`)
  const reader = await connect(large.database.connectionString)
  await reader.query('begin isolation level repeatable read')
  await reader.query('select count(*) from attention')
  for (let part = 1; part <= CHURN_PARTS; part += 1) {
    const { ms } = await timed(() => churn(large, CHURN / CHURN_PARTS))
    say(`… ${CHURN / CHURN_PARTS} lives in ${show(ms / 1_000)} s`)
    await compare(`snapshot open, ${(CHURN / CHURN_PARTS) * part} lives`)
  }
  await plans(large)
  await reader.query('commit')
  await reader.end()
  await compare('snapshot closed')
  printTable(
    `Claims, ${SMALL} against ${LARGE} stored payments, ${DUE} due (ms)`,
    ['when', 'call', 'small p50', 'large p50', 'p50 ratio', 'small p99', 'large p99', 'small mean', 'large mean'],
    rows,
  )
}

async function prepare(database: BenchDatabase, count: number): Promise<Side> {
  const { ms } = await timed(() => stock(database, count))
  say(`${count} payments stored in ${show(ms / 1_000)} s`)
  const { rows } = await database.sql.query<{ id: string }>(
    'select id from payments where order_ref is not null order by id desc limit 200000',
  )
  return { database, spare: rows.map(({ id }) => id) }
}

const newCosts = (): Costs => ({ due: [], idle: [], release: [], 'old end': [] })

/** Ten payments become due; they are claimed, looked for as by an idle worker while they are leased, and given back. */
async function claimOnce({ database: { store, sql }, spare }: Side, costs: Costs): Promise<void> {
  const ids = spare.splice(0, DUE)
  spare.push(...ids)
  await sql.query(
    `insert into attention (payment_id, channel, due_at, reason)
     select id, $2, clock_timestamp() + interval '2 milliseconds', 'order_missing' from unnest($1::text[]) as id`,
    [ids, CHANNEL],
  )
  await sleep(5)
  const found = await timed(() => store.claim(request()))
  const none = await timed(() => store.claim(request()))
  const { ms } = await timed(() => store.release(found.result))
  await sql.query('delete from attention where payment_id = any($1::text[])', [ids])
  if (found.result.length !== DUE || none.result.length !== 0) {
    throw new Error(`claimed ${found.result.length} and then ${none.result.length}`)
  }
  costs.due.push(found.ms)
  costs.idle.push(none.ms)
  costs.release.push(ms)
}

/** A change of what is stopped makes the store begin at the old end of the queue, as it else does now and then. */
async function claimFromOldEnd({ database: { store } }: Side, costs: Costs): Promise<void> {
  await store.claim(request('brake'))
  const { ms } = await timed(() => store.claim(request()))
  costs['old end'].push(ms)
}

let orders = 0
const nextOrder = (): string => {
  orders += 1
  return `BENCH${orders}`
}

function tableRows(when: string, small: Costs, large: Costs): (string | number)[][] {
  return CALLS.map((call) => {
    const [a, b] = [small[call], large[call]]
    const ratio = median(b) / median(a)
    return [when, call, median(a), median(b), ratio, quantile(a, 0.99), quantile(b, 0.99), mean(a), mean(b)]
  })
}

/** Lives as a busy shop has them: most are tied, some never return, some are orphans and given back. */
async function churn({ database: { store } }: Side, lives: number): Promise<void> {
  let begun = 0
  const one = async () => {
    while (begun < lives) {
      begun += 1
      const kind = begun % 10
      if (kind < 5) await walk(store, { orderId: nextOrder(), steps: TIED })
      else if (kind < 8) await birth(store, { orderId: nextOrder(), at: systemClock.now(), readyForMs: 1 })
      else await orphan(store, nextOrder())
      await attend(store)
    }
  }
  await Promise.all(Array.from({ length: 4 }, one))
  await sleep(5)
  while ((await attend(store)) > 0);
}

/** What a worker does: claims, takes the payment's next steps, gives the lease back. */
async function attend(store: Store): Promise<number> {
  const claims = await store.claim(request())
  await Promise.all(
    claims.map(async ({ paymentId, reason }) => {
      let file = await store.load(paymentId)
      if (file === null) throw new Error('claimed, but not there')
      if (reason === 'return_missing')
        await live(store, file, { type: 'expire', by: 'time', at: after(systemClock.now(), 5) })
      else for (const step of RESCUE) file = await live(store, file, step(file))
    }),
  )
  await store.release(claims)
  return claims.length
}

async function plans({ database: { sql } }: Side): Promise<void> {
  const { rows } = await sql.query("select pg_size_pretty(pg_relation_size('attention_due')) as size")
  const now = Date.now()
  const lowWater = createLowWater()
  say(`\n### Plan of a claim with the snapshot open, from the old end (index attention_due: ${rows[0]?.size})\n`)
  say(await explain(sql, (db) => claim(db, { member: 1, lowWater }, request())))
  lowWater.begin(CHANNEL, null).raise({ now, from: 0, reached: now, tookMs: 60_000 })
  say('\n### Plan of the same claim from the mark\n')
  say(await explain(sql, (db) => claim(db, { member: 1, lowWater }, request())))
}

await bench(run)
