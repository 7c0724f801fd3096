/** Where everything of one bundled server lies, all of it derived from the data folder. */
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, lstatSync, mkdirSync, realpathSync, rmdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Account, makePrivateFolder } from './account.ts'

export interface Home {
  readonly dataDir: string
  /** PostgreSQL's own data directory. */
  readonly cluster: string
  readonly logFile: string
  /** Stands in the command line of the server and of each of its workers, so that we know ours from others. */
  readonly mark: string
}

const PORT = 5432

/** The kernel's limit for the path of a Unix socket, without the closing zero. */
const MAX_SOCKET_PATH_BYTES = 107

/** The folder lets others pass (the server's account may be another) but not look. */
const DATA_DIR_MODE = 0o711

/** Makes the data folder when it is missing. @throws Error with a way out when it is another account's. */
export function openHome(dataDir: string): Home {
  mkdirSync(dataDir, { recursive: true, mode: DATA_DIR_MODE })
  const real = realpathSync(dataDir)
  for (const path of [real, join(real, 'postgres')]) refuseForeign(path)
  const name = createHash('sha256').update(real).digest('hex').slice(0, 12)
  return {
    dataDir: real,
    cluster: join(real, 'postgres'),
    logFile: join(real, 'postgres.log'),
    mark: `maedeup-${name}`,
  }
}

/** Root may go on with anyone's data; an ordinary user who finds root's gets told so, not an EACCES. */
function refuseForeign(path: string): void {
  try {
    if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch {
    const owner = statSync(path).uid
    const way = 'Start as that account, remove the folder, or choose another one with MAEDEUP_DATA.'
    throw new Error(`The data folder ${path} belongs to another account (uid ${owner}). ${way}`)
  }
}

/** The socket's folder: in the data folder, or a short one in tmp where that path would be too long. */
export function openSocketFolder(home: Home, account: Account | null): string {
  const places = [join(home.dataDir, 'socket'), join(tmpdir(), home.mark), join('/tmp', home.mark)]
  const folder = places.find((path) => Buffer.byteLength(socketPath(path)) <= MAX_SOCKET_PATH_BYTES)
  if (folder === undefined) throw new Error(`No place for a Unix socket: even ${places.at(-1)} is too long.`)
  makePrivateFolder(folder, account)
  // tmp is everyone's: a folder that someone else laid there could pose as our database.
  const found = lstatSync(folder)
  const owner = account?.uid ?? process.getuid?.()
  if (!found.isDirectory() || found.uid !== owner || (found.mode & 0o077) !== 0) {
    throw new Error(`${folder} is not a private folder of account ${owner}: remove it and start again.`)
  }
  return folder
}

/** Leaves nothing in tmp after an orderly stop; a folder with something in it stays. */
export function closeSocketFolder(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // Not empty, or gone already: the next start uses it as it is.
  }
}

export function socketPath(folder: string): string {
  return join(folder, `.s.PGSQL.${PORT}`)
}

/** `sslmode` and `port` are written out so that PGSSLMODE or PGPORT in someone's shell cannot change them. */
export function connectionString(socketDir: string, database: string): string {
  const host = encodeURIComponent(socketDir)
  return `postgresql://maedeup@/${database}?host=${host}&port=${PORT}&sslmode=disable`
}
