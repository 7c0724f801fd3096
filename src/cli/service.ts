/** Puts one service together and takes it apart again: database, engine, HTTP. */
import type { Logger } from 'pino'
import type { Channel } from '../engine/channel.ts'
import type { Probe, Retention, WebhookSettings } from '../engine/deps.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import type { RecoverWish } from '../engine/recovery.ts'
import { systemRandom } from '../engine/system.ts'
import { createApp } from '../http/app.ts'
import type { Clock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'
import { openJobs } from '../store/jobs.ts'
import { openDatabase } from './database.ts'
import type { Environment } from './environment.ts'
import { allowDevelopmentKey, refuseDevelopmentKey } from './keys.ts'
import { readProbe } from './probe.ts'

export interface ServiceOptions {
  readonly env: Environment
  readonly channels: ReadonlyMap<string, Channel>
  readonly retention: Retention
  /** The merchant's name on buyers' pages. */
  readonly displayName?: string | undefined
  /** Default: none; in development, this machine. */
  readonly internalHosts?: readonly string[]
  readonly clock: Clock
  readonly log: Logger
  readonly mode: 'development' | 'production'
  /** After a restore or failover: asks first, and moves no money before an operator's release. */
  readonly recover?: RecoverWish
  /** Crash tests: where this process kills itself. Default: as `MAEDEUP_PROBE` says. */
  readonly failpoints?: { readonly probe: Probe; readonly store: (real: Store) => Store }
  /** Told once when the bundled database is lost: the process should say so and end. */
  readonly onLost: (reason: Error) => void
}

export interface Service {
  /** Where it listens. */
  readonly url: string
  readonly publicUrl: string
  readonly engine: Engine
  readonly database: string
  /** Takes no new requests, lets calls under way end, and closes the database. */
  close(): Promise<void>
}

export async function startService(options: ServiceOptions): Promise<Service> {
  const { env, channels, retention, clock, log, mode, onLost } = options
  const probe = options.failpoints?.probe ?? readProbe(env.probe)
  const database = await openDatabase({
    env,
    say: (line) => log.info(line),
    onTrouble: (error) => log.warn({ error: error.message }, 'a database connection broke'),
    onLost,
    ifInUse: 'refuse',
    mode,
  })
  const { vault, connectionString } = database
  const store = options.failpoints?.store(database.store) ?? database.store
  const onTrouble = (error: Error) => log.warn({ error: error.message }, 'the job queue has trouble')
  const jobs = openJobs({ connectionString, clock, onTrouble })
  try {
    if (mode === 'development') await allowDevelopmentKey(store)
    else await refuseDevelopmentKey(store, clock)
    const { fingerprints } = vault
    const ours = { store, jobs, channels, clock, random: systemRandom, log, probe, fingerprints }
    const engine = createEngine({ ...ours, retention, webhooks: webhooksOf(options) })
    if (options.recover !== undefined) await engine.recover(options.recover)
    const listening = await listen(engine, options)
    await engine.start(env.workers)
    const close = async () => {
      await listening.close()
      await engine.stop()
      await database.close()
    }
    return { ...listening, engine, database: database.described, close }
  } catch (error) {
    await jobs.stop()
    await database.close()
    throw error
  }
}

const LOOPBACK = ['localhost', '127.0.0.1', '::1'] as const

const publicUrlOf = ({ env }: ServiceOptions): string => env.publicUrl ?? `http://localhost:${env.port}`

const webhooksOf = (options: ServiceOptions): WebhookSettings => ({
  publicUrl: publicUrlOf(options),
  internalHosts: [...(options.internalHosts ?? []), ...(options.mode === 'development' ? LOOPBACK : [])],
})

async function listen(engine: Engine, options: ServiceOptions) {
  const { env, log, mode } = options
  const publicUrl = publicUrlOf(options)
  const { trustedProxies } = env
  const named = options.displayName === undefined ? {} : { displayName: options.displayName }
  const app = await createApp({ engine, publicUrl, development: mode === 'development', log, trustedProxies, ...named })
  try {
    const url = await app.listen({ host: env.host, port: env.port })
    return { url, publicUrl, close: () => app.close() }
  } catch (error) {
    await app.close()
    throw portInUse(error, { name: 'MAEDEUP_PORT', port: env.port })
  }
}

/** The commonest reason why a start fails deserves a sentence that says what to do. */
export function portInUse(error: unknown, { name, port }: { name: string; port: number }): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') return error
  return new Error(`Port ${port} is in use. Stop what uses it, or choose another one with ${name}.`, { cause: error })
}
