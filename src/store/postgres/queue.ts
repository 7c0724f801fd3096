/** The queue that the state is: claims of due payments in batches, by lease, in database time. */
import { type Kysely, sql } from 'kysely'
import type { PaymentId } from '../../core/ids.ts'
import type { Reason } from '../../core/payment/payment.ts'
import type { Claim, ClaimRequest } from '../../ports/store.ts'
import type { Database } from './database.ts'
import { MEMBER_LOCK } from './membership.ts'

/**
 * Takes up to `limit` due rows that nobody holds. A crash of the taker only means that its leases are free: at once
 * where PostgreSQL has seen its connection end, and when they run out in any case.
 */
export async function claim(db: Kysely<Database>, member: number, request: ClaimRequest): Promise<Claim[]> {
  const { channel, limit, leaseMs, blocked, aheadMs } = request
  const { rows } = await sql<{ payment_id: PaymentId; reason: Reason; lease: string }>`
    with moment as (
      select clock_timestamp() + ${aheadMs} * interval '1 millisecond' as now
    ), due as materialized (
      select payment_id from attention
      where channel = ${channel} and due_at <= (select now from moment)
        and (leased_until is null or leased_until <= (select now from moment) or leased_by not in ${living})
        and reason <> all (${blocked}::text[])
      order by due_at
      limit ${limit}
      for update skip locked
    )
    update attention set leased_by = ${member},
      leased_until = (select now from moment) + ${leaseMs} * interval '1 millisecond'
    from due where attention.payment_id = due.payment_id
    returning attention.payment_id, attention.reason, attention.leased_until::text as lease`.execute(db)
  return rows.map(({ payment_id, reason, lease }) => ({ paymentId: payment_id, reason, lease }))
}

/** Members whose connection stands; a sub-select that is only run where a row with a lease is met. */
const living = sql`(
  select objid::bigint from pg_locks
  where locktype = 'advisory' and classid = ${sql.lit(MEMBER_LOCK)} and granted
    and database = (select oid from pg_database where datname = current_database()))`

/** Gives leases back; one that somebody else took over meanwhile is left alone. */
export async function release(db: Kysely<Database>, claims: readonly Claim[]): Promise<void> {
  if (claims.length === 0) return
  const ids = claims.map(({ paymentId }) => paymentId)
  const leases = claims.map(({ lease }) => lease)
  await sql`
    update attention set leased_until = null
    from unnest(${ids}::text[], ${leases}::timestamptz[]) as held (payment_id, leased_until)
    where attention.payment_id = held.payment_id and attention.leased_until = held.leased_until`.execute(db)
}

/** How many rows are due and how many wait; payments on hold are the desk, counted as due for `needs_operator`. */
export async function dueCounts(db: Kysely<Database>, aheadMs: number) {
  const { rows } = await sql<{ channel: string; reason: Reason; due: number; waiting: number }>`
    select channel, reason,
      count(*) filter (where due_at <= clock_timestamp() + ${aheadMs} * interval '1 millisecond')::int as due,
      count(*) filter (where due_at > clock_timestamp() + ${aheadMs} * interval '1 millisecond')::int as waiting
    from attention group by channel, reason
    union all
    select channel, 'needs_operator', count(*)::int, 0 from payments where hold_at is not null group by channel
    order by channel, reason`.execute(db)
  return rows
}
