/** Specifies what a look-up and the list say: sums before status names, nothing made shorter (§4.2, §4.6, §6). */
import { describe, expect, test } from 'vitest'
import type { Outcome } from '../../core/outcome.ts'
import type { JsonReply } from '../json.ts'
import { readOptions } from './config.ts'
import * as sample from './fixtures/sample.ts'
import { readInquiry, readList } from './outcome.ts'

const { CLIENT_KEY, kst, MID, ORDER, PAYMENT_KEY, SECRET_KEY, tossCancel, tossPayment } = sample
const keys = { clientKey: CLIENT_KEY, secretKey: SECRET_KEY, urls: { api: 'http://127.0.0.1:1' } }
const account = readOptions({ ...keys, mid: MID })
const reply = (json: unknown): JsonReply => ({ kind: 'answer', status: 200, headers: {}, json })
const tagged = (digit: number) => `고객 요청 #${sample.cancellationId(digit)}`
const KEY_1 = '8B4F646A829571D870A3011A4E13D640'

describe('an inquiry', () => {
  const read = (change: Record<string, unknown>, target = sample.paid()): Outcome<unknown> =>
    readInquiry(account, target, reply(tossPayment(change)))
  const status = (change: Record<string, unknown>) => {
    const outcome = readInquiry(account, sample.paid(), reply(tossPayment(change)))
    return outcome.kind === 'done' ? outcome.evidence.status : outcome.kind
  }
  const full = [tossCancel({ cancelAmount: 1000, refundableAmount: 0 })]
  const twoParts = [tossCancel(), tossCancel({ cancelAmount: 700, refundableAmount: 0, transactionKey: 'B' })]
  const pending = (cancelAmount: number) => tossCancel({ cancelAmount, cancelStatus: 'IN_PROGRESS' })

  test.each([
    ['DONE', {}, 'paid'],
    ['ABORTED', { status: 'ABORTED' }, 'not_paid'],
    ['EXPIRED', { status: 'EXPIRED' }, 'not_paid'],
    ['an account', { status: 'WAITING_FOR_DEPOSIT' }, 'awaiting_deposit'],
    ['an expired account', { status: 'WAITING_FOR_DEPOSIT', virtualAccount: { expired: true } }, 'awaiting_deposit'],
    ['one full cancel', { status: 'CANCELED', balanceAmount: 0, cancels: full }, 'cancelled'],
    ['two partial cancels', { status: 'PARTIAL_CANCELED', balanceAmount: 0, cancels: twoParts }, 'cancelled'],
    ['one partial', { status: 'PARTIAL_CANCELED', balanceAmount: 700, cancels: [tossCancel()] }, 'partially_cancelled'],
    ['a cancel under way', { balanceAmount: 0, cancels: [pending(1000)] }, 'paid'],
    ['a done and a pending cancel', { balanceAmount: 0, cancels: [tossCancel(), pending(700)] }, 'partially_cancelled'],
    ['an aborted cancel', { cancels: [tossCancel({ cancelStatus: 'ABORTED' })] }, 'paid'],
    [
      'an account closed before its deposit',
      { status: 'CANCELED', balanceAmount: 0, cancels: full, virtualAccount: { refundStatus: 'NONE' } },
      'not_paid',
    ],
    [
      'an account that was refunded',
      { status: 'CANCELED', balanceAmount: 0, cancels: full, virtualAccount: { refundStatus: 'PENDING' } },
      'cancelled',
    ],
    ['CANCELED with something left', { status: 'CANCELED', balanceAmount: 700, cancels: [tossCancel()] }, 'unknown'],
    ['another order', { orderId: 'ORDER-OTHER' }, 'unknown'],
    ['another paymentKey', { paymentKey: 'other' }, 'unknown'],
    ['an unknown currency', { currency: 'XXX' }, 'unknown'],
  ])('of %s', (_name, change, expected) => {
    expect(status(change)).toBe(expected)
  })

  test('tells each cancel with its id, amount, time, tag and state', () => {
    const cancels = [
      tossCancel({ cancelReason: tagged(1) }),
      tossCancel({ cancelReason: 'by hand', transactionKey: 'B', canceledAt: '2025-05-21T14:02:00' }),
      tossCancel({ cancelReason: `${tagged(2)} `, transactionKey: 'C', cancelStatus: 'ABORTED' }),
    ]
    expect(read({ status: 'PARTIAL_CANCELED', balanceAmount: 400, cancels })).toMatchObject({
      evidence: {
        balance: 400,
        cancels: [
          { providerCancelId: KEY_1, amount: 300, at: kst('20250521140100'), tag: sample.cancellationId(1) },
          { providerCancelId: 'B', at: kst('20250521140200'), tag: null, state: 'done' },
          { providerCancelId: 'C', tag: sample.cancellationId(2), state: 'failed' },
        ],
      },
    })
  })

  test('of an account whose refund the bank could not pay says that the money came back', () => {
    const outcome = read({
      status: 'CANCELED',
      balanceAmount: 0,
      cancels: full,
      virtualAccount: { refundStatus: 'FAILED' },
    })
    expect(outcome).toMatchObject({ evidence: { cancels: [{ state: 'failed' }] } })
  })

  test('shows a stranger’s currency and MID as what they are', () => {
    expect(read({ currency: 'USD' })).toMatchObject({ kind: 'done', evidence: { currency: 'USD' } })
    expect(read({ mId: 'somebodyelse' })).toMatchObject({ kind: 'done', evidence: { account: 'somebodyelse' } })
  })

  test('of an open session is none before a return, and nothing at all after one', () => {
    const before = sample.samplePayment()
    expect(read({ status: 'IN_PROGRESS' }, before)).toMatchObject({ kind: 'done', evidence: { status: 'none' } })
    expect(read({ status: 'IN_PROGRESS' }, sample.authenticated())).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })

  test('by a reference alone takes the order number that comes', () => {
    const target = { ...sample.samplePayment(), providerRef: PAYMENT_KEY, providerOrderId: '' }
    expect(read({ orderId: 'ORDER-OTHER' }, target)).toMatchObject({ evidence: { orderNumber: 'ORDER-OTHER' } })
  })
})

