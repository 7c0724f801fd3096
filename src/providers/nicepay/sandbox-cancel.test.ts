/** Plays net cancels and cancels against the sandbox: money goes back once, whatever is lost on the way. */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { amount } from '../../core/money.ts'
import { startSandbox } from '../../sandbox/index.ts'
import { amounts, sampleCancellation } from './fixtures/sample.ts'
import type { World } from './fixtures/world.ts'
import { worldOf } from './fixtures/world.ts'

let world: World
beforeAll(async () => {
  world = worldOf(await startSandbox({ controlPort: 0 }))
})
afterAll(() => world.sandbox.close())
beforeEach(() => world.control('POST', 'reset', {}))

describe('net cancel', () => {
  const whole = sampleCancellation({ kind: 'net_cancel', via: 'net_cancel_call' })

  test('of a booked payment returns all of it', async () => {
    const payment = await world.approved()
    expect(await world.provider.netCancel(payment, whole, world.call())).toMatchObject({
      kind: 'done',
      next: 'none',
      evidence: { amount: 1000, remaining: 0 },
    })
    expect(await world.book(payment)).toMatchObject({ cancelledAmount: 1000, cancels: [{ via: 'net_cancel' }] })
    expect(await world.statusOf(payment)).toBe('cancelled')
  })

  test('of an approval whose answer was lost returns all of it', async () => {
    const payment = await world.returned()
    await world.fault('approve', 'lose_reply')
    await world.provider.approve(payment, world.call())
    expect(await world.provider.netCancel(payment, whole, world.call())).toMatchObject({ kind: 'done' })
  })

  test('of what was never approved is unknown: the approval may still be on its way', async () => {
    expect(await world.provider.netCancel(await world.returned(), whole, world.call())).toMatchObject({
      kind: 'unknown',
      next: 'inquire',
    })
  })

  test('repeated is unknown, and the inquiry says cancelled', async () => {
    const payment = await world.approved()
    await world.provider.netCancel(payment, whole, world.call())
    expect(await world.provider.netCancel(payment, whole, world.call())).toMatchObject({
      kind: 'unknown',
      next: 'inquire',
    })
    expect(await world.statusOf(payment)).toBe('cancelled')
    expect(await world.book(payment)).toMatchObject({ cancelledAmount: 1000 })
  })

  test('after its window is for the ordinary cancel', async () => {
    const payment = await world.approved()
    await world.control('POST', 'clock', { advanceMs: 61 * 60_000 })
    expect(await world.provider.netCancel(payment, whole, world.call())).toMatchObject({
      kind: 'refused',
      next: 'ordinary_cancel',
    })
    expect(await world.provider.cancel(payment, whole, world.call())).toMatchObject({ kind: 'done' })
  })

  test('of a part never goes out', async () => {
    const asked = world.call()
    const part = { ...whole, amount: amount(300) }
    expect(await world.provider.netCancel(await world.approved(), part, asked)).toMatchObject({
      kind: 'refused',
      next: 'ordinary_cancel',
    })
    expect(asked.exchanges).toHaveLength(0)
  })

  test.each([
    ['lose_reply', 'cancelled'],
    ['wrong_signature', 'cancelled'],
    ['lose_request', 'paid'],
    ['unlisted_code', 'paid'],
  ])('under %s is unknown, and the inquiry says %s', async (name, status) => {
    const payment = await world.approved()
    await world.fault('net_cancel', name)
    expect(await world.provider.netCancel(payment, whole, world.call())).toMatchObject({
      kind: 'unknown',
      next: 'inquire',
    })
    expect(await world.statusOf(payment)).toBe(status)
  })
})

