/** Specifies what an answer must show to be done, and that anything less is unknown. */
import { describe, expect, test } from 'vitest'
import { NO_INSTRUMENT } from '../../core/instrument.ts'
import { amount } from '../../core/money.ts'
import { fromIso } from '../../core/time.ts'
import type { JsonReply } from '../json.ts'
import {
  ACCOUNT,
  accountObject,
  authenticated,
  cancellationId,
  closedObject,
  listedCancel,
  ORDER,
  paid,
  paymentObject,
  sampleCancellation,
  samplePayment,
  TEST_TID,
  TID,
} from './fixtures/sample.ts'
import { readApproval, readCancel, readInquiry, readNetCancel } from './outcome.ts'
import type { CancelPlan } from './requests.ts'
import { planCancel } from './requests.ts'

type Change = Record<string, unknown>
const reply = (json: unknown, status = 200): JsonReply => ({ kind: 'answer', status, headers: {}, json })
/** Signed over what it says, then changed: as a forger would. */
const forged = (change: Change): Change => ({ ...paymentObject(), ...change })
const unknown = { kind: 'unknown', next: 'inquire' }

const asked = { tid: TID, orderId: ORDER, amount: amount(1004), currency: 'KRW' } as const
const approve = (json: unknown) => readApproval(ACCOUNT, asked, reply(json))

describe('an approval', () => {
  test('is done when everything agrees', () => {
    expect(approve(paymentObject())).toEqual({
      kind: 'done',
      next: 'none',
      answer: { code: '0000', message: '정상 처리되었습니다.' },
      evidence: {
        status: 'paid',
        ref: TID,
        orderNumber: ORDER,
        amount: 1004,
        balance: 1004,
        currency: 'KRW',
        method: 'card',
        live: true,
        account: ACCOUNT.clientKey,
        paidAt: fromIso('2023-03-24T16:46:42.000+09:00'),
        cancels: [],
        virtualAccount: null,
        instrument: { ...NO_INSTRUMENT, gateway: 'nice', card: null, partialCancel: true },
      },
    })
  })

  test.each([
    ['kakaopay', 'easy_pay'],
    ['CARD', 'card'],
    ['cellphone', 'mobile'],
    ['bank', 'transfer'],
    ['gift', null],
  ])('by %s is a payment by %s', (payMethod, method) => {
    expect(approve(paymentObject({ payMethod }))).toMatchObject({ kind: 'done', evidence: { method } })
  })

  test('that issued an account is no money yet', () => {
    const issued = paymentObject({ status: 'ready', payMethod: 'vbank', paidAt: '0' })
    expect(approve(issued)).toMatchObject({ kind: 'done', evidence: { status: 'awaiting_deposit', paidAt: null } })
    expect(approve(accountObject())).toMatchObject({
      kind: 'done',
      evidence: {
        status: 'awaiting_deposit',
        method: 'virtual_account',
        amount: 1004,
        virtualAccount: {
          bank: 'SHINHAN',
          number: '56211101234567',
          holder: '홍길동',
          expiresAt: fromIso('2023-03-27T23:59:59.000+09:00'),
        },
      },
    })
  })

  test.each<[string, Change]>([
    ['without a signature', forged({ signature: null })],
    ['with a wrong signature', forged({ signature: '0'.repeat(64) })],
    ['of an amount that is not signed', forged({ amount: 1 })],
    ['of another tid', paymentObject({ tid: `${TID.slice(0, -1)}9` })],
    ['of another order', paymentObject({ orderId: 'ANOTHER' })],
    ['of another amount', paymentObject({ amount: 500, balanceAmt: 500 })],
    ['in another currency', paymentObject({ currency: 'USD' })],
    ['in a currency nobody knows', paymentObject({ currency: 'XXX' })],
    ['that failed', paymentObject({ status: 'failed' })],
    ['that is cancelled', paymentObject({ status: 'cancelled', balanceAmt: 0, cancels: [listedCancel()] })],
    ['with less left than paid', paymentObject({ balanceAmt: 1000 })],
    ['with more left than paid', paymentObject({ balanceAmt: 2000 })],
    ['with an unknown status', paymentObject({ status: 'settled' })],
    ['with a broken amount', paymentObject({ amount: 1004.5 })],
    ['with nothing but a code', { resultCode: '0000', resultMsg: 'ok' }],
  ])('%s is unknown', (_name, json) => {
    expect(approve(json)).toMatchObject(unknown)
  })

  test('of test money on a live channel is unknown, and the inquiry says so', () => {
    const other = { ...asked, tid: TEST_TID }
    const json = paymentObject({ tid: TEST_TID })
    expect(readApproval(ACCOUNT, other, reply(json))).toMatchObject(unknown)
    const target = authenticated({ providerRef: TEST_TID })
    expect(readInquiry(ACCOUNT, target, reply(json))).toMatchObject({ kind: 'done', evidence: { live: false } })
    expect(readApproval({ ...ACCOUNT, live: false }, other, reply(json))).toMatchObject({ evidence: { live: false } })
  })

  test('under another HTTP status is unknown', () => {
    expect(readApproval(ACCOUNT, asked, reply(paymentObject(), 500))).toMatchObject(unknown)
  })
})

