/** The queue that the state is: claims of due payments in batches, by lease, in database time. */
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { PaymentId } from '../../core/ids.ts'
import { STOPS, type Stop } from '../../core/payment/attention.ts'
import { RECOVERING } from '../../core/payment/draft.ts'
import type { Reason } from '../../core/payment/payment.ts'
import type { Claim, ClaimRequest } from '../../ports/store.ts'
import type { AttentionRow, Database } from './database.ts'
import type { LowWater, Passage } from './low-water.ts'
import { MEMBER_LOCK } from './membership.ts'
import { at, maybeAt } from './rows.ts'

/** Who claims: its id (membership.ts), and how far it has come. */
export interface Claimer {
  readonly member: number
  readonly lowWater: LowWater
}

interface Taken {
  readonly now: Date
  readonly low: Date
  readonly took_ms: number
  /** Null in the one row that tells that nothing was taken. */
  readonly payment_id: PaymentId | null
  readonly reason: Reason
  readonly lease: string
  readonly due_at: Date
}

/**
 * Takes up to `limit` due rows that nobody holds. A crash of the taker only means that its leases are free: soon where
 * PostgreSQL has seen its connection end (when a claim next begins at the old end), and when they run out in any case.
 */
export async function claim(db: Kysely<Database>, claimer: Claimer, request: ClaimRequest): Promise<Claim[]> {
  const passage = claimer.lowWater.begin(request.channel, request.stop)
  try {
    const rows = await take(db, { member: claimer.member, passage, request })
    const [first] = rows
    const taken = rows.filter((row) => row.payment_id !== null)
    if (first !== undefined) {
      const now = first.now.getTime()
      const reached = taken.length < request.limit ? now : Math.max(...taken.map(({ due_at }) => due_at.getTime()))
      passage.raise({ now, from: first.low.getTime(), reached, tookMs: first.took_ms })
    }
    return taken.map(({ payment_id, reason, lease }) => ({ paymentId: payment_id as PaymentId, reason, lease }))
  } finally {
    passage.end()
  }
}

async function take(
  db: Kysely<Database>,
  { member, passage, request }: { member: number; passage: Passage; request: ClaimRequest },
): Promise<Taken[]> {
  const { leaseMs, aheadMs } = request
  const { mark, since, until } = passage
  const { rows } = await sql<Taken>`
    with clock as (
      select clock_timestamp() + ${aheadMs} * interval '1 millisecond' as now
    ), moment as (
      select now, case when now between ${new Date(since)}::timestamptz and ${new Date(until)}::timestamptz
        then ${new Date(mark)}::timestamptz else 'epoch'::timestamptz end as low
      from clock
    ), ${dueOf(request)}, taken as (
      update attention set leased_by = ${member},
        leased_until = (select now from moment) + ${leaseMs} * interval '1 millisecond'
      from due where attention.payment_id = due.payment_id
      returning attention.payment_id, attention.reason, attention.leased_until::text as lease, due.due_at
    )
    select moment.now, moment.low, taken.*,
      extract(epoch from clock_timestamp() - moment.now)::float8 * 1000 + ${aheadMs} as took_ms
    from moment left join taken on true`.execute(db)
  return rows
}

/** Rows whose reason goes on count by their own time, others by what the stop lets through; none counts twice. */
function dueOf({ channel, limit, stop }: ClaimRequest) {
  if (stop === null) return sql`due as materialized (${free({ channel, limit, time: sql.ref('due_at') })})`
  const stopped: readonly Reason[] = STOPS[stop]
  const own = { channel, limit, time: sql.ref('due_at'), which: sql`reason <> all (${stopped}::text[])` }
  const letThrough = { channel, limit, time: sql.ref(DUE_WHILE[stop]), which: sql`reason = any (${stopped}::text[])` }
  return sql`
    going_on as materialized (${free(own)}),
    let_through as materialized (${free(letThrough)}),
    due as materialized (
      select * from going_on union all select * from let_through order by due_at limit ${limit}
    )`
}

const DUE_WHILE = { brake: 'braked_due_at', pause: 'paused_due_at' } as const satisfies Record<Stop, string>

interface Free {
  readonly channel: string
  readonly limit: number
  /** The column that says when the row is due. */
  readonly time: RawBuilder<unknown>
  readonly which?: RawBuilder<unknown>
}

const free = ({ channel, limit, time, which = sql`true` }: Free) => sql`
  select payment_id, ${time} as due_at from attention
  where channel = ${channel} and ${time} >= (select low from moment) and ${time} <= (select now from moment)
    and (leased_until is null or leased_until <= (select now from moment) or leased_by not in ${living})
    and ${which}
  order by ${time}
  limit ${limit}
  for update skip locked`

/** Members whose connection stands; a sub-select that is only run where a row with a lease is met. */
export const living = sql`(
  select objid::bigint from pg_locks
  where locktype = 'advisory' and classid = ${sql.lit(MEMBER_LOCK)} and granted
    and database = (select oid from pg_database where datname = current_database()))`

/** How many processes of this database are at work. */
export async function countMembers(db: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ members: number }>`select count(*)::int as members from ${living} as living`.execute(db)
  return rows[0]?.members ?? 0
}

/** Gives leases back; one that somebody else took over meanwhile is left alone. What is still due is claimed again. */
export async function release(db: Kysely<Database>, lowWater: LowWater, claims: readonly Claim[]): Promise<void> {
  if (claims.length === 0) return
  const ids = claims.map(({ paymentId }) => paymentId)
  const leases = claims.map(({ lease }) => lease)
  const { rows } = await sql<Omit<AttentionRow, 'payment_id' | 'leased_until' | 'leased_by'>>`
    update attention set leased_until = null
    from unnest(${ids}::text[], ${leases}::timestamptz[]) as held (payment_id, leased_until)
    where attention.payment_id = held.payment_id and attention.leased_until = held.leased_until
    returning channel, due_at, reason, braked_due_at, paused_due_at`.execute(db)
  for (const { channel, due_at, reason, braked_due_at, paused_due_at } of rows) {
    const whileStopped = { brake: maybeAt(braked_due_at), pause: maybeAt(paused_due_at) }
    lowWater.lower(channel, { dueAt: at(due_at), reason: reason as Reason, whileStopped })
  }
}

/** How many rows are due and how many wait; payments on hold are the desk, counted as due for `needs_operator`. */
export async function dueCounts(db: Kysely<Database>, aheadMs: number) {
  const { rows } = await sql<{ channel: string; reason: Reason; due: number; waiting: number }>`
    select channel, reason,
      count(*) filter (where due_at <= clock_timestamp() + ${aheadMs} * interval '1 millisecond')::int as due,
      count(*) filter (where due_at > clock_timestamp() + ${aheadMs} * interval '1 millisecond')::int as waiting
    from attention group by channel, reason
    union all
    select channel, 'needs_operator', count(*)::int, 0 from payments
    where hold_at is not null and hold_cause <> ${sql.lit(RECOVERING)} group by channel
    order by channel, reason`.execute(db)
  return rows
}