describe('cancel', () => {
  const whole = sampleCancellation()
  const part = (won: number, digit: number) =>
    sampleCancellation({ id: `${whole.id.slice(0, -1)}${digit}` as typeof whole.id, amount: amount(won) })

  test('of all is full, under the id of the cancellation', async () => {
    const payment = await world.approved()
    expect(await world.provider.cancel(payment, whole, world.call())).toMatchObject({
      kind: 'done',
      next: 'none',
      evidence: { amount: 1000, remaining: 0, providerCancelId: expect.any(String) },
    })
    expect(await world.book(payment)).toMatchObject({ cancels: [{ key: whole.id, via: 'cancel', amount: 1000 }] })
  })

  test('in two parts returns all of it, each with a name of its own', async () => {
    const payment = await world.approved()
    const first = await world.provider.cancel(payment, part(300, 1), world.call())
    expect(first).toMatchObject({ kind: 'done', next: 'none', evidence: { amount: 300, remaining: 700 } })
    expect(await world.statusOf(payment)).toBe('paid')
    const rest = { ...payment, amounts: amounts({ paid: 1000, cancelledByUs: 300 }) }
    const second = await world.provider.cancel(rest, part(700, 2), world.call())
    expect(second).toMatchObject({ kind: 'done', next: 'none', evidence: { amount: 700, remaining: 0 } })
    const ids = [first, second].map((one) => (one.kind === 'done' ? one.evidence.providerCancelId : null))
    expect(new Set(ids).size).toBe(2)
    expect(await world.statusOf(payment)).toBe('cancelled')
  })

  test('after staff cancelled a part behind our back is done, and a person must look', async () => {
    const payment = await world.approved()
    await world.control('POST', 'console-cancels', { provider: 'nicepay', ref: payment.providerRef, amount: 200 })
    const outcome = await world.provider.cancel(payment, part(300, 1), world.call())
    expect(outcome).toMatchObject({ kind: 'done', next: 'operator', evidence: { remaining: 500 } })
  })

  test('of more than the provider has left is refused, and the books are compared', async () => {
    const payment = await world.approved()
    await world.control('POST', 'console-cancels', { provider: 'nicepay', ref: payment.providerRef, amount: 800 })
    expect(await world.provider.cancel(payment, part(300, 1), world.call())).toMatchObject({
      kind: 'refused',
      next: 'inquire',
    })
  })

  test('sends its reason in EUC-KR, tag and all', async () => {
    const payment = await world.approved()
    const asked = sampleCancellation({ reason: '똠방각하 고객요청' })
    await world.provider.cancel(payment, asked, world.call())
    const calls = JSON.stringify(await world.control('GET', 'calls?provider=nicepay'))
    expect(calls).toContain(`똠방각하 고객요청 #${asked.id}`)
  })

  test.each([
    ['lose_reply', 'cancelled'],
    ['garble', 'cancelled'],
    ['wrong_signature', 'cancelled'],
    ['error_after', 'cancelled'],
    ['lose_request', 'paid'],
    ['error_before', 'paid'],
    ['unlisted_code', 'paid'],
    ['maintenance', 'paid'],
  ])('under %s is unknown, and the inquiry says %s', async (name, status) => {
    const payment = await world.approved()
    await world.fault('cancel', name)
    expect(await world.provider.cancel(payment, whole, world.call())).toMatchObject({
      kind: 'unknown',
      next: 'inquire',
    })
    expect(await world.statusOf(payment)).toBe(status)
  })

  test('under balance_short may be tried later', async () => {
    const payment = await world.approved()
    await world.fault('cancel', 'balance_short')
    expect(await world.provider.cancel(payment, whole, world.call())).toMatchObject({
      kind: 'refused',
      next: 'retry_after',
    })
  })

  test('sent twice for one intent returns the money once', async () => {
    const payment = await world.approved()
    await world.fault('cancel', 'lose_reply')
    await world.provider.cancel(payment, whole, world.call())
    expect(await world.provider.cancel(payment, whole, world.call())).toMatchObject({
      kind: 'unknown',
      next: 'inquire',
    })
    expect(await world.book(payment)).toMatchObject({ cancelledAmount: 1000 })
  })
})
