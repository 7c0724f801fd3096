/** Seals with the newest secret whatever an older one sealed: in short steps, beside running services, repeatable. */
import { type Kysely, sql } from 'kysely'
import type { Random } from '../../ports/random.ts'
import type { Resealed } from '../../ports/store.ts'
import { NONCE_BYTES, type Vault } from '../vault.ts'
import type { Database } from './database.ts'
import { forgetOlderSecrets } from './keys.ts'
import { CONTEXTS } from './seal.ts'

/** A step is one short statement that reads and one that writes: 25 MB where every webhook has the largest body. */
const STEP_ROWS = 200
/** A row that is written between our reading and writing is read again; nobody writes one so many times in a row. */
const MAX_TRIES = 10
/** More ids than these say nothing that the first ones do not. */
const MAX_NAMED = 100

interface Place {
  readonly table: 'payments' | 'refund_accounts' | 'inbox' | 'webhook_endpoints'
  readonly key: string
  readonly keyType: 'text' | 'bigint'
  /** The column whose value is authenticated with each sealed one. */
  readonly owner: string
  readonly contexts: Readonly<Record<string, (owner: string) => string>>
}

/** Every column that the vault seals (a test compares with the schema). */
export const PLACES = [
  {
    table: 'payments',
    key: 'id',
    keyType: 'text',
    owner: 'id',
    contexts: { provider_state: CONTEXTS.providerState, virtual_account: CONTEXTS.accounts },
  },
  {
    table: 'refund_accounts',
    key: 'cancellation_id',
    keyType: 'text',
    owner: 'cancellation_id',
    contexts: {
      bank: (id) => CONTEXTS.refundAccount(id, 'bank'),
      number: (id) => CONTEXTS.refundAccount(id, 'number'),
      holder: (id) => CONTEXTS.refundAccount(id, 'holder'),
      phone: (id) => CONTEXTS.refundAccount(id, 'phone'),
    },
  },
  {
    table: 'webhook_endpoints',
    key: 'id',
    keyType: 'text',
    owner: 'id',
    contexts: { secret: CONTEXTS.webhookSecret, previous_secret: CONTEXTS.webhookSecret },
  },
  {
    table: 'inbox',
    key: 'id',
    keyType: 'bigint',
    owner: 'channel',
    contexts: { body: CONTEXTS.webhook, hint: CONTEXTS.hint },
  },
] as const satisfies readonly Place[]

/** Before every key of either type. */
const FIRST_KEYS = { text: '', bigint: 0 } as const

type Key = string | number

interface Row {
  readonly key: Key
  readonly owner: string
  readonly sealed: readonly (Buffer | null)[]
}

interface Rewritten extends Row {
  readonly fresh: readonly (Buffer | null)[]
}

interface Secrets {
  readonly vault: Vault
  readonly random: Random
}

/** Older secrets are forgotten only where every row was opened. */
export async function resealAll(db: Kysely<Database>, secrets: Secrets) {
  const tables: Resealed[] = []
  for (const place of PLACES) tables.push(await resealTable(db, place, secrets))
  if (tables.some(({ unopened }) => unopened > 0)) return { state: 'unopened', tables } as const
  const state = (await forgetOlderSecrets(db, secrets.vault)) ? 'complete' : 'overtaken'
  return { state, tables } as const
}

/** Rows that come behind us are no concern: whoever writes them seals with the newest secret. */
async function resealTable(db: Kysely<Database>, place: Place, secrets: Secrets): Promise<Resealed> {
  const seen = { rows: 0, resealed: 0, unopened: 0, unopenedIds: [] as string[] }
  for (let last: Key = FIRST_KEYS[place.keyType]; ; ) {
    const rows = await readAfter(db, place, last)
    const step = await resealRows(db, { place, rows, secrets })
    seen.rows += rows.filter(({ sealed }) => sealed.some((one) => one !== null)).length
    seen.resealed += step.resealed
    seen.unopened += step.unopened.length
    seen.unopenedIds.push(...step.unopened.slice(0, MAX_NAMED - seen.unopenedIds.length))
    if (rows.length < STEP_ROWS) break
    last = rows.at(-1)?.key ?? last
  }
  const { rows, ...counts } = seen
  return { table: place.table, ...counts, newAlready: rows - counts.resealed - counts.unopened }
}

