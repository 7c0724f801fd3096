/** Plays cancels and net cancels against the sandbox: money goes back once, whatever is lost on the way. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { amount } from '../../core/money.ts'
import type { Cancellation, Payment } from '../../core/payment/payment.ts'
import { startSandbox } from '../../sandbox/index.ts'
import { amounts, cancellationId, sampleCancellation } from './fixtures/sample.ts'
import type { World } from './fixtures/world.ts'
import { worldOf } from './fixtures/world.ts'

let world: World
beforeAll(async () => {
  world = worldOf(await startSandbox({ controlPort: 0 }))
})
afterAll(() => world.sandbox.close())
beforeEach(() => world.control('POST', 'reset', {}))

const whole = sampleCancellation()
/** The n-th cancellation of a payment, of so many won, believing in such a balance. */
const part = (digit: number, won: number, balance: number): Cancellation =>
  sampleCancellation({ id: cancellationId(digit), amount: amount(won), guard: amount(balance) })

const cancel = (payment: Payment, cancellation: Cancellation) =>
  world.provider.cancel(payment, cancellation, world.call())
const inquire = (payment: Payment) => world.provider.inquire(payment, world.call())
/** As our books have it when so much went back. */
const less = (payment: Payment, cancelledByUs: number): Payment => ({
  ...payment,
  amounts: amounts({ paid: 1004, cancelledByUs }),
})

