/** What became of each event at each endpoint: made from the feed, handed out by lease, ended by its last holder. */
import { type Kysely, type Selectable, sql } from 'kysely'
import type { EndpointId, PaymentId } from '../../core/ids.ts'
import { type Instant, instant } from '../../core/time.ts'
import type {
  Attempt,
  Backlog,
  Begun,
  Delivery,
  DeliveryQuery,
  DeliveryState,
  DeliveryStore,
  DisabledWhy,
  Ended,
  Handed,
  HandOut,
} from '../../ports/deliveries.ts'
import type { Database, DeliveryRow } from './database.ts'
import { openSecrets, toEndpoint } from './endpoints.ts'
import { toJson } from './json.ts'
import { toEvent } from './read.ts'
import { at, maybeAt } from './rows.ts'
import type { Sealer } from './seal.ts'

/** The ladder has eleven rungs; what is older says nothing that these do not. */
const LOG_ENTRIES = 20

export const deliveriesOf = (db: Kysely<Database>, sealer: Sealer) =>
  ({
    fanOut: (limit, time) => fanOut(db, limit, time),
    handOut: (request) => handOut(db, request),
    beginDelivery: (handed, leaseUntil) => beginDelivery(db, sealer, { handed, leaseUntil }),
    endDelivery: (ended) => endDelivery(db, ended),
    delivery: async (id) => {
      const row = await db.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? null : toDelivery(row)
    },
    deliveries: (query) => deliveries(db, query),
    backlogs: () => backlogs(db),
    redeliver: (id, time) => redeliver(db, id, time),
    redeliverDead: (id, wish) => redeliverDead(db, id, wish),
    forgetDeliveries: (before, limit) => forgetDeliveries(db, before, limit),
  }) satisfies Partial<DeliveryStore>

/** One statement: either the deliveries are there and the cursor has moved, or neither. */
async function fanOut(db: Kysely<Database>, limit: number, time: Instant): Promise<'more' | 'all'> {
  const { rows } = await sql<{ most: number }>`
    with head as (
      select last_seq from feed_head
    ), wanting as (
      select id, types, after_seq from webhook_endpoints
      where disabled_at is null and after_seq < (select last_seq from head) for update skip locked
    ), page as (
      select wanting.id as endpoint_id, wanting.types, news.*
      from wanting cross join lateral (
        select feed_seq, payment_id, type from events
        where feed_seq > wanting.after_seq and feed_seq <= (select last_seq from head)
        order by feed_seq limit ${limit}
      ) as news
    ), made as (
      insert into deliveries (id, endpoint_id, feed_seq, payment_id, type, next_at, created_at)
      select 'dlv_' || left(encode(sha256(convert_to(endpoint_id || ':' || feed_seq, 'UTF8')), 'hex'), 32),
        endpoint_id, feed_seq, payment_id, type, ${new Date(time)}, ${new Date(time)}
      from page
      where types = '{}' or exists (
        select from unnest(types) as wish
        where wish = type or (right(wish, 2) = '.*' and starts_with(type, left(wish, -1))))
      on conflict do nothing
    ), moved as (
      update webhook_endpoints set after_seq = reached.seq
      from (select endpoint_id, max(feed_seq) as seq, count(*)::int as seen from page group by endpoint_id) as reached
      where webhook_endpoints.id = reached.endpoint_id
      returning reached.seen
    )
    select coalesce(max(seen), 0) as most from moved`.execute(db)
  return (rows[0]?.most ?? 0) < limit ? 'all' : 'more'
}

