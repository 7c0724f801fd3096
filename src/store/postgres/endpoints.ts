/** Where merchants hear of events: endpoints and their sealed secrets. */
import { type Kysely, type Selectable, sql } from 'kysely'
import type { EndpointId } from '../../core/ids.ts'
import type { Instant } from '../../core/time.ts'
import type { DeliveryStore, DisabledWhy, Endpoint, EndpointChange, EndpointSecrets } from '../../ports/deliveries.ts'
import type { Database, EndpointRow } from './database.ts'
import { at, maybeAt } from './rows.ts'
import type { Sealer } from './seal.ts'

export const endpointsOf = (db: Kysely<Database>, sealer: Sealer) =>
  ({
    endpoints: async () =>
      (await db.selectFrom('webhook_endpoints').selectAll().orderBy('id').execute()).map(toEndpoint),
    endpoint: async (id) => {
      const row = await selectOne(db, id)
      return row === undefined ? null : toEndpoint(row)
    },
    addEndpoint: (fresh, most) => addEndpoint(db, sealer, { fresh, most }),
    changeEndpoint: (id, change, time) => changeEndpoint(db, { id, change, time }),
    removeEndpoint: async (id) => {
      const result = await db.deleteFrom('webhook_endpoints').where('id', '=', id).executeTakeFirst()
      return result.numDeletedRows === 1n
    },
    rotateSecret: (id, fresh) => rotateSecret(db, sealer, { id, ...fresh }),
    endpointSecrets: async (id) => {
      const row = await selectOne(db, id)
      return row === undefined ? null : openSecrets(sealer, row)
    },
  }) satisfies Partial<DeliveryStore>

const selectOne = (db: Kysely<Database>, id: EndpointId) =>
  db.selectFrom('webhook_endpoints').selectAll().where('id', '=', id).executeTakeFirst()

type Fresh = Parameters<DeliveryStore['addEndpoint']>[0]

async function addEndpoint(
  db: Kysely<Database>,
  sealer: Sealer,
  { fresh, most }: { fresh: Fresh; most: number },
): Promise<boolean> {
  const { id, url, description, types, createdAt } = fresh
  const result = await sql`
    insert into webhook_endpoints (id, url, description, types, secret, after_seq, created_at)
    select ${id}, ${url}, ${description}, ${types}::text[], ${sealer.webhookSecret(fresh.secret, id)}, last_seq,
      ${new Date(createdAt)}
    from feed_head where (select count(*) from webhook_endpoints) < ${most}`.execute(db)
  return result.numAffectedRows === 1n
}

interface Changing {
  readonly id: EndpointId
  readonly change: EndpointChange
  readonly time: Instant
}

/** What was not delivered by now is skipped in the same transaction that moves the cursor to the feed's head. */
async function changeEndpoint(db: Kysely<Database>, { id, change, time }: Changing): Promise<Endpoint | null> {
  const { url, description, types, enable, disable } = change
  return await db.transaction().execute(async (trx) => {
    const row = await trx
      .updateTable('webhook_endpoints')
      .set((eb) => ({
        id,
        ...(url === undefined ? {} : { url }),
        ...(description === undefined ? {} : { description }),
        ...(types === undefined ? {} : { types: [...types] }),
        ...(enable === undefined ? {} : { disabled_at: null, disabled_why: null, failing_since: null }),
        ...(enable === 'from_now' ? { after_seq: eb.selectFrom('feed_head').select('last_seq') } : {}),
        ...(disable === undefined ? {} : { disabled_at: new Date(time), disabled_why: disable }),
      }))
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst()
    if (enable === 'from_now') {
      const pending = trx.updateTable('deliveries').where('endpoint_id', '=', id).where('state', '=', 'pending')
      await pending.set({ state: 'skipped', leased_until: null }).execute()
    }
    return row === undefined ? null : toEndpoint(row)
  })
}

async function rotateSecret(
  db: Kysely<Database>,
  sealer: Sealer,
  { id, secret, previousUntil }: { id: EndpointId; secret: string; previousUntil: Instant },
): Promise<Endpoint | null> {
  const row = await db
    .updateTable('webhook_endpoints')
    .set((eb) => ({
      secret: sealer.webhookSecret(secret, id),
      previous_secret: eb.ref('secret'),
      previous_until: new Date(previousUntil),
    }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  return row === undefined ? null : toEndpoint(row)
}

type Row = Selectable<EndpointRow>

export function openSecrets(sealer: Sealer, row: Row): EndpointSecrets {
  const { id, previous_secret: sealed, previous_until: until } = row
  const previous =
    sealed === null || until === null ? null : { secret: sealer.openWebhookSecret(sealed, id), until: at(until) }
  return { newest: sealer.openWebhookSecret(row.secret, id), previous }
}

export const toEndpoint = (row: Row): Endpoint => ({
  id: row.id as EndpointId,
  url: row.url,
  description: row.description,
  types: row.types,
  disabled: row.disabled_at === null ? null : { at: at(row.disabled_at), why: row.disabled_why as DisabledWhy },
  failingSince: maybeAt(row.failing_since),
  previousUntil: maybeAt(row.previous_until),
  createdAt: at(row.created_at),
})
