/** Specifies what each documented type means for each operation, and that no other means anything (portone-v2 §3). */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonReply } from '../json.ts'
import { CODES, HTTP_STATUS, meaningOf, PG_ROWS, PORTONE_V2_OPERATIONS, type PortoneV2Operation } from './codes.ts'
import { readOptions } from './config.ts'
import { listed, OPTIONS, PAYMENT_ID, sampleCancellation } from './fixtures/sample.ts'
import { readCancel, readClosed, readIssued, readList, readLook, readPrepared } from './outcome.ts'

/** The sheet's §3 once more, by what follows: operation, outcome, types. */
const SHEET: readonly (readonly [PortoneV2Operation, string, readonly string[]])[] = [
  ['prepare', 'refused inquire', ['ALREADY_PAID']],
  ['inquire', 'done none', ['PAYMENT_NOT_FOUND']],
  ['approve', 'done none', ['PAYMENT_NOT_FOUND']],
  ['approve', 'unknown inquire', ['INVALID_REQUEST', 'FORBIDDEN']],
  ['approve', 'unknown pause_channel', ['UNAUTHORIZED']],
  ['issue', 'refused pause_channel', ['UNAUTHORIZED', 'CHANNEL_NOT_FOUND']],
  ['issue', 'refused operator', ['FORBIDDEN']],
  ['issue', 'unknown inquire', ['ALREADY_PAID', 'IDEMPOTENCY_OUTSTANDING_REQUEST']],
  ['issue', 'refused inquire', ['PAYMENT_SCHEDULE_ALREADY_EXISTS']],
  [
    'issue',
    'refused none',
    [
      'INVALID_REQUEST',
      'SUM_OF_PARTS_EXCEEDS_TOTAL_AMOUNT',
      'MAX_TRANSACTION_COUNT_REACHED',
      'PROMOTION_PAY_METHOD_DOES_NOT_MATCH',
      'DISCOUNT_AMOUNT_EXCEEDS_TOTAL_AMOUNT',
      'PG_PROVIDER',
    ],
  ],
  ['close', 'unknown inquire', ['PAYMENT_NOT_FOUND']],
  ['close', 'refused inquire', ['PAYMENT_NOT_WAITING_FOR_DEPOSIT', 'PG_PROVIDER']],
  ...(['prepare', 'cancel', 'inquire', 'list', 'close'] as const).flatMap((operation): (typeof SHEET)[number][] => [
    [operation, 'refused pause_channel', ['UNAUTHORIZED']],
    [operation, 'refused operator', ['INVALID_REQUEST', 'FORBIDDEN']],
  ]),
  ['cancel', 'unknown inquire', ['PAYMENT_NOT_FOUND', 'PAYMENT_ALREADY_CANCELLED', 'IDEMPOTENCY_OUTSTANDING_REQUEST']],
  [
    'cancel',
    'refused inquire',
    [
      'PAYMENT_NOT_PAID',
      'CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN',
      'CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT',
      'PG_PROVIDER',
    ],
  ],
  [
    'cancel',
    'refused operator',
    [
      'SUM_OF_PARTS_EXCEEDS_CANCEL_AMOUNT',
      'CANCEL_TAX_FREE_AMOUNT_EXCEEDS_CANCELLABLE_TAX_FREE_AMOUNT',
      'CANCEL_TAX_AMOUNT_EXCEEDS_CANCELLABLE_TAX_AMOUNT',
      'MAX_CANCEL_COUNT_REACHED',
      'PROMOTION_DISCOUNT_RETAIN_OPTION_SHOULD_NOT_BE_CHANGED',
    ],
  ],
  ['cancel', 'refused none', ['NEGATIVE_PROMOTION_ADJUSTED_CANCEL_AMOUNT']],
]

const account = readOptions(OPTIONS)
const READERS: Readonly<Record<PortoneV2Operation, (reply: JsonReply) => { kind: string; next: string }>> = {
  prepare: readPrepared,
  approve: (reply) => readLook({ operation: 'approve', account, paymentId: PAYMENT_ID }, reply),
  inquire: (reply) => readLook({ operation: 'inquire', account, paymentId: PAYMENT_ID }, reply),
  cancel: (reply) => readCancel(sampleCancellation(), reply),
  list: (reply) => readList(0, reply),
  issue: (reply) => readIssued(reply) ?? { kind: 'done', next: 'none' },
  close: readClosed,
}
const reply = (status: number, json: unknown): JsonReply => ({ kind: 'answer', status, headers: {}, json })

