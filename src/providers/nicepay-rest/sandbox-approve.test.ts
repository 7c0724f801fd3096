/** Plays approvals and look-ups against the sandbox: two readings of the sheet that must agree, faults included. */
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
      next: 'none',
      evidence: {
        status: 'paid',
        ref: payment.providerRef,
        orderNumber: payment.providerOrderId,
        amount: 1004,
        balance: 1004,
        method,
        currency: 'KRW',
        live: true,
        account: world.provider.account,
        cancels: [],
      },
    })
    expect(await world.book(payment)).toMatchObject({ paidAmount: 1004, cancelledAmount: 0 })
    expect(await world.statusOf(payment)).toBe('paid')
  })

  test('tells when the money was booked', async () => {
    const outcome = await world.provider.approve(await world.returned(), world.call())
    const paidAt = outcome.kind === 'done' ? (outcome.evidence.paidAt ?? 0) : 0
    expect(Math.abs(paidAt - world.sandbox.clock.now())).toBeLessThan(5_000)
  })

  test('repeated is unknown, charged once, and the inquiry tells', async () => {
    const payment = await world.approved()
    expect(await world.provider.approve(payment, world.call())).toMatchObject({
      kind: 'unknown',
      answer: { code: 'P045' },
    })
    expect(await world.book(payment)).toMatchObject({ paidAmount: 1004 })
    expect(await world.statusOf(payment)).toBe('paid')
  })

  test('of an account is an account and no money, until the deposit', async () => {
    const payment = await world.returned('virtual_account')
    expect(await world.provider.approve(payment, world.call())).toMatchObject({
      kind: 'done',
      evidence: { status: 'awaiting_deposit', method: 'virtual_account', paidAt: null },
    })
    await world.control('POST', 'deposits', { provider: 'nicepay-rest', ref: payment.providerRef, amount: 1004 })
    expect(await world.statusOf(payment)).toBe('paid')
  })

  test('of another amount than registered never gets past the return, forged or genuine', async () => {
    const payment = world.fresh()
    const returned = await world.buyer(payment, { amount: 100 })
    const read = (fields: Record<string, string>) => world.provider.readReturn(payment, fields)
    expect(read(returned)).toMatchObject({ kind: 'rejected', error: 'MD_RETURN_AMOUNT' })
    expect(read({ ...returned, amount: '1004' })).toMatchObject({ kind: 'rejected', error: 'MD_RETURN_FORGED' })
  })

  test('of another order’s authentication is unknown: the answer names that order', async () => {
    const other = world.fresh()
    const { tid = '' } = await world.buyer(other)
    const payment = await world.returned()
    const crossed = { ...payment, providerRef: tid, providerState: { ...payment.providerState, tid } }
    expect(await world.provider.approve(crossed, world.call())).toMatchObject({ kind: 'unknown' })
    expect(await world.provider.inquire(crossed, world.call())).toMatchObject({ kind: 'unknown' })
    // Its own payment finds it.
    expect(await world.statusOf(other)).toBe('paid')
  })

  test.each(['close', 'fail'])('of a buyer who did %s is abandoned', async (action) => {
    const payment = world.fresh()
    expect(world.provider.readReturn(payment, await world.buyer(payment, { action }))).toMatchObject({
      kind: 'abandoned',
      code: expect.stringMatching(/^[A-Z]\d{3}$/),
    })
  })

  test('of a key of the client approval model is told from a return', async () => {
    await world.switches({ approvalMode: 'client' })
    const payment = world.fresh()
    expect(world.provider.readReturn(payment, await world.buyer(payment))).toMatchObject({
      kind: 'rejected',
      error: 'MD_RETURN_INCOMPLETE',
    })
    await world.switches({ approvalMode: 'server' })
  })

  test('after the authentication expired is refused for good', async () => {
    const payment = await world.returned()
    await world.control('POST', 'clock', { advanceMs: 11 * 60_000 })
    expect(await world.provider.approve(payment, world.call())).toMatchObject({ kind: 'refused', next: 'none' })
    expect(await world.statusOf(payment)).toBe('none')
  })

  test('of a card that is refused is refused, and the look-up agrees', async () => {
    await world.switches({ cardLimitKrw: 500 })
    const payment = await world.returned()
    expect(await world.provider.approve(payment, world.call())).toMatchObject({ kind: 'refused', next: 'none' })
    expect(await world.statusOf(payment)).toBe('not_paid')
    await world.switches({ cardLimitKrw: null })
  })

  test('with a wrong key is refused and stops the channel', async () => {
    const other = world.other({ secretKey: 'somebody_elses_secret' })
    expect(await other.approve(await world.returned(), world.call())).toMatchObject({
      kind: 'refused',
      next: 'pause_channel',
      answer: { code: 'U104' },
    })
  })

  test('with a key for tokens is refused and stops the channel', async () => {
    await world.switches({ authType: 'bearer' })
    const outcome = await world.provider.approve(await world.returned(), world.call())
    expect(outcome).toMatchObject({ kind: 'refused', next: 'pause_channel', answer: { code: 'U103' } })
    await world.switches({ authType: 'any' })
  })

  test('in test mode is no approval of a live channel, and the inquiry says that it is test money', async () => {
    await world.switches({ sandboxMode: true })
    const payment = await world.returned()
    expect(await world.provider.approve(payment, world.call())).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(await world.provider.inquire(payment, world.call())).toMatchObject({ evidence: { live: false } })
    await world.switches({ sandboxMode: false })
  })

  test.each([
    ['lose_request', 'none'],
    ['error_before', 'none'],
    ['unlisted_code', 'none'],
    ['maintenance', 'none'],
    ['lose_reply', 'paid'],
    ['error_after', 'paid'],
    ['garble', 'paid'],
    ['wrong_signature', 'paid'],
    ['euckr_answer', 'paid'],
    ['duplicate_request', 'paid'],
    ['self_net_cancel', 'cancelled'],
  ])('under %s is unknown, and the inquiry says %s', async (name, status) => {
    const payment = await world.returned()
    await world.fault('approve', name)
    const asked = world.call()
    expect(await world.provider.approve(payment, asked)).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(asked.exchanges).toHaveLength(1)
    expect(await world.statusOf(payment)).toBe(status)
  })

  test('that takes effect late is under way, then paid', async () => {
    const payment = await world.returned()
    await world.fault('approve', 'late_effect', { delayMs: 5_000 })
    expect(await world.provider.approve(payment, world.call())).toMatchObject({ kind: 'unknown' })
    expect(await world.statusOf(payment)).toBe('none')
    expect(await world.provider.approve(payment, world.call())).toMatchObject({ answer: { code: 'P049' } })
    await world.control('POST', 'clock', { advanceMs: 10_000 })
    await expect.poll(() => world.statusOf(payment)).toBe('paid')
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
    await world.fault('approve', 'refuse_connection')
    try {
      expect(await world.provider.approve(payment, world.call())).toMatchObject({ kind: 'not_sent', next: 'none' })
    } finally {
      await world.control('DELETE', 'faults', { provider: 'nicepay-rest' })
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
  test('by order number finds what was never brought back to us, with and without need of the day', async () => {
    const { providerOrderId } = await world.approved()
    const target = { ...world.fresh(), providerOrderId }
    for (const orderDate of ['required', 'optional']) {
      await world.switches({ orderDate })
      expect(await world.provider.inquire(target, world.call())).toMatchObject({
        kind: 'done',
        evidence: { status: 'paid', ref: expect.any(String), orderNumber: providerOrderId },
      })
    }
  })

  test('of an order that nobody opened is none', async () => {
    expect(await world.provider.inquire(world.fresh(), world.call())).toMatchObject({
      kind: 'done',
      evidence: { status: 'none', amount: null, cancels: null },
    })
  })

  test('sees a cancel that staff made at NICEPAY, by amount and without a tag', async () => {
    const payment = await world.approved()
    const ref = payment.providerRef
    await world.control('POST', 'console-cancels', { provider: 'nicepay-rest', ref, amount: 400 })
    expect(await world.provider.inquire(payment, world.call())).toMatchObject({
      evidence: { status: 'partially_cancelled', balance: 604, cancels: [{ amount: 400, tag: null, state: 'done' }] },
    })
  })

  test('under stale_inquiry shows what was before, which proves nothing yet', async () => {
    const payment = await world.approved()
    await world.fault('inquire', 'stale_inquiry')
    expect(await world.statusOf(payment)).toBe('none')
    expect(await world.statusOf(payment)).toBe('paid')
  })

  test.each([
    'lose_request',
    'lose_reply',
    'garble',
    'error_before',
    'unlisted_code',
    'maintenance',
    'wrong_signature',
  ])('under %s is unknown', async (name) => {
    const payment = await world.approved()
    await world.fault('inquire', name)
    expect(await world.provider.inquire(payment, world.call())).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })
})

describe('the list', () => {
  const ask = (from: number) => {
    const at = world.sandbox.clock.now()
    return world.provider.list?.({ from: from as typeof at, to: at, cursor: null }, world.call())
  }

  test('shows a row per charge and per cancel', async () => {
    const from = world.sandbox.clock.now()
    const payment = await world.approved()
    const ref = payment.providerRef
    await world.control('POST', 'console-cancels', { provider: 'nicepay-rest', ref, amount: 400 })
    expect(await ask(from)).toMatchObject({
      kind: 'done',
      evidence: {
        rows: [
          { status: 'paid', ref, orderNumber: payment.providerOrderId, amount: 1004 },
          { status: 'partially_cancelled', ref, amount: null, cancels: [{ amount: 400 }] },
        ],
      },
    })
  })

  test('goes on day by day', async () => {
    const from = world.sandbox.clock.now()
    await world.approved()
    await world.control('POST', 'clock', { advanceMs: 24 * 3_600_000 })
    const first = await ask(from)
    const next = first?.kind === 'done' ? first.evidence.next : null
    expect(next).toMatch(/^\d{4}-\d\d-\d\d$/)
    const query = { from, to: world.sandbox.clock.now(), cursor: next }
    expect(await world.provider.list?.(query, world.call())).toMatchObject({ evidence: { rows: [], next: null } })
  })

  test.each(['garble', 'error_before', 'unlisted_code', 'maintenance'])('under %s is unknown', async (name) => {
    await world.fault('list', name)
    expect(await ask(world.sandbox.clock.now())).toMatchObject({ kind: 'unknown' })
  })
})
