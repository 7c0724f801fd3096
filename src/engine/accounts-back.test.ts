/** Deposits on their way back that do not arrive: the buyer's second account, and a person where no call can help. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, type World } from '../../test/world.ts'
import type { RefundAccount } from '../core/account/account.ts'
import { type Amount, amount } from '../core/money.ts'
import type { Payment } from '../core/payment/payment.ts'
import { after, DAY_MS, HOUR_MS, MINUTE_MS } from '../core/time.ts'
import { step } from './step.ts'

const ACCOUNT: RefundAccount = { bank: 'SHINHAN', number: '56211105948400', holder: '홍길동', phone: '01012345678' }
const ANOTHER: RefundAccount = { ...ACCOUNT, number: '11022233344455' }

/** What the acts below need of one provider's world. */
function acts(world: World, on: string) {
  const days = async (count: number) => {
    for (let day = 0; day < count; day += 1) await world.pass(DAY_MS)
  }
  const read = async ({ id }: Payment) => await world.load(id)
  return {
    days,
    read,
    deposited: async (orderId: string, { order }: { order: string | null }): Promise<Payment> => {
      const expiresAt = after(world.deps.clock.now(), 3 * DAY_MS)
      const virtualAccount = { bank: 'SHINHAN', holder: '매듭', expiresAt, cashReceipt: null } as const
      const { payment } = await world.register(orderId, { virtualAccount, buyer: { name: '홍길동' } })
      await world.control('POST', '/control/deposits', { provider: on, ref: payment.providerRef, amount: 50_000 })
      await step(world.deps, payment.id, { type: 'hint', event: 'deposit' })
      await world.pass(11_000)
      if (order !== null) await world.engine.recordOrder(payment.id, { ref: order, amount: null })
      return payment
    },
    refund: async ({ id }: Payment, sum: Amount | null, key: string, refundAccount = ACCOUNT) => {
      const wish = { reason: '변심', requester: 'buyer', expectedBalance: null, taxFree: null, vat: null } as const
      return await world.engine.refund(id, { ...wish, amount: sum, key, refundAccount }, 5_000)
    },
    give: async (payment: Payment, account = ANOTHER) => {
      const linkId = (await read(payment)).payment.accountAsk?.linkId ?? ''
      const token = world.engine.refundAccountPath(payment.id, linkId).split('/').at(-1) ?? ''
      const given = await world.engine.giveAccount({ id: payment.id, token, account })
      await world.settle()
      return given
    },
    switches: async (to: object) => await world.control('POST', '/control/switches', { provider: on, ...to }),
    /** What the provider has given back, by its own books. */
    givenBack: async ({ providerOrderId }: Payment) =>
      (await world.books(providerOrderId)).flatMap(({ cancels }) => cancels.map(({ amount: sum }) => sum)),
  }
}

describe('at Toss Payments', () => {
  let world: World
  beforeAll(async () => {
    world = await createWorld({ on: 'tosspayments' })
  })
  afterAll(() => world.close())

  it.each(['an orphan’s money', 'a merchant’s refund'])(
    '%s that came back and is called cancelled all the same is never booked as given: a person pays',
    async (what) => {
      const { deposited, days, give, read, refund, switches } = acts(world, 'tosspayments')
      await switches({ accountRefund: 'bounces', bouncedRefund: 'stays' })
      const isOrphan = what.startsWith('an orphan')
      const payment = await deposited(isOrphan ? 'BACKORPHAN' : 'BACKREFUND', { order: isOrphan ? null : 'R' })
      if (isOrphan) {
        await world.pass(16 * MINUTE_MS)
        await give(payment, ACCOUNT)
      } else await refund(payment, null, 'all')
      await days(6)
      expect((await read(payment)).payment.accountAsk).toMatchObject({ why: 'refund_bounced', amount: 50_000 })
      expect((await give(payment)).ok).toBe(true)
      for (let hour = 0; hour < 48; hour += 1) await world.pass(HOUR_MS)
      const { payment: ended, cancellations } = await read(payment)
      expect(ended).toMatchObject({ state: 'paid', amounts: { cancelledByUs: 0 }, hold: { cause: 'ladder_ended' } })
      expect(cancellations.map(({ state }) => state)).toEqual(['bounced', 'unknown'])
    },
  )

  it('a part that came back is paid out once, where the merchant repeats it and the buyer has the link', async () => {
    const { deposited, days, give, givenBack, read, refund, switches } = acts(world, 'tosspayments')
    await switches({ accountRefund: 'bounces', bouncedRefund: 'returns' })
    const payment = await deposited('BACKTWICE', { order: 'R' })
    await refund(payment, amount(20_000), 'part')
    await days(6)
    expect((await read(payment)).payment.accountAsk).toMatchObject({ amount: 20_000 })
    await switches({ accountRefund: 'arrives' })
    expect(await refund(payment, amount(20_000), 'part again', ANOTHER)).toMatchObject({ ok: true })
    expect(await give(payment)).toMatchObject({ ok: false })
    await days(6)
    expect(await givenBack(payment)).toEqual([20_000])
    expect((await read(payment)).payment.amounts).toMatchObject({ cancelledByUs: 20_000, inFlight: 0 })
  })
})

describe('at PortOne V2', () => {
  let world: World
  beforeAll(async () => {
    world = await createWorld({ on: 'portone-v2' })
  })
  afterAll(() => world.close())

  it('a refund by the buyer’s link that the provider refuses is on the desk, and not forgotten', async () => {
    const { deposited, days, give, read, refund, switches } = acts(world, 'portone-v2')
    await switches({ refundTransfer: 'FAILED' })
    const payment = await deposited('BACKLINK', { order: 'R' })
    await refund(payment, amount(20_000), 'part of link')
    await days(4)
    expect((await give(payment)).ok).toBe(true)
    await days(4)
    expect((await read(payment)).payment).toMatchObject({ hold: { cause: 'refund_refused' }, accountAsk: null })
  })

  it('a merchant’s refund that is refused later is the merchant’s to repeat: no buyer is asked beside it', async () => {
    const { deposited, days, givenBack, read, refund, switches } = acts(world, 'portone-v2')
    await switches({ cancelOutcome: 'REQUESTED', asyncSettle: 'refuse', asyncAfterMs: 60_000 })
    const payment = await deposited('BACKASYNC', { order: 'R' })
    await refund(payment, amount(20_000), 'async')
    await days(2)
    const { payment: refused, cancellations } = await read(payment)
    expect([refused.accountAsk, cancellations.map(({ state }) => state)]).toEqual([null, ['refused']])
    await switches({ cancelOutcome: 'SUCCEEDED' })
    await refund(payment, amount(20_000), 'async again', ANOTHER)
    expect(await givenBack(payment)).toEqual([20_000])
  })
})
