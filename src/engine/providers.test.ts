/** The same life on every provider: paid, tied, refunded in parts, given back, and lost answers settled by evidence. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, type World } from '../../test/world.ts'
import { developmentConfig } from '../cli/dev-channels.ts'
import { amount } from '../core/money.ts'
import type { PaymentFile, ProviderId } from '../core/payment/payment.ts'
import { PROVIDER_IDS } from '../core/payment/payment.ts'
import type { RefundWish } from './refund.ts'

const URLS = Object.fromEntries(PROVIDER_IDS.map((id) => [id, 'http://127.0.0.1:1']))
const PROVIDERS = Object.keys(developmentConfig({ orderWithin: null }, { urls: URLS }).channels) as ProviderId[]

const MINUTE = 60_000

describe.each(PROVIDERS)('on %s', (on) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld({ on })
  })
  afterEach(() => world.clearFaults())
  afterAll(() => world.close())

  const wish = (key: string, won: number | null): RefundWish => ({
    key,
    amount: won === null ? null : amount(won),
    reason: '고객 요청',
    requester: 'buyer',
    expectedBalance: null,
    taxFree: null,
    vat: null,
  })

  async function tied(orderId: string): Promise<PaymentFile> {
    const paid = await world.pay(orderId)
    expect(paid.payment.state).toBe('paid')
    expect((await world.engine.recordOrder(paid.payment.id, { ref: 'R', amount: amount(50_000) })).ok).toBe(true)
    return paid
  }

  /** Hours go by, in steps that a ladder has. */
  async function hours(count: number): Promise<void> {
    for (const seconds of [1, 5, 15, 30, 60, 60, 120, 300, 600]) await world.pass(seconds * 1_000)
    for (let hour = 0; hour < count; hour += 1) await world.pass(60 * MINUTE)
  }

  const book = async (file: PaymentFile) => (await world.books(file.payment.providerOrderId)).at(0)

  it('a reservation is tied, refunded in part and then wholly, and the books agree', async () => {
    const file = await tied('GOODSTAY01')
    const { id } = file.payment
    expect(await world.engine.refund(id, wish(`${on}-a`, 20_000), 8_000)).toMatchObject({
      ok: true,
      cancellation: { state: 'done', amount: 20_000 },
    })
    expect((await world.load(id)).payment).toMatchObject({ state: 'partially_cancelled', order: { ref: 'R' } })
    expect(await world.engine.refund(id, wish(`${on}-b`, null), 8_000)).toMatchObject({
      ok: true,
      cancellation: { state: 'done', amount: 30_000 },
    })
    expect((await world.load(id)).payment).toMatchObject({ state: 'cancelled', hold: null })
    expect(await book(file)).toMatchObject({ cancelledAmount: 50_000 })
  })

  it('a payment whose order never came goes back by itself', async () => {
    const file = await world.pay('LOSTSTAY01')
    await world.pass(16 * MINUTE)
    await world.settle()
    expect((await world.load(file.payment.id)).payment).toMatchObject({ state: 'cancelled', hold: null })
    expect(await book(file)).toMatchObject({ cancelledAmount: 50_000 })
  })

  it.each(['lose_reply', 'lose_request'])('a partial refund met by %s never happens twice', async (fault) => {
    const file = await tied(`PART${fault.replace('_', '').toUpperCase()}`)
    const { id } = file.payment
    await world.fault('cancel', fault, { times: 1 })
    await world.engine.refund(id, wish(`${on}-${fault}`, 20_000), 300)
    for (const seconds of [1, 5, 10, 15, 20]) await world.pass(seconds * 1_000)
    const { capabilities } = [...world.deps.channels.values()][0]!.provider
    if (capabilities.resend.partial === 'never' && fault === 'lose_request') {
      await world.pass(60_000)
      expect((await world.load(id)).payment.hold).toMatchObject({ cause: 'unprovable' })
      expect(await book(file)).toMatchObject({ cancelledAmount: 0 })
      return
    }
    await hours(3)
    const after = await world.load(id)
    const theirs = (await book(file))?.cancelledAmount ?? -1
    if (capabilities.inquiry.partialProof) {
      expect(after.payment).toMatchObject({ state: 'partially_cancelled', hold: null })
      expect(theirs).toBe(20_000)
    } else {
      expect(after.payment.hold).toMatchObject({ cause: 'unprovable' })
      expect([0, 20_000]).toContain(theirs)
    }
  })

  it.each(['lose_reply', 'lose_request'])('a full refund met by %s happens once', async (fault) => {
    const file = await tied(`FULL${fault.replace('_', '').toUpperCase()}`)
    await world.fault('cancel', fault, { times: 1 })
    await world.engine.refund(file.payment.id, wish(`${on}-full-${fault}`, null), 300)
    await hours(3)
    expect((await world.load(file.payment.id)).payment).toMatchObject({ state: 'cancelled', hold: null })
    expect(await book(file)).toMatchObject({ cancelledAmount: 50_000, cancels: [{ amount: 50_000 }] })
  })

  it('100 refunds of 1,000 at once on 10,000 are ten', async () => {
    const paid = await world.pay('HUNDRED001', { amount: amount(10_000) })
    const { id } = paid.payment
    await world.engine.recordOrder(id, { ref: 'R', amount: null })
    const asked = Array.from({ length: 100 }, (_, i) => world.engine.refund(id, wish(`${on}-h${i}`, 1_000), 100))
    await Promise.all(asked)
    for (let round = 0; round < 12; round += 1) await world.pass(1_000)
    const { payment, cancellations } = await world.load(id)
    expect(cancellations.filter(({ state }) => state === 'done')).toHaveLength(10)
    expect(cancellations.filter(({ answer }) => answer?.code === 'MD_BALANCE_TOO_SMALL')).toHaveLength(90)
    expect(payment).toMatchObject({ state: 'cancelled', amounts: { inFlight: 0 } })
    expect(await book(paid)).toMatchObject({ cancelledAmount: 10_000 })
  })
})
