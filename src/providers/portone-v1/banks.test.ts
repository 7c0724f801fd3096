/** Specifies the bank codes of each PG, which must never be taken for each other (portone-v1 §14). */
import { describe, expect, test } from 'vitest'
import type { Bank } from '../../core/account/bank.ts'
import { bankCodeOf, banksOf, codesAt } from './banks.ts'

/** §14 once more: standard, Inicis, KCP, Kiwoompay (null: none). */
const SHEET: readonly (readonly [Bank, string, string, string, string | null])[] = [
  ['KOOKMIN', '004', '04', 'BK04', '04'],
  ['STANDARD_CHARTERED', '023', '23', 'BK23', '11'],
  ['KYONGNAM', '039', '39', 'BK39', null],
  ['KWANGJU', '034', '34', 'BK34', null],
  ['IBK', '003', '03', 'BK03', '03'],
  ['NONGHYUP', '011', '11', 'BK11', '08'],
  ['DAEGU', '031', '31', 'BK31', null],
  ['BUSAN', '032', '32', 'BK32', '15'],
  ['KDB', '002', '02', 'BK02', null],
  ['KFCC', '045', '45', 'BK45', null],
  ['SUHYUP', '007', '07', 'BK07', null],
  ['SHINHAN', '088', '88', 'BK88', '10'],
  ['SHINHYUP', '048', '48', 'BK48', null],
  ['HANA', '081', '81', 'BK81', '12'],
  ['WOORI', '020', '20', 'BK20', '09'],
  ['POST', '071', '71', 'BK71', '31'],
  ['JEONBUK', '037', '37', 'BK37', null],
  ['LOCAL_NONGHYUP', '012', '12', 'BK12', null],
  ['KAKAO', '090', '90', 'BK90', null],
  ['K_BANK', '089', '89', 'BK89', null],
  ['CITI', '027', '27', 'BK27', null],
  ['TOSS', '092', '92', 'BK92', null],
]

describe('the sheet’s table', () => {
  test.each(SHEET)('%s', (bank, ...codes) => {
    const told = (['standard', 'inicis', 'kcp', 'kiwoompay'] as const).map((one) => bankCodeOf(one, bank))
    expect(told).toEqual(codes)
  })

  test('is all there is', () => {
    expect(banksOf('standard')).toEqual(SHEET.map(([bank]) => bank))
    expect(banksOf('kiwoompay')).toHaveLength(9)
    expect(bankCodeOf('standard', 'HSBC')).toBeNull()
  })
})

test('the PG that took the money decides, and the channel’s own where it is not told or not listed', () => {
  expect(codesAt('daou', 'standard')).toBe('kiwoompay')
  expect(codesAt('nice', 'kiwoompay')).toBe('standard')
  expect(codesAt('other', 'kcp')).toBe('kcp')
  expect(codesAt(null, 'inicis')).toBe('inicis')
})
