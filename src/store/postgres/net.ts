/** What stops the net of a channel (brake, pause), the heartbeat, and the counts that the brake judges by. */
import { type Kysely, sql } from 'kysely'
import type { PaymentId } from '../../core/ids.ts'
import type { Instant } from '../../core/time.ts'
import type { DeadlineWindow, NetChange, NetState } from '../../ports/store.ts'
import type { Database, NetStateRow } from './database.ts'
import { at, maybeAt } from './rows.ts'

export async function netStates(db: Kysely<Database>): Promise<NetState[]> {
  const { rows } = await sql<NetStateRow & { recovering: boolean }>`
    select channel, r.id is not null as recovering, n.brake_at, n.brake_detail, n.brake_released_at, n.paused_at,
      n.pause_detail, n.alerted_at
    from net_states n full join (select id, channel from recoveries where released_at is null) r using (channel)
    order by channel`.execute(db)
  return rows.map((row) => ({
    channel: row.channel,
    recovering: row.recovering,
    brake: row.brake_at === null ? null : { at: at(row.brake_at), detail: row.brake_detail ?? '' },
    brakeReleasedAt: maybeAt(row.brake_released_at),
    pause: row.paused_at === null ? null : { at: at(row.paused_at), detail: row.pause_detail ?? '' },
    alertedAt: maybeAt(row.alerted_at),
  }))
}

/** A brake or pause that is on stays as it was first pulled: its time and words are the ones to look at. */
export async function changeNet(db: Kysely<Database>, channel: string, change: NetChange): Promise<boolean> {
  if (change.what === 'alerted') return await alertAgain(db, channel, change)
  const columns = columnsOf(change)
  const keep = change.what === 'brake' ? 'brake_at' : change.what === 'pause' ? 'paused_at' : null
  const result = await db
    .insertInto('net_states')
    .values({ ...NOTHING, channel, ...columns })
    .onConflict((conflict) => {
      const update = conflict.column('channel').doUpdateSet(columns)
      return keep === null ? update : update.where(`net_states.${keep}`, 'is', null)
    })
    .executeTakeFirstOrThrow()
  return result.numInsertedOrUpdatedRows === 1n
}

const NOTHING = {
  brake_at: null,
  brake_detail: null,
  brake_released_at: null,
  paused_at: null,
  pause_detail: null,
  alerted_at: null,
} as const satisfies Omit<NetStateRow, 'channel'>

/** Of processes that find the same alert due at the same time, one tells it. */
async function alertAgain(
  db: Kysely<Database>,
  channel: string,
  { at: now, ifNotSince }: Extract<NetChange, { what: 'alerted' }>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('net_states')
    .set({ alerted_at: new Date(now) })
    .where('channel', '=', channel)
    .where((row) => row.or([row('alerted_at', 'is', null), row('alerted_at', '<=', new Date(ifNotSince))]))
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

function columnsOf(change: Exclude<NetChange, { what: 'alerted' }>): Partial<NetStateRow> {
  const time = new Date(change.at)
  switch (change.what) {
    case 'brake':
      return { brake_at: time, brake_detail: change.detail, alerted_at: time }
    case 'pause':
      return { paused_at: time, pause_detail: change.detail, alerted_at: time }
    case 'release_brake':
      return { brake_at: null, brake_detail: null, brake_released_at: time }
    case 'release_pause':
      return { paused_at: null, pause_detail: null }
  }
}

/**
 * Money without an order. Written out, not as parameters: a prepared plan could not know then that the partial indexes
 * fit, and would read a million payments to find the few (measured: 236 ms a page instead of 1).
 */
const UNTIED = sql<boolean>`order_ref is null and state in ('paid', 'partially_cancelled')`

/** Two narrow looks instead of one wide: the window by its index, older orphans that still wait by theirs. */
export async function deadlinesPassed(
  db: Kysely<Database>,
  channel: string,
  { from, releasedAt, to }: DeadlineWindow,
): Promise<{ passed: number; orphans: number }> {
  const counted = sql`channel = ${channel} and order_due_at > ${new Date(releasedAt)} and detail ->> 'dropped' is null`
  const { rows } = await sql<{ passed: number; orphans: number; waiting: number }>`
    select count(*)::int as passed, count(*) filter (where order_ref is null)::int as orphans,
      (select count(*)::int from payments
       where ${UNTIED} and ${counted}
         and order_due_at <= ${new Date(from)} and hold_at is null and detail ->> 'orphanLeft' is null) as waiting
    from payments
    where ${counted} and order_due_at > ${new Date(from)} and order_due_at <= ${new Date(to)}`.execute(db)
  const { passed, orphans, waiting } = rows[0] ?? { passed: 0, orphans: 0, waiting: 0 }
  return { passed: passed + waiting, orphans: orphans + waiting }
}

export async function untied(
  db: Kysely<Database>,
  page: { after: PaymentId | null; limit: number },
): Promise<PaymentId[]> {
  const rows = await db
    .selectFrom('payments')
    .select('id')
    .where(UNTIED)
    .where('id', '>', page.after ?? '')
    .orderBy('id')
    .limit(page.limit)
    .execute()
  return rows.map(({ id }) => id as PaymentId)
}

export async function lastBeat(db: Kysely<Database>): Promise<Instant | null> {
  const row = await db.selectFrom('heartbeat').select('at').executeTakeFirst()
  return maybeAt(row?.at ?? null)
}

/** Several processes beat; the latest counts. */
export async function beat(db: Kysely<Database>, now: Instant): Promise<void> {
  await sql`
    insert into heartbeat (at) values (${new Date(now)})
    on conflict (only_one) do update set at = greatest(heartbeat.at, excluded.at)`.execute(db)
}
