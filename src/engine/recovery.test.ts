/** A backup of an hour ago is restored: no order of the hour is given back, no refund of it is repeated. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askRefund, type LostHour, loseAnHour, REFUNDS } from '../../test/lost-hour.ts'
import { beginRecovery, release, until, untilWaiting } from '../../test/recovering.ts'
import { type BookRow, ORDER, type World } from '../../test/world.ts'
import { amount } from '../core/money.ts'
import { PROVIDER_IDS } from '../core/payment/payment.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../core/time.ts'

/** Asked by the workers, until only the operator is missing. */
async function recover(world: World): Promise<void> {
  await beginRecovery(world)
  await world.engine.start()
  await untilWaiting(world.engine)
}

const callsOf = async ({ control, on }: World, from: number) =>
  ((await control('GET', `/control/calls?provider=${on}`)) as { operation: string }[])
    .slice(from)
    .map(({ operation }) => operation)

describe.each(PROVIDER_IDS)('an hour lost on %s', (on) => {
  let lost: LostHour
  let world: World
  let books: () => Promise<ReadonlyMap<string, BookRow>>
  let atRestore: ReadonlyMap<string, BookRow>
  beforeAll(async () => {
    lost = await loseAnHour({ on })
    world = lost.restored
    books = async () => new Map((await world.books()).map((row) => [row.orderId, row]))
    atRestore = await books()
    // What the hour did, by the provider's books.
    expect(atRestore.get('ORPHAN')).toMatchObject({ cancelledAmount: 50_000 })
    expect(atRestore.get('NEWORPHAN')).toMatchObject({ cancelledAmount: 50_000 })
    expect(atRestore.get('TWICEPART')).toMatchObject({ cancelledAmount: 20_000 })
    expect(atRestore.get('NEWTIED')).toMatchObject({ cancelledAmount: 0 })
    const { length } = (await world.control('GET', `/control/calls?provider=${on}`)) as unknown[]
    await recover(world)
    expect((await callsOf(world, length)).filter((one) => /approve|cancel|issue|close/.test(one))).toEqual([])
  })
  afterAll(() => lost.close())

  it('stops everything that could charge or give back, and says so', async () => {
    const { engine } = world
    const registered = await engine.register({ ...ORDER, channel: on, orderId: 'WHILE' })
    expect(registered).toMatchObject({ ok: false, refusal: { code: 'MD_RECOVERING' } })
    expect(await askRefund(world, lost.files.PARTLY, { key: 'part', won: 10_000 })).toMatchObject({
      ok: false,
      refusal: { code: 'MD_RECOVERING' },
    })
    const partly = await world.load(lost.files.PARTLY.payment.id)
    expect((await engine.quoteNow(partly, amount(10_000))).problem).toMatchObject({ code: 'MD_RECOVERING' })
    expect(await engine.dropOrder(lost.files.TIEDLATER.payment.id, 'why')).toMatchObject({
      ok: false,
      refusal: { code: 'MD_RECOVERING' },
    })
    await world.pass(2 * HOUR_MS)
    expect(await books()).toEqual(atRestore)
  })

  it('takes orders all the time, and after the release gives none back that has one', async () => {
    const { engine } = world
    const tiedNow = await engine.recordOrder(lost.files.TIEDLATER.payment.id, { ref: 'R-TIEDLATER', amount: null })
    expect(tiedNow).toMatchObject({ ok: true })
    await release(world)
    await world.pass(30 * MINUTE_MS)
    for (let day = 0; day < 3; day += 1) await world.pass(DAY_MS)
    const now = await books()
    for (const order of ['TIEDLATER', 'PAIDLATER', 'LEFTOPEN', 'NEWTIED']) {
      expect(now.get(order), order).toMatchObject({ cancelledAmount: 0 })
    }
    // What was not tied again waits for a person, with what happened.
    expect((await world.load(lost.files.LEFTOPEN.payment.id)).payment).toMatchObject({
      hold: { cause: 'recovery_untied' },
    })
  })

  it('sees what the hour gave back, and gives it back once', async () => {
    const orphan = await world.load(lost.files.ORPHAN.payment.id)
    expect(orphan.payment).toMatchObject({ state: 'cancelled', hold: null })
    for (const order of ['ORPHAN', 'NEWORPHAN']) {
      expect((await books()).get(order)).toMatchObject({ cancelledAmount: 50_000, cancels: [{}] })
    }
  })

  it('answers refunds that are asked for again with those of the hour', async () => {
    const partsShow = world.deps.channels.get(on)?.provider.capabilities.inquiry.partialProof === true
    if (!partsShow) await bookByHand(world, lost)
    for (const { order, ...asked } of REFUNDS) {
      const again = await askRefund(world, lost.files[order], asked)
      expect(again, `${order} ${asked.key}`).toMatchObject({ ok: true, cancellation: { state: 'done' } })
      const repeated = await askRefund(world, lost.files[order], asked)
      expect(repeated.ok && again.ok && repeated.cancellation.id).toBe(again.ok && again.cancellation.id)
    }
    const now = await books()
    expect(now.get('WHOLLY')).toMatchObject({ cancelledAmount: 50_000, cancels: [{}] })
    expect(now.get('PARTLY')).toMatchObject({ cancelledAmount: 10_000, cancels: [{}] })
    expect(now.get('TWICEPART')).toMatchObject({ cancelledAmount: 20_000, cancels: [{}, {}] })
  })

  it('makes a refund that the hour did not know, once', async () => {
    const more = { key: 'after', won: 5_000 }
    expect(await askRefund(world, lost.files.PARTLY, more)).toMatchObject({ ok: true, cancellation: { state: 'done' } })
    await askRefund(world, lost.files.PARTLY, more)
    expect((await books()).get('PARTLY')).toMatchObject({ cancelledAmount: 15_000 })
    expect((await world.load(lost.files.PARTLY.payment.id)).payment.amounts).toMatchObject({ inFlight: 0 })
  })

  it('adopts what only the provider knew, to be seen and tied and never given back', async () => {
    const { list } = world.deps.channels.get(on)?.provider ?? {}
    const adopted = await world.deps.store.list({ orderId: 'NEWTIED', limit: 5 })
    if (list === null) return expect(adopted).toEqual([])
    expect(adopted).toMatchObject([{ payment: { watched: true, state: 'paid', hold: null } }])
    const id = adopted[0]?.payment.id
    if (id === undefined) throw new Error('it is there')
    expect(await world.engine.recordOrder(id, { ref: 'R-NEWTIED', amount: null })).toMatchObject({ ok: true })
    const [part] = await world.deps.store.list({ orderId: 'NEWPART', limit: 5 })
    expect(part).toMatchObject({ payment: { state: 'partially_cancelled', amounts: { observedCancelled: 20_000 } } })
    if (part === undefined) return
    const again = await askRefund(world, part, { key: 'new-part', won: 20_000 })
    expect(again).toMatchObject({ ok: true, cancellation: { state: 'done', kind: 'observed' } })
    expect((await books()).get('NEWPART')).toMatchObject({ cancelledAmount: 20_000 })
  })

  it('gives an untied payment back when the merchant says that there is no order', async () => {
    const untied = await world.pay('DROPPEDLATER')
    expect(untied.payment.state).toBe('paid')
    const dropped = await world.engine.dropOrder(lost.files.LEFTOPEN.payment.id, 'no such order')
    expect(dropped).toMatchObject({ ok: true })
    await until(async () => ((await books()).get('LEFTOPEN')?.cancelledAmount === 50_000 ? true : null))
    expect((await books()).get('LEFTOPEN')).toMatchObject({ cancels: [{}] })
  })
})

/** Parts do not show on NICEPAY: the first refund of one is held, and a person books what its own site shows. */
async function bookByHand(world: World, { files }: LostHour): Promise<void> {
  for (const { order, ...asked } of REFUNDS.filter(({ won }) => won !== null)) {
    const { id } = files[order].payment
    const refused = await askRefund(world, files[order], asked)
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'MD_ON_HOLD' } })
    expect((await world.load(id)).payment.hold).toMatchObject({ cause: 'recovery_unproven' })
    const common = { cancellationId: null, evidence: 'NICEPAY admin', reason: 'of the lost hour', by: 'operator' }
    const booked = await world.engine.resolve(id, {
      ...common,
      decision: 'cancelled_there',
      amount: amount(asked.won ?? 0),
    })
    expect(booked).toMatchObject({ ok: true })
  }
  for (const order of ['PARTLY', 'TWICEPART'] as const) {
    const common = { cancellationId: null, evidence: 'NICEPAY admin', reason: 'all booked', by: 'operator' }
    await world.engine.resolve(files[order].payment.id, { ...common, decision: 'release' })
  }
}