/** Leases what is due, as far as its endpoint has room. */
async function handOut(db: Kysely<Database>, { now, leaseUntil, atOnce }: HandOut): Promise<Handed[]> {
  const time = new Date(now)
  const { rows } = await sql<Handed>`
    with room as (
      select e.id, case when e.failing_since is null then ${atOnce.usual}::int else ${atOnce.failing}::int end
        - (select count(*) from deliveries d
           where d.endpoint_id = e.id and d.state = 'pending' and d.leased_until > ${time})::int as free
      from webhook_endpoints e where e.disabled_at is null
    ), due as (
      select found.id from room cross join lateral (
        select d.id from deliveries d
        where d.endpoint_id = room.id and d.state = 'pending' and d.next_at <= ${time}
          and (d.leased_until is null or d.leased_until <= ${time})
        order by d.next_at, d.feed_seq limit greatest(room.free, 0)
        for update skip locked
      ) as found
    )
    update deliveries set leased_until = ${new Date(leaseUntil)}, handed = handed + 1
    from due where deliveries.id = due.id
    returning deliveries.id, deliveries.handed as round`.execute(db)
  return rows
}

async function beginDelivery(
  db: Kysely<Database>,
  sealer: Sealer,
  { handed, leaseUntil }: { handed: Handed; leaseUntil: Instant },
): Promise<Begun | null> {
  const row = await db
    .updateTable('deliveries')
    .set({ leased_until: new Date(leaseUntil) })
    .where('id', '=', handed.id)
    .where('handed', '=', handed.round)
    .where('state', '=', 'pending')
    .returningAll()
    .executeTakeFirst()
  if (row === undefined) return null
  const [endpoint, event] = await Promise.all([
    db
      .selectFrom('webhook_endpoints')
      .selectAll()
      .where('id', '=', row.endpoint_id)
      .where('disabled_at', 'is', null)
      .executeTakeFirst(),
    db.selectFrom('events').selectAll().where('feed_seq', '=', row.feed_seq).executeTakeFirst(),
  ])
  if (endpoint === undefined) return null
  return {
    delivery: toDelivery(row),
    endpoint: toEndpoint(endpoint),
    secrets: openSecrets(sealer, endpoint),
    event: event === undefined ? null : toEvent(event),
  }
}

async function endDelivery(db: Kysely<Database>, ended: Ended): Promise<DisabledWhy | null> {
  const { handed, attempt, state, nextAt } = ended
  const tried = attempt === null ? 0 : 1
  const entries = toJson(attempt === null ? [] : [attempt])
  const deliveredAt = state === 'delivered' && attempt !== null ? new Date(attempt.at) : null
  await sql`
    update deliveries set state = ${state}, next_at = ${new Date(nextAt)}, leased_until = null,
      attempts = attempts + ${tried}::int, rung = rung + ${tried}::int, delivered_at = ${deliveredAt},
      log = case when jsonb_array_length(log) < ${LOG_ENTRIES} then log else log - 0 end || ${entries}::jsonb
    where id = ${handed.id} and handed = ${handed.round} and state = 'pending'`.execute(db)
  return attempt === null ? null : await judge(db, ended, attempt)
}

/** What the attempt says of the endpoint; written only where it changes something. */
async function judge(db: Kysely<Database>, ended: Ended, attempt: Attempt): Promise<DisabledWhy | null> {
  const { endpointId, endpoint, failingBefore } = ended
  const time = new Date(attempt.at)
  switch (endpoint) {
    case 'nothing':
      return null
    case 'well':
      await sql`update webhook_endpoints set failing_since = null
        where id = ${endpointId} and failing_since is not null`.execute(db)
      return null
    case 'gone':
      return await disable(db, endpointId, { why: 'gone', time })
    case 'failed': {
      await sql`update webhook_endpoints set failing_since = ${time}
        where id = ${endpointId} and failing_since is null`.execute(db)
      return await disable(db, endpointId, { why: 'failing', time, failingBefore: new Date(failingBefore) })
    }
  }
}

interface Disabling {
  readonly why: DisabledWhy
  readonly time: Date
  /** Only where it has failed since before this. */
  readonly failingBefore?: Date
}

