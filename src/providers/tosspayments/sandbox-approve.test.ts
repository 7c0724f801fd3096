/** Plays confirms and look-ups against the sandbox: two readings of the sheet that must agree, faults included. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startSandbox } from '../../sandbox/index.ts'
import { testCall } from './fixtures/sample.ts'
import type { World } from './fixtures/world.ts'
import { worldOf } from './fixtures/world.ts'

let world: World
beforeAll(async () => {
  world = worldOf(await startSandbox({ controlPort: 0 }))
})
afterAll(() => world.sandbox.close())
beforeEach(() => world.control('POST', 'reset', {}))

describe('approval', () => {
  test.each(['card', 'transfer', 'mobile', 'easy_pay'] as const)('of %s moves the money', async (method) => {
    const payment = await world.returned(method)
    expect(await world.statusOf(payment)).toBe('none')
    expect(await world.provider.approve(payment, world.call())).toMatchObject({
      kind: 'done',
      evidence: {
        status: 'paid',
        ref: payment.providerRef,
        orderNumber: payment.providerOrderId,
        amount: 1000,
        balance: 1000,
        method,
        currency: 'KRW',
        live: true,
        account: world.provider.account,
      },
    })
    expect(await world.book(payment)).toMatchObject({ paidAmount: 1000, amount: 1000, cancelledAmount: 0 })
    expect(await world.statusOf(payment)).toBe('paid')
  })

  test('tells when the money was booked', async () => {
    const outcome = await world.provider.approve(await world.returned(), world.call())
    const paidAt = outcome.kind === 'done' ? (outcome.evidence.paidAt ?? 0) : 0
    expect(Math.abs(paidAt - world.sandbox.clock.now())).toBeLessThan(5_000)
  })

  test('repeated is the same approval, once: the key names the payment', async () => {
    const payment = await world.returned()
    const first = await world.provider.approve(payment, world.call())
    expect(await world.provider.approve(payment, world.call())).toEqual(first)
    expect(await world.book(payment)).toMatchObject({ paidAmount: 1000 })
  })

  test('repeated after a lost reply tells what became of it', async () => {
    const payment = await world.returned()
    await world.fault('approve', 'lose_reply')
    expect(await world.provider.approve(payment, world.call())).toMatchObject({ kind: 'unknown' })
    expect(await world.provider.approve(payment, world.call())).toMatchObject({
      kind: 'done',
      evidence: { status: 'paid' },
    })
    expect(await world.book(payment)).toMatchObject({ paidAmount: 1000 })
  })

  test('of an account is an account and no money, until the deposit', async () => {
    const payment = await world.returned('virtual_account')
    expect(await world.provider.approve(payment, world.call())).toMatchObject({
      kind: 'done',
      evidence: { status: 'awaiting_deposit', method: 'virtual_account', paidAt: null },
    })
    await world.control('POST', 'deposits', { provider: 'tosspayments', ref: payment.providerRef, amount: 1000 })
    expect(await world.statusOf(payment)).toBe('paid')
  })

  test('of another amount than authenticated never gets past the return', async () => {
    const payment = world.fresh()
    const reading = world.provider.readReturn(payment, await world.buyer(payment, { amount: 100 }))
    expect(reading).toMatchObject({ kind: 'rejected', error: 'MD_RETURN_AMOUNT' })
  })

  test('of a return whose amount was forged is refused by Toss, and nothing moves', async () => {
    const payment = world.fresh()
    const returned = await world.buyer(payment, { amount: 100 })
    const reading = world.provider.readReturn(payment, { ...returned, amount: '1000' })
    if (reading.kind !== 'approvable') throw new Error('not approvable')
    const forged = { ...payment, providerRef: reading.ref, providerState: reading.providerState }
    expect(await world.provider.approve(forged, world.call())).toMatchObject({ kind: 'refused', next: 'operator' })
    expect(await world.book(payment)).toMatchObject({ paidAmount: 0 })
  })

  test.each(['close', 'fail'])('of a buyer who did %s is abandoned', async (action) => {
    const payment = world.fresh()
    expect(world.provider.readReturn(payment, await world.buyer(payment, { action }))).toMatchObject({
      kind: 'abandoned',
      code: expect.stringMatching(/^[A-Z_]+$/),
    })
  })

  test('of a session that is over is refused for good', async () => {
    const payment = await world.returned()
    await world.control('POST', 'clock', { advanceMs: 11 * 60_000 })
    expect(await world.provider.approve(payment, world.call())).toMatchObject({
      kind: 'refused',
      next: 'none',
      answer: { code: 'NOT_FOUND_PAYMENT_SESSION' },
    })
    expect(await world.statusOf(payment)).toBe('not_paid')
  })

  test('of a card that is refused is refused, and the look-up agrees', async () => {
    await world.switches({ cardLimitKrw: 500 })
    const payment = await world.returned()
    expect(await world.provider.approve(payment, world.call())).toMatchObject({ kind: 'refused', next: 'none' })
    expect(await world.statusOf(payment)).toBe('not_paid')
    await world.switches({ cardLimitKrw: null })
  })

  test('with a wrong key is refused and stops the channel', async () => {
    const other = world.other({ secretKey: 'test_sk_of_somebody_else' })
    expect(await other.approve(await world.returned(), world.call())).toMatchObject({
      kind: 'refused',
      next: 'pause_channel',
      answer: { code: 'UNAUTHORIZED_KEY' },
    })
  })

  test('that names another MID than ours is never done', async () => {
    const other = world.other({ mid: 'somebodyelse' })
    const payment = await world.returned()
    expect(await other.approve(payment, world.call())).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(await other.inquire(payment, world.call())).toMatchObject({ evidence: { account: 'maedeup' } })
  })

  test.each([
    ['lose_request', 'none'],
    ['error_before', 'none'],
    ['unlisted_code', 'none'],
    ['maintenance', 'none'],
    ['lose_reply', 'paid'],
    ['error_after', 'paid'],
    ['garble', 'paid'],
  ])('under %s is unknown, and the inquiry says %s', async (name, status) => {
    const payment = await world.returned()
    await world.fault('approve', name)
    const asked = world.call()
    expect(await world.provider.approve(payment, asked)).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(asked.exchanges).toHaveLength(1)
    expect(await world.statusOf(payment)).toBe(status)
  })

  test('that is slower than we listen is unknown, and paid all the same', async () => {
    const payment = await world.returned()
    const hasty = world.other({ timeouts: { connectMs: 1_000, readMs: 200 } })
    await world.fault('approve', 'slow', { delayMs: 400 })
    expect(await hasty.approve(payment, world.call())).toMatchObject({ kind: 'unknown', next: 'inquire' })
    await expect.poll(() => world.statusOf(payment)).toBe('paid')
  })

  test('at a closed port was provably not sent', async () => {
    const payment = await world.returned()
    await world.control('POST', 'faults', {
      provider: 'tosspayments',
      operation: 'approve',
      fault: 'refuse_connection',
    })
    try {
      expect(await world.provider.approve(payment, world.call())).toMatchObject({ kind: 'not_sent', next: 'none' })
    } finally {
      await world.control('DELETE', 'faults', { provider: 'tosspayments' })
    }
    expect(await world.statusOf(payment)).toBe('none')
  })

  test('behind a closed fence leaves no trace', async () => {
    const payment = await world.returned()
    const fenced = testCall({ at: world.sandbox.clock.now(), mayStillSend: () => false })
    expect(await world.provider.approve(payment, fenced)).toMatchObject({ kind: 'not_sent' })
    expect(await world.statusOf(payment)).toBe('none')
  })
})

describe('inquiry', () => {
  test('by order number finds what was never brought back to us', async () => {
    const { providerOrderId } = await world.approved()
    const target = { ...world.fresh(), providerOrderId }
    expect(await world.provider.inquire(target, world.call())).toMatchObject({
      kind: 'done',
      evidence: { status: 'paid', ref: expect.any(String), orderNumber: providerOrderId },
    })
  })

  test('of an order that nobody opened is none', async () => {
    expect(await world.provider.inquire(world.fresh(), world.call())).toMatchObject({
      kind: 'done',
      evidence: { status: 'none', amount: null, cancels: null },
    })
  })

  test('of a session that is still open says nothing while a confirm may run, and none before', async () => {
    await world.switches({ pendingOnLookup: 'visible' })
    const payment = await world.returned()
    expect(await world.statusOf(payment)).toBe('unknown')
    expect(await world.statusOf({ ...payment, providerRef: null, providerState: null })).toBe('none')
    await world.control('POST', 'clock', { advanceMs: 11 * 60_000 })
    expect(await world.statusOf(payment)).toBe('not_paid')
    await world.switches({ pendingOnLookup: 'hidden' })
  })

  test('sees a cancel that staff made at Toss, by amount and without a tag', async () => {
    const payment = await world.approved()
    const ref = payment.providerRef
    await world.control('POST', 'console-cancels', { provider: 'tosspayments', ref, amount: 400 })
    expect(await world.provider.inquire(payment, world.call())).toMatchObject({
      evidence: { status: 'partially_cancelled', balance: 600, cancels: [{ amount: 400, tag: null, state: 'done' }] },
    })
  })

  test('under stale_inquiry shows what was before, which proves nothing yet', async () => {
    const payment = await world.approved()
    await world.fault('inquire', 'stale_inquiry')
    expect(await world.statusOf(payment)).toBe('none')
    expect(await world.statusOf(payment)).toBe('paid')
  })

  test.each(['lose_request', 'lose_reply', 'garble', 'error_before', 'unlisted_code', 'maintenance'])(
    'under %s is unknown',
    async (name) => {
      const payment = await world.approved()
      await world.fault('inquire', name)
      expect(await world.provider.inquire(payment, world.call())).toMatchObject({ kind: 'unknown', next: 'inquire' })
    },
  )
})

describe('the list', () => {
  test('shows a row per charge and per cancel', async () => {
    const from = world.sandbox.clock.now()
    const payment = await world.approved()
    const ref = payment.providerRef
    await world.control('POST', 'console-cancels', { provider: 'tosspayments', ref, amount: 400 })
    const query = { from, to: world.sandbox.clock.now(), cursor: null }
    const outcome = await world.provider.list?.(query, world.call())
    expect(outcome).toMatchObject({
      kind: 'done',
      evidence: {
        next: null,
        rows: [
          { status: 'paid', ref, orderNumber: payment.providerOrderId, amount: 1000, account: 'maedeup' },
          { status: 'partially_cancelled', ref, amount: null, cancels: [{ amount: 400 }] },
        ],
      },
    })
  })

  test('of a time in which nothing happened is empty', async () => {
    const query = { from: world.sandbox.clock.now(), to: world.sandbox.clock.now(), cursor: null }
    expect(await world.provider.list?.(query, world.call())).toMatchObject({ evidence: { rows: [], next: null } })
  })

  test('under garble is unknown', async () => {
    await world.fault('list', 'garble')
    const query = { from: world.sandbox.clock.now(), to: world.sandbox.clock.now(), cursor: null }
    expect(await world.provider.list?.(query, world.call())).toMatchObject({ kind: 'unknown' })
  })
})
