/** The lines of imported settlement files, and how they become the list of a run. */
import { type Kysely, sql } from 'kysely'
import { CANCEL_PREFIX, CHARGE_ENTRY } from '../../core/reconcile/listed.ts'
import type { Reconciliation } from '../../core/reconcile/run.ts'
import type { SettlementLine } from '../../core/reconcile/settlement.ts'
import type { BusinessDate, Instant } from '../../core/time.ts'
import type { BadLine, FilePlace, RunKey, RunWish, TimeRange } from '../../ports/reconciliation.ts'
import type { Database } from './database.ts'
import { toJson, toText } from './json.ts'
import { ANEW, type RunRow, toRun } from './reconcile-runs.ts'
import { maybeAt } from './rows.ts'

type Db = Kysely<Database>

/** A run that has no whole file yet looks ended: nobody takes it up. */
export async function holdFile(db: Db, wish: Omit<RunWish, 'repeat' | 'source'>): Promise<FilePlace | null> {
  const { channel, date, by, at } = wish
  const { rows } = await sql<FilePlace>`
    insert into reconciliations (channel, business_date, source, state, requested_by, requested_at, files)
    values (${channel}, ${date}::date, 'settlement', 'cancelled', ${toText(by)}, ${new Date(at)}, 1)
    on conflict (channel, business_date, source) do update set files = reconciliations.files + 1
      where reconciliations.state <> 'running'
    returning id, files as file`.execute(db)
  return rows[0] ?? null
}

export async function keepLines(db: Db, { id, file }: FilePlace, lines: readonly SettlementLine[]): Promise<void> {
  if (lines.length === 0) return
  const column = <Value>(of: (line: SettlementLine) => Value): Value[] => lines.map(of)
  await sql`
    insert into settlement_rows (run, file, line, ref, order_number, kind, amount, fee, at, day, cancel_id)
    select ${id}, ${file}, row.* from unnest(${column(({ line }) => line)}::int[],
      ${column(({ ref }) => toText(ref))}::text[],
      ${column(({ orderNumber }) => (orderNumber === null ? null : toText(orderNumber)))}::text[],
      ${column(({ kind }) => kind)}::text[], ${column(({ amount }) => amount)}::bigint[],
      ${column(({ fee }) => fee)}::bigint[],
      ${column(({ at }) => (at === null ? null : new Date(at)))}::timestamptz[],
      ${column(({ date }) => date)}::date[],
      ${column(({ cancelId }) => (cancelId === null ? null : toText(cancelId)))}::text[]) as row
    on conflict (run, file, line) do nothing`.execute(db)
}

export async function endFile(
  db: Db,
  { id, file }: FilePlace,
  told: { badLines: readonly BadLine[]; bad: number; at: Instant },
): Promise<Reconciliation | null> {
  const { rows } = await sql<RunRow>`
    update reconciliations set ${ANEW}, file = ${file}, bad_lines = ${told.bad}, requested_at = ${new Date(told.at)},
      bad_line_list = ${toJson(told.badLines)}::jsonb
    where id = ${id} and state <> 'running' and files = ${file} returning *`.execute(db)
  await sql`delete from settlement_rows
    where run = ${id} and file < (select file from reconciliations where id = ${id})`.execute(db)
  return rows[0] === undefined ? null : toRun(rows[0])
}

export async function badLines(db: Db, id: number): Promise<BadLine[]> {
  const { rows } = await sql<{ list: BadLine[] }>`
    select bad_line_list as list from reconciliations where id = ${id}`.execute(db)
  return rows[0]?.list ?? []
}

/** A line that names only a day happened at some time of it; one that names a time is compared by it. */
export async function listFile(
  db: Db,
  { id, attempt }: RunKey,
  { from, to }: TimeRange,
): Promise<{ rows: number; twice: SettlementLine[] }> {
  const { rows } = await sql<{ kept: number }>`
    with kept as (
      insert into listed_rows (run, attempt, ref, entry, within, order_number, status, amount, at, cancels)
      select ${id}::bigint, ${attempt}::int, ref,
        case kind when 'charge' then ${CHARGE_ENTRY} else ${CANCEL_PREFIX} || coalesce(cancel_id, '#' || line) end,
        coalesce(at, day::timestamp at time zone 'Asia/Seoul') >= ${new Date(from)}
          and coalesce(at, day::timestamp at time zone 'Asia/Seoul') < ${new Date(to)},
        order_number, case kind when 'charge' then 'paid' else 'cancelled' end,
        case kind when 'charge' then amount end, case kind when 'charge' then at end,
        case kind when 'cancel' then jsonb_build_array(jsonb_build_object('providerCancelId', coalesce(cancel_id, ''),
          'amount', amount, 'at', (extract(epoch from at) * 1000)::bigint, 'tag', null)) end
      from settlement_rows
      where run = ${id} and file = (select file from reconciliations where id = ${id}) order by line
      on conflict (run, attempt, ref, entry) do nothing
      returning 1
    )
    select count(*)::int as kept from kept`.execute(db)
  return { rows: rows[0]?.kept ?? 0, twice: await chargedTwice(db, id) }
}

/** Nobody looks through more of them than this. */
const MOST_TWICE = 1_000

async function chargedTwice(db: Db, id: number): Promise<SettlementLine[]> {
  const { rows } = await sql<{
    line: number
    ref: string
    order_number: string | null
    kind: 'charge'
    amount: number
    fee: number | null
    at: Date | null
    day: BusinessDate
    cancel_id: string | null
  }>`
    select s.line, s.ref, s.order_number, s.kind, s.amount, s.fee, s.at, s.day, s.cancel_id
    from (select *, row_number() over (partition by ref order by line) as n from settlement_rows
      where run = ${id} and file = (select file from reconciliations where id = ${id}) and kind = 'charge') as s
    where n = 2 order by line limit ${MOST_TWICE}`.execute(db)
  return rows.map(({ order_number: orderNumber, at: when, day: date, cancel_id: cancelId, ...row }) => ({
    ...row,
    orderNumber,
    at: maybeAt(when),
    date,
    cancelId,
  }))
}