describe('cancel', () => {
  test('of all is full, under the id of the cancellation', async () => {
    const payment = await world.approved()
    expect(await cancel(payment, whole)).toMatchObject({
      kind: 'done',
      next: 'none',
      evidence: { amount: 1004, remaining: 0, providerCancelId: payment.providerRef, at: expect.any(Number) },
    })
    expect(await world.book(payment)).toMatchObject({ cancels: [{ key: whole.id, amount: 1004 }] })
    expect(await inquire(payment)).toMatchObject({
      evidence: { status: 'cancelled', balance: 0, cancels: [{ tag: whole.id, amount: 1004 }] },
    })
  })

  test('in two parts ends in cancelled, each part found by its tag', async () => {
    const payment = await world.approved()
    expect(await cancel(payment, part(1, 304, 1004))).toMatchObject({
      kind: 'done',
      next: 'none',
      evidence: { amount: 304, remaining: 700 },
    })
    expect(await inquire(payment)).toMatchObject({ evidence: { status: 'partially_cancelled', balance: 700 } })
    expect(await cancel(less(payment, 304), part(2, 700, 700))).toMatchObject({
      kind: 'done',
      next: 'none',
      evidence: { amount: 700, remaining: 0 },
    })
    expect(await inquire(payment)).toMatchObject({
      evidence: {
        status: 'cancelled',
        cancels: [
          { amount: 304, tag: cancellationId(1), state: 'done' },
          { amount: 700, tag: cancellationId(2), state: 'done' },
        ],
      },
    })
    expect(await world.book(payment)).toMatchObject({
      cancels: [{ key: `${cancellationId(1)}-1` }, { key: `${cancellationId(2)}-1` }],
    })
  })

  test('of two equal parts is two cancels, each under a tid of its own', async () => {
    const payment = await world.approved()
    const first = await cancel(payment, part(1, 304, 1004))
    const second = await cancel(less(payment, 304), part(2, 304, 700))
    const ids = [first, second].map((one) => (one.kind === 'done' ? one.evidence.providerCancelId : one.kind))
    expect(new Set(ids).size).toBe(2)
    expect(await world.book(payment)).toMatchObject({ cancelledAmount: 608 })
  })

  test.each([{ cancelAnswerOrderId: 'cancel' }, { cancelAnswerAmount: 'cancel' }])(
    'is read under %j too, which is unconfirmed',
    async (patch) => {
      await world.switches(patch)
      expect(await cancel(await world.approved(), part(1, 304, 1004))).toMatchObject({
        kind: 'done',
        evidence: { amount: 304, remaining: 700 },
      })
      await world.switches({ cancelAnswerOrderId: 'payment', cancelAnswerAmount: 'payment' })
    },
  )

  test('in part, tried again under the number that was used, is asked about and happened once', async () => {
    const payment = await world.approved()
    await cancel(payment, part(1, 304, 1004))
    expect(await cancel(payment, part(1, 304, 1004))).toMatchObject({ kind: 'unknown', answer: { code: 'U112' } })
    expect(await world.book(payment)).toMatchObject({ cancelledAmount: 304 })
  })

  test('in part, refused once, may be tried again: the next attempt has a number of its own', async () => {
    await world.fault('cancel', 'balance_short')
    const payment = await world.approved()
    expect(await cancel(payment, part(1, 304, 1004))).toMatchObject({ kind: 'refused', next: 'retry_after' })
    expect(await cancel(payment, { ...part(1, 304, 1004), attempts: 2 })).toMatchObject({ kind: 'done' })
  })

  test('of what is gone already is asked about', async () => {
    const payment = await world.approved()
    await cancel(payment, whole)
    expect(await cancel(payment, whole)).toMatchObject({ kind: 'unknown', answer: { code: '2015' } })
    expect(await cancel(payment, part(2, 304, 1004))).toMatchObject({ kind: 'unknown', answer: { code: '2013' } })
    expect(await world.book(payment)).toMatchObject({ cancelledAmount: 1004 })
  })

  test('of more than NICEPAY has left, because staff cancelled, is refused and looked at', async () => {
    const payment = await world.approved()
    const ref = payment.providerRef
    await world.control('POST', 'console-cancels', { provider: 'nicepay-rest', ref, amount: 400 })
    expect(await cancel(payment, part(1, 700, 1004))).toMatchObject({ kind: 'refused', next: 'inquire' })
    // One that still fits is done, and says that what is left is not what we believed.
    expect(await cancel(payment, part(2, 304, 1004))).toMatchObject({
      kind: 'done',
      next: 'operator',
      evidence: { remaining: 300 },
    })
  })

  test('of a part of a card that takes none is refused, of all of it is done', async () => {
    await world.switches({ canPartCancel: false })
    const payment = await world.approved()
    expect(await cancel(payment, part(1, 304, 1004))).toMatchObject({ kind: 'refused', next: 'none' })
    expect(await cancel(payment, part(2, 1004, 1004))).toMatchObject({ kind: 'done' })
    await world.switches({ canPartCancel: true })
  })

  test('at the test host is full only', async () => {
    await world.switches({ sandboxMode: true })
    const test = world.other({ live: false })
    const payment = await world.returned()
    expect(await test.approve(payment, world.call())).toMatchObject({ kind: 'done', evidence: { live: false } })
    const booked = { ...payment, amounts: amounts({ paid: 1004 }) }
    expect(await test.cancel(booked, part(1, 304, 1004), world.call())).toMatchObject({
      kind: 'refused',
      answer: { code: 'U128' },
    })
    expect(await test.cancel(booked, whole, world.call())).toMatchObject({ kind: 'done', evidence: { amount: 1004 } })
    await world.switches({ sandboxMode: false })
  })

  test('of nothing never goes out', async () => {
    const asked = world.call()
    const nothing = sampleCancellation({ amount: amount(0) })
    expect(await world.provider.cancel(await world.approved(), nothing, asked)).toMatchObject({ kind: 'refused' })
    expect(asked.exchanges).toHaveLength(0)
  })

  test('of an account before its deposit gave nothing back, and the look-up says so', async () => {
    const closed = await world.returned('virtual_account')
    await world.provider.approve(closed, world.call())
    expect(await cancel(closed, whole)).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(await world.statusOf(closed)).toBe('not_paid')
  })
})

