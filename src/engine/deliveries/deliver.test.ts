/** Events reach merchants: signed, at least once, each by the filter and the ladder of its endpoint. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Receiver, startReceiver } from '../../../test/receiver.ts'
import { createWorld, type World } from '../../../test/world.ts'
import { LADDER_MS } from '../../core/delivery/ladder.ts'
import type { EndpointId } from '../../core/ids.ts'
import { DAY_MS, HOUR_MS, instant, MINUTE_MS, SECOND_MS } from '../../core/time.ts'
import type { Delivery, DeliveryState } from '../../ports/deliveries.ts'
import { verify } from '../../webhooks/index.ts'

let world: World
let shop: Receiver
let others: Receiver[]
beforeEach(async () => {
  world = await createWorld()
  shop = await startReceiver()
  others = []
  await world.engine.start()
})
afterEach(async () => {
  await world.close()
  await Promise.all([shop, ...others].map((one) => one.close()))
})

async function receiver(): Promise<Receiver> {
  const made = await startReceiver()
  others.push(made)
  return made
}

async function endpoint(at: Receiver, types: string[] = []): Promise<{ id: EndpointId; secret: string }> {
  const added = await world.engine.webhooks.add({ url: at.url, description: 'test', types })
  if (!added.ok) throw new Error(added.refusal.detail)
  return { id: added.endpoint.id, secret: added.secret }
}

const all = (id: EndpointId, state?: DeliveryState) =>
  world.engine.webhooks.deliveries({ endpointId: id, state, limit: 200 })

async function eventually<Value>(look: () => Promise<Value>, is: (value: Value) => boolean): Promise<Value> {
  for (let waited = 0; ; waited += 50) {
    const value = await look()
    if (is(value)) return value
    if (waited > 15_000) throw new Error(`it did not happen: ${JSON.stringify(value)}`)
    await sleep(50)
  }
}

const feed = () => world.deps.store.feed({ after: 0, limit: 200 })

describe('an endpoint', () => {
  test('hears of each event once, as the feed shows it, signed as Standard Webhooks says', async () => {
    const { id, secret } = await endpoint(shop)
    await world.pay('FIRST')
    const events = await eventually(feed, (found) => found.some(({ type }) => type === 'payment.paid'))
    const received = await shop.until(events.length)
    await eventually(
      () => all(id, 'delivered'),
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
    const everything = await endpoint(shop)
    await world.pay('BEFORE')
    await shop.until(3)
    const [orders, payments] = [await receiver(), await receiver()]
    await endpoint(orders, ['order.recorded'])
    await endpoint(payments, ['payment.*', 'cancellation.done'])
    const file = await world.pay('AFTER')
    await world.engine.recordOrder(file.payment.id, { ref: 'R1', amount: null })
    await orders.until(1)
    await payments.until(1, ({ event }) => event.type === 'payment.paid')
    await eventually(
      () => all(everything.id, 'pending'),
      (left) => left.length === 0,
    )
    expect(orders.received.map(({ event }) => event.type)).toEqual(['order.recorded'])
    expect(payments.received.every(({ event }) => event.type.startsWith('payment.'))).toBe(true)
    expect(payments.received.every(({ event }) => event.paymentId === file.payment.id)).toBe(true)
  })

  test('that hangs holds up nobody else', async () => {
    const stuck = await receiver()
    stuck.answer(() => undefined)
    await endpoint(stuck)
    await endpoint(shop)
    const startedMs = performance.now()
    for (const order of ['A', 'B', 'C', 'D']) await world.pay(order)
    await shop.until(4, ({ event }) => event.type === 'payment.paid')
    expect(performance.now() - startedMs).toBeLessThan(8_000)
    expect(stuck.received.length).toBeLessThanOrEqual(8)
    await stuck.close()
  })
})

/** Moves on to the attempt after the `n`-th failure, the jitter with it. */
const passRung = (n: number) => world.clock.advance(Math.ceil((LADDER_MS[n] ?? 0) * 1.1))

