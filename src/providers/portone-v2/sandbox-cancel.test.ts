/** Plays cancels against the sandbox: money goes back once, whatever is lost on the way, and the look proves it. */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Evidence } from '../../core/evidence.ts'
import { newCancellationId } from '../../core/ids.ts'
import { amount } from '../../core/money.ts'
import type { Cancellation, Payment } from '../../core/payment/payment.ts'
import { startSandbox } from '../../sandbox/index.ts'
import { amounts, NOW, sampleCancellation } from './fixtures/sample.ts'
import type { World } from './fixtures/world.ts'
import { worldOf } from './fixtures/world.ts'

let world: World
beforeAll(async () => {
  world = worldOf(await startSandbox({ controlPort: 0 }))
})
afterAll(() => world.sandbox.close())
beforeEach(() => world.control('POST', 'reset', {}))

let born = 0
/** A cancellation with an id of its own and the guard that the engine would give it. */
function asking(won: number, change: Partial<Cancellation> = {}): Cancellation {
  born += 1
  const id = newCancellationId(NOW, new Uint8Array(10).fill(born))
  return sampleCancellation({ id, amount: amount(won), guard: amount(10_000), ...change })
}
const cancel = (payment: Payment, one: Cancellation) => world.provider.cancel(payment, one, world.call())

async function seen(payment: Payment): Promise<Evidence> {
  const outcome = await world.provider.inquire(payment, world.call())
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome))
  return outcome.evidence
}

describe('a cancel', () => {
  test('of all returns all of it, under a tag that comes back', async () => {
    const payment = await world.paid()
    const one = asking(10_000)
    const outcome = await cancel(payment, one)
    expect(outcome).toMatchObject({ kind: 'done', next: 'none', evidence: { amount: 10_000 } })
    expect(await world.book(payment)).toMatchObject({ cancelledAmount: 10_000, cancels: [{ amount: 10_000 }] })
    const providerCancelId = outcome.kind === 'done' ? outcome.evidence.providerCancelId : null
    expect(await seen(payment)).toMatchObject({
      status: 'cancelled',
      amount: 10_000,
      balance: 0,
      cancels: [{ tag: one.id, state: 'done', amount: 10_000, providerCancelId }],
    })
  })

  test('in two parts returns all of it, each with a name of its own', async () => {
    const payment = await world.paid()
    const first = asking(3_000)
    expect(await cancel(payment, first)).toMatchObject({ kind: 'done', evidence: { amount: 3_000 } })
    expect(await seen(payment)).toMatchObject({ status: 'partially_cancelled', amount: 10_000, balance: 7_000 })
    const rest = { ...payment, amounts: amounts({ paid: 10_000, cancelledByUs: 3_000 }) }
    const second = asking(7_000, { guard: amount(7_000) })
    expect(await cancel(rest, second)).toMatchObject({ kind: 'done' })
    expect(await seen(payment)).toMatchObject({
      status: 'cancelled',
      cancels: [{ tag: first.id }, { tag: second.id }],
    })
  })

  test('with a stale guard is refused, and the books are compared', async () => {
    const payment = await world.paid()
    await world.control('POST', 'console-cancels', { provider: 'portone-v2', ref: payment.providerRef, amount: 200 })
    expect(await cancel(payment, asking(3_000))).toMatchObject({
      kind: 'refused',
      answer: { code: 'CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN' },
      next: 'inquire',
    })
    expect(await seen(payment)).toMatchObject({ balance: 9_800, cancels: [{ amount: 200, tag: null }] })
  })

  test('of more than PortOne has left is refused', async () => {
    const payment = await world.paid()
    await world.control('POST', 'console-cancels', { provider: 'portone-v2', ref: payment.providerRef, amount: 8_000 })
    expect(await cancel(payment, asking(3_000, { guard: null }))).toMatchObject({ kind: 'refused', next: 'inquire' })
  })

  test('of what is not within our own books never goes out', async () => {
    const payment = await world.paid()
    for (const one of [asking(0), asking(10_001)]) {
      const asked = world.call()
      expect(await world.provider.cancel(payment, one, asked)).toMatchObject({ kind: 'refused', next: 'operator' })
      expect(asked.exchanges).toHaveLength(0)
    }
  })

  test('of what was never paid is refused, of what is all gone is unknown', async () => {
    const payment = world.fresh()
    await world.buyer(payment, { action: 'fail' })
    const booked = { ...payment, amounts: amounts({ paid: 10_000 }) }
    expect(await cancel(booked, asking(10_000))).toMatchObject({ kind: 'refused', next: 'inquire' })
    const gone = await world.paid()
    await cancel(gone, asking(10_000))
    expect(await cancel(gone, asking(10_000))).toMatchObject({
      kind: 'unknown',
      answer: { code: 'PAYMENT_ALREADY_CANCELLED' },
      next: 'inquire',
    })
  })

  test('of an account needs to know where the money goes', async () => {
    const payment = { ...(await world.paid()), method: 'virtual_account' as const }
    const asked = world.call()
    expect(await world.provider.cancel(payment, asking(10_000), asked)).toMatchObject({
      kind: 'refused',
      next: 'ask_account',
    })
    expect(asked.exchanges).toHaveLength(0)
  })

  test('with a wrong secret stops the channel', async () => {
    const other = world.other({ apiSecret: 'a-secret-that-is-wrong' })
    expect(await other.cancel(await world.paid(), asking(10_000), world.call())).toMatchObject({
      kind: 'refused',
      next: 'pause_channel',
    })
  })

  test('there is no net cancel: nothing goes out', async () => {
    const asked = world.call()
    expect(await world.provider.netCancel(await world.paid(), asking(10_000), asked)).toMatchObject({
      kind: 'refused',
      next: 'ordinary_cancel',
    })
    expect(asked.exchanges).toHaveLength(0)
  })
})

