/** Recording an order and giving the money back exclude each other; the orphan procedure asks before it acts. */
import { afterEach, describe, expect, it } from 'vitest'
import { createWorld, type World, type WorldOptions } from '../../test/world.ts'
import type { OrderVerdict } from '../core/payment/order.ts'
import { DEFAULT_BRAKE } from './channel.ts'

let world: World
const open = async (options: WorldOptions = {}) => {
  world = await createWorld(options)
  return world
}
afterEach(() => world.close())

const MINUTE = 60_000

/** Registers and pays `count` orders, several at a time. */
async function payMany(prefix: string, count: number) {
  const paid = []
  for (let i = 0; i < count; i += 20) {
    const batch = Array.from({ length: Math.min(20, count - i) }, (_, k) => world.pay(`${prefix}${i + k}`))
    paid.push(...(await Promise.all(batch)))
  }
  return paid
}

describe('PUT order racing the net cancel', () => {
  it('has exactly one winner in 1,000 races, and the other side is told', async () => {
    await open()
    const paid = await payMany('RACE', 1_000)
    world.clock.advance(15 * MINUTE + 1)
    const outcomes = { tied: 0, returned: 0 }
    for (let i = 0; i < paid.length; i += 20) {
      const ids = paid.slice(i, i + 20).map(({ payment }) => payment.id)
      const puts = ids.map((id, k) => world.engine.recordOrder(id, { ref: `R-${i + k}`, amount: null }))
      const [results] = await Promise.all([Promise.all(puts), world.engine.sweep(20)])
      for (const [k, result] of results.entries()) {
        const { payment, cancellations } = await world.load(ids[k]!)
        if (result.ok) outcomes.tied += 1
        else outcomes.returned += 1
        expect(payment.order !== null).toBe(result.ok)
        expect(cancellations.length).toBe(result.ok ? 0 : 1)
        if (!result.ok) expect(['MD_BEING_RETURNED', 'MD_PAYMENT_ENDED']).toContain(result.refusal.code)
      }
    }
    await world.settle()
    const books = await world.books()
    expect(books.filter(({ state }) => state === 'approved')).toHaveLength(outcomes.tied)
    expect(books.filter(({ state }) => state === 'cancelled')).toHaveLength(outcomes.returned)
    expect(outcomes.tied + outcomes.returned).toBe(1_000)
    // A race in which one side always wins would prove nothing.
    expect(Math.min(outcomes.tied, outcomes.returned)).toBeGreaterThan(0)
  })
})

describe('the order check', () => {
  const asked = async (verdict: () => Exclude<OrderVerdict, { kind: 'not_asked' }>) =>
    await open({ channel: { orderCheck: () => Promise.resolve(verdict()) } })

  it('that says "unknown" for an hour postpones; then "none" gives back', async () => {
    let verdict: 'unknown' | 'none' = 'unknown'
    await asked(() => ({ kind: verdict }))
    const { payment } = await world.pay('UNKNOWN1')
    await world.pass(15 * MINUTE + 1)
    for (let minute = 0; minute < 60; minute += 1) await world.pass(MINUTE)
    expect(await world.load(payment.id)).toMatchObject({ payment: { state: 'paid' }, cancellations: [] })
    verdict = 'none'
    for (let minute = 0; minute < 35; minute += 1) await world.pass(MINUTE)
    expect((await world.load(payment.id)).payment.state).toBe('cancelled')
  })

  it('that says a ref ties the payment', async () => {
    await asked(() => ({ kind: 'ref', ref: 'RESERVATION-7' }))
    const { payment } = await world.pay('REF1')
    await world.pass(16 * MINUTE)
    expect((await world.load(payment.id)).payment).toMatchObject({ state: 'paid', order: { ref: 'RESERVATION-7' } })
  })

  it('that stays undecided for a day puts the payment on the desk, and nothing is cancelled', async () => {
    await asked(() => ({ kind: 'unknown' }))
    const { payment } = await world.pay('UNDECIDED1')
    for (let half = 0; half < 52; half += 1) await world.pass(30 * MINUTE)
    const file = await world.load(payment.id)
    expect(file).toMatchObject({
      payment: { state: 'paid', hold: { cause: 'order_check_undecided' } },
      cancellations: [],
    })
    const tied = await world.engine.recordOrder(payment.id, { ref: 'R', amount: null })
    expect(tied).toMatchObject({ ok: true, file: { payment: { hold: null } } })
  })
})

