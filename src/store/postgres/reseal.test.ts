/** Re-sealing on real PostgreSQL: afterwards the newest secret alone opens everything, and nobody's write is lost. */
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { CANARY, keepSealed, openedBy, sealedPayment, sealedValues } from '../../../test/sealed.ts'
import { ID_RANDOM_BYTES, newEndpointId } from '../../core/ids.ts'
import { instant } from '../../core/time.ts'
import { systemRandom } from '../../engine/system.ts'
import type { Store } from '../../ports/store.ts'
import { NONCE_BYTES, openVault } from '../vault.ts'
import { PLACES } from './reseal.ts'
import { CONTEXTS } from './seal.ts'
import { openPostgresStore } from './store.ts'

const OLD = 'the old secret, long enough to be one'
const NEW = 'the new secret, long enough to be one'
const STRANGE = 'a secret that nobody has given to anybody'

let database: TestDatabase
let sql: pg.Client
let opened: Store[]
beforeEach(async () => {
  database = await createTestDatabase()
  sql = new pg.Client({ connectionString: database.connectionString })
  await sql.connect()
  opened = []
})
afterEach(async () => {
  for (const store of opened) await store.close()
  await sql.end()
  await database.drop()
})

async function openStore(...secrets: string[]): Promise<Store> {
  const { connectionString } = database
  const options = { connectionString, vault: openVault(secrets), random: systemRandom, onTrouble: () => {} }
  const store = await openPostgresStore(options)
  opened.push(store)
  return store
}

const NOTICE = { ref: null, orderNumber: null, account: CANARY.number, amount: null, at: null, trusted: true }

const webhook = (store: Store, n: number) =>
  store.keepWebhook({
    channel: 'nicepay',
    headers: {},
    contentType: 'text/plain',
    source: '127.0.0.1',
    body: Buffer.from(`VbankNum=${CANARY.number}&n=${n}`),
    at: instant(1_800_000_000_000),
    reading: { kind: 'hint', event: '4110/0', ref: `${n}`, orderNumber: null, proven: null, deposit: NOTICE },
    followAt: null,
  })

/** With two secrets. */
async function endpoint(store: Store, n: number): Promise<void> {
  const createdAt = instant(1_800_000_000_000 + n)
  const id = newEndpointId(createdAt, systemRandom.bytes(ID_RANDOM_BYTES))
  await store.addEndpoint({ id, url: 'https://a.example', description: '', types: [], createdAt, secret: 'one' }, 100)
  await store.rotateSecret(id, { secret: 'two', previousUntil: createdAt })
}

/** Some of everything, sealed with the old secret. */
async function fill(store: Store, count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1) {
    await keepSealed(store, n)
    await webhook(store, n)
    await endpoint(store, n)
  }
}

const seal = (secret: string, text: string, context: string): Buffer =>
  openVault([secret]).seal(text, context, systemRandom.bytes(NONCE_BYTES))

const countsOf = ({ tables }: Awaited<ReturnType<Store['reseal']>>) =>
  tables.map(({ table, resealed, newAlready, unopened }) => [table, resealed, newAlready, unopened])

