/** A throw-away bundled server with production settings for one bench; nothing of it is left, however the bench ends. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

/** Runs `work` and ends the process's part in it: also after an error, Ctrl-C or SIGTERM. */
export async function bench(work: (place: Place) => Promise<void>): Promise<void> {
  const cleaning: (() => Promise<void> | void)[] = []
  const clean = async () => {
    for (const one of cleaning.splice(0).reverse()) await one()
  }
  const stopNow = (code: number) => () => void clean().finally(() => process.exit(code))
  process.once('SIGINT', stopNow(130)).once('SIGTERM', stopNow(143))
  try {
    await work(createPlace((one) => cleaning.push(one)))
  } finally {
    await clean()
  }
}

function createPlace(atEnd: (clean: () => Promise<void> | void) => void): Place {
  let server: Promise<{ connectionString: string }> | null = null
  const folder = () => {
    const path = mkdtempSync(join(tmpdir(), 'maedeup-bench-'))
    chmodSync(path, 0o711) // The server's account may be another than ours.
    atEnd(() => rmSync(path, { recursive: true, force: true, maxRetries: 5 }))
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

/** A connection that does not end the process when the server goes first. */
export async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {})
  await client.connect()
  return client
}