describe('cancel, when something is lost', () => {
  const happened = ['lose_reply', 'garble', 'error_after', 'wrong_signature', 'euckr_answer', 'duplicate_request']
  test.each(happened)('%s: unknown, then found by its tag', async (name) => {
    const payment = await world.approved()
    await world.fault('cancel', name)
    expect(await cancel(payment, part(1, 304, 1004))).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(await inquire(payment)).toMatchObject({
      evidence: { status: 'partially_cancelled', cancels: [{ amount: 304, tag: cancellationId(1), state: 'done' }] },
    })
    expect(await world.book(payment)).toMatchObject({ cancelledAmount: 304 })
  })

  test.each(['lose_request', 'error_before', 'unlisted_code', 'maintenance'])(
    '%s: unknown, and the list shows that nothing happened',
    async (name) => {
      const payment = await world.approved()
      await world.fault('cancel', name)
      expect(await cancel(payment, part(1, 304, 1004))).toMatchObject({ kind: 'unknown', next: 'inquire' })
      expect(await inquire(payment)).toMatchObject({ evidence: { status: 'paid', balance: 1004, cancels: [] } })
    },
  )

  test.each(['lose_reply', 'lose_request', 'garble', 'error_before', 'maintenance'])(
    '%s: in full and sent again, it happened once',
    async (name) => {
      const payment = await world.approved()
      await world.fault('cancel', name)
      expect(await cancel(payment, whole)).toMatchObject({ kind: 'unknown' })
      await cancel(payment, { ...whole, attempts: 2 })
      expect(await inquire(payment)).toMatchObject({ evidence: { status: 'cancelled', cancels: [{ tag: whole.id }] } })
      expect(await world.book(payment)).toMatchObject({ cancelledAmount: 1004, cancels: [{ amount: 1004 }] })
    },
  )

  test('a closed port proves that it was not sent', async () => {
    const payment = await world.approved()
    await world.fault('cancel', 'refuse_connection')
    try {
      expect(await cancel(payment, whole)).toMatchObject({ kind: 'not_sent', next: 'none' })
    } finally {
      await world.control('DELETE', 'faults', { provider: 'nicepay-rest' })
    }
    expect(await world.statusOf(payment)).toBe('paid')
  })
})

describe('net cancel', () => {
  const undo = (payment: Payment, cancellation = whole) => world.provider.netCancel(payment, cancellation, world.call())

  test('gives all of an unsettled approval back', async () => {
    const payment = await world.returned()
    await world.fault('approve', 'lose_reply')
    await world.provider.approve(payment, world.call())
    expect(await undo(payment)).toMatchObject({
      kind: 'done',
      evidence: { amount: 1004, remaining: 0, providerCancelId: payment.providerRef },
    })
    expect(await world.statusOf(payment)).toBe('cancelled')
    expect(await undo(payment)).toMatchObject({ kind: 'unknown', answer: { code: '2015' } })
    expect(await world.book(payment)).toMatchObject({ cancelledAmount: 1004 })
  })

  test('of what was never approved finds nothing, which is no proof', async () => {
    expect(await undo(await world.returned())).toMatchObject({ kind: 'unknown', answer: { code: 'U107' } })
  })

  test('after an hour is for the ordinary cancel', async () => {
    const payment = await world.approved()
    await world.control('POST', 'clock', { advanceMs: 61 * 60_000 })
    expect(await undo(payment)).toMatchObject({ kind: 'refused', next: 'ordinary_cancel', answer: { code: '2020' } })
    expect(await cancel(payment, whole)).toMatchObject({ kind: 'done' })
  })

  test('of a part is for the ordinary cancel, without a call', async () => {
    const payment = await world.approved()
    const asked = world.call()
    const outcome = await world.provider.netCancel(payment, part(1, 304, 1004), asked)
    expect(outcome).toMatchObject({ kind: 'refused', next: 'ordinary_cancel' })
    expect(asked.exchanges).toHaveLength(0)
  })

  test.each([
    ['lose_reply', 'cancelled'],
    ['garble', 'cancelled'],
    ['wrong_signature', 'cancelled'],
    ['lose_request', 'paid'],
    ['unlisted_code', 'paid'],
    ['maintenance', 'paid'],
  ])('under %s is unknown, and the inquiry says %s', async (name, status) => {
    const payment = await world.approved()
    await world.fault('net_cancel', name)
    expect(await undo(payment)).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(await world.statusOf(payment)).toBe(status)
  })
})
