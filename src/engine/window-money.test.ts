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

  it('a payment whose return and webhook were both lost is found by the ladder, and given back', async () => {
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

  it('money of another amount goes back at once, is flagged, and can never be tied', async () => {
    if (on === 'portone-v1') await world.control('POST', '/control/switches', { provider: on, preparedAmount: 'pay' })
    const file = await world.register('WRONGSUM01')
    const { id } = file.payment
    await world.engine.takeReturn(id, await world.buyer(file, { amount: 10_000 }))
    await world.pass(61_000)
    await world.settle()
    expect((await world.load(id)).payment).toMatchObject({
      state: 'cancelled',
      amounts: { total: 50_000, paid: 10_000 },
    })
    expect(await world.books(file.payment.providerOrderId)).toMatchObject([{ cancelledAmount: 10_000 }])
    expect(await world.deps.store.discrepancies({ paymentId: id, limit: 5 })).toMatchObject([
      { kind: 'amount_differs' },
    ])
    expect((await world.engine.recordOrder(id, { ref: 'R', amount: null })).ok).toBe(false)
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
  let theirs: World
  let ours: World
  beforeAll(async () => {
    theirs = await createWorld({ on })
    ours = await createWorld({ on, sandbox: theirs.sandbox })
  })
  afterAll(async () => {
    await ours.close()
    await theirs.close()
  })

  /** NICEPAY tells no amount: the merchant claims it. */
  const claimed = (won: number) =>
    on === 'nicepay' ? { amount: amount(won), approvedAt: null, providerState: {} } : null

  it('is adopted by one call and refunded by another; watched, it is never given back by itself', async () => {
    const made = await theirs.pay('FOREIGN001')
    const wish = { ...WISH, channel: on, ref: made.payment.providerRef, claim: claimed(50_000) }
    const adopted = await ours.engine.adopt(wish)
    expect(adopted).toMatchObject({
      ok: true,
      created: true,
      file: { payment: { state: 'paid', amounts: { paid: 50_000 }, watched: true } },
    })
    if (!adopted.ok) return
    const { id } = adopted.file.payment
    expect(await ours.engine.adopt(wish)).toMatchObject({ ok: true, created: false, file: { payment: { id } } })
    await ours.pass(60 * MINUTE)
    expect((await ours.load(id)).payment.state).toBe('paid')
    const refund = { amount: amount(20_000), reason: 'x', requester: 'merchant', expectedBalance: null } as const
    expect(
      await ours.engine.refund(id, { ...refund, key: `${on}-adopted`, taxFree: null, vat: null }, 8_000),
    ).toMatchObject({
      ok: true,
      cancellation: { state: 'done', amount: 20_000 },
    })
    expect(await ours.books(made.payment.providerOrderId)).toMatchObject([{ cancelledAmount: 20_000 }])
  })

  it('under the net goes back when its order does not come', async () => {
    const made = await theirs.pay('FOREIGN002')
    const wish = { ...WISH, channel: on, ref: made.payment.providerRef, net: 'on', claim: claimed(50_000) } as const
    const adopted = await ours.engine.adopt(wish)
    expect(adopted).toMatchObject({ ok: true, created: true })
    await ours.pass(16 * MINUTE)
    await ours.settle()
    if (adopted.ok) expect((await ours.load(adopted.file.payment.id)).payment).toMatchObject({ state: 'cancelled' })
    expect(await ours.books(made.payment.providerOrderId)).toMatchObject([{ cancelledAmount: 50_000 }])
  })

  it('that was cancelled in part before comes with that as observed, where the provider shows it', async () => {
    const made = await theirs.pay('FOREIGN003')
    await theirs.control('POST', '/control/console-cancels', {
      provider: on,
      ref: made.payment.providerRef,
      amount: 10_000,
    })
    const adopted = await ours.engine.adopt({
      ...WISH,
      channel: on,
      ref: made.payment.providerRef,
      claim: claimed(50_000),
    })
    if (!adopted.ok) throw new Error(adopted.refusal.detail)
    const { payment, cancellations } = adopted.file
    const { inquiry } = [...ours.deps.channels.values()][0]!.provider.capabilities
    if (!inquiry.partialProof) return
    expect(payment).toMatchObject({
      state: 'partially_cancelled',
      amounts: { paid: 50_000, observedCancelled: 10_000 },
    })
    expect(cancellations).toMatchObject([{ kind: 'observed', state: 'done', amount: 10_000 }])
  })

  it('that nobody ever paid cannot be adopted', async () => {
    const unknown = await ours.engine.adopt({
      ...WISH,
      channel: on,
      ref: `nothing-${'0'.repeat(20)}`,
      claim: claimed(1_000),
    })
    expect(unknown.ok).toBe(false)
  })
})

const WISH = { orderNumber: null, orderId: null, net: 'watch', claim: null } as const

describe('an order that the buyer paid twice on portone-v1', () => {
  it('keeps the one payment and gives the other back', async () => {
    const world = await createWorld({ on: 'portone-v1' })
    try {
      const file = await world.register('TWICE00001')
      // The first try is refused in the window and charged later all the same, after the second one was paid.
      await world.control('POST', '/control/switches', { provider: 'portone-v1', lateApprovalMs: 5_000 })
      await world.buyer(file, { action: 'fail' })
      await world.control('POST', '/control/switches', { provider: 'portone-v1', lateApprovalMs: null })
      const first = await world.buyer(file)
      const returned = await world.engine.takeReturn(file.payment.id, first)
      expect(returned).toMatchObject({ ok: true, file: { payment: { state: 'paid' } } })
      await world.engine.recordOrder(file.payment.id, { ref: 'R', amount: null })
      // Whatever makes us look at the order next shows both.
      const { step } = await import('./step.ts')
      await step(world.deps, file.payment.id, { type: 'hint', event: 'test' })
      await world.pass(11_000)
      await world.pass(MINUTE)
      const books = await world.books(file.payment.providerOrderId)
      expect(books.map(({ cancelledAmount }) => cancelledAmount).sort()).toEqual([0, 50_000])
      expect((await world.load(file.payment.id)).payment).toMatchObject({ state: 'paid', order: { ref: 'R' } })
    } finally {
      await world.close()
    }
  })
})
