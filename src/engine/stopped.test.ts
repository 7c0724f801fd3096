/** A stopped channel: what is stopped waits, and hides nothing of the same payment that goes on. */
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { beginRecovery, recoveryOf, until } from '../../test/recovering.ts'
import { createWorld, type World } from '../../test/world.ts'
import { refundAlertAt } from '../core/cancellation/policy/business-days.ts'
import { amount } from '../core/money.ts'
import type { PaymentFile } from '../core/payment/payment.ts'
import { DAY_MS, MINUTE_MS } from '../core/time.ts'
import { step } from './step.ts'

let world: World
afterEach(async () => {
  vi.restoreAllMocks()
  await world.close()
})

const pull = (what: 'brake' | 'pause') =>
  world.deps.store.changeNet(world.on, { what, at: world.deps.clock.now(), detail: 'a test' })
const letGo = async (what: 'brake' | 'pause') => {
  expect(await world.engine.releaseNet({ channel: world.on, what, reason: 'checked', by: 'test' })).toBeNull()
  await world.settle()
}

const tied = async (orderId: string): Promise<PaymentFile> => {
  const { payment } = await world.pay(orderId)
  await world.engine.recordOrder(payment.id, { ref: `R-${orderId}`, amount: null })
  return await world.load(payment.id)
}

/** Asks for a refund and does not wait for it; the cancellation as it stands then. */
async function refund({ payment }: PaymentFile, won: number | null) {
  const asked = await world.engine.refund(
    payment.id,
    {
      ...{ key: `refund of ${payment.orderId}`, amount: won === null ? null : amount(won), reason: '고객 요청' },
      ...{ requester: 'buyer', expectedBalance: null, taxFree: null, vat: null },
    },
    0,
  )
  if (!asked.ok) throw new Error(asked.refusal.code)
  return asked.cancellation
}

/** How often the merchant, and the log, was told that the refund is due by law soon. */
async function told({ payment }: PaymentFile): Promise<number[]> {
  const events = await world.deps.store.timeline(payment.id, { after: 0, limit: 100 })
  const inLog = world.logged.filter(({ data }) => (data as { alert?: string }).alert === 'refund_due')
  return [events.filter(({ type }) => type === 'payment.refund_due_soon').length, inLog.length]
}

/** A recovery goes on behind each sweep. */
const sweepUntil = (state: 'waiting' | 'over') =>
  until(async () => {
    await world.settle()
    return ((await recoveryOf(world.engine))?.state ?? 'over') === state ? true : null
  })

const passTo = (at: number) => world.pass(at - world.deps.clock.now())
const givenBack = async (orderId: string) => (await world.books(orderId))[0]?.cancelledAmount

async function inDatabase<T>(work: (sql: pg.Client) => Promise<T>): Promise<T> {
  const sql = new pg.Client({ connectionString: world.connectionString })
  await sql.connect()
  return await work(sql).finally(() => sql.end())
}

describe('a refund that waits', () => {
  it('for the release of a pause is told once, a business day before it is due by law, and sent after it', async () => {
    world = await createWorld()
    const file = await tied('PAUSED1')
    await pull('pause')
    const { state, createdAt } = await refund(file, 20_000)
    expect(state).toBe('queued')
    await passTo(refundAlertAt(createdAt) - MINUTE_MS)
    expect(await told(file)).toEqual([0, 0])
    await world.pass(2 * MINUTE_MS)
    expect(await told(file)).toEqual([1, 1])
    expect(await world.deps.store.refundsDueSoon()).toEqual([{ channel: world.on, refunds: 1 }])
    for (let day = 0; day < 5; day += 1) await world.pass(DAY_MS)
    expect(await told(file)).toEqual([1, 1])
    expect(await givenBack('PAUSED1')).toBe(0)
    await letGo('pause')
    expect(await world.deps.store.refundsDueSoon()).toEqual([])
    expect(await givenBack('PAUSED1')).toBe(20_000)
    expect(await told(file)).toEqual([1, 1])
  })

  it('for the release of a recovery is told once too, and sent after it', async () => {
    world = await createWorld()
    const file = await tied('RECOVERING1')
    await pull('pause')
    const { createdAt } = await refund(file, null)
    await world.deps.store.beat(world.deps.clock.now())
    await beginRecovery(world)
    await letGo('pause')
    await sweepUntil('waiting')
    await passTo(refundAlertAt(createdAt) - MINUTE_MS)
    expect(await told(file)).toEqual([0, 0])
    await world.pass(2 * MINUTE_MS)
    for (let day = 0; day < 5; day += 1) await world.pass(DAY_MS)
    expect(await told(file)).toEqual([1, 1])
    expect(await givenBack('RECOVERING1')).toBe(0)
    const wish = { channel: world.on, reason: 'checked', by: 'test', unanswered: 'wait' } as const
    expect(await world.engine.releaseRecovery(wish)).toBeNull()
    await sweepUntil('over')
    await world.settle()
    expect(await givenBack('RECOVERING1')).toBe(50_000)
    expect(await told(file)).toEqual([1, 1])
  })

  it('because its call never left is sent again under the brake, and its orphan is not touched', async () => {
    world = await createWorld()
    const file = await world.pay('BRAKED1')
    await world.fault('cancel', 'refuse_connection', {})
    await refund(file, 20_000)
    await pull('brake')
    for (let nth = 0; nth < 9; nth += 1) await world.pass(2 * MINUTE_MS)
    expect((await world.load(file.payment.id)).cancellations).toMatchObject([{ state: 'queued' }])
    await world.clearFaults()
    await world.pass(10 * MINUTE_MS)
    expect(await givenBack('BRAKED1')).toBe(20_000)
    await world.pass(DAY_MS)
    const { payment, cancellations } = await world.load(file.payment.id)
    expect(payment).toMatchObject({ state: 'partially_cancelled', order: null, hold: null })
    expect(cancellations).toMatchObject([{ kind: 'refund', state: 'done' }])
    await letGo('brake')
    expect(await givenBack('BRAKED1')).toBe(50_000)
  })
})

