/** Plays cancels against the sandbox: money goes back once, whatever is lost on the way. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { amount } from '../../core/money.ts'
import type { Cancellation, Payment } from '../../core/payment/payment.ts'
import { startSandbox } from '../../sandbox/index.ts'
import { cancellationId, sampleCancellation } from './fixtures/sample.ts'
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

describe('cancel', () => {
  test('of all is full, under the key of the cancellation', async () => {
    const payment = await world.approved()
    expect(await cancel(payment, whole)).toMatchObject({
      kind: 'done',
      next: 'none',
      evidence: { amount: 1000, remaining: 0, providerCancelId: expect.any(String), at: expect.any(Number) },
    })
    expect(await world.book(payment)).toMatchObject({ cancels: [{ key: `${whole.id}-0`, amount: 1000 }] })
    expect(await world.statusOf(payment)).toBe('cancelled')
  })

  test('in two parts is cancelled by the balance, although Toss calls it PARTIAL_CANCELED', async () => {
    const payment = await world.approved()
    expect(await cancel(payment, part(1, 300, 1000))).toMatchObject({
      kind: 'done',
      evidence: { amount: 300, remaining: 700 },
    })
    expect(await inquire(payment)).toMatchObject({ evidence: { status: 'partially_cancelled', balance: 700 } })
    expect(await cancel(payment, part(2, 700, 700))).toMatchObject({
      kind: 'done',
      next: 'none',
      answer: { code: 'PARTIAL_CANCELED' },
      evidence: { amount: 700, remaining: 0 },
    })
    expect(await inquire(payment)).toMatchObject({
      evidence: {
        status: 'cancelled',
        balance: 0,
        cancels: [
          { amount: 300, tag: cancellationId(1), state: 'done' },
          { amount: 700, tag: cancellationId(2), state: 'done' },
        ],
      },
    })
  })

  test('of two equal parts is two cancels, each found by its tag', async () => {
    const payment = await world.approved()
    const first = await cancel(payment, part(1, 300, 1000))
    const second = await cancel(payment, part(2, 300, 700))
    const ids = [first, second].map((one) => (one.kind === 'done' ? one.evidence.providerCancelId : one.kind))
    expect(new Set(ids).size).toBe(2)
    expect(await world.book(payment)).toMatchObject({ cancelledAmount: 600 })
  })

  test('sent again with the same key is the same cancel, and says so again', async () => {
    const payment = await world.approved()
    const first = await cancel(payment, part(1, 300, 1000))
    expect(await cancel(payment, part(1, 300, 1000))).toEqual(first)
    expect(await world.book(payment)).toMatchObject({ cancelledAmount: 300 })
  })

  test('under a new key and the old guard does nothing', async () => {
    const payment = await world.approved()
    await cancel(payment, part(1, 300, 1000))
    expect(await cancel(payment, { ...part(1, 300, 1000), keyEpoch: 1 })).toMatchObject({
      kind: 'refused',
      next: 'inquire',
      answer: { code: 'NOT_MATCHES_REFUNDABLE_AMOUNT' },
    })
    expect(await world.book(payment)).toMatchObject({ cancelledAmount: 300 })
  })

  test('of more than is left is asked about, not believed', async () => {
    const payment = await world.approved()
    expect(await cancel(payment, { ...part(1, 1001, 1000), guard: null })).toMatchObject({
      kind: 'unknown',
      next: 'inquire',
      answer: { code: 'NOT_CANCELABLE_AMOUNT' },
    })
  })

  test('of what is gone already shows one of two faces, and is asked about', async () => {
    const atOnce = await world.approved()
    await cancel(atOnce, whole)
    const again = { ...part(2, 1000, 0), guard: null }
    expect(await cancel(atOnce, again)).toMatchObject({ kind: 'unknown', answer: { code: 'ALREADY_CANCELED_PAYMENT' } })
    const inParts = await world.approved()
    await cancel(inParts, part(1, 300, 1000))
    await cancel(inParts, part(2, 700, 700))
    expect(await cancel(inParts, { ...part(3, 1, 0), guard: null })).toMatchObject({
      kind: 'unknown',
      answer: { code: 'NOT_CANCELABLE_AMOUNT' },
    })
  })

  test('of a part of a payment that takes none is refused', async () => {
    await world.switches({ isPartialCancelable: false })
    const payment = await world.approved()
    expect(await cancel(payment, part(1, 300, 1000))).toMatchObject({ kind: 'refused', next: 'none' })
    expect(await cancel(payment, part(2, 1000, 1000))).toMatchObject({ kind: 'done' })
    await world.switches({ isPartialCancelable: true })
  })

  test('of nothing never goes out', async () => {
    const asked = world.call()
    const nothing = sampleCancellation({ amount: amount(0) })
    expect(await world.provider.cancel(await world.approved(), nothing, asked)).toMatchObject({ kind: 'refused' })
    expect(asked.exchanges).toHaveLength(0)
  })

  test('of an account after its deposit asks for the account of the buyer', async () => {
    const payment = await world.returned('virtual_account')
    await world.provider.approve(payment, world.call())
    await world.control('POST', 'deposits', { provider: 'tosspayments', ref: payment.providerRef, amount: 1000 })
    expect(await cancel(payment, whole)).toMatchObject({ kind: 'refused', next: 'ask_account' })
  })

  test('as a net cancel is for the ordinary cancel, without a call', async () => {
    const asked = world.call()
    expect(await world.provider.netCancel(await world.approved(), whole, asked)).toMatchObject({
      kind: 'refused',
      next: 'ordinary_cancel',
    })
    expect(asked.exchanges).toHaveLength(0)
  })
})

describe('cancel, when something is lost', () => {
  test.each(['lose_reply', 'garble', 'error_after'])('%s: unknown, then found by its tag', async (name) => {
    const payment = await world.approved()
    await world.fault('cancel', name)
    expect(await cancel(payment, part(1, 300, 1000))).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(await inquire(payment)).toMatchObject({
      evidence: { status: 'partially_cancelled', cancels: [{ amount: 300, tag: cancellationId(1), state: 'done' }] },
    })
    expect(await world.book(payment)).toMatchObject({ cancelledAmount: 300 })
  })

  test.each(['lose_reply', 'lose_request', 'garble', 'error_before', 'maintenance'])(
    '%s: sent again with the same key, it happened once',
    async (name) => {
      const payment = await world.approved()
      await world.fault('cancel', name)
      expect(await cancel(payment, part(1, 300, 1000))).toMatchObject({ kind: 'unknown' })
      expect(await cancel(payment, part(1, 300, 1000))).toMatchObject({ kind: 'done', evidence: { amount: 300 } })
      expect(await world.book(payment)).toMatchObject({ cancelledAmount: 300 })
    },
  )

  test.each(['lose_request', 'error_before', 'unlisted_code', 'maintenance'])(
    '%s: unknown, and the list shows that nothing happened',
    async (name) => {
      const payment = await world.approved()
      await world.fault('cancel', name)
      expect(await cancel(payment, part(1, 300, 1000))).toMatchObject({ kind: 'unknown', next: 'inquire' })
      expect(await inquire(payment)).toMatchObject({ evidence: { status: 'paid', balance: 1000, cancels: [] } })
    },
  )

  test('balance_short may be tried later, but not under the key that heard it', async () => {
    const payment = await world.approved()
    await world.fault('cancel', 'balance_short')
    const refused = await cancel(payment, whole)
    expect(refused).toMatchObject({ kind: 'refused', next: 'retry_after', answer: { code: 'EXCEED_CANCEL_LIMIT' } })
    expect(await cancel(payment, whole)).toEqual(refused)
    expect(await cancel(payment, { ...whole, keyEpoch: 1 })).toMatchObject({ kind: 'done' })
  })

  test('a cancel that ends later is accepted, pending, and then done', async () => {
    await world.switches({ asyncCancel: 'done' })
    const payment = await world.approved('easy_pay')
    expect(await cancel(payment, whole)).toMatchObject({ kind: 'accepted', next: 'inquire' })
    expect(await inquire(payment)).toMatchObject({
      evidence: { status: 'paid', cancels: [{ state: 'pending', tag: whole.id }] },
    })
    await world.control('POST', 'clock', { advanceMs: 120_000 })
    expect(await inquire(payment)).toMatchObject({ evidence: { status: 'cancelled', cancels: [{ state: 'done' }] } })
    await world.switches({ asyncCancel: 'off' })
  })

  test('a cancel that is refused later is pending and then failed, and the payment stands', async () => {
    const payment = await world.approved('easy_pay')
    await world.fault('cancel', 'async_then_refuse', { delayMs: 1_000 })
    expect(await cancel(payment, whole)).toMatchObject({ kind: 'accepted' })
    await world.control('POST', 'clock', { advanceMs: 120_000 })
    expect(await inquire(payment)).toMatchObject({
      evidence: { status: 'paid', balance: 1000, cancels: [{ state: 'failed', tag: whole.id }] },
    })
  })

  test('a closed port proves that it was not sent', async () => {
    const payment = await world.approved()
    await world.control('POST', 'faults', { provider: 'tosspayments', operation: 'cancel', fault: 'refuse_connection' })
    try {
      expect(await cancel(payment, whole)).toMatchObject({ kind: 'not_sent', next: 'none' })
    } finally {
      await world.control('DELETE', 'faults', { provider: 'tosspayments' })
    }
    expect(await world.statusOf(payment)).toBe('paid')
  })
})
