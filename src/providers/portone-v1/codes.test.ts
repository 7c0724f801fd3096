/** Specifies what each listed code and text means for each operation, and that no other means anything. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonReply } from '../json.ts'
import { readCancel } from './cancelled.ts'
import { CODES, meaningOf, PORTONE_V1_OPERATIONS, type PortoneV1Operation } from './codes.ts'
import { readOptions } from './config.ts'
import { envelope, IMP_UID, OPTIONS, ORDER, paid, reply, sampleCancellation, samplePayment } from './fixtures/sample.ts'
import { readAttempts, readList, readPrepared, readReference } from './outcome.ts'
import { readClose, readIssue } from './vbanks.ts'

const account = readOptions(OPTIONS)
const looked = { account, ref: IMP_UID, orderNumber: ORDER }
const READERS: Readonly<Record<PortoneV1Operation, (reply: JsonReply) => { kind: string; next: string }>> = {
  prepare: (one) => readPrepared(samplePayment(), one, 'written'),
  approve: (one) => readAttempts({ ...looked, operation: 'approve' }, one),
  inquire: (one) => readReference({ ...looked, operation: 'inquire' }, one),
  cancel: (one) => readCancel({ payment: paid(), cancellation: sampleCancellation(), live: true }, one),
  list: (one) => readList(1, one),
  issue: (one) => readIssue(samplePayment(), one),
  close: (one) => readClose(paid(), one),
}

const PG = '결제취소에 실패하였습니다. '

/** §13 and §9 once more, by what follows: operation, status, code, words, name, outcome. */
const SHEET: readonly (readonly [PortoneV1Operation, number, number, string, string, string])[] = [
  ['cancel', 200, 1, '취소할 결제건이 존재하지 않습니다.', 'NOT_FOUND', 'unknown inquire'],
  ['cancel', 200, 1, '이미 전액취소된 주문입니다.', 'ALREADY_CANCELLED', 'unknown inquire'],
  ['cancel', 200, -1, `${PG}[3020] 카드사 거절`, 'PG_REFUSED', 'refused inquire'],
  ['cancel', 200, -1, `${PG}해당거래 취소실패(기취소성공)`, 'DESYNC', 'unknown operator'],
  ['cancel', 200, -1, `${PG}[500626|기 취소 거래]`, 'DESYNC', 'unknown operator'],
  ['cancel', 200, -1, `${PG}취소금액이 미정산 금액보다 큽니다`, 'PG_BALANCE_SHORT', 'refused retry_after'],
  ['cancel', 200, -1, '[8178] 상계가능 정산금액 부족', 'PG_BALANCE_SHORT', 'refused retry_after'],
  ['cancel', 200, -1, '취소불가 상태입니다', 'PG_BALANCE_SHORT', 'refused retry_after'],
  ['cancel', 200, -1, '[9029] 가맹점 취소가능 금액이 부족합니다', 'PG_BALANCE_SHORT', 'refused retry_after'],
  // The words of cancel-policies §10 and §15.
  ['cancel', 200, -1, `${PG}[8178] … 상계가능 정산금액 부족`, 'PG_BALANCE_SHORT', 'refused retry_after'],
  ['cancel', 200, -1, `${PG}취소불가 상태입니다`, 'PG_BALANCE_SHORT', 'refused retry_after'],
  ['cancel', 200, -1, `${PG}[9029] 상점의 취소가능 금액이 부족합니다`, 'PG_BALANCE_SHORT', 'refused retry_after'],
  ['cancel', 200, -1, `${PG}[MaintenanceOngoing] 서비스 점검 중`, 'PG_MAINTENANCE', 'refused retry_after'],
  ['cancel', 200, -1, `${PG}requested cancel amount is bigger than cancelable amount`, 'EXCEEDS', 'refused inquire'],
  ['cancel', 200, -1, `${PG}요청하신 건에 대해 입금된 내역이 없습니다`, 'TEST_VBANK', 'refused operator'],
  ['cancel', 200, 1, '취소 가능 잔액(checksum)이 일치하지 않습니다.', 'BALANCE_MISMATCH', 'refused inquire'],
  ['cancel', 200, 1, '취소 요청금액이 취소 가능 금액보다 큽니다.', 'EXCEEDS', 'refused inquire'],
  ['cancel', 200, 1, '환불계좌 정보(refund_holder)가 누락되었습니다.', 'REFUND_ACCOUNT', 'refused ask_account'],
  ['cancel', 200, -1, `${PG}PG사 통신 장애`, 'PG_UNCLEAR', 'unknown inquire'],
  ['cancel', 401, -1, 'Unauthorized', 'UNAUTHORIZED', 'refused retry_after'],
  ['prepare', 401, -1, 'Unauthorized', 'UNAUTHORIZED', 'refused retry_after'],
  ['inquire', 401, -1, 'Unauthorized', 'UNAUTHORIZED', 'unknown inquire'],
  ['approve', 401, -1, 'Unauthorized', 'UNAUTHORIZED', 'unknown inquire'],
  ['list', 401, -1, 'Unauthorized', 'UNAUTHORIZED', 'unknown inquire'],
  ['inquire', 404, -1, '존재하지 않는 결제정보입니다.', 'NO_PAYMENT', 'done none'],
  ['approve', 404, -1, '존재하지 않는 결제정보입니다.', 'NO_PAYMENT', 'done none'],
  [
    'prepare',
    200,
    1,
    '결제정보 사전등록에 실패하였습니다(이미 등록된 merchant_uid입니다).',
    'ALREADY_PREPARED',
    'unknown inquire',
  ],
  ['prepare', 404, -1, '사전등록된 결제정보가 존재하지 않습니다.', 'NOT_PREPARED', 'unknown inquire'],
  ['issue', 401, -1, 'Unauthorized', 'UNAUTHORIZED', 'refused retry_after'],
  ['issue', 200, 1, '이미 결제가 이루어진 거래건입니다.', 'ALREADY_PAID', 'refused inquire'],
  ['issue', 200, 1, '채널 정보를 찾을 수 없습니다.', 'BAD_CHANNEL', 'refused pause_channel'],
  ['issue', 200, 1, '필수 파라메터가 누락되었습니다: vbank_holder', 'BAD_FIELD', 'refused operator'],
  ['issue', 200, 1, '파라메터가 올바르지 않습니다: vbank_code', 'BAD_FIELD', 'refused operator'],
  ['issue', 200, -1, 'hashData 불일치 오류', 'BAD_PG_KEY', 'refused pause_channel'],
  ['close', 401, -1, 'Unauthorized', 'UNAUTHORIZED', 'refused retry_after'],
  ['close', 400, -1, '입금대기 상태의 가상계좌가 아닙니다.', 'NOT_WAITING', 'refused inquire'],
  ['close', 404, -1, '존재하지 않는 결제정보입니다.', 'NO_PAYMENT', 'unknown inquire'],
  ['close', 200, -1, '가상계좌 말소에 실패하였습니다. 이미 입금된 계좌입니다', 'DEPOSITED', 'refused inquire'],
  ['close', 200, -1, 'hashData 불일치 오류', 'BAD_PG_KEY', 'refused pause_channel'],
]

