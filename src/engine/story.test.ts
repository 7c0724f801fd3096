/** The main job over real parts: a paid payment ends tied to an order, or back with the buyer. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, type World } from '../../test/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

describe('a payment', () => {
  it('is approved with the amount checked, and tied when its order is recorded in time', async () => {
    const paid = await world.pay('TIED1')
    expect(paid.payment.state).toBe('paid')
    const tied = await world.engine.recordOrder(paid.payment.id, { ref: 'R-1', amount: paid.payment.amounts.paid })
    expect(tied).toMatchObject({ ok: true })
    await world.pass(24 * 3_600_000)
    const later = await world.load(paid.payment.id)
    expect(later.payment).toMatchObject({ state: 'paid', order: { ref: 'R-1' } })
    expect(later.cancellations).toEqual([])
    expect(await world.books('TIED1')).toMatchObject([{ state: 'approved', cancelledAmount: 0 }])
  })

  it('whose order never came is given back by itself when the deadline passes', async () => {
    const paid = await world.pay('ORPHAN1')
    await world.pass(14 * 60_000)
    expect((await world.load(paid.payment.id)).payment.state).toBe('paid')
    await world.pass(2 * 60_000)
    const after = await world.load(paid.payment.id)
    expect(after.payment.state).toBe('cancelled')
    expect(after.cancellations).toMatchObject([{ kind: 'net_cancel', via: 'net_cancel_call', state: 'done' }])
    expect(await world.books('ORPHAN1')).toMatchObject([{ state: 'cancelled', cancelledAmount: 50_000 }])
    const late = await world.engine.recordOrder(paid.payment.id, { ref: 'R-2', amount: null })
    expect(late).toMatchObject({ ok: false, refusal: { code: 'MD_PAYMENT_ENDED' } })
  })
})
