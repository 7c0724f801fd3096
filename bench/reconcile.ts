/** A day of 1,000,000 listed rows with 10,000 planted differences: all found, none false, how fast and how large. */
import type { Evidence } from '../src/core/evidence.ts'
import { amount } from '../src/core/money.ts'
import { unknownOutcome } from '../src/core/outcome.ts'
import { after, businessDate, DAY_MS, type Instant, plusDays, startOfDate } from '../src/core/time.ts'
import { createEngine } from '../src/engine/engine.ts'
import { systemClock } from '../src/engine/system.ts'
import type { ListPage, ListQuery, Provider } from '../src/ports/provider.ts'
import { nicepay } from '../src/providers/nicepay/index.ts'
import { SANDBOX_CREDENTIALS } from '../src/sandbox/index.ts'
import { depsOf } from './kit/deps.ts'
import { printTable, say } from './kit/figures.ts'
import { CHANNEL, channelOn, TIED, walk } from './kit/life.ts'
import { type BenchDatabase, bench, type Place } from './kit/place.ts'

const PAYMENTS = Number(process.env.BENCH_PAYMENTS ?? 910_000)
/** One payment in so many has one partial cancel. */
const CANCELLED_EACH = 10
/** One payment in so many carries a planted difference. */
const PLANTED_EACH = Math.floor(PAYMENTS / 10_000)
const ROWS_A_PAGE = 1_000
const PRICE = 120_000
const BACK = 20_000

const DATE = plusDays(businessDate(systemClock.now()), -1)
const FROM = startOfDate(DATE)

/** By what is planted at the n-th payment; `theirs` and `ours` say which side is changed. */
const KINDS = [
  'missing_here',
  'missing_there',
  'amount_differs',
  'currency_differs',
  'order_number_differs',
  'day_differs',
  'paid_there_not_here',
  'cancel_missing_here',
  'cancel_missing_there',
  'cancel_amount_differs',
] as const
type Kind = (typeof KINDS)[number]

/** Differences of cancels are planted at payments that have one. */
function plantedAt(n: number): Kind | null {
  if (n % PLANTED_EACH !== 0) return null
  return KINDS[(n / PLANTED_EACH) % KINDS.length] ?? null
}

function hasCancel(n: number): boolean {
  const kind = plantedAt(n)
  if (kind !== null) return kind === 'cancel_missing_there' || kind === 'cancel_amount_differs'
  return n % CANCELLED_EACH === 1
}

const name = (n: number): string => String(n).padStart(9, '0')
const timeOf = (n: number): Instant => after(FROM, Math.floor((n / (PAYMENTS + 1)) * DAY_MS))

/** What the provider lists of the n-th payment: its charge, and its cancel. */
function rowsOf(n: number): readonly Evidence[] {
  const kind = plantedAt(n)
  if (kind === 'missing_there') return []
  const charge: Evidence = {
    status: 'paid',
    ref: `REF${name(n)}`,
    orderNumber: `ORDER${name(n)}`,
    amount: amount(kind === 'amount_differs' ? PRICE + 1 : PRICE),
    balance: null,
    currency: kind === 'currency_differs' ? 'USD' : 'KRW',
    method: 'card',
    live: true,
    account: null,
    paidAt: timeOf(n),
    cancels: null,
  }
  const listed = (hasCancel(n) && kind !== 'cancel_missing_there') || kind === 'cancel_missing_here'
  if (!listed) return [charge]
  const back = amount(kind === 'cancel_amount_differs' ? BACK + 1 : BACK)
  const cancel = { providerCancelId: `CANCEL${name(n)}`, amount: back, at: timeOf(n), tag: null }
  return [charge, { ...charge, status: 'partially_cancelled', amount: null, paidAt: null, cancels: [cancel] }]
}

/** The generator behind `list`: in this process, so its time and memory count, too. */
function provider(): Provider {
  const real = nicepay({ ...SANDBOX_CREDENTIALS.nicepay, live: true })
  return {
    ...real,
    capabilities: {
      ...real.capabilities,
      rate: { perSecond: 1_000_000, concurrent: 10 },
      listing: { shape: 'movements', pagesMove: false, sliceMs: DAY_MS, mostRows: null },
    },
    inquire: async () => unknownOutcome('not asked in this bench'),
    list: async (query) => ({
      kind: 'done',
      evidence: pageOf(query),
      answer: { code: null, message: '' },
      next: 'none',
    }),
  }
}

function pageOf({ from, to, cursor }: ListQuery): ListPage {
  const begin =
    cursor === null ? Math.max(1, Math.floor(((from - FROM) / DAY_MS) * (PAYMENTS + 1)) - 1) : Number(cursor)
  const rows: Evidence[] = []
  let n = begin
  for (; n <= PAYMENTS && rows.length < ROWS_A_PAGE && timeOf(n) <= to; n += 1) {
    if (timeOf(n) >= from) rows.push(...rowsOf(n))
  }
  return { rows, next: n <= PAYMENTS && timeOf(n) <= to ? String(n) : null }
}

