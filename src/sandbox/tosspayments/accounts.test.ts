/** Virtual accounts: issue, deposit, expiry, refund and what bounces; and billing keys (§4.4, §4.5, §6). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { after, DAY_MS, HOUR_MS } from '../../core/time.ts'
import { BAD_ACCOUNTS } from './cancel.ts'
import { kstSeconds } from './json.ts'
import { openShop, type Paid, type Shop } from './testing.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.sandbox.close())
beforeEach(() => shop.reset())

const ORDER = { amount: 1000, orderId: 'ORDER1', orderName: '한옥 1박', customerName: '홍길동', bank: '88' }
const ACCOUNT = { bank: '20', accountNumber: '1000123456789', holderName: '홍길동' }
const REFUND = { refundReceiveAccount: ACCOUNT }

const issue = (changes: object = {}) =>
  shop.call('/v1/virtual-accounts', { method: 'POST', body: { ...ORDER, ...changes } })
const issued = async (changes: object = {}): Promise<Paid> => {
  const { json } = await issue(changes)
  return { paymentKey: String(json.paymentKey), orderId: 'ORDER1', amount: 1000 }
}
const deposit = (paid: Pick<Paid, 'paymentKey'>, more: object = {}) =>
  shop.control('POST', '/control/deposits', { provider: 'tosspayments', ref: paid.paymentKey, amount: 1000, ...more })

describe('issuing', () => {
  test('answers WAITING_FOR_DEPOSIT with account and secret, 7 days by default', async () => {
    const { status, json } = await issue()
    expect(status).toBe(200)
    expect(json).toMatchObject({
      status: 'WAITING_FOR_DEPOSIT',
      approvedAt: null,
      balanceAmount: 1000,
      secret: expect.stringMatching(/^ps_/),
      virtualAccount: { bankCode: '88', customerName: '홍길동', expired: false, refundStatus: 'NONE' },
    })
    expect(json.virtualAccount).toHaveProperty('dueDate', expect.stringMatching(/T\d\d:\d\d:\d\d$/))
  })
  const bad = [
    ['hours and a date', { validHours: 1, dueDate: '2099-01-01T00:00:00' }, 'INVALID_REQUEST'],
    ['more than 90 days', { validHours: 2161 }, 'INVALID_REQUEST'],
    ['a date in the past', { dueDate: '2020-01-01T00:00:00' }, 'INVALID_REQUEST'],
    ['a date with an offset', { dueDate: '2026-12-01T00:00:00+09:00' }, 'INVALID_REQUEST'],
    ['a receipt without a number', { cashReceipt: { type: '소득공제' } }, 'INVALID_REQUEST'],
    [
      'a receipt of another kind',
      { cashReceipt: { type: '자진발급', registrationNumber: '01012345678' } },
      'INVALID_REQUEST',
    ],
    ['a bank that issues none', { bank: '90' }, 'INVALID_BANK'],
    ['less than 200 won', { amount: 199 }, 'BELOW_MINIMUM_AMOUNT'],
  ] as const
  test.each(bad)('%s is refused', async (_what, changes, code) => {
    expect((await issue(changes)).json.code).toBe(code)
    expect((await shop.control('GET', '/control/books?provider=tosspayments')).json).toEqual([])
  })
  test('a due date is kept to the second, and a receipt is taken with its number, or refused', async () => {
    const dueDate = kstSeconds(after(shop.sandbox.clock.now(), 3 * DAY_MS))
    const cashReceipt = { type: '지출증빙', registrationNumber: '1234567891' }
    const { status, json } = await issue({ dueDate, cashReceipt })
    expect(status).toBe(200)
    expect(json.virtualAccount).toMatchObject({ dueDate })
    expect((await issue({ orderId: 'ORDER2', cashReceipt: { type: '미발행' } })).status).toBe(200)
  })
  test('an order has one account', async () => {
    await issue()
    expect((await issue()).json.code).toBe('DUPLICATED_ORDER_ID')
  })
  test('the secret can be kept from look-ups', async () => {
    const paid = await issued()
    expect((await shop.get(paid)).json.secret).toMatch(/^ps_/)
    await shop.switches({ secretOnLookup: 'null' })
    expect((await shop.get(paid)).json.secret).toBeNull()
  })
})

describe('deposits', () => {
  test('pay the account by ref or by number, in full only, once', async () => {
    const paid = await issued()
    expect((await deposit(paid, { amount: 999 })).status).toBe(409)
    const { account } = await shop.book(paid)
    const byNumber = { provider: 'tosspayments', account, amount: 1000 }
    expect((await shop.control('POST', '/control/deposits', byNumber)).json).toMatchObject({ paidAmount: 1000 })
    expect((await deposit(paid)).status).toBe(409)
    expect((await shop.get(paid)).json).toMatchObject({ status: 'DONE', approvedAt: expect.any(String) })
  })
  test('come too late after the due date, which nobody is told of', async () => {
    const paid = await issued({ validHours: 1 })
    const told = (await shop.notifications()).length
    await shop.advance(HOUR_MS + 1)
    expect((await deposit(paid)).status).toBe(409)
    expect((await shop.get(paid)).json).toMatchObject({
      status: 'WAITING_FOR_DEPOSIT',
      virtualAccount: { expired: true },
    })
    expect(await shop.notifications()).toHaveLength(told)
  })
  test('after the due date come in where the bank is so, but never on a closed account', async () => {
    await shop.switches({ lateDeposits: 'accept' })
    const paid = await issued({ validHours: 1 })
    await shop.advance(HOUR_MS + 1)
    expect((await deposit(paid)).json).toMatchObject({ state: 'DONE', paidAmount: 1000 })
    const closed = await issued({ orderId: 'ORDER2' })
    await shop.cancel(closed)
    expect((await deposit(closed)).status).toBe(409)
  })
  test('may bounce: DONE goes back to WAITING_FOR_DEPOSIT', async () => {
    const paid = await issued()
    expect((await deposit(paid, { kind: 'bounces' })).status).toBe(409)
    await deposit(paid)
    expect((await deposit(paid, { kind: 'bounces' })).json).toMatchObject({
      state: 'WAITING_FOR_DEPOSIT',
      paidAmount: 0,
    })
    expect((await deposit(paid)).json).toMatchObject({ state: 'DONE', paidAmount: 1000 })
    const elsewhere = { provider: 'nicepay', ref: 'x', amount: 1, kind: 'bounces' }
    expect((await shop.control('POST', '/control/deposits', elsewhere)).status).toBe(422)
  })
})

describe('cancels', () => {
  test('before the deposit: as a whole, without account, and no money moves', async () => {
    const paid = await issued()
    expect((await shop.cancel(paid, { cancelAmount: 300 })).json.code).toBe(
      'NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT',
    )
    expect((await shop.cancel(paid, REFUND)).json.code).toBe('INVALID_REQUEST')
    expect((await shop.cancel(paid)).json).toMatchObject({ status: 'CANCELED', balanceAmount: 0 })
    expect(await shop.book(paid)).toMatchObject({ state: 'CANCELED', paidAmount: 0, cancelledAmount: 0, cancels: [] })
    const { json } = await shop.control('GET', '/control/calls?provider=tosspayments')
    expect(json).toMatchObject([{}, { operation: 'close' }, { operation: 'close' }, { operation: 'close' }])
  })
  const bad = [
    ['no account', {}, 'INVALID_REFUND_ACCOUNT_INFO'],
    ['an unknown bank', { refundReceiveAccount: { ...ACCOUNT, bank: '01' } }, 'INVALID_BANK'],
    [
      'a number with dashes',
      { refundReceiveAccount: { ...ACCOUNT, accountNumber: '1-2' } },
      'INVALID_REFUND_ACCOUNT_NUMBER',
    ],
    [
      'an account that takes nothing',
      { refundReceiveAccount: { ...ACCOUNT, accountNumber: BAD_ACCOUNTS.blockedNumber } },
      'FORBIDDEN_BANK_REFUND_REQUEST',
    ],
    [
      'another holder',
      { refundReceiveAccount: { ...ACCOUNT, holderName: BAD_ACCOUNTS.strangerName } },
      'INVALID_REFUND_ACCOUNT_INFO',
    ],
  ] as const
  test.each(bad)('after the deposit with %s', async (_what, body, code) => {
    const paid = await issued()
    await deposit(paid)
    expect((await shop.cancel(paid, body)).json.code).toBe(code)
    expect((await shop.book(paid)).cancelledAmount).toBe(0)
  })
  test('after the deposit the money goes to the account, days later', async () => {
    const paid = await issued()
    await deposit(paid)
    const { json } = await shop.cancel(paid, { ...REFUND, cancelAmount: 400 })
    expect(json).toMatchObject({
      status: 'PARTIAL_CANCELED',
      virtualAccount: { refundStatus: 'PENDING', refundReceiveAccount: { bankCode: '20', holderName: '홍길동' } },
    })
    expect((await shop.book(paid)).cancelledAmount).toBe(400)
    await shop.advance(2 * DAY_MS)
    expect((await shop.get(paid)).json.virtualAccount).toMatchObject({
      refundStatus: 'COMPLETED',
      refundReceiveAccount: null,
    })
  })
  test.each([
    ['stays', 'CANCELED', 0, 1000],
    ['returns', 'DONE', 1000, 0],
  ])('a refund that bounces %s', async (bouncedRefund, status, balanceAmount, cancelledAmount) => {
    await shop.switches({ accountRefund: 'bounces', bouncedRefund })
    const paid = await issued()
    await deposit(paid)
    await shop.cancel(paid, REFUND)
    await shop.advance(2 * DAY_MS)
    const { json } = await shop.get(paid)
    expect(json).toMatchObject({ status, balanceAmount, virtualAccount: { refundStatus: 'FAILED' } })
    expect((await shop.book(paid)).cancelledAmount).toBe(cancelledAmount)
  })
  test('of two refunds one bounces: PARTIAL_FAILED', async () => {
    const paid = await issued()
    await deposit(paid)
    await shop.cancel(paid, { ...REFUND, cancelAmount: 400 })
    await shop.advance(2 * DAY_MS)
    await shop.switches({ accountRefund: 'bounces' })
    await shop.cancel(paid, { ...REFUND, cancelAmount: 600 })
    await shop.advance(2 * DAY_MS)
    expect((await shop.get(paid)).json.virtualAccount).toMatchObject({ refundStatus: 'PARTIAL_FAILED' })
  })
  test('by staff: an unpaid account is closed, a deposit goes to an account that staff knows', async () => {
    const staff = (paid: Paid) =>
      shop.control('POST', '/control/console-cancels', { provider: 'tosspayments', ref: paid.paymentKey })
    const closed = await issued()
    await staff(closed)
    expect((await shop.get(closed)).json).toMatchObject({
      status: 'CANCELED',
      virtualAccount: { refundStatus: 'NONE' },
    })
    const paid = await issued({ orderId: 'ORDER2' })
    await deposit(paid)
    await staff(paid)
    expect((await shop.get(paid)).json).toMatchObject({
      status: 'CANCELED',
      virtualAccount: { refundStatus: 'PENDING' },
    })
  })
  test('later than 365 days', async () => {
    const paid = await issued()
    await deposit(paid)
    await shop.advance(365 * DAY_MS + 1)
    expect((await shop.cancel(paid, REFUND)).json.code).toBe('EXCEED_MAX_REFUND_DUE')
  })
})

describe('billing (§4.5)', () => {
  const key = async (cardNumber = '9410001234567890') => {
    const body = { customerKey: 'customer-1', cardNumber }
    return (await shop.call('/v1/billing/authorizations/card', { method: 'POST', body })).json
  }
  const order = { amount: 1000, customerKey: 'customer-1', orderId: 'ORDER1', orderName: '정기 결제' }
  test('pays without a confirm and without a webhook, and is cancelled like any other', async () => {
    const { billingKey } = await key()
    const pay = (changes: object = {}) =>
      shop.call(`/v1/billing/${billingKey}`, { method: 'POST', body: { ...order, ...changes } })
    expect((await pay({ customerKey: 'other' })).json.code).toBe('NOT_MATCHES_CUSTOMER_KEY')
    const { json } = await pay()
    expect(json).toMatchObject({ type: 'BILLING', status: 'DONE', secret: expect.any(String) })
    expect(await shop.notifications()).toEqual([])
    expect((await shop.cancel({ paymentKey: String(json.paymentKey) })).json.status).toBe('CANCELED')
    const removed = await shop.call(`/v1/billing/${billingKey}`, { method: 'DELETE' })
    expect([removed.status, removed.text]).toEqual([200, ''])
    expect((await pay({ orderId: 'ORDER2' })).json.code).toBe('ALREADY_REMOVED_BILLING_KEY')
  })
  test('six digits are no card, and an unknown key pays nothing', async () => {
    expect((await key('941000')).code).toBe('INVALID_CARD_NUMBER')
    expect((await shop.call('/v1/billing/none', { method: 'POST', body: order })).status).toBe(404)
  })
})
