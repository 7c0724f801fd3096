/** Cancels over HTTP: PortOne's checks, the gateway's, and the two books that may differ (portone-v1 §7, §13, §17). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createRandom } from '../random.ts'
import { type Merchant, openMerchant } from './testing.ts'

let shop: Merchant
beforeAll(async () => {
  shop = await openMerchant()
})
afterAll(() => shop.sandbox.close())
beforeEach(() => shop.reset())

const MISMATCH = '취소 가능 잔액(checksum)이 일치하지 않습니다.'
const NOTHING = '취소할 결제건이 존재하지 않습니다.'
const ALREADY = '이미 전액취소된 주문입니다.'

describe('what is left', () => {
  test('the vectors of §7.4: amount, checksum, and a blind retry that refunds twice', async () => {
    const imp_uid = await shop.paid()
    const steps = [
      [{ amount: 1000, checksum: 10_000 }, 0, 1000],
      [{ amount: 9000, checksum: 10_000 }, 1, 1000],
      [{ amount: 1000, checksum: 10_000 }, 1, 1000],
      [{ amount: 9001, checksum: 9000 }, 1, 1000],
      [{ amount: 2000 }, 0, 3000],
      [{ amount: 2000 }, 0, 5000],
      [{ amount: 0, checksum: 5000 }, 0, 10_000],
      [{}, 1, 10_000],
    ] as const
    for (const [body, code, cancelled] of steps) {
      const answer = await shop.cancel({ imp_uid, ...body })
      expect([answer.status, answer.code]).toEqual([200, code])
      expect((await shop.book(imp_uid)).cancelledAmount).toBe(cancelled)
      expect((await shop.inquire(imp_uid)).response).toMatchObject({ status: 'cancelled', cancel_amount: cancelled })
    }
    expect((await shop.cancel({ imp_uid })).message).toBe(ALREADY)
  })
  test('a part makes it cancelled, sums up, and each has an entry with an id of its own', async () => {
    const imp_uid = await shop.paid()
    await shop.cancel({ imp_uid, amount: 1000, reason: '고객 요청 #c-1' })
    const { response } = await shop.cancel({ imp_uid, amount: 2000, reason: '고객 요청 #c-2' })
    expect(response).toMatchObject({
      status: 'cancelled',
      amount: 10_000,
      cancel_amount: 3000,
      cancel_reason: '고객 요청 #c-2',
      cancel_history: [
        { amount: 1000, reason: '고객 요청 #c-1' },
        { amount: 2000, reason: '고객 요청 #c-2' },
      ],
    })
    const history = response.cancel_history as readonly { cancellation_id: string; pg_tid: string }[]
    expect(new Set(history.flatMap((entry) => [entry.cancellation_id, entry.pg_tid])).size).toBe(4)
    expect(await shop.book(imp_uid)).toMatchObject({
      state: 'partially_cancelled',
      cancels: [{ id: history[0]?.cancellation_id, key: '고객 요청 #c-1', via: 'cancel' }, { amount: 2000 }],
    })
  })
  const refused = [
    ['a wrong checksum', { checksum: 9999 }, MISMATCH],
    ['a checksum of 0', { checksum: 0 }, MISMATCH],
    ['a checksum that is text', { checksum: 'all' }, MISMATCH],
    ['too much', { amount: 10_001 }, '취소 요청금액이 취소 가능 금액보다 큽니다.'],
    ['less than nothing', { amount: -1 }, '취소 요청금액이 올바르지 않습니다.'],
    ['half a won', { amount: 0.5 }, '취소 요청금액이 올바르지 않습니다.'],
    ['more tax-free than cancelled', { amount: 1000, tax_free: 1001 }, '면세금액 또는 부가세가 올바르지 않습니다.'],
    [
      'tax-free and VAT above it',
      { amount: 1000, tax_free: 500, vat_amount: 501 },
      '면세금액 또는 부가세가 올바르지 않습니다.',
    ],
  ] as const
  test.each(refused)('%s is refused under HTTP 200 and changes nothing', async (_what, body, message) => {
    const imp_uid = await shop.paid()
    expect(await shop.cancel({ imp_uid, ...body })).toMatchObject({ status: 200, code: 1, message })
    expect(await shop.book(imp_uid)).toMatchObject({ state: 'paid', cancelledAmount: 0 })
  })
  test('no checksum, or null, is not compared', async () => {
    const imp_uid = await shop.paid()
    expect((await shop.cancel({ imp_uid, amount: 1, checksum: null })).code).toBe(0)
    expect((await shop.cancel({ imp_uid, amount: 1 })).code).toBe(0)
  })
  test('whatever is asked, no more is given back than was paid', async () => {
    const random = createRandom(3, 'test')
    const imp_uid = await shop.paid()
    for (let i = 0; i < 40; i += 1) {
      const amount = Math.floor(random.next() * 3000)
      if (random.next() < 0.2) await shop.staff({ ref: imp_uid, amount: amount + 1, at: 'underlying' })
      else await shop.cancel({ imp_uid, amount: amount + 1 })
      const book = await shop.book(imp_uid)
      expect(book.cancelledAmount).toBeLessThanOrEqual(book.paidAmount)
      expect(book.cancels.reduce((sum, cancel) => sum + cancel.amount, 0)).toBe(book.cancelledAmount)
    }
  })
})

describe('which payment', () => {
  test('imp_uid wins, and a wrong one fails even beside the right merchant_uid', async () => {
    const imp_uid = await shop.paid()
    const wrong = await shop.cancel({ imp_uid: 'imp_000000000000', merchant_uid: 'ORDER1' })
    expect(wrong).toMatchObject({ status: 200, code: 1, message: NOTHING, response: {} })
    expect((await shop.cancel({ imp_uid, merchant_uid: 'another' })).code).toBe(0)
  })
  test('merchant_uid alone finds the paid attempt; neither is refused', async () => {
    await shop.buyer({ action: 'fail' })
    const imp_uid = await shop.paid()
    expect((await shop.cancel({ merchant_uid: 'ORDER1', amount: 1 })).response).toMatchObject({ imp_uid })
    expect((await shop.cancel({ amount: 1 })).code).toBe(1)
    expect((await shop.cancel({ merchant_uid: 'never' })).message).toBe(NOTHING)
  })
  test('what was never paid has nothing to cancel', async () => {
    for (const action of ['fail', 'close'])
      expect((await shop.cancel({ imp_uid: (await shop.buyer({ action })).imp_uid })).message).toBe(NOTHING)
    expect((await shop.cancel({ imp_uid: (await shop.issue()).response.imp_uid })).message).toBe(NOTHING)
  })
})

describe('the gateway beneath', () => {
  test('has given all back behind PortOne’s back: 기취소, and PortOne goes on showing paid', async () => {
    const imp_uid = await shop.paid()
    expect((await shop.staff({ ref: imp_uid, at: 'underlying' })).json).toMatchObject({ state: 'cancelled' })
    const answer = await shop.cancel({ imp_uid, checksum: 10_000 })
    expect([answer.status, answer.code]).toEqual([200, -1])
    expect(answer.message).toContain('기취소')
    expect((await shop.inquire(imp_uid)).response).toMatchObject({
      status: 'paid',
      cancel_amount: 0,
      cancel_history: [],
    })
  })
  test('has given a part back: it refuses what is above its rest, and PortOne’s checksum still fits', async () => {
    const imp_uid = await shop.paid()
    await shop.staff({ ref: imp_uid, amount: 4000, at: 'underlying' })
    expect(await shop.cancel({ imp_uid, checksum: 10_000 })).toMatchObject({ code: -1 })
    expect(await shop.cancel({ imp_uid, amount: 6000, checksum: 10_000 })).toMatchObject({ code: 0 })
    expect(await shop.book(imp_uid)).toMatchObject({ cancelledAmount: 10_000, state: 'cancelled' })
    expect((await shop.inquire(imp_uid)).response).toMatchObject({ status: 'cancelled', cancel_amount: 6000 })
  })
  test('refuses with whatever text it likes, or because the shop’s balance is short', async () => {
    const imp_uid = await shop.paid()
    await shop.switches({ gatewayRefusal: '[8178] 상계가능 정산금액 부족' })
    expect(await shop.cancel({ imp_uid })).toMatchObject({
      status: 200,
      code: -1,
      message: '결제취소에 실패하였습니다. [8178] 상계가능 정산금액 부족',
    })
    await shop.switches({ gatewayRefusal: null })
    await shop.fault('cancel', 'balance_short', { times: 1 })
    expect((await shop.cancel({ imp_uid })).message).toContain('미정산 금액')
    expect(await shop.book(imp_uid)).toMatchObject({ cancelledAmount: 0 })
    expect((await shop.cancel({ imp_uid })).code).toBe(0)
  })
  test('decides later: the answer shows an unchanged payment, and the money is kept apart', async () => {
    const imp_uid = await shop.paid()
    await shop.switches({ cancelMode: 'async', asyncCancelMs: 60_000 })
    expect(await shop.cancel({ imp_uid, amount: 6000 })).toMatchObject({
      code: 0,
      response: { status: 'paid', cancel_amount: 0 },
    })
    expect(await shop.cancel({ imp_uid, amount: 6000, checksum: 10_000 })).toMatchObject({ code: -1 })
    await shop.advance(60_000)
    expect((await shop.inquire(imp_uid)).response).toMatchObject({ status: 'cancelled', cancel_amount: 6000 })
  })
  test('accepts first and refuses later', async () => {
    const imp_uid = await shop.paid()
    await shop.fault('cancel', 'async_then_refuse', { times: 1 })
    expect((await shop.cancel({ imp_uid })).response).toMatchObject({ status: 'paid' })
    await shop.advance(60_000)
    expect((await shop.inquire(imp_uid)).response).toMatchObject({ status: 'paid', cancel_amount: 0 })
    expect((await shop.cancel({ imp_uid })).code).toBe(0)
  })
  test('a phone bill of an earlier month is refused, at KCP it needs an account', async () => {
    const late = await shop.paid({ method: 'mobile' })
    await shop.switches({ pgProvider: 'kcp' })
    const kcp = await shop.paid({ method: 'mobile', orderId: 'ORDER2' })
    await shop.advance(32 * 86_400_000)
    expect(await shop.cancel({ imp_uid: late })).toMatchObject({ code: -1 })
    expect(await shop.cancel({ imp_uid: kcp })).toMatchObject({ code: 1 })
    const account = { refund_holder: '홍길동', refund_account: '56211105948400' }
    expect(await shop.cancel({ imp_uid: kcp, ...account, refund_bank: '88' })).toMatchObject({ code: 1 })
    expect(await shop.cancel({ imp_uid: kcp, ...account, refund_bank: 'BK88' })).toMatchObject({ code: 0 })
  })
})

describe('staff in PortOne’s console', () => {
  test('cancel under a reason of their own, never more than is left', async () => {
    const imp_uid = await shop.paid()
    expect((await shop.staff({ ref: imp_uid, amount: 10_001 })).status).toBe(409)
    expect((await shop.staff({ ref: imp_uid, amount: 3000 })).json).toMatchObject({ state: 'partially_cancelled' })
    expect((await shop.inquire(imp_uid)).response).toMatchObject({
      cancel_amount: 3000,
      cancel_reason: '관리자페이지취소',
    })
    expect((await shop.staff({ ref: imp_uid })).json).toMatchObject({ cancels: [{ via: 'console' }, { amount: 7000 }] })
    expect((await shop.staff({ ref: imp_uid })).status).toBe(409)
    expect((await shop.staff({ ref: 'none' })).status).toBe(404)
  })
})
