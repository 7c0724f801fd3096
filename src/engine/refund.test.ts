/** Refunds by key over real parts: never twice for one intent, never more than was paid, never guessed. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWorld, type World } from '../../test/world.ts'
import { type Amount, amount } from '../core/money.ts'
import type { PaymentFile } from '../core/payment/payment.ts'
import type { RefundWish } from './refund.ts'

let world: World
beforeEach(async () => {
  world = await createWorld({ readMs: 1_500 })
})
afterEach(() => world.close())

const wish = (key: string, won: number | null, more: Partial<RefundWish> = {}): RefundWish => ({
  key,
  amount: won === null ? null : amount(won),
  reason: '고객 요청',
  requester: 'buyer',
  expectedBalance: null,
  taxFree: null,
  vat: null,
  ...more,
})

const tied = async (orderId: string, won = 10_000): Promise<PaymentFile> => {
  const paid = await world.pay(orderId, { amount: amount(won) as Amount })
  await world.engine.recordOrder(paid.payment.id, { ref: `R-${orderId}`, amount: null })
  return paid
}

describe('a refund', () => {
  it('in parts and then the rest leaves nothing, and the books agree', async () => {
    const { payment } = await tied('PARTS1')
    const first = await world.engine.refund(payment.id, wish('k1', 3_000), 5_000)
    expect(first).toMatchObject({ ok: true, cancellation: { state: 'done', amount: 3_000, kind: 'refund' } })
    expect((await world.load(payment.id)).payment).toMatchObject({
      state: 'partially_cancelled',
      order: { ref: 'R-PARTS1' },
    })
    const rest = await world.engine.refund(payment.id, wish('k2', null), 5_000)
    expect(rest).toMatchObject({ ok: true, cancellation: { state: 'done', amount: 7_000 } })
    expect((await world.load(payment.id)).payment.state).toBe('cancelled')
    expect(await world.books('PARTS1')).toMatchObject([
      { cancelledAmount: 10_000, cancels: [{ amount: 3_000 }, { amount: 7_000 }] },
    ])
  })

  it('asked 1,000 times at once with one key is one cancellation with one effect', async () => {
    const { payment } = await tied('ONEKEY1')
    const asked = Array.from({ length: 1_000 }, () => world.engine.refund(payment.id, wish('same', 1_000), 20_000))
    const answers = await Promise.all(asked)
    const ids = new Set(answers.map((one) => (one.ok ? one.cancellation.id : one.refusal.code)))
    expect(ids.size).toBe(1)
    expect(await world.books('ONEKEY1')).toMatchObject([{ cancelledAmount: 1_000, cancels: [{ amount: 1_000 }] }])
  })

  it('of which 100 come at once on a payment for ten: ten are done, ninety refused for the balance', async () => {
    await world.engine.start()
    const { payment } = await tied('HUNDRED1')
    const asked = Array.from({ length: 100 }, (_, i) => world.engine.refund(payment.id, wish(`h${i}`, 1_000), 60_000))
    const answers = await Promise.all(asked)
    const states = answers.map((one) =>
      one.ok ? `${one.cancellation.state} ${one.cancellation.answer?.code}` : one.refusal.code,
    )
    expect(states.filter((state) => state.startsWith('done'))).toHaveLength(10)
    expect(states.filter((state) => state === 'refused MD_BALANCE_TOO_SMALL')).toHaveLength(90)
    expect(await world.books('HUNDRED1')).toMatchObject([{ cancelledAmount: 10_000 }])
    expect((await world.load(payment.id)).payment).toMatchObject({ state: 'cancelled', amounts: { inFlight: 0 } })
  })

  it('under a key that named another request is refused, and the first one shown for the same', async () => {
    const { payment } = await tied('REUSE1')
    await world.engine.refund(payment.id, wish('k', 1_000), 5_000)
    expect(await world.engine.refund(payment.id, wish('k', 2_000), 5_000)).toMatchObject({
      ok: false,
      refusal: { code: 'MD_KEY_REUSED' },
    })
    expect(await world.engine.refund(payment.id, wish('k', 1_000), 5_000)).toMatchObject({
      ok: true,
      cancellation: { state: 'done', amount: 1_000 },
    })
    expect(await world.books('REUSE1')).toMatchObject([{ cancelledAmount: 1_000 }])
  })

  it('with another expected balance, or above it, is kept as refused and sends nothing', async () => {
    const { payment } = await tied('BALANCE1')
    const differs = await world.engine.refund(payment.id, wish('a', 1_000, { expectedBalance: amount(9_000) }), 1_000)
    expect(differs).toMatchObject({
      ok: true,
      cancellation: { state: 'refused', answer: { code: 'MD_BALANCE_DIFFERS' } },
    })
    const above = await world.engine.refund(payment.id, wish('b', 10_001), 1_000)
    expect(above).toMatchObject({
      ok: true,
      cancellation: { state: 'refused', answer: { code: 'MD_BALANCE_TOO_SMALL' } },
    })
    const calls = (await world.control('GET', '/control/calls?provider=nicepay')) as { operation: string }[]
    expect(calls.filter(({ operation }) => operation === 'cancel')).toEqual([])
  })

  it('of a payment without money is refused, stores nothing, and leaves the key free', async () => {
    const ready = await world.register('READY1')
    expect(await world.engine.refund(ready.payment.id, wish('r', 1_000), 1_000)).toMatchObject({
      ok: false,
      refusal: { code: 'MD_NOT_PAID_YET' },
    })
    expect(await world.deps.store.cancellationOfKey('r')).toBeNull()
  })
})

describe('a partial refund whose answer is lost', () => {
  it.each(['lose_reply', 'lose_request'])('(%s) on NICEPAY goes to the desk at once, never twice', async (fault) => {
    const { payment } = await tied(`LOST${fault.replace('_', '')}`)
    await world.fault('cancel', fault, { times: 1 })
    const lost = await world.engine.refund(payment.id, wish('p', 3_000), 500)
    expect(lost).toMatchObject({ ok: true, cancellation: { state: 'unknown' } })
    for (const seconds of [1, 5, 10, 15]) await world.pass(seconds * 1_000)
    const held = await world.load(payment.id)
    expect(held.payment.hold).toMatchObject({ cause: 'unprovable' })
    for (let hour = 0; hour < 30; hour += 1) await world.pass(3_600_000)
    const [book] = await world.books(payment.providerOrderId)
    expect(book?.cancelledAmount).toBe(fault === 'lose_reply' ? 3_000 : 0)
    const decision = fault === 'lose_reply' ? 'cancellation_done' : 'cancellation_refused'
    const cancellationId = held.cancellations[0]?.id ?? null
    const resolution = { decision, cancellationId, evidence: 'PG 관리자 화면', reason: '확인', by: 'kim' } as const
    const resolved = await world.engine.resolve(payment.id, resolution)
    expect(resolved).toMatchObject({ ok: true, file: { payment: { hold: null } } })
    const after = (await world.load(payment.id)).payment.amounts
    expect(after.cancelledByUs).toBe(book?.cancelledAmount)
  })
})

it('a partial refund whose answer is lost goes to the desk in time also while inquiries fail', async () => {
  const { payment } = await tied('BLINDPART1')
  await world.fault('cancel', 'lose_reply', { times: 1 })
  await world.fault('inquire', 'error_before')
  await world.engine.refund(payment.id, wish('blind', 3_000), 300)
  for (const seconds of [1, 5, 15, 20, 10]) await world.pass(seconds * 1_000)
  expect((await world.load(payment.id)).payment.hold).toMatchObject({ cause: 'unprovable' })
})

it('a full refund whose answer is lost is settled by asking and sent again, with one effect', async () => {
  const { payment } = await tied('FULL1')
  await world.fault('cancel', 'lose_request', { times: 1 })
  await world.engine.refund(payment.id, wish('f', null), 300)
  for (const seconds of [1, 5, 20, 30, 40]) await world.pass(seconds * 1_000)
  expect(await world.load(payment.id)).toMatchObject({
    payment: { state: 'cancelled' },
    cancellations: [{ state: 'done', attempts: 2 }],
  })
  expect(await world.books('FULL1')).toMatchObject([{ cancelledAmount: 10_000, cancels: [{ amount: 10_000 }] }])
})