const part = sampleCancellation({ amount: amount(304), guard: amount(1004) })
const partPlan = planCancel(paid(), part) as CancelPlan
const fullPlan = planCancel(paid(), sampleCancellation()) as CancelPlan
const partial = (change: Change = {}): Change =>
  paymentObject({
    status: 'partialCancelled',
    balanceAmt: 700,
    cancelledTid: 'nicuntct1m01102303241701462012',
    cancels: [listedCancel()],
    ...change,
  })
const whole = (change: Change = {}): Change =>
  paymentObject({
    status: 'cancelled',
    balanceAmt: 0,
    cancelledTid: TID,
    cancelledAt: '2023-03-24T17:01:46.000+0900',
    cancels: [listedCancel({ tid: TID, amount: 1004 })],
    ...change,
  })
const cancelPart = (json: unknown) => readCancel(ACCOUNT, partPlan, reply(json))

describe('a cancel', () => {
  const at = fromIso('2023-03-24T17:01:46.000+09:00')

  test('in part is the element that carries our tag', () => {
    expect(cancelPart(partial())).toMatchObject({
      kind: 'done',
      next: 'none',
      evidence: { providerCancelId: 'nicuntct1m01102303241701462012', amount: 304, remaining: 700, at },
    })
  })

  test('in full goes by the tid of the payment', () => {
    expect(readCancel(ACCOUNT, fullPlan, reply(whole()))).toMatchObject({
      kind: 'done',
      evidence: { providerCancelId: TID, amount: 1004, remaining: 0, at },
    })
  })

  test.each<[string, Change]>([
    ['the orderId of the cancel', partial({ orderId: partPlan.orderId })],
    ['the amount of the cancel', partial({ amount: 304 })],
    ['no cancelledTid', partial({ cancelledTid: null })],
  ])('may show %s, for which it is, is unconfirmed', (_name, json) => {
    expect(cancelPart(json)).toMatchObject({ kind: 'done', evidence: { amount: 304 } })
  })

  test('is found among the cancels of others', () => {
    const other = listedCancel({ tid: 'nicuntct1m01102303241600000001', reason: '관리자 취소', amount: 100 })
    const outcome = cancelPart(partial({ balanceAmt: 600, cancels: [other, listedCancel()] }))
    // The money went back; what is left is not what we believed.
    expect(outcome).toMatchObject({ kind: 'done', next: 'operator', evidence: { amount: 304, remaining: 600 } })
  })

  test('without a guard does not judge what is left', () => {
    const plan = planCancel(paid(), { ...part, guard: null }) as CancelPlan
    expect(readCancel(ACCOUNT, plan, reply(partial({ balanceAmt: 600 })))).toMatchObject({ next: 'none' })
  })

  test('in full may list nothing: what it took is beyond doubt', () => {
    const unlisted = whole({ cancels: null })
    expect(readCancel(ACCOUNT, fullPlan, reply(unlisted))).toMatchObject({ kind: 'done', evidence: { amount: 1004 } })
  })

  test('is not booked under an empty id', () => {
    const nameless = readCancel(ACCOUNT, fullPlan, reply(whole({ cancels: null, cancelledTid: '' })))
    expect(nameless).toMatchObject({ kind: 'done', evidence: { providerCancelId: null } })
  })

  test('that closed an account without deposit gave nothing back: the look-up decides', () => {
    const closed = whole({ cancels: null, payMethod: 'vbank', paidAt: '0' })
    expect(readCancel(ACCOUNT, fullPlan, reply(closed))).toMatchObject(unknown)
    expect(readCancel(ACCOUNT, fullPlan, reply(whole({ payMethod: 'vbank', paidAt: '0' })))).toMatchObject(unknown)
  })

  test.each<[string, Change]>([
    ['without a signature', { ...partial(), signature: null }],
    ['of another payment', partial({ tid: `${TID.slice(0, -1)}9` })],
    ['of another order', partial({ orderId: 'ANOTHER' })],
    ['of a third amount', partial({ amount: 500 })],
    ['that still says paid', partial({ status: 'paid' })],
    ['in part, with nothing left', partial({ balanceAmt: 0 })],
    ['that lists none', partial({ cancels: null })],
    ['that lists no tag of ours', partial({ cancels: [listedCancel({ reason: '고객 요청' })] })],
    ['that lists our tag twice', partial({ cancels: [listedCancel(), listedCancel({ tid: 'another' })] })],
    ['that names another one', partial({ cancelledTid: 'nicuntct1m01102303241600000001' })],
    ['of another amount than asked', partial({ cancels: [listedCancel({ amount: 300 })] })],
    ['of somebody else’s tag', partial({ cancels: [listedCancel({ reason: `x #${cancellationId(9)}` })] })],
  ])('%s is unknown', (_name, json) => {
    expect(cancelPart(json)).toMatchObject(unknown)
  })
})