/** Null where it stays as it is. */
async function disable(
  db: Kysely<Database>,
  id: EndpointId,
  { why, time, failingBefore }: Disabling,
): Promise<DisabledWhy | null> {
  let change = db
    .updateTable('webhook_endpoints')
    .set({ disabled_at: time, disabled_why: why })
    .where('id', '=', id)
    .where('disabled_at', 'is', null)
  if (failingBefore !== undefined) change = change.where('failing_since', '<', failingBefore)
  const { numUpdatedRows } = await change.executeTakeFirst()
  return numUpdatedRows === 1n ? why : null
}

async function deliveries(db: Kysely<Database>, query: DeliveryQuery): Promise<Delivery[]> {
  let rows = db
    .selectFrom('deliveries')
    .selectAll()
    .where('endpoint_id', '=', query.endpointId)
    .orderBy('feed_seq', 'desc')
    .limit(query.limit)
  if (query.state !== undefined) rows = rows.where('state', '=', query.state)
  if (query.cursor !== undefined) rows = rows.where('feed_seq', '<', query.cursor)
  return (await rows.execute()).map(toDelivery)
}

/** Each half reads an index of its own: what was delivered is not touched, however much it is. */
async function backlogs(db: Kysely<Database>): Promise<readonly Backlog[]> {
  const { rows } = await sql<{ endpoint_id: string; pending: number; dead: number; oldest: Date | null }>`
    select endpoint_id, sum(pending)::int as pending, sum(dead)::int as dead, min(oldest) as oldest from (
      select endpoint_id, count(*) as pending, 0 as dead, min(created_at) as oldest
      from deliveries where state = 'pending' group by endpoint_id
      union all
      select endpoint_id, 0, count(*), null from deliveries where state = 'dead' group by endpoint_id
    ) as halves
    where endpoint_id in (select id from webhook_endpoints) group by endpoint_id order by endpoint_id`.execute(db)
  return rows.map(({ endpoint_id, pending, dead, oldest }) => ({
    endpointId: endpoint_id as EndpointId,
    pending,
    dead,
    oldestAt: maybeAt(oldest),
  }))
}

/** One that is under way stays so: its lease is not touched. */
async function redeliver(db: Kysely<Database>, id: string, time: Instant): Promise<boolean> {
  const result = await db
    .updateTable('deliveries')
    .set({ state: 'pending', rung: 0, next_at: new Date(time) })
    .where('id', '=', id)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

async function redeliverDead(
  db: Kysely<Database>,
  id: EndpointId,
  { since, at: time, limit }: { since: Instant; at: Instant; limit: number },
): Promise<number> {
  const result = await sql`
    update deliveries set state = 'pending', rung = 0, next_at = ${new Date(time)} where id = any(array(
      select id from deliveries
      where endpoint_id = ${id} and state = 'dead' and created_at >= ${new Date(since)}
      order by created_at limit ${limit} for update skip locked))`.execute(db)
  return Number(result.numAffectedRows ?? 0n)
}

/** Pending ones stay for as long as there is an endpoint that they wait for. */
async function forgetDeliveries(db: Kysely<Database>, before: Instant, limit: number): Promise<number> {
  const result = await sql`
    delete from deliveries where id = any(array(
      select id from deliveries d
      where created_at < ${new Date(before)}
        and (state <> 'pending' or not exists (select from webhook_endpoints e where e.id = d.endpoint_id))
      order by created_at limit ${limit} for update skip locked))`.execute(db)
  return Number(result.numAffectedRows ?? 0n)
}

const toDelivery = (row: Selectable<DeliveryRow>): Delivery => ({
  id: row.id,
  endpointId: row.endpoint_id as EndpointId,
  feedSeq: row.feed_seq,
  paymentId: row.payment_id as PaymentId,
  type: row.type as Delivery['type'],
  state: row.state as DeliveryState,
  attempts: row.attempts,
  rung: row.rung,
  nextAt: at(row.next_at),
  deliveredAt: maybeAt(row.delivered_at),
  createdAt: at(row.created_at),
  log: (row.log as Attempt[]).map((one) => ({ ...one, at: instant(one.at) })),
})
