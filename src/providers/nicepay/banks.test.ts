/** Specifies the bank codes of the sheet: some issue accounts, refunds go to any (nicepay §11). */
import { expect, test } from 'vitest'
import { BANKS } from '../../core/account/bank.ts'
import { bankOfCode, codeOfBank, ISSUING_BANKS, REFUND_BANKS } from './banks.ts'

test('accounts are issued where the sheet has a V', () => {
  expect(ISSUING_BANKS.map(codeOfBank)).toEqual([
    '003',
    '004',
    '011',
    '020',
    '023',
    '031',
    '032',
    '034',
    '071',
    '081',
    '088',
    '089',
  ])
})

test('every code is the one of the clearing house, and reads back as its bank', () => {
  for (const bank of REFUND_BANKS) {
    expect(codeOfBank(bank)).toBe(BANKS[bank].kftc)
    expect(bankOfCode(codeOfBank(bank) ?? '')).toBe(bank)
  }
})

test('refunds go to every issuing bank too', () => {
  expect(REFUND_BANKS).toEqual(expect.arrayContaining([...ISSUING_BANKS]))
})

test('a bank that is gone, a broker and a code of nobody are nobody', () => {
  expect([bankOfCode('005'), bankOfCode('026'), bankOfCode(''), bankOfCode('88')]).toEqual([null, null, null, null])
  expect([codeOfBank('TOSS_SECURITIES'), codeOfBank('HSBC')]).toEqual([null, null])
})
