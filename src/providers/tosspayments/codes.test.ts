/** Specifies what each documented code means for each operation, and that no other means anything (§8, §9). */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Outcome } from '../../core/outcome.ts'
import type { JsonReply } from '../json.ts'
import { planClose, planIssue } from './account.ts'
import { CODES, meaningOf } from './codes.ts'
import { readOptions, TOSSPAYMENTS_OPERATIONS, type TosspaymentsOperation } from './config.ts'
import { asking, authenticated, CLIENT_KEY, issued, paid, SECRET_KEY, sampleCancellation } from './fixtures/sample.ts'
import { readApproval, readCancel, readClose, readInquiry, readIssue, readList } from './outcome.ts'
import { planCancel, planConfirm } from './requests.ts'

const CONFIG = ['UNAUTHORIZED_KEY', 'INVALID_API_KEY', 'INCORRECT_BASIC_AUTH_FORMAT']
const REQUEST = ['FORBIDDEN_REQUEST', 'INVALID_REQUEST', 'INVALID_IDEMPOTENCY_KEY']
const TROUBLE = [
  ...['PROVIDER_ERROR', 'IDEMPOTENT_REQUEST_PROCESSING', 'UNKNOWN_PAYMENT_ERROR', 'COMMON_ERROR'],
  ...['FAILED_INTERNAL_SYSTEM_PROCESSING', 'FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING'],
]
const words = (text: string): string[] => text.trim().split(/\s+/)

