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
  readonly client: pg.PoolClient
}

export function createMembership(pool: pg.Pool, draw: () => number = drawId): Membership {
  let joined: Promise<Joined> | null = null
  const forget = (): void => {
    joined = null
  }
  return {
    id: async () => {
      joined ??= join(pool, draw, forget)
      return await joined.then(
        ({ id }) => id,
        (error: unknown) => {
          forget()
          throw error
        },
      )
    },
    leave: () => {
      joined?.then(
        ({ client }) => client.release(true),
        () => {},
      )
      forget()
    },
  }
}

async function join(pool: pg.Pool, draw: () => number, onLost: () => void): Promise<Joined> {
  const client = await pool.connect()
  client.once('error', () => {
    onLost()
    client.release(true)
  })
  for (let draws = 0; draws < MAX_DRAWS; draws += 1) {
    const id = draw()
    const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1, $2) as got', [
      MEMBER_LOCK,
      id,
    ])
    if (rows[0]?.got === true) return { id, client }
  }
  client.release(true)
  throw new Error('no free member id was found')
}

const drawId = (): number => randomInt(1, MAX_MEMBER_ID)
