/** Specifies what each payment object of PortOne V2 proves, and which prove nothing (portone-v2 §5). */
import { describe, expect, test } from 'vitest'
import { newCancellationId } from '../../core/ids.ts'
import type { Reading } from './evidence.ts'
import { readPayment } from './evidence.ts'
import { answered, CANCELLATION_ID, listed, NOW, PAYMENT_ID, STORE, sums } from './fixtures/sample.ts'
import { parsePayment } from './wire.ts'

function read(change: object): Reading {
  const payment = parsePayment(answered(change))
  if (payment === null) throw new Error('not a payment')
  return readPayment(payment)
}
const partly = (change: object = {}): object => ({
  status: 'PARTIAL_CANCELLED',
  amount: sums({ cancelled: 3_000 }),
  cancellations: [listed()],
  ...change,
})

describe('a payment', () => {
  test('that is paid tells everything', () => {
    expect(read({})).toEqual({
      kind: 'evidence',
      concern: null,
      evidence: {
        status: 'paid',
        ref: PAYMENT_ID,
        orderNumber: PAYMENT_ID,
        amount: 10_000,
        balance: 10_000,
        currency: 'KRW',
        method: 'card',
        live: true,
        account: STORE,
        paidAt: NOW + 123,
        cancels: [],
      },
    })
  })

  test('of the sheet (§5.7), partly cancelled on a TEST channel, is test money with one cancel', () => {
    const channel = { type: 'TEST', pgProvider: 'INICIS_V2', pgMerchantId: 'INIpayTest' }
    expect(read(partly({ channel }))).toMatchObject({
      evidence: {
        status: 'partially_cancelled',
        live: false,
        amount: 10_000,
        balance: 7_000,
        cancels: [{ providerCancelId: CANCELLATION_ID, amount: 3_000, tag: null, state: 'done', at: NOW + 300_000 }],
      },
    })
  })

  test.each([
    ['READY', { channel: undefined, paidAt: undefined }, 'not_paid', null],
    // §13 trap 4: as if it were paid.
    ['FAILED', { channel: undefined, paidAt: undefined, failure: {} }, 'not_paid', null],
    [
      'VIRTUAL_ACCOUNT_ISSUED',
      { paidAt: undefined, method: { type: 'PaymentMethodVirtualAccount' } },
      'awaiting_deposit',
      10_000,
    ],
    [
      'CANCELLED',
      { amount: sums({ cancelled: 10_000 }), cancellations: [listed({ totalAmount: 10_000 })] },
      'cancelled',
      10_000,
    ],
  ])('%s', (status, change, expected, total) => {
    expect(read({ status, ...change })).toMatchObject({ evidence: { status: expected, amount: total } })
  })

  test('that is cancelled has no balance, that is not paid has none to speak of', () => {
    expect(read({ status: 'CANCELLED', amount: sums({ cancelled: 10_000 }) })).toMatchObject({
      evidence: { balance: 0 },
    })
    expect(read({ status: 'FAILED' })).toMatchObject({ evidence: { balance: null, paidAt: null } })
  })

  test('of a promotion counts on the order amount, not on what the card was charged (§9)', () => {
    expect(read({ amount: sums({ discount: 1_000, paid: 9_000 }) })).toMatchObject({
      evidence: { amount: 10_000, balance: 10_000 },
    })
    const cancelled = { status: 'CANCELLED', amount: sums({ discount: 1_000, paid: 9_000, cancelled: 9_000 }) }
    expect(read(cancelled)).toMatchObject({ evidence: { status: 'cancelled', balance: 0 } })
  })

  test.each([
    [{ status: 'PAY_PENDING' }, 'PAY_PENDING'],
    [{ status: 'SETTLEMENT_SEALED' }, 'SETTLEMENT_SEALED'],
    [{ status: 'PENDING' }, 'PENDING'],
    [{ status: 'paid' }, 'paid'],
    [{ version: 'V1' }, 'V2 protocol'],
    [{ channel: undefined }, 'live or test'],
    [{ channel: { type: 'STAGING' } }, 'live or test'],
    [{ currency: 'VND' }, 'currency'],
    [{ amount: sums({ cancelled: 1 }) }, 'something is cancelled'],
    [{ amount: sums({ cancelled: 10_001 }) }, 'more is cancelled'],
    [{ status: 'PARTIAL_CANCELLED' }, 'nothing is cancelled'],
    [{ status: 'PARTIAL_CANCELLED', amount: sums({ cancelled: 10_000 }) }, 'nothing is left'],
    [{ status: 'CANCELLED', amount: sums({ cancelled: 3_000 }) }, 'something is left'],
  ])('%j proves nothing', (change, why) => {
    expect(read(change)).toEqual({ kind: 'doubt', why: expect.stringContaining(why) })
  })

  test.each([
    [{ amount: sums({ total: 10_000.5 }) }],
    [{ amount: sums({ cancelled: -1 }) }],
    [{ amount: sums({ total: '10000' }) }],
    [{ amount: undefined }],
    [{ id: 7 }],
    [{ cancellations: [listed({ totalAmount: null })] }],
    [{ cancellations: [listed({ id: '' })] }],
  ])('%j is no payment', (change) => {
    expect(parsePayment(answered(change))).toBeNull()
  })

  test.each([
    ['PaymentMethodTransfer', 'transfer'],
    ['PaymentMethodMobile', 'mobile'],
    ['PaymentMethodEasyPay', 'easy_pay'],
    ['PaymentMethodVirtualAccount', 'virtual_account'],
    ['PaymentMethodGiftCertificate', null],
    ['PaymentMethodOfTomorrow', null],
  ])('by %s was paid by %s', (type, method) => {
    expect(read({ method: { type } })).toMatchObject({ evidence: { method } })
  })
})

