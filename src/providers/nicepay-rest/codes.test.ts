/** Specifies what each documented code means for each operation, and that no other means anything (nicepay §16). */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { amount } from '../../core/money.ts'
import { businessDate } from '../../core/time.ts'
import type { JsonReply } from '../json.ts'
import { CODES, meaningOf, statusesOf } from './codes.ts'
import type { NicepayRestOperation } from './config.ts'
import { NICEPAY_REST_OPERATIONS } from './config.ts'
import { ACCOUNT, authenticated, NOW, ORDER, paid, sampleCancellation, TID } from './fixtures/sample.ts'
import { readList } from './list.ts'
import { readApproval, readCancel, readClose, readInquiry, readNetCancel } from './outcome.ts'
import { planCancel, planClose } from './requests.ts'

const words = (text: string): readonly string[] => text.split(' ')
const every = NICEPAY_REST_OPERATIONS
const undo = ['cancel', 'net_cancel', 'close'] as const
const give = ['cancel', 'net_cancel'] as const

/** §16 once more, by what follows. */
const SHEET: readonly (readonly [readonly NicepayRestOperation[], string, readonly string[]])[] = [
  [every, 'done none', ['0000']],
  [every, 'refused pause_channel', words('U101 U103 U104 U116 U117 U304 U305 U310 U312 U315 U316 A101 A211 A224')],
  [every, 'refused operator', words('U105 U108 U109 U124 U130 U131 U132 U308')],
  [every.filter((one) => one !== 'close'), 'refused operator', ['U100']],
  [['close'], 'refused inquire', words('U100 2016 2045')],
  [every, 'unknown inquire', words('U303 A299 U501 U506 U507 U508 P026 P027 A401 P045 P049')],
  [every, 'unknown inquire', words('U112 A127 P015 U114 A225')],
  [every, 'unknown inquire', words('A226 A402 A403 X001 X002 X003 X004 T001 T002 T003 T004 T005 S999 9002')],
  [['approve', ...undo], 'unknown inquire', words('U107 U111 U126')],
  [['inquire'], 'unknown inquire', words('U111 U126')],
  [['inquire'], 'done none', ['U107']],
  [['approve'], 'unknown inquire', words('U503 U504 1682 2201 4001 4008 2159')],
  [['approve'], 'refused operator', ['U121']],
  [['approve'], 'refused none', words('1673 3011 3050 3095 4002 4007 2154 A001 A123 A245')],
  [undo, 'unknown inquire', words('2013 2015 U122 2012 2002 2212 2056 2003 2021 2022')],
  [undo, 'refused inquire', words('2026 2032 U123 2031 2011 U318')],
  [undo, 'refused none', words('2028 2029 2030 2033 2052 1534 U128')],
  [give, 'refused none', ['2045']],
  [give, 'refused operator', ['2016']],
  [undo, 'refused operator', words('U142 2010 U319 U106 2014 2017 2018 2019 2027')],
  [undo, 'refused retry_after', ['2023']],
  [undo, 'refused ask_account', ['2047']],
  [undo, 'refused pause_channel', words('2024 2025')],
  [['cancel', 'close'], 'refused operator', ['2020']],
  [['net_cancel'], 'refused ordinary_cancel', ['2020']],
  [['net_cancel'], 'unknown inquire', ['P035']],
]

const plan = planCancel(paid(), sampleCancellation())
if ('impossible' in plan) throw new Error(plan.impossible)
const closing = planClose(authenticated(), sampleCancellation({ amount: amount(0) }))
if ('impossible' in closing) throw new Error(closing.impossible)
const asked = { tid: TID, orderId: ORDER, amount: amount(1004), currency: 'KRW' }
const page = { query: { from: NOW, to: NOW, cursor: null }, place: { day: businessDate(NOW), sequence: null } }