describe('after it', () => {
  it('the newest secret alone opens every sealed value, and the old one opens none', async () => {
    await fill(await openStore(OLD), 5)
    const before = await sealedValues(sql)
    expect(before).toHaveLength(5 * 10)
    const both = await openStore(NEW, OLD)
    const done = await both.reseal()
    expect(countsOf(done)).toEqual([
      ['payments', 5, 0, 0],
      ['refund_accounts', 5, 0, 0],
      ['webhook_endpoints', 5, 0, 0],
      ['inbox', 5, 0, 0],
    ])
    expect(done.state).toBe('complete')
    const values = await sealedValues(sql)
    expect(openedBy(openVault([NEW]), values)).toEqual(before.map(({ place }) => place))
    expect(openedBy(openVault([OLD]), values)).toEqual([])
    const files = await (await openStore(NEW)).list({ limit: 10 })
    expect(files).toHaveLength(5)
    for (const { payment, cancellations } of files) {
      expect(payment).toMatchObject({
        providerState: { authToken: 'token' },
        virtualAccount: { number: CANARY.number },
      })
      expect(cancellations[0]?.refundAccount).toEqual(CANARY)
    }
    const renewed = await openStore(NEW)
    for (const { id } of await renewed.endpoints())
      expect(await renewed.endpointSecrets(id)).toMatchObject({ newest: 'two', previous: { secret: 'one' } })
  })

  it('the next run finds that all is new already', async () => {
    await fill(await openStore(OLD), 3)
    const both = await openStore(NEW, OLD)
    await both.reseal()
    const sealed = await sealedValues(sql)
    expect(countsOf(await both.reseal())).toEqual([
      ['payments', 0, 3, 0],
      ['refund_accounts', 0, 3, 0],
      ['webhook_endpoints', 0, 3, 0],
      ['inbox', 0, 3, 0],
    ])
    expect(await sealedValues(sql)).toEqual(sealed)
  })

  it('a dump shows no account in clear, neither as text nor as bytes', async () => {
    await fill(await openStore(OLD), 2)
    await (await openStore(NEW, OLD)).reseal()
    for (const { bytes } of await sealedValues(sql)) {
      for (const canary of [CANARY.number, CANARY.holder, CANARY.phone ?? ''])
        expect(bytes.includes(canary)).toBe(false)
    }
    for (const { table } of PLACES) {
      const { rows } = await sql.query(`select t::text as row from ${table} as t`)
      expect(rows).toHaveLength(2)
      for (const { row } of rows)
        expect(row).not.toMatch(new RegExp(`${CANARY.number}|${CANARY.holder}|${CANARY.phone}`))
    }
  })
})

it('knows every column of the schema that is sealed', async () => {
  const { rows } = await sql.query<{ name: string }>(
    `select c.relname || '.' || a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
     join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and a.atttypid = 'bytea'::regtype`,
  )
  const known = PLACES.flatMap(({ table, contexts }) => Object.keys(contexts).map((column) => `${table}.${column}`))
  expect(rows.map(({ name }) => name).sort()).toEqual(known.sort())
})

describe('the old secret', () => {
  it('must be given until it is done: a start without it is refused, and says what to do', async () => {
    await fill(await openStore(OLD), 1)
    const both = await openStore(NEW, OLD)
    await expect(openStore(NEW)).rejects.toThrow(/MAEDEUP_SECRET_PREVIOUS.*maedeup reseal/)
    await expect(openStore(OLD)).rejects.toThrow(/another MAEDEUP_SECRET/)
    await both.reseal()
    await openStore(NEW)
  })

  it('must still be given where a row opens with no secret; the row is named and left as it is', async () => {
    const old = await openStore(OLD)
    await fill(old, 3)
    const lost = sealedPayment(2)
    const bytes = seal(STRANGE, '{}', CONTEXTS.providerState(lost))
    await sql.query('update payments set provider_state = $2 where id = $1', [lost, bytes])
    const both = await openStore(NEW, OLD)
    const { state, tables } = await both.reseal()
    expect(state).toBe('unopened')
    expect(tables[0]).toEqual({ table: 'payments', resealed: 2, newAlready: 0, unopened: 1, unopenedIds: [lost] })
    const { rows } = await sql.query('select provider_state from payments where id = $1', [lost])
    expect(rows[0].provider_state).toEqual(bytes)
    await expect(openStore(NEW)).rejects.toThrow(/reseal/)
  })

  it('must still be given where a process with another newest secret has started meanwhile', async () => {
    await fill(await openStore(OLD), 1)
    const both = await openStore(NEW, OLD)
    await sql.query('begin')
    await sql.query('select 1 from inbox for update')
    const resealing = both.reseal()
    await waiting()
    const other = await openStore(OLD, NEW)
    await sql.query('commit')
    expect((await resealing).state).toBe('overtaken')
    await expect(openStore(NEW)).rejects.toThrow()
    await other.reseal()
    await openStore(OLD)
  })
})

