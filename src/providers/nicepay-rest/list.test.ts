/** Specifies how pages of the transaction list are read (nicepay §16 "Reconciliation"). */
import { describe, expect, test } from 'vitest'
import type { BusinessDate } from '../../core/time.ts'
import type { JsonReply } from '../json.ts'
import { ACCOUNT, cancellationId, kst, ORDER, TEST_TID, TID } from './fixtures/sample.ts'
import { readList } from './list.ts'

const query = { from: kst('20230324100000'), to: kst('20230325100000'), cursor: null }
const first = { day: '2023-03-24' as BusinessDate, sequence: null }

const row = (change: Record<string, unknown> = {}): Record<string, unknown> => ({
  sequence: 1,
  originalTid: TID,
  tid: TID,
  orderId: ORDER,
  currency: 'KRW',
  amount: 1004,
  method: 'card',
  useEscrow: false,
  transactionStatus: 'paid',
  transactionAt: '2023-03-24T16:46:42',
  ...change,
})
const page = (
  transactions: unknown,
  pagination: unknown = { count: 1, hasMore: false, nextSequence: null },
): JsonReply => ({
  kind: 'answer',
  status: 200,
  headers: {},
  json: { resultCode: '0000', resultMsg: 'ok', pagination, transactions },
})
const read = (reply: JsonReply, place = first) => readList(ACCOUNT, { query, place }, reply)

test('a charge is a payment, at its Korean time', () => {
  expect(read(page([row()]))).toMatchObject({
    kind: 'done',
    evidence: {
      rows: [
        {
          status: 'paid',
          ref: TID,
          orderNumber: ORDER,
          amount: 1004,
          paidAt: kst('20230324164642'),
          account: ACCOUNT.clientKey,
          live: true,
          cancels: null,
        },
      ],
      next: '2023-03-25',
    },
  })
})

test('a cancel is of the payment that it names, whichever way the table spells it', () => {
  const { originalTid: _, ...rest } = row({ tid: 'CANCELTID', amount: 304, transactionStatus: 'partialCancelled' })
  const orderId = `${cancellationId(1)}-2`
  expect(
    read(
      page([
        { ...rest, originlTid: TID },
        { ...row(rest), orderId },
      ]),
    ),
  ).toMatchObject({
    evidence: {
      rows: [
        {
          status: 'partially_cancelled',
          ref: TID,
          amount: null,
          cancels: [{ providerCancelId: 'CANCELTID', tag: null }],
        },
        { orderNumber: null, cancels: [{ amount: 304, tag: cancellationId(1) }] },
      ],
    },
  })
})

test('test money says so', () => {
  expect(read(page([row({ originalTid: TEST_TID })]))).toMatchObject({ evidence: { rows: [{ live: false }] } })
})

test('rows outside the time asked for are left out, on the last day there is no next', () => {
  const times = ['2023-03-24T09:59:58', '2023-03-24T10:00:00', '2023-03-25T10:00:00', '2023-03-25T10:00:01']
  const rows = times.map((transactionAt) => row({ transactionAt }))
  const last = read(page(rows), { ...first, day: '2023-03-25' as BusinessDate })
  expect(last).toMatchObject({ evidence: { rows: [{}, {}], next: null } })
  expect(last.kind === 'done' ? last.evidence.rows.length : 0).toBe(2)
})

test('more of a day goes on behind the last row', () => {
  const more = { count: 1, hasMore: true, nextSequence: 501 }
  expect(read(page([row()], more))).toMatchObject({ evidence: { next: '2023-03-24#501' } })
})

test('an empty day leads to the next', () => {
  expect(read(page([]))).toMatchObject({ evidence: { rows: [], next: '2023-03-25' } })
  expect(read(page(null))).toMatchObject({ evidence: { rows: [] } })
})

describe('unknown', () => {
  test.each<[string, JsonReply]>([
    ['a row that cannot be read', page([row(), row({ amount: '1004' })])],
    ['a status nobody knows', page([row({ transactionStatus: 'settled' })])],
    ['a currency nobody knows', page([row({ currency: 'XXX' })])],
    ['no pagination', page([row()], null)],
    ['no list', page('x')],
    ['more without saying where', page([row()], { hasMore: true, nextSequence: null })],
    ['more at the same place', page([row()], { hasMore: true, nextSequence: 0 })],
  ])('with %s', (_name, reply) => {
    expect(read(reply)).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })
})
