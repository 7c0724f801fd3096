/** Specifies what goes out for every call: path, query, body, signed at the time of the attempt. */
import { describe, expect, test } from 'vitest'
import { amount } from '../../core/money.ts'
import type { Payment } from '../../core/payment/payment.ts'
import type { Instant } from '../../core/time.ts'
import { HOUR_MS } from '../../core/time.ts'
import {
  ACCOUNT,
  amounts,
  authenticated,
  cancellationId,
  deposited,
  hashed,
  kst,
  NOW,
  ORDER,
  paid,
  REFUND_ACCOUNT,
  sampleCancellation,
  samplePayment,
  TID,
  waiting,
} from './fixtures/sample.ts'
import type { Call, CancelPlan, Impossible } from './requests.ts'
import {
  approvalCall,
  cancelCall,
  inquiryCalls,
  listCall,
  netCancelCall,
  nextDay,
  placeOf,
  planApproval,
  planCancel,
  planClose,
} from './requests.ts'

const EDI = '2023-03-24T16:46:40.000+0900'

function must<T extends object>(plan: T | Impossible): T {
  if ('impossible' in plan) throw new Error(plan.impossible)
  return plan as T
}

describe('approve', () => {
  test('sends the frozen amount', () => {
    expect(approvalCall(ACCOUNT, must(planApproval(authenticated())), NOW)).toEqual({
      method: 'POST',
      path: `/v1/payments/${TID}`,
      body: {
        amount: 1004,
        ediDate: EDI,
        signData: hashed(TID, 1004, EDI),
      },
    })
  })

  test.each<[string, Payment]>([
    ['no return', samplePayment()],
    ['a tid that is none', authenticated({ providerRef: 'netcancel' })],
    ['a return for another amount', authenticated({ amounts: amounts({ total: 5 }), providerState: { amount: '4' } })],
  ])('cannot with %s', (_name, payment) => {
    expect(planApproval(payment)).toHaveProperty('impossible')
  })
})

const id = cancellationId(1)
const cancel = (payment: Payment, change: Parameters<typeof sampleCancellation>[0] = {}, account = ACCOUNT) =>
  cancelCall(account, must<CancelPlan>(planCancel(payment, sampleCancellation(change))), NOW)

describe('cancel', () => {
  test('in full names its amount and is the same on every attempt', () => {
    const first = cancel(paid())
    expect(first).toEqual({
      method: 'POST',
      path: `/v1/payments/${TID}/cancel`,
      body: {
        reason: `고객 요청 #${id}`,
        orderId: id,
        cancelAmt: 1004,
        ediDate: EDI,
        signData: hashed(TID, EDI),
      },
    })
    expect(cancel(paid(), { attempts: 2 })).toEqual(first)
  })

  test('in part has an orderId of its own for every attempt, which names the cancellation', () => {
    const orderIds = [1, 2, 3].map((attempts) => cancel(paid(), { amount: amount(304), attempts }).body?.orderId)
    expect(orderIds).toEqual([`${id}-1`, `${id}-2`, `${id}-3`])
    expect(Buffer.byteLength(`${id}-999999`)).toBeLessThanOrEqual(64)
  })

  test('of all that is left after others is partial', () => {
    const payment = paid({ amounts: amounts({ paid: 1004, cancelledByUs: 304 }) })
    expect(cancel(payment, { amount: amount(700) }).body).toMatchObject({ orderId: `${id}-1`, cancelAmt: 700 })
  })

  test('of an approval nobody could settle is of the total', () => {
    expect(cancel(authenticated()).body).toMatchObject({ orderId: id, cancelAmt: 1004 })
  })

  test('in full at the test host names no amount, for it refuses any (U128)', () => {
    expect(cancel(paid(), {}, { ...ACCOUNT, live: false }).body).not.toHaveProperty('cancelAmt')
  })

  test('cuts the reason to 100 bytes and keeps the tag whole', () => {
    const { reason } = cancel(paid(), { reason: '환불'.repeat(40) }).body ?? {}
    expect(Buffer.byteLength(String(reason), 'utf8')).toBeLessThanOrEqual(100)
    expect(reason).toMatch(new RegExp(`^환불.* #${id}$`))
  })

  test('names the tax-free part where the merchant did', () => {
    expect(cancel(paid(), { taxFree: amount(4) }).body).toMatchObject({ taxFreeAmt: 4 })
    expect(cancel(paid()).body).not.toHaveProperty('taxFreeAmt')
  })

  test.each([0, 1005])('of %d of 1004 cannot be', (won) => {
    expect(planCancel(paid(), sampleCancellation({ amount: amount(won) }))).toHaveProperty('impossible')
  })

  test('of more than is left cannot be, nor without a tid', () => {
    const payment = paid({ amounts: amounts({ paid: 1004, observedCancelled: 4 }) })
    expect(planCancel(payment, sampleCancellation())).toHaveProperty('impossible')
    expect(planCancel(samplePayment(), sampleCancellation())).toHaveProperty('impossible')
  })
})

