/** Inquiry, search, lists and pre-registration over HTTP (portone-v1 §5, §9, §17 items 4, 11–13). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Merchant, openMerchant } from './testing.ts'

let shop: Merchant
beforeAll(async () => {
  shop = await openMerchant()
})
afterAll(() => shop.sandbox.close())
beforeEach(() => shop.reset())

const get = (path: string) => shop.call('GET', path)
const uids = (list: unknown) => (list as readonly { imp_uid: string }[]).map(({ imp_uid }) => imp_uid)
const secondsNow = () => Math.floor(shop.sandbox.clock.now() / 1000)

describe('one payment', () => {
  test('is shown with its times in seconds, 0 for none, and major units', async () => {
    const imp_uid = await shop.paid()
    const { status, code, message, response } = await shop.inquire(imp_uid)
    expect([status, code, message]).toEqual([200, 0, null])
    expect(imp_uid).toMatch(/^imp_\d{12}$/)
    expect(response).toMatchObject({
      imp_uid,
      merchant_uid: 'ORDER1',
      pay_method: 'card',
      pg_provider: 'nice_v2',
      status: 'paid',
      amount: 10_000,
      cancel_amount: 0,
      currency: 'KRW',
      sandbox: false,
      failed_at: 0,
      cancelled_at: 0,
      cancel_history: [],
    })
    expect(response.paid_at).toBeGreaterThan(secondsNow() - 10)
  })
  test('carries the method that the buyer chose', async () => {
    const methods = [
      ['easy_pay', { pay_method: 'kakaopay', emb_pg_provider: 'kakaopay' }],
      ['transfer', { pay_method: 'trans', bank_code: '088' }],
      ['mobile', { pay_method: 'phone' }],
      ['virtual_account', { pay_method: 'vbank', status: 'ready', vbank_code: '088', vbank_name: '신한은행' }],
    ] as const
    for (const [method, expected] of methods) {
      const imp_uid = await shop.paid({ method, orderId: method })
      expect((await shop.inquire(imp_uid)).response).toMatchObject(expected)
    }
  })
  test('of a test channel is hidden from the inquiry by imp_uid alone, unless that asks for it', async () => {
    await shop.switches({ testChannel: true })
    const imp_uid = await shop.paid()
    expect((await get(`/payments/${imp_uid}`)).status).toBe(404)
    for (const path of [`/payments/${imp_uid}?include_sandbox=true`, '/payments/find/ORDER1'])
      expect((await get(path)).response).toMatchObject({ imp_uid, sandbox: true })
    expect((await get('/payments/findAll/ORDER1')).response.list).toMatchObject([{ sandbox: true }])
    expect((await get('/payments/status/paid')).response.list).toMatchObject([{ sandbox: true }])
    expect((await get(`/payments?imp_uid[]=${imp_uid}`)).status).toBe(200)
  })
  test('of an unknown kind has fields, methods and gateways that nobody has heard of', async () => {
    await shop.switches({ unknownFields: true, payMethod: 'moonpay', pgProvider: 'luna_v3' })
    const { response } = await shop.inquire(await shop.paid(), '?extension=true')
    expect(response).toMatchObject({ pay_method: 'moonpay', pg_provider: 'luna_v3', version: 'v9', extension: {} })
  })
  test('its balance is shown for PAYCO only', async () => {
    const imp_uid = await shop.paid()
    expect((await get(`/payments/${imp_uid}/balance`)).status).toBe(405)
    await shop.switches({ pgProvider: 'payco' })
    const payco = await shop.paid({ orderId: 'ORDER2' })
    await shop.cancel({ imp_uid: payco, amount: 4500 })
    expect((await get(`/payments/${payco}/balance`)).response).toMatchObject({ primary: { supply: 5000, vat: 500 } })
    expect((await get('/payments/imp_none/balance')).status).toBe(404)
  })
})

describe('several payments', () => {
  test('by their ids: 200 when all are there, 207 when some are, 404 when none is, 400 above 100', async () => {
    const imp_uid = await shop.paid()
    const other = await shop.paid({ orderId: 'ORDER2' })
    const all = await get(`/payments?imp_uid[]=${imp_uid}&merchant_uid[]=ORDER2`)
    expect([all.status, uids(all.response)]).toEqual([200, [imp_uid, other]])
    const some = await get(`/payments?imp_uid[]=${imp_uid}&imp_uid[]=imp_none`)
    expect([some.status, some.code, uids(some.response)]).toEqual([207, 0, [imp_uid]])
    expect((await get('/payments?imp_uid[]=imp_none')).status).toBe(404)
    expect((await get(`/payments?${'imp_uid[]=x&'.repeat(101)}`)).status).toBe(400)
  })
  test('of one order: find hides the paid attempt behind a later one, findAll shows every one', async () => {
    await shop.switches({ lateApprovalMs: 60_000 })
    const late = (await shop.buyer({ action: 'fail' })).imp_uid
    const closed = (await shop.buyer({ action: 'close' })).imp_uid
    await shop.advance(60_000)
    expect((await get('/payments/find/ORDER1')).response).toMatchObject({ imp_uid: closed, status: 'failed' })
    expect((await get('/payments/find/ORDER1/paid')).response).toMatchObject({ imp_uid: late, status: 'paid' })
    expect((await get('/payments/find/ORDER1?sorting=started')).response).toMatchObject({ imp_uid: late })
    expect((await get('/payments/find/ORDER1?sorting=-updated')).response).toMatchObject({ imp_uid: late })
    const { response } = await get('/payments/findAll/ORDER1?limit=100')
    expect(response).toMatchObject({ total: 2, previous: 0, next: 0 })
    expect(uids(response.list)).toEqual([closed, late])
    expect((await get('/payments/findAll/ORDER1/cancelled')).status).toBe(404)
    expect((await get('/payments/findAll/never')).status).toBe(404)
    for (const bad of ['/ORDER1/lost', '/ORDER1?sorting=up', '/ORDER1?limit=1001', '/ORDER1?page=0', '/ORDER1?limit=x'])
      expect((await get(`/payments/findAll${bad}`)).status).toBe(400)
  })
  test('in pages, 0 where there is none', async () => {
    for (let n = 1; n <= 5; n += 1) await shop.paid({ orderId: `ORDER${n}` })
    const page = async (n: number) => (await get(`/payments/status/paid?limit=2&page=${n}&sorting=started`)).response
    expect(await page(1)).toMatchObject({ total: 5, previous: 0, next: 2, list: [{}, {}] })
    expect(await page(2)).toMatchObject({ previous: 1, next: 3, list: [{ merchant_uid: 'ORDER3' }, {}] })
    expect(await page(3)).toMatchObject({ previous: 2, next: 0, list: [{ merchant_uid: 'ORDER5' }] })
    expect((await get('/payments/status/paid?limit=2&page=4')).status).toBe(400)
    expect((await get('/payments/status/failed')).response).toEqual({ total: 0, previous: 0, next: 0, list: [] })
  })
  test('by status and the time of that status, both ends included, at most 90 days', async () => {
    const imp_uid = await shop.paid()
    const paidAt = (await shop.inquire(imp_uid)).response.paid_at as number
    await shop.advance(3_600_000)
    const listed = async (status: string, query: string) =>
      ((await get(`/payments/status/${status}?${query}`)).response.list as unknown[]).length
    expect(await listed('paid', `from=${paidAt}&to=${paidAt}`)).toBe(1)
    expect(await listed('paid', `from=${paidAt + 1}`)).toBe(0)
    await shop.cancel({ imp_uid, amount: 1 })
    expect(await listed('paid', '')).toBe(0)
    expect(await listed('cancelled', `from=${paidAt + 1}`)).toBe(1)
    expect(await listed('all', '')).toBe(1)
    const now = secondsNow()
    expect((await get(`/payments/status/all?from=${now - 91 * 86_400}&to=${now}`)).status).toBe(400)
    expect((await get(`/payments/status/all?from=${now}&to=${now - 1}`)).status).toBe(400)
    expect((await get('/payments/status/lost')).status).toBe(400)
  })
})

describe('registered amounts', () => {
  const prepare = (method: 'POST' | 'PUT', body: object) => shop.call(method, '/payments/prepare', { ...body })
  test('are registered once, changed by PUT, and shown', async () => {
    const wanted = { merchant_uid: 'ORDER1', amount: 10_000 }
    expect((await prepare('PUT', wanted)).status).toBe(404)
    expect((await get('/payments/prepare/ORDER1')).status).toBe(404)
    expect((await prepare('POST', wanted)).response).toEqual({ ...wanted, currency: null })
    expect(await prepare('POST', wanted)).toMatchObject({
      status: 200,
      code: 1,
      message: '결제정보 사전등록에 실패하였습니다(이미 등록된 merchant_uid입니다).',
    })
    expect((await prepare('PUT', { ...wanted, amount: 9000, currency: 'KRW' })).code).toBe(0)
    expect((await get('/payments/prepare/ORDER1')).response).toEqual({ ...wanted, amount: 9000, currency: 'KRW' })
    for (const bad of [{ amount: 0 }, { amount: 1.5 }, { currency: 'BTC' }, { merchant_uid: 'x'.repeat(41) }])
      expect((await prepare('POST', { ...wanted, merchant_uid: 'ORDER2', ...bad })).code).toBe(1)
  })
  test('block a window of another amount, or of another currency', async () => {
    await prepare('POST', { merchant_uid: 'ORDER1', amount: 9000 })
    await prepare('POST', { merchant_uid: 'ORDER2', amount: 10_000, currency: 'USD' })
    for (const orderId of ['ORDER1', 'ORDER2'])
      expect(await shop.buyer({ orderId })).toMatchObject({
        success: 'false',
        merchant_uid: orderId,
        error_code: 'F0005',
      })
    expect((await shop.control('GET', '/control/books?provider=portone-v1')).json).toEqual([])
    expect(await shop.buyer({ amount: 9000 })).toMatchObject({ success: 'true' })
  })
  test('do not, when switched: the other amount is paid, or paid and cancelled by the gateway', async () => {
    await prepare('POST', { merchant_uid: 'ORDER1', amount: 9000 })
    await shop.switches({ preparedAmount: 'auto_cancel' })
    const imp_uid = await shop.paid()
    expect((await shop.inquire(imp_uid)).response).toMatchObject({ status: 'cancelled', cancel_amount: 10_000 })
    expect(await shop.book(imp_uid)).toMatchObject({ cancels: [{ via: 'provider' }] })
    await prepare('POST', { merchant_uid: 'ORDER2', amount: 9000 })
    await shop.switches({ preparedAmount: 'pay' })
    expect((await shop.inquire(await shop.paid({ orderId: 'ORDER2' }))).response).toMatchObject({ status: 'paid' })
  })
})

describe('a window', () => {
  test('pays, fails and closes, and never takes money twice for one merchant_uid', async () => {
    const failed = await shop.buyer({ action: 'fail' })
    expect(failed).toMatchObject({ success: 'false', imp_success: 'false', error_msg: expect.stringContaining('한도') })
    expect((await shop.inquire(failed.imp_uid ?? '')).response).toMatchObject({
      status: 'failed',
      fail_reason: failed.error_msg,
    })
    const closed = await shop.buyer({ action: 'close' })
    expect(closed).toMatchObject({ success: 'false', error_msg: expect.stringContaining('결제포기') })
    const paid = await shop.buyer()
    expect(paid).toEqual({ success: 'true', imp_success: 'true', imp_uid: paid.imp_uid, merchant_uid: 'ORDER1' })
    expect(await shop.buyer()).toMatchObject({ success: 'false', error_code: 'F1002' })
  })
  test('that was left may stay ready; a failed payment may be approved late', async () => {
    await shop.switches({ closedWindow: 'ready', lateApprovalMs: 60_000 })
    const left = (await shop.buyer({ action: 'close' })).imp_uid ?? ''
    expect((await shop.inquire(left)).response).toMatchObject({ status: 'ready', failed_at: 0 })
    const failed = (await shop.buyer({ action: 'fail', orderId: 'ORDER2' })).imp_uid ?? ''
    expect((await shop.inquire(failed)).response).toMatchObject({ status: 'failed' })
    await shop.advance(60_000)
    expect((await shop.inquire(failed)).response).toMatchObject({ status: 'paid', fail_reason: null })
    expect(await shop.book(failed)).toMatchObject({ paidAmount: 10_000 })
  })
  test('does not take a merchant_uid of more than 40 characters', async () => {
    const long = { provider: 'portone-v1', orderId: 'x'.repeat(41), amount: 1 }
    expect((await shop.control('POST', '/control/buyers', long)).status).toBe(422)
  })
})
