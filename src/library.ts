/** Maedeup inside a merchant's own process: the engine on a PostgreSQL of the merchant's, without HTTP. */
import { pino } from 'pino'
import { readChannels } from './config/channels.ts'
import type { MaedeupConfig } from './config/define.ts'
import { retentionOf } from './config/retention.ts'
import { internalHosts } from './config/webhooks.ts'
import type { Log } from './engine/deps.ts'
import { createEngine, type Engine } from './engine/engine.ts'
import { systemClock, systemRandom } from './engine/system.ts'
import { openJobs } from './store/jobs.ts'
import { migrate } from './store/postgres/migrate.ts'
import { openPostgresStore } from './store/postgres/store.ts'
import { openVault } from './store/vault.ts'

export interface MaedeupOptions {
  readonly config: MaedeupConfig
  /** `postgresql://…`, PostgreSQL 15 or newer. */
  readonly databaseUrl: string
  /** At least 32 characters, the same for every process; older ones after it still open what they sealed. */
  readonly secrets: readonly string[]
  /** Default: pino on standard output. */
  readonly log?: Log
}

export interface Maedeup extends Engine {
  /** Stops the engine and closes the database connections. */
  close(): Promise<void>
}

/** Migrates the database and opens the engine; call `start()` for workers, heartbeat and feed. */
export async function openMaedeup(options: MaedeupOptions): Promise<Maedeup> {
  const log = options.log ?? pino({ base: null })
  const channels = readChannels(options.config, systemClock)
  const vault = openVault(options.secrets)
  await migrate(options.databaseUrl)
  const store = await openPostgresStore({
    connectionString: options.databaseUrl,
    vault,
    random: systemRandom,
    onTrouble: (error) => log.warn({ error: error.message }, 'a database connection broke'),
  })
  const jobs = openJobs({
    connectionString: options.databaseUrl,
    clock: systemClock,
    onTrouble: (error) => log.warn({ error: error.message }, 'the job queue has trouble'),
  })
  const engine = createEngine({
    store,
    jobs,
    channels,
    clock: systemClock,
    random: systemRandom,
    log,
    probe: () => {},
    fingerprints: vault.fingerprints,
    retention: retentionOf(options.config),
    webhooks: {
      publicUrl: options.config.publicUrl?.replace(/\/$/, '') ?? 'http://localhost:4000',
      internalHosts: internalHosts(options.config),
    },
  })
  const close = async () => {
    await engine.stop()
    await store.close()
  }
  return { ...engine, close }
}
