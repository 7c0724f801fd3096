/** Approvals whose answer is lost: paid and known, or given back; never both, never neither. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, type World } from '../../test/world.ts'
import type { PaymentId } from '../core/ids.ts'

let world: World
beforeAll(async () => {
  world = await createWorld({ readMs: 1_500 })
})
afterEach(() => world.clearFaults())
afterAll(() => world.close())

const MINUTE = 60_000

const types = async (id: PaymentId) =>
  (await world.deps.store.timeline(id, { after: 0, limit: 100 })).map((e) => e.type)

/** Lets a day pass in steps like a day passes: short ones first. */
async function day(): Promise<void> {
  for (const seconds of [1, 5, 10, 20, 30, 40, 60, 60, 120, 300, 600, 900]) await world.pass(seconds * 1_000)
  for (let hour = 0; hour < 27; hour += 1) await world.pass(60 * MINUTE)
}

describe('an approval', () => {
  it('whose reply was lost is found charged at once, and waits for its order', async () => {
    await world.fault('approve', 'lose_reply', { times: 1 })
    const lost = await world.pay('LOSTREPLY1')
    expect(lost.payment.state).toBe('approving')
    await world.settle()
    expect((await world.load(lost.payment.id)).payment.state).toBe('paid')
    const tied = await world.engine.recordOrder(lost.payment.id, { ref: 'R1', amount: null })
    expect(tied.ok).toBe(true)
    await day()
    expect(await world.books('LOSTREPLY1')).toMatchObject([{ state: 'approved', cancelledAmount: 0 }])
  })

  it('whose reply was lost and whose order never came is given back', async () => {
    await world.fault('approve', 'lose_reply', { times: 1 })
    const lost = await world.pay('LOSTREPLY2')
    await day()
    expect((await world.load(lost.payment.id)).payment.state).toBe('cancelled')
    expect(await world.books('LOSTREPLY2')).toMatchObject([{ state: 'cancelled', cancelledAmount: 50_000 }])
  })

  it('that never arrived is undone to be sure, and fails by negative proof', async () => {
    await world.fault('approve', 'lose_request', { times: 1 })
    const lost = await world.pay('LOSTREQUEST1')
    expect(lost.payment.state).toBe('approving')
    await day()
    const file = await world.load(lost.payment.id)
    expect(file.payment).toMatchObject({ state: 'failed', amounts: { paid: 0, cancelledByUs: 0, inFlight: 0 } })
    expect(file.cancellations).toMatchObject([{ kind: 'net_cancel', state: 'refused', reserved: 0 }])
    expect(await world.books('LOSTREQUEST1')).toMatchObject([{ state: 'authenticated', cancelledAmount: 0 }])
  })

  it('that takes effect late, inside the waiting, is found or undone', async () => {
    await world.fault('approve', 'late_effect', { times: 1, delayMs: 20_000 })
    const lost = await world.pay('LATE1')
    await day()
    const { payment } = await world.load(lost.payment.id)
    expect(payment.state).toBe('cancelled')
    expect(await world.books('LATE1')).toMatchObject([{ state: 'cancelled', cancelledAmount: 50_000 }])
  })

  it('that takes effect after we gave up is found by the late look and given back', async () => {
    await world.fault('approve', 'late_effect', { times: 1, delayMs: 20 * MINUTE })
    // The net cancel finds nothing to cancel yet, so negative proof ends the payment before the charge exists.
    const lost = await world.pay('LATE2')
    for (const seconds of [1, 5, 10, 20, 30, 40, 60, 60]) await world.pass(seconds * 1_000)
    expect((await world.load(lost.payment.id)).payment.state).toBe('failed')
    await day()
    const { payment } = await world.load(lost.payment.id)
    expect(payment.state).toBe('cancelled')
    expect(await world.books('LATE2')).toMatchObject([{ state: 'cancelled', cancelledAmount: 50_000 }])
    expect(await types(payment.id)).toContain('net.orphan_found')
  })

  it('that was refused by a listed code moved no money', async () => {
    await world.control('POST', '/control/reset', { seed: 7 })
    const file = await world.register('REFUSED1')
    const fields = await world.buyer(file)
    const wrong = { ...fields, AuthToken: fields.AuthToken ?? '' }
    await world.fault('approve', 'unlisted_code', { times: 1 })
    const returned = await world.engine.takeReturn(file.payment.id, wrong)
    expect(returned).toMatchObject({ ok: true, file: { payment: { state: 'approving' } } })
    await day()
    expect((await world.load(file.payment.id)).payment.state).toBe('failed')
  })

  it.each(['garble', 'wrong_signature', 'error_after'] as const)(
    'answered with %s is settled by asking',
    async (fault) => {
      await world.fault('approve', fault, { times: 1 })
      const file = await world.pay(`ODD${fault.replace('_', '')}`)
      expect(file.payment.state).toBe('approving')
      await world.settle()
      expect((await world.load(file.payment.id)).payment.state).toBe('paid')
    },
  )

  it('that could not be sent leaves the payment ready, and the same return approves later', async () => {
    const file = await world.register('NOTSENT1')
    const fields = await world.buyer(file)
    await world.fault('approve', 'refuse_connection', { delayMs: 600 })
    const refused = await world.engine.takeReturn(file.payment.id, fields)
    expect(refused).toMatchObject({ ok: true, file: { payment: { state: 'ready' } } })
    await world.clearFaults()
    const again = await world.engine.takeReturn(file.payment.id, fields)
    expect(again).toMatchObject({ ok: true, file: { payment: { state: 'paid' } } })
    expect(await world.books('NOTSENT1')).toMatchObject([{ state: 'approved' }])
  })

  it('while inquiries fail too is net-cancelled once the call has certainly ended', async () => {
    await world.fault('approve', 'lose_reply', { times: 1 })
    await world.fault('inquire', 'error_before')
    const file = await world.pay('BLIND1')
    await world.pass(60_000)
    await world.pass(60_000)
    const { payment, cancellations } = await world.load(file.payment.id)
    expect(payment).toMatchObject({ state: 'cancelled', amounts: { paid: 50_000, cancelledByUs: 50_000 } })
    expect(cancellations).toMatchObject([{ via: 'net_cancel_call', state: 'done' }])
    expect(await world.books('BLIND1')).toMatchObject([{ state: 'cancelled', cancelledAmount: 50_000 }])
  })
})
