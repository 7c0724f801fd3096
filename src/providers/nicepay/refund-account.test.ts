/** Specifies which refund accounts fit: the number and the holder whole, the bank by its code (nicepay §7, §11). */
import { expect, test } from 'vitest'
import { REFUND_ACCOUNT } from './fixtures/sample.ts'
import { refundAccountProblem, refundFields } from './refund-account.ts'

test.each([
  ['the account of the sheet', {}, null],
  ['a number of 16 digits', { number: '1'.repeat(16) }, null],
  ['a number of 17 digits', { number: '1'.repeat(17) }, 'number'],
  ['a number with hyphens', { number: '562-111' }, 'number'],
  ['a holder of five syllables', { holder: '남궁홍길동' }, null],
  ['a holder of ten letters', { holder: 'Hong Gildo' }, null],
  ['a holder of six syllables', { holder: '남궁홍길동자' }, 'holder'],
  ['a holder of eleven letters', { holder: 'Hong Gildon' }, 'holder'],
  ['a holder that only the larger set has', { holder: '똠방' }, null],
  ['a holder that no Korean set has', { holder: 'José' }, 'holder'],
  ['no holder', { holder: '' }, 'holder'],
  ['a bank that issues no accounts', { bank: 'KAKAO' }, null],
  ['a broker', { bank: 'TOSS_SECURITIES' }, 'bank'],
] as const)('%s', (_name, change, field) => {
  expect(refundAccountProblem({ ...REFUND_ACCOUNT, ...change })?.field ?? null).toBe(field)
})

test('what is wrong never quotes the account', () => {
  const problem = refundAccountProblem({ ...REFUND_ACCOUNT, number: '9'.repeat(20), holder: '카나리아카나리아' })
  expect(problem?.problem).not.toMatch(/999|카나리아/)
})

test('decomposed Hangul, as macOS writes it, is sent composed', () => {
  expect(refundFields({ ...REFUND_ACCOUNT, holder: '홍길동'.normalize('NFD') }).RefundAcctNm).toBe('홍길동')
})