const READERS: Readonly<Record<NicepayRestOperation, (reply: JsonReply) => { kind: string; next: string }>> = {
  approve: (reply) => readApproval(ACCOUNT, asked, reply),
  cancel: (reply) => readCancel(ACCOUNT, plan, reply),
  net_cancel: (reply) => readNetCancel(ACCOUNT, asked, reply),
  close: (reply) => readClose(ACCOUNT, closing, reply),
  inquire: (reply) => readInquiry(ACCOUNT, authenticated(), reply),
  list: (reply) => readList(ACCOUNT, page, reply),
}
const reply = (status: number, json: unknown): JsonReply => ({ kind: 'answer', status, headers: {}, json })

describe('documented codes', () => {
  test.each(SHEET)('%j: %s', (operations, expected, codes) => {
    for (const operation of operations) {
      for (const code of codes) {
        const row = meaningOf(operation, code, statusesOf(code)[0] ?? 0)
        expect(`${operation} ${code} ${row?.kind} ${row?.next}`).toBe(`${operation} ${code} ${expected}`)
      }
    }
  })

  test.each(every)('the list above is complete for %s', (operation) => {
    const named = new Set(SHEET.filter(([names]) => names.includes(operation)).flatMap(([, , codes]) => codes))
    const cards = /^30[1-9]\d$|^400[2-7]$/
    expect(Object.keys(CODES[operation]).filter((code) => !named.has(code) && !cards.test(code))).toEqual([])
  })

  test.each(every)('what %s makes of a refusal is what its row says', (operation) => {
    for (const [code, row] of Object.entries(CODES[operation])) {
      if (row.kind === 'done') continue
      const outcome = READERS[operation](reply(statusesOf(code)[0] ?? 0, { resultCode: code, resultMsg: 'x' }))
      expect(`${code} ${outcome.kind} ${outcome.next}`).toBe(`${code} ${row.kind} ${row.next}`)
    }
  })

  test('none is believed under another HTTP status, and success only under 200', () => {
    for (const operation of every) {
      for (const code of Object.keys(CODES[operation])) {
        for (const status of [200, 201, 204, 302, 400, 401, 403, 404, 405, 429, 500, 502, 503]) {
          if (!statusesOf(code).includes(status)) expect(meaningOf(operation, code, status)).toBeNull()
        }
      }
    }
    expect(statusesOf('0000')).toEqual([200])
    expect(statusesOf('U107')).toEqual([404])
  })

  test('every row has both languages and a source', () => {
    for (const row of Object.values(CODES).flatMap((table) => Object.values(table))) {
      expect(row.ko).toMatch(/[가-힣]/)
      expect(row.en).toMatch(/^[\x20-\x7e]{5,}$/)
      expect(row.source).toMatch(/^nicepay §(12|16)( \[field\])?$/)
    }
  })

  test('the numbers of network successes are none here', () => {
    for (const code of ['3001', '4000', '4100', 'A000', '2001', '2211', '7001']) {
      for (const operation of every) expect(meaningOf(operation, code, 200)).toBeNull()
    }
  })
})

describe('unlisted', () => {
  const codes = fc.oneof(
    fc.stringMatching(/^[A-Z0-9]{4}$/),
    fc.string({ maxLength: 12 }),
    fc.constantFrom('', 'constructor', '__proto__', 'toString', 'u107', '0', '00000', ' 0000'),
  )
  const statuses = fc.constantFrom(200, 201, 204, 302, 400, 401, 403, 404, 405, 429, 500, 502, 503)

  test.each(every)('codes of %s: 10,000 of them are unknown, every one', (operation) => {
    const unlisted = codes.filter((code) => !Object.hasOwn(CODES[operation], code))
    fc.assert(
      fc.property(unlisted, statuses, (resultCode, status) => {
        const outcome = READERS[operation](reply(status, { resultCode, resultMsg: 'x' }))
        return outcome.kind === 'unknown' && outcome.next === 'inquire'
      }),
      { numRuns: 10_000 },
    )
  })

  test.each([undefined, null, [], 'x', 7, {}, { resultCode: null }, { resultCode: 0 }])('body %j', (json) => {
    for (const operation of every) {
      for (const status of [200, 404, 500]) {
        expect(READERS[operation](reply(status, json))).toMatchObject({ kind: 'unknown', next: 'inquire' })
      }
    }
  })
})
