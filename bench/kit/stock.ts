/** Fills a database with stored payments: a few are lived through the store, the rest are copies of them. */
import { after, MINUTE_MS } from '../../src/core/time.ts'
import { systemClock } from '../../src/engine/system.ts'
import { GIVEN_BACK, PAID, type Step, TIED, walk } from './life.ts'
import type { BenchDatabase } from './place.ts'

/** What a merchant's books look like: nearly all ended, few waiting. Shares of 10,000. */
const KINDS = [
  { kind: 'tied', share: 8_400, steps: TIED },
  { kind: 'given_back', share: 500, steps: GIVEN_BACK },
  { kind: 'expired', share: 980, steps: [(): ReturnType<Step> => ({ type: 'expire', by: 'merchant' })] },
  // These wait for something that comes later than any bench lasts.
  { kind: 'ready', share: 100, steps: [] },
  { kind: 'paid', share: 20, steps: PAID },
] as const

/** The stock spreads over this many days before now. */
const DAYS = 30

/** Stores `count` payments, none of them due. */
export async function stock({ store, sql }: BenchDatabase, count: number): Promise<void> {
  const now = systemClock.now()
  for (const { kind, share, steps } of KINDS) {
    const at = after(now, -2 * 24 * 60 * MINUTE_MS)
    const paceMs = steps === GIVEN_BACK ? 20 * MINUTE_MS : 1_000
    const { payment } = await walk(store, { orderId: `MODEL${kind}`, at, steps, paceMs })
    await copy(sql, { model: payment.id, kind, count: Math.round((count * share) / 10_000) - 1 })
  }
  await sql.query(`insert into attention (payment_id, channel, due_at, reason)
    select id, channel, now() + interval '3 hours' + random() * interval '3 hours',
      case state when 'ready' then 'return_missing' else 'order_missing' end
    from payments where state = 'ready' or (state = 'paid' and order_ref is null)
    on conflict (payment_id) do update set due_at = excluded.due_at`)
  await sql.query('vacuum (analyze) payments')
  await sql.query('vacuum (analyze) cancellations')
  await sql.query('vacuum (analyze) attention')
}

interface Copies {
  readonly model: string
  readonly kind: string
  readonly count: number
}

/** `born` is a copy's age as a share of the stock's: ids sort by time, as real ones do. */
async function copy(sql: BenchDatabase['sql'], { model, kind, count }: Copies): Promise<void> {
  if (count <= 0) return
  const id = (prefix: string) => `'${prefix}' || lpad(to_hex((born * 1e12)::bigint), 11, '0')
    || substr(md5('${kind}' || n), 1, 15)`
  const copies = `select m.*, n, now() - (1 - born) * interval '${DAYS} days' as birth, born
    from (select n, n::float8 / ($2::int + 1) as born from generate_series(1, $2::int) as n) as numbers,
      lateral (select * from %TABLE where %KEY = $1) as m`
  const times = (...names: string[]) => names.map((name) => [name, `birth + (${name} - created_at)`])
  const payment = {
    id: id('pay_'),
    order_id: `'S${kind}' || n`,
    provider_order_id: `'S${kind}' || n`,
    provider_ref: `provider_ref || '${kind}' || n`,
    ...Object.fromEntries(times('order_recorded_at', 'order_due_at', 'ready_until', 'paid_at', 'learned_at')),
    created_at: 'birth',
  }
  await insertCopies(
    sql,
    { table: 'payments', from: copies.replace('%TABLE', 'payments').replace('%KEY', 'id'), change: payment },
    [model, count],
  )
  const cancellation = {
    id: id('can_'),
    payment_id: id('pay_'),
    provider_cancel_id: id('can_'),
    ...Object.fromEntries(times('settled_at')),
    created_at: 'birth',
  }
  const from = copies.replace('%TABLE', 'cancellations').replace('%KEY', 'payment_id')
  await insertCopies(sql, { table: 'cancellations', from, change: cancellation }, [model, count])
}

async function insertCopies(
  sql: BenchDatabase['sql'],
  { table, from, change }: { table: string; from: string; change: Readonly<Record<string, string>> },
  values: readonly unknown[],
): Promise<void> {
  const { rows } = await sql.query<{ name: string }>(
    'select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped',
    [table],
  )
  const names = rows.map(({ name }) => name)
  const picked = names.map((name) => change[name] ?? name)
  await sql.query(`insert into ${table} (${names.join(', ')}) select ${picked.join(', ')} from (${from}) as c`, [
    ...values,
  ])
}
