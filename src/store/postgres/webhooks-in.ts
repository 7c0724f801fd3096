/** The inbox: webhooks as they came, what was read in them, and who must still follow them. */
import { type Kysely, sql } from 'kysely'
import type { PaymentId } from '../../core/ids.ts'
import { type Instant, toIso } from '../../core/time.ts'
import type { WebhookHint } from '../../ports/provider.ts'
import type { FollowableWebhook, InboxEntry, InboxState, Store, WebhookKey } from '../../ports/store.ts'
import { createBatches } from './batches.ts'
import type { Database } from './database.ts'
import { toJson, toText } from './json.ts'
import { at } from './rows.ts'
import type { Sealer } from './seal.ts'

/** A row with the largest body has 128 KB: 6 MB at the most. */
const MOST_KEPT_AT_ONCE = 50
const MOST_MARKED_AT_ONCE = 200

/** Each insert and mark is a commit: at 500 webhooks a second they go together, or the disk would be the limit. */
export function webhooksIn(db: Kysely<Database>, sealer: Sealer) {
  const keepOne = createBatches<InboxEntry, WebhookKey>({
    run: (entries) => keep(db, sealer, entries),
    most: MOST_KEPT_AT_ONCE,
  })
  const markSome = createBatches<Mark, null>({ run: (marks) => mark(db, marks), most: MOST_MARKED_AT_ONCE })
  return {
    keepWebhook: keepOne,
    claimWebhooks: (claim) => claimDue(db, sealer, claim),
    markWebhooks: async (keys, became) => {
      await markSome({ keys, ...became })
    },
    dropWebhooks: (keys) => drop(db, keys),
    dropInboxBefore: async (cutoff) => {
      const { rows } = await sql<{ dropped: number }>`
        select drop_inbox_before(${toIso(cutoff)}::timestamptz) as dropped`.execute(db)
      return rows[0]?.dropped ?? 0
    },
  } satisfies Partial<Store>
}

const list = <Value>(values: readonly Value[], type: string) => sql`${values}::${sql.raw(type)}[]`

/** The number that names each row goes back with its place, so that every caller gets its own. */
async function keep(db: Kysely<Database>, sealer: Sealer, entries: readonly InboxEntry[]): Promise<WebhookKey[]> {
  const of = <Value>(value: (entry: InboxEntry) => Value, type: string) => list(entries.map(value), type)
  const columns = [
    of(({ channel }) => channel, 'text'),
    of(({ headers }) => toJson(headers), 'jsonb'),
    of(({ contentType }) => toText(contentType), 'text'),
    of(({ source }) => toText(source), 'text'),
    of(({ body, channel }) => sealer.webhook(body, channel), 'bytea'),
    of(({ at: time }) => toIso(time), 'timestamptz'),
    of(({ reading }) => (reading.kind === 'hint' ? 'stored' : reading.kind), 'text'),
    of(({ reading }) => toText(reading.kind === 'refused' ? reading.why : reading.event), 'text'),
    of(({ reading, channel }) => (reading.kind === 'hint' ? sealer.hint(reading, channel) : null), 'bytea'),
    of(({ followAt }) => (followAt === null ? null : toIso(followAt)), 'timestamptz'),
  ]
  const { rows } = await sql<{ id: number }>`
    with given as materialized (
      select nextval('inbox_ids') as id, * from unnest(${sql.join(columns)}) with ordinality
        as t (channel, headers, content_type, source, body, at, state, event, hint, follow_at, place)),
    kept as (
      insert into inbox (id, channel, headers, content_type, source, body, at, state, event, hint, follow_at)
      select id, channel, headers, content_type, source, body, at, state, event, hint, follow_at from given)
    select id from given order by place`.execute(db)
  return entries.map((entry, index) => ({ id: rows[index]?.id ?? Number.NaN, at: entry.at }))
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

interface Mark {
  readonly keys: readonly WebhookKey[]
  readonly state: InboxState
  readonly paymentId: PaymentId | null
}

/** With their time, so that only their month is touched. */
async function mark(db: Kysely<Database>, marks: readonly Mark[]): Promise<null[]> {
  const rows = marks.flatMap(({ keys, ...became }) => keys.map((key) => ({ ...key, ...became })))
  const columns = [
    list(
      rows.map(({ id }) => id),
      'bigint',
    ),
    list(
      rows.map((row) => toIso(row.at)),
      'timestamptz',
    ),
    list(
      rows.map(({ state }) => state),
      'text',
    ),
    list(
      rows.map(({ paymentId }) => paymentId),
      'text',
    ),
  ]
  await sql`
    update inbox set state = b.state, payment_id = b.payment_id, follow_at = null
    from unnest(${sql.join(columns)}) as b (id, at, state, payment_id)
    where inbox.id = b.id and inbox.at = b.at`.execute(db)
  return marks.map(() => null)
}

async function drop(db: Kysely<Database>, keys: readonly WebhookKey[]): Promise<void> {
  await sql`
    delete from inbox using unnest(
      ${list(
        keys.map(({ id }) => id),
        'bigint',
      )}, ${list(
        keys.map((key) => toIso(key.at)),
        'timestamptz',
      )}) as b (id, at)
    where inbox.id = b.id and inbox.at = b.at`.execute(db)
}
