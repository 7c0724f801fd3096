/** The store over real PostgreSQL: one write per step, races told, leases kept, secrets unreadable. */
import { readdirSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, TEST_SECRET, type World } from '../../../test/world.ts'
import { attentionEntryOf } from '../../core/payment/attention.ts'
import { decide } from '../../core/payment/decide.ts'
import type { PaymentFile } from '../../core/payment/payment.ts'
import { contextOf } from '../../engine/deps.ts'
import { step } from '../../engine/step.ts'
import { systemRandom } from '../../engine/system.ts'
import type { Write } from '../../ports/store.ts'
import { openVault } from '../vault.ts'
import { migrate } from './migrate.ts'
import { openPostgresStore } from './store.ts'

let world: World
let sql: pg.Client
beforeAll(async () => {
  world = await createWorld()
  sql = new pg.Client({ connectionString: world.connectionString })
  await sql.connect()
})
afterAll(async () => {
  await sql.end()
  await world.close()
})

function expireWrite(file: PaymentFile): Write {
  const context = contextOf(world.deps, world.deps.channels.get('nicepay')!)
  const decision = decide(file, { type: 'expire', by: 'merchant' }, context)
  if (!decision.ok) throw new Error('refused')
  return { before: file, file: decision.file, timeline: decision.timeline, at: context.now }
}

describe('a write', () => {
  it('comes back as it went in', async () => {
    const paid = await world.pay('SAME1', { metadata: { room: '바다방' }, buyer: { name: '홍길동', email: 'a@b.kr' } })
    expect(await world.load(paid.payment.id)).toEqual(paid)
    await world.engine.dropOrder(paid.payment.id, '고객 요청')
    await expect.poll(async () => (await world.load(paid.payment.id)).payment.state).toBe('cancelled')
  })

  it('on a version that is no longer there stores nothing', async () => {
    const file = await world.register('RACE1')
    const write = expireWrite(file)
    expect(await world.deps.store.save(write)).toBe('saved')
    expect(await world.deps.store.save(write)).toBe('lost_race')
    const events = await world.deps.store.timeline(file.payment.id, { after: 0, limit: 10 })
    expect(events.map(({ seq }) => seq)).toEqual([1, 2])
  })

  it('keeps the stored attention equal to the derived one, for every payment', async () => {
    const { payment } = await world.pay('HIDDEN1')
    await step(world.deps, payment.id, { type: 'hint', event: 'x' })
    await world.pass(20_000)
    await step(world.deps, payment.id, { type: 'hint', event: 'x' })
    const { rows } = await sql.query(`select id, due_at, reason, braked_due_at, paused_due_at
      from payments left join attention on payment_id = id`)
    expect(rows.length).toBeGreaterThan(1)
    for (const { id, due_at, reason, braked_due_at, paused_due_at } of rows) {
      const derived = attentionEntryOf(await world.load(id))
      const stored = [due_at, braked_due_at, paused_due_at].map((one) => one?.getTime() ?? null)
      const { brake = null, pause = null } = derived?.whileStopped ?? {}
      expect([...stored, reason]).toEqual([derived?.dueAt ?? null, brake, pause, derived?.reason ?? null])
    }
  })

  it('that would return more than was paid is refused by the database itself', async () => {
    const { payment } = await world.pay('CHECK1')
    const more = sql.query('update payments set cancelled_by_us = paid + 1 where id = $1', [payment.id])
    await expect(more).rejects.toThrow(/payments_never_return_more_than_paid/)
  })
})

