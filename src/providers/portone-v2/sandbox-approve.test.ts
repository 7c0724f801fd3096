/** Plays registrations, payments and looks against the sandbox: two readings of the sheet that must agree. */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Evidence } from '../../core/evidence.ts'
import type { Instant } from '../../core/time.ts'
import { HOUR_MS, instant } from '../../core/time.ts'
import type { ListPage } from '../../ports/provider.ts'
import { startSandbox } from '../../sandbox/index.ts'
import type { World } from './fixtures/world.ts'
import { worldOf } from './fixtures/world.ts'

let world: World
beforeAll(async () => {
  world = worldOf(await startSandbox({ controlPort: 0 }))
})
afterAll(() => world.sandbox.close())
beforeEach(() => world.control('POST', 'reset', {}))

describe('registration', () => {
  test('is taken, and may be repeated', async () => {
    const payment = world.fresh()
    for (const _time of [1, 2]) {
      expect(await world.provider.prepare?.(payment, world.call())).toMatchObject({ kind: 'done', evidence: null })
    }
  })

  test('keeps the window from charging another amount', async () => {
    await world.switches({ preRegister: 'everywhere' })
    const payment = world.fresh()
    await world.provider.prepare?.(payment, world.call())
    const fields = await world.buyer(payment, { amount: 100 }).catch((error: unknown) => `${error}`)
    expect(await world.book(payment)).not.toMatchObject({ paidAmount: 100 })
    expect(fields).toBeDefined()
  })

  test('of a payment that is paid is refused, and looked at', async () => {
    const payment = await world.paid()
    expect(await world.provider.prepare?.(payment, world.call())).toMatchObject({
      kind: 'refused',
      answer: { code: 'ALREADY_PAID' },
      next: 'inquire',
    })
  })

  test('with a wrong secret stops the channel', async () => {
    const other = world.other({ apiSecret: 'a-secret-that-is-wrong' })
    expect(await other.prepare?.(world.fresh(), world.call())).toMatchObject({ kind: 'refused', next: 'pause_channel' })
  })
})

describe('approval', () => {
  test.each(['card', 'transfer', 'mobile', 'easy_pay'] as const)('of %s finds the money in place', async (method) => {
    const payment = world.fresh(method)
    expect(await world.statusOf(payment)).toBe('none')
    const fields = await world.buyer(payment)
    expect(world.provider.readReturn(payment, fields)).toMatchObject({ kind: 'approvable', ref: payment.providerRef })
    expect(await world.provider.approve(payment, world.call())).toMatchObject({
      kind: 'done',
      evidence: {
        status: 'paid',
        ref: payment.providerRef,
        amount: 10_000,
        balance: 10_000,
        currency: 'KRW',
        method,
        live: true,
        account: world.provider.account,
        cancels: [],
      },
    })
  })

  test('twice says the same: it only looks', async () => {
    const payment = await world.paid()
    const evidence = async (): Promise<Evidence | null> => {
      const outcome = await world.provider.approve(payment, world.call())
      return outcome.kind === 'done' ? outcome.evidence : null
    }
    expect(await evidence()).toEqual(await evidence())
  })

  test('of another amount than registered is evidence of that amount', async () => {
    const payment = await world.paid({ amount: 100 })
    expect(await world.provider.approve(payment, world.call())).toMatchObject({
      kind: 'done',
      evidence: { status: 'paid', amount: 100 },
    })
  })

  test.each(['close', 'fail'])('of a buyer who did %s is abandoned, and nothing is paid', async (action) => {
    const payment = world.fresh()
    expect(world.provider.readReturn(payment, await world.buyer(payment, { action }))).toMatchObject({
      kind: 'abandoned',
    })
    expect(['not_paid', 'none']).toContain(await world.statusOf(payment))
  })

  test('on a test channel is evidence of test money', async () => {
    const payment = await world.paid()
    await world.fault('inquire', 'test_channel')
    expect(await world.provider.approve(payment, world.call())).toMatchObject({ evidence: { live: false } })
  })

  test('with a wrong secret says nothing about the payment, and stops the channel', async () => {
    const other = world.other({ apiSecret: 'a-secret-that-is-wrong' })
    expect(await other.approve(await world.paid(), world.call())).toMatchObject({
      kind: 'unknown',
      next: 'pause_channel',
    })
  })

  test('that PayPal still thinks about is unknown', async () => {
    await world.switches({ chargeOutcome: 'PAY_PENDING', asyncSettle: 'never' })
    expect(await world.provider.approve(await world.paid(), world.call())).toMatchObject({
      kind: 'unknown',
      answer: { code: 'PAY_PENDING' },
      next: 'inquire',
    })
  })

  test.each(['lose_request', 'lose_reply', 'error_before', 'error_after', 'unlisted_code', 'maintenance', 'garble'])(
    'under %s is unknown, and the next look finds it',
    async (name) => {
      const payment = await world.paid()
      await world.fault('inquire', name)
      const asked = world.call()
      expect(await world.provider.approve(payment, asked)).toMatchObject({ kind: 'unknown', next: 'inquire' })
      expect(asked.exchanges).toHaveLength(1)
      expect(await world.statusOf(payment)).toBe('paid')
    },
  )

  test('that trickles in too slowly is unknown', async () => {
    const payment = await world.paid()
    await world.fault('inquire', 'slow', { delayMs: 4_000 })
    const hasty = world.other({ timeouts: { readMs: 300 } })
    expect(await hasty.approve(payment, world.call())).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })

  test('that nobody listens to never left', async () => {
    const payment = await world.paid()
    await world.fault('inquire', 'refuse_connection')
    expect(await world.provider.approve(payment, world.call())).toMatchObject({ kind: 'not_sent' })
    await world.control('DELETE', 'faults?provider=portone-v2')
    expect(await world.statusOf(payment)).toBe('paid')
  })
})

