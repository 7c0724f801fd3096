/** Brings a database up to date: plain SQL files, in order, under a lock, in one transaction. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration'
import { createPool } from './pool.ts'

/** A migration waits this long for a lock that running processes hold, then steps back and tries again. */
const LOCK_TIMEOUT_MS = 5_000
const TRIES = 12

const FOLDER = join(import.meta.dirname, 'migrations')

/** Throws where a file fails; then nothing of this run is kept. */
export async function migrate(connectionString: string): Promise<void> {
  const url = withLockTimeout(connectionString)
  const pool = createPool(url, () => {})
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    await migrateWithRetry(new Migrator({ db, provider: new SqlFiles() }))
  } finally {
    await db.destroy()
  }
}

async function migrateWithRetry(migrator: Migrator): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    const { error } = await migrator.migrateToLatest()
    if (error === undefined) return
    const lockWasBusy = (error as { code?: string }).code === '55P03'
    if (!lockWasBusy || tried >= TRIES) throw error
    await sleep(1_000)
  }
}

function withLockTimeout(connectionString: string): string {
  const option = `options=${encodeURIComponent(`-c lock_timeout=${LOCK_TIMEOUT_MS}`)}`
  return `${connectionString}${connectionString.includes('?') ? '&' : '?'}${option}`
}

class SqlFiles implements MigrationProvider {
  async getMigrations(): Promise<Record<string, Migration>> {
    const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort()
    const migrations = files.map((name) => [name.replace('.sql', ''), { up: (db: Kysely<unknown>) => run(db, name) }])
    return Object.fromEntries(migrations) as Record<string, Migration>
  }
}

async function run(db: Kysely<unknown>, name: string): Promise<void> {
  await sql.raw(await readFile(join(FOLDER, name), 'utf8')).execute(db)
}
