/** What a buyer's browser may bring back, and what must never be approved. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, type World } from '../../test/world.ts'
import type { PaymentFile } from '../core/payment/payment.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const lastEvent = async ({ payment }: PaymentFile) =>
  (await world.deps.store.timeline(payment.id, { after: 0, limit: 100 })).at(-1)

/** Refused, still ready, nothing at the provider beyond the authentication, and the attempt on the timeline. */
async function expectRefused(file: PaymentFile, fields: Record<string, string>, code: string): Promise<void> {
  const returned = await world.engine.takeReturn(file.payment.id, fields)
  expect(returned).toMatchObject({ ok: false, refusal: { code } })
  expect((await world.load(file.payment.id)).payment.state).toBe('ready')
  expect(await lastEvent(file)).toMatchObject({ type: 'payment.return_refused', data: { code } })
  const rows = await world.books(file.payment.providerOrderId)
  expect(rows.every(({ state }) => state === 'authenticated')).toBe(true)
}

describe('a return is refused', () => {
  it('when the browser changed the amount', async () => {
    const file = await world.register('AMOUNT1')
    await expectRefused(file, { ...(await world.buyer(file)), Amt: '100' }, 'MD_RETURN_FORGED')
  })

  it('when the buyer genuinely authenticated another amount', async () => {
    const file = await world.register('AMOUNT2')
    await expectRefused(file, await world.buyer(file, { amount: 100 }), 'MD_RETURN_AMOUNT')
  })

  it('when it belongs to another order', async () => {
    const file = await world.register('OTHER1')
    const other = await world.register('OTHER2')
    await expectRefused(file, await world.buyer(other), 'MD_RETURN_OTHER_ORDER')
  })

  it('when its signature is forged', async () => {
    const file = await world.register('FORGED1')
    const fields = await world.buyer(file)
    await expectRefused(file, { ...fields, Signature: 'a'.repeat(64) }, 'MD_RETURN_FORGED')
    await expectRefused(file, { ...fields, AuthToken: `NICETOKN${'A'.repeat(32)}` }, 'MD_RETURN_FORGED')
  })

  it.each(['NextAppURL', 'NetCancelURL'])('when its %s names a foreign host', async (field) => {
    const file = await world.register(`URL${field}`)
    const fields = await world.buyer(file)
    await expectRefused(file, { ...fields, [field]: 'https://evil.example/webapi/pay_process.jsp' }, 'MD_RETURN_URL')
  })

  it('when fields are missing', async () => {
    const file = await world.register('MISSING1')
    const { AuthToken: _, ...fields } = await world.buyer(file)
    await expectRefused(file, fields, 'MD_RETURN_INCOMPLETE')
  })

  it('and a flood of them does not flood the timeline', async () => {
    const file = await world.register('FLOOD1')
    for (let i = 0; i < 30; i += 1) await world.engine.takeReturn(file.payment.id, { AuthResultCode: '0000' })
    expect((await world.load(file.payment.id)).payment.version).toBe(21)
  })
})

describe('a genuine token of another order with the same amount', () => {
  // NICEPAY signs neither order number nor transaction (nicepay §11), so this cannot be told before approval.
  it('is approved at most once, for one payment, and never leaves money without an owner', async () => {
    const [file, other] = [await world.register('STOLEN1'), await world.register('STOLEN2')]
    const fields = await world.buyer(other)
    await world.engine.takeReturn(file.payment.id, { ...fields, Moid: file.payment.providerOrderId })
    const rightful = await world.engine.takeReturn(other.payment.id, fields)
    expect(rightful).toMatchObject({ ok: false, refusal: { code: 'MD_RETURN_OTHER_ORDER' } })
    for (const seconds of [1, 5, 60, 60, 900, 60]) await world.pass(seconds * 1_000)
    expect((await world.load(file.payment.id)).payment.state).toBe('cancelled')
    expect(await world.books(other.payment.providerOrderId)).toMatchObject([{ cancelledAmount: 50_000 }])
  })
})

describe('a return', () => {
  it('that says the window was closed leaves the payment ready for another try', async () => {
    const file = await world.register('CLOSED1')
    const left = await world.engine.takeReturn(file.payment.id, await world.buyer(file, { action: 'close' }))
    expect(left).toMatchObject({ ok: false, refusal: { code: 'MD_RETURN_ABANDONED' } })
    expect(await lastEvent(file)).toMatchObject({ type: 'payment.window_left' })
    const paid = await world.engine.takeReturn(file.payment.id, await world.buyer(file))
    expect(paid).toMatchObject({ ok: true, file: { payment: { state: 'paid' } } })
  })

  it('repeated gives the same answer, also a hundred times at once, and approves once', async () => {
    const file = await world.register('SAME1')
    const fields = await world.buyer(file)
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => world.engine.takeReturn(file.payment.id, fields)),
    )
    expect(answers.every(({ ok }) => ok)).toBe(true)
    expect(await world.engine.takeReturn(file.payment.id, fields)).toMatchObject({
      ok: true,
      file: { payment: { state: 'paid' } },
    })
    const calls = (await world.control('GET', '/control/calls?provider=nicepay')) as {
      operation: string
      fields: { TID: string }
    }[]
    const approvals = calls.filter(
      ({ operation, fields: sent }) => operation === 'approve' && sent.TID === fields.TxTid,
    )
    expect(approvals).toHaveLength(1)
  })

  it('that differs from the one already taken is refused', async () => {
    const file = await world.register('DIFFERENT1')
    await world.engine.takeReturn(file.payment.id, await world.buyer(file))
    const second = await world.engine.takeReturn(file.payment.id, await world.buyer(file))
    expect(second).toMatchObject({ ok: false, refusal: { code: 'MD_RETURN_DIFFERENT' } })
    const rows = await world.books('DIFFERENT1')
    expect(rows.map(({ state }) => state).sort()).toEqual(['approved', 'authenticated'])
  })
})

describe('text that a database refuses', () => {
  it('in what the window says is stored with its odd characters replaced, never lost', async () => {
    const file = await world.register('ODDTEXT1')
    const message = `${'a'.repeat(499)}😀`
    const left = await world.engine.takeReturn(file.payment.id, { AuthResultCode: '9999', AuthResultMsg: message })
    expect(left).toMatchObject({ ok: false, refusal: { code: 'MD_RETURN_ABANDONED' } })
    const nul = await world.engine.takeReturn(file.payment.id, { AuthResultCode: '9999', AuthResultMsg: 'a\0b' })
    expect(nul).toMatchObject({ ok: false })
    expect(await lastEvent(file)).toMatchObject({ type: 'payment.window_left', data: { detail: '9999 a\ufffdb' } })
  })
})
