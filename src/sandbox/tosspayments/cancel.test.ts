/** The cancel table of §4.3, asynchronous cancels, periods and the list of transactions (§16 items 5 and 9). */
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { businessDate, DAY_MS, endOfKstMonth, MINUTE_MS } from '../../core/time.ts'
import { openShop, type Shop } from './testing.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.sandbox.close())
beforeEach(() => shop.reset())

describe('the table of §4.3', () => {
  test('one full cancel is CANCELED; again is ALREADY_CANCELED_PAYMENT', async () => {
    const paid = await shop.paid()
    const { json } = await shop.cancel(paid, { cancelAmount: 1000, refundableAmount: 1000 }, { key: 'cx-1' })
    expect(json).toMatchObject({ status: 'CANCELED', balanceAmount: 0, vat: 0, suppliedAmount: 0 })
    const again = await shop.cancel(paid)
    expect([again.status, again.json.code]).toEqual([400, 'ALREADY_CANCELED_PAYMENT'])
    expect(await shop.book(paid)).toMatchObject({
      cancelledAmount: 1000,
      cancels: [{ amount: 1000, key: 'cx-1', via: 'cancel' }],
    })
  })
  test('in parts it stays PARTIAL_CANCELED at balance 0; then NOT_CANCELABLE_AMOUNT', async () => {
    const paid = await shop.paid()
    const first = await shop.cancel(paid, { cancelAmount: 300, cancelReason: '고객 요청 #rf_1' })
    expect(first.json).toMatchObject({
      status: 'PARTIAL_CANCELED',
      balanceAmount: 700,
      vat: 64,
      suppliedAmount: 636,
      cancels: [{ cancelAmount: 300, cancelReason: '고객 요청 #rf_1', refundableAmount: 700, cancelStatus: 'DONE' }],
    })
    const rest = await shop.cancel(paid)
    expect(rest.json).toMatchObject({ status: 'PARTIAL_CANCELED', balanceAmount: 0 })
    const cancels = rest.json.cancels as readonly { transactionKey: string }[]
    expect(rest.json.lastTransactionKey).toBe(cancels.at(-1)?.transactionKey)
    const again = await shop.cancel(paid)
    expect([again.status, again.json.code]).toEqual([403, 'NOT_CANCELABLE_AMOUNT'])
  })
  const refused = [
    ['above the balance', { cancelAmount: 1001 }, 403, 'NOT_CANCELABLE_AMOUNT'],
    ['a stale balance', { cancelAmount: 300, refundableAmount: 900 }, 400, 'NOT_MATCHES_REFUNDABLE_AMOUNT'],
    ['nothing', { cancelAmount: 0 }, 400, 'INVALID_REQUEST'],
    ['null', { cancelAmount: null }, 400, 'INVALID_REQUEST'],
    ['no reason', { cancelReason: '' }, 400, 'INVALID_REQUEST'],
    ['a reason of 201', { cancelReason: 'x'.repeat(201) }, 400, 'INVALID_REQUEST'],
    ['another currency', { currency: 'USD' }, 400, 'INVALID_REQUEST'],
    ['more tax-free than there is', { cancelAmount: 300, taxFreeAmount: 1 }, 400, 'INVALID_REQUEST'],
    [
      'an account on a card',
      { refundReceiveAccount: { bank: '88', accountNumber: '1', holderName: '홍' } },
      400,
      'INVALID_REQUEST',
    ],
  ] as const
  test.each(refused)('%s is refused and changes nothing', async (_what, body, status, code) => {
    const paid = await shop.paid()
    const reply = await shop.cancel(paid, body)
    expect([reply.status, reply.json.code]).toEqual([status, code])
    expect(await shop.book(paid)).toMatchObject({ state: 'DONE', cancelledAmount: 0 })
  })
  test('what is unknown or was never confirmed', async () => {
    expect((await shop.cancel({ paymentKey: 'none' })).json.code).toBe('NOT_FOUND_PAYMENT')
    expect((await shop.cancel(await shop.authenticate())).json.code).toBe('NOT_CANCELABLE_PAYMENT')
  })
  test('isPartialCancelable false allows only the whole', async () => {
    await shop.switches({ isPartialCancelable: false })
    const paid = await shop.paid()
    expect((await shop.get(paid)).json.isPartialCancelable).toBe(false)
    expect((await shop.cancel(paid, { cancelAmount: 300 })).json.code).toBe('NOT_ALLOWED_PARTIAL_REFUND')
    expect((await shop.cancel(paid)).json.status).toBe('CANCELED')
  })
})

describe('periods', () => {
  test('phones: only in the Korean month of the payment', async () => {
    const paid = await shop.paid({ method: 'mobile' })
    const { clock } = shop.sandbox
    await shop.advance(endOfKstMonth(clock.now()) - clock.now() + 1)
    expect((await shop.cancel(paid)).json.code).toBe('EXCEED_MAX_REFUND_DUE')
  })
  test('transfers: 180 days; cards: no end', async () => {
    const [transfer, card] = [await shop.paid({ method: 'transfer' }), await shop.paid({ orderId: 'ORDER2' })]
    await shop.advance(180 * DAY_MS + 1)
    expect((await shop.cancel(transfer)).json.code).toBe('EXCEED_MAX_REFUND_DUE')
    expect((await shop.cancel(card)).status).toBe(200)
  })
})

