/** Plays cancels against the sandbox: full, in parts, repeated, lost, refused, late; the books have the last word. */
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

const part = (digit: number, won: number, guard: number | null): Cancellation =>
  sampleCancellation({ id: cancellationId(digit), amount: amount(won), guard: guard === null ? null : amount(guard) })
const whole = part(1, 10_000, 10_000)

const cancel = (payment: Payment, cancellation: Cancellation) =>
  world.provider.cancel(payment, cancellation, world.call())
const inquire = (payment: Payment) => world.provider.inquire(payment, world.call())

describe('cancel', () => {
  test('of all is full, and carries our name', async () => {
    const payment = await world.approved()
    expect(await cancel(payment, whole)).toMatchObject({
      kind: 'done',
      next: 'none',
      evidence: { amount: 10_000, remaining: 0, providerCancelId: expect.any(String), at: expect.any(Number) },
    })
    expect(await world.book(payment)).toMatchObject({ cancels: [{ key: `고객 요청 #${whole.id}`, amount: 10_000 }] })
    expect(await world.statusOf(payment)).toBe('cancelled')
  })

  test('in parts is partly cancelled, although PortOne says "cancelled" from the first', async () => {
    const payment = await world.approved()
    expect(await cancel(payment, part(1, 3_000, 10_000))).toMatchObject({
      kind: 'done',
      evidence: { amount: 3_000, remaining: 7_000 },
    })
    expect(await inquire(payment)).toMatchObject({ evidence: { status: 'partially_cancelled', balance: 7_000 } })
    expect(await cancel(payment, part(2, 7_000, 7_000))).toMatchObject({ evidence: { remaining: 0 } })
    expect(await inquire(payment)).toMatchObject({
      evidence: {
        status: 'cancelled',
        balance: 0,
        cancels: [
          { amount: 3_000, tag: cancellationId(1), state: 'done' },
          { amount: 7_000, tag: cancellationId(2), state: 'done' },
        ],
      },
    })
  })

  test('of two equal parts is two cancels, each found by its tag', async () => {
    const payment = await world.approved()
    const first = await cancel(payment, part(1, 3_000, 10_000))
    const second = await cancel(payment, part(2, 3_000, 7_000))
    const ids = [first, second].map((one) => (one.kind === 'done' ? one.evidence.providerCancelId : one.kind))
    expect(new Set(ids).size).toBe(2)
    expect(await world.book(payment)).toMatchObject({ cancelledAmount: 6_000 })
  })

  test('sent again with the same checksum happens once', async () => {
    const payment = await world.approved()
    await cancel(payment, part(1, 3_000, 10_000))
    expect(await cancel(payment, part(1, 3_000, 10_000))).toMatchObject({
      kind: 'refused',
      next: 'inquire',
      answer: { code: 'BALANCE_MISMATCH' },
    })
    expect(await world.book(payment)).toMatchObject({ cancelledAmount: 3_000 })
  })

  test('of more than is left is refused by PortOne where we believed in more', async () => {
    const payment = await world.approved()
    await world.control('POST', 'console-cancels', { provider: 'portone-v1', ref: payment.providerRef, amount: 9_500 })
    expect(await cancel(payment, part(1, 1_000, null))).toMatchObject({
      kind: 'refused',
      next: 'inquire',
      answer: { code: 'EXCEEDS' },
    })
    expect(await inquire(payment)).toMatchObject({
      evidence: { status: 'partially_cancelled', balance: 500, cancels: [{ amount: 9_500, tag: null }] },
    })
  })

  test('of what is gone already is asked about', async () => {
    const payment = await world.approved()
    await cancel(payment, whole)
    expect(await cancel(payment, part(2, 10_000, null))).toMatchObject({
      kind: 'unknown',
      next: 'inquire',
      answer: { code: 'ALREADY_CANCELLED' },
    })
  })

  test('behind the back of PortOne is for a person, and PortOne still says paid', async () => {
    const payment = await world.approved()
    const behind = { provider: 'portone-v1', ref: payment.providerRef, at: 'underlying' }
    await world.control('POST', 'console-cancels', behind)
    expect(await cancel(payment, whole)).toMatchObject({
      kind: 'unknown',
      next: 'operator',
      answer: { code: 'DESYNC' },
    })
    expect(await world.statusOf(payment)).toBe('paid')
  })

  test('of a payment that PortOne does not know is asked about', async () => {
    const payment = { ...(await world.approved()), providerRef: 'imp_000000000000' }
    expect(await cancel(payment, whole)).toMatchObject({ kind: 'unknown', answer: { code: 'NOT_FOUND' } })
  })

  test('of nothing, of too much or without a reference never goes out', async () => {
    const asked = world.call()
    const payment = await world.approved()
    for (const wish of [part(1, 0, 10_000), part(1, 10_001, null), part(1, 1_000, 999)]) {
      expect(await world.provider.cancel(payment, wish, asked)).toMatchObject({ kind: 'refused', next: 'operator' })
    }
    const nameless = { ...payment, providerRef: null }
    expect(await world.provider.cancel(nameless, whole, asked)).toMatchObject({ kind: 'refused' })
    const split = sampleCancellation({ taxFree: amount(900), vat: amount(200) })
    expect(await world.provider.cancel(payment, split, asked)).toMatchObject({ kind: 'refused', next: 'operator' })
    expect(asked.exchanges).toHaveLength(0)
  })

  test('with a tax-free part and VAT says both', async () => {
    const payment = await world.approved()
    const split = sampleCancellation({ taxFree: amount(400), vat: amount(50) })
    expect(await cancel(payment, split)).toMatchObject({ kind: 'done', evidence: { amount: 1_000 } })
  })

  test('of an account after its deposit asks for the account of the buyer', async () => {
    const payment = { ...(await world.returned('virtual_account')), amounts: amounts({ paid: 10_000 }) }
    await world.control('POST', 'deposits', { provider: 'portone-v1', ref: payment.providerRef, amount: 10_000 })
    expect(await cancel(payment, whole)).toMatchObject({ kind: 'refused', next: 'ask_account' })
    const mistaken = { ...payment, method: 'card' as const }
    expect(await cancel(mistaken, whole)).toMatchObject({
      kind: 'refused',
      next: 'ask_account',
      answer: { code: 'REFUND_ACCOUNT' },
    })
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
    expect(await cancel(payment, part(1, 3_000, 10_000))).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(await inquire(payment)).toMatchObject({
      evidence: { status: 'partially_cancelled', cancels: [{ amount: 3_000, tag: cancellationId(1), state: 'done' }] },
    })
    await cancel(payment, part(1, 3_000, 10_000))
    expect(await world.book(payment)).toMatchObject({ cancelledAmount: 3_000 })
  })

  test.each(['lose_request', 'error_before', 'unlisted_code', 'maintenance'])(
    '%s: unknown, the list shows that nothing happened, and once is enough',
    async (name) => {
      const payment = await world.approved()
      await world.fault('cancel', name)
      expect(await cancel(payment, part(1, 3_000, 10_000))).toMatchObject({ kind: 'unknown', next: 'inquire' })
      expect(await inquire(payment)).toMatchObject({ evidence: { status: 'paid', balance: 10_000, cancels: [] } })
      expect(await cancel(payment, part(1, 3_000, 10_000))).toMatchObject({ kind: 'done' })
      expect(await world.book(payment)).toMatchObject({ cancelledAmount: 3_000 })
    },
  )

  test('a request that the network doubles happens once', async () => {
    const payment = await world.approved()
    await world.fault('cancel', 'duplicate_request')
    expect(await cancel(payment, part(1, 3_000, 10_000))).toMatchObject({ kind: 'refused', next: 'inquire' })
    expect(await world.book(payment)).toMatchObject({ cancelledAmount: 3_000 })
  })

  test('balance_short may be tried later', async () => {
    const payment = await world.approved()
    await world.fault('cancel', 'balance_short')
    expect(await cancel(payment, whole)).toMatchObject({
      kind: 'refused',
      next: 'retry_after',
      answer: { code: 'PG_BALANCE_SHORT' },
    })
    expect(await cancel(payment, whole)).toMatchObject({ kind: 'done' })
  })

  test('a plain no of the PG is a no, and no answer of the PG is none', async () => {
    const payment = await world.approved()
    await world.switches({ gatewayRefusal: '[3020] 취소 기간 경과' })
    expect(await cancel(payment, whole)).toMatchObject({
      kind: 'refused',
      next: 'inquire',
      answer: { code: 'PG_REFUSED', message: expect.stringContaining('취소 기간 경과') },
    })
    await world.switches({ gatewayRefusal: 'PG사 응답 시간초과' })
    expect(await cancel(payment, whole)).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })

  test('a cancel that ends later is accepted, and then done', async () => {
    await world.switches({ cancelMode: 'async' })
    const payment = await world.approved()
    expect(await cancel(payment, whole)).toMatchObject({ kind: 'accepted', next: 'inquire' })
    expect(await inquire(payment)).toMatchObject({ evidence: { status: 'paid', cancels: [] } })
    await world.control('POST', 'clock', { advanceMs: 120_000 })
    expect(await inquire(payment)).toMatchObject({
      evidence: { status: 'cancelled', cancels: [{ tag: whole.id, state: 'done' }] },
    })
  })

  test('a cancel that is refused later was accepted, and the payment stands', async () => {
    const payment = await world.approved()
    await world.fault('cancel', 'async_then_refuse', { delayMs: 1_000 })
    expect(await cancel(payment, whole)).toMatchObject({ kind: 'accepted' })
    await world.control('POST', 'clock', { advanceMs: 120_000 })
    expect(await inquire(payment)).toMatchObject({ evidence: { status: 'paid', balance: 10_000, cancels: [] } })
  })

  test('a closed port proves that it was not sent', async () => {
    const payment = await world.approved()
    await world.control('POST', 'faults', { provider: 'portone-v1', operation: 'cancel', fault: 'refuse_connection' })
    try {
      expect(await cancel(payment, whole)).toMatchObject({ kind: 'not_sent', next: 'none' })
    } finally {
      await world.control('DELETE', 'faults', { provider: 'portone-v1' })
    }
    expect(await world.statusOf(payment)).toBe('paid')
  })

  test('a token that is over is renewed, and the cancel happens once', async () => {
    const payment = await world.approved()
    // At a time at which we still trust the token that PortOne no longer knows.
    const early = world.call()
    await world.control('POST', 'clock', { advanceMs: 36 * 60_000 })
    expect(await world.provider.cancel(payment, whole, early)).toMatchObject({ kind: 'done' })
    expect(early.exchanges.map(({ httpStatus }) => httpStatus)).toEqual([401, 200, 200])
    expect(await world.book(payment)).toMatchObject({ cancelledAmount: 10_000 })
  })
})
