/** The low-water mark: claims skip what is done, and whatever the mark got wrong is found a little later. */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { explain } from '../../../bench/kit/plan.ts'
import { createWorld, type World } from '../../../test/world.ts'
import type { AttentionEntry } from '../../core/payment/attention.ts'
import { instant } from '../../core/time.ts'
import type { ClaimRequest } from '../../ports/store.ts'
import { createLowWater } from './low-water.ts'
import * as queue from './queue.ts'

const NOW = 1_000_000
const QUICK = { from: 0, tookMs: 0.1 }
const dueAt = (ms: number, whileStopped: Partial<AttentionEntry['whileStopped']> = {}): AttentionEntry => ({
  dueAt: instant(ms),
  reason: 'order_missing',
  whileStopped: { brake: null, pause: null, ...whileStopped },
})

describe('the mark', () => {
  it('is the old end at first, and rises to what a claim has reached', () => {
    const water = createLowWater()
    const first = water.begin('a', null)
    expect(first).toMatchObject({ mark: 0, until: 0 })
    first.raise({ ...QUICK, now: NOW, reached: NOW - 5 })
    first.end()
    expect(water.begin('a', null)).toMatchObject({ mark: NOW - 5, since: NOW, until: NOW + 500 })
    expect(water.begin('b', null)).toMatchObject({ mark: 0 })
  })

  it('is lowered by what is due earlier, and by nothing else', () => {
    const water = createLowWater()
    water.begin('a', null).raise({ ...QUICK, now: NOW, reached: NOW })
    water.lower('a', dueAt(NOW + 1))
    expect(water.begin('a', null).mark).toBe(NOW)
    water.lower('a', dueAt(NOW - 7))
    expect(water.begin('a', null).mark).toBe(NOW - 7)
  })

  it('is not raised over a row that was committed while the claim was under way', () => {
    const water = createLowWater()
    const claim = water.begin('a', null)
    water.lower('a', dueAt(NOW - 3))
    claim.raise({ ...QUICK, now: NOW, reached: NOW })
    expect(water.begin('a', null).mark).toBe(NOW - 3)
  })

  it('is not lowered by what is stopped, but by what the stop lets through of it', () => {
    const water = createLowWater()
    water.begin('a', 'brake')
    water.begin('a', 'brake').raise({ ...QUICK, now: NOW, reached: NOW })
    water.lower('a', dueAt(NOW - 7))
    expect(water.begin('a', 'brake').mark).toBe(NOW)
    water.lower('a', dueAt(NOW - 7, { pause: instant(NOW - 6), brake: instant(NOW - 2) }))
    expect(water.begin('a', 'brake').mark).toBe(NOW - 2)
    water.lower('a', { ...dueAt(NOW - 5), reason: 'hint_heard' })
    expect(water.begin('a', 'brake').mark).toBe(NOW - 5)
  })

  it('goes back to the old end when something else is stopped, also for a claim under way', () => {
    const water = createLowWater()
    const before = water.begin('a', 'brake')
    expect(water.begin('a', null).mark).toBe(0)
    before.raise({ ...QUICK, now: NOW, reached: NOW })
    expect(water.begin('a', null).mark).toBe(0)
  })

  it('is trusted a thousand times as long as the old end costs, within bounds', () => {
    const water = createLowWater()
    const trust = (tookMs: number) => {
      water.begin('a', null).raise({ from: 0, now: NOW, reached: NOW, tookMs })
      return water.begin('a', null).until - NOW
    }
    expect([trust(0.1), trust(4), trust(400)]).toEqual([500, 4_000, 30_000])
    water.begin('a', null).raise({ from: NOW, now: NOW + 9, reached: NOW + 9, tookMs: 0.1 })
    expect(water.begin('a', null).until).toBe(NOW + 30_000)
  })
})

describe('claims from the mark', () => {
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

  const request: ClaimRequest = { channel: 'nicepay', limit: 50, leaseMs: 90_000, stop: null, aheadMs: 0 }
  const claim = async () => (await world.deps.store.claim(request)).map(({ paymentId }) => paymentId)

  it('find at once what this process writes as due in the past', async () => {
    const before = await world.register('PAST1')
    expect(await claim()).toEqual([])
    const payment = { ...before.payment, version: before.payment.version + 1, hintsHeard: 1 }
    const file = { ...before, payment }
    const timeline = [{ type: 'payment.retried', data: { by: 'a test' } }] as const
    expect(await world.deps.store.save({ before, file, timeline, at: payment.createdAt })).toBe('saved')
    const [found] = await world.deps.store.claim(request)
    expect(found).toMatchObject({ paymentId: payment.id, reason: 'hint_heard' })
    // A look that changes nothing leaves it due.
    expect(await claim()).toEqual([])
    await world.deps.store.release([found!])
    expect(await claim()).toEqual([payment.id])
  })

  it('find in the end what another process left behind below the mark', async () => {
    const { payment } = await world.register('LEFT1')
    expect(await claim()).toEqual([])
    await sql.query("update attention set due_at = now() - interval '1 day' where payment_id = $1", [payment.id])
    await expect.poll(claim, { timeout: 60_000 }).toEqual([payment.id])
  })

  it('do not walk over what was done while a snapshot keeps it from being removed', async () => {
    const { payment } = await world.register('CHURN1')
    const reader = new pg.Client({ connectionString: world.connectionString })
    await reader.connect()
    await reader.query('begin isolation level repeatable read')
    await reader.query('select from attention')
    // In no order, so that neighbours in the index lie on different pages: each is counted.
    for (let n = 0; n < 300; n += 1) {
      const past = [payment.id, (n * 7_919) % 300]
      await sql.query("update attention set due_at = now() - $2 * interval '1 day' where payment_id = $1", past)
    }
    await sql.query("update attention set due_at = now() + interval '1 day'")
    // As on a large table: a small one is read whole, and a bitmap counts a page once, whatever is dead on it.
    await sql.query('set enable_seqscan = off; set enable_bitmapscan = off')
    const now = Date.now()
    const lowWater = createLowWater()
    const pages = async () => {
      const plan = await explain(sql, (db) => queue.claim(db, { member: 1, lowWater }, request))
      return Number(/Buffers: shared hit=(\d+)/.exec(plan)?.[1])
    }
    const fromOldEnd = await pages()
    lowWater.begin('nicepay', null).raise({ from: 0, now, reached: now, tookMs: 60_000 })
    const fromMark = await pages()
    await reader.query('commit')
    await reader.end()
    expect(fromOldEnd).toBeGreaterThan(100)
    expect(fromMark).toBeLessThan(10)
  })

  it.each([
    ['brake', 'braked_due_at'],
    ['pause', 'paused_due_at'],
  ] as const)('under a %s go by the index of %s beside the usual one', async (stop, column) => {
    await world.register(`STOPPED-${stop}`)
    await sql.query('set enable_seqscan = off; set enable_bitmapscan = off')
    const lowWater = createLowWater()
    const plan = await explain(sql, (db) => queue.claim(db, { member: 1, lowWater }, { ...request, stop }))
    expect(plan).toMatch(new RegExp(`attention_due_${stop}d.*\n.*Index Cond: .*${column} >=.*${column} <=`))
    expect(plan).toMatch(/attention_due on attention.*\n.*Index Cond: .*due_at >=.*due_at <=/)
    expect(plan.match(/attention_pkey/g)).toHaveLength(1)
  })
})
