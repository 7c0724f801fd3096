/** The feed: committed events get their place from one relay at a time, so that no reader ever misses one. */
import { type Kysely, sql } from 'kysely'
import type { PaymentId } from '../../core/ids.ts'
import type { StoredEvent } from '../../ports/event.ts'
import type { Database } from './database.ts'
import { toEvent } from './read.ts'

/** Any fixed number; held by the one relay that is at work. */
const RELAY_LOCK = 4_000_001

/**
 * Up to which id every event has its place. Events that have theirs leave dead entries in the index of those that have
 * none, which nobody can remove while an older snapshot is open (a backup): a look that began at the first of them
 * would cost more with every event (measured: bench/README.md).
 */
export interface FeedMark {
  placedTo: number
  /** What `placedTo` becomes when every transaction older than `xid` has ended: only they can hold smaller ids. */
  next: { readonly id: number; readonly xid: number } | null
  looks: number
}

export const createFeedMark = (): FeedMark => ({ placedTo: 0, next: null, looks: 0 })

/**
 * So many looks after another one begins at the first event all the same. `write.ts` takes a transaction id before it
 * takes an event's; a writer that does it the other way round is late by that, not lost.
 */
const LOOKS_A_ROUND = 100

interface Look {
  readonly placed: number
  /** The largest id that was placed, and the transaction that did it; null where nothing was placed. */
  readonly last: number | null
  readonly xid: number | null
  /** The oldest transaction that was still at work. */
  readonly oldest: number
}

/**
 * Numbers committed events in the order of their ids. An identity cursor alone would skip events whose transaction
 * commits after a later number was read (measured: 23 % missed); here a number exists only once it is committed.
 */
export async function sequenceFeed(db: Kysely<Database>, mark: FeedMark, limit: number): Promise<number> {
  mark.looks = (mark.looks + 1) % LOOKS_A_ROUND
  const look = await placeAfter(db, mark.looks === 0 ? 0 : mark.placedTo, limit)
  if (look === null) return 0
  const { placed, last, xid, oldest } = look
  const { next } = mark
  if (next !== null && oldest >= next.xid && (placed < limit || (last ?? 0) >= next.id)) {
    mark.placedTo = Math.max(mark.placedTo, next.id)
    mark.next = null
  }
  if (mark.next === null && last !== null && xid !== null) mark.next = { id: last, xid }
  return placed
}

/** Null where another relay is at work. */
async function placeAfter(db: Kysely<Database>, placedTo: number, limit: number): Promise<Look | null> {
  return await db.transaction().execute(async (trx) => {
    const lock = await sql<{ got: boolean }>`select pg_try_advisory_xact_lock(${RELAY_LOCK}) as got`.execute(trx)
    if (lock.rows[0]?.got !== true) return null
    const { rows } = await sql<Look>`
      with batch as (
        select id, at, row_number() over (order by id) as place
        from (
          select id, at from events where feed_seq is null and id > ${placedTo} order by id limit ${limit}
        ) as unplaced
      ), head as (
        update feed_head set last_seq = last_seq + (select count(*) from batch)
        where exists (select from batch)
        returning last_seq - (select count(*) from batch) as before
      ), placed as (
        update events set feed_seq = head.before + batch.place
        from batch, head where events.id = batch.id and events.at = batch.at
        returning events.id
      )
      select count(*)::int as placed, max(id) as last,
        case when count(*) > 0 then pg_current_xact_id()::text::bigint end as xid,
        pg_snapshot_xmin(pg_current_snapshot())::text::bigint as oldest
      from placed`.execute(trx)
    return rows[0] ?? null
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