describe('a hint', () => {
  it.each(['pause', 'brake'] as const)('under the %s is asked about, and what is stopped waits', async (what) => {
    world = await createWorld()
    const file = what === 'pause' ? await tied('HINTED1') : await world.pay('HINTED1')
    await pull(what)
    if (what === 'pause') await refund(file, 20_000)
    await world.pass(20 * MINUTE_MS)
    for (let nth = 1; nth <= 2; nth += 1) {
      await step(world.deps, file.payment.id, { type: 'hint', event: 'x' })
      await world.pass(11_000)
      expect((await world.load(file.payment.id)).payment).toMatchObject({ hintsHeard: nth, hintsSeen: nth })
    }
    expect(await givenBack('HINTED1')).toBe(0)
    await letGo(what)
    expect(await givenBack('HINTED1')).toBe(what === 'pause' ? 20_000 : 50_000)
  })
})

describe('a stopped channel', () => {
  it('with due payments is asked at its usual pace, and nothing of it is looked at', async () => {
    world = await createWorld()
    const files = []
    for (let nth = 0; nth < 5; nth += 1) files.push(await tied(`WAITS${nth}`))
    const orphan = await world.pay('WAITS5')
    await pull('pause')
    for (const file of files) await refund(file, 20_000)
    await world.pass(30 * MINUTE_MS)
    await world.engine.start()
    const claims = vi.spyOn(world.deps.store, 'claim')
    const loads = vi.spyOn(world.deps.store, 'load')
    await sleep(1_500)
    expect(claims.mock.calls.length).toBeGreaterThan(1)
    expect(claims.mock.calls.length).toBeLessThanOrEqual(8)
    for (const { value } of claims.mock.settledResults) expect(value).toEqual([])
    expect(loads).not.toHaveBeenCalled()
    expect(await world.load(orphan.payment.id)).toMatchObject({ payment: { state: 'paid' }, cancellations: [] })
  })

  it('looks once at a row of an older version that may be due for more, and then knows', async () => {
    world = await createWorld()
    const [file, orphan] = [await tied('OLDER1'), await world.pay('OLDER2')]
    await pull('pause')
    const { createdAt } = await refund(file, 20_000)
    const migration = await readFile(
      new URL('../store/postgres/migrations/0007_stopped_channels.sql', import.meta.url),
      'utf8',
    )
    const [backfill = ''] = /^update attention [^;]+;/m.exec(migration) ?? []
    const row = (id: string) =>
      inDatabase(async (sql) => {
        const { rows } = await sql.query(
          'select due_at, braked_due_at, paused_due_at from attention where payment_id = $1',
          [id],
        )
        return rows[0]
      })
    await inDatabase(async (sql) => {
      await sql.query('update attention set braked_due_at = null, paused_due_at = null')
      await sql.query(backfill)
    })
    const older = await row(file.payment.id)
    expect(older.paused_due_at).toEqual(older.due_at)
    expect(await row(orphan.payment.id)).toMatchObject({ braked_due_at: null, paused_due_at: null })
    const { version } = (await world.load(file.payment.id)).payment
    expect(await world.engine.sweep(10)).toBe(1)
    expect(await world.engine.sweep(10)).toBe(0)
    expect((await row(file.payment.id)).paused_due_at.getTime()).toBe(refundAlertAt(createdAt))
    expect((await world.load(file.payment.id)).payment.version).toBe(version)
  })
})
