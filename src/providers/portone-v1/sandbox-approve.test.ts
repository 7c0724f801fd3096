/** Plays windows, looks and lists against the sandbox: two readings of the sheet that must agree, faults included. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { amount } from '../../core/money.ts'
import { MINUTE_MS, after as plus } from '../../core/time.ts'
import { startSandbox } from '../../sandbox/index.ts'
import { amounts, sampleCancellation, samplePayment } from './fixtures/sample.ts'
import type { World } from './fixtures/world.ts'
import { worldOf } from './fixtures/world.ts'

let world: World
beforeAll(async () => {
  world = worldOf(await startSandbox({ controlPort: 0 }))
})
afterAll(() => world.sandbox.close())
beforeEach(() => world.control('POST', 'reset', {}))

const approve = (payment: Parameters<World['provider']['approve']>[0]) => world.provider.approve(payment, world.call())

describe('approval', () => {
  test.each(['card', 'transfer', 'mobile', 'easy_pay'] as const)(
    'of %s finds the money that has moved',
    async (method) => {
      const payment = await world.returned(method)
      expect(await approve(payment)).toMatchObject({
        kind: 'done',
        next: 'none',
        evidence: {
          status: 'paid',
          ref: payment.providerRef,
          orderNumber: payment.providerOrderId,
          amount: 10_000,
          balance: 10_000,
          currency: 'KRW',
          method,
          live: true,
          cancels: [],
        },
      })
      expect(await world.book(payment)).toMatchObject({ paidAmount: 10_000, cancelledAmount: 0 })
    },
  )

  test('tells when the money was booked', async () => {
    const outcome = await approve(await world.returned())
    const paidAt = outcome.kind === 'done' ? (outcome.evidence.paidAt ?? 0) : 0
    expect(Math.abs(paidAt - world.sandbox.clock.now())).toBeLessThan(5_000)
  })

  test('of another amount is evidence with that amount, for the engine to send back', async () => {
    const payment = world.fresh()
    await world.buyer(payment, { amount: 100 })
    expect(await approve(payment)).toMatchObject({ kind: 'done', evidence: { status: 'paid', amount: 100 } })
  })

  test('of an account is an account and no money, until the deposit', async () => {
    const payment = await world.returned('virtual_account')
    expect(await approve(payment)).toMatchObject({
      kind: 'done',
      evidence: { status: 'awaiting_deposit', method: 'virtual_account', balance: null, paidAt: null },
    })
    await world.control('POST', 'deposits', { provider: 'portone-v1', ref: payment.providerRef, amount: 10_000 })
    expect(await world.statusOf(payment)).toBe('paid')
  })

  test.each(['close', 'fail'])('of a buyer who did %s is abandoned, and not paid', async (action) => {
    const payment = world.fresh()
    const reading = world.provider.readReturn(payment, await world.buyer(payment, { action }))
    expect(reading).toMatchObject({ kind: 'abandoned', code: expect.stringMatching(/^F\d+$/) })
    expect(await world.statusOf(payment)).toBe('not_paid')
  })

  test('of a test channel is test money, and never hidden', async () => {
    await world.fault('approve', 'test_channel')
    const payment = await world.returned()
    expect(await approve(payment)).toMatchObject({ evidence: { status: 'paid', live: false } })
    const byReference = { ...payment, providerOrderId: '' }
    expect(await world.statusOf(byReference)).toBe('none')
    const tester = world.other({ live: false })
    expect(await tester.inquire(byReference, world.call())).toMatchObject({ evidence: { status: 'paid', live: false } })
  })

  test('with a wrong key stops the channel, and leaves the payment undecided', async () => {
    const other = world.other({ impSecret: 'secret-of-somebody-else' })
    const payment = await world.returned()
    expect(await other.approve(payment, world.call())).toMatchObject({ kind: 'unknown', next: 'pause_channel' })
    expect(await other.inquire(payment, world.call())).toMatchObject({ kind: 'refused', next: 'pause_channel' })
  })

  test('at a closed port proves that nothing was sent', async () => {
    const payment = await world.returned()
    await world.control('POST', 'faults', { provider: 'portone-v1', operation: 'inquire', fault: 'refuse_connection' })
    try {
      expect(await approve(payment)).toMatchObject({ kind: 'not_sent', next: 'none' })
    } finally {
      await world.control('DELETE', 'faults', { provider: 'portone-v1' })
    }
  })
})

describe('inquiry', () => {
  test('of an order that nobody opened finds nothing', async () => {
    expect(await world.provider.inquire(world.fresh(), world.call())).toMatchObject({
      kind: 'done',
      evidence: { status: 'none', amount: null },
    })
  })

  test('by order number alone finds the payment of a lost return', async () => {
    const payment = world.fresh()
    await world.fault('approve', 'lose_reply')
    expect(await world.buyer(payment)).toEqual({})
    expect(await world.provider.inquire(payment, world.call())).toMatchObject({
      evidence: { status: 'paid', ref: expect.stringMatching(/^imp_\d{12}$/), amount: 10_000 },
    })
  })

  test('by order number finds the paid attempt behind newer ones that failed, and a late one too', async () => {
    const payment = world.fresh()
    await world.switches({ lateApprovalMs: 60_000 })
    await world.buyer(payment, { action: 'fail' })
    await world.switches({ lateApprovalMs: null })
    const { imp_uid: second } = await world.buyer(payment)
    expect(await world.provider.inquire(payment, world.call())).toMatchObject({
      evidence: { status: 'paid', ref: second },
    })
    await world.control('POST', 'clock', { advanceMs: 61_000 })
    expect(await world.provider.inquire({ ...payment, providerRef: second ?? null }, world.call())).toMatchObject({
      evidence: { status: 'paid', ref: second, others: [{ status: 'paid', amount: 10_000, balance: 10_000 }] },
    })
  })

  test('with the reference of another order believes neither, and shows what is paid here', async () => {
    const [ours, theirs] = [await world.returned(), await world.returned()]
    const forged = { ...ours, providerRef: theirs.providerRef }
    expect(await approve(forged)).toMatchObject({
      kind: 'done',
      evidence: { status: 'none', ref: theirs.providerRef, others: [{ status: 'paid', ref: ours.providerRef }] },
    })
  })

  test('by reference alone is for payments of other systems', async () => {
    const payment = await world.returned()
    const target = { ...samplePayment({ providerOrderId: '' }), providerRef: payment.providerRef }
    expect(await world.provider.inquire(target, world.call())).toMatchObject({
      evidence: { status: 'paid', orderNumber: payment.providerOrderId, amount: 10_000 },
    })
    expect(await world.statusOf({ ...target, providerRef: 'imp_000000000000' })).toBe('none')
    const asked = world.call()
    expect(await world.provider.inquire({ ...target, providerRef: null }, asked)).toMatchObject({ kind: 'refused' })
    expect(asked.exchanges).toEqual([])
  })

  test.each(['lose_reply', 'lose_request', 'garble', 'error_before', 'error_after', 'unlisted_code', 'maintenance'])(
    '%s: says nothing',
    async (name) => {
      const payment = await world.returned()
      await world.fault('inquire', name)
      expect(await approve(payment)).toMatchObject({ kind: 'unknown', next: 'inquire' })
      expect(await world.statusOf(payment)).toBe('paid')
    },
  )

  test('slow: is not waited for', async () => {
    const payment = await world.returned()
    await world.fault('inquire', 'slow', { delayMs: 3_000 })
    const impatient = world.other({ timeouts: { connectMs: 1_000, readMs: 200 } })
    expect(await impatient.inquire(payment, world.call())).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })

  test('stale: shows what was before', async () => {
    const payment = await world.returned()
    await world.fault('inquire', 'stale_inquiry')
    expect(await world.statusOf(payment)).toBe('not_paid')
  })

  test('of an answer with fields and names that nobody knows works', async () => {
    await world.switches({ unknownFields: true, pgProvider: 'newpg', payMethod: 'newpay' })
    expect(await approve(await world.returned())).toMatchObject({ evidence: { status: 'paid', method: null } })
  })
})

describe('preparation', () => {
  test('freezes the amount, and may be repeated', async () => {
    const payment = world.fresh()
    const prepare = () => world.provider.prepare?.(payment, world.call())
    expect(await prepare()).toMatchObject({ kind: 'done', next: 'none' })
    expect(await prepare()).toMatchObject({ kind: 'done', next: 'none' })
    expect(await world.buyer(payment, { amount: 100 })).toMatchObject({ success: 'false', error_code: 'F0005' })
    expect(await world.buyer(payment)).toMatchObject({ success: 'true' })
  })

  test('of another amount than is registered is for a person', async () => {
    const payment = world.fresh()
    await world.provider.prepare?.(payment, world.call())
    const other = { ...payment, amounts: amounts({ total: 9_000 }) }
    expect(await world.provider.prepare?.(other, world.call())).toMatchObject({ kind: 'refused', next: 'operator' })
  })
})

describe('list', () => {
  test('pages through everything of the time, test money marked as such', async () => {
    const payments = []
    for (let n = 0; n < 3; n += 1) payments.push(await world.returned())
    await world.provider.cancel(
      { ...(payments[0] ?? world.fresh()), state: 'paid', amounts: amounts({ paid: 10_000 }) },
      sampleCancellation({ amount: amount(1_000) }),
      world.call(),
    )
    const now = world.sandbox.clock.now()
    const query = { from: plus(now, -MINUTE_MS), to: plus(now, MINUTE_MS), cursor: null }
    const outcome = await world.provider.list?.(query, world.call())
    if (outcome?.kind !== 'done') throw new Error(JSON.stringify(outcome))
    expect(outcome.evidence.next).toBeNull()
    expect(outcome.evidence.rows.map(({ status, ref, live }) => [status, ref, live])).toEqual([
      ['partially_cancelled', payments[0]?.providerRef, true],
      ['paid', payments[1]?.providerRef, true],
      ['paid', payments[2]?.providerRef, true],
    ])
    expect(await world.provider.list?.({ ...query, from: now, to: plus(now, -1) }, world.call())).toMatchObject({
      kind: 'refused',
    })
  })

  test('of a time without payments is an empty page', async () => {
    const now = world.sandbox.clock.now()
    const query = { from: plus(now, -10 * MINUTE_MS), to: plus(now, -5 * MINUTE_MS), cursor: null }
    expect(await world.provider.list?.(query, world.call())).toMatchObject({
      kind: 'done',
      evidence: { rows: [], next: null },
    })
  })

  test.each(['garble', 'unlisted_code', 'error_before'])('%s: unknown', async (name) => {
    await world.fault('list', name)
    const now = world.sandbox.clock.now()
    const query = { from: plus(now, -MINUTE_MS), to: now, cursor: null }
    expect(await world.provider.list?.(query, world.call())).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })
})
