/** Cancels over HTTP: the vectors of §7, promotions, attempts, and what the PG says (§14 items 6, 7, 8, 13). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createRandom } from '../random.ts'
import { openShop, type Shop } from './testing.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.sandbox.close())
beforeEach(() => shop.control('POST', '/control/reset', { seed: 7 }))

const said = async (reply: Promise<{ status: number; json: object }>) => {
  const { status, json } = await reply
  const { type, cancellation } = json as { type?: string; cancellation?: { status: string } }
  return `${status} ${type ?? cancellation?.status}`
}
const amounts = async (paymentId = 'order-1') =>
  (await shop.get(paymentId)).amount as { cancelled: number; cancelledTaxFree: number; vat: number; supply: number }

describe('the cancel vectors of §7.4', () => {
  test('in their order, with total 10,000 of which 4,000 are free of tax', async () => {
    await shop.call('POST', '/payments/order-1/pre-register', { body: { totalAmount: 10_000, taxFreeAmount: 4_000 } })
    await shop.buy()
    const first = { amount: 3_000, currentCancellableAmount: 10_000 }
    const one = await shop.cancel('order-1', first, 'cancel-refund-0001')
    expect(one).toMatchObject({ status: 200, json: { cancellation: { status: 'SUCCEEDED', vatAmount: 273 } } })
    expect(await said(shop.cancel('order-1', first, 'cancel-refund-0002'))).toBe(
      '409 CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN',
    )
    expect((await shop.cancel('order-1', first, 'cancel-refund-0001')).text).toBe(one.text)
    expect(await amounts()).toMatchObject({ cancelled: 3_000, cancelledTaxFree: 0, vat: 545, supply: 5_455 })
    const refused = [
      [{ amount: 7_000, currentCancellableAmount: 7_000 }, 'CANCEL_TAX_AMOUNT_EXCEEDS_CANCELLABLE_TAX_AMOUNT'],
      [{ amount: 4_500, taxFreeAmount: 4_500 }, 'CANCEL_TAX_FREE_AMOUNT_EXCEEDS_CANCELLABLE_TAX_FREE_AMOUNT'],
      [{ amount: 1_000, taxFreeAmount: 800, vatAmount: 300 }, 'SUM_OF_PARTS_EXCEEDS_CANCEL_AMOUNT'],
      [{ amount: 7_001 }, 'CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT'],
    ] as const
    for (const [body, type] of refused) expect(await said(shop.cancel('order-1', body))).toBe(`409 ${type}`)
    const last = { amount: 7_000, taxFreeAmount: 4_000, currentCancellableAmount: 7_000 }
    expect(await said(shop.cancel('order-1', last))).toBe('200 SUCCEEDED')
    expect(await amounts()).toMatchObject({ cancelled: 10_000, cancelledTaxFree: 4_000 })
    expect(await said(shop.cancel('order-1', {}))).toBe('409 PAYMENT_ALREADY_CANCELLED')
    expect(await shop.book('order-1')).toMatchObject({
      state: 'CANCELLED',
      cancelledAmount: 10_000,
      cancels: [
        { amount: 3_000, key: 'cancel-refund-0001', via: 'cancel' },
        { amount: 7_000, key: null },
      ],
    })
  })
})

describe('the tax vectors of §7.3', () => {
  test.each([
    [1_000, 0, 91],
    [50_000, 0, 4_545],
    [10_000, 4_000, 545],
    [3_000, 1_000, 182],
    [100, 0, 9],
    [6, 0, 1],
    [5, 0, 0],
  ])('%i of which %i are free of tax bear %i', async (total, taxFreeAmount, vat) => {
    await shop.call('POST', '/payments/order-1/pre-register', { body: { taxFreeAmount } })
    await shop.buy({ amount: total })
    expect(await amounts()).toMatchObject({ vat, supply: total - taxFreeAmount - vat })
    const { json } = await shop.cancel('order-1', { amount: total, taxFreeAmount })
    expect(json).toMatchObject({ cancellation: { vatAmount: vat, taxFreeAmount } })
  })
})

describe('a cancel is refused', () => {
  test.each([
    ['without a reason', { reason: undefined }],
    ['of nothing', { amount: 0 }],
    ['of less than nothing', { amount: -1 }],
    ['of half a won', { amount: 0.5 }],
    ['to a bank that there is not', { refundAccount: { bank: 'MOON', number: '1', holderName: 'x' } }],
  ])('%s: 400, and nothing happens', async (_what, body) => {
    await shop.buy()
    expect(await said(shop.cancel('order-1', body))).toBe('400 INVALID_REQUEST')
    expect((await shop.book('order-1')).cancelledAmount).toBe(0)
  })
  test('before anything is paid, and where nothing is known', async () => {
    expect(await said(shop.cancel('nobody', {}))).toBe('404 PAYMENT_NOT_FOUND')
    await shop.buy({ action: 'fail' })
    expect(await said(shop.cancel('order-1', {}))).toBe('409 PAYMENT_NOT_PAID')
  })
  test('when too many were tried: refused ones that reached the PG count too', async () => {
    await shop.buy()
    await shop.switches({ maxCancelCount: 2 })
    await shop.fault({ operation: 'cancel', fault: 'balance_short', times: 1 })
    expect(await said(shop.cancel('order-1', {}))).toBe('502 PG_PROVIDER')
    expect(await said(shop.cancel('order-1', { amount: 1_000 }))).toBe('200 SUCCEEDED')
    expect(await said(shop.cancel('order-1', {}))).toBe('409 MAX_CANCEL_COUNT_REACHED')
  })
})

describe('HTTP 200 does not mean refunded', () => {
  test('FAILED is in the list, and no money went back', async () => {
    await shop.buy()
    await shop.switches({ cancelOutcome: 'FAILED' })
    expect(await said(shop.cancel('order-1', {}))).toBe('200 FAILED')
    expect(await shop.get('order-1')).toMatchObject({ status: 'PAID', cancellations: [{ status: 'FAILED' }] })
    expect((await shop.book('order-1')).cancelledAmount).toBe(0)
  })
  test('REQUESTED keeps its amount reserved, changes nothing, and is approved later', async () => {
    await shop.buy()
    await shop.switches({ cancelOutcome: 'REQUESTED' })
    expect(await said(shop.cancel('order-1', { amount: 6_000 }))).toBe('200 REQUESTED')
    expect(await shop.get('order-1')).toMatchObject({ status: 'PAID', amount: { cancelled: 0 } })
    expect(await said(shop.cancel('order-1', { amount: 6_000 }))).toBe('409 CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT')
    await shop.advance(5_000)
    expect(await shop.get('order-1')).toMatchObject({ status: 'PARTIAL_CANCELLED', amount: { cancelled: 6_000 } })
  })
  test('or refused later: the fault, and the switch', async () => {
    await shop.buy()
    await shop.fault({ operation: 'cancel', fault: 'async_then_refuse', times: 1 })
    expect(await said(shop.cancel('order-1', {}))).toBe('200 REQUESTED')
    await shop.advance(5_000)
    expect(await shop.get('order-1')).toMatchObject({ status: 'PAID', cancellations: [{ status: 'FAILED' }] })
    expect(await said(shop.cancel('order-1', {}))).toBe('200 SUCCEEDED')
  })
  test('a status in no list is undecided', async () => {
    await shop.buy()
    await shop.switches({ cancelOutcome: 'UNLISTED', asyncSettle: 'never' })
    expect(await said(shop.cancel('order-1', {}))).toBe('200 HELD_FOR_REVIEW')
    expect((await shop.book('order-1')).cancelledAmount).toBe(0)
  })
  test('a pending one can be stopped, once', async () => {
    await shop.buy()
    await shop.switches({ cancelOutcome: 'REQUESTED', asyncSettle: 'never' })
    const { json } = await shop.cancel('order-1', {})
    const { id } = json.cancellation as { id: string }
    const stop = (which: string) => shop.call('POST', `/payments/order-1/cancellations/${which}/stop`, { body: {} })
    expect((await stop('none')).json.type).toBe('PAYMENT_CANCELLATION_NOT_FOUND')
    expect((await stop(id)).json).toHaveProperty('stoppedAt')
    expect((await stop(id)).json.type).toBe('PAYMENT_CANCELLATION_NOT_PENDING')
  })
})

describe('promotions (cancel-policies §7)', () => {
  const buyWith = async (promotionId: string, amount: number) => {
    await shop.switches({ promotionId })
    await shop.buy({ amount })
  }
  /** What the PG gave back is what the card no longer pays. */
  const vectors = [
    [1, 'promotion-10-percent', 10_000, [10_000], 'RELEASE', '200 SUCCEEDED'],
    [2, 'promotion-10-percent', 20_000, [10_000, 10_000], 'RELEASE', '200 SUCCEEDED'],
    [3, 'promotion-10-percent-from-5000', 6_000, [2_000, 4_000], 'RETAIN', '200 SUCCEEDED'],
    [7, 'promotion-10-percent-from-10000', 10_000, [500], 'RELEASE', '400 NEGATIVE_PROMOTION_ADJUSTED_CANCEL_AMOUNT'],
    [8, 'promotion-10-percent-from-10000', 10_000, [500], 'RETAIN', '200 SUCCEEDED'],
    [10, 'promotion-10-percent-from-10000', 10_000, [3_000, 7_000], 'RELEASE', '200 SUCCEEDED'],
  ] as const
  test.each(vectors)('vector %i', async (_number, id, order, parts, option, expected) => {
    await buyWith(id, order)
    for (const part of parts)
      expect(await said(shop.cancel('order-1', { amount: part, promotionDiscountRetainOption: option }))).toBe(expected)
  })
  test('the option of the first partial cancel holds for all', async () => {
    await buyWith('promotion-10-percent', 10_000)
    expect((await shop.get('order-1')).amount).toMatchObject({ total: 10_000, discount: 1_000, paid: 9_000 })
    await shop.cancel('order-1', { amount: 1_000, promotionDiscountRetainOption: 'RETAIN' })
    expect(await said(shop.cancel('order-1', { amount: 1_000, promotionDiscountRetainOption: 'RELEASE' }))).toBe(
      '400 PROMOTION_DISCOUNT_RETAIN_OPTION_SHOULD_NOT_BE_CHANGED',
    )
    expect(await said(shop.cancel('order-1', { currentCancellableAmount: 9_000 }))).toBe('200 SUCCEEDED')
  })
  test('a promotion can be read', async () => {
    expect((await shop.call('GET', '/promotions/promotion-1000-from-5000')).json).toMatchObject({ type: 'CARD' })
    expect((await shop.call('GET', '/promotions/none')).json.type).toBe('PROMOTION_NOT_FOUND')
  })
})

