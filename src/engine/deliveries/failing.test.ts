/** Receivers that fail are asked again along the ladder, told apart, and left alone when they want it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDeliveryWorld, type DeliveryWorld, eventually } from '../../../test/deliveries.ts'
import { LADDER_MS } from '../../core/delivery/ladder.ts'
import { DAY_MS, HOUR_MS, instant } from '../../core/time.ts'

let world: DeliveryWorld
beforeEach(async () => {
  world = await createDeliveryWorld()
})
afterEach(() => world.close())

describe('a receiver that fails', () => {
  test('is asked again along the ladder under the same id, until it dies; redrive brings it back', async () => {
    const { id } = await world.endpoint(world.shop, ['payment.paid'])
    world.shop.answer(500)
    await world.pay('LADDER')
    for (let n = 0; n < LADDER_MS.length; n += 1) {
      await world.shop.until(n + 1)
      const [waiting] = await eventually(
        () => world.all(id),
        ([one]) => one?.attempts === n + 1,
      )
      expect(waiting).toMatchObject({ state: 'pending', rung: n + 1 })
      const waitMs = (waiting?.nextAt ?? 0) - (waiting?.log.at(-1)?.at ?? 0)
      expect(waitMs).toBeGreaterThanOrEqual(LADDER_MS[n] ?? 0)
      expect(waitMs).toBeLessThanOrEqual((LADDER_MS[n] ?? 0) * 1.1)
      world.passRung(n)
    }
    const [dead] = await eventually(
      () => world.all(id, 'dead'),
      ({ length }) => length === 1,
    )
    expect(dead).toMatchObject({ attempts: 11 })
    expect(dead?.log).toHaveLength(11)
    expect(dead?.log[0]).toMatchObject({ status: 500, trouble: 'status: the receiver answered 500' })
    expect(new Set(world.shop.received.map((one) => one.id)).size).toBe(1)
    await expect
      .poll(() => world.logged)
      .toContainEqual(expect.objectContaining({ level: 'warn', message: expect.stringContaining('is dead') }))
    await sleep(600)
    expect(world.shop.received).toHaveLength(11)
    world.shop.answer(200)
    expect(await world.engine.webhooks.redeliverDead(id, instant(0))).toBe(1)
    await world.shop.until(12)
    const [again] = await eventually(
      () => world.all(id, 'delivered'),
      ({ length }) => length === 1,
    )
    expect(again).toMatchObject({ attempts: 12, state: 'delivered' })
    expect(world.shop.received[11]?.id).toBe(world.shop.received[0]?.id)
  })

  test.each([
    ['redirects', 302, 'redirect: deliveries follow none'],
    ['answers 400', 400, 'status: the receiver answered 400'],
    ['answers 503', 503, 'status: the receiver answered 503'],
  ])('by one that %s is told so', async (_what, status, trouble) => {
    const { id } = await world.endpoint(world.shop, ['payment.paid'])
    world.shop.answer((_request, response) => response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end())
    await world.pay('STATUS')
    const [one] = await eventually(
      () => world.all(id),
      ([found]) => found?.attempts === 1,
    )
    expect(one?.log).toMatchObject([{ status, trouble }])
  })

  test('by one that closes the connection, or is not there', async () => {
    const { id } = await world.endpoint(world.shop, ['payment.paid'])
    world.shop.answer((request) => request.socket.destroy())
    await world.pay('RESET')
    await eventually(
      () => world.all(id),
      ([one]) => one?.attempts === 1,
    )
    await world.shop.close()
    world.passRung(0)
    const [one] = await eventually(
      () => world.all(id),
      ([found]) => found?.attempts === 2,
    )
    expect(one?.log.map(({ trouble }) => trouble)).toEqual([
      'reset: the connection was closed before an answer',
      'refused: nobody listens there',
    ])
  })

  test('a huge or endless answer is not read: its status counts', async () => {
    const { id } = await world.endpoint(world.shop, ['payment.paid'])
    world.shop.answer((_request, response) => {
      response.writeHead(200)
      const pour = (): void => void (response.destroyed || response.write('x'.repeat(64_000), pour))
      pour()
    })
    await world.pay('FLOOD')
    const [one] = await eventually(
      () => world.all(id),
      ([found]) => found?.attempts === 1,
    )
    expect(one).toMatchObject({ state: 'delivered', log: [{ status: 200, trouble: null }] })
  })

  test('with 410 is left alone from then on; enabled again, it goes on from there', async () => {
    const { id } = await world.endpoint(world.shop, ['payment.paid'])
    world.shop.answer(410)
    await world.pay('GONE')
    const gone = await eventually(
      () => world.engine.webhooks.get(id),
      (one) => one?.disabled?.why === 'gone',
    )
    expect(gone?.disabled).not.toBeNull()
    await expect
      .poll(() => world.logged)
      .toContainEqual(
        expect.objectContaining({
          level: 'error',
          data: expect.objectContaining({ alert: 'endpoint_disabled', why: 'gone' }),
        }),
      )
    await world.pay('MEANWHILE')
    await sleep(600)
    expect(world.shop.received).toHaveLength(1)
    world.shop.answer(204)
    await world.engine.webhooks.change(id, { enable: 'go_on' })
    await world.shop.until(2)
    expect(world.shop.received[1]?.event.paymentId).not.toBe(world.shop.received[0]?.event.paymentId)
    expect(await world.all(id, 'dead')).toHaveLength(1)
  })

  test('since five days is disabled with an alert, and what it missed can be skipped', async () => {
    const { id } = await world.endpoint(world.shop, ['payment.paid'])
    world.shop.answer(500)
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
    await expect
      .poll(() => world.logged)
      .toContainEqual(expect.objectContaining({ data: expect.objectContaining({ why: 'failing' }) }))
    world.shop.answer(204)
    const before = world.shop.received.length
    await world.engine.webhooks.change(id, { enable: 'from_now' })
    expect(await world.all(id, 'skipped')).toHaveLength(1)
    await world.pay('NEWDAY')
    await world.shop.until(before + 1)
    expect(await world.engine.webhooks.get(id)).toMatchObject({ disabled: null, failingSince: null })
  })
})