describe('a deposit', () => {
  test('goes back to the account of the buyer, whole and in parts', () => {
    const fields = { refundAccount: '56211105948400', refundBankCode: '088', refundHolder: '홍길동' }
    expect(cancel(deposited(), { refundAccount: REFUND_ACCOUNT }).body).toMatchObject({ ...fields, cancelAmt: 1004 })
    const part = { refundAccount: REFUND_ACCOUNT, amount: amount(304) }
    expect(cancel(deposited(), part).body).toMatchObject({ ...fields, cancelAmt: 304, orderId: `${id}-1` })
  })

  test('alone goes by an account: nothing else tells NICEPAY one', () => {
    for (const payment of [paid(), waiting()]) {
      expect(cancel(payment, { refundAccount: REFUND_ACCOUNT }).body).not.toHaveProperty('refundAccount')
    }
  })
})

describe('close', () => {
  const close = (payment: Payment, account = ACCOUNT) =>
    cancelCall(account, must<CancelPlan>(planClose(payment, sampleCancellation({ amount: amount(0) }))), NOW)

  test('is a cancel in full without an account, the same on every attempt', () => {
    expect(close(waiting())).toEqual({
      method: 'POST',
      path: `/v1/payments/${TID}/cancel`,
      body: { reason: `고객 요청 #${id}`, orderId: id, cancelAmt: 1004, ediDate: EDI, signData: hashed(TID, EDI) },
    })
  })

  test('at the test host names no amount, and without a tid cannot be', () => {
    expect(close(waiting(), { ...ACCOUNT, live: false }).body).not.toHaveProperty('cancelAmt')
    expect(planClose(samplePayment(), sampleCancellation())).toHaveProperty('impossible')
  })
})

test('net cancel goes by the order number of the payment', () => {
  expect(netCancelCall(ACCOUNT, ORDER, NOW)).toEqual({
    method: 'POST',
    path: '/v1/payments/netcancel',
    body: { orderId: ORDER, ediDate: EDI, signData: hashed(ORDER, EDI) },
  })
})

describe('inquire', () => {
  const paths = (payment: Payment, at: Instant): readonly string[] =>
    must<readonly Call[]>(inquiryCalls(ACCOUNT, payment, at)).map(({ path }) => path)
  const daysOf = (payment: Payment, at: Instant) =>
    paths(payment, at).map((path) => new URLSearchParams(path.split('?')[1]).get('orderDate'))

  test('by tid where there is one, with the plus of the offset as %2B', () => {
    const [path, ...more] = paths(authenticated(), NOW)
    const edi = '2023-03-24T16%3A46%3A40.000%2B0900'
    expect(path).toBe(`/v1/payments/${TID}?ediDate=${edi}&signData=${hashed(TID, EDI)}`)
    expect(more).toEqual([])
  })

  test('by order number and the Korean day of the order', () => {
    const [path, ...more] = paths(samplePayment(), NOW)
    expect(path).toMatch(new RegExp(`^/v1/payments/find/${ORDER}\\?orderDate=20230324&`))
    expect(path).toContain(hashed(ORDER, EDI))
    expect(more).toEqual([])
  })

  test('near midnight on the day after too, once it has come, or on the day before', () => {
    const late = samplePayment({ createdAt: kst('20230324230000') })
    expect(daysOf(late, kst('20230324233000'))).toEqual(['20230324'])
    expect(daysOf(late, kst('20230325003000'))).toEqual(['20230324', '20230325'])
    const early = samplePayment({ createdAt: kst('20230325003000') })
    expect(daysOf(early, kst('20230325003000'))).toEqual(['20230325', '20230324'])
  })

  test.each(['', '..', 'a b', 'x'.repeat(65)])('cannot by the order number %j alone', (providerOrderId) => {
    expect(inquiryCalls(ACCOUNT, samplePayment({ providerOrderId }), NOW)).toHaveProperty('impossible')
  })
})

describe('list', () => {
  const query = { from: kst('20230324100000'), to: kst('20230326100000'), cursor: null }

  test('asks for the Korean day of `from`, then for the next ones', () => {
    expect(placeOf(query)).toEqual({ day: '2023-03-24', sequence: null })
    expect(listCall({ day: '2023-03-24' as never, sequence: null }).path).toBe(
      '/v1/transactions?date=20230324&limit=500',
    )
    expect(nextDay('2023-03-24' as never, query)).toBe('2023-03-25')
    expect(nextDay('2023-03-26' as never, query)).toBeNull()
    expect(nextDay('2023-03-24' as never, { ...query, to: (query.from + HOUR_MS) as Instant })).toBeNull()
  })

  test('goes on where a page ended', () => {
    const place = placeOf({ ...query, cursor: '2023-03-25#501' })
    expect(place).toEqual({ day: '2023-03-25', sequence: 501 })
    expect(place === null ? '' : listCall(place).path).toBe(
      '/v1/transactions?date=20230325&startingSequence=501&limit=500',
    )
  })

  test.each(['', 'x', '2023-03-25#', '2023-03-25#x', '20230325'])('knows no cursor %j', (cursor) => {
    expect(placeOf({ ...query, cursor })).toBeNull()
  })
})
