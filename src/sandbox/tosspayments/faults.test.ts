/** Every fault on the calls of Toss: what the client sees, and what the books say (§16 item 11). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openShop, type Paid, type Shop } from './testing.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.sandbox.close())
beforeEach(() => shop.reset())

const ONCE = { times: 1 }
const isPaid = async (paid: Paid) => (await shop.book(paid)).paidAmount === 1000

describe('the connection breaks', () => {
  test('lose_request: nothing is processed, and its key is free', async () => {
    const paid = await shop.authenticate()
    await shop.fault('approve', 'lose_request', ONCE)
    await expect(shop.confirm(paid, { key: 'cf-1' })).rejects.toThrow()
    expect(await isPaid(paid)).toBe(false)
    expect((await shop.confirm(paid, { key: 'cf-1' })).json.status).toBe('DONE')
  })
  test('lose_reply: it happened, and the key gives the answer', async () => {
    const paid = await shop.authenticate()
    await shop.fault('approve', 'lose_reply', ONCE)
    await expect(shop.confirm(paid, { key: 'cf-1' })).rejects.toThrow()
    expect(await isPaid(paid)).toBe(true)
    expect((await shop.confirm(paid, { key: 'cf-1' })).json.status).toBe('DONE')
    expect((await shop.confirm(paid)).json.code).toBe('ALREADY_PROCESSED_PAYMENT')
  })
  test('late_effect: look-ups find nothing until it happens', async () => {
    const paid = await shop.authenticate()
    await shop.fault('approve', 'late_effect', { times: 1, delayMs: 60_000 })
    await expect(shop.confirm(paid)).rejects.toThrow()
    expect((await shop.get(paid)).status).toBe(404)
    await shop.advance(60_000)
    expect((await shop.get(paid)).json.status).toBe('DONE')
  })
})

describe('the answer is no answer', () => {
  test('error_before and error_after: an HTML page, without and with the effect', async () => {
    const paid = await shop.authenticate()
    await shop.fault('approve', 'error_before', ONCE)
    expect((await shop.confirm(paid)).text).toContain('<html>')
    expect(await isPaid(paid)).toBe(false)
    await shop.fault('approve', 'error_after', ONCE)
    expect((await shop.confirm(paid)).status).toBe(500)
    expect(await isPaid(paid)).toBe(true)
  })
  test('garble: it happened, the JSON is cut', async () => {
    const paid = await shop.authenticate()
    await shop.fault('approve', 'garble', ONCE)
    const { text } = await shop.confirm(paid)
    expect(() => JSON.parse(text)).toThrow(SyntaxError)
    expect(await isPaid(paid)).toBe(true)
  })
  test('duplicate_request: without a key it is processed twice, with a key once', async () => {
    const paid = await shop.paid()
    await shop.fault('cancel', 'duplicate_request', { times: 2 })
    expect((await shop.cancel(paid, { cancelAmount: 100 })).json.balanceAmount).toBe(800)
    expect((await shop.cancel(paid, { cancelAmount: 100 }, { key: 'cx-1' })).json.balanceAmount).toBe(700)
  })
})

describe('the answer says something else', () => {
  test('unlisted_code and maintenance: nothing happened', async () => {
    const paid = await shop.authenticate()
    await shop.fault('approve', 'unlisted_code', ONCE)
    expect((await shop.confirm(paid)).json.code).toBe('SANDBOX_UNLISTED_CODE')
    await shop.fault('approve', 'maintenance', ONCE)
    expect((await shop.confirm(paid)).json.code).toBe('FAILED_INTERNAL_SYSTEM_PROCESSING')
    expect(await isPaid(paid)).toBe(false)
  })
  test('balance_short: EXCEED_CANCEL_LIMIT', async () => {
    const paid = await shop.paid()
    await shop.fault('cancel', 'balance_short', ONCE)
    expect((await shop.cancel(paid)).json.code).toBe('EXCEED_CANCEL_LIMIT')
    expect((await shop.book(paid)).cancelledAmount).toBe(0)
  })
  test('stale_inquiry: the state before the last change', async () => {
    const paid = await shop.paid()
    await shop.fault('inquire', 'stale_inquiry', { times: 2 })
    expect((await shop.get(paid)).status).toBe(404)
    await shop.cancel(paid)
    expect((await shop.get(paid)).json).toMatchObject({ status: 'DONE', balanceAmount: 1000 })
    expect((await shop.get(paid)).json).toMatchObject({ status: 'CANCELED', balanceAmount: 0 })
  })
})

describe('what makes no sense is refused in words', () => {
  const senseless = [
    ['net_cancel', 'lose_reply'],
    ['approve', 'wrong_signature'],
    ['inquire', 'test_channel'],
    ['approve', 'euckr_answer'],
    ['approve', 'balance_short'],
    ['approve', 'webhook_drop'],
    ['webhook', 'lose_reply'],
  ] as const
  test.each(senseless)('%s %s', async (operation, fault) => {
    expect(await shop.fault(operation, fault)).toMatchObject({ status: 422, json: { errors: [{ field: 'fault' }] } })
  })
  test('each operation has faults of its own', async () => {
    const operations = ['approve', 'cancel', 'inquire', 'issue', 'close', 'list'] as const
    for (const operation of operations) await shop.fault(operation, 'error_before', ONCE)
    const body = { amount: 1000, orderId: 'ORDER2', orderName: 'x', customerName: 'x', bank: '88' }
    const issue = () => shop.call('/v1/virtual-accounts', { method: 'POST', body })
    const paid = await shop.authenticate()
    const statuses: number[] = []
    for (const act of [
      () => shop.confirm(paid),
      () => shop.cancel(paid),
      () => shop.get(paid),
      issue,
      () => shop.call('/v1/transactions?startDate=2026-01-01&endDate=2026-01-02'),
    ])
      statuses.push((await act()).status, (await act()).status)
    expect(statuses).toEqual([500, 200, 500, 200, 500, 200, 500, 200, 500, 200])
    const account = await shop.call('/v1/payments/orders/ORDER2')
    const key = { paymentKey: String(account.json.paymentKey) }
    expect([(await shop.cancel(key)).status, (await shop.cancel(key)).status]).toEqual([500, 200])
  })
  test('an orderId that the window would not take', async () => {
    const buyer = { provider: 'tosspayments', orderId: 'A', amount: 1000 }
    expect((await shop.control('POST', '/control/buyers', buyer)).json).toMatchObject({
      errors: [{ field: 'orderId' }],
    })
  })
})