describe('whatever is lost', () => {
  test.each([
    ['lose_reply', 3_000],
    ['error_after', 3_000],
    ['garble', 3_000],
    ['lose_request', 0],
    ['error_before', 0],
    ['unlisted_code', 0],
    ['maintenance', 0],
  ])('%s is unknown, and the look tells whether it happened', async (name, cancelled) => {
    const payment = await world.paid()
    const one = asking(3_000)
    await world.fault('cancel', name)
    expect(await cancel(payment, one)).toMatchObject({ kind: 'unknown', next: 'inquire' })
    const { balance, cancels } = await seen(payment)
    expect(balance).toBe(10_000 - cancelled)
    expect(cancels).toMatchObject(cancelled === 0 ? [] : [{ tag: one.id, amount: cancelled, state: 'done' }])
  })

  test.each(['lose_reply', 'error_after', 'garble', 'lose_request', 'error_before'])(
    'after %s the same key again returns the money once',
    async (name) => {
      const payment = await world.paid()
      const one = asking(3_000)
      await world.fault('cancel', name)
      await cancel(payment, one)
      expect(await cancel(payment, one)).toMatchObject({ kind: 'done', evidence: { amount: 3_000 } })
      expect(await cancel(payment, one)).toMatchObject({ kind: 'done' })
      expect(await world.book(payment)).toMatchObject({ cancelledAmount: 3_000 })
    },
  )

  test('after the key has died, the guard keeps the money from going twice', async () => {
    const payment = await world.paid()
    const one = asking(3_000)
    await cancel(payment, one)
    await world.control('POST', 'clock', { advanceMs: 4 * 3_600_000 })
    expect(await cancel(payment, one)).toMatchObject({ kind: 'refused', next: 'inquire' })
    expect(await world.book(payment)).toMatchObject({ cancelledAmount: 3_000 })
  })

  test('two equal parts are told apart by their tags', async () => {
    const payment = await world.paid()
    const [first, second] = [asking(3_000), asking(3_000, { guard: amount(7_000) })]
    await cancel(payment, first)
    await world.fault('cancel', 'lose_reply')
    await cancel({ ...payment, amounts: amounts({ paid: 10_000, cancelledByUs: 3_000 }) }, second)
    expect(await seen(payment)).toMatchObject({ cancels: [{ tag: first.id }, { tag: second.id }] })
  })

  test('that nobody listened to never left', async () => {
    const payment = await world.paid()
    await world.fault('cancel', 'refuse_connection')
    expect(await cancel(payment, asking(3_000))).toMatchObject({ kind: 'not_sent' })
    await world.control('DELETE', 'faults?provider=portone-v2')
    expect(await world.book(payment)).toMatchObject({ cancelledAmount: 0 })
  })
})

describe('the PG behind PortOne', () => {
  test('that is short of balance may be tried later, with a new key', async () => {
    const payment = await world.paid()
    const one = asking(3_000)
    await world.fault('cancel', 'balance_short')
    expect(await cancel(payment, one)).toMatchObject({ kind: 'refused', next: 'retry_after' })
    // §4: the stored answer is replayed under the old key.
    expect(await cancel(payment, one)).toMatchObject({ kind: 'refused' })
    expect(await cancel(payment, { ...one, keyEpoch: 1 })).toMatchObject({ kind: 'done' })
  })

  test('that already gave the money back leaves it unknown: PortOne does not see that', async () => {
    const payment = await world.paid()
    await world.control('POST', 'console-cancels', {
      provider: 'portone-v2',
      ref: payment.providerRef,
      at: 'underlying',
    })
    expect(await cancel(payment, asking(10_000))).toMatchObject({
      kind: 'unknown',
      answer: { code: 'PG_PROVIDER' },
      next: 'inquire',
    })
    expect(await seen(payment)).toMatchObject({ status: 'paid', balance: 10_000 })
  })

  test('that takes its time is accepted, and pending until it is settled', async () => {
    await world.switches({ cancelOutcome: 'REQUESTED', asyncSettle: 'never' })
    const payment = await world.paid()
    const one = asking(3_000)
    expect(await cancel(payment, one)).toMatchObject({ kind: 'accepted', next: 'inquire' })
    expect(await seen(payment)).toMatchObject({ balance: 10_000, cancels: [{ tag: one.id, state: 'pending' }] })
  })

  test('that takes its time and says no has returned nothing', async () => {
    await world.switches({ asyncAfterMs: 1 })
    const payment = await world.paid()
    const one = asking(3_000)
    await world.fault('cancel', 'async_then_refuse')
    expect(await cancel(payment, one)).toMatchObject({ kind: 'accepted' })
    await expect
      .poll(() => seen(payment))
      .toMatchObject({
        balance: 10_000,
        cancels: [{ tag: one.id, state: 'failed' }],
      })
  })

  test('that says no under HTTP 200 is refused, and listed as failed', async () => {
    await world.switches({ cancelOutcome: 'FAILED' })
    const payment = await world.paid()
    const one = asking(3_000)
    expect(await cancel(payment, one)).toMatchObject({ kind: 'refused', answer: { code: 'FAILED' } })
    expect(await seen(payment)).toMatchObject({ balance: 10_000, cancels: [{ tag: one.id, state: 'failed' }] })
  })

  test('whose answer is of tomorrow leaves it unknown', async () => {
    await world.switches({ cancelOutcome: 'UNLISTED' })
    expect(await cancel(await world.paid(), asking(3_000))).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })
})
