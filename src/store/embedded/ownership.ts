/** Which process owns a running server: the one whose connection holds an advisory lock inside it. */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { connectionString } from './home.ts'

/** The lock's number: the letters "maedeup" as one integer. Locks belong to a database; ours is in `postgres`. */
const LOCK_KEY = BigInt(`0x${Buffer.from('maedeup').toString('hex')}`).toString()

/** The owner's name among the server's connections, from which the others read its pid. */
const OWNER_NAME = 'maedeup owner '

const CONNECT_TIMEOUT_MS = 5_000

/** A worker that is killed makes the server drop every connection, ours too, and recover; that takes seconds. */
const REGAIN_WITHIN_MS = 15_000
const REGAIN_EVERY_MS = 100

export type Claim =
  | { readonly kind: 'owned'; readonly release: () => void }
  | { readonly kind: 'held'; readonly pid: number | null }
  /** It does not answer: it is going down. */
  | { readonly kind: 'unreachable' }

/** Takes the lock and keeps it, through broken connections, until released; `onLost` is told once when it cannot. */
export async function claimOwnership(socketDir: string, onLost: (reason: Error) => void): Promise<Claim> {
  let released = false
  let current: pg.Client | null = null
  const onBroken = async (reason: Error) => {
    const deadline = performance.now() + REGAIN_WITHIN_MS
    while (!released && performance.now() < deadline) {
      await sleep(REGAIN_EVERY_MS, undefined, { ref: false })
      const again = released ? null : await tryLock(socketDir, onBroken)
      if (again?.kind === 'locked') {
        current = again.client
        if (released) endQuietly(current)
        return
      }
      if (again?.kind === 'held') break
    }
    if (!released) onLost(reason)
  }
  const first = await tryLock(socketDir, onBroken)
  if (first.kind !== 'locked') return first
  current = first.client
  const release = () => {
    released = true
    if (current !== null) endQuietly(current)
  }
  return { kind: 'owned', release }
}

type Attempt = { readonly kind: 'locked'; readonly client: pg.Client } | Exclude<Claim, { kind: 'owned' }>

async function tryLock(socketDir: string, onBroken: (reason: Error) => void): Promise<Attempt> {
  const client = new pg.Client({
    connectionString: connectionString(socketDir, 'postgres'),
    application_name: OWNER_NAME + process.pid,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  })
  let locked = false
  let reason = new Error('the connection that holds the data folder was closed')
  client.on('error', (error) => {
    reason = error
  })
  client.on('end', () => {
    if (locked) onBroken(reason)
  })
  try {
    await client.connect()
    const taken = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1::bigint) as got', [LOCK_KEY])
    if (taken.rows[0]?.got === true) {
      locked = true
      letProcessEnd(client)
      return { kind: 'locked', client }
    }
    const holder = await readHolder(client)
    endQuietly(client)
    return { kind: 'held', pid: holder }
  } catch {
    endQuietly(client)
    return { kind: 'unreachable' }
  }
}

async function readHolder(client: pg.Client): Promise<number | null> {
  const answer = await client.query<{ name: string }>(
    `select a.application_name as name from pg_locks l join pg_stat_activity a on a.pid = l.pid
     where l.locktype = 'advisory' and l.granted and (l.classid::bigint << 32) | l.objid::bigint = $1::bigint`,
    [LOCK_KEY],
  )
  const pid = Number(answer.rows[0]?.name.slice(OWNER_NAME.length))
  return Number.isSafeInteger(pid) && pid > 0 ? pid : null
}

/** Not waited for: the server may be stopped or dying, and then the goodbye has no answer. */
function endQuietly(client: pg.Client): void {
  client.end().catch(() => {})
}

/** An idle lock is no reason for a process to stay alive. (pg has the method; its types do not.) */
function letProcessEnd(client: pg.Client): void {
  ;(client as unknown as { unref(): void }).unref()
}
