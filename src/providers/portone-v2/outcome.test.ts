/** Specifies what the answers of PortOne V2 come to; a success must agree with what was asked (portone-v2 §7, §12). */
import { describe, expect, test } from 'vitest'
import { newCancellationId } from '../../core/ids.ts'
import { amount } from '../../core/money.ts'
import type { JsonReply } from '../json.ts'
import { readOptions } from './config.ts'
import {
  answered,
  CANCELLATION_ID,
  listed,
  NOW,
  OPTIONS,
  PAYMENT_ID,
  STORE,
  sampleCancellation,
  sums,
} from './fixtures/sample.ts'
import { readCancel, readList, readLook, readPrepared } from './outcome.ts'

const account = readOptions(OPTIONS)
const reply = (status: number, json: unknown): JsonReply => ({ kind: 'answer', status, headers: {}, json })
const asked = sampleCancellation({ amount: amount(3_000) })
const told = (change: object): JsonReply =>
  reply(200, { cancellation: listed({ reason: `고객요청 #${asked.id}`, ...change }) })

describe('a cancel under HTTP 200', () => {
  test('SUCCEEDED is done', () => {
    expect(readCancel(asked, told({}))).toEqual({
      kind: 'done',
      evidence: { providerCancelId: CANCELLATION_ID, amount: 3_000, remaining: null, at: NOW + 300_000 },
      answer: { code: 'SUCCEEDED', message: 'cancelled' },
      next: 'none',
    })
  })

  test('REQUESTED is only accepted: the PG may still say no', () => {
    expect(readCancel(asked, told({ status: 'REQUESTED', cancelledAt: undefined }))).toMatchObject({
      kind: 'accepted',
      evidence: { providerCancelId: CANCELLATION_ID, amount: 3_000, at: null },
      next: 'inquire',
    })
  })

  test('FAILED is refused', () => {
    expect(readCancel(asked, told({ status: 'FAILED' }))).toMatchObject({ kind: 'refused', answer: { code: 'FAILED' } })
  })

  test.each([
    ['another amount', told({ totalAmount: 2_999 })],
    ['another cancellation of ours', told({ reason: `x #${newCancellationId(NOW, new Uint8Array(10).fill(1))}` })],
    ['no cancellation', reply(200, {})],
    ['no body', reply(200, undefined)],
    ['a broken amount', told({ totalAmount: '3000' })],
    ['a success under another status', reply(201, { cancellation: listed() })],
  ])('with %s is unknown', (_name, answer) => {
    expect(readCancel(asked, answer)).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })
})

describe('a cancel under HTTP 502', () => {
  const pg = (pgCode: unknown, pgMessage: unknown) => reply(502, { type: 'PG_PROVIDER', pgCode, pgMessage })

  test('is the own no of the PG, which is looked at once', () => {
    expect(readCancel(asked, pg('8134', '취소 요청 금액이 남은 금액보다 큽니다'))).toEqual({
      kind: 'refused',
      answer: { code: 'PG_PROVIDER', message: '[8134] 취소 요청 금액이 남은 금액보다 큽니다' },
      next: 'inquire',
    })
  })

  test.each([
    ['8178', '상계가능 정산금액 부족'],
    ['9029', '상점의 취소가능 금액이 부족합니다'],
    ['', '취소금액이 미정산 금액보다 큽니다'],
  ])('%s %s: the balance of the shop is short, later it may do', (code, message) => {
    expect(readCancel(asked, pg(code === '' ? 'NICE' : code, message))).toMatchObject({
      kind: 'refused',
      next: 'retry_after',
    })
  })

  test.each([
    ['8133', '이미 취소된 거래입니다'],
    ['T001', '카드사 응답시간 초과'],
    ['TIMEOUT', ''],
    ['X002', '통신 오류가 발생했습니다'],
    ['E', 'Connection timed out'],
  ])('%s %s: it may have happened', (code, message) => {
    expect(readCancel(asked, pg(code, message))).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })

  test.each([
    ['without a code of the PG', pg(undefined, 'x')],
    ['with an empty code', pg('', 'x')],
    ['as a page', reply(502, undefined)],
    ['of a gateway', reply(502, { message: 'Bad Gateway' })],
  ])('%s says nothing', (_name, answer) => {
    expect(readCancel(asked, answer)).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })
})

describe('a look', () => {
  const look = (answer: JsonReply) => readLook({ operation: 'approve', account, paymentId: PAYMENT_ID }, answer)

  test('at another amount is evidence of that amount', () => {
    const outcome = look(reply(200, answered({ amount: sums({ total: 100, paid: 100 }) })))
    expect(outcome).toMatchObject({ kind: 'done', evidence: { status: 'paid', amount: 100 } })
  })

  test('at another store or at test money is evidence of that', () => {
    const change = { storeId: 'store-other', channel: { type: 'TEST' } }
    expect(look(reply(200, answered(change)))).toMatchObject({ evidence: { account: 'store-other', live: false } })
  })

  test('at another payment than asked for proves nothing', () => {
    expect(look(reply(200, answered({ id: 'order-2024-0002' })))).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })

  test('at what nobody knows is evidence of none', () => {
    expect(look(reply(404, { type: 'PAYMENT_NOT_FOUND' }))).toMatchObject({
      kind: 'done',
      evidence: { status: 'none', ref: PAYMENT_ID, account: STORE, live: null },
    })
    expect(look(reply(404, { message: 'no such route' }))).toMatchObject({ kind: 'unknown' })
  })

  test('that finds a refund which did not arrive is for a person', () => {
    const method = { type: 'PaymentMethodVirtualAccount', refundStatus: 'FAILED' }
    expect(look(reply(200, answered({ method })))).toMatchObject({ kind: 'done', next: 'operator' })
  })
})

test.each([
  [{}, 'done'],
  [{ later: 'more' }, 'done'],
  [undefined, 'unknown'],
  [[], 'unknown'],
  ['ok', 'unknown'],
])('a registration answered %j is %s', (json, kind) => {
  expect(readPrepared(reply(200, json))).toMatchObject({ kind })
})

describe('a list', () => {
  const page = (items: readonly unknown[], totalCount: number, number = 0) =>
    readList(number, reply(200, { items, page: { number, size: 100, totalCount } }))

  test('goes on while there is more', () => {
    expect(page([answered()], 101)).toMatchObject({
      kind: 'done',
      evidence: { rows: [{ ref: PAYMENT_ID }], next: '1' },
    })
    expect(page([answered()], 101, 1)).toMatchObject({ evidence: { next: null } })
    expect(page([], 500, 3)).toMatchObject({ evidence: { rows: [], next: null } })
  })

  test('leaves out what it cannot read, and says so', () => {
    expect(page([answered(), answered({ status: 'TOMORROW' }), 'x'], 3)).toMatchObject({
      kind: 'done',
      evidence: { rows: [{ status: 'paid' }] },
      answer: { message: '1 payments, 2 more not understood' },
    })
  })

  test('of another shape is unknown', () => {
    expect(readList(0, reply(200, { items: [] }))).toMatchObject({ kind: 'unknown' })
  })
})
