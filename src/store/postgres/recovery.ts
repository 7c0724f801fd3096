/** Recoveries: begun for all channels at once, worked on by one process, and what the lost time may have touched. */
import { type Kysely, sql } from 'kysely'
import type { PaymentId } from '../../core/ids.ts'
import { RECOVERING } from '../../core/payment/draft.ts'
import type { Instant } from '../../core/time.ts'
import type {
  BeginRecovery,
  LastRecovery,
  Recovery,
  RecoveryCount,
  RecoveryProgress,
  RecoveryStore,
  ReleaseRecovery,
} from '../../ports/recovery.ts'
import type { Database, RecoveryRow } from './database.ts'
import { at, maybeAt } from './rows.ts'

/**
 * Numbers of the lost time must not be given out again. At a thousand events a second this is eleven days of them, and
 * JavaScript counts nine million such jumps.
 */
const FEED_JUMP = 1_000_000_000
/** NICEPAY's references have four digits of it beside the second that they were made in. */
const SERIALS_JUMP = 5_000

export const recoveryOf = (db: Kysely<Database>): RecoveryStore => ({
  beginRecovery: (wish) => beginRecovery(db, wish),
  recoveries: () => recoveries(db),
  lastRecovery: (channel) => lastRecovery(db, channel),
  countRecovering: (channel) => countRecovering(db, channel),
  leaseRecovery: (id, lease) => leaseRecovery(db, id, lease),
  noteRecovery: (id, progress) => noteRecovery(db, id, progress),
  possiblyTouched: (recovery, page) => possiblyTouched(db, recovery, page),
  heldForRecovery: (channel, limit) => heldForRecovery(db, channel, limit),
  wantRelease: (wish) => wantRelease(db, wish),
  endRecovery: (id, now) => endRecovery(db, id, now),
})

async function beginRecovery(
  db: Kysely<Database>,
  { channels, since, backTo, at: now }: BeginRecovery,
): Promise<string[]> {
  return await db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ channel: string }>`
      insert into recoveries (channel, since, back_to, began_at)
      select channel, ${new Date(since)}::timestamptz, ${new Date(backTo)}::timestamptz, ${new Date(now)}::timestamptz
      from unnest(${[...channels]}::text[]) as c (channel)
      on conflict do nothing returning channel`.execute(trx)
    if (rows.length === 0) return []
    await sql`update feed_head set last_seq = last_seq + ${FEED_JUMP}`.execute(trx)
    await sql`select setval('provider_serials', nextval('provider_serials') + ${SERIALS_JUMP})`.execute(trx)
    return rows.map(({ channel }) => channel)
  })
}

async function recoveries(db: Kysely<Database>): Promise<Recovery[]> {
  const rows = await db.selectFrom('recoveries').selectAll().where('released_at', 'is', null).orderBy('id').execute()
  return rows.map(toRecovery)
}

const toRecovery = (row: RecoveryRow): Recovery => ({
  id: row.id,
  channel: row.channel,
  since: at(row.since),
  backTo: at(row.back_to),
  beganAt: at(row.began_at),
  markedTo: row.marked_to as PaymentId | null,
  markedAt: maybeAt(row.marked_at),
  listedAt: maybeAt(row.listed_at),
  adopted: row.adopted,
  trouble: row.trouble,
  releaseWanted:
    row.release_wanted_at === null
      ? null
      : { at: at(row.release_wanted_at), by: row.released_by ?? '', reason: row.reason ?? '' },
})

async function lastRecovery(db: Kysely<Database>, channel: string): Promise<LastRecovery | null> {
  const row = await db
    .selectFrom('recoveries')
    .select(['since', 'began_at', 'released_at'])
    .where('channel', '=', channel)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) return null
  return { since: at(row.since), beganAt: at(row.began_at), releasedAt: maybeAt(row.released_at) }
}

const isHeld = sql<boolean>`hold_at is not null and hold_cause = ${sql.lit(RECOVERING)}`

async function countRecovering(db: Kysely<Database>, channel: string): Promise<RecoveryCount> {
  const { rows } = await sql<RecoveryCount>`
    select count(*)::int as held, count(*) filter (where hints_heard > hints_seen)::int as open
    from payments where ${isHeld} and channel = ${channel}`.execute(db)
  return rows[0] ?? { held: 0, open: 0 }
}

async function leaseRecovery(
  db: Kysely<Database>,
  id: number,
  { by, ms }: { readonly by: string; readonly ms: number },
): Promise<boolean> {
  const { rows } = await sql`
    update recoveries set leased_by = ${by}, leased_until = clock_timestamp() + ${ms} * interval '1 millisecond'
    where id = ${id} and released_at is null
      and (leased_by is null or leased_by = ${by} or leased_until <= clock_timestamp())
    returning id`.execute(db)
  return rows.length === 1
}

async function noteRecovery(db: Kysely<Database>, id: number, progress: RecoveryProgress): Promise<void> {
  const { markedTo, markedAt, listedAt, adopted, trouble } = progress
  await db
    .updateTable('recoveries')
    .set({
      ...(markedTo === undefined ? {} : { marked_to: markedTo }),
      ...(markedAt === undefined ? {} : { marked_at: new Date(markedAt) }),
      ...(listedAt === undefined ? {} : { listed_at: new Date(listedAt) }),
      ...(adopted === undefined ? {} : { adopted }),
      ...(trouble === undefined ? {} : { trouble }),
    })
    .where('id', '=', id)
    .execute()
}

/**
 * What is not final, not tied, or waits for anything; and what is so young that it may have come to something else
 * since. A payment that is all cancelled, with nothing due, has no money left that could go anywhere.
 */
async function possiblyTouched(
  db: Kysely<Database>,
  { channel, backTo }: Pick<Recovery, 'channel' | 'backTo'>,
  page: { after: PaymentId | null; limit: number },
): Promise<PaymentId[]> {
  const { rows } = await sql<{ id: PaymentId }>`
    select id from payments p
    where channel = ${channel} and id > ${page.after ?? ''} and (
      state in ('ready', 'approving', 'awaiting_deposit')
      or (state in ('paid', 'partially_cancelled') and order_ref is null)
      or (state <> 'cancelled'
        and (created_at >= ${new Date(backTo)}::timestamptz or learned_at >= ${new Date(backTo)}::timestamptz))
      or exists (select from attention a where a.payment_id = p.id)
      or exists (select from cancellations c
        where c.payment_id = p.id and c.state in ('queued', 'sending', 'accepted', 'unknown')))
    order by id limit ${page.limit}`.execute(db)
  return rows.map(({ id }) => id)
}

async function heldForRecovery(db: Kysely<Database>, channel: string, limit: number): Promise<PaymentId[]> {
  const { rows } = await sql<{ id: PaymentId }>`
    select id from payments where ${isHeld} and channel = ${channel} order by hold_at, id limit ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

async function wantRelease(db: Kysely<Database>, { channel, at: now, by, reason }: ReleaseRecovery): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('recoveries')
    .set({ release_wanted_at: new Date(now), released_by: by, reason })
    .where('channel', '=', channel)
    .where('released_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

async function endRecovery(db: Kysely<Database>, id: number, now: Instant): Promise<void> {
  await db
    .updateTable('recoveries')
    .set({ released_at: new Date(now) })
    .where('id', '=', id)
    .execute()
}
