/** How fast the relay gives events their place, how far a reader lags, and what a long snapshot does to both. */
import { setTimeout as sleep } from 'node:timers/promises'
import { startRelay } from '../src/engine/relay.ts'
import { systemClock } from '../src/engine/system.ts'
import { createFeedMark, sequenceFeed } from '../src/store/postgres/feed.ts'
import { depsOf } from './kit/deps.ts'
import { median, printTable, quantile, say, timed } from './kit/figures.ts'
import { TIED, walk } from './kit/life.ts'
import { type BenchDatabase, bench, connect, type Place } from './kit/place.ts'
import { explain } from './kit/plan.ts'

const WRITERS = 8
/** A life leaves four events. */
const LIVES = Number(process.env.BENCH_LIVES ?? 4_000)
const EVENTS_A_LIFE = 4
const BACKLOG = 100_000
const BATCH = 1_000
/** Between two lives of a writer, where the load is even instead of all there is. */
const PACE_MS = 200
const IDLE_ROUNDS = 200

async function run(place: Place): Promise<void> {
  const database = await place.database('feed')
  const lags = [
    await readWhileWriting(database, { name: 'all there is', lives: LIVES, paceMs: 0 }),
    await readWhileWriting(database, { name: 'even', lives: Math.round(LIVES / 10), paceMs: PACE_MS }),
  ]
  printTable(
    `${WRITERS} writers, one relay, one reader; lag from the decision to the reader (ms)`,
    ['load', 'events', 'events/s', 'lag p50', 'lag p99', 'lag max'],
    lags,
  )
  const fresh = [['snapshot closed', ...(await backlog(database))]]
  const reader = await connect(database.connectionString)
  await reader.query('begin isolation level repeatable read')
  await reader.query('select count(*) from events')
  const held = [1, 2, 3].map((times) => ['snapshot open', times])
  const rows = [...fresh]
  for (const [name, times] of held) rows.push([`${name}, ${Number(times) * BACKLOG}`, ...(await backlog(database))])
  say('\n### Plan of the relay’s look for events without a place, with the snapshot open\n')
  say(await explain(database.sql, (db) => sequenceFeed(db, createFeedMark(), BATCH)))
  await reader.query('commit')
  await reader.end()
  printTable(
    `${BACKLOG} events at once, in batches of ${BATCH}; then ${IDLE_ROUNDS} looks that find nothing (ms)`,
    ['when', 'events/s', 'batch p50', 'batch p99', 'idle p50', 'idle p99', 'head p50'],
    rows,
  )
}

interface Load {
  readonly name: string
  readonly lives: number
  readonly paceMs: number
}

async function readWhileWriting(database: BenchDatabase, { name, lives, paceMs }: Load): Promise<(string | number)[]> {
  const { store } = database
  const relay = startRelay(depsOf(database))
  const after = await store.feedHead()
  const reading = read(database, after, lives * EVENTS_A_LIFE)
  let begun = 0
  const writer = async () => {
    while (begun < lives) {
      begun += 1
      await walk(store, { orderId: `${name.replaceAll(' ', '')}${begun}`, steps: TIED })
      if (paceMs > 0) await sleep(paceMs * Math.random() * 2)
    }
  }
  const [{ result: lag, ms }] = await Promise.all([timed(() => reading), ...Array.from({ length: WRITERS }, writer)])
  await relay.stop()
  return [name, lag.length, lag.length / (ms / 1_000), median(lag), quantile(lag, 0.99), Math.max(...lag)]
}

/** Follows the feed as a reader of `GET /v1/events` does, and says of each event how old it was. */
async function read({ store }: BenchDatabase, from: number, count: number): Promise<number[]> {
  const lag: number[] = []
  for (let after = from; lag.length < count; ) {
    const page = await store.feed({ after, limit: 500 })
    const now = systemClock.now()
    lag.push(...page.map(({ at }) => now - at))
    after = page.at(-1)?.feedSeq ?? after
    if (page.length === 0) await sleep(5)
  }
  return lag
}

async function backlog({ store, sql }: BenchDatabase): Promise<number[]> {
  await sql.query(
    `insert into events (payment_id, seq, type, data, at)
     select 'pay_' || n / 10, n % 10, 'payment.inquired', '{"status":"paid"}', now() from generate_series(1, $1) as n`,
    [BACKLOG],
  )
  const batches: number[] = []
  const { ms: all } = await timed(async () => {
    for (let placed = BATCH; placed === BATCH; ) {
      const { result, ms } = await timed(() => store.sequenceFeed(BATCH))
      placed = result
      batches.push(ms)
    }
  })
  const idle: number[] = []
  const head: number[] = []
  for (let round = 0; round < IDLE_ROUNDS; round += 1) {
    idle.push((await timed(() => store.sequenceFeed(BATCH))).ms)
    head.push((await timed(() => store.feedHead())).ms)
  }
  const p = [median(batches), quantile(batches, 0.99), median(idle), quantile(idle, 0.99), median(head)]
  return [BACKLOG / (all / 1_000), ...p]
}

await bench(run)