describe('documented types', () => {
  test.each(SHEET)('%s: %s', (operation, expected, types) => {
    for (const type of types) {
      const row = meaningOf(operation, type, HTTP_STATUS[type] ?? 0)
      expect(`${type} ${row?.kind} ${row?.next}`).toBe(`${type} ${expected}`)
    }
  })

  test('the list above is complete', () => {
    for (const operation of PORTONE_V2_OPERATIONS) {
      const named = SHEET.filter(([name]) => name === operation).flatMap(([, , types]) => types)
      expect(Object.keys(CODES[operation]).sort()).toEqual([...named].sort())
    }
  })

  test('none is believed under another HTTP status', () => {
    for (const operation of PORTONE_V2_OPERATIONS) {
      for (const type of Object.keys(CODES[operation])) {
        const listedStatus = HTTP_STATUS[type] ?? 0
        for (const status of [200, 201, 400, 401, 403, 404, 409, 422, 429, 500, 502, 503]) {
          if (status !== listedStatus) expect(meaningOf(operation, type, status)).toBeNull()
        }
      }
    }
  })

  test('no money is ever moved, and no account issued or closed, by an error', () => {
    const rows = [CODES.cancel, CODES.issue, CODES.close].flatMap((table) => Object.values(table))
    expect(rows.filter(({ kind }) => kind === 'done' || kind === 'accepted')).toEqual([])
  })

  test('every row has both languages and a source', () => {
    for (const row of [...Object.values(CODES).flatMap((table) => Object.values(table)), ...PG_ROWS]) {
      expect(row.ko).toMatch(/[가-힣]/)
      expect(row.en).toMatch(/^[\x20-\x7e]{5,}$/)
      expect(row.source).toMatch(/^(portone-v2|cancel-policies) §\d+$/)
    }
  })
})

describe('the PG’s own words', () => {
  const pg = (pgCode: string, pgMessage: string) => reply(502, { type: 'PG_PROVIDER', pgCode, pgMessage })

  test.each([
    ['2013', '취소금액이 미정산 금액보다 큽니다'],
    ['8178', '[8178] … 상계가능 정산금액 부족'],
    ['DANAL', '취소불가 상태입니다'],
    ['9029', '[9029] 상점의 취소가능 금액이 부족합니다'],
  ])('%s %s: the balance is short, and it is tried again (cancel-policies §10)', (code, words) => {
    expect(READERS.cancel(pg(code, words))).toMatchObject({ kind: 'refused', next: 'retry_after' })
  })

  test.each([
    ['MaintenanceOngoing', '서비스 점검 중입니다'],
    ['NAVERPAY', '[MaintenanceOngoing] 시스템 점검'],
  ])('%s %s: under maintenance, and it is tried again (cancel-policies §15)', (code, words) => {
    expect(READERS.cancel(pg(code, words))).toMatchObject({ kind: 'refused', next: 'retry_after' })
  })
})

describe('unlisted', () => {
  const types = fc.oneof(
    fc.stringMatching(/^[A-Z][A-Z_]{2,30}$/),
    fc.string({ maxLength: 20 }),
    fc.constantFrom('', 'constructor', '__proto__', 'toString', 'payment_not_paid', 'PG_PROVIDER_ERROR', 'SUCCEEDED'),
  )
  const statuses = fc.constantFrom(201, 204, 301, 400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504)

  test.each(PORTONE_V2_OPERATIONS)('types of %s: 10,000 of them are unknown, every one', (operation) => {
    const unlisted = types.filter((type) => !Object.hasOwn(CODES[operation], type))
    fc.assert(
      fc.property(unlisted, statuses, (type, status) => {
        const outcome = READERS[operation](reply(status, { type, message: 'x' }))
        return outcome.kind === 'unknown' && outcome.next === 'inquire'
      }),
      { numRuns: 10_000 },
    )
  })

  test('statuses of a cancellation under HTTP 200: 10,000 of them are unknown', () => {
    const known = ['SUCCEEDED', 'FAILED', 'REQUESTED']
    fc.assert(
      fc.property(
        types.filter((type) => !known.includes(type)),
        (status) => {
          const json = { cancellation: listed({ status, totalAmount: 10_000 }) }
          const outcome = readCancel(sampleCancellation(), reply(200, json))
          return outcome.kind === 'unknown' && outcome.next === 'inquire'
        },
      ),
      { numRuns: 10_000 },
    )
  })

  test.each([undefined, null, [], 'x', 7, {}, { type: null }, { type: 7 }])('body %j under an error status', (json) => {
    for (const operation of PORTONE_V2_OPERATIONS) {
      expect(READERS[operation](reply(409, json))).toMatchObject({ kind: 'unknown', next: 'inquire' })
    }
  })
})
