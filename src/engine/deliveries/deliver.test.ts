/** Events reach merchants: signed, at least once, each by the filter of its endpoint, and past a process that died. */
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDeliveryWorld, type DeliveryWorld, eventually } from '../../../test/deliveries.ts'
import { HOUR_MS, instant, MINUTE_MS, SECOND_MS } from '../../core/time.ts'
import type { Delivery } from '../../ports/deliveries.ts'
import { verify } from '../../webhooks/index.ts'

let world: DeliveryWorld
beforeEach(async () => {
  world = await createDeliveryWorld()
})
afterEach(() => world.close())

const feed = () => world.deps.store.feed({ after: 0, limit: 200 })

describe('an endpoint', () => {
  test('hears of each event once, as the feed shows it, signed as Standard Webhooks says', async () => {
    const { id, secret } = await world.endpoint(world.shop)
    await world.pay('FIRST')
    const events = await eventually(feed, (found) => found.some(({ type }) => type === 'payment.paid'))
    const received = await world.shop.until(events.length)
    await eventually(
      () => world.all(id, 'delivered'),
      (done) => done.length === events.length,
    )
    expect(received.map(({ event }) => event.feedSeq).sort((a, b) => a - b)).toEqual(
      events.map(({ feedSeq }) => feedSeq),
    )
    for (const { body, headers, id: webhookId } of received) {
      expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body))
      expect(verify(body, headers, secret)).toEqual(JSON.parse(body))
      expect(webhookId).toMatch(/^dlv_[0-9a-f]{32}$/)
    }
    expect(new Set(received.map((one) => one.id)).size).toBe(events.length)
  })

  test('hears only of what it asked for, and of nothing that was before it', async () => {
    const everything = await world.endpoint(world.shop)
    await world.pay('BEFORE')
    await world.shop.until(3)
    const [orders, payments] = [await world.receiver(), await world.receiver()]
    await world.endpoint(orders, ['order.recorded'])
    await world.endpoint(payments, ['payment.*', 'cancellation.done'])
    const file = await world.pay('AFTER')
    await world.engine.recordOrder(file.payment.id, { ref: 'R1', amount: null })
    await orders.until(1)
    await payments.until(1, ({ event }) => event.type === 'payment.paid')
    await eventually(
      () => world.all(everything.id, 'pending'),
      (left) => left.length === 0,
    )
    expect(orders.received.map(({ event }) => event.type)).toEqual(['order.recorded'])
    expect(payments.received.every(({ event }) => event.type.startsWith('payment.'))).toBe(true)
    expect(payments.received.every(({ event }) => event.paymentId === file.payment.id)).toBe(true)
  })

  test('that hangs holds up nobody else', async () => {
    const stuck = await world.receiver()
    stuck.answer(() => undefined)
    await world.endpoint(stuck)
    await world.endpoint(world.shop)
    const startedMs = performance.now()
    for (const order of ['A', 'B', 'C', 'D']) await world.pay(order)
    await world.shop.until(4, ({ event }) => event.type === 'payment.paid')
    expect(performance.now() - startedMs).toBeLessThan(8_000)
    expect(stuck.received.length).toBeLessThanOrEqual(8)
    await stuck.close()
  })
})

describe('secrets', () => {
  const verifiesWith = (
    { body, headers }: { body: string; headers: Record<string, string> },
    secret: string,
  ): boolean => {
    try {
      new Webhook(secret).verify(body, headers)
      return true
    } catch {
      return false
    }
  }

  test('two sign while they overlap, one afterwards; a third ends the first at once', async () => {
    const { id, secret: first } = await world.endpoint(world.shop, ['payment.paid'])
    const { rotate } = world.engine.webhooks
    const second = (await rotate(id, HOUR_MS))?.secret ?? ''
    await world.pay('OVERLAP')
    const [overlap] = await world.shop.until(1)
    expect([first, second].map((one) => overlap !== undefined && verifiesWith(overlap, one))).toEqual([true, true])
    expect(overlap?.headers['webhook-signature']?.split(' ')).toHaveLength(2)
    const third = (await rotate(id, 10 * MINUTE_MS))?.secret ?? ''
    await world.pay('THIRD')
    const [, later] = await world.shop.until(2)
    expect([first, second, third].map((one) => later !== undefined && verifiesWith(later, one))).toEqual([
      false,
      true,
      true,
    ])
    world.clock.advance(11 * MINUTE_MS)
    await world.pay('LAST')
    const [, , last] = await world.shop.until(3)
    expect([second, third].map((one) => last !== undefined && verifiesWith(last, one))).toEqual([false, true])
  })

  test('a test event is signed like all others, and tells what came of it', async () => {
    const { id, secret } = await world.endpoint(world.shop, ['order.recorded'])
    expect(await world.engine.webhooks.test(id)).toMatchObject({ status: 204, trouble: null })
    const [one] = await world.shop.until(1)
    expect(one?.event).toMatchObject({ type: 'webhook.test', paymentId: null, data: { endpointId: id } })
    expect(verify(one?.body ?? '', one?.headers ?? {}, secret)).toMatchObject({ type: 'webhook.test' })
    world.shop.answer(500)
    expect(await world.engine.webhooks.test(id)).toMatchObject({ status: 500 })
    expect(await world.all(id)).toEqual([])
  })
})

describe('nothing is lost', () => {
  test('when a job is: its lease ends, and it is handed over again', async () => {
    const { id } = await world.endpoint(world.shop, ['payment.paid'])
    await world.pay('LOST')
    await world.shop.until(1)
    await eventually(
      () => world.all(id, 'delivered'),
      ({ length }) => length === 1,
    )
    const [{ id: delivery } = { id: '' }] = await world.all(id)
    const { store, clock } = world.deps
    // A hand-over whose process died before it reached the queue.
    await store.redeliver(delivery, clock.now())
    const now = clock.now()
    await store.handOut({ now, leaseUntil: instant(now + 2 * MINUTE_MS), atOnce: { usual: 8, failing: 1 } })
    world.clock.advance(2 * MINUTE_MS + SECOND_MS)
    await eventually(
      () => world.all(id, 'delivered'),
      ({ length }) => length === 1,
    )
    expect(world.shop.received.length).toBeGreaterThanOrEqual(2)
    expect(new Set(world.shop.received.map((one) => one.id)).size).toBe(1)
  })

  test('two processes together deliver what one would', async () => {
    const second = world.another()
    await second.start()
    const { id } = await world.endpoint(world.shop, ['payment.paid'])
    for (let n = 0; n < 20; n += 1) await world.pay(`TWO${n}`)
    const done: readonly Delivery[] = await eventually(
      () => world.all(id, 'delivered'),
      ({ length }) => length === 20,
    )
    expect(new Set(done.map(({ paymentId }) => paymentId)).size).toBe(20)
    expect(world.shop.received).toHaveLength(20)
    await second.stop()
  })
})