describe('beside running services', () => {
  it('what a service writes between its reading and its writing stays', async () => {
    await fill(await openStore(OLD), 3)
    const both = await openStore(NEW, OLD)
    const id = sealedPayment(2)
    // A service that has not been given the new secret as its newest yet.
    const theirs = seal(OLD, '{"authToken":"newer"}', CONTEXTS.providerState(id))
    await sql.query('begin')
    await sql.query('update payments set provider_state = $2 where id = $1', [id, theirs])
    const resealing = both.reseal()
    await waiting()
    await sql.query('commit')
    expect(countsOf(await resealing)[0]).toEqual(['payments', 3, 0, 0])
    expect((await both.load(id))?.payment.providerState).toEqual({ authToken: 'newer' })
    expect(openedBy(openVault([OLD]), await sealedValues(sql))).toEqual([])
  })

  it('writers lose nothing, whichever secret is their newest', async () => {
    const old = await openStore(OLD, NEW)
    await fill(old, 40)
    const both = await openStore(NEW, OLD)
    const writers = [both, old]
    const writing = Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const writer = writers[index % 2] as Store
        for (let turn = 1; turn <= 5; turn += 1) await write(writer, index + 1, turn)
      }),
    )
    for (let run = 0; run < 3; run += 1) await both.reseal()
    await writing
    expect((await both.reseal()).state).toBe('complete')
    const files = await (await openStore(NEW)).list({ limit: 100 })
    expect(files).toHaveLength(40)
    for (const { payment, cancellations } of files) {
      expect(payment).toMatchObject({ version: 6, providerState: { authToken: 'turn 5' } })
      expect(payment.virtualAccount?.number).toBe(CANARY.number)
      expect(cancellations[0]?.refundAccount).toEqual(CANARY)
    }
    expect(openedBy(openVault([OLD]), await sealedValues(sql))).toEqual([])
  })
})

/** One engine step's write: the token changes, or nothing sealed does. */
async function write(store: Store, n: number, turn: number): Promise<void> {
  const before = await store.load(sealedPayment(n))
  if (before === null) throw new Error(`payment ${n} is gone`)
  const { payment, cancellations } = before
  const state = turn % 2 === 0 ? {} : { providerState: { authToken: `turn ${turn}` } }
  const file = { payment: { ...payment, ...state, version: payment.version + 1 }, cancellations }
  expect(await store.save({ before, file, timeline: [], at: instant(1_800_000_000_000) })).toBe('saved')
}

it('cut off halfway, it has lost nothing, and the next run ends it', async () => {
  const old = await openStore(OLD)
  for (let n = 1; n <= 450; n += 1) await webhook(old, n)
  await fill(old, 1)
  const both = await openStore(NEW, OLD)
  await sql.query('begin')
  await sql.query('select 1 from inbox where id = 300 for update')
  const cut = both.reseal().catch((error: Error) => error.message)
  const pid = await waiting()
  await sql.query('select pg_terminate_backend($1)', [pid])
  expect(await cut).toMatch(/terminat/)
  await sql.query('commit')
  const halfway = await sealedValues(sql)
  expect(openedBy(openVault([OLD]), halfway)).toHaveLength(2 * 251)
  expect(openedBy(openVault([NEW, OLD]), halfway)).toHaveLength(halfway.length)
  await expect(openStore(NEW)).rejects.toThrow(/reseal/)
  const again = await both.reseal()
  expect(countsOf(again)).toEqual([
    ['payments', 0, 1, 0],
    ['refund_accounts', 0, 1, 0],
    ['webhook_endpoints', 0, 1, 0],
    ['inbox', 251, 200, 0],
  ])
  expect(again.state).toBe('complete')
  expect(openedBy(openVault([NEW]), await sealedValues(sql))).toHaveLength(halfway.length)
})

/** Waits until somebody waits for a lock of ours; answers who. */
async function waiting(): Promise<number> {
  let pid = 0
  await expect
    .poll(async () => {
      const { rows } = await sql.query<{ pid: number }>(
        'select pid from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))',
      )
      pid = rows[0]?.pid ?? 0
      return pid
    })
    .toBeGreaterThan(0)
  return pid
}
