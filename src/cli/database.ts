/** Opens the database a command works on: the bundled server by default, `DATABASE_URL` otherwise. */
import { join } from 'node:path'
import { systemRandom } from '../engine/system.ts'
import type { Store } from '../ports/store.ts'
import { launchEmbedded } from '../store/embedded.ts'
import { migrate } from '../store/postgres/migrate.ts'
import { openPostgresStore } from '../store/postgres/store.ts'
import type { Vault } from '../store/vault.ts'
import type { Environment } from './environment.ts'
import { findVault } from './secret.ts'

export interface OpenDatabase {
  readonly store: Store
  readonly vault: Vault
  readonly connectionString: string
  /** `bundled`, or the host and database of DATABASE_URL without its password. */
  readonly described: string
  close(): Promise<void>
}

export interface OpenOptions {
  readonly env: Environment
  readonly say: (line: string) => void
  readonly onTrouble: (error: Error) => void
  /** Told once when the bundled server is lost without our doing; the process can only end itself then. */
  readonly onLost: (reason: Error) => void
  /** Commands that only look may join a server that another process of ours owns. */
  readonly ifInUse: 'refuse' | 'attach'
  /** Development keeps its secret in a file also with DATABASE_URL. */
  readonly mode: 'development' | 'production'
}

/** Starts or joins the server, migrates it, and opens the store. */
export async function openDatabase(options: OpenOptions): Promise<OpenDatabase> {
  const { env } = options
  const vault = await findVault(env, options.mode)
  const server = await openServer(options)
  try {
    await migrate(server.connectionString)
    const { connectionString } = server
    const store = await openPostgresStore({
      connectionString,
      vault,
      random: systemRandom,
      onTrouble: options.onTrouble,
    })
    const close = async () => {
      await store.close()
      await server.stop()
    }
    return { store, vault, connectionString, described: server.described, close }
  } catch (error) {
    await server.stop()
    throw error
  }
}

async function openServer({ env, say, onLost, ifInUse }: OpenOptions) {
  if (env.databaseUrl !== null) {
    return { connectionString: env.databaseUrl, described: describe(env.databaseUrl), stop: async () => {} }
  }
  const server = await launchEmbedded({ dataDir: join(env.dataDir, 'db'), log: say, onLost, ifInUse })
  return { connectionString: server.connectionString, described: 'bundled PostgreSQL', stop: server.stop }
}

/** Where it is, without user and password; a URL with a socket folder is no URL to the platform's parser. */
function describe(databaseUrl: string): string {
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : null
  return url === null ? 'PostgreSQL at DATABASE_URL' : `PostgreSQL at ${url.host}${url.pathname}`
}
