/** Deliveries on real PostgreSQL: made once, handed to one, ended by the last who held them, forgotten in time. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createWorld, type World } from '../../../test/world.ts'
import { type EndpointId, ID_RANDOM_BYTES, newEndpointId } from '../../core/ids.ts'
import { DAY_MS, type Instant, after as later, MINUTE_MS } from '../../core/time.ts'
import { systemRandom } from '../../engine/system.ts'
import type { Ended, Handed } from '../../ports/deliveries.ts'
import type { Store } from '../../ports/store.ts'

let world: World
let store: Store
let now: Instant
beforeEach(async () => {
  world = await createWorld()
  store = world.deps.store
  now = world.deps.clock.now()
})
afterEach(() => world.close())

async function endpoint(types: string[] = []): Promise<EndpointId> {
  const id = newEndpointId(now, systemRandom.bytes(ID_RANDOM_BYTES))
  const added = await store.addEndpoint(
    { id, url: 'https://shop.example.com/', description: '', types, createdAt: now, secret: 'whsec_AAAA' },
    100,
  )
  expect(added).toBe(true)
  return id
}

/** Each brings two events. */
async function events(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await world.register(`D${n}`)
  await store.sequenceFeed(1_000)
}

const handOut = (at: Instant = now): Promise<readonly Handed[]> =>
  store.handOut({ now: at, leaseUntil: later(at, MINUTE_MS), atOnce: { usual: 3, failing: 1 } })

const end = (handed: Handed, endpointId: EndpointId, more: Partial<Ended> = {}) =>
  store.endDelivery({
    handed,
    endpointId,
    attempt: { at: now, status: 200, tookMs: 1, trouble: null },
    state: 'delivered',
    nextAt: now,
    endpoint: 'well',
    failingBefore: later(now, -DAY_MS),
    ...more,
  })

const of = (endpointId: EndpointId) => store.deliveries({ endpointId, limit: 1_000 })

describe('fan-out', () => {
  test('makes each delivery once, however often and by however many it is asked', async () => {
    const [one, two] = [await endpoint(), await endpoint()]
    await events(20)
    const head = await store.feedHead()
    await Promise.all(Array.from({ length: 8 }, () => store.fanOut(7, now)))
    while ((await store.fanOut(7, now)) === 'more');
    for (const id of [one, two]) {
      const seen = (await of(id)).map(({ feedSeq }) => feedSeq).reverse()
      expect(seen).toEqual(Array.from({ length: head }, (_, n) => n + 1))
    }
  })

  test('goes on behind a filter that wants nothing of a page', async () => {
    const id = await endpoint(['order.recorded'])
    await events(5)
    while ((await store.fanOut(2, now)) === 'more');
    expect(await of(id)).toEqual([])
    const file = await world.pay('WANTED')
    await world.engine.recordOrder(file.payment.id, { ref: 'R', amount: null })
    await store.sequenceFeed(1_000)
    while ((await store.fanOut(2, now)) === 'more');
    expect((await of(id)).map(({ type }) => type)).toEqual(['order.recorded'])
  })
})

describe('hand-out', () => {
  test('gives each to one, and of an endpoint no more than there is room for', async () => {
    const id = await endpoint()
    await events(10)
    await store.fanOut(1_000, now)
    const taken = (await Promise.all(Array.from({ length: 5 }, () => handOut()))).flat()
    expect(new Set(taken.map((one) => one.id)).size).toBe(taken.length)
    expect(await handOut()).toEqual([])
    for (const one of taken) await end(one, id)
    const [first] = await handOut()
    if (first === undefined) throw new Error('nothing was handed out')
    await end(first, id, { state: 'pending', nextAt: later(now, DAY_MS), endpoint: 'failed' })
    const others = await handOut()
    expect(others).toHaveLength(0) // Two are still under way, and one is what a failing endpoint gets.
  })

  test('again after the lease; then only the later one may begin and end', async () => {
    const id = await endpoint(['payment.registered'])
    await events(1)
    await store.fanOut(1_000, now)
    const [first] = await handOut()
    const [second] = await handOut(later(now, 2 * MINUTE_MS))
    if (first === undefined || second === undefined) throw new Error('it was not handed out twice')
    expect(second).toEqual({ id: first.id, round: first.round + 1 })
    expect(await store.beginDelivery(first, now)).toBeNull()
    expect(await store.beginDelivery(second, now)).not.toBeNull()
    await end(first, id, { state: 'dead' })
    expect(await of(id)).toMatchObject([{ state: 'pending', attempts: 0 }])
    await end(second, id)
    expect(await of(id)).toMatchObject([{ state: 'delivered', attempts: 1 }])
    expect(await store.beginDelivery(second, now)).toBeNull()
  })

  test('keeps the last twenty attempts', async () => {
    const id = await endpoint(['payment.registered'])
    await events(1)
    await store.fanOut(1_000, now)
    for (let n = 0; n < 25; n += 1) {
      const [handed] = await handOut()
      const attempt = { at: later(now, n), status: 500, tookMs: n, trouble: 'status' }
      await end(handed as Handed, id, { attempt, state: 'pending', endpoint: 'failed' })
    }
    const [one] = await of(id)
    expect(one?.attempts).toBe(25)
    expect(one?.log.map(({ tookMs }) => tookMs)).toEqual(Array.from({ length: 20 }, (_, n) => n + 5))
  })
})

describe('retention', () => {
  test('forgets what is over and old; what waits stays for as long as its endpoint', async () => {
    const id = await endpoint(['payment.registered'])
    await events(3)
    await store.fanOut(1_000, now)
    const [delivered, dead] = await handOut()
    await end(delivered as Handed, id)
    await end(dead as Handed, id, { state: 'dead', endpoint: 'nothing' })
    const backlog = async () => (await store.backlogs()).filter(({ endpointId }) => endpointId === id)
    expect(await backlog()).toEqual([{ endpointId: id, pending: 1, dead: 1, oldestAt: now }])
    expect(await store.forgetDeliveries(now, 100)).toBe(0)
    expect(await store.forgetDeliveries(later(now, 1), 1)).toBe(1)
    expect(await store.forgetDeliveries(later(now, 1), 100)).toBe(1)
    expect(await of(id)).toMatchObject([{ state: 'pending' }])
    await store.removeEndpoint(id)
    expect(await backlog()).toEqual([])
    expect(await handOut(later(now, DAY_MS))).toEqual([])
    expect(await store.forgetDeliveries(later(now, 1), 100)).toBe(1)
  })
})