describe('staff, administrators and the PG itself', () => {
  const staff = (body: object) =>
    shop.control('POST', '/control/console-cancels', { provider: 'portone-v2', ref: 'order-1', ...body })
  test('the console cancels in sight of the API, with its trigger', async () => {
    await shop.buy()
    expect((await staff({ amount: 4_000 })).json).toMatchObject({ state: 'PARTIAL_CANCELLED', cancelledAmount: 4_000 })
    await shop.switches({ consoleTrigger: 'CHARGEBACK' })
    await staff({})
    expect(await shop.get('order-1')).toMatchObject({
      status: 'CANCELLED',
      cancellations: [{ trigger: 'CONSOLE' }, { trigger: 'CHARGEBACK' }],
    })
    expect((await staff({})).status).toBe(409)
  })
  test('behind PortOne’s back it stays PAID; the next cancel ends in 502 PG_PROVIDER, never in money', async () => {
    await shop.buy()
    expect((await staff({ at: 'underlying' })).json).toMatchObject({ state: 'PAID', cancelledAmount: 10_000 })
    expect((await shop.get('order-1')).status).toBe('PAID')
    const { status, json } = await shop.cancel('order-1', { currentCancellableAmount: 10_000 })
    expect(status).toBe(502)
    expect(json).toMatchObject({ type: 'PG_PROVIDER', pgMessage: '이미 취소된 거래입니다' })
    expect((await staff({ at: 'underlying' })).status).toBe(409)
    expect((await staff({ at: 'provider' })).status).toBe(409)
    expect((await shop.book('order-1')).cancelledAmount).toBe(10_000)
  })
  test('a refusal of the PG can also come as FAILED under HTTP 200', async () => {
    await shop.buy()
    await shop.switches({ pgRefusal: 'failed_200' })
    await shop.fault({ operation: 'cancel', fault: 'balance_short', times: 1 })
    expect(await said(shop.cancel('order-1', {}))).toBe('200 FAILED')
  })
  test('a phone payment of an earlier month needs a refund account', async () => {
    await shop.buy({ method: 'mobile' })
    await shop.advance(32 * 86_400_000)
    expect(await said(shop.cancel('order-1', {}))).toBe('502 PG_PROVIDER')
    const refundAccount = { bank: 'SHINHAN', number: '110123456789', holderName: '홍길동' }
    expect(await said(shop.cancel('order-1', { refundAccount }))).toBe('200 SUCCEEDED')
  })
})

describe('whatever is asked', () => {
  test('no more is given back than was paid', async () => {
    const random = createRandom(11, 'test')
    await shop.switches({ messageRate: 0 })
    await shop.buy()
    let given = 0
    for (let i = 0; i < 60; i += 1) {
      const amount = Math.floor(random.next() * 2_500) + 1
      if (random.next() < 0.1)
        await shop.control('POST', '/control/console-cancels', {
          provider: 'portone-v2',
          ref: 'order-1',
          amount: 300,
          at: random.next() < 0.5 ? 'provider' : 'underlying',
        })
      await shop.switches({ cancelOutcome: random.next() < 0.3 ? 'REQUESTED' : 'SUCCEEDED' })
      await shop.cancel('order-1', { amount })
      if (random.next() < 0.3) await shop.advance(5_000)
      const book = await shop.book('order-1')
      expect(book.cancelledAmount).toBeGreaterThanOrEqual(given)
      expect(book.cancelledAmount).toBeLessThanOrEqual(book.paidAmount)
      given = book.cancelledAmount
    }
    expect(given).toBeGreaterThan(5_000)
  })
})
