/** Specifies when an answer is believed: status, keys, order number, currency, MID and amounts agree (§4, §5, §6). */
import { describe, expect, test } from 'vitest'
import { NO_INSTRUMENT } from '../../core/instrument.ts'
import { amount } from '../../core/money.ts'
import type { Cancellation } from '../../core/payment/payment.ts'
import type { JsonReply } from '../json.ts'
import { readOptions } from './config.ts'
import * as sample from './fixtures/sample.ts'
import { readApproval, readCancel } from './outcome.ts'
import type { CancelPlan, Confirm } from './requests.ts'

const { CLIENT_KEY, kst, MID, ORDER, PAYMENT_KEY, SECRET_KEY, tossCancel, tossPayment } = sample
const keys = { clientKey: CLIENT_KEY, secretKey: SECRET_KEY, urls: { api: 'http://127.0.0.1:1' } }
const account = readOptions({ ...keys, mid: MID })
const reply = (json: unknown): JsonReply => ({ kind: 'answer', status: 200, headers: {}, json })
const tagged = (digit: number) => `고객 요청 #${sample.cancellationId(digit)}`
const KEY_1 = '8B4F646A829571D870A3011A4E13D640'

describe('an approval', () => {
  const asked: Confirm = { paymentKey: PAYMENT_KEY, orderId: ORDER, amount: 1000, currency: 'KRW' }
  const read = (change: Record<string, unknown> = {}) => readApproval(account, asked, reply(tossPayment(change)))

  test('that succeeded is evidence of money', () => {
    expect(read()).toEqual({
      kind: 'done',
      next: 'none',
      answer: { code: 'DONE', message: '' },
      evidence: {
        status: 'paid',
        ref: PAYMENT_KEY,
        orderNumber: ORDER,
        amount: 1000,
        balance: 1000,
        currency: 'KRW',
        method: 'card',
        live: true,
        account: MID,
        paidAt: kst('20250521132500'),
        cancels: [],
        virtualAccount: null,
        instrument: { ...NO_INSTRUMENT, gateway: 'toss', partialCancel: true },
      },
    })
  })

  test.each([
    ['카드', 'card'],
    ['간편결제', 'easy_pay'],
    ['계좌이체', 'transfer'],
    ['휴대폰', 'mobile'],
    ['문화상품권', null],
    ['CARD', null],
    ['constructor', null],
    [null, null],
  ])('by %s is %s', (method, expected) => {
    expect(read({ method })).toMatchObject({ kind: 'done', evidence: { method: expected } })
  })

  test('of an account is no money, and tells no time of payment', () => {
    expect(read({ status: 'WAITING_FOR_DEPOSIT', method: '가상계좌' })).toMatchObject({
      kind: 'done',
      evidence: { status: 'awaiting_deposit', method: 'virtual_account', paidAt: null },
    })
  })

  test.each([
    ['an unreadable time', { approvedAt: 'yesterday' }],
    ['a field nobody knows', { brandNew: { a: 1 } }],
    ['fields of older versions', { cancels: undefined, transactionKey: 'x', virtualAccount: { bank: '국민' } }],
  ])('with %s is still money', (_name, change) => {
    expect(read(change)).toMatchObject({ kind: 'done', evidence: { status: 'paid' } })
  })

  test('without a configured MID belongs to whoever owns the key', () => {
    const open = readOptions(keys)
    const outcome = readApproval(open, asked, reply(tossPayment({ mId: 'another' })))
    expect(outcome).toMatchObject({ kind: 'done', evidence: { account: CLIENT_KEY } })
  })

  test('by keys of test mode is evidence of test money', () => {
    const outcome = readApproval(readOptions({ ...keys, mid: MID, live: false }), asked, reply(tossPayment()))
    expect(outcome).toMatchObject({ evidence: { live: false } })
  })

  test.each([
    ['another paymentKey', { paymentKey: `${PAYMENT_KEY}x` }],
    ['no paymentKey', { paymentKey: undefined }],
    ['another order', { orderId: 'ORDER-OTHER' }],
    ['another amount', { totalAmount: 999, balanceAmount: 999 }],
    ['an amount in text', { totalAmount: '1000' }],
    ['a negative amount', { totalAmount: -1000 }],
    ['a fraction', { totalAmount: 1000.5 }],
    ['no balance', { balanceAmount: null }],
    ['more left than paid', { balanceAmount: 1001 }],
    ['another currency', { currency: 'USD' }],
    ['an unknown currency', { currency: 'XXX' }],
    ['another MID', { mId: 'somebodyelse' }],
    ['a status that was never listed', { status: 'SETTLED' }],
    ['IN_PROGRESS', { status: 'IN_PROGRESS' }],
    ['ABORTED', { status: 'ABORTED' }],
    ['CANCELED and nothing cancelled', { status: 'CANCELED' }],
    ['nothing left and no cancel', { balanceAmount: 0 }],
    ['a cancel that cannot be read', { cancels: [{ cancelAmount: 'all' }] }],
  ])('with %s is unknown and asked about', (_name, change) => {
    expect(read(change)).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })

  test('that was refused shows no number that could be a card or an account', () => {
    const json = { code: 'INVALID_CARD_NUMBER', message: '카드 1234-5678-9012-3456, 계좌 56211105948400 오류' }
    const outcome = readApproval(account, asked, { ...reply(json), status: 400 } as JsonReply)
    expect(outcome).toEqual({
      kind: 'refused',
      next: 'none',
      answer: { code: 'INVALID_CARD_NUMBER', message: '카드 [number], 계좌 [number] 오류' },
    })
  })
})

