/** Runs of comparisons: one row for each channel, day and source, taken up by one process at a time. */
import { type Kysely, sql } from 'kysely'
import type { DayTotals, Reconciliation, RunPhase, RunProgress, RunSource, RunState } from '../../core/reconcile/run.ts'
import type { BusinessDate, Instant } from '../../core/time.ts'
import type { Kept, RunEnd, RunKey, RunQuery, RunWish } from '../../ports/reconciliation.ts'
import type { Database } from './database.ts'
import { toJson, toText } from './json.ts'
import { living } from './queue.ts'
import { at, maybeAt } from './rows.ts'

export interface RunRow {
  readonly id: number
  readonly channel: string
  readonly business_date: string
  readonly source: string
  readonly state: string
  readonly attempt: number
  readonly phase: string
  readonly listed: number
  readonly compared: number
  readonly foreign_rows: number
  readonly found: number
  readonly asked: number
  readonly settled: number
  readonly theirs: DayTotals | null
  readonly ours: DayTotals | null
  readonly failure: string | null
  readonly failures: number
  readonly bad_lines: number
  readonly requested_by: string
  readonly requested_at: Date
  readonly started_at: Date | null
  readonly ended_at: Date | null
}

/** Everything that the run showed before is of an older attempt; what differs stays until the new one has ended. */
export const ANEW = sql`state = 'queued', phase = 'listing', failure = null, failures = 0, not_before = null,
  cancel_requested = false, ended_at = null, leased_until = null`

/** A row that another process just made is found by the second round. */
export async function request(db: Kysely<Database>, wish: RunWish): Promise<Reconciliation> {
  const { channel, date, source, by, repeat } = wish
  const when = new Date(wish.at)
  const { rows } = await sql<RunRow>`
    insert into reconciliations (channel, business_date, source, state, requested_by, requested_at)
    values (${channel}, ${date}::date, ${source}, 'queued', ${toText(by)}, ${when})
    on conflict (channel, business_date, source) do update set ${ANEW}, requested_by = excluded.requested_by,
      requested_at = excluded.requested_at
      where ${repeat === 'again'}::boolean and reconciliations.state in ('done', 'failed', 'cancelled')
    returning *`.execute(db)
  const made =
    rows[0] ??
    (await one(
      db,
      sql`channel = ${channel} and business_date = ${date}::date
    and source = ${source}`,
    ))
  if (made === undefined) throw new Error(`no reconciliation of ${channel} on ${date}`)
  return toRun(made)
}

async function one(db: Kysely<Database>, where: ReturnType<typeof sql>): Promise<RunRow | undefined> {
  const { rows } = await sql<RunRow>`select * from reconciliations where ${where}`.execute(db)
  return rows[0]
}

export async function find(db: Kysely<Database>, id: number): Promise<Reconciliation | null> {
  const row = await one(db, sql`id = ${id}`)
  return row === undefined ? null : toRun(row)
}

export async function list(db: Kysely<Database>, query: RunQuery): Promise<Reconciliation[]> {
  const { channel = null, date = null, state = null, cursor = null, limit } = query
  const { rows } = await sql<RunRow>`
    select * from reconciliations
    where (${channel}::text is null or channel = ${channel}) and (${state}::text is null or state = ${state})
      and (${date}::date is null or business_date = ${date}) and (${cursor}::bigint is null or id < ${cursor})
    order by id desc limit ${limit}`.execute(db)
  return rows.map(toRun)
}

export async function newestDate(
  db: Kysely<Database>,
  channel: string,
  before: BusinessDate,
): Promise<BusinessDate | null> {
  const { rows } = await sql<{ day: BusinessDate | null }>`
    select max(business_date) as day from reconciliations
    where channel = ${channel} and source = 'provider' and business_date < ${before}::date`.execute(db)
  return rows[0]?.day ?? null
}

