/** The merchant's client against a running service: confirmed after a tie, dropped after a final no, else pending. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, type World } from '../../test/world.ts'
import { allowDevelopmentKey, DEVELOPMENT_KEY } from '../cli/keys.ts'
import { after, DAY_MS } from '../core/time.ts'
import { createApp } from '../http/app.ts'
import { createClient, type MaedeupClient } from './client.ts'

let world: World
let client: MaedeupClient
let close: () => Promise<unknown>
beforeAll(async () => {
  world = await createWorld()
  await allowDevelopmentKey(world.deps.store)
  const app = await createApp({
    engine: world.engine,
    publicUrl: 'http://localhost',
    development: true,
    log: world.deps.log,
  })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  close = () => app.close()
  client = createClient({ url, apiKey: DEVELOPMENT_KEY, tries: 1 })
})
afterAll(async () => {
  await close()
  await world.close()
})

/** A merchant's order book that remembers what happened to each order. */
function book(ref: string) {
  const happened: string[] = []
  const order = {
    ref,
    confirm: async () => void happened.push('confirmed'),
    drop: async (code: string) => void happened.push(`dropped ${code}`),
  }
  const createOrder = async () => {
    happened.push('pending')
    return order
  }
  return { happened, createOrder }
}

describe('tie', () => {
  it('confirms the pending order once the payment is tied to it, also when asked again', async () => {
    const { payment } = await world.pay('TIE1')
    const { happened, createOrder } = book('R-1')
    expect(await client.tie(payment.id, createOrder)).toMatchObject({
      kind: 'confirmed',
      payment: { order: { ref: 'R-1' } },
    })
    expect(await client.tie(payment.id, createOrder)).toMatchObject({ kind: 'confirmed' })
    expect(happened).toEqual(['pending', 'confirmed', 'pending', 'confirmed'])
  })

  it('keeps it pending on an account without its deposit, and confirms it once the money is there', async () => {
    const expiresAt = after(world.deps.clock.now(), DAY_MS)
    const virtualAccount = { bank: 'SHINHAN', holder: null, expiresAt, cashReceipt: null } as const
    const { payment } = await world.register('TIEVA', { virtualAccount })
    const { happened, createOrder } = book('R-VA')
    expect(await client.tie(payment.id, createOrder)).toMatchObject({ kind: 'awaiting_deposit' })
    expect(happened).toEqual(['pending'])
    await world.control('POST', '/control/deposits', { provider: 'nicepay', ref: payment.providerRef, amount: 50_000 })
    await world.pass(2 * DAY_MS)
    await world.pass(60_000)
    expect(await client.tie(payment.id, createOrder)).toMatchObject({ kind: 'confirmed' })
    expect(happened).toEqual(['pending', 'pending', 'confirmed'])
  })

  it('drops it when the money is already going back', async () => {
    const { payment } = await world.pay('TIE2')
    await world.pass(16 * 60_000)
    const { happened, createOrder } = book('R-2')
    expect(await client.tie(payment.id, createOrder)).toEqual({ kind: 'dropped', code: 'MD_PAYMENT_ENDED' })
    expect(happened).toEqual(['pending', 'dropped MD_PAYMENT_ENDED'])
  })

  it('leaves it pending while the payment is not paid, the key is wrong, or nobody answers', async () => {
    const { payment } = await world.register('TIE3')
    const { happened, createOrder } = book('R-3')
    expect(await client.tie(payment.id, createOrder)).toEqual({ kind: 'pending', why: 'MD_NOT_PAID_YET' })
    const stranger = createClient({ url: 'http://127.0.0.1:1', apiKey: 'x', tries: 1 })
    expect(await stranger.tie(payment.id, createOrder)).toMatchObject({ kind: 'pending' })
    expect(happened).toEqual(['pending', 'pending'])
  })
})

it('registers, reads, and gives back what fell through', async () => {
  const wish = { orderId: 'CLIENT1', orderName: '바다방', amount: 50_000, channel: 'nicepay' }
  const registered = await client.register(wish)
  expect(registered).toMatchObject({ kind: 'ok', status: 201, payment: { state: 'ready' } })
  expect(await client.register({ ...wish, amount: 1 })).toMatchObject({
    kind: 'refused',
    status: 409,
    code: 'MD_ORDER_HAS_OPEN_PAYMENT',
  })
  const { payment } = await world.pay('CLIENT2')
  expect(await client.dropOrder(payment.id, '객실 마감')).toMatchObject({ kind: 'ok' })
  await expect.poll(async () => await client.get(payment.id)).toMatchObject({ payment: { state: 'cancelled' } })
})