describe('a virtual account', () => {
  test('waits for its deposit, and then is paid', async () => {
    const payment = world.fresh('virtual_account')
    await world.buyer(payment)
    expect(await world.statusOf(payment)).toBe('awaiting_deposit')
    const deposit = { provider: 'portone-v2', ref: payment.providerRef, amount: 10_000 }
    await world.control('POST', 'deposits', deposit)
    expect(await world.provider.inquire(payment, world.call())).toMatchObject({
      evidence: { status: 'paid', method: 'virtual_account', amount: 10_000 },
    })
  })
})

describe('the list', () => {
  const around = (now: Instant) => ({ from: instant(now - HOUR_MS), to: instant(now + HOUR_MS) })
  const list = async () => {
    const now = world.sandbox.clock.now()
    const query = { ...around(now), cursor: null }
    return world.provider.list?.(query, world.call())
  }

  async function listed(cursor: string): Promise<ListPage> {
    const query = { ...around(world.sandbox.clock.now()), cursor }
    const outcome = await world.provider.list?.(query, world.call())
    if (outcome?.kind !== 'done') throw new Error(JSON.stringify(outcome))
    return outcome.evidence
  }

  test('shows every payment with its sums', async () => {
    const payments = [await world.paid(), await world.paid()]
    const outcome = await list()
    expect(outcome).toMatchObject({ kind: 'done', evidence: { next: null } })
    const rows = outcome?.kind === 'done' ? outcome.evidence.rows : []
    expect(rows.map(({ ref }) => ref)).toEqual(payments.map(({ providerRef }) => providerRef))
    expect(rows[0]).toMatchObject({ status: 'paid', amount: 10_000, balance: 10_000, live: true })
  })

  test('goes on from page to page, each payment once', async () => {
    // 101: one more than a page holds.
    for (let one = 0; one < 101; one += 1) await world.paid()
    const refs: (string | null)[] = []
    for (let cursor: string | null = '0'; cursor !== null; ) {
      const page = await listed(cursor)
      refs.push(...page.rows.map(({ ref }) => ref))
      cursor = page.next
    }
    expect(new Set(refs).size).toBe(101)
    expect(refs).toHaveLength(101)
  })

  test('beyond 60,000 payments is not asked for', async () => {
    const asked = world.call()
    const now = world.sandbox.clock.now()
    const query = { from: now, to: now, cursor: '600' }
    expect(await world.provider.list?.(query, asked)).toMatchObject({ kind: 'refused', next: 'operator' })
    expect(asked.exchanges).toHaveLength(0)
  })

  test.each(['lose_reply', 'error_before', 'garble'])('under %s is unknown', async (name) => {
    await world.fault('list', name)
    expect(await list()).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })

  test('with a wrong secret stops the channel', async () => {
    const now = world.sandbox.clock.now()
    const other = world.other({ apiSecret: 'a-secret-that-is-wrong' })
    expect(await other.list?.({ from: now, to: now, cursor: null }, world.call())).toMatchObject({
      kind: 'refused',
      next: 'pause_channel',
    })
  })
})
