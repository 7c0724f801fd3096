/** Specifies the bank codes of §12 and which refund accounts Toss could not pay into (§3). */
import { describe, expect, test } from 'vitest'
import { BANK_NAMES, BANKS } from '../../core/account/bank.ts'
import { bankOfCode, codeOfBank, findAccountProblem, ISSUING_BANKS, REFUND_BANKS } from './banks.ts'
import { REFUND_ACCOUNT } from './fixtures/sample.ts'

describe('bank codes', () => {
  test('go there and back, each for one bank', () => {
    for (const bank of REFUND_BANKS) expect(bankOfCode(codeOfBank(bank))).toBe(bank)
    expect(new Set(REFUND_BANKS.map(codeOfBank)).size).toBe(REFUND_BANKS.length)
  })

  test('of banks are KFTC codes without their first digit, except that of KB국민', () => {
    for (const bank of REFUND_BANKS) {
      const { kftc } = BANKS[bank]
      if (kftc !== null) expect(codeOfBank(bank)).toBe(bank === 'KOOKMIN' ? '06' : kftc.slice(1))
      else expect(codeOfBank(bank)).toMatch(/^S[0-9A-Z]$/)
    }
  })

  test('are missing for the banks that §12 does not name', () => {
    const missing = BANK_NAMES.filter((bank) => codeOfBank(bank) === null)
    expect(missing).toEqual(['BANK_OF_KOREA', 'KEXIM', 'KIWOOM_SECURITIES', 'EBEST_SECURITIES'])
  })

  test.each(['04', '004', '국민', '', 'constructor', null, undefined])('%s is no code', (code) => {
    expect(bankOfCode(code)).toBe(null)
  })

  test('of the thirteen issuing banks are refund banks too', () => {
    expect(ISSUING_BANKS).toHaveLength(13)
    for (const bank of ISSUING_BANKS) expect(REFUND_BANKS).toContain(bank)
  })
})

describe('a refund account', () => {
  test('that Toss can pay into has no problem', () => {
    expect(findAccountProblem(REFUND_ACCOUNT)).toBe(null)
    expect(findAccountProblem({ ...REFUND_ACCOUNT, number: '1'.repeat(20), holder: '가'.repeat(60) })).toBe(null)
  })

  test.each([
    ['bank', { bank: 'KEXIM' }],
    ['number', { number: '1'.repeat(21) }],
    ['number', { number: '110-234-567890' }],
    ['number', { number: '' }],
    ['holder', { holder: '가'.repeat(61) }],
    ['holder', { holder: ' ' }],
  ] as const)('names %s where it cannot: %o', (field, change) => {
    expect(findAccountProblem({ ...REFUND_ACCOUNT, ...change })).toEqual({ field, problem: expect.any(String) })
  })
})
