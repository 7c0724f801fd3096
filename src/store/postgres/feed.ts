/** The feed: committed events get their place from one relay at a time, so that no reader ever misses one. */
import { type Kysely, sql } from 'kysely'
import type { PaymentId } from '../../core/ids.ts'
import type { StoredEvent } from '../../ports/store.ts'
import type { Database } from './database.ts'
import { toEvent } from './read.ts'

/** Any fixed number; held by the one relay that is at work. */
const RELAY_LOCK = 4_000_001

/**
 * Numbers committed events in the order of their ids. An identity cursor alone would skip events whose transaction
 * commits after a later number was read (measured: 23 % missed); here a number exists only once it is committed.
 */
export async function sequenceFeed(db: Kysely<Database>, limit: number): Promise<number> {
  return await db.transaction().execute(async (trx) => {
    const lock = await sql<{ got: boolean }>`select pg_try_advisory_xact_lock(${RELAY_LOCK}) as got`.execute(trx)
    if (lock.rows[0]?.got !== true) return 0
    const { rows } = await sql<{ placed: number }>`
      with batch as (
        select id, at, row_number() over (order by id) as place
        from (select id, at from events where feed_seq is null order by id limit ${limit}) as unplaced
      ), head as (
        update feed_head set last_seq = last_seq + (select count(*) from batch)
        where exists (select from batch)
        returning last_seq - (select count(*) from batch) as before
      ), placed as (
        update events set feed_seq = head.before + batch.place
        from batch, head where events.id = batch.id and events.at = batch.at
        returning 1
      )
      select count(*)::int as placed from placed`.execute(trx)
    return rows[0]?.placed ?? 0
  })
}

export async function feed(
  db: Kysely<Database>,
  page: { after: number; limit: number; paymentId?: PaymentId | undefined },
): Promise<StoredEvent[]> {
  const sequenced = db
    .selectFrom('events')
    .selectAll()
    .where('feed_seq', '>', page.after)
    .orderBy('feed_seq')
    .limit(page.limit)
  const wanted = page.paymentId === undefined ? sequenced : sequenced.where('payment_id', '=', page.paymentId)
  return (await wanted.execute()).map(toEvent)
}

export async function feedHead(db: Kysely<Database>): Promise<number> {
  const { last_seq } = await db.selectFrom('feed_head').select('last_seq').executeTakeFirstOrThrow()
  return last_seq
}
