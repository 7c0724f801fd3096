/** The inbox: webhooks as they came, what was read in them, and who must still follow them. */
import { type Kysely, sql } from 'kysely'
import type { PaymentId } from '../../core/ids.ts'
import { type Instant, toIso } from '../../core/time.ts'
import type { WebhookHint } from '../../ports/provider.ts'
import type { FollowableWebhook, InboxEntry, InboxState, Store, WebhookKey } from '../../ports/store.ts'
import type { Database } from './database.ts'
import { toJson, toText } from './json.ts'
import { at } from './rows.ts'
import type { Sealer } from './seal.ts'

export const webhooksIn = (db: Kysely<Database>, sealer: Sealer) =>
  ({
    keepWebhook: (entry) => keep(db, sealer, entry),
    claimWebhooks: (claim) => claimDue(db, sealer, claim),
    markWebhooks: (keys, became) => mark(db, keys, became),
    dropWebhooks: (keys) => drop(db, keys),
    dropInboxBefore: async (cutoff) => {
      const { rows } = await sql<{ dropped: number }>`
        select drop_inbox_before(${toIso(cutoff)}::timestamptz) as dropped`.execute(db)
      return rows[0]?.dropped ?? 0
    },
  }) satisfies Partial<Store>

async function keep(db: Kysely<Database>, sealer: Sealer, entry: InboxEntry): Promise<WebhookKey> {
  const { channel, reading, followAt } = entry
  const { id } = await db
    .insertInto('inbox')
    .values({
      channel,
      headers: toJson(entry.headers),
      content_type: toText(entry.contentType),
      source: toText(entry.source),
      body: sealer.webhook(entry.body, channel),
      at: new Date(entry.at),
      state: reading.kind === 'hint' ? 'stored' : reading.kind,
      event: toText(reading.kind === 'refused' ? reading.why : reading.event),
      hint: reading.kind === 'hint' ? sealer.hint(reading, channel) : null,
      follow_at: followAt === null ? null : new Date(followAt),
      payment_id: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, at: entry.at }
}

interface Due {
  readonly id: number
  readonly at: Date
  readonly channel: string
  readonly tries: number
  readonly hint: Buffer | null
}

/** Longest wait before a webhook that could not be followed is tried again: an hour, 2^6 minutes being more. */
const MAX_DOUBLINGS = 6

/** Each is put off in the same statement, further with every try: a process that dies with it loses nothing. */
async function claimDue(
  db: Kysely<Database>,
  sealer: Sealer,
  { now, limit }: { now: Instant; limit: number },
): Promise<FollowableWebhook[]> {
  const { rows } = await sql<Due>`
    update inbox set tries = tries + 1,
      follow_at = ${toIso(now)}::timestamptz + interval '1 minute' * least(60, 2 ^ least(tries, ${MAX_DOUBLINGS}))
    where (id, at) in (
      select id, at from inbox where follow_at <= ${toIso(now)}::timestamptz
      order by follow_at limit ${limit} for update skip locked)
    returning id, at, channel, tries, hint`.execute(db)
  return rows.map((row) => ({
    id: row.id,
    at: at(row.at),
    channel: row.channel,
    tries: row.tries,
    hint: opened(sealer, row),
  }))
}

/** One row that does not open must not keep the others from being followed. */
function opened(sealer: Sealer, { hint, channel }: Due): WebhookHint | null {
  try {
    return hint === null ? null : sealer.openHint(hint, channel)
  } catch {
    return null
  }
}

/** With its time, so that only its month is touched. */
const these = (keys: readonly WebhookKey[]) => sql<boolean>`(id, at) in (
  select * from unnest(${keys.map(({ id }) => id)}::bigint[], ${keys.map((key) => toIso(key.at))}::timestamptz[]))`

async function mark(
  db: Kysely<Database>,
  keys: readonly WebhookKey[],
  { state, paymentId }: { state: InboxState; paymentId: PaymentId | null },
): Promise<void> {
  await db.updateTable('inbox').set({ state, payment_id: paymentId, follow_at: null }).where(these(keys)).execute()
}

const drop = async (db: Kysely<Database>, keys: readonly WebhookKey[]): Promise<void> => {
  await db.deleteFrom('inbox').where(these(keys)).execute()
}