describe('the net', () => {
  it('in dry run writes what it would have done, and does nothing', async () => {
    await open({ channel: { net: 'dry_run' } })
    const { payment } = await world.pay('DRY1')
    await world.pass(16 * MINUTE)
    expect(await world.load(payment.id)).toMatchObject({
      payment: { state: 'paid', orphanLeft: 'dry_run' },
      cancellations: [],
    })
    const types = (await world.deps.store.timeline(payment.id, { after: 0, limit: 50 })).map(({ type }) => type)
    expect(types).toContain('net.would_cancel')
    expect(await world.books('DRY1')).toMatchObject([{ state: 'approved' }])
  })

  it('that is off leaves the orphan alone, and still obeys an order that fell through', async () => {
    await open({ channel: { net: 'off' } })
    const { payment } = await world.pay('OFF1')
    await world.pass(16 * MINUTE)
    expect((await world.load(payment.id)).payment).toMatchObject({ state: 'paid', orphanLeft: 'off' })
    await world.engine.dropOrder(payment.id, '예약 취소')
    await world.settle()
    await expect.poll(async () => (await world.load(payment.id)).payment.state).toBe('cancelled')
  })

  it('settles 1,000 orphans at once in one process', async () => {
    await open()
    await payMany('MASS', 1_000)
    await world.pass(16 * MINUTE)
    const books = await world.books()
    expect(
      books.filter(({ state, cancelledAmount }) => state === 'cancelled' && cancelledAmount === 50_000),
    ).toHaveLength(1_000)
  })
})

describe('the brake', () => {
  it('stops 500 orphans at once, alerts, and lets them go when an operator releases it', async () => {
    await open({ channel: { brake: DEFAULT_BRAKE } })
    await payMany('BRAKE', 500)
    await world.pass(16 * MINUTE)
    expect((await world.books()).filter(({ state }) => state === 'cancelled')).toHaveLength(0)
    expect(world.logged.filter(({ data }) => (data as { alert?: string }).alert === 'brake')).not.toHaveLength(0)
    expect(await world.engine.net()).toMatchObject([
      { channel: 'nicepay', brake: { detail: expect.stringMatching(/500 of 500/) } },
    ])
    const wish = { channel: 'nicepay', what: 'brake', reason: 'checked by hand', by: 'test' } as const
    expect(await world.engine.releaseNet(wish)).toBeNull()
    await world.settle()
    expect((await world.books()).filter(({ state }) => state === 'cancelled')).toHaveLength(500)
    expect(await world.engine.releaseNet(wish)).toMatchObject({ code: 'MD_NOTHING_TO_RELEASE' })
  })

  it('also sees orphans whose order check was undecided for longer than its window', async () => {
    let verdict: 'unknown' | 'none' = 'unknown'
    await open({ channel: { brake: DEFAULT_BRAKE, orderCheck: () => Promise.resolve({ kind: verdict }) } })
    await payMany('LATER', 40)
    for (let step = 0; step < 20; step += 1) await world.pass(5 * MINUTE)
    verdict = 'none'
    await world.pass(31 * MINUTE)
    expect((await world.books()).filter(({ state }) => state === 'cancelled')).toHaveLength(0)
    expect(await world.engine.net()).toMatchObject([{ brake: { detail: expect.stringMatching(/40 of 40/) } }])
  })

  it('stays off while most deadlines pass with an order', async () => {
    await open({ channel: { brake: DEFAULT_BRAKE } })
    const good = await payMany('GOOD', 60)
    for (const [i, { payment }] of good.entries())
      await world.engine.recordOrder(payment.id, { ref: `R${i}`, amount: null })
    await payMany('LOST', 30)
    await world.pass(16 * MINUTE)
    expect((await world.books()).filter(({ state }) => state === 'cancelled')).toHaveLength(30)
  })
})

describe('after an hour away', () => {
  it('500 unrecorded orders get their time again, and only then go back', async () => {
    await open({ channel: { gapRule: true } })
    const paid = await payMany('AWAY', 500)
    const cancelled = async () => (await world.books()).filter(({ state }) => state === 'cancelled').length
    await world.deps.store.beat(world.deps.clock.now())
    world.clock.advance(60 * MINUTE)
    const restarted = world.another({ gapRule: true })
    await restarted.start()
    const first = await world.load(paid[0]!.payment.id)
    expect((first.payment.orderDueAt ?? 0) - world.deps.clock.now()).toBeGreaterThan(14 * MINUTE)
    expect((await restarted.recordOrder(first.payment.id, { ref: 'R', amount: null })).ok).toBe(true)
    for (let step = 0; step < 16; step += 1) {
      world.clock.advance(50_000)
      await world.deps.store.beat(world.deps.clock.now())
    }
    expect(await cancelled()).toBe(0)
    for (let step = 0; step < 4; step += 1) {
      world.clock.advance(50_000)
      await world.deps.store.beat(world.deps.clock.now())
    }
    await expect.poll(cancelled, { timeout: 180_000 }).toBe(499)
    await restarted.stop()
  })

  it('a merchant who only sweeps now and then is not "away" in between', async () => {
    await open({ channel: { gapRule: true } })
    const { payment } = await world.pay('SWEPT1')
    for (let sweeps = 0; sweeps < 4; sweeps += 1) await world.pass(5 * MINUTE)
    expect((await world.load(payment.id)).payment.state).toBe('cancelled')
  })
})

