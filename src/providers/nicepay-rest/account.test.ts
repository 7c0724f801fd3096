/** Specifies which accounts refunds can go to, and that both bank tables are those of the sheet (nicepay §11, §16). */
import { describe, expect, test } from 'vitest'
import type { RefundAccount } from '../../core/account/account.ts'
import type { Bank } from '../../core/account/bank.ts'
import { BANKS } from '../../core/account/bank.ts'
import { ISSUING_BANKS, issuedAccount, REFUND_BANKS, refundAccountProblem, refundFields } from './account.ts'
import { REFUND_ACCOUNT } from './fixtures/sample.ts'

const codes = (banks: readonly Bank[]): string =>
  banks
    .map((bank) => BANKS[bank].kftc)
    .sort()
    .join(' ')

test('accounts are issued at the banks marked V, refunds go to all, but for two banks that are no more', () => {
  expect(codes(ISSUING_BANKS)).toBe('003 004 011 020 023 031 032 034 071 081 088 089 092')
  expect(codes(REFUND_BANKS)).toBe(
    '001 002 003 004 007 008 011 012 020 023 027 031 032 034 035 037 039 045 048 050 071 081 088 089 090 092',
  )
})

describe('a refund account', () => {
  const problem = (change: Partial<RefundAccount>) => refundAccountProblem({ ...REFUND_ACCOUNT, ...change })

  test.each<Partial<RefundAccount>>([
    {},
    { number: '1'.repeat(16) },
    { holder: '황보가나다' },
    { holder: 'Kim Minjun' },
    { holder: '똠방각하' },
  ])('that fits is taken: %j', (change) => {
    expect(problem(change)).toBeNull()
  })

  test.each<[string, Partial<RefundAccount>]>([
    ['bank', { bank: 'TOSS_SECURITIES' }],
    ['bank', { bank: 'NFCF' }],
    ['number', { number: '1'.repeat(17) }],
    ['number', { number: '110-123' }],
    ['holder', { holder: '황보가나다라' }],
    ['holder', { holder: 'Kim Min-jun' }],
    ['holder', { holder: 'José' }],
    ['holder', { holder: '😀' }],
    ['holder', { holder: '' }],
  ])('is refused by its %s: %j', (field, change) => {
    expect(problem(change)).toMatchObject({ field })
    const { number, holder } = { ...REFUND_ACCOUNT, ...change }
    for (const text of [number, holder].filter((text) => text !== '')) {
      expect(problem(change)?.problem).not.toContain(text)
    }
  })

  test('is written with the three-digit code of its bank', () => {
    expect(refundFields({ ...REFUND_ACCOUNT, bank: 'KAKAO' })).toEqual({
      refundAccount: '56211105948400',
      refundBankCode: '090',
      refundHolder: '홍길동',
    })
  })
})

describe('an issued account', () => {
  const vbank = { vbankCode: '088', vbankNumber: '562-111-01234567', vbankExpDate: null, vbankHolder: null }

  test('is told in digits, and of a bank nobody knows all the same', () => {
    const told = { number: '56211101234567', holder: null, expiresAt: null }
    expect(issuedAccount({ vbank })).toEqual({ bank: 'SHINHAN', ...told })
    expect(issuedAccount({ vbank: { ...vbank, vbankCode: '005' } })).toEqual({ bank: null, ...told })
  })

  test('without a number is none', () => {
    expect(issuedAccount({ vbank: null })).toBeNull()
    expect(issuedAccount({ vbank: { ...vbank, vbankNumber: null } })).toBeNull()
    expect(issuedAccount({ vbank: { ...vbank, vbankNumber: 'unit 7' } })).toBeNull()
  })
})