describe('a receiver that fails', () => {
  test('is asked again along the ladder under the same id, until it dies; redrive brings it back', async () => {
    const { id } = await endpoint(shop, ['payment.paid'])
    shop.answer(500)
    await world.pay('LADDER')
    for (let n = 0; n < LADDER_MS.length; n += 1) {
      await shop.until(n + 1)
      const [waiting] = await eventually(
        () => all(id),
        ([one]) => one?.attempts === n + 1,
      )
      expect(waiting).toMatchObject({ state: 'pending', rung: n + 1 })
      const waitMs = (waiting?.nextAt ?? 0) - (waiting?.log.at(-1)?.at ?? 0)
      expect(waitMs).toBeGreaterThanOrEqual(LADDER_MS[n] ?? 0)
      expect(waitMs).toBeLessThanOrEqual((LADDER_MS[n] ?? 0) * 1.1)
      passRung(n)
    }
    const [dead] = await eventually(
      () => all(id, 'dead'),
      ({ length }) => length === 1,
    )
    expect(dead).toMatchObject({ attempts: 11 })
    expect(dead?.log).toHaveLength(11)
    expect(dead?.log[0]).toMatchObject({ status: 500, trouble: 'status: the receiver answered 500' })
    expect(new Set(shop.received.map((one) => one.id)).size).toBe(1)
    expect(world.logged).toContainEqual(
      expect.objectContaining({ level: 'warn', message: expect.stringContaining('is dead') }),
    )
    await sleep(600)
    expect(shop.received).toHaveLength(11)
    shop.answer(200)
    expect(await world.engine.webhooks.redeliverDead(id, instant(0))).toBe(1)
    await shop.until(12)
    const [again] = await eventually(
      () => all(id, 'delivered'),
      ({ length }) => length === 1,
    )
    expect(again).toMatchObject({ attempts: 12, state: 'delivered' })
    expect(shop.received[11]?.id).toBe(shop.received[0]?.id)
  })

  test.each([
    ['redirects', 302, 'redirect: deliveries follow none'],
    ['answers 400', 400, 'status: the receiver answered 400'],
    ['answers 503', 503, 'status: the receiver answered 503'],
  ])('by one that %s is told so', async (_what, status, trouble) => {
    const { id } = await endpoint(shop, ['payment.paid'])
    shop.answer((_request, response) => response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end())
    await world.pay('STATUS')
    const [one] = await eventually(
      () => all(id),
      ([found]) => found?.attempts === 1,
    )
    expect(one?.log).toMatchObject([{ status, trouble }])
  })

  test('by one that closes the connection, or is not there', async () => {
    const { id } = await endpoint(shop, ['payment.paid'])
    shop.answer((request) => request.socket.destroy())
    await world.pay('RESET')
    await eventually(
      () => all(id),
      ([one]) => one?.attempts === 1,
    )
    await shop.close()
    passRung(0)
    const [one] = await eventually(
      () => all(id),
      ([found]) => found?.attempts === 2,
    )
    expect(one?.log.map(({ trouble }) => trouble)).toEqual([
      'reset: the connection was closed before an answer',
      'refused: nobody listens there',
    ])
  })

  test('a huge or endless answer is not read: its status counts', async () => {
    const { id } = await endpoint(shop, ['payment.paid'])
    shop.answer((_request, response) => {
      response.writeHead(200)
      const pour = (): void => void (response.destroyed || response.write('x'.repeat(64_000), pour))
      pour()
    })
    await world.pay('FLOOD')
    const [one] = await eventually(
      () => all(id),
      ([found]) => found?.attempts === 1,
    )
    expect(one).toMatchObject({ state: 'delivered', log: [{ status: 200, trouble: null }] })
  })

  test('with 410 is left alone from then on; enabled again, it goes on from there', async () => {
    const { id } = await endpoint(shop, ['payment.paid'])
    shop.answer(410)
    await world.pay('GONE')
    const gone = await eventually(
      () => world.engine.webhooks.get(id),
      (one) => one?.disabled?.why === 'gone',
    )
    expect(gone?.disabled).not.toBeNull()
    expect(world.logged).toContainEqual(
      expect.objectContaining({
        level: 'error',
        data: expect.objectContaining({ alert: 'endpoint_disabled', why: 'gone' }),
      }),
    )
    await world.pay('MEANWHILE')
    await sleep(600)
    expect(shop.received).toHaveLength(1)
    shop.answer(204)
    await world.engine.webhooks.change(id, { enable: 'go_on' })
    await shop.until(2)
    expect(shop.received[1]?.event.paymentId).not.toBe(shop.received[0]?.event.paymentId)
    expect(await all(id, 'dead')).toHaveLength(1)
  })

  test('since five days is disabled with an alert, and what it missed can be skipped', async () => {
    const { id } = await endpoint(shop, ['payment.paid'])
    shop.answer(500)
    await world.pay('DAYONE')
    await eventually(
      () => world.engine.webhooks.get(id),
      (one) => one?.failingSince !== null,
    )
    world.clock.advance(5 * DAY_MS + HOUR_MS)
    const failing = await eventually(
      () => world.engine.webhooks.get(id),
      (one) => one?.disabled !== null,
    )
    expect(failing?.disabled?.why).toBe('failing')
    expect(world.logged).toContainEqual(expect.objectContaining({ data: expect.objectContaining({ why: 'failing' }) }))
    shop.answer(204)
    const before = shop.received.length
    await world.engine.webhooks.change(id, { enable: 'from_now' })
    expect(await all(id, 'skipped')).toHaveLength(1)
    await world.pay('NEWDAY')
    await shop.until(before + 1)
    expect(await world.engine.webhooks.get(id)).toMatchObject({ disabled: null, failingSince: null })
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
    const { id, secret: first } = await endpoint(shop, ['payment.paid'])
    const { rotate } = world.engine.webhooks
    const second = (await rotate(id, HOUR_MS))?.secret ?? ''
    await world.pay('OVERLAP')
    const [overlap] = await shop.until(1)
    expect([first, second].map((one) => overlap !== undefined && verifiesWith(overlap, one))).toEqual([true, true])
    expect(overlap?.headers['webhook-signature']?.split(' ')).toHaveLength(2)
    const third = (await rotate(id, 10 * MINUTE_MS))?.secret ?? ''
    await world.pay('THIRD')
    const [, later] = await shop.until(2)
    expect([first, second, third].map((one) => later !== undefined && verifiesWith(later, one))).toEqual([
      false,
      true,
      true,
    ])
    world.clock.advance(11 * MINUTE_MS)
    await world.pay('LAST')
    const [, , last] = await shop.until(3)
    expect([second, third].map((one) => last !== undefined && verifiesWith(last, one))).toEqual([false, true])
  })

  test('a test event is signed like all others, and tells what came of it', async () => {
    const { id, secret } = await endpoint(shop, ['order.recorded'])
    expect(await world.engine.webhooks.test(id)).toMatchObject({ status: 204, trouble: null })
    const [one] = await shop.until(1)
    expect(one?.event).toMatchObject({ type: 'webhook.test', paymentId: null, data: { endpointId: id } })
    expect(verify(one?.body ?? '', one?.headers ?? {}, secret)).toMatchObject({ type: 'webhook.test' })
    shop.answer(500)
    expect(await world.engine.webhooks.test(id)).toMatchObject({ status: 500 })
    expect(await all(id)).toEqual([])
  })
})

