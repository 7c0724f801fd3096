/** Specifies what is sent: the same intent always as the same bytes, never a missing amount (portone-v2 §4, §7, §8). */
import { describe, expect, test } from 'vitest'
import { amount } from '../../core/money.ts'
import type { Cancellation, Payment } from '../../core/payment/payment.ts'
import { after, HOUR_MS } from '../../core/time.ts'
import { readOptions } from './config.ts'
import { amounts, NOW, OPTIONS, PAYMENT_ID, paid, STORE, sampleCancellation, samplePayment } from './fixtures/sample.ts'
import { cancelCall, idempotencyKeyOf, listCall, lookCall, pageOf, prepareCall } from './requests.ts'

const account = readOptions(OPTIONS)
const bodyOf = (payment: Payment, cancellation: Cancellation): unknown =>
  cancelCall(account, payment, cancellation).body

test('registration freezes total, tax-free part and currency', () => {
  const payment = samplePayment({ taxFree: amount(4_000), currency: 'USD' })
  expect(prepareCall(account, payment)).toMatchObject({
    method: 'POST',
    path: `/payments/${PAYMENT_ID}/pre-register`,
    body: { storeId: STORE, totalAmount: 10_000, taxFreeAmount: 4_000, currency: 'USD' },
    idempotencyKey: null,
  })
})

test('ids are percent-encoded, Korean and slashes too', () => {
  expect(lookCall(account, 'inquire', '주문 1/2?').path).toBe(
    `/payments/%EC%A3%BC%EB%AC%B8%201%2F2%3F?storeId=${STORE}`,
  )
})