describe('a net cancel', () => {
  const undo = (json: unknown, tid: string | null = TID) => readNetCancel(ACCOUNT, { ...asked, tid }, reply(json))
  const untagged = [listedCancel({ tid: TID, amount: 1004, reason: '망취소' })]

  test('is done when all of the payment went back, by order number alone too', () => {
    const evidence = { providerCancelId: TID, amount: 1004, remaining: 0 }
    expect(undo(whole({ cancels: untagged }))).toMatchObject({ kind: 'done', next: 'none', evidence })
    expect(undo(whole({ cancels: null }), null)).toMatchObject({ kind: 'done', evidence })
    const money = '2023-03-24T16:46:42.000+0900'
    expect(undo(closedObject({ paidAt: money }))).toMatchObject({ kind: 'done', evidence })
  })

  test.each<[string, Change]>([
    ['of a part', partial()],
    ['of another order', whole({ orderId: 'ANOTHER' })],
    ['of another tid', whole({ tid: `${TID.slice(0, -1)}9` })],
    ['of another amount', whole({ amount: 500, cancels: null })],
    ['that lists less', whole({ cancels: [listedCancel({ amount: 304 })] })],
    ['that says paid', paymentObject()],
    ['that closed an account without deposit', closedObject()],
    ['without a signature', { ...whole(), signature: '' }],
  ])('%s is unknown', (_name, json) => {
    expect(undo(json)).toMatchObject(unknown)
  })
})

describe('a look-up', () => {
  const look = (json: unknown, status = 200) => readInquiry(ACCOUNT, authenticated(), reply(json, status))

  test('says paid, with what was cancelled and by whom', () => {
    expect(look(paymentObject())).toMatchObject({ evidence: { status: 'paid', cancels: [] } })
    const foreign = listedCancel({ tid: 'nicuntct1m01102303241600000001', reason: '관리자 취소', amount: 100 })
    expect(look(partial({ balanceAmt: 600, cancels: [foreign, listedCancel()] }))).toMatchObject({
      evidence: {
        status: 'partially_cancelled',
        balance: 600,
        cancels: [
          { amount: 100, tag: null, state: 'done' },
          { amount: 304, tag: cancellationId(1), state: 'done', providerCancelId: 'nicuntct1m01102303241701462012' },
        ],
      },
    })
    expect(look(whole())).toMatchObject({ evidence: { status: 'cancelled', balance: 0 } })
  })

  test.each<[string, Change]>([
    ['failed', paymentObject({ status: 'failed', paidAt: '0', signature: null })],
    ['expired', paymentObject({ status: 'expired', payMethod: 'vbank', paidAt: '0' })],
    ['closed before a deposit', whole({ payMethod: 'vbank', paidAt: '0', cancels: null })],
  ])('of what %s says not_paid', (_name, json) => {
    expect(look(json)).toMatchObject({ kind: 'done', evidence: { status: 'not_paid', paidAt: null } })
  })

  test('that finds nothing is an answer, under 404 only', () => {
    const none = { resultCode: 'U107', resultMsg: '거래내역이 존재 하지 않습니다.' }
    expect(look(none, 404)).toMatchObject({ kind: 'done', evidence: { status: 'none', amount: null, cancels: null } })
    expect(look(none)).toMatchObject(unknown)
    expect(look({ message: 'no route' }, 404)).toMatchObject(unknown)
  })

  test.each<[string, Change]>([
    ['of another payment', paymentObject({ tid: `${TID.slice(0, -1)}9` })],
    ['of another order', paymentObject({ orderId: 'ANOTHER' })],
    ['without a signature', { ...paymentObject(), signature: null }],
    ['that waits for money without an account', paymentObject({ status: 'ready' })],
    ['that is paid and lists cancels', paymentObject({ cancels: [listedCancel()] })],
    ['that is cancelled with money left', whole({ balanceAmt: 4 })],
    ['that is cancelled in part and lists none', partial({ cancels: null })],
  ])('%s is unknown', (_name, json) => {
    expect(look(json)).toMatchObject(unknown)
  })

  test('by reference alone takes whatever order it is of', () => {
    const target = samplePayment({ providerRef: TID, providerOrderId: '' })
    const json = paymentObject({ orderId: 'ANOTHER' })
    expect(readInquiry(ACCOUNT, target, reply(json))).toMatchObject({ evidence: { orderNumber: 'ANOTHER' } })
  })
})
