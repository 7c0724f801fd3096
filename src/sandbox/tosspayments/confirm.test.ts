/** Keys, confirm, look-up and the Payment object over HTTP, as §16 items 1–4, 7, 8 and 12 of the sheet demand. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DEFAULT_SWITCHES } from './switches.ts'
import { openShop, type Shop } from './testing.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.sandbox.close())
beforeEach(() => shop.reset())

const MINUTE = 60_000

describe('the key (item 1)', () => {
  const bad = [
    ['no header', '', 403, 'INCORRECT_BASIC_AUTH_FORMAT'],
    ['no colon', `Basic ${btoa('test_sk_maedeup')}`, 403, 'INCORRECT_BASIC_AUTH_FORMAT'],
    ['a BOM', 'Basic 77u/dGVzdF9za19tYWVkZXVw', 403, 'INCORRECT_BASIC_AUTH_FORMAT'],
    ['Bearer', 'Bearer test_sk_maedeup', 403, 'INCORRECT_BASIC_AUTH_FORMAT'],
    ['another key', `Basic ${btoa('test_sk_other:')}`, 401, 'UNAUTHORIZED_KEY'],
    ['the client key', `Basic ${btoa('test_ck_maedeup:')}`, 401, 'UNAUTHORIZED_KEY'],
  ] as const
  test.each(bad)('%s', async (_what, authorization, status, code) => {
    const paid = await shop.authenticate()
    const reply = await shop.confirm(paid, { headers: { authorization } })
    expect([reply.status, reply.json.code]).toEqual([status, code])
    expect((await shop.book(paid)).state).toBe('IN_PROGRESS')
  })
})

describe('the error header (item 7)', () => {
  const code = { 'TossPayments-Test-Code': 'REJECT_CARD_PAYMENT' }
  const nobody = { paymentKey: 'x', orderId: 'ORDER1', amount: 1 }
  test('answers before anything else is looked at, and leaves no trace', async () => {
    const reply = await shop.confirm(nobody, { headers: code, key: 'k'.repeat(301) })
    expect([reply.status, reply.json.code]).toEqual([403, 'REJECT_CARD_PAYMENT'])
    expect((await shop.cancel({ paymentKey: 'x' }, {}, { headers: code })).status).toBe(403)
  })
  test('means nothing with a live key', async () => {
    const headers = { ...code, authorization: `Basic ${btoa('live_sk_maedeup:')}` }
    expect((await shop.confirm(nobody, { headers })).json.code).toBe('NOT_FOUND_PAYMENT')
  })
})

describe('confirm (item 3)', () => {
  const methods = [
    ['card', '카드', 'DONE'],
    ['easy_pay', '간편결제', 'DONE'],
    ['transfer', '계좌이체', 'DONE'],
    ['mobile', '휴대폰', 'DONE'],
    ['virtual_account', '가상계좌', 'WAITING_FOR_DEPOSIT'],
  ] as const
  test.each(methods)('%s is %s and ends %s', async (method, name, status) => {
    const paid = await shop.authenticate({ method })
    const { json, status: http } = await shop.confirm(paid)
    expect(http).toBe(200)
    expect(json).toMatchObject({ paymentKey: paid.paymentKey, method: name, status, totalAmount: 1000 })
    expect((await shop.book(paid)).paidAmount).toBe(status === 'DONE' ? 1000 : 0)
  })
  test('the older form is equal', async () => {
    const { paymentKey, ...body } = await shop.authenticate()
    const reply = await shop.call(`/v1/payments/${paymentKey}`, { method: 'POST', body })
    expect(reply.json).toMatchObject({ status: 'DONE' })
  })
  test('another amount or order is refused and charges nothing', async () => {
    const paid = await shop.authenticate()
    expect((await shop.confirm({ ...paid, amount: 900 })).json.code).toBe('INVALID_REQUEST')
    expect((await shop.confirm({ ...paid, orderId: 'ORDER2' })).json.code).toBe('INVALID_REQUEST')
    await shop.switches({ codes: { confirmDiffers: 'FORBIDDEN_REQUEST' } })
    expect((await shop.confirm({ ...paid, amount: 900 })).status).toBe(403)
    expect(await shop.book(paid)).toMatchObject({ state: 'IN_PROGRESS', paidAmount: 0 })
    expect((await shop.confirm(paid)).status).toBe(200)
  })
  test('an unknown payment is 404, a second confirm 400, a second payment of the order 400', async () => {
    const paid = await shop.authenticate()
    expect((await shop.confirm({ ...paid, paymentKey: 'none' })).json.code).toBe('NOT_FOUND_PAYMENT')
    const second = await shop.authenticate()
    await shop.confirm(paid)
    expect((await shop.confirm(paid)).json.code).toBe('ALREADY_PROCESSED_PAYMENT')
    expect((await shop.confirm(second)).json.code).toBe('DUPLICATED_ORDER_ID')
  })
  test('10 minutes after authentication it is over', async () => {
    const [early, late] = [await shop.authenticate(), await shop.authenticate({ orderId: 'ORDER2' })]
    await shop.advance(10 * MINUTE - 5_000)
    expect((await shop.confirm(early)).status).toBe(200)
    await shop.advance(5_000)
    const reply = await shop.confirm(late)
    expect([reply.status, reply.json.code]).toEqual([404, 'NOT_FOUND_PAYMENT_SESSION'])
    expect((await shop.book(late)).state).toBe('EXPIRED')
  })
  test('a refused card is ABORTED and shows why', async () => {
    await shop.switches({ cardLimitKrw: 500 })
    const paid = await shop.authenticate()
    expect((await shop.confirm(paid)).json.code).toBe('REJECT_CARD_PAYMENT')
    await shop.switches({ cardLimitKrw: null })
    const { json } = await shop.get(paid)
    expect(json).toMatchObject({ status: 'ABORTED', failure: { code: 'REJECT_CARD_PAYMENT' } })
    expect(await shop.book(paid)).toMatchObject({ state: 'ABORTED', paidAmount: 0 })
  })
  test('any code of the tables can be played; only a refusal aborts', async () => {
    const paid = await shop.authenticate()
    await shop.switches({ refuse: { approve: 'PROVIDER_ERROR' } })
    expect((await shop.confirm(paid)).json.code).toBe('PROVIDER_ERROR')
    expect((await shop.book(paid)).state).toBe('IN_PROGRESS')
    await shop.switches({ refuse: { approve: 'FDS_ERROR' } })
    expect((await shop.confirm(paid)).status).toBe(403)
    expect((await shop.book(paid)).state).toBe('ABORTED')
    await shop.switches({ refuse: { approve: 'TOO_MANY_REQUESTS' } })
    expect((await shop.confirm(paid)).status).toBe(429)
  })
  test.each([
    ['an amount as text', { amount: '1000' }],
    ['a fraction', { amount: 10.5 }],
    ['a short orderId', { orderId: 'A' }],
    ['no JSON', '{"paymentKey":'],
  ])('%s is INVALID_REQUEST', async (_what, bad) => {
    const paid = await shop.authenticate()
    const body = typeof bad === 'string' ? bad : { ...paid, ...bad }
    expect((await shop.confirm(paid, { body })).json.code).toBe('INVALID_REQUEST')
  })
  test('less than the minimum is refused', async () => {
    expect((await shop.confirm(await shop.authenticate({ amount: 99 }))).json.code).toBe('BELOW_MINIMUM_AMOUNT')
  })
})

describe('the window’s return (§2)', () => {
  test('close and fail bring a code; no payment is booked, and after 30 minutes the session is over', async () => {
    expect(await shop.buyer({ action: 'close' })).toMatchObject({ code: 'PAY_PROCESS_CANCELED', orderId: 'ORDER1' })
    expect(await shop.buyer({ action: 'fail' })).toMatchObject({ code: 'REJECT_CARD_COMPANY', orderId: 'ORDER1' })
    await shop.switches({ closedOrderId: 'missing', pendingOnLookup: 'visible' })
    expect(await shop.buyer({ action: 'close' })).not.toHaveProperty('orderId')
    expect((await shop.control('GET', '/control/books?provider=tosspayments')).json).toEqual([])
    expect((await shop.call('/v1/payments/orders/ORDER1')).json.status).toBe('READY')
    await shop.advance(30 * MINUTE)
    expect((await shop.call('/v1/payments/orders/ORDER1')).json.status).toBe('EXPIRED')
  })
})

describe('look-up (item 8)', () => {
  test('finds by paymentKey and by orderId; unknown and unconfirmed are 404', async () => {
    const paid = await shop.authenticate()
    expect((await shop.get(paid)).json.code).toBe('NOT_FOUND_PAYMENT')
    await shop.switches({ pendingOnLookup: 'visible' })
    expect((await shop.get(paid)).json.status).toBe('IN_PROGRESS')
    await shop.confirm(paid)
    await shop.authenticate()
    const byOrder = await shop.call('/v1/payments/orders/ORDER1')
    expect(byOrder.json).toEqual((await shop.get(paid)).json)
    expect((await shop.call('/v1/payments/orders/NOBODY')).status).toBe(404)
  })
  test('speaks English when asked', async () => {
    const en = { headers: { 'accept-language': 'en-US' } }
    expect((await shop.get(await shop.paid(), en)).json.method).toBe('CARD')
    expect((await shop.get({ paymentKey: 'x' }, en)).json.message).toBe('Not found payment.')
  })
})

/** §5, in the order of its example. */
const KEYS =
  `version mId paymentKey orderId orderName type currency method status totalAmount balanceAmount suppliedAmount
  vat taxFreeAmount taxExemptionAmount requestedAt approvedAt useEscrow cultureExpense lastTransactionKey
  isPartialCancelable card virtualAccount transfer mobilePhone giftCertificate cashReceipt cashReceipts discount
  cancels secret easyPay country failure metadata receipt checkout`.split(/\s+/)