describe('an order that fell through', () => {
  it('goes back at once, once, and cannot be recorded again', async () => {
    await open()
    const { payment } = await world.pay('DROP1')
    await world.engine.recordOrder(payment.id, { ref: 'R1', amount: null })
    const first = await world.engine.dropOrder(payment.id, '객실 마감')
    const second = await world.engine.dropOrder(payment.id, '객실 마감')
    expect(first).toMatchObject({ ok: true, cancellation: { kind: 'net_cancel', amount: 50_000 } })
    expect(second.cancellation?.id).toBe(first.cancellation?.id)
    await world.settle()
    await expect.poll(async () => (await world.load(payment.id)).payment.state).toBe('cancelled')
    expect(await world.engine.dropOrder(payment.id, '객실 마감')).toMatchObject({
      ok: true,
      cancellation: { id: first.cancellation?.id, state: 'done' },
    })
    expect(await world.engine.recordOrder(payment.id, { ref: 'R1', amount: null })).toMatchObject({
      ok: false,
      refusal: { code: 'MD_ORDER_DROPPED' },
    })
    expect(await world.books('DROP1')).toMatchObject([{ cancelledAmount: 50_000, cancels: [{ amount: 50_000 }] }])
  })

  it('whose net cancel lost its reply is settled by asking', async () => {
    await open({ readMs: 1_500 })
    await world.fault('net_cancel', 'lose_reply', { times: 1 })
    const { payment } = await world.pay('DROP2')
    await world.engine.dropOrder(payment.id, 'x')
    await expect.poll(async () => (await world.load(payment.id)).cancellations[0]?.state).toBe('unknown')
    await world.pass(1_000)
    expect(await world.load(payment.id)).toMatchObject({
      payment: { state: 'cancelled' },
      cancellations: [{ state: 'done' }],
    })
  })

  it('whose net cancel never arrived is sent again, and takes effect once', async () => {
    await open({ readMs: 1_500 })
    await world.fault('net_cancel', 'lose_request', { times: 1 })
    const { payment } = await world.pay('DROP3')
    await world.engine.dropOrder(payment.id, 'x')
    await expect.poll(async () => (await world.load(payment.id)).cancellations[0]?.state).toBe('unknown')
    for (const seconds of [1, 5, 15, 20, 30, 35]) await world.pass(seconds * 1_000)
    expect(await world.load(payment.id)).toMatchObject({
      payment: { state: 'cancelled' },
      cancellations: [{ state: 'done', attempts: 2 }],
    })
    expect(await world.books('DROP3')).toMatchObject([{ cancelledAmount: 50_000, cancels: [{ amount: 50_000 }] }])
  })

  it('whose net-cancel window has closed takes the ordinary cancel', async () => {
    await open()
    await world.control('POST', '/control/switches', { provider: 'nicepay', netCancelWindowMs: 60_000 })
    const { payment } = await world.pay('DROP4')
    world.clock.advance(5 * MINUTE)
    await world.engine.dropOrder(payment.id, '고객 요청')
    await expect.poll(async () => (await world.load(payment.id)).payment.state).toBe('cancelled')
    expect((await world.load(payment.id)).cancellations).toMatchObject([{ via: 'cancel', state: 'done', attempts: 2 }])
    expect(await world.books('DROP4')).toMatchObject([{ cancels: [{ amount: 50_000 }] }])
  })

  it('that the provider refuses goes to the desk, never into a loop', async () => {
    await open()
    const { payment } = await world.pay('DROP5')
    await world.control('POST', '/control/console-cancels', {
      provider: 'nicepay',
      ref: payment.providerRef,
      amount: 10_000,
    })
    world.clock.advance(2 * 60 * MINUTE)
    await world.engine.dropOrder(payment.id, '고객 요청')
    await expect.poll(async () => (await world.load(payment.id)).payment.hold).not.toBeNull()
    const held = await world.load(payment.id)
    expect(held.payment.state).toBe('paid')
    for (let i = 0; i < 20; i += 1) await world.pass(60 * MINUTE)
    expect((await world.load(payment.id)).cancellations).toHaveLength(held.cancellations.length)
  })
})