describe('listed', () => {
  test.each(SHEET)('%s: %s %s %s is %s, %s', (operation, status, code, message, name, expected) => {
    const outcome = READERS[operation](reply(status, envelope(null, code, message)))
    expect(meaningOf(operation, { status, code, message })?.name).toBe(name)
    expect(`${outcome.kind} ${outcome.next}`).toBe(expected)
  })

  test('every row can be met, and has both languages and a source', () => {
    for (const operation of PORTONE_V1_OPERATIONS) {
      const met = SHEET.filter(([one]) => one === operation).map(([, , , , name]) => name)
      for (const [name, row] of Object.entries(CODES[operation])) {
        // WRONG_KEY is getToken's: client.test.ts.
        expect([...met, 'WRONG_KEY']).toContain(name)
        expect(row.ko).toMatch(/[가-힣]/)
        expect(row.en).toMatch(/^[\x20-\x7e]{5,}$/)
        expect(row.source).toMatch(/^(portone-v1|cancel-policies) §\d+$/)
      }
    }
  })

  test('no money is ever moved by an error', () => {
    expect(Object.values(CODES.cancel).filter(({ kind }) => kind === 'done' || kind === 'accepted')).toEqual([])
  })

  test('nothing on a cancel is believed under another HTTP status (§1.2)', () => {
    for (const [, , code, message] of SHEET.filter(([operation]) => operation === 'cancel')) {
      for (const status of [201, 207, 400, 403, 404, 405, 409, 429, 500, 501, 502, 503]) {
        expect(READERS.cancel(reply(status, envelope(null, code, message)))).toMatchObject({
          kind: 'unknown',
          next: 'inquire',
        })
      }
    }
  })
})

describe('unlisted', () => {
  const codes = fc.integer({ min: -99_999, max: 99_999 }).filter((code) => ![-1, 0, 1].includes(code))
  const texts = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc.constantFrom(
      '이미 전액취소된 주문입니다.',
      `${PG}x`,
      '존재하지 않는 결제정보입니다.',
      'Unauthorized',
      'checksum',
    ),
  )
  const statuses = fc.constantFrom(200, 201, 207, 400, 401, 403, 404, 405, 409, 429, 500, 501, 502, 503)

  test.each(PORTONE_V1_OPERATIONS)('codes of %s: 10,000 of them are unknown, whatever they say', (operation) => {
    fc.assert(
      fc.property(codes, texts, statuses, (code, message, status) => {
        const outcome = READERS[operation](reply(status, envelope(null, code, message)))
        return outcome.kind === 'unknown' && outcome.next === 'inquire'
      }),
      { numRuns: 10_000 },
    )
  })

  test.each(PORTONE_V1_OPERATIONS)('words of %s under codes that are listed: unknown', (operation) => {
    const latin = fc.stringMatching(/^[b-df-z ]{0,30}$/)
    fc.assert(
      fc.property(fc.constantFrom(-1, 1), latin, (code, message) => {
        const outcome = READERS[operation](reply(200, envelope(null, code, message)))
        return outcome.kind === 'unknown' && outcome.next === 'inquire'
      }),
      { numRuns: 2_000 },
    )
  })

  test.each([undefined, null, [], 'x', 7, {}, { code: null }, { code: '0' }, { code: 0 }, { code: 0.5 }])(
    'body %j under HTTP 200',
    (json) => {
      for (const operation of PORTONE_V1_OPERATIONS) {
        if (operation === 'prepare') continue
        expect(READERS[operation](reply(200, json))).toMatchObject({ kind: 'unknown', next: 'inquire' })
      }
    },
  )

  test('success under another status than 200 is no success', () => {
    for (const status of [201, 204, 207, 301, 500]) {
      expect(READERS.cancel(reply(status, envelope(null)))).toMatchObject({ kind: 'unknown', next: 'inquire' })
    }
  })
})