interface Step {
  readonly place: Place
  readonly rows: readonly Row[]
  readonly secrets: Secrets
}

async function resealRows(db: Kysely<Database>, { place, rows, secrets }: Step) {
  const unopened: string[] = []
  let resealed = 0
  let open = rows
  for (let tried = 0; open.length > 0; tried += 1) {
    if (tried === MAX_TRIES) throw new Error(`rows of ${place.table} are written all the time; run it again`)
    const rewritten = open.flatMap((row) => {
      const fresh = freshOf(place, row, secrets)
      if (fresh === 'unopened') unopened.push(String(row.key))
      return fresh === 'unopened' || fresh === 'as it is' ? [] : [{ ...row, fresh }]
    })
    const written = new Set(rewritten.length === 0 ? [] : await write(db, place, rewritten))
    resealed += written.size
    const missed = rewritten.filter(({ key }) => !written.has(key)).map(({ key }) => key)
    open = missed.length === 0 ? [] : await readThese(db, place, missed)
  }
  return { resealed, unopened }
}

/** A row is rewritten whole or not at all. */
function freshOf(place: Place, { owner, sealed }: Row, { vault, random }: Secrets) {
  try {
    const fresh = Object.values(place.contexts).map((contextOf, index) => {
      const bytes = sealed[index] ?? null
      return bytes === null ? null : vault.reseal(bytes, contextOf(owner), random.bytes(NONCE_BYTES))
    })
    if (fresh.every((one) => one === null)) return 'as it is'
    return fresh.map((one, index) => one ?? sealed[index] ?? null)
  } catch {
    return 'unopened'
  }
}

const readAfter = (db: Kysely<Database>, place: Place, last: Key): Promise<Row[]> =>
  read(db, place, sql`${sql.ref(place.key)} > ${last} order by ${sql.ref(place.key)} limit ${STEP_ROWS}`)

const readThese = (db: Kysely<Database>, place: Place, keys: readonly Key[]): Promise<Row[]> =>
  read(db, place, sql`${sql.ref(place.key)} = any(${keys}::${sql.raw(place.keyType)}[])`)

async function read(db: Kysely<Database>, place: Place, where: ReturnType<typeof sql>): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select ${sql.ref(place.key)} as key, ${sql.ref(place.owner)} as owner, array[${columnsOf(place)}] as sealed
    from ${sql.table(place.table)} where ${where}`.execute(db)
  return rows
}

/** Only where the bytes are still the ones that were read: what a service wrote meanwhile stays. Answers the keys. */
async function write(db: Kysely<Database>, place: Place, rows: readonly Rewritten[]): Promise<Key[]> {
  const columns = Object.keys(place.contexts)
  const list = (of: (row: Rewritten) => Key | Buffer | null, type: string) => sql`${rows.map(of)}::${sql.raw(type)}[]`
  const arrays = [
    list(({ key }) => key, place.keyType),
    ...columns.map((_, index) => list(({ sealed }) => sealed[index] ?? null, 'bytea')),
    ...columns.map((_, index) => list(({ fresh }) => fresh[index] ?? null, 'bytea')),
  ]
  const names = ['key', ...columns.map((name) => `old_${name}`), ...columns.map((name) => `new_${name}`)]
  const set = columns.map((name) => sql`${sql.ref(name)} = n.${sql.ref(`new_${name}`)}`)
  const same = columns.map((name) => sql`t.${sql.ref(name)} is not distinct from n.${sql.ref(`old_${name}`)}`)
  const { rows: written } = await sql<{ key: Key }>`
    update ${sql.table(place.table)} as t set ${sql.join(set)}
    from unnest(${sql.join(arrays)}) as n (${sql.join(names.map((name) => sql.ref(name)))})
    where t.${sql.ref(place.key)} = n.key and ${sql.join(same, sql` and `)}
    returning n.key`.execute(db)
  return written.map(({ key }) => key)
}

const columnsOf = ({ contexts }: Place) => sql.join(Object.keys(contexts).map((name) => sql.ref(name)))
