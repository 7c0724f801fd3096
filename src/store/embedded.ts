/** The bundled PostgreSQL: one call gives a running server that is ours alone and ends with our process. */
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { chooseAccount } from './embedded/account.ts'
import { findBinaries } from './embedded/binaries.ts'
import { ensureCluster } from './embedded/cluster.ts'
import { closeSocketFolder, connectionString, type Home, openHome, openSocketFolder } from './embedded/home.ts'
import { type Claim, claimOwnership } from './embedded/ownership.ts'
import {
  logTail,
  look,
  type Postmaster,
  type Sighting,
  type StartPlan,
  startPostmaster,
} from './embedded/postmaster.ts'
import { tell } from './embedded/processes.ts'

export interface EmbeddedOptions {
  /** Folder that holds the cluster, the socket and the server's log; made when missing. */
  readonly dataDir: string
  /** Server settings on top of {@link SETTINGS}. */
  readonly settings?: Readonly<Record<string, string | number>>
  /** Told, one line each, what takes time or deserves a word. */
  readonly log?: (line: string) => void
  /** Told once when the server ends, or is lost to us, without `stop()`: the process can only end itself then. */
  readonly onLost?: (reason: Error) => void
  /**
   * What to do when a living process owns the folder: `refuse` (the default) throws {@link DataDirectoryInUse};
   * `attach` uses its server without owning or stopping it (it goes when the owner goes).
   */
  readonly ifInUse?: 'refuse' | 'attach'
}

export interface EmbeddedServer {
  /** Database `maedeup`, over a Unix socket that only this account can open. */
  readonly connectionString: string
  readonly socketDir: string
  readonly pid: number
  /** False only after `ifInUse: 'attach'`. */
  readonly owned: boolean
  /** Shuts the server down and waits for its end; does nothing to a server that is not ours. */
  readonly stop: () => Promise<void>
}

/** Another living process owns the data folder; its server was left alone. */
export class DataDirectoryInUse extends Error {
  readonly dataDir: string
  /** The owner's process id, where it could be found out. */
  readonly pid: number | null

  constructor(dataDir: string, pid: number | null) {
    const who = pid === null ? 'Another process' : `Process ${pid}`
    super(`${who} is using the data folder ${dataDir}. Stop it first, or choose another folder with MAEDEUP_DATA.`)
    this.name = 'DataDirectoryInUse'
    this.dataDir = dataDir
    this.pid = pid
  }
}

/** Durability is never traded here; tests do that through `settings`. */
const SETTINGS = {
  listen_addresses: '', // The socket is the only door, and only our account may open it.
  max_connections: 100,
  shared_buffers: '256MB',
  jit: 'off', // Its library is not bundled.
  max_parallel_workers_per_gather: 0, // They share memory through /dev/shm, of which containers have 64 MB.
  wal_compression: 'on',
  max_wal_size: '2GB',
  autovacuum_naptime: '10s', // Payment rows are updated often; the default minute lets them bloat.
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
} as const satisfies Record<string, string | number>

/** Recovery after a crash may take a while; beyond this something is wrong that waiting does not heal. */
const START_WITHIN_MS = 30_000
const POLL_EVERY_MS = 10

/** A server that ends at once is tried again (a dying one may still hold the folder), but not for ever. */
const MAX_EARLY_ENDS = 8
const EARLY_END_PAUSE_MS = 250

/** Workers outlive a killed server only for moments; one that is stuck in a long computation is ended. */
const LEFTOVERS_MAY_LIVE_MS = 2_000

/** A restart often begins while the last process is still ending: only who stays this long is told to us as owner. */
const OWNER_STAYS_MS = 1_000

/** @throws DataDirectoryInUse, or an Error that holds the end of the server's log. */
export async function launchEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const home = openHome(options.dataDir)
  const account = chooseAccount(home.cluster)
  const settings = { ...SETTINGS, ...options.settings }
  const binaries = await findBinaries()
  if (!existsSync(home.cluster)) options.log?.('Preparing the bundled PostgreSQL (once)…')
  await ensureCluster({ binaries, home, account, sync: options.settings?.fsync === 'off' ? 'off' : 'on' })
  const plan: StartPlan = { binaries, home, account, settings, socketDir: openSocketFolder(home, account) }
  return new Launch(options, plan).run()
}

/** One start: looks, takes the one step that what it sees calls for, and looks again. */
class Launch {
  private readonly options: EmbeddedOptions
  private readonly plan: StartPlan
  private readonly home: Home
  private server: Postmaster | null = null
  private earlyEnds = 0
  private leftoversSince: number | null = null
  private ownerSince: number | null = null
  private stopping: Promise<void> | null = null
  private lost = false

  constructor(options: EmbeddedOptions, plan: StartPlan) {
    this.options = options
    this.plan = plan
    this.home = plan.home
  }