describe('a virtual account', () => {
  const method = (refundStatus?: string) => ({ type: 'PaymentMethodVirtualAccount', refundStatus })

  test('that was closed before its deposit was never paid, also where it reads CANCELLED (§15)', () => {
    expect(read({ status: 'CANCELLED', paidAt: undefined, method: method() })).toMatchObject({
      evidence: { status: 'not_paid', amount: null },
    })
  })

  test('whose refund did not reach the buyer is for a person, and the cancel came back', () => {
    const change = {
      status: 'CANCELLED',
      amount: sums({ cancelled: 10_000 }),
      cancellations: [listed({ totalAmount: 10_000 })],
    }
    expect(read({ ...change, method: method('FAILED') })).toMatchObject({
      concern: expect.stringContaining('FAILED'),
      evidence: { cancels: [{ state: 'failed' }] },
    })
    expect(read({ ...change, method: method('PENDING') })).toMatchObject({
      concern: null,
      evidence: { cancels: [{ state: 'done' }] },
    })
  })

  test('with two refunds, one of which failed: nobody says which', () => {
    const cancellations = [listed(), listed({ id: 'second' })]
    const change = {
      ...partly({ cancellations, amount: sums({ cancelled: 6_000 }) }),
      method: method('PARTIAL_REFUND_FAILED'),
    }
    expect(read(change)).toMatchObject({
      concern: expect.stringContaining('PARTIAL_REFUND_FAILED'),
      evidence: { cancels: [{ state: 'done' }, { state: 'done' }] },
    })
  })
})

describe('the cancels of a payment', () => {
  const ours = newCancellationId(NOW, new Uint8Array(10))
  const cancels = (change: object): unknown => {
    const reading = read(partly({ cancellations: [listed(change)] }))
    return reading.kind === 'evidence' ? reading.evidence.cancels : null
  }

  test.each([
    ['SUCCEEDED', 'done'],
    ['FAILED', 'failed'],
    ['REQUESTED', 'pending'],
    ['HELD_FOR_REVIEW', 'pending'],
  ])('%s is %s', (status, state) => {
    expect(cancels({ status })).toMatchObject([{ state }])
  })

  test('carry our id at the end of the reason', () => {
    expect(cancels({ reason: `고객 요청 #${ours}` })).toMatchObject([{ tag: ours }])
    expect(cancels({ reason: `#${ours} 고객 요청` })).toMatchObject([{ tag: null }])
  })

  test.each(['CONSOLE', 'PORTONE_ADMIN', 'CHARGEBACK'])('made through %s are never ours', (trigger) => {
    expect(cancels({ trigger, reason: `x #${ours}` })).toMatchObject([{ tag: null }])
  })

  test('that were refused give their name up to the attempt that was taken after all', () => {
    const reason = `x #${ours}`
    const twice = [listed({ id: 'first', status: 'FAILED', reason }), listed({ id: 'second', reason })]
    expect(read(partly({ cancellations: twice }))).toMatchObject({
      evidence: {
        cancels: [
          { tag: null, state: 'failed' },
          { tag: ours, state: 'done' },
        ],
      },
    })
    expect(cancels({ status: 'FAILED', reason })).toMatchObject([{ tag: ours, state: 'failed' }])
  })

  test('of a paid payment that only failed or wait do not touch its balance', () => {
    const cancellations = [
      listed({ status: 'REQUESTED', cancelledAt: undefined }),
      listed({ status: 'FAILED', id: 'x' }),
    ]
    expect(read({ cancellations })).toMatchObject({
      evidence: {
        status: 'paid',
        balance: 10_000,
        cancels: [{ state: 'pending', at: NOW + 300_000 }, { state: 'failed' }],
      },
    })
  })
})
