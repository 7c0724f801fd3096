/** What one engine step's write costs, how many updates stay HOT, and what gap rule and brake read over 1,000,000. */

import type { PaymentId } from '../src/core/ids.ts'
import { after, instant, MINUTE_MS } from '../src/core/time.ts'
import { systemClock } from '../src/engine/system.ts'
import type { Store } from '../src/ports/store.ts'
import { deadlinesPassed, untied } from '../src/store/postgres/net.ts'
import { median, printTable, quantile, say, timed } from './kit/figures.ts'
import { CHANNEL, GIVEN_BACK, PAID, TIED, walk } from './kit/life.ts'
import { type BenchDatabase, bench, type Place } from './kit/place.ts'
import { explain } from './kit/plan.ts'
import { stock } from './kit/stock.ts'

const LIVES = Number(process.env.BENCH_LIVES ?? 10_000)
const PAYMENTS = Number(process.env.BENCH_PAYMENTS ?? 1_000_000)
/** As the gap rule asks (engine/net.ts). */
const PAGE = 500
const ROUNDS = 200

async function run(place: Place): Promise<void> {
  const one = await lives(await place.database('one'), 1)
  const eight = await lives(await place.database('eight'), 8)
  printTable(
    `${LIVES} lives: half tied to their order, half given back`,
    ['at a time', 'lives/s', 'inserts', 'saves', 'saves/s', 'insert p50', 'insert p99', 'save p50', 'save p99'],
    [one.row, eight.row],
  )
  printTable('Updates during the lives, 8 at a time', ['table', 'updates', 'HOT', 'dead now', 'size'], eight.tables)
  await reads(await place.database('stored'))
}

/** Times every write of a store on its way. */
function timing(store: Store): { store: Store; inserts: number[]; saves: number[] } {
  const inserts: number[] = []
  const saves: number[] = []
  const kept = async <Result>(list: number[], work: () => Promise<Result>) => {
    const { result, ms } = await timed(work)
    list.push(ms)
    return result
  }
  const insert: Store['insert'] = (payment) => kept(inserts, () => store.insert(payment))
  const save: Store['save'] = (write) => kept(saves, () => store.save(write))
  return { store: { ...store, insert, save }, inserts, saves }
}

async function lives(database: BenchDatabase, atATime: number) {
  const { store, inserts, saves } = timing(database.store)
  let begun = 0
  const one = async () => {
    while (begun < LIVES) {
      begun += 1
      if (begun % 2 === 0) await walk(store, { orderId: `T${begun}`, steps: TIED })
      // A past one, with a step each 20 minutes: its deadline has passed when it is looked at.
      else await walk(store, { orderId: `G${begun}`, steps: GIVEN_BACK, at: longAgo(), paceMs: 20 * MINUTE_MS })
    }
  }
  const { ms } = await timed(() => Promise.all(Array.from({ length: atATime }, one)))
  const seconds = ms / 1_000
  const row = [
    `${atATime}`,
    LIVES / seconds,
    inserts.length,
    saves.length,
    (inserts.length + saves.length) / seconds,
    median(inserts),
    quantile(inserts, 0.99),
    median(saves),
    quantile(saves, 0.99),
  ]
  return { row, tables: await updatesOf(database) }
}

const longAgo = () => after(systemClock.now(), -180 * MINUTE_MS)

async function updatesOf({ sql }: BenchDatabase): Promise<(string | number)[][]> {
  await sql.query('select pg_sleep(11)') // Idle connections hand in their statistics after 10 s.
  const { rows } = await sql.query<{ name: string; updates: number; hot: number; dead: number; size: string }>(
    `select relname as name, n_tup_upd::int as updates, n_tup_hot_upd::int as hot, n_dead_tup::int as dead,
       pg_size_pretty(pg_table_size(relid)) as size
     from pg_stat_user_tables where relname in ('payments', 'cancellations', 'attention') order by relname`,
  )
  return rows.map(({ name, updates, hot, dead, size }) => {
    const share = `${((100 * hot) / updates).toFixed(1)} %`
    return [name, updates, share, dead, size]
  })
}

async function reads(database: BenchDatabase): Promise<void> {
  const { store, sql } = database
  const { ms } = await timed(() => stock(database, PAYMENTS))
  say(`\n${PAYMENTS} payments stored in ${Math.round(ms / 1_000)} s`)
  // A busy quarter of an hour: a thousand deadlines passed, half of them with their order.
  await Promise.all(Array.from({ length: 4 }, (_, lane) => busy(store, lane)))
  const now = systemClock.now()
  const window = { from: after(now, -15 * MINUTE_MS), releasedAt: instant(0), to: now }
  const brake: number[] = []
  const first: number[] = []
  const all: number[] = []
  let counted = { passed: 0, orphans: 0 }
  let pages = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const count = await timed(() => store.deadlinesPassed(CHANNEL, window))
    brake.push(count.ms)
    counted = count.result
    first.push((await timed(() => store.untied({ after: null, limit: PAGE }))).ms)
    if (round % 20 === 0) all.push((await timed(async () => (pages = await everyPage(store)))).ms)
  }
  printTable(
    `Reads over ${PAYMENTS} payments (ms)`,
    ['read', 'p50', 'p99'],
    [
      [`brake: ${counted.passed} deadlines in 15 min, ${counted.orphans} without order`, ...p(brake)],
      [`gap rule: one page of ${PAGE}`, ...p(first)],
      [`gap rule: all of it, ${pages} pages`, ...p(all)],
    ],
  )
  say('\n### Plan of the brake’s count\n')
  say(await explain(sql, (db) => deadlinesPassed(db, CHANNEL, window)))
  say('\n### Plan of the gap rule’s page\n')
  say(await explain(sql, (db) => untied(db, { after: null, limit: PAGE })))
}

const p = (values: readonly number[]) => [median(values), quantile(values, 0.99)]

async function busy(store: Store, lane: number): Promise<void> {
  for (let n = 0; n < 250; n += 1) {
    const at = after(systemClock.now(), -15 * MINUTE_MS - (n + 1) * 3_000)
    await walk(store, { orderId: `BUSY${lane}x${n}`, steps: n % 2 === 0 ? TIED : PAID, at })
  }
}

async function everyPage(store: Store): Promise<number> {
  let pages = 0
  for (let last: PaymentId | null = null; ; pages += 1) {
    const page: readonly PaymentId[] = await store.untied({ after: last, limit: PAGE })
    last = page.at(-1) ?? null
    if (page.length < PAGE) return pages + 1
  }
}

await bench(run)
