/** What a claim costs over 1,000 and over 1,000,000 stored payments, fresh, after churn, and with a long snapshot open. */
import type { PaymentFile, Reason } from '../src/core/payment/payment.ts'
import { after } from '../src/core/time.ts'
import { systemClock } from '../src/engine/system.ts'
import type { ClaimRequest } from '../src/ports/store.ts'
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
const ROUNDS = 1_000
const WHOLE_ROUNDS = 100

const request = (blocked: readonly Reason[] = []): ClaimRequest => ({
  channel: CHANNEL,
  limit: LIMIT,
  leaseMs: 90_000,
  blocked,
  aheadMs: 0,
})

/** Milliseconds of each call. */
interface Costs {
  readonly due: number[]
  readonly idle: number[]
  readonly release: number[]
  readonly whole: number[]
}

interface Side {
  readonly database: BenchDatabase
  readonly name: string
  due: PaymentFile[]
}

async function run(place: Place): Promise<void> {
  const small = await prepare(await place.database('small'), SMALL)
  const large = await prepare(await place.database('large'), LARGE)
  const rows: (string | number)[][] = []
  const compare = async (when: string) => {
    await Promise.all([freshlyDue(small), freshlyDue(large)])
    const [a, b] = [newCosts(), newCosts()]
    for (let round = 0; round < ROUNDS; round += 1) {
      await claimOnce(small, a)
      await claimOnce(large, b)
    }
    for (let round = 0; round < WHOLE_ROUNDS; round += 1) {
      await claimWhole(small, a)
      await claimWhole(large, b)
    }
    rows.push(...tableRows(when, a, b))
    say(rows.slice(-4).map((row) => row.map((cell) => (typeof cell === 'number' ? show(cell) : cell)).join('  ')).join('\n'))
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
  await plans(large, 'with the snapshot open')
  await reader.query('commit')
  await reader.end()
  await compare('snapshot closed')
  printTable(
    `Claims, ${SMALL} against ${LARGE} stored payments, ${DUE} due (ms)`,
    ['when', 'call', 'small p50', 'large p50', 'p50 ratio', 'small p99', 'large p99', 'large mean'],
    rows,
  )
}

async function prepare(database: BenchDatabase, count: number): Promise<Side> {
  const { ms } = await timed(() => stock(database, count))
  say(`${count} payments stored in ${show(ms / 1_000)} s`)
  return { database, name: `${count}`, due: [] }
}

const newCosts = (): Costs => ({ due: [], idle: [], release: [], whole: [] })

/** Ten orphans whose deadline has just passed; those of the last comparison get their order. */
async function freshlyDue(side: Side): Promise<void> {
  const { store } = side.database
  for (const { payment } of side.due) {
    const file = await store.load(payment.id)
    if (file !== null) await live(store, file, { type: 'record_order', ref: payment.orderId, amount: null })
  }
  side.due = await Promise.all(Array.from({ length: DUE }, () => orphan(store, nextOrder())))
}

let orders = 0
const nextOrder = (): string => {
  orders += 1
  return `BENCH${orders}`
}

/** Claims what is due, then as an idle worker while it is leased, and gives it back. */
async function claimOnce({ database: { store } }: Side, costs: Costs): Promise<void> {
  const found = await timed(() => store.claim(request()))
  const none = await timed(() => store.claim(request()))
  const { ms } = await timed(() => store.release(found.result))
  if (found.result.length !== DUE || none.result.length !== 0) {
    throw new Error(`claimed ${found.result.length} and then ${none.result.length}`)
  }
  costs.due.push(found.ms)
  costs.idle.push(none.ms)
  costs.release.push(ms)
}

/** A change of what is blocked makes the store look through everything that is due, from the beginning. */
async function claimWhole({ database: { store } }: Side, costs: Costs): Promise<void> {
  const { ms } = await timed(() => store.claim(request(['needs_operator', 'order_missing'])))
  costs.whole.push(ms)
  await store.claim(request(['order_missing']))
}

function tableRows(when: string, small: Costs, large: Costs): (string | number)[][] {
  const calls = ['due', 'idle', 'release', 'whole'] as const
  return calls.map((call) => {
    const [a, b] = [small[call], large[call]]
    const ratio = median(b) / median(a)
    return [when, call, median(a), median(b), ratio, quantile(a, 0.99), quantile(b, 0.99), mean(b)]
  })
}

/** Lives as a busy shop has them: most are tied, some never return, some are orphans and given back. */
async function churn(side: Side, lives: number): Promise<void> {
  const { store } = side.database
  const kept = new Set<string>(side.due.map(({ payment }) => payment.id))
  let begun = 0
  const one = async () => {
    while (begun < lives) {
      begun += 1
      const kind = begun % 10
      if (kind < 5) await walk(store, { orderId: nextOrder(), at: systemClock.now(), steps: TIED })
      else if (kind < 8) await birth(store, { orderId: nextOrder(), at: systemClock.now(), readyForMs: 1 })
      else await orphan(store, nextOrder())
      await attend(side, kept)
    }
  }
  await Promise.all(Array.from({ length: 4 }, one))
  while ((await attend(side, kept)) > 0);
}

/** What a worker does: claims, takes the payment's next steps, gives the lease back. */
async function attend({ database: { store } }: Side, kept: ReadonlySet<string>): Promise<number> {
  const claims = await store.claim(request())
  const ours = claims.filter(({ paymentId }) => !kept.has(paymentId))
  await Promise.all(
    ours.map(async ({ paymentId, reason }) => {
      let file = await store.load(paymentId)
      if (file === null) throw new Error('claimed, but not there')
      if (reason === 'return_missing') await live(store, file, { type: 'expire', by: 'time' }, after(systemClock.now(), 5))
      else for (const step of RESCUE) file = await live(store, file, step(file))
    }),
  )
  await store.release(claims)
  return ours.length
}

async function plans({ database: { sql } }: Side, when: string): Promise<void> {
  const { rows } = await sql.query("select pg_size_pretty(pg_relation_size('attention_due')) as size")
  say(`\n### Plan of a claim over ${LARGE} payments, ${when} (index attention_due: ${rows[0]?.size})\n`)
  say(await explain(sql, (db) => claim(db, request())))
}

await bench(run)
