/** Specifies what each documented code means for each operation, and that no other means anything (nicepay §12). */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ZERO } from '../../core/money.ts'
import { CODES, meaningOf } from './codes.ts'
import { NICEPAY_OPERATIONS, type NicepayOperation, readOptions } from './config.ts'
import { KEY, MID } from './fixtures/sample.ts'
import { readApproval, readCancel, readClose, readInquiry, readIssue, readNetCancel } from './outcome.ts'

const range = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, i) => String(from + i))
const TROUBLE = [
  ...['A299', 'A226', 'A401', 'A402', 'A403', 'X001', 'X002', 'X003', 'X004'],
  ...['T001', 'T002', 'T003', 'T004', 'T005', 'S999', '9002'],
]
const PAUSE = ['A101', 'A211', 'A114']
const PERSON = ['1615', '1617', '1652', 'A122', '9000', '9001']

/** The sheet's §12 once more, by what follows: operation, outcome, codes. */
const SHEET: readonly (readonly [NicepayOperation, string, readonly string[]])[] = [
  ['approve', 'done none', ['3001', '4000', '4100', 'A000', '7001', '0000']],
  ['approve', 'unknown inquire', ['1682', '2201', '4001', '4008', '2159', 'A225', 'S001', 'S002', 'X009', ...TROUBLE]],
  ['approve', 'refused none', ['1673', ...range(3011, 3095), ...range(4002, 4007), '2154', 'A001', 'A123', 'A245']],
  ['approve', 'refused none', ['2011', '2012', '2032']],
  ['approve', 'refused pause_channel', PAUSE],
  ['approve', 'refused operator', PERSON],
  ...(['cancel', 'net_cancel'] as const).flatMap((operation): (typeof SHEET)[number][] => [
    [operation, 'done none', ['2001', '2211']],
    [operation, 'unknown inquire', ['2013', '2015', '2002', '2212', '2056', '2003', '2012', '2021', '2022']],
    [operation, 'unknown inquire', ['A225', ...TROUBLE]],
    [operation, 'refused inquire', ['2011', '2031', '2032']],
    [operation, 'refused retry_after', ['2023', '2026']],
    [operation, 'refused none', ['2028', '2029', '2030', '1534', '2033', '2045', '2052', 'A123']],
    [operation, 'refused operator', ['2010', '2014', '2016', '2017', '2018', '2019', '2027', ...PERSON]],
    [operation, 'refused ask_account', ['2047']],
    [operation, 'refused pause_channel', ['2024', '2025', ...PAUSE]],
  ]),
  ['net_cancel', 'refused ordinary_cancel', ['2020', 'A245']],
  ['cancel', 'refused operator', ['2020']],
  ['cancel', 'refused inquire', ['A245']],
  ['issue', 'done none', ['4100']],
  ['issue', 'unknown inquire', TROUBLE],
  ['issue', 'refused none', ['A123']],
  // Neither asked about nor closed: the account may be a stranger's.
  ['issue', 'refused operator', ['A225']],
  ['issue', 'refused pause_channel', PAUSE],
  ['issue', 'refused operator', PERSON],
  ['close', 'done none', ['2001', '2211']],
  // The only one that says that there is no account (§17).
  ['close', 'refused none', ['2012']],
  ['close', 'refused ask_account', ['2047']],
  ['close', 'unknown inquire', ['2013', '2015', '2002', '2212', '2056', '2003', '2021', '2022', 'A225', ...TROUBLE]],
  ['close', 'refused operator', ['2045', '2011', '2031', '2032', '2028', '2029', '2030', '1534', '2033', '2052']],
  ['close', 'refused operator', ['2010', '2014', '2016', '2017', '2018', '2019', '2027', '2020', 'A245', 'A123']],
  ['close', 'refused operator', PERSON],
  ['close', 'refused retry_after', ['2023', '2026']],
  ['close', 'refused pause_channel', ['2024', '2025', ...PAUSE]],
  ['inquire', 'done none', ['0000']],
  ['inquire', 'unknown inquire', TROUBLE],
  ['inquire', 'refused pause_channel', PAUSE],
  ['inquire', 'refused operator', PERSON],
]

describe('documented codes', () => {
  test.each(SHEET)('%s: %s', (operation, expected, codes) => {
    for (const code of codes) {
      const row = meaningOf(operation, code)
      expect(`${code} ${row?.kind} ${row?.next}`).toBe(`${code} ${expected}`)
    }
  })

  test('nothing but a success is done, and a cancel success is none for an approval', () => {
    const done = (operation: NicepayOperation): string[] =>
      Object.entries(CODES[operation]).flatMap(([code, row]) => (row.kind === 'done' ? [code] : []))
    expect(done('approve').sort()).toEqual(['0000', '3001', '4000', '4100', '7001', 'A000'])
    expect(done('cancel').sort()).toEqual(['2001', '2211'])
    expect(done('net_cancel').sort()).toEqual(['2001', '2211'])
    expect(done('inquire')).toEqual(['0000'])
    expect(done('issue')).toEqual(['4100'])
    expect(done('close').sort()).toEqual(['2001', '2211'])
  })

  test('only "no such transaction" says that an account to be closed is not there', () => {
    const absent = Object.entries(CODES.close).filter(([, { kind, next }]) => kind === 'refused' && next === 'none')
    expect(absent.map(([code]) => code)).toEqual(['2012'])
  })

  test('every row has both languages and a source', () => {
    for (const table of Object.values(CODES)) {
      for (const row of Object.values(table)) {
        expect(row.ko).toMatch(/[가-힣]/)
        expect(row.en).toMatch(/^[\x20-\x7e]{5,}$/)
        expect(row.source).toMatch(/^nicepay §(12( \[field\])?|17)$/)
      }
    }
  })
})

describe('unlisted codes', () => {
  const account = readOptions({ mid: MID, merchantKey: KEY })
  const reply = (code: string) =>
    ({ kind: 'fields', signature: 'plain', fields: { ResultCode: code, ResultMsg: '?' } }) as const
  const plan = { tid: 't', amt: '1', remaining: 0, partialCancelCode: '0', moid: null, money: ZERO } as const
  const asked = { tid: 't', moid: 'm', amt: '1' }
  const outcomes = {
    approve: (code: string) => readApproval(account, asked, reply(code)),
    cancel: (code: string) => readCancel(account, plan, reply(code)),
    net_cancel: (code: string) => readNetCancel(account, plan, reply(code)),
    issue: (code: string) => readIssue(account, asked, reply(code)),
    close: (code: string) => readClose(account, plan, reply(code)),
    inquire: (code: string) => readInquiry(account, { tid: 't', registered: null }, reply(code)),
  }
  const codes = fc.oneof(
    fc.stringMatching(/^[0-9]{4}$/),
    fc.stringMatching(/^[A-Z][0-9]{3}$/),
    fc.string({ maxLength: 12 }),
    fc.constantFrom(
      '',
      'constructor',
      '__proto__',
      'toString',
      'ERROR',
      'C002',
      'A210',
      '3001 ',
      '٣٠٠١',
      '3096',
      '3010',
    ),
  )

  test.each(NICEPAY_OPERATIONS)('%s: 10,000 of them are unknown, every one', (operation) => {
    const unlisted = codes.filter((code) => !Object.hasOwn(CODES[operation], code))
    fc.assert(
      fc.property(unlisted, (code) => {
        const outcome = outcomes[operation](code)
        return outcome.kind === 'unknown' && outcome.next === 'inquire'
      }),
      { numRuns: 10_000 },
    )
  })
})