describe('a cancel', () => {
  test('of a part says amount, guard, reason and who asked', () => {
    const part = sampleCancellation({ amount: amount(3_000), guard: amount(10_000), requester: 'buyer' })
    const call = cancelCall(account, paid(), part)
    expect(call).toMatchObject({ method: 'POST', path: `/payments/${PAYMENT_ID}/cancel` })
    expect(call.body).toEqual({
      storeId: STORE,
      amount: 3_000,
      reason: `고객요청 #${part.id}`,
      requester: 'CUSTOMER',
      currentCancellableAmount: 10_000,
    })
  })

  test('of all says the amount too', () => {
    expect(bodyOf(paid(), sampleCancellation())).toMatchObject({ amount: 10_000, requester: 'ADMIN' })
  })

  test('without a stored guard sends none', () => {
    expect(bodyOf(paid(), sampleCancellation())).not.toHaveProperty('currentCancellableAmount')
  })

  test('of all returns the tax split of the payment, of a part what the merchant said (§7.4)', () => {
    const payment = paid({ taxFree: amount(4_000), vat: amount(545) })
    expect(bodyOf(payment, sampleCancellation())).toMatchObject({ taxFreeAmount: 4_000, vatAmount: 545 })
    const part = sampleCancellation({ amount: amount(3_000) })
    expect(bodyOf(payment, part)).not.toHaveProperty('taxFreeAmount')
    const split = { ...part, taxFree: amount(1_000), vat: amount(182) }
    expect(bodyOf(payment, split)).toMatchObject({ taxFreeAmount: 1_000, vatAmount: 182 })
    expect(bodyOf(payment, { ...part, taxFree: amount(0) })).toMatchObject({ taxFreeAmount: 0 })
  })

  test('of a promotion channel says what becomes of the discount', () => {
    const retaining = readOptions({ ...OPTIONS, promotionDiscountRetainOption: 'RETAIN' })
    expect(cancelCall(retaining, paid(), sampleCancellation()).body).toMatchObject({
      promotionDiscountRetainOption: 'RETAIN',
    })
    expect(bodyOf(paid(), sampleCancellation())).not.toHaveProperty('promotionDiscountRetainOption')
  })

  test.each([
    ['retain', 'RETAIN'],
    ['release', 'RELEASE'],
  ] as const)('that says %s itself overrules its channel', (promotion, promotionDiscountRetainOption) => {
    const other = promotion === 'retain' ? 'RELEASE' : 'RETAIN'
    for (const options of [OPTIONS, { ...OPTIONS, promotionDiscountRetainOption: other } as const]) {
      const { body } = cancelCall(readOptions(options), paid(), sampleCancellation({ promotion }))
      expect(body).toMatchObject({ promotionDiscountRetainOption })
    }
  })

  test('to an account names bank, number and holder, and the phone where there is one', () => {
    const refundAccount = { bank: 'SHINHAN', number: '110123456789', holder: '홍길동', phone: null } as const
    const shown = { bank: 'SHINHAN', number: '110123456789', holderName: '홍길동' }
    expect(bodyOf(paid(), sampleCancellation({ refundAccount }))).toHaveProperty('refundAccount', shown)
    const reachable = { ...refundAccount, phone: '01012345678' }
    expect(bodyOf(paid(), sampleCancellation({ refundAccount: reachable }))).toHaveProperty('refundAccount', {
      ...shown,
      holderPhoneNumber: '01012345678',
    })
    expect(bodyOf(paid(), sampleCancellation())).not.toHaveProperty('refundAccount')
  })

  test('sent again in the same attempt group is the same bytes under the same key', () => {
    const first = sampleCancellation({ amount: amount(3_000), guard: amount(10_000), keyEpoch: 2 })
    const again = { ...first, attempts: 7, sentAt: after(NOW, HOUR_MS), callEndsAt: null }
    // Meanwhile somebody else cancelled a part: the guard of the first attempt stays.
    const later = paid({ amounts: amounts({ paid: 10_000, observedCancelled: 500 }) })
    expect(JSON.stringify(cancelCall(account, later, again))).toBe(JSON.stringify(cancelCall(account, paid(), first)))
    expect(idempotencyKeyOf(first)).toBe(`${first.id}-2`)
    expect(idempotencyKeyOf(first)).toMatch(/^[A-Za-z0-9_-]{16,256}$/)
    expect(idempotencyKeyOf({ ...first, keyEpoch: 3 })).not.toBe(idempotencyKeyOf(first))
  })

  test.each([
    ['가'.repeat(300), 100],
    ['a'.repeat(300), 100],
    ['a가'.repeat(100), 100],
    ['', 31],
    ['줄\n바꿈\u0000', 100],
  ])('with the reason %j keeps its tag whole within 100 bytes of EUC-KR', (reason, max) => {
    const one = sampleCancellation({ reason })
    const sent = (bodyOf(paid(), one) as { reason: string }).reason
    expect(sent.endsWith(`#${one.id}`)).toBe(true)
    expect([...sent].reduce((sum, character) => sum + (character < '\x7f' ? 1 : 2), 0)).toBeLessThanOrEqual(max)
    expect(sent).not.toMatch(/\p{Cc}/u)
  })
})

describe('a list', () => {
  test('puts its filter into the query, as the official SDK does', () => {
    const { path, body } = listCall(account, { from: NOW, to: after(NOW, HOUR_MS), cursor: null }, 3)
    expect(body).toBeNull()
    const query = new URL(path, 'https://x').searchParams
    expect(JSON.parse(query.get('requestBody') ?? '')).toEqual({
      page: { number: 3, size: 100 },
      filter: {
        storeId: STORE,
        timestampType: 'STATUS_CHANGED_AT',
        from: '2024-04-25T10:00:00.000Z',
        until: '2024-04-25T11:00:00.000Z',
        isTest: false,
        version: 'V2',
        sortBy: 'STATUS_CHANGED_AT',
        sortOrder: 'ASC',
      },
    })
  })

  test.each([
    [null, 0],
    ['7', 7],
    ['-1', null],
    ['1.5', null],
    ['x', null],
    ['1234567', null],
  ])('the cursor %j is page %j', (cursor, page) => {
    expect(pageOf(cursor)).toBe(page)
  })
})
