/** A recovery is the database's, not a process's: every process obeys it, any of them goes on with it. */
import { afterEach, describe, expect, it } from 'vitest'
import { askRefund, type LostHour, loseAnHour } from '../../test/lost-hour.ts'
import { beginRecovery, recoveryOf, release, until, untilWaiting } from '../../test/recovering.ts'
import { ORDER } from '../../test/world.ts'
import { allowDevelopmentKey } from '../cli/keys.ts'
import { unknownOutcome } from '../core/outcome.ts'
import { HOUR_MS, MINUTE_MS } from '../core/time.ts'
import { createApp } from '../http/app.ts'
import type { Provider } from '../ports/provider.ts'
import type { OrderCheck } from './channel.ts'

const on = 'tosspayments'
let lost: LostHour
afterEach(() => lost.close())

const booked = async (order: string) => (await lost.restored.books(order)).at(0)

describe('a recovery', () => {
  it('is obeyed by a process that was started without it, and goes on after a restart', async () => {
    lost = await loseAnHour({ on })
    const { restored: world } = lost
    await beginRecovery(world)
    const other = world.another()
    expect(await other.register({ ...ORDER, channel: on, orderId: 'WHILE1' })).toMatchObject({
      refusal: { code: 'MD_RECOVERING' },
    })
    await other.start()
    await untilWaiting(other)
    await other.stop()
    await world.pass(2 * HOUR_MS)
    expect(await booked('TIEDLATER')).toMatchObject({ cancelledAmount: 0 })
    expect(await recoveryOf(world.engine)).toMatchObject({ state: 'waiting' })
    // Begun once more it is the same one: the recovery point is not the heartbeat of the process before.
    const { since } = (await recoveryOf(world.engine)) ?? {}
    await beginRecovery(world)
    expect(await recoveryOf(world.engine)).toMatchObject({ since })
    const third = world.another()
    await third.start()
    await release(world)
    await third.stop()
    await world.pass(HOUR_MS)
    expect(await booked('TIEDLATER')).toMatchObject({ cancelledAmount: 0 })
  })

  it('asks the merchant’s order check after the release: tied where it is, given back where it is not', async () => {
    const known = new Map([['TIEDLATER', 'R-1']])
    const orderCheck: OrderCheck = async ({ orderId }) => {
      const ref = known.get(orderId)
      return ref === undefined ? { kind: 'none' } : { kind: 'ref', ref }
    }
    lost = await loseAnHour({ on, restored: { channel: { orderCheck } } })
    const { restored: world, files } = lost
    await beginRecovery(world)
    await world.engine.start()
    await untilWaiting(world.engine)
    await release(world)
    await world.pass(16 * MINUTE_MS)
    await until(async () => ((await booked('LEFTOPEN'))?.cancelledAmount === 50_000 ? true : null))
    expect((await world.load(files.TIEDLATER.payment.id)).payment).toMatchObject({ order: { ref: 'R-1' }, hold: null })
    expect(await booked('TIEDLATER')).toMatchObject({ cancelledAmount: 0 })
    // Adopted ones are nobody's to give back, whatever the order check would say.
    expect(await booked('NEWTIED')).toMatchObject({ cancelledAmount: 0 })
  })

  it('is not released while the provider does not answer, unless what is open goes to the desk', async () => {
    const silent = (made: Provider): Provider => ({
      ...made,
      inquire: async (target, call) =>
        target.providerOrderId === 'TIEDLATER' ? unknownOutcome('no answer') : await made.inquire(target, call),
    })
    lost = await loseAnHour({ on, restored: { provider: silent } })
    const { restored: world, files } = lost
    await world.fault('list', 'error_before')
    await beginRecovery(world)
    await world.engine.start()
    const trouble = async () => (await recoveryOf(world.engine))?.trouble ?? null
    expect(await until(trouble)).toMatch(/list could not be read/)
    const wish = { channel: on, reason: 'hurry', by: 'operator', unanswered: 'hold' } as const
    expect(await world.engine.releaseRecovery(wish)).toMatchObject({ code: 'MD_RECOVERY_UNFINISHED' })
    await world.clearFaults()
    await until(async () => ((await trouble()) === null ? true : null))
    const early = await world.engine.releaseRecovery({ ...wish, unanswered: 'wait' })
    expect(early).toMatchObject({ code: 'MD_RECOVERY_UNFINISHED' })
    await release(world, 'hold')
    const { payment } = await world.load(files.TIEDLATER.payment.id)
    expect(payment.hold).toMatchObject({ cause: 'recovery_unproven' })
    await world.pass(HOUR_MS)
    expect(await booked('TIEDLATER')).toMatchObject({ cancelledAmount: 0 })
  })

  it('asks about a payment that was too old to be asked before, at its first refund', async () => {
    lost = await loseAnHour({ on })
    const { restored: world, files } = lost
    await world.engine.recover({ since: null, backMs: 0 })
    await world.engine.start()
    await untilWaiting(world.engine)
    await release(world)
    await world.fault('inquire', 'error_before')
    const asked = { key: 'old', won: 1_000 }
    const blind = await askRefund(world, files.TWICEPART, asked)
    if (!blind.ok) expect(blind.refusal.code).toBe('MD_RECOVERING')
    await world.clearFaults()
    expect(await askRefund(world, files.TWICEPART, asked)).toMatchObject({ ok: true, cancellation: { state: 'done' } })
    expect(await booked('TWICEPART')).toMatchObject({ cancelledAmount: 21_000 })
  })

  it('is told where machines and people look', async () => {
    lost = await loseAnHour({ on })
    const { restored: world, files } = lost
    await beginRecovery(world)
    await world.engine.start()
    const app = await createApp({ engine: world.engine, publicUrl: 'http://localhost', development: true })
    const key = { authorization: 'Bearer mk_dev_maedeup' }
    await allowDevelopmentKey(world.deps.store)
    const get = async (url: string) => (await app.inject({ url, headers: key })).json()
    expect(await get('/readyz')).toEqual({ status: 'ready', recovering: [on] })
    await untilWaiting(world.engine)
    expect(await get('/v1/net')).toMatchObject({ data: [{ recovery: { state: 'waiting', open: 0, trouble: null } }] })
    expect(await get('/v1/attention')).toMatchObject({ data: [] })
    const untied = (await get('/v1/net/untied')).data as { orderId: string }[]
    expect(untied.map(({ orderId }) => orderId).sort()).toEqual([
      'LEFTOPEN',
      'NEWPART',
      'NEWTIED',
      'PAIDLATER',
      'TIEDLATER',
    ])
    const put = await app.inject({
      method: 'PUT',
      url: `/v1/payments/${files.WAITING.payment.id}/order`,
      headers: key,
      payload: { ref: 'R' },
    })
    expect(put.json()).toMatchObject({ status: 503, code: 'MD_RECOVERING' })
    const payload = { channel: on, what: 'recovery', reason: 'checked' }
    const released = await app.inject({ method: 'POST', url: '/v1/net/release', headers: key, payload })
    expect(released.statusCode).toBe(200)
    await until(async () => ((await recoveryOf(world.engine)) === null ? true : null))
    expect(await get('/readyz')).toEqual({ status: 'ready' })
    await app.close()
  })
})
