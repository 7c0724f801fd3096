/** Looking up, checking amounts and listing over HTTP, as §19 "REST" item 6 of the sheet demands. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hash, openRestMerchant, type RestMerchant, said } from './testing.ts'

let shop: RestMerchant
beforeAll(async () => {
  shop = await openRestMerchant()
})
afterAll(() => shop.sandbox.close())
beforeEach(() => shop.control('POST', '/control/reset', { seed: 7 }))

describe('look-ups (item 6)', () => {
  const kstDay = (at: number) => new Date(at + 9 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '')
  test('by order number, with and without its Korean day', async () => {
    const tid = await shop.paid()
    const now = shop.sandbox.clock.now()
    expect((await shop.find('ORDER1')).json).toMatchObject({ resultCode: '0000', tid })
    expect((await shop.find('ORDER1', { orderDate: kstDay(now) })).json).toMatchObject({ resultCode: '0000', tid })
    expect(said(await shop.find('ORDER1', { orderDate: kstDay(now - 86_400_000) }))).toEqual([404, 'U107'])
    expect(said(await shop.find('ORDER1', { orderDate: '20261332' }))).toEqual([200, 'U130'])
    await shop.switches({ orderDate: 'required' })
    expect(said(await shop.find('ORDER1'))).toEqual([200, 'U100'])
  })
  test('order numbers are taken as they are', async () => {
    const orderId = '주문/1 50%+α'
    const tid = await shop.paid({ orderId })
    expect((await shop.find(orderId)).json).toMatchObject({ tid, orderId })
  })
  test('check-amount succeeds either way; only isValid tells', async () => {
    const tid = await shop.paid()
    const check = async (amount: number) => (await shop.call(`/v1/check-amount/${tid}`, { body: { amount } })).json
    const right = await check(1000)
    expect(right).toMatchObject({ resultCode: '0000', isValid: true, signature: hash(tid, right.ediDate) })
    expect(await check(999)).toMatchObject({ resultCode: '0000', isValid: false })
    const account = await shop.paid({ orderId: 'O2', method: 'virtual_account' })
    const refused = await shop.call(`/v1/check-amount/${account}`, { body: { amount: 1000 } })
    expect(said(refused)).toEqual([200, 'U110'])
  })
  test('the list of a day has every movement of money, page by page', async () => {
    const tid = await shop.paid()
    await shop.cancel(tid, { cancelAmt: 300 })
    await shop.cancel(tid, { cancelAmt: 700, orderId: 'CANCEL2' })
    await shop.paid({ orderId: 'O2', method: 'virtual_account' })
    const date = kstDay(shop.sandbox.clock.now())
    const list = async (query: Record<string, string>) => (await shop.call('/v1/transactions', { query })).json
    const first = await list({ date, limit: '2' })
    expect(first).toMatchObject({
      resultCode: '0000',
      pagination: { count: 2, hasMore: true, nextSequence: 3 },
      transactions: [
        { sequence: 1, originalTid: tid, tid, orderId: 'ORDER1', amount: 1000, transactionStatus: 'paid' },
        { sequence: 2, originalTid: tid, amount: 300, transactionStatus: 'partialCancelled' },
      ],
    })
    const second = await list({ date, limit: '2', startingSequence: '3' })
    expect(second).toMatchObject({
      pagination: { count: 1, hasMore: false, nextSequence: null },
      transactions: [{ sequence: 3, amount: 700, transactionStatus: 'cancelled' }],
    })
    const [row] = first.transactions as readonly { transactionAt: string }[]
    expect(row?.transactionAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
    expect(await list({ date: '20200101' })).toMatchObject({ pagination: { count: 0, hasMore: false } })
    for (const [query, code] of [
      [{ date: 'yesterday' }, 'U105'],
      [{ date: '20269999' }, 'U130'],
      [{}, 'U100'],
      [{ date, limit: '501' }, 'U132'],
    ] as const)
      expect(await list(query)).toMatchObject({ resultCode: code })
    await shop.switches({ sandboxMode: true })
    expect(await list({ date })).toMatchObject({ resultCode: 'U109' })
  })
})
