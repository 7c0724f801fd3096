/** The feed: under many writers no reader misses an event, and none sees one twice. */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { systemRandom } from '../../engine/system.ts'
import type { Store } from '../../ports/store.ts'
import { openVault } from '../vault.ts'
import { openPostgresStore } from './store.ts'

const SECRET = 'a secret for tests that is long enough'
const EVENTS = 100_000
const WRITERS = 8
const EVENTS_A_COMMIT = 25

let database: TestDatabase
let store: Store
beforeAll(async () => {
  database = await createTestDatabase()
  const options = { connectionString: database.connectionString, random: systemRandom, onTrouble: () => {} }
  store = await openPostgresStore({ ...options, vault: openVault([SECRET]) })
})
afterAll(async () => {
  await store.close()
  await database.drop()
})

/** Commits of a writer overlap with those of the others, and a part of them takes its time: that is the trap. */
async function write(writer: number): Promise<void> {
  const client = new pg.Client({ connectionString: database.connectionString })
  await client.connect()
  const commits = EVENTS / WRITERS / EVENTS_A_COMMIT
  for (let commit = 0; commit < commits; commit += 1) {
    await client.query('begin')
    await client.query(
      `insert into events (payment_id, seq, type, data, at)
       select $1, $2 + n, 'payment.inquired', '{}', now() from generate_series(1, $3) as n`,
      [`pay_${writer}`, commit * EVENTS_A_COMMIT, EVENTS_A_COMMIT],
    )
    if (commit % 10 === 0) await client.query('select pg_sleep(0.005)')
    await client.query('commit')
  }
  await client.end()
}

/** Two relays, as two processes would have: only one may be at work at a time. */
async function relay(until: () => boolean): Promise<void> {
  while (!until()) if ((await store.sequenceFeed(1_000)) === 0) await new Promise((resolve) => setTimeout(resolve, 2))
}

async function readAll(): Promise<{ seen: Map<string, number>; positions: number[] }> {
  const seen = new Map<string, number>()
  const positions: number[] = []
  for (let after = 0; positions.length < EVENTS; ) {
    const page = await store.feed({ after, limit: 500 })
    for (const event of page) {
      const last = seen.get(event.paymentId) ?? 0
      // A payment's own events come in their order, without a gap.
      expect(event.seq).toBe(last + 1)
      seen.set(event.paymentId, event.seq)
      positions.push(event.feedSeq ?? -1)
      after = event.feedSeq ?? after
    }
    if (page.length === 0) await new Promise((resolve) => setTimeout(resolve, 2))
  }
  return { seen, positions }
}

describe('the feed', () => {
  it(`gives a reader each of ${EVENTS} events of ${WRITERS} concurrent writers once, in order`, async () => {
    let finished = false
    const relays = [relay(() => finished), relay(() => finished)]
    const reading = readAll()
    await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)))
    const { seen, positions } = await reading
    finished = true
    await Promise.all(relays)
    expect(positions).toHaveLength(EVENTS)
    expect(positions.every((position, index) => position === index + 1)).toBe(true)
    expect([...seen.values()]).toEqual(Array.from({ length: WRITERS }, () => EVENTS / WRITERS))
    expect(await store.feedHead()).toBe(EVENTS)
  })
})
