/** The inbox in the database: one process at a time follows a webhook, and months go when nobody needs them. */
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { DAY_MS, type Instant, instant, MINUTE_MS, SECOND_MS, toIso } from '../../core/time.ts'
import { systemRandom } from '../../engine/system.ts'
import type { Store } from '../../ports/store.ts'
import { openVault } from '../vault.ts'
import { openPostgresStore } from './store.ts'

const NOW = instant(Date.UTC(2026, 10, 20, 6))

let database: TestDatabase
let store: Store
let sql: pg.Client
beforeAll(async () => {
  database = await createTestDatabase()
  const { connectionString } = database
  const vault = openVault(['a secret of thirty-two characters'])
  store = await openPostgresStore({ connectionString, vault, random: systemRandom, onTrouble: () => {} })
  sql = new pg.Client({ connectionString })
  await sql.connect()
})
afterAll(async () => {
  await sql.end()
  await store.close()
  await database.drop()
})
beforeEach(() => sql.query('delete from inbox'))

const keep = (at: Instant, followAt: Instant | null = at) =>
  store.keepWebhook({
    channel: 'nicepay',
    headers: { 'user-agent': 'NICE' },
    contentType: 'text/plain',
    source: '127.0.0.1',
    body: Buffer.from('TID=1'),
    at,
    reading: { kind: 'hint', event: '4110/0', ref: 'T1', orderNumber: 'O1', proven: null },
    followAt,
  })

describe('a claim', () => {
  it('gives each due webhook to one of many, with what was read in it', async () => {
    const keys = []
    for (let n = 0; n < 60; n += 1) keys.push(await keep(instant(NOW + n)))
    const claims = await Promise.all(
      Array.from({ length: 6 }, () => store.claimWebhooks({ now: instant(NOW + SECOND_MS), limit: 20 })),
    )
    const ids = claims.flat().map(({ id }) => id)
    expect(new Set(ids)).toEqual(new Set(keys.map(({ id }) => id)))
    expect(ids).toHaveLength(60)
    const [first] = claims.flat()
    expect(first).toMatchObject({
      channel: 'nicepay',
      tries: 1,
      hint: { event: '4110/0', ref: 'T1', orderNumber: 'O1' },
    })
  })

  it('puts it off, longer each time, and an end takes it away', async () => {
    const key = await keep(NOW)
    const dueAt = async () => (await sql.query<{ at: Date }>('select follow_at as at from inbox')).rows[0]?.at
    const waits: number[] = []
    for (let now = NOW, tried = 0; tried < 9; tried += 1) {
      expect(await store.claimWebhooks({ now, limit: 5 })).toHaveLength(1)
      expect(await store.claimWebhooks({ now, limit: 5 })).toHaveLength(0)
      const next = (await dueAt())?.getTime() ?? Number.NaN
      waits.push((next - now) / MINUTE_MS)
      now = instant(next)
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
    await store.markWebhooks([key], { state: 'heard', paymentId: null })
    expect(await store.claimWebhooks({ now: instant(NOW + 30 * DAY_MS), limit: 5 })).toEqual([])
  })

  it('passes by what is not due and what needs nobody', async () => {
    await keep(NOW, instant(NOW + SECOND_MS))
    await keep(NOW, null)
    expect(await store.claimWebhooks({ now: NOW, limit: 5 })).toEqual([])
  })

  it('tells that a hint cannot be opened any more instead of keeping the others from being followed', async () => {
    await keep(NOW)
    await keep(NOW)
    await sql.query(`update inbox set hint = '\\x00' where id = (select min(id) from inbox)`)
    const claimed = await store.claimWebhooks({ now: NOW, limit: 5 })
    expect(claimed.map(({ hint }) => hint === null).sort()).toEqual([false, true])
  })
})

describe('months of the inbox', () => {
  const months = async () =>
    (
      await sql.query<{ name: string }>(
        `select relname as name from pg_class where relname ~ '^inbox_\\d{4}_\\d{2}$' order by 1`,
      )
    ).rows.map(({ name }) => name)
  const MAY = instant(Date.UTC(2026, 4, 20))

  it('are dropped whole, once their last day is old enough, and never while somebody writes', async () => {
    await store.makePartitions(MAY)
    await keep(MAY)
    await keep(NOW)
    const before = await months()
    expect(before).toContain('inbox_2026_05')
    expect(await store.dropInboxBefore(instant(Date.UTC(2026, 4, 31)))).toBe(0)
    await sql.query('begin')
    await sql.query(
      `insert into inbox (channel, headers, content_type, body, at) values ('n', '{}', '', '', '${toIso(NOW)}')`,
    )
    expect(await store.dropInboxBefore(instant(Date.UTC(2026, 5, 1)))).toBe(0)
    await sql.query('commit')
    expect(await store.dropInboxBefore(instant(Date.UTC(2026, 5, 1)))).toBe(1)
    expect(await months()).toEqual(before.filter((name) => name !== 'inbox_2026_05'))
    const { rows } = await sql.query<{ n: number }>('select count(*)::int as n from inbox')
    expect(rows[0]?.n).toBe(2)
  })

  it('that nobody made a partition for are emptied', async () => {
    await keep(instant(Date.UTC(2020, 0, 1)))
    await store.dropInboxBefore(MAY)
    expect((await sql.query('select 1 from inbox')).rowCount).toBe(0)
  })
})