  async run(): Promise<EmbeddedServer> {
    const deadline = performance.now() + START_WITHIN_MS
    try {
      while (performance.now() < deadline) {
        const done = await this.step(look(this.home))
        if (done !== null) return done
        await sleep(POLL_EVERY_MS)
      }
      throw new Error(`PostgreSQL did not start within ${START_WITHIN_MS / 1_000} s.\n${logTail(this.home)}`)
    } catch (error) {
      await this.server?.stop()
      throw error
    }
  }

  private async step(seen: Sighting): Promise<EmbeddedServer | null> {
    if (seen.kind !== 'leftovers') this.leftoversSince = null
    if (seen.kind !== 'ready') this.ownerSince = null
    switch (seen.kind) {
      case 'none':
        await this.start()
        return null
      case 'leftovers':
        this.clearLeftovers(seen.pids)
        return null
      case 'coming_or_going':
        return null
      case 'ready':
        return this.server?.pid === seen.pid ? this.own(this.server, seen.socketDir) : this.meet(seen)
    }
  }

  private async start(): Promise<void> {
    if (this.server !== null && !this.server.hasEnded()) return // Too young to have written its pid file.
    if (this.server !== null) {
      this.earlyEnds += 1
      if (this.earlyEnds >= MAX_EARLY_ENDS) throw new Error(`PostgreSQL does not start.\n${logTail(this.home)}`)
      await sleep(EARLY_END_PAUSE_MS)
    }
    this.server = startPostmaster(this.plan)
  }

  /** Our own server that was started this moment shows among the marked ones too, before its pid file exists. */
  private clearLeftovers(pids: readonly number[]): void {
    if (this.server !== null && !this.server.hasEnded()) return
    this.leftoversSince ??= performance.now()
    if (performance.now() - this.leftoversSince < LEFTOVERS_MAY_LIVE_MS) return
    for (const pid of pids) tell(pid, 'SIGKILL')
  }

  /** A server that we did not start: refused or attached to while its owner lives, else stopped to make room. */
  private async meet(seen: Sighting & { kind: 'ready' }): Promise<EmbeddedServer | null> {
    if (seen.launcher !== null) return this.inUse(seen, seen.launcher)
    const claim = await claimOwnership(seen.socketDir, () => {})
    switch (claim.kind) {
      case 'held':
        return this.inUse(seen, claim.pid)
      case 'unreachable':
        return null
      case 'owned':
        // Its death watch may be about to stop it, and its settings are another start's: a fresh one is sound.
        this.options.log?.(`Taking over the database of a process that was killed (server ${seen.pid})…`)
        await this.endOrphan(seen.pid, claim)
        return null
    }
  }

  /** The lock is held until the shutdown has begun, so that of two who meet an orphan only one takes it. */
  private async endOrphan(pid: number, claim: Claim & { kind: 'owned' }): Promise<void> {
    tell(pid, 'SIGINT')
    while (look(this.home).kind === 'ready') await sleep(POLL_EVERY_MS)
    claim.release()
  }

  private inUse(seen: Sighting & { kind: 'ready' }, owner: number | null): EmbeddedServer | null {
    if (this.options.ifInUse !== 'attach') {
      this.ownerSince ??= performance.now()
      if (performance.now() - this.ownerSince < OWNER_STAYS_MS) return null
      throw new DataDirectoryInUse(this.home.dataDir, owner)
    }
    return this.describe(seen.pid, { socketDir: seen.socketDir, owned: false, stop: async () => {} })
  }

  private async own(server: Postmaster, socketDir: string): Promise<EmbeddedServer | null> {
    const claim = await claimOwnership(socketDir, (reason) => this.lose(reason))
    if (claim.kind !== 'owned') return null
    await createDatabase(socketDir)
    server.ended.then(() => this.lose(new Error(`PostgreSQL has ended.\n${logTail(this.home)}`)))
    const stop = () => {
      this.stopping ??= this.end(server, claim)
      return this.stopping
    }
    return this.describe(server.pid, { socketDir, owned: true, stop })
  }

  private async end(server: Postmaster, claim: Claim & { kind: 'owned' }): Promise<void> {
    claim.release()
    await server.stop()
    closeSocketFolder(this.plan.socketDir)
  }

  private lose(reason: Error): void {
    if (this.stopping !== null || this.lost) return
    this.lost = true
    this.options.onLost?.(reason)
  }

  private describe(pid: number, rest: Pick<EmbeddedServer, 'socketDir' | 'owned' | 'stop'>): EmbeddedServer {
    return { pid, connectionString: connectionString(rest.socketDir, 'maedeup'), ...rest }
  }
}

async function createDatabase(socketDir: string): Promise<void> {
  const client = new pg.Client({ connectionString: connectionString(socketDir, 'postgres') })
  client.on('error', () => {}) // The query that it breaks says so itself.
  await client.connect()
  try {
    const found = await client.query("select from pg_database where datname = 'maedeup'")
    if (found.rowCount === 0) await client.query('create database maedeup owner maedeup')
  } finally {
    await client.end()
  }
}
