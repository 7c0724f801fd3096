/** Before the tests: one throw-away PostgreSQL with the migrated template; after them: nothing left. */
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { type EmbeddedServer, launchEmbedded } from '../src/store/embedded.ts'
import { migrate } from '../src/store/postgres/migrate.ts'
import { prepareBrowser } from './browser-setup.ts'
import { databaseUrl, TEMPLATE } from './database-url.ts'
import { makeScratchFolder, scratchPlace } from './scratch.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection string of the tests' server, to its `postgres` database. */
    postgresUrl: string
  }
}

/** Nothing here outlives the run, so nothing waits for a disk. */
const THROW_AWAY = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: 200 }

const PREFIX = 'maedeup-test-'

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  removeAbandoned(scratchPlace())
  const dataDir = makeScratchFolder(`${PREFIX}${process.pid}-`)
  const server = await launchEmbedded({ dataDir, settings: THROW_AWAY })
  await prepareTemplate(server)
  project.provide('browser', prepareBrowser())
  project.provide('postgresUrl', databaseUrl(server.connectionString, 'postgres'))
  return async () => {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function prepareTemplate(server: EmbeddedServer): Promise<void> {
  const admin = new pg.Client({ connectionString: server.connectionString })
  admin.on('error', () => {})
  await admin.connect()
  await admin.query(`create database ${TEMPLATE}`)
  await migrate(databaseUrl(server.connectionString, TEMPLATE))
  // Autovacuum would connect to it now and then, and a database in use cannot be copied.
  await admin.query(`alter database ${TEMPLATE} allow_connections false`)
  await admin.end()
}

/** What runs that were killed left behind. */
function removeAbandoned(place: string): void {
  for (const name of readdirSync(place)) {
    const maker = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length).split('-')[0]) : 0
    if (maker === 0 || isAlive(maker)) continue
    try {
      rmSync(join(place, name), { recursive: true, force: true })
    } catch {
      // Another account's: that account clears it.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