/** A run at work whose lease is over, or whose process PostgreSQL saw end, is taken over. */
export async function claim(
  db: Kysely<Database>,
  member: number,
  { channels, leaseMs, now }: { channels: readonly string[]; leaseMs: number; now: Instant },
): Promise<Reconciliation | null> {
  const { rows } = await sql<RunRow>`
    with free as materialized (
      select id from reconciliations
      where state in ('queued', 'running') and channel = any(${[...channels]}::text[])
        and (not_before is null or not_before <= ${new Date(now)})
        and (leased_until is null or leased_until <= clock_timestamp() or leased_by not in ${living})
      order by requested_at, id limit 1 for update skip locked
    )
    update reconciliations as run set state = 'running', attempt = attempt + 1, phase = 'listing',
      listed = 0, compared = 0, foreign_rows = 0, found = 0, asked = 0, settled = 0,
      started_at = ${new Date(now)}, ended_at = null, not_before = null, leased_by = ${member},
      leased_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
    from free where run.id = free.id
    returning run.*`.execute(db)
  return rows[0] === undefined ? null : toRun(rows[0])
}

export async function keep(
  db: Kysely<Database>,
  { id, attempt }: RunKey,
  { progress: p, leaseMs }: { progress: RunProgress; leaseMs: number },
): Promise<Kept> {
  const { rows } = await sql<{ cancel_requested: boolean }>`
    update reconciliations set phase = ${p.phase}, listed = ${p.listed}, compared = ${p.compared},
      foreign_rows = ${p.foreign}, found = ${p.found}, asked = ${p.asked}, settled = ${p.settled},
      leased_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
    where id = ${id} and attempt = ${attempt} and state = 'running'
    returning cancel_requested`.execute(db)
  const [row] = rows
  if (row === undefined) return 'lost'
  return row.cancel_requested ? 'cancelled' : 'kept'
}

export async function leave(db: Kysely<Database>, { id, attempt }: RunKey): Promise<void> {
  await sql`update reconciliations set leased_until = null
    where id = ${id} and attempt = ${attempt} and state = 'running'`.execute(db)
}

export async function end(db: Kysely<Database>, { id, attempt }: RunKey, told: RunEnd): Promise<void> {
  const { state, failure, notBefore } = told
  const phase: RunPhase = state === 'queued' ? 'listing' : 'ended'
  await sql`
    update reconciliations set state = ${state}, phase = ${phase}, leased_until = null,
      failure = ${failure === null ? null : toText(failure)},
      failures = case when ${failure === null}::boolean then 0 else failures + 1 end,
      not_before = ${notBefore === undefined ? null : new Date(notBefore)},
      ended_at = case when ${state === 'queued'}::boolean then null else ${new Date(told.at)}::timestamptz end
    where id = ${id} and attempt = ${attempt} and state = 'running'`.execute(db)
}

/** One that nobody works on ends at once; one at work ends itself at its next word. */
export async function askToCancel(db: Kysely<Database>, id: number): Promise<boolean> {
  const { rows } = await sql`
    update reconciliations set cancel_requested = true,
      state = case when state = 'queued' then 'cancelled' else state end
    where id = ${id} and state in ('queued', 'running') returning id`.execute(db)
  return rows.length > 0
}

export async function setTotals(
  db: Kysely<Database>,
  { id, attempt }: RunKey,
  { theirs, ours }: { theirs: DayTotals | null; ours: DayTotals },
): Promise<void> {
  const theirSums = theirs === null ? null : toJson(theirs)
  await sql`update reconciliations set theirs = ${theirSums}::jsonb, ours = ${toJson(ours)}::jsonb
    where id = ${id} and attempt = ${attempt}`.execute(db)
}

export function toRun(row: RunRow): Reconciliation {
  const { listed, compared, foreign_rows: foreign, found, asked, settled } = row
  return {
    id: row.id,
    channel: row.channel,
    date: row.business_date as BusinessDate,
    source: row.source as RunSource,
    state: row.state as RunState,
    attempt: row.attempt,
    progress: { phase: row.phase as RunPhase, listed, compared, foreign, found, asked, settled },
    theirs: row.theirs,
    ours: row.ours,
    failure: row.failure,
    failures: row.failures,
    badLines: row.bad_lines,
    requestedBy: row.requested_by,
    requestedAt: at(row.requested_at),
    startedAt: maybeAt(row.started_at),
    endedAt: maybeAt(row.ended_at),
  }
}