/** The sheet's §8 and §9 once more, by what follows: operation, outcome, codes. */
const SHEET: readonly (readonly [TosspaymentsOperation, string, readonly string[]])[] = [
  ...TOSSPAYMENTS_OPERATIONS.flatMap((operation): (typeof SHEET)[number][] => [
    [operation, 'refused pause_channel', CONFIG],
    [
      operation,
      'refused operator',
      operation === 'close' ? REQUEST.filter((one) => one !== 'INVALID_REQUEST') : REQUEST,
    ],
    [operation, 'unknown inquire', TROUBLE],
  ]),
  [
    'approve',
    'unknown inquire',
    words(`ALREADY_PROCESSED_PAYMENT DUPLICATED_ORDER_ID CARD_PROCESSING_ERROR PAY_PROCESS_ABORTED
      FORBIDDEN_CONSECUTIVE_REQUEST NOT_FOUND_PAYMENT 429`),
  ],
  [
    'approve',
    'refused operator',
    words(`INVALID_PAYMENT_KEY INVALID_AUTHORIZE_AUTH NOT_FOUND_TERMINAL_ID INVALID_UNREGISTERED_SUBMALL
      NOT_REGISTERED_BUSINESS UNAPPROVED_ORDER_ID`),
  ],
  [
    'approve',
    'refused none',
    words(`INVALID_REJECT_CARD INVALID_STOPPED_CARD INVALID_CARD_EXPIRATION INVALID_CARD_NUMBER
      INVALID_CARD_LOST_OR_STOLEN INVALID_CARD_INSTALLMENT_PLAN EXCEED_MAX_CARD_INSTALLMENT_PLAN
      NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN
      NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN_BELOW_AMOUNT NOT_ALLOWED_POINT_USE BELOW_MINIMUM_AMOUNT
      EXCEED_MAX_DAILY_PAYMENT_COUNT EXCEED_MAX_PAYMENT_AMOUNT EXCEED_MAX_AMOUNT EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT
      EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT RESTRICTED_TRANSFER_ACCOUNT
      INVALID_ACCOUNT_INFO_RE_REGISTER NOT_AVAILABLE_PAYMENT REJECT_CARD_PAYMENT REJECT_CARD_COMPANY
      REJECT_ACCOUNT_PAYMENT REJECT_TOSSPAY_INVALID_ACCOUNT EXCEED_MAX_AUTH_COUNT EXCEED_MAX_ONE_DAY_AMOUNT
      NOT_AVAILABLE_BANK INVALID_PASSWORD FDS_ERROR NOT_FOUND_PAYMENT_SESSION`),
  ],
  [
    'cancel',
    'unknown inquire',
    words(`ALREADY_CANCELED_PAYMENT ALREADY_REFUND_PAYMENT NOT_CANCELABLE_AMOUNT NOT_FOUND_PAYMENT
      FAILED_REFUND_PROCESS FAILED_METHOD_HANDLING_CANCEL FAILED_PARTIAL_REFUND`),
  ],
  ['cancel', 'refused inquire', words('NOT_MATCHES_REFUNDABLE_AMOUNT INVALID_REFUND_AMOUNT EXCEED_MAX_REFUND_AMOUNT')],
  [
    'cancel',
    'refused ask_account',
    words(`INVALID_REFUND_ACCOUNT_INFO INVALID_REFUND_ACCOUNT_NUMBER INVALID_BANK FORBIDDEN_BANK_REFUND_REQUEST`),
  ],
  [
    'cancel',
    'refused none',
    words(`EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT NOT_ALLOWED_PARTIAL_REFUND
      NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT`),
  ],
  [
    'cancel',
    'refused operator',
    words(`REFUND_REJECTED NOT_CANCELABLE_PAYMENT NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER EXCEED_MAX_REFUND_DUE
      NOT_SUPPORTED_REFUND NOT_ALLOWED_REFUND_BANK`),
  ],
  ['cancel', 'refused retry_after', words('EXCEED_CANCEL_LIMIT NOT_AVAILABLE_BANK FORBIDDEN_CONSECUTIVE_REQUEST 429')],
  ['inquire', 'done none', ['NOT_FOUND_PAYMENT']],
  ['inquire', 'refused retry_after', words('FORBIDDEN_CONSECUTIVE_REQUEST 429')],
  ['list', 'refused retry_after', words('FORBIDDEN_CONSECUTIVE_REQUEST 429')],
  [
    'issue',
    'unknown inquire',
    words('ALREADY_PROCESSED_PAYMENT DUPLICATED_ORDER_ID FORBIDDEN_CONSECUTIVE_REQUEST 429'),
  ],
  [
    'issue',
    'refused none',
    words('INVALID_BANK BELOW_MINIMUM_AMOUNT EXCEED_MAX_AMOUNT NOT_AVAILABLE_BANK NOT_AVAILABLE_PAYMENT FDS_ERROR'),
  ],
  ['issue', 'refused operator', words('NOT_FOUND_TERMINAL_ID INVALID_UNREGISTERED_SUBMALL NOT_REGISTERED_BUSINESS')],
  [
    'close',
    'unknown inquire',
    words(`ALREADY_CANCELED_PAYMENT ALREADY_REFUND_PAYMENT NOT_CANCELABLE_AMOUNT NOT_FOUND_PAYMENT
      FAILED_REFUND_PROCESS FAILED_METHOD_HANDLING_CANCEL FAILED_PARTIAL_REFUND`),
  ],
  // All of them may mean that a deposit is there.
  [
    'close',
    'refused inquire',
    words(`INVALID_REQUEST INVALID_REFUND_ACCOUNT_INFO INVALID_REFUND_ACCOUNT_NUMBER INVALID_BANK
      FORBIDDEN_BANK_REFUND_REQUEST NOT_CANCELABLE_PAYMENT NOT_ALLOWED_PARTIAL_REFUND
      NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT NOT_MATCHES_REFUNDABLE_AMOUNT INVALID_REFUND_AMOUNT
      EXCEED_MAX_REFUND_AMOUNT`),
  ],
  ['close', 'refused none', ['EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT']],
  [
    'close',
    'refused operator',
    words(`REFUND_REJECTED NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER EXCEED_MAX_REFUND_DUE NOT_SUPPORTED_REFUND
      NOT_ALLOWED_REFUND_BANK`),
  ],
  ['close', 'refused retry_after', words('EXCEED_CANCEL_LIMIT NOT_AVAILABLE_BANK FORBIDDEN_CONSECUTIVE_REQUEST 429')],
]