/** Our side of the same day, made in the database itself from one lived life. */
async function fill({ store, sql }: BenchDatabase): Promise<void> {
  const { payment } = await walk(store, { orderId: 'MODEL', steps: TIED, at: after(FROM, -DAY_MS), paceMs: 1_000 })
  const { rows } = await sql.query<{ name: string }>(
    `select attname as name from pg_attribute
     where attrelid = 'payments'::regclass and attnum > 0 and not attisdropped`,
  )
  const kind = `case when n % ${PLANTED_EACH} = 0 then ((n / ${PLANTED_EACH}) % ${KINDS.length}) else -1 end`
  const is = (one: Kind): string => `kind = ${KINDS.indexOf(one)}`
  const ms = `floor(n::float8 / ${PAYMENTS + 1} * ${DAY_MS})`
  const time = `to_timestamp(${FROM / 1000}) + ${ms} * interval '1 millisecond'`
  const planted = `${is('cancel_missing_there')} or ${is('cancel_amount_differs')}`
  const cancelled = `((n % ${CANCELLED_EACH} = 1 and kind = -1) or ${planted})`
  const change: Record<string, string> = {
    id: `'pay_' || lpad(n::text, 26, '0')`,
    order_id: `'ORDER' || lpad(n::text, 9, '0')`,
    provider_order_id: `case when ${is('order_number_differs')} then 'ELSE' else 'ORDER' end || lpad(n::text, 9, '0')`,
    provider_ref: `'REF' || lpad(n::text, 9, '0')`,
    paid_at: `case when ${is('day_differs')} then time - interval '1 day' else time end`,
    created_at: 'time',
    cancelled_by_us: `case when ${cancelled} then ${BACK} else 0 end`,
    state: `case when ${is('paid_there_not_here')} then 'expired' when ${cancelled} then 'partially_cancelled'
      else 'paid' end`,
    paid: `case when ${is('paid_there_not_here')} then 0 else paid end`,
  }
  const picked = rows.map(({ name: column }) => change[column] ?? column)
  const numbers = `select n, ${kind} as kind, ${time} as time from generate_series(1, ${PAYMENTS}) as n`
  await sql.query(
    `insert into payments (${rows.map((row) => row.name).join(', ')}) select ${picked.join(', ')}
     from (${numbers}) as numbers, lateral (select * from payments where id = $1) as model
     where not (${is('missing_here')})`,
    [payment.id],
  )
  await sql.query(
    `insert into cancellations (id, payment_id, kind, via, state, amount, reserved, reason, requester, created_at,
       settled_at, attempts, provider_cancel_id, detail)
     select 'can_' || lpad(n::text, 26, '0'), 'pay_' || lpad(n::text, 26, '0'), 'refund', 'cancel', 'done', ${BACK}, 0,
       'x', 'merchant', time, time + interval '1 second', 1, 'CANCEL' || lpad(n::text, 9, '0'), '{}'
     from (${numbers}) as numbers
     where ${cancelled} and exists (select from payments where id = 'pay_' || lpad(n::text, 26, '0'))`,
  )
  for (const table of ['payments', 'cancellations']) await sql.query(`vacuum (analyze) ${table}`)
}

/** What must be found: one for each place, and nothing else. */
function expected(): ReadonlyMap<string, Kind> {
  const places = new Map<string, Kind>()
  for (let n = PLANTED_EACH; n <= PAYMENTS; n += PLANTED_EACH) {
    const kind = plantedAt(n)
    if (kind !== null) places.set(`${kind} REF${name(n)}`, kind)
  }
  return places
}

async function run(place: Place): Promise<void> {
  const database = await place.database('reconcile')
  say(`filling ${PAYMENTS.toLocaleString('en')} payments …`)
  await fill(database)
  const marks: { listed?: number; compared?: number } = {}
  let largest = 0
  let id = 0
  const watch = setInterval(() => {
    largest = Math.max(largest, process.memoryUsage().rss)
  }, 50)
  const channel = channelOn(provider())
  const engine = createEngine({
    ...depsOf(database, { channels: [channel] }),
    probe: async (point) => {
      if (point === 'reconcile.listed') marks.listed = performance.now()
      if (point !== 'reconcile.compared') return
      marks.compared = performance.now()
      // Asking takes as long as the provider's rate limit says; it is not what is measured here.
      await engine.reconciler.cancel(id)
    },
  })
  const asked = await engine.reconciler.request({ channel: CHANNEL, date: DATE, by: 'bench' })
  if (!asked.ok) throw new Error(asked.refusal.detail)
  id = asked.run.id
  const began = performance.now()
  await engine.reconciler.work()
  clearInterval(watch)
  await report(database, { began, ...marks, largest, id })
  await engine.stop()
}

interface Measured {
  readonly began: number
  readonly listed?: number
  readonly compared?: number
  readonly largest: number
  readonly id: number
}

async function report(
  { sql, store }: BenchDatabase,
  { began, listed, compared, largest, id }: Measured,
): Promise<void> {
  const run = await store.reconciliation?.find(id)
  const { rows } = await sql.query<{ kind: string; provider_ref: string }>(
    'select kind, provider_ref from discrepancies where reconciliation_id = $1',
    [id],
  )
  const places = expected()
  const found = new Set(rows.map((row) => `${row.kind} ${row.provider_ref}`))
  const missed = [...places.keys()].filter((one) => !found.has(one))
  const wrong = [...found].filter((one) => !places.has(one))
  const seconds = (from: number, to = Number.NaN): number => (to - from) / 1_000
  printTable(
    `${run?.progress.listed.toLocaleString('en')} listed rows, ${places.size.toLocaleString('en')} planted differences`,
    ['listing s', 'comparing s', 'together s', 'largest RSS MB', 'found', 'missed', 'false'],
    [
      [
        seconds(began, listed),
        seconds(listed ?? Number.NaN, compared),
        seconds(began, compared),
        largest / 1_048_576,
        found.size,
        missed.length,
        wrong.length,
      ],
    ],
  )
  if (missed.length + wrong.length > 0) say(`missed ${missed.slice(0, 5)}; false ${wrong.slice(0, 5)}`)
}

await bench(run)
