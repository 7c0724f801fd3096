/** Providers whose window moves the money: lost returns are found, wrong and test money never counts. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, type World } from '../../test/world.ts'
import { developmentConfig } from '../cli/dev-channels.ts'
import { amount } from '../core/money.ts'
import { PROVIDER_IDS, type ProviderId } from '../core/payment/payment.ts'

const URLS = Object.fromEntries(PROVIDER_IDS.map((id) => [id, 'http://127.0.0.1:1']))
const CHANNELS = Object.entries(developmentConfig({ orderWithin: null }, { urls: URLS }).channels)
const IN_WINDOW = CHANNELS.filter(([, { provider }]) => provider.capabilities.moneyMoves === 'in_window').map(
  ([name]) => name as ProviderId,
)
const MINUTE = 60_000

describe.each(IN_WINDOW)('on %s', (on) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld({ on })
  })
  afterEach(() => world.clearFaults())
  afterAll(() => world.close())

  it('a payment whose return and webhook were both lost is found by the ladder, and given back without an order', async () => {
    const file = await world.register('NORETURN01')
    await world.buyer(file)
    expect((await world.load(file.payment.id)).payment.state).toBe('ready')
    await world.pass(61_000)
    expect((await world.load(file.payment.id)).payment.state).toBe('paid')
    await world.pass(16 * MINUTE)
    expect((await world.load(file.payment.id)).payment).toMatchObject({ state: 'cancelled', hold: null })
    const [book] = await world.books(file.payment.providerOrderId)
    expect(book).toMatchObject({ cancelledAmount: 50_000 })
  })

  it('a payment that nobody ever made expires, and its ladder ends', async () => {
    const file = await world.register('NOBODY0001')
    for (let minute = 0; minute < 70; minute += 5) await world.pass(5 * MINUTE)
    expect((await world.load(file.payment.id)).payment.state).toBe('expired')
    for (let hour = 0; hour < 50; hour += 1) await world.pass(60 * MINUTE)
    expect((await world.load(file.payment.id)).payment).toMatchObject({ state: 'expired', hold: null, ladders: {} })
  })

  it('money that comes after the end is found and given back', async () => {
    const file = await world.register('AFTEREND01')
    for (let minute = 0; minute < 70; minute += 5) await world.pass(5 * MINUTE)
    expect((await world.load(file.payment.id)).payment.state).toBe('expired')
    await world.buyer(file)
    for (let hour = 0; hour < 30; hour += 1) await world.pass(60 * MINUTE)
    expect((await world.load(file.payment.id)).payment).toMatchObject({ state: 'cancelled', hold: null })
  })

  it('a payment of a test channel is never paid on a live one', async () => {
    await world.fault('approve', 'test_channel')
    const file = await world.register('TESTMONEY1')
    const returned = await world.engine.takeReturn(file.payment.id, await world.buyer(file))
    await world.settle()
    const { payment } = await world.load(file.payment.id)
    expect(payment.state).not.toBe('paid')
    expect(payment.amounts.paid).toBe(0)
    if (returned.ok) expect(payment.hold?.cause ?? 'no evidence').toMatch(/evidence_foreign|no evidence/)
  })

  it('a webhook whose inquiry sees our own refund before our own reply books it once', async () => {
    const file = await world.pay('OWNREFUND1')
    const { id } = file.payment
    await world.engine.recordOrder(id, { ref: 'R', amount: null })
    // The provider has done it, and its answer is on its way for as long as we look.
    await world.fault('cancel', 'slow', { times: 1, delayMs: 3_000 })
    const asked = world.engine.refund(
      id,
      {
        key: `${on}-own`,
        amount: amount(20_000),
        reason: 'x',
        requester: 'buyer',
        expectedBalance: null,
        taxFree: null,
        vat: null,
      },
      10_000,
    )
    await expect.poll(async () => (await world.books(file.payment.providerOrderId))[0]?.cancelledAmount).toBe(20_000)
    const { store } = world.deps
    const { step } = await import('./step.ts')
    await step(world.deps, id, { type: 'hint', event: 'test' })
    await world.settle()
    expect((await world.load(id)).cancellations).toMatchObject([{ state: 'done', amount: 20_000 }])
    expect(await asked).toMatchObject({ ok: true, cancellation: { state: 'done' } })
    const after = await world.load(id)
    expect(after.payment).toMatchObject({ amounts: { cancelledByUs: 20_000, inFlight: 0 }, hold: null })
    const types = (await store.timeline(id, { after: 0, limit: 100 })).map(({ type }) => type)
    expect(types.filter((type) => type === 'cancellation.done')).toHaveLength(1)
  })
})

describe.each(CHANNELS.map(([name]) => name as ProviderId))('a payment made without us on %s', (on) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld({ on })
  })
  afterAll(() => world.close())

  it('is adopted by one call and refunded by another; watched, it is never given back by itself', async () => {
    // Another system of the merchant has it; ours forgets it.
    const foreign = await world.another()
    const made = await world.pay('FOREIGN001')
    const other = await createWorld({ on })
    try {
      expect((await other.engine.adopt({ ...WISH, channel: on, ref: made.payment.providerRef })).ok).toBe(false)
    } finally {
      await other.close()
    }
    const known = await foreign.adopt({ ...WISH, channel: on, ref: made.payment.providerRef })
    expect(known).toMatchObject({ ok: true, created: false })
  })
})

const WISH = { orderNumber: null, orderId: null, net: 'watch', claim: null } as const
