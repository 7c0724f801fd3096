/** Idempotency over HTTP: one effect per key, the first answer again byte for byte, 15 days (§7, §16 item 6). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DAY_MS } from '../../core/time.ts'
import { openShop, type Shop } from './testing.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.sandbox.close())
beforeEach(() => shop.reset())

const part = { cancelAmount: 300 }

describe('a replay', () => {
  test('is byte for byte the first answer, executes nothing, and names both traces', async () => {
    const paid = await shop.paid()
    const first = await shop.cancel(paid, part, { key: 'cx-1' })
    await shop.cancel(paid, part, { key: 'cx-2' })
    const again = await shop.cancel(paid, part, { key: 'cx-1' })
    expect([again.status, again.text]).toEqual([200, first.text])
    const traces = again.headers.get('x-tosspayments-trace-id')?.split(',') ?? []
    expect(traces).toHaveLength(2)
    expect(traces[1]).toBe(first.headers.get('x-tosspayments-trace-id'))
    expect((await shop.book(paid)).cancels.map(({ key }) => key)).toEqual(['cx-1', 'cx-2'])
  })
  test('also of a refusal: a corrected body under the same key gets the old error', async () => {
    const paid = await shop.paid()
    const first = await shop.cancel(paid, { cancelAmount: 5000 }, { key: 'cx-1' })
    const again = await shop.cancel(paid, part, { key: 'cx-1' })
    expect([again.status, again.text]).toEqual([403, first.text])
  })
  test('of a 5xx only when switched', async () => {
    const paid = await shop.paid()
    await shop.fault('cancel', 'maintenance', { times: 1 })
    expect((await shop.cancel(paid, part, { key: 'cx-1' })).status).toBe(500)
    expect((await shop.cancel(paid, part, { key: 'cx-1' })).status).toBe(200)
    await shop.switches({ replay5xx: 'yes' })
    await shop.fault('cancel', 'maintenance', { times: 1 })
    for (let times = 0; times < 2; times += 1) expect((await shop.cancel(paid, part, { key: 'cx-2' })).status).toBe(500)
  })
  test('a hundred at once are one effect', async () => {
    const paid = await shop.paid()
    const replies = await Promise.all(Array.from({ length: 100 }, () => shop.cancel(paid, part, { key: 'cx-1' })))
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1)
    expect((await shop.book(paid)).cancelledAmount).toBe(300)
  })
})

describe('the scope of a key', () => {
  test('is the URL too: the same key cancels another payment', async () => {
    const [one, two] = [await shop.paid(), await shop.paid({ orderId: 'ORDER2' })]
    await shop.cancel(one, part, { key: 'cx-1' })
    expect((await shop.cancel(two, part, { key: 'cx-1' })).json.paymentKey).toBe(two.paymentKey)
  })
  test('on confirm the URL is the same for all: the first payment comes again', async () => {
    const [one, two] = [await shop.authenticate(), await shop.authenticate({ orderId: 'ORDER2' })]
    await shop.confirm(one, { key: 'cf' })
    expect((await shop.confirm(two, { key: 'cf' })).json.paymentKey).toBe(one.paymentKey)
    expect((await shop.book(two)).paidAmount).toBe(0)
  })
  test('is the API key too, and no look-up has one', async () => {
    const paid = await shop.paid()
    await shop.cancel(paid, part, { key: 'cx-1' })
    const headers = { authorization: `Basic ${btoa('live_sk_maedeup:')}` }
    expect((await shop.cancel(paid, part, { key: 'cx-1', headers })).json.balanceAmount).toBe(400)
    expect((await shop.get(paid, { key: 'cx-1' })).json.balanceAmount).toBe(400)
  })
  test('lasts 15 days', async () => {
    const paid = await shop.paid()
    await shop.cancel(paid, part, { key: 'cx-1' })
    await shop.advance(15 * DAY_MS - 10_000)
    expect((await shop.cancel(paid, part, { key: 'cx-1' })).json.balanceAmount).toBe(700)
    await shop.advance(10_000)
    expect((await shop.cancel(paid, part, { key: 'cx-1' })).json.balanceAmount).toBe(400)
  })
  test('ends at 300 characters', async () => {
    const paid = await shop.paid()
    expect((await shop.cancel(paid, part, { key: 'k'.repeat(301) })).json.code).toBe('INVALID_IDEMPOTENCY_KEY')
    expect((await shop.cancel(paid, part, { key: 'k'.repeat(300) })).status).toBe(200)
  })
  test('what was turned away at the door binds no key', async () => {
    const paid = await shop.paid()
    await shop.cancel(paid, part, { key: 'cx-1', headers: { authorization: 'none' } })
    expect((await shop.cancel(paid, part, { key: 'cx-1' })).status).toBe(200)
  })
})

describe('while the first is running', () => {
  test('409; once it ran, its answer', async () => {
    const paid = await shop.paid()
    await shop.fault('cancel', 'late_effect', { times: 1, delayMs: 5_000 })
    await expect(shop.cancel(paid, part, { key: 'cx-1' })).rejects.toThrow()
    const busy = await shop.cancel(paid, part, { key: 'cx-1' })
    expect([busy.status, busy.json.code]).toEqual([409, 'IDEMPOTENT_REQUEST_PROCESSING'])
    await shop.advance(5_000)
    expect((await shop.cancel(paid, part, { key: 'cx-1' })).json.balanceAmount).toBe(700)
    expect((await shop.book(paid)).cancelledAmount).toBe(300)
  })
})