describe('what the provider gave us for a later net cancel', () => {
  it('is unreadable in the database, and so is everything else that is secret', async () => {
    await sql.query('select 1')
    const { payment } = await world.pay('SECRET1')
    const token = payment.providerState?.authToken ?? ''
    expect(token).toMatch(/^NICETOKN/)
    const { rows: tables } = await sql.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = relnamespace
       where relkind = 'r' and nspname = 'public'`,
    )
    for (const { name } of tables) {
      const { rows } = await sql.query(`select count(*)::int as found from ${name} as t where t::text like $1`, [
        `%${token}%`,
      ])
      expect({ name, found: rows[0].found }).toEqual({ name, found: 0 })
    }
  })

  it('survives a change of secret while the old one is given as the previous, and no longer', async () => {
    const options = { connectionString: world.connectionString, random: systemRandom, onTrouble: () => {} }
    const next = `${TEST_SECRET} renewed`
    const renewed = await openPostgresStore({ ...options, vault: openVault([next, TEST_SECRET]) })
    const { payment } = await world.pay('ROTATE1')
    expect((await renewed.load(payment.id))?.payment.providerState).toEqual(payment.providerState)
    await renewed.close()
    // The database now expects the new one; the way back needs both as well.
    await expect(openPostgresStore({ ...options, vault: openVault([TEST_SECRET]) })).rejects.toThrow(/previous/)
    const back = await openPostgresStore({ ...options, vault: openVault([TEST_SECRET, next]) })
    // Until nothing needs it, the other one must be given too.
    await expect(openPostgresStore({ ...options, vault: openVault([TEST_SECRET]) })).rejects.toThrow(/reseal/)
    expect(await back.reseal()).toMatchObject({ state: 'complete' })
    await back.close()
  })

  it('cannot be read with another secret: the store does not even open', async () => {
    const options = { connectionString: world.connectionString, random: systemRandom, onTrouble: () => {} }
    const other = openPostgresStore({ ...options, vault: openVault([`${TEST_SECRET} not`]) })
    await expect(other).rejects.toThrow(/another MAEDEUP_SECRET/)
  })
})

describe('claims', () => {
  const request = { channel: 'nicepay', limit: 10, leaseMs: 60_000, stop: null, aheadMs: 0 } as const

  it('of two workers never meet, and a lease that ran out can be taken over', async () => {
    await sql.query('truncate attention')
    await sql.query(`insert into attention (payment_id, channel, due_at, reason)
      select id, channel, now() - interval '1 second', 'late_look' from payments`)
    const { rows } = await sql.query('select count(*)::int as due from attention')
    const both = await Promise.all([world.deps.store.claim(request), world.deps.store.claim(request)])
    const ids = both.flat().map(({ paymentId }) => paymentId)
    expect(new Set(ids).size).toBe(rows[0].due)
    expect(await world.deps.store.claim(request)).toEqual([])
    expect(await world.deps.store.claim({ ...request, aheadMs: 61_000 })).toHaveLength(rows[0].due)
    // The first holders no longer hold: giving back what somebody else took over changes nothing.
    await world.deps.store.release(both.flat())
    expect(await world.deps.store.claim(request)).toEqual([])
  })

  it('of a process that died are free at once, those of one that lives are not', async () => {
    await sql.query('update attention set leased_until = null')
    const options = { connectionString: world.connectionString, random: systemRandom, onTrouble: () => {} }
    const other = await openPostgresStore({ ...options, vault: openVault([TEST_SECRET]) })
    const taken = await other.claim(request)
    expect(taken.length).toBeGreaterThan(0)
    expect(await world.deps.store.claim(request)).toEqual([])
    // What a kill -9 does to its connections.
    await sql.query(`select pg_terminate_backend(pid) from pg_locks
      where locktype = 'advisory' and classid = 4000002 and objid = (select leased_by::oid from attention limit 1)`)
    await expect.poll(() => world.deps.store.claim(request)).toHaveLength(taken.length)
    // The survivor of a lost connection joins again under another id.
    expect(await other.claim({ ...request, aheadMs: 61_000 })).toHaveLength(taken.length)
    await other.close()
  })

  it('leave out what is stopped, what is not due, and other channels', async () => {
    await sql.query("update attention set leased_until = null, reason = 'order_missing'")
    expect(await world.deps.store.claim({ ...request, stop: 'brake' })).toEqual([])
    expect(await world.deps.store.claim({ ...request, channel: 'other' })).toEqual([])
    await sql.query("update attention set due_at = now() + interval '1 minute'")
    expect(await world.deps.store.claim(request)).toEqual([])
  })
})

const MIGRATIONS = readdirSync(new URL('migrations', import.meta.url)).length

it('migrations of many starts at once end up as one', async () => {
  await Promise.all(Array.from({ length: 5 }, () => migrate(world.connectionString)))
  const { rows } = await sql.query('select count(*)::int as done from kysely_migration')
  expect(rows[0].done).toBe(MIGRATIONS)
})

it('an integer beyond the safe range is an error, not a rounded amount', async () => {
  const { createPool } = await import('./pool.ts')
  const pool = createPool(world.connectionString, () => {})
  await expect(pool.query('select 9007199254740993::bigint as n where $1', [true])).rejects.toThrow(/safe range/)
  await pool.end()
})