describe('documented codes', () => {
  test.each(SHEET)('%s: %s', (operation, expected, codes) => {
    for (const code of codes) {
      const row = meaningOf(operation, code)
      expect(`${code} ${row?.kind} ${row?.next}`).toBe(`${code} ${expected}`)
    }
  })

  test.each(TOSSPAYMENTS_OPERATIONS)('%s: there is no row that the sheet does not know', (operation) => {
    const known = SHEET.filter(([of]) => of === operation).flatMap(([, , codes]) => codes)
    expect(Object.keys(CODES[operation]).sort()).toEqual([...known].sort())
  })

  test('every row has both languages and a source', () => {
    for (const table of Object.values(CODES)) {
      for (const row of Object.values(table)) {
        expect(row.ko).toMatch(/[가-힣]/)
        expect(row.en).toMatch(/^[\x20-\x7e]{5,}$/)
        expect(row.source).toMatch(/^tosspayments §\d/)
      }
    }
  })
})

const account = readOptions({ clientKey: CLIENT_KEY, secretKey: SECRET_KEY, urls: { api: 'http://127.0.0.1:1' } })
const confirm = planConfirm(authenticated())
const cancel = planCancel(paid(), sampleCancellation())
const issue = planIssue(asking())
const close = planClose(issued(), sampleCancellation())
if ('impossible' in confirm || 'impossible' in cancel || 'impossible' in issue || 'impossible' in close)
  throw new Error('the samples cannot be sent')

const reply = (status: number, json: unknown): JsonReply => ({ kind: 'answer', status, headers: {}, json })
const OUTCOME: Readonly<Record<TosspaymentsOperation, (reply: JsonReply) => Outcome<unknown>>> = {
  approve: (one) => readApproval(account, confirm, one),
  cancel: (one) => readCancel(account, cancel, one),
  inquire: (one) => readInquiry(account, paid(), one),
  list: (one) => readList(account, one),
  issue: (one) => readIssue(account, issue, one),
  close: (one) => readClose(account, close, one),
}

describe.each(TOSSPAYMENTS_OPERATIONS)('%s', (operation) => {
  const read = OUTCOME[operation]

  test('10,000 unlisted codes are unknown, every one, under any status', () => {
    const code = fc
      .oneof(
        fc.stringMatching(/^[A-Z]{3,12}(_[A-Z]{3,12}){1,3}$/),
        fc.string({ maxLength: 30 }),
        fc.constantFrom('', 'constructor', '__proto__', 'toString', 'DONE', 'done', 'unauthorized_key', '200'),
        fc.constantFrom('NOT_FOUND', 'NOT_FOUND_PAYMENT ', 'SANDBOX_UNLISTED_CODE', 'ALREADY_CANCELED'),
      )
      .filter((one) => !Object.hasOwn(CODES[operation], one))
    const status = fc.constantFrom(201, 204, 302, 400, 401, 403, 404, 409, 422, 500, 502, 503)
    fc.assert(
      fc.property(code, status, (one, http) => {
        const outcome = read(reply(http, { code: one, message: '?' }))
        return outcome.kind === 'unknown' && outcome.next === 'inquire'
      }),
      { numRuns: 10_000 },
    )
  })

  test('no code makes a 5xx, a redirect or another success anything but unknown', () => {
    for (const code of Object.keys(CODES[operation])) {
      for (const status of [201, 204, 302, 500, 502, 503]) {
        expect(read(reply(status, { code, message: '' }))).toMatchObject({ kind: 'unknown', next: 'inquire' })
      }
    }
  })

  test.each([200, 201, 400, 401, 403, 404, 409, 500, 502])('a body of %i that is none of ours is unknown', (status) => {
    for (const json of [undefined, null, [1], 'text', 7, {}, { code: 7 }, { error: { code: 'UNAUTHORIZED_KEY' } }]) {
      expect(read(reply(status, json))).toMatchObject({ kind: 'unknown', next: 'inquire' })
    }
  })

  test('429 is told by its status, with whatever code or none', () => {
    const expected = operation === 'approve' || operation === 'issue' ? 'unknown inquire' : 'refused retry_after'
    for (const json of [undefined, { code: 'TOO_MANY_REQUESTS', message: '' }, '<html>']) {
      const { kind, next } = read(reply(429, json))
      expect(`${kind} ${next}`).toBe(expected)
    }
  })
})
