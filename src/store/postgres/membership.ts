/** Says that this process lives: an advisory lock that PostgreSQL drops by itself when the process dies. */
import { randomInt } from 'node:crypto'
import type pg from 'pg'

/** Any fixed number; with it `pg_locks` tells our members from other advisory locks. */
export const MEMBER_LOCK = 4_000_002

/** Ids are drawn, not counted: a process that joins again must not be taken for the one it was. */
const MAX_MEMBER_ID = 2 ** 31 - 1
const MAX_DRAWS = 10

export interface Membership {
  /** The id that leases of this process carry; joins again where the connection was lost. */
  id(): Promise<number>
  leave(): void
}

interface Joined {
  readonly id: number
  release(): void
}

export function createMembership(pool: pg.Pool, draw: () => number = drawId): Membership {
  let joined: Promise<Joined> | null = null
  const joinAnew = (): Promise<Joined> => {
    // Old connections may report their end late: only the present one's end makes us join again.
    const forget = (): void => {
      if (joined === mine) joined = null
    }
    const mine: Promise<Joined> = join(pool, draw, forget)
    mine.catch(forget)
    return mine
  }
  return {
    id: async () => {
      joined ??= joinAnew()
      return (await joined).id
    },
    leave: () => {
      joined?.then(
        ({ release }) => release(),
        () => {},
      )
      joined = null
    },
  }
}

async function join(pool: pg.Pool, draw: () => number, onLost: () => void): Promise<Joined> {
  const client = await pool.connect()
  let released = false
  const release = (): void => {
    if (!released) client.release(true)
    released = true
  }
  // Also heard after we left: a server that stops with us tells connections that are already closing.
  client.on('error', () => {
    onLost()
    release()
  })
  for (let draws = 0; draws < MAX_DRAWS; draws += 1) {
    const id = draw()
    const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1, $2) as got', [
      MEMBER_LOCK,
      id,
    ])
    if (rows[0]?.got === true) return { id, release }
  }
  release()
  throw new Error('no free member id was found')
}

const drawId = (): number => randomInt(1, MAX_MEMBER_ID)