describe('asynchronous cancels', () => {
  test('are IN_PROGRESS first and DONE later; the balance is taken at once, the money is not', async () => {
    await shop.switches({ asyncCancel: 'done' })
    const paid = await shop.paid({ method: 'easy_pay' })
    const { json } = await shop.cancel(paid, { cancelAmount: 1000 })
    expect(json).toMatchObject({ status: 'DONE', balanceAmount: 0, cancels: [{ cancelStatus: 'IN_PROGRESS' }] })
    expect((await shop.cancel(paid)).json.code).toBe('NOT_CANCELABLE_AMOUNT')
    expect((await shop.book(paid)).cancelledAmount).toBe(0)
    await shop.advance(MINUTE_MS)
    expect((await shop.get(paid)).json).toMatchObject({ status: 'CANCELED', cancels: [{ cancelStatus: 'DONE' }] })
    expect((await shop.book(paid)).cancelledAmount).toBe(1000)
  })
  test('async_then_refuse: ABORTED later, and the balance is back', async () => {
    const paid = await shop.paid()
    await shop.fault('cancel', 'async_then_refuse', { times: 1, delayMs: 5_000 })
    expect((await shop.cancel(paid, { cancelAmount: 300 })).json.balanceAmount).toBe(700)
    await shop.advance(5_000)
    expect((await shop.get(paid)).json).toMatchObject({
      status: 'DONE',
      balanceAmount: 1000,
      cancels: [{ cancelStatus: 'ABORTED' }],
    })
    expect(await shop.book(paid)).toMatchObject({ cancelledAmount: 0, cancels: [] })
    expect((await shop.notifications()).at(-1)?.event).toBe('CANCEL_STATUS_CHANGED')
  })
})

describe('staff at Toss’ own site', () => {
  test('cancels in parts, and the merchant sees it', async () => {
    const paid = await shop.paid()
    const body = { provider: 'tosspayments', ref: paid.paymentKey }
    await shop.control('POST', '/control/console-cancels', { ...body, amount: 400 })
    expect((await shop.get(paid)).json).toMatchObject({ balanceAmount: 600, cancels: [{ cancelAmount: 400 }] })
    expect(await shop.book(paid)).toMatchObject({ cancels: [{ key: null, via: 'console' }] })
    expect((await shop.control('POST', '/control/console-cancels', { ...body, amount: 601 })).status).toBe(409)
    await shop.control('POST', '/control/console-cancels', body)
    expect((await shop.control('POST', '/control/console-cancels', body)).status).toBe(409)
    expect((await shop.control('POST', '/control/console-cancels', { ...body, at: 'underlying' })).status).toBe(422)
  })
})

describe('transactions (item 9)', () => {
  const list = async (query: string) => {
    const { json } = await shop.call(`/v1/transactions?${query}`)
    return json as unknown as readonly { transactionKey: string; status: string; amount: number }[]
  }
  test('one entry per approval and cancel, paged by startingAfter, without the end day', async () => {
    const paid = await shop.paid()
    await shop.cancel(paid, { cancelAmount: 300 })
    await shop.cancel(paid)
    const now = shop.sandbox.clock.now()
    const [today, tomorrow] = [businessDate(now), businessDate((now + DAY_MS) as typeof now)]
    const all = await list(`startDate=${today}&endDate=${tomorrow}`)
    expect(all.map(({ status, amount }) => [status, amount])).toEqual([
      ['DONE', 1000],
      ['PARTIAL_CANCELED', 300],
      ['PARTIAL_CANCELED', 700],
    ])
    expect(await list(`startDate=${today}&endDate=${today}`)).toEqual([])
    expect(await list(`startDate=${today}&endDate=${today}T23:59:59`)).toEqual(all)
    const page = `startDate=${today}&endDate=${tomorrow}&limit=2`
    const first = await list(page)
    expect(first).toHaveLength(2)
    expect(await list(`${page}&startingAfter=${first[1]?.transactionKey}`)).toEqual(all.slice(2))
    await shop.switches({ cancelSign: 'negative' })
    expect((await list(`startDate=${today}&endDate=${tomorrow}`))[1]?.amount).toBe(-300)
  })
  test.each([
    '',
    'startDate=2026-01-01',
    'startDate=x&endDate=y',
    'startDate=2026-01-01&endDate=2026-01-02&limit=5001',
  ])('?%s is INVALID_REQUEST', async (query) => {
    expect((await shop.call(`/v1/transactions?${query}`)).json.code).toBe('INVALID_REQUEST')
  })
})

describe('whatever is asked', () => {
  test('no more is given back than was paid, and the balances told add up', async () => {
    const ask = fc.record({ cancelAmount: fc.option(fc.integer({ min: -1, max: 700 }), { nil: undefined }) })
    await fc.assert(
      fc.asyncProperty(fc.array(ask, { maxLength: 6 }), async (asks) => {
        await shop.reset()
        const paid = await shop.paid()
        let balance = 1000
        for (const body of asks) {
          const { status, json } = await shop.cancel(paid, body)
          if (status === 200) balance -= body.cancelAmount ?? balance
          if (status === 200) expect(json.balanceAmount).toBe(balance)
        }
        expect((await shop.book(paid)).cancelledAmount).toBe(1000 - balance)
      }),
      { numRuns: 25, seed: 7 },
    )
  })
})