describe('the list', () => {
  const row = (change: Record<string, unknown> = {}) => ({
    mId: MID,
    transactionKey: KEY_1,
    paymentKey: PAYMENT_KEY,
    orderId: ORDER,
    method: '카드',
    customerKey: null,
    useEscrow: false,
    status: 'DONE',
    transactionAt: '2025-05-21T13:25:00+09:00',
    currency: 'KRW',
    amount: 1000,
    ...change,
  })
  const read = (rows: unknown) => readList(account, reply(rows))

  test('reads a charge and its cancel, whatever sign the cancel has', () => {
    const rows = [
      row(),
      ...[-300, 300].map((won) => row({ status: 'PARTIAL_CANCELED', transactionKey: 'B', amount: won })),
    ]
    const cancelled = { status: 'partially_cancelled', amount: null, cancels: [{ providerCancelId: 'B', amount: 300 }] }
    expect(read(rows)).toMatchObject({
      kind: 'done',
      evidence: {
        next: null,
        rows: [
          { status: 'paid', amount: 1000, ref: PAYMENT_KEY, orderNumber: ORDER, account: MID },
          cancelled,
          cancelled,
        ],
      },
    })
  })

  test('goes on after a full page, and ends with one that is not', () => {
    const full = Array.from({ length: 500 }, (_, index) => row({ transactionKey: `T${index}` }))
    expect(read(full)).toMatchObject({ evidence: { next: 'T499' } })
    expect(read(full.slice(1))).toMatchObject({ evidence: { next: null } })
  })

  test.each([
    ['an object', { data: [] }],
    ['a row that cannot be read', [row(), row({ amount: '1000' })]],
    ['a row in an unknown currency', [row({ currency: 'XXX' })]],
    ['a row of an unlisted status', [row({ status: 'SETTLED' })]],
  ])('with %s is unknown, never shorter', (_name, rows) => {
    expect(read(rows)).toMatchObject({ kind: 'unknown' })
  })
})