describe('the Payment object (item 4)', () => {
  test('has every key, vat rounded, a transactionKey of 32 hex digits, times in +09:00', async () => {
    const { json } = await shop.get(await shop.paid())
    expect(Object.keys(json).sort()).toEqual([...KEYS].sort())
    expect(json).toMatchObject({ suppliedAmount: 909, vat: 91, cancels: null, secret: null, failure: null })
    expect(json.lastTransactionKey).toMatch(/^[0-9A-F]{32}$/)
    expect(json.approvedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+09:00$/)
    expect(Date.parse(String(json.approvedAt))).toBeLessThanOrEqual(shop.sandbox.clock.now())
  })
})

describe('headers (item 12) and the rest', () => {
  test('a trace id always, the idempotency key as an echo', async () => {
    const plain = await shop.get({ paymentKey: 'x' })
    expect(plain.headers.get('x-tosspayments-trace-id')).toMatch(/^[0-9a-f]{32}$/)
    expect(plain.headers.has('idempotency-key')).toBe(false)
    const keyed = await shop.confirm(await shop.authenticate(), { key: 'cf-1' })
    expect(keyed.headers.get('idempotency-key')).toBe('cf-1')
    expect((await shop.call('/v1/nothing')).headers.get('x-tosspayments-trace-id')).toMatch(/^[0-9a-f]{32}$/)
  })
  test('calls are recorded as they came, with the code that they got', async () => {
    const paid = await shop.authenticate()
    await shop.confirm(paid, { key: 'cf-1' })
    const { json } = await shop.control('GET', '/control/calls?provider=tosspayments')
    expect(json).toMatchObject([
      {
        operation: 'approve',
        path: '/v1/payments/confirm',
        code: 'DONE',
        fields: { amount: '1000', 'Idempotency-Key': 'cf-1' },
      },
    ])
  })
  test('switches are shown, checked and reset', async () => {
    expect((await shop.switches({ gravity: 1 })).status).toBe(422)
    expect((await shop.switches({ refuse: { approve: 'NO_SUCH_CODE' } })).status).toBe(422)
    await shop.switches({ asyncCancel: 'done' })
    await shop.reset()
    expect((await shop.control('GET', '/control/switches?provider=tosspayments')).json).toEqual(DEFAULT_SWITCHES)
  })
  test('a reset keeps payment keys unique', async () => {
    const before = await shop.authenticate()
    await shop.reset()
    expect((await shop.authenticate()).paymentKey).not.toBe(before.paymentKey)
  })
})