describe('a cancel', () => {
  const plan = (change: Partial<Cancellation> = {}): CancelPlan => ({
    paymentKey: PAYMENT_KEY,
    orderId: ORDER,
    currency: 'KRW',
    cancellation: sample.sampleCancellation({ amount: amount(300), guard: amount(1000), ...change }),
    refundTo: null,
  })
  const body = (cancels: unknown, change: Record<string, unknown> = {}) =>
    reply(tossPayment({ status: 'PARTIAL_CANCELED', balanceAmount: 700, cancels, ...change }))
  const ours = (change: Record<string, unknown> = {}) => tossCancel({ cancelReason: tagged(1), ...change })
  const read = (cancels: unknown, change: Partial<Cancellation> = {}) =>
    readCancel(account, plan(change), body(cancels))

  test('is ours by its tag, whatever stands beside it', () => {
    const stranger = tossCancel({ transactionKey: 'STRANGER', refundableAmount: 400 })
    expect(read([stranger, ours()])).toEqual({
      kind: 'done',
      next: 'none',
      answer: { code: 'PARTIAL_CANCELED', message: '' },
      evidence: { providerCancelId: KEY_1, amount: 300, remaining: 700, at: kst('20250521140100') },
    })
  })

  test('that leaves something else than we believed is done, and a person looks', () => {
    expect(read([ours({ refundableAmount: 500 })])).toMatchObject({ kind: 'done', next: 'operator' })
    expect(read([ours({ refundableAmount: 500 })], { guard: null })).toMatchObject({ kind: 'done', next: 'none' })
  })

  test('that does not tell what is left is done', () => {
    const outcome = read([ours({ refundableAmount: undefined, cancelStatus: undefined })])
    expect(outcome).toMatchObject({ kind: 'done', next: 'none', evidence: { remaining: null } })
  })

  test('that goes on at the provider is accepted', () => {
    expect(read([ours({ cancelStatus: 'IN_PROGRESS' })])).toMatchObject({ kind: 'accepted', next: 'inquire' })
  })

  test.each([
    ['no cancel', []],
    ['no list', null],
    ['a cancel without our tag', [tossCancel()]],
    ['a cancel with the tag of another', [ours({ cancelReason: tagged(2) })]],
    ['our tag twice', [ours(), ours({ transactionKey: 'OTHER' })]],
    ['another amount', [ours({ cancelAmount: 301 })]],
    ['an aborted cancel', [ours({ cancelStatus: 'ABORTED' })]],
    ['a state that was never listed', [ours({ cancelStatus: 'HALFWAY' })]],
  ])('that shows %s is unknown and asked about', (_name, cancels) => {
    expect(read(cancels)).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })

  test.each([
    ['the whole sum still there', { balanceAmount: 1000 }],
    ['more left than was paid', { balanceAmount: 1001 }],
    ['an account that waits', { status: 'WAITING_FOR_DEPOSIT' }],
    ['a session that is open', { status: 'READY' }],
    ['a payment that never was', { status: 'ABORTED' }],
    ['all cancelled and a part left', { status: 'CANCELED' }],
  ])('that is listed as done beside %s is unknown and asked about', (_name, change) => {
    for (const cancelStatus of ['DONE', undefined]) {
      const outcome = readCancel(account, plan(), body([ours({ cancelStatus })], change))
      expect(outcome).toMatchObject({ kind: 'unknown', next: 'inquire' })
    }
  })

  test.each([
    ['paymentKey', { paymentKey: 'other' }],
    ['orderId', { orderId: 'ORDER-OTHER' }],
    ['mId', { mId: 'somebodyelse' }],
    ['currency', { currency: 'JPY' }],
  ])('of another %s is unknown and asked about', (_name, change) => {
    expect(readCancel(account, plan(), body([ours()], change))).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })
})
