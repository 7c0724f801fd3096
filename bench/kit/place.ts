/** A throw-away server with production settings for one bench; nothing of it is left, however the bench ends. */
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { systemRandom } from '../../src/engine/system.ts'
import type { Store } from '../../src/ports/store.ts'
import { launchEmbedded } from '../../src/store/embedded.ts'
import { migrate } from '../../src/store/postgres/migrate.ts'
import { openPostgresStore } from '../../src/store/postgres/store.ts'
import { openVault, type Vault } from '../../src/store/vault.ts'

export interface BenchDatabase {
  readonly connectionString: string
  readonly store: Store
  readonly vault: Vault
  /** For what the store has no function for: stock, statistics, plans. One connection, no statement time-out. */
  readonly sql: pg.Client
}

export interface Place {
  /** A folder of its own, removed at the end. */
  folder(): string
  /** A migrated, empty database with its store open. The server is started by the first one. */
  database(name: string): Promise<BenchDatabase>
  /** Runs when the bench ends, in any way; last come, first served. */
  atEnd(clean: () => Promise<void> | void): void
}

const SECRET = 'a secret for benches that is long enough'

/** Runs `work` and ends the process: also after an error, Ctrl-C or SIGTERM. */
export async function bench(work: (place: Place) => Promise<void>): Promise<void> {
  const cleaning: (() => Promise<void> | void)[] = []
  let ending: Promise<void> | null = null
  const end = (code: number) => {
    ending ??= clean(cleaning).finally(() => process.exit(code))
    return ending
  }
  process.on('SIGINT', () => end(130)).on('SIGTERM', () => end(143))
  // What runs beside the work that failed, or that was cut off, fails over the end of its server.
  process.on('unhandledRejection', (error) => void fail(error))
  const fail = (error: unknown) => {
    if (ending === null) process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
    return end(1)
  }
  await work(createPlace((one) => cleaning.push(one))).catch(fail)
  await end(0)
}

/** Each is tried, whatever becomes of the others. */
async function clean(cleaning: (() => Promise<void> | void)[]): Promise<void> {
  for (const one of cleaning.splice(0).reverse()) await (async () => one())().catch(() => undefined)
}

function createPlace(atEnd: (clean: () => Promise<void> | void) => void): Place {
  let server: Promise<{ connectionString: string }> | null = null
  const folder = () => {
    const path = mkdtempSync(join(tmpdir(), 'maedeup-bench-'))
    chmodSync(path, 0o711) // The server's account may be another than ours.
    atEnd(() => remove(path))
    return path
  }
  const start = async () => {
    const launched = await launchEmbedded({ dataDir: folder() })
    atEnd(launched.stop)
    return launched
  }
  const database = async (name: string): Promise<BenchDatabase> => {
    server ??= start()
    const { connectionString: main } = await server
    const admin = await connect(main)
    await admin.query(`create database ${name}`)
    await admin.end()
    const connectionString = main.replace('/maedeup?', `/${name}?`)
    await migrate(connectionString)
    const vault = openVault([SECRET])
    const store = await openPostgresStore({ connectionString, vault, random: systemRandom, onTrouble: () => {} })
    const sql = await connect(connectionString)
    atEnd(async () => {
      await sql.end()
      await store.close()
    })
    return { connectionString, store, vault, sql }
  }
  return { folder, database, atEnd }
}

/** A server whose process was ended hard is stopped by its death watch, and may write while we remove. */
async function remove(path: string): Promise<void> {
  for (let tried = 1; existsSync(path) && tried <= MAX_REMOVALS; tried += 1) {
    try {
      rmSync(path, { recursive: true, force: true })
    } catch {
      await sleep(REMOVE_AGAIN_MS)
    }
  }
}

/** Five seconds: a fast shutdown takes two at the most. */
const MAX_REMOVALS = 20
const REMOVE_AGAIN_MS = 250

/** A connection that does not end the process when the server goes first. */
export async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {})
  await client.connect()
  return client
}
