/** Specifies what each payment object of PortOne V2 proves, and which prove nothing (portone-v2 §5). */
import { describe, expect, test } from 'vitest'
import { newCancellationId } from '../../core/ids.ts'
import { NO_INSTRUMENT } from '../../core/instrument.ts'
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
        disputes: [],
        instrument: { ...NO_INSTRUMENT, gateway: 'inicis', module: 'INICIS_V2' },
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

  test.each([
    ['of all', 'CANCELLED', 10_000],
    ['of a part', 'PARTIAL_CANCELLED', 3_000],
  ])('whose refund %s did not reach the buyer has all of its money again', (_what, status, won) => {
    const change = {
      status,
      amount: sums({ cancelled: won }),
      cancellations: [listed({ totalAmount: won }), listed({ id: 'refused', status: 'FAILED' })],
    }
    expect(read({ ...change, method: method('FAILED') })).toMatchObject({
      concern: null,
      evidence: { status: 'paid', balance: 10_000, cancels: [{ state: 'failed', amount: won }, { state: 'failed' }] },
    })
    for (const refundStatus of ['PENDING', 'COMPLETED', undefined, 'OF_TOMORROW']) {
      expect(read({ ...change, method: method(refundStatus) })).toMatchObject({
        concern: null,
        evidence: { balance: 10_000 - won, cancels: [{ state: 'done' }, { state: 'failed' }] },
      })
    }
  })

  test.each(['FAILED', 'PARTIAL_REFUND_FAILED'])('with %s and no refund to be seen is for a person', (refundStatus) => {
    expect(read({ method: method(refundStatus) })).toMatchObject({
      concern: expect.stringContaining(refundStatus),
      evidence: { status: 'paid', balance: 10_000 },
    })
  })

  test('that waits tells bank, number, holder and deadline', () => {
    const issued = {
      ...method(),
      bank: 'SHINHAN',
      accountNumber: '562-1110-5948400',
      remitteeName: '(주)매듭',
      expiredAt: '2024-04-26T19:00:00+09:00',
    }
    const waiting = { status: 'VIRTUAL_ACCOUNT_ISSUED', paidAt: undefined }
    expect(read({ ...waiting, method: issued })).toMatchObject({
      evidence: {
        status: 'awaiting_deposit',
        amount: 10_000,
        virtualAccount: {
          bank: 'SHINHAN',
          number: '56211105948400',
          holder: '(주)매듭',
          expiresAt: NOW + 86_400_000,
        },
      },
    })
    expect(read({ ...waiting, method: { ...issued, bank: 'BANK_OF_TOMORROW', expiredAt: 7 } })).toMatchObject({
      evidence: { virtualAccount: { bank: null, number: '56211105948400', expiresAt: null } },
    })
    expect(read({ ...waiting, method: method() })).toMatchObject({ evidence: { virtualAccount: null } })
    const named = { ...issued, accountNumber: '매듭 가상계좌' }
    expect(read({ ...waiting, method: named })).toMatchObject({ evidence: { virtualAccount: null } })
    expect(read({ method: issued })).not.toHaveProperty('evidence.virtualAccount')
  })

  test.each([
    ['FAILED', 2],
    ['PARTIAL_REFUND_FAILED', 2],
    ['PARTIAL_REFUND_FAILED', 1],
  ])('with %s of %s refunds: nobody says which failed, or how much of it', (refundStatus, count) => {
    const cancellations = [listed(), listed({ id: 'second' })].slice(0, count)
    const change = {
      ...partly({ cancellations, amount: sums({ cancelled: count * 3_000 }) }),
      method: method(refundStatus),
    }
    expect(read(change)).toMatchObject({
      concern: expect.stringContaining(refundStatus),
      evidence: { status: 'partially_cancelled', cancels: cancellations.map(() => ({ state: 'done' })) },
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
