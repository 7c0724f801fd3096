/** Payments over HTTP: statuses, attempts, accounts, manual approval, lists (§14 items 5, 9, 10, 14, 15). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { PAYOUTS } from './bank-day.ts'
import { openShop, type Shop } from './testing.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.sandbox.close())
beforeEach(() => shop.control('POST', '/control/reset', { seed: 7 }))

const post = (path: string, body: unknown = {}) => shop.call('POST', path, { body })
const typeOf = async (reply: Promise<{ status: number; json: { type?: unknown } }>) => {
  const { status, json } = await reply
  return `${status} ${json.type ?? 'OK'}`
}

describe('a payment', () => {
  test('is not there before its window opens, even when it is pre-registered', async () => {
    expect(await typeOf(post('/payments/order-1/pre-register', { totalAmount: 10_000, currency: 'KRW' }))).toBe(
      '200 OK',
    )
    expect(await typeOf(shop.call('GET', '/payments/order-1'))).toBe('404 PAYMENT_NOT_FOUND')
    expect((await shop.control('GET', '/control/books?provider=portone-v2')).json).toEqual([])
  })
  test('is PAID as soon as the buyer has paid, and cannot be paid or registered again', async () => {
    const back = await shop.buy()
    expect(back).toEqual({ transactionType: 'PAYMENT', paymentId: 'order-1', txId: expect.any(String) })
    expect(await shop.get('order-1')).toMatchObject({
      status: 'PAID',
      transactionId: back.txId,
      channel: { type: 'LIVE', key: 'channel-key-maedeup' },
      amount: { total: 10_000, paid: 10_000, cancelled: 0 },
      disputes: [],
    })
    expect((await shop.buy()).code).toBe('ALREADY_PAID')
    expect(await typeOf(post('/payments/order-1/pre-register'))).toBe('409 ALREADY_PAID')
    expect(await shop.book('order-1')).toMatchObject({ ref: 'order-1', orderId: 'order-1', paidAmount: 10_000 })
  })
  test('that failed shows paid = total, and may be tried again under the same id', async () => {
    const failed = await shop.buy({ action: 'fail' })
    expect(failed).toMatchObject({ code: 'FAILURE_TYPE_PG', pgCode: 'EXCEED_MAX_AMOUNT' })
    const shown = await shop.get('order-1')
    expect(shown).toMatchObject({ status: 'FAILED', amount: { paid: 10_000 }, failure: { reason: expect.any(String) } })
    expect(shown).not.toHaveProperty('pgTxId')
    expect((await shop.book('order-1')).paidAmount).toBe(0)
    const paid = await shop.buy()
    expect(paid.txId).not.toBe(failed.txId)
    const { items } = (await shop.call('GET', '/payments/order-1/transactions')).json as { items: object[] }
    expect(items).toMatchObject([
      { id: failed.txId, status: 'FAILED' },
      { id: paid.txId, status: 'PAID' },
    ])
  })
  test('whose window was closed is FAILED too', async () => {
    expect(await shop.buy({ action: 'close' })).toMatchObject({ pgCode: 'PAY_PROCESS_CANCELED' })
    expect((await shop.get('order-1')).status).toBe('FAILED')
  })
  test('by PayPal is PAY_PENDING first, then PAID or FAILED', async () => {
    await shop.switches({ chargeOutcome: 'PAY_PENDING' })
    await shop.buy({ method: 'easy_pay' })
    expect((await shop.get('order-1')).status).toBe('PAY_PENDING')
    expect((await shop.book('order-1')).paidAmount).toBe(0)
    await shop.advance(5_000)
    expect((await shop.get('order-1')).status).toBe('PAID')
    await shop.switches({ asyncSettle: 'refuse' })
    await shop.buy({ orderId: 'order-2' })
    await shop.advance(5_000)
    expect((await shop.get('order-2')).status).toBe('FAILED')
  })
  test('of any method, id and text validates', async () => {
    for (const method of ['card', 'easy_pay', 'transfer', 'mobile', 'virtual_account']) {
      const orderId = `주문 ${method}/№1?&#%`
      await shop.buy({ orderId, method, reserved: '맡긴 글' })
      expect(await shop.get(orderId)).toMatchObject({ id: orderId, customData: '맡긴 글' })
    }
  })
  test('above the card limit is refused', async () => {
    await shop.switches({ cardLimitKrw: 9_999 })
    expect((await shop.buy()).pgCode).toBe('EXCEED_MAX_AMOUNT')
  })
  test('of another amount than pre-registered gets through only where the switch lets it', async () => {
    await post('/payments/order-1/pre-register', { totalAmount: 10_000 })
    await shop.switches({ preRegister: 'everywhere' })
    const buyer = { provider: 'portone-v2', orderId: 'order-1', amount: 100 }
    expect((await shop.control('POST', '/control/buyers', buyer)).status).toBe(409)
    await shop.switches({ preRegister: 'window' })
    await shop.buy({ amount: 100 })
    expect(await shop.get('order-1')).toMatchObject({ status: 'PAID', amount: { total: 100 } })
  })
  test('shows its disputes while it is PAID', async () => {
    await shop.buy()
    const dispute = (status: string) =>
      fetch(`${shop.url}/sandbox/disputes`, { method: 'POST', body: JSON.stringify({ paymentId: 'order-1', status }) })
    await dispute('unresolved')
    expect(await shop.get('order-1')).toMatchObject({ disputes: [{ status: 'UNRESOLVED' }] })
    await dispute('resolved')
    expect(await shop.get('order-1')).toMatchObject({ disputes: [{ status: 'RESOLVED' }] })
    await shop.cancel('order-1', { amount: 1_000 })
    expect(await shop.get('order-1')).not.toHaveProperty('disputes')
    expect((await dispute('unresolved')).status).toBe(409)
  })
})

describe('a virtual account', () => {
  const refundAccount = { bank: 'SHINHAN', number: '110123456789', holderName: '홍길동' }
  const account = { bank: 'SHINHAN', expiry: { validHours: 24 }, option: { type: 'NORMAL' } }
  const issue = (changes: object = {}, id = 'order-1') =>
    post(`/payments/${id}/instant`, {
      channelKey: 'channel-key-maedeup',
      method: { virtualAccount: { ...account, ...changes } },
      orderName: '한옥 1박',
      amount: { total: 10_000 },
      currency: 'KRW',
    })
  const deposit = (amount = 10_000) =>
    shop.control('POST', '/control/deposits', { provider: 'portone-v2', ref: 'order-1', amount })
  const close = () => post('/payments/order-1/virtual-account/close')
  const refundStatus = async () => ((await shop.get('order-1')).method as { refundStatus: string }).refundStatus

  test('is issued at once, takes exactly its amount, and is refunded to an account only', async () => {
    expect((await issue()).json).toMatchObject({ payment: { paidAt: expect.any(String), pgTxId: expect.any(String) } })
    expect(await shop.get('order-1')).toMatchObject({
      status: 'VIRTUAL_ACCOUNT_ISSUED',
      method: {
        type: 'PaymentMethodVirtualAccount',
        bank: 'SHINHAN',
        accountNumber: expect.stringMatching(/^\d{14}$/),
      },
    })
    expect(await typeOf(shop.cancel('order-1', {}))).toBe('409 PAYMENT_NOT_PAID')
    expect(await typeOf(issue())).toBe('409 ALREADY_PAID')
    expect((await deposit(9_999)).status).toBe(409)
    expect((await deposit()).json).toMatchObject({ state: 'PAID', paidAmount: 10_000 })
    expect((await deposit()).status).toBe(409)
    expect(await typeOf(shop.cancel('order-1', {}))).toBe('400 INVALID_REQUEST')
    expect(await typeOf(shop.cancel('order-1', { refundAccount }))).toBe('200 OK')
  })
  test.each(['COMPLETED', 'FAILED', 'PARTIAL_REFUND_FAILED'])(
    'its refund is PENDING, then %s',
    async (refundTransfer) => {
      await issue()
      await deposit()
      await shop.switches({ refundTransfer, refundTransferAfterMs: 86_400_000 })
      await shop.cancel('order-1', { amount: 4_000, refundAccount })
      expect(await refundStatus()).toBe('PENDING')
      await shop.advance(80_000_000)
      expect(await refundStatus()).toBe('PENDING')
      await shop.advance(6_400_000)
      expect(await refundStatus()).toBe(refundTransfer)
    },
  )
  // At most seven days in a row are closed.
  test.each(PAYOUTS)('its refund is paid out on a bank day: %s', async (refundPayout) => {
    await shop.switches({ refundPayout })
    await issue()
    await deposit()
    await shop.cancel('order-1', { refundAccount })
    expect(await refundStatus()).toBe('PENDING')
    await shop.advance((refundPayout === 'thursday' ? 17 : 10) * 86_400_000)
    expect(await refundStatus()).toBe('COMPLETED')
  })
  test('is closed before the deposit, or the deposit was first', async () => {
    await issue()
    expect((await close()).json).toHaveProperty('closedAt')
    expect(await shop.get('order-1')).toMatchObject({ status: 'FAILED', failure: { reason: '가상계좌 말소' } })
    expect((await deposit()).status).toBe(409)
    await issue()
    await deposit()
    expect(await typeOf(close())).toBe('409 PAYMENT_NOT_WAITING_FOR_DEPOSIT')
    expect((await shop.get('order-1')).status).toBe('PAID')
  })
  test('closed may also read CANCELLED', async () => {
    await shop.switches({ closedAccount: 'CANCELLED' })
    await issue()
    await close()
    expect(await shop.get('order-1')).toMatchObject({ status: 'CANCELLED', cancellations: [] })
    expect((await shop.book('order-1')).cancelledAmount).toBe(0)
  })
  test('after its end takes nothing; its status changes or not', async () => {
    await issue()
    await shop.advance(86_400_001)
    expect((await shop.get('order-1')).status).toBe('VIRTUAL_ACCOUNT_ISSUED')
    expect((await deposit()).status).toBe(409)
    await shop.switches({ expiredAccount: 'FAILED' })
    expect((await shop.get('order-1')).status).toBe('FAILED')
  })
  test.each([
    ['expired', 'unchanged', 'VIRTUAL_ACCOUNT_ISSUED'],
    ['expired', 'FAILED', 'FAILED'],
    ['closed', 'FAILED', 'FAILED'],
    ['closed', 'CANCELLED', 'CANCELLED'],
  ])('%s takes money late where the switch says so (%s)', async (how, status, shown) => {
    await shop.switches(how === 'closed' ? { closedAccount: status } : { expiredAccount: status })
    await issue()
    if (how === 'closed') await close()
    else await shop.advance(86_400_001)
    expect((await shop.get('order-1')).status).toBe(shown)
    expect((await deposit()).status).toBe(409)
    await shop.switches({ lateDeposits: 'accept' })
    expect((await deposit(9_999)).status).toBe(409)
    expect((await deposit()).json).toMatchObject({ state: 'PAID', paidAmount: 10_000 })
    expect((await shop.get('order-1')).status).toBe('PAID')
    await shop.cancel('order-1', { refundAccount })
    expect((await deposit()).status).toBe(409)
  })
  test('of the window works alike', async () => {
    await shop.buy({ method: 'virtual_account' })
    expect((await shop.book('order-1')).account).toMatch(/^\d{14}$/)
    expect((await deposit()).json).toMatchObject({ state: 'PAID' })
  })
  test.each([
    ['in the past', { expiry: { dueDate: '2020-01-01T00:00:00Z' } }, '400 INVALID_REQUEST'],
    ['with two ends', { expiry: { validHours: 1, dueDate: '2099-01-01T00:00:00Z' } }, '400 INVALID_REQUEST'],
    ['of no bank', { bank: 'MOON' }, '400 INVALID_REQUEST'],
    ['with half a cash receipt', { cashReceipt: { type: 'PERSONAL' } }, '400 INVALID_REQUEST'],
    ['with a cash receipt', { cashReceipt: { type: 'PERSONAL', customerIdentityNumber: '01012345678' } }, '200 OK'],
    ['with a date', { expiry: { dueDate: '2099-01-01T00:00:00+09:00' } }, '200 OK'],
  ])('%s', async (_what, changes, expected) => {
    expect(await typeOf(issue(changes))).toBe(expected)
  })
  test('a card can be charged at once too, on a known channel', async () => {
    const body = {
      channelKey: 'channel-key-maedeup',
      method: { card: { credential: { number: '4111111111111111', expiryYear: '30', expiryMonth: '12' } } },
      orderName: '한옥 1박',
      amount: { total: 10_000 },
      currency: 'KRW',
    }
    expect(await typeOf(post('/payments/order-9/instant', { ...body, channelKey: 'x' }))).toBe('404 CHANNEL_NOT_FOUND')
    expect(await typeOf(post('/payments/order-9/instant', { ...body, amount: { total: 1, taxFree: 2 } }))).toBe(
      '409 SUM_OF_PARTS_EXCEEDS_TOTAL_AMOUNT',
    )
    expect(await typeOf(post('/payments/order-9/instant', body))).toBe('200 OK')
    expect((await shop.get('order-9')).status).toBe('PAID')
    expect(await typeOf(post('/payments/order-9/capture'))).toBe('200 OK')
  })
})

describe('manual approval', () => {
  const confirm = (paymentToken: string, checks: object = {}) =>
    post('/payments/order-1/confirm', { paymentToken, ...checks })
  beforeEach(() => shop.switches({ manualApproval: 'on' }))

  test('charges nothing until it is confirmed with the right token and facts, once', async () => {
    const { paymentToken = '' } = await shop.buy()
    expect((await shop.get('order-1')).status).toBe('READY')
    expect(await typeOf(confirm('wrong'))).toBe('400 INVALID_PAYMENT_TOKEN')
    expect(await typeOf(confirm(paymentToken, { totalAmount: 9_999 }))).toBe('409 INFORMATION_MISMATCH')
    expect(await typeOf(confirm(paymentToken, { isTest: true }))).toBe('409 INFORMATION_MISMATCH')
    expect((await confirm(paymentToken, { totalAmount: 10_000, currency: 'KRW' })).json).toHaveProperty('pgTxId')
    expect((await shop.get('order-1')).status).toBe('PAID')
    expect(await typeOf(confirm(paymentToken))).toBe('409 ALREADY_PAID')
  })
  test('a token ends', async () => {
    const { paymentToken = '' } = await shop.buy()
    await shop.advance(600_001)
    expect(await typeOf(confirm(paymentToken))).toBe('400 INVALID_PAYMENT_TOKEN')
  })
})

describe('lists', () => {
  const list = (body: object) => shop.call('GET', `/payments?requestBody=${encodeURIComponent(JSON.stringify(body))}`)
  const ids = async (body: object) => ((await list(body)).json.items as { id: string }[]).map(({ id }) => id)
  beforeEach(async () => {
    await shop.buy({ orderId: 'paid' })
    await shop.buy({ orderId: 'failed', action: 'fail' })
    await shop.switches({ chargeOutcome: 'PAY_PENDING', asyncSettle: 'never', channelType: 'TEST' })
    await shop.buy({ orderId: 'pending', method: 'easy_pay' })
  })

  test('filter by status, where pending has another name, and by mode', async () => {
    expect(await ids({ filter: { status: ['PENDING'] } })).toEqual(['pending'])
    expect((await list({ filter: { status: ['PAY_PENDING'] } })).status).toBe(400)
    expect(await ids({ filter: { isTest: false, sortOrder: 'ASC' } })).toEqual(['paid', 'failed'])
    expect(await ids({ filter: { methods: ['EASY_PAY'] } })).toEqual(['pending'])
    expect(await ids({ filter: { textSearch: [{ field: 'PAYMENT_ID', value: 'ail' }] } })).toEqual(['failed'])
    expect(await ids({ filter: { isEscrow: true } })).toEqual([])
  })
  test('page, and end at 60,000', async () => {
    const page = await list({ page: { number: 1, size: 2 }, filter: { sortOrder: 'ASC' } })
    expect(page.json).toMatchObject({ items: [{ id: 'pending' }], page: { number: 1, size: 2, totalCount: 3 } })
    expect((await list({ page: { number: 0, size: 60_000 } })).status).toBe(200)
    expect((await list({ page: { number: 1, size: 30_001 } })).json.type).toBe('INVALID_REQUEST')
  })
  test('reach back 90 days unless asked for more', async () => {
    await shop.advance(91 * 86_400_000)
    expect(await ids({})).toEqual([])
    expect(await ids({ filter: { from: '2020-01-01T00:00:00Z' } })).toHaveLength(3)
  })
  test('drift: a page is no snapshot', async () => {
    const first = await ids({ page: { number: 0, size: 2 } })
    await shop.buy({ orderId: 'late' })
    expect(await ids({ page: { number: 1, size: 2 } })).toContain(first[1])
  })
  test('of another store are forbidden', async () => {
    expect((await list({ filter: { storeId: 'store-other' } })).status).toBe(403)
  })
})