describe('nothing is lost', () => {
  test('when a job is: its lease ends, and it is handed over again', async () => {
    const { id } = await endpoint(shop, ['payment.paid'])
    await world.pay('LOST')
    await shop.until(1)
    await eventually(
      () => all(id, 'delivered'),
      ({ length }) => length === 1,
    )
    const [{ id: delivery } = { id: '' }] = await all(id)
    const { store, clock } = world.deps
    // A hand-over whose process died before it reached the queue.
    await store.redeliver(delivery, clock.now())
    const now = clock.now()
    await store.handOut({ now, leaseUntil: instant(now + 2 * MINUTE_MS), atOnce: { usual: 8, failing: 1 } })
    world.clock.advance(2 * MINUTE_MS + SECOND_MS)
    await eventually(
      () => all(id, 'delivered'),
      ({ length }) => length === 1,
    )
    expect(shop.received.length).toBeGreaterThanOrEqual(2)
    expect(new Set(shop.received.map((one) => one.id)).size).toBe(1)
  })

  test('two processes together deliver what one would', async () => {
    const second = world.another()
    await second.start()
    const { id } = await endpoint(shop, ['payment.paid'])
    for (let n = 0; n < 20; n += 1) await world.pay(`TWO${n}`)
    const done: readonly Delivery[] = await eventually(
      () => all(id, 'delivered'),
      ({ length }) => length === 20,
    )
    expect(new Set(done.map(({ paymentId }) => paymentId)).size).toBe(20)
    expect(shop.received).toHaveLength(20)
    await second.stop()
  })
})
