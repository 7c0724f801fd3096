/** Maps banks to Toss' two-character codes (§12), and says what refund account Toss could not pay into. */
import type { IssuedAccount, RefundAccount } from '../../core/account/account.ts'
import type { Bank } from '../../core/account/bank.ts'

/** §12. KB국민 is 06 here: these are not KFTC codes with a digit cut off. */
const CODES = {
  KDB: '02',
  IBK: '03',
  KOOKMIN: '06',
  SUHYUP: '07',
  NONGHYUP: '11',
  LOCAL_NONGHYUP: '12',
  WOORI: '20',
  STANDARD_CHARTERED: '23',
  CITI: '27',
  DAEGU: '31',
  BUSAN: '32',
  KWANGJU: '34',
  JEJU: '35',
  JEONBUK: '37',
  KYONGNAM: '39',
  KFCC: '45',
  SHINHYUP: '48',
  SAVINGS_BANK: '50',
  HSBC: '54',
  NFCF: '64',
  POST: '71',
  HANA: '81',
  SHINHAN: '88',
  K_BANK: '89',
  KAKAO: '90',
  TOSS: '92',
  YUANTA_SECURITIES: 'S0',
  SHINHAN_SECURITIES: 'S2',
  SAMSUNG_SECURITIES: 'S3',
  KB_SECURITIES: 'S4',
  MIRAE_ASSET_SECURITIES: 'S5',
  KOREA_SECURITIES: 'S6',
  KYOBO_SECURITIES: 'S8',
  HI_SECURITIES: 'S9',
  HYUNDAI_MOTOR_SECURITIES: 'SA',
  SK_SECURITIES: 'SD',
  DAISHIN_SECURITIES: 'SE',
  HANHWA_SECURITIES: 'SG',
  HANA_SECURITIES: 'SH',
  DB_SECURITIES: 'SI',
  EUGENE_SECURITIES: 'SJ',
  MERITZ_SECURITIES: 'SK',
  NH_SECURITIES: 'SL',
  BOOKOOK_SECURITIES: 'SM',
  SHINYOUNG_SECURITIES: 'SN',
  CAPE_SECURITIES: 'SO',
  DAOL_SECURITIES: 'SP',
  KAKAO_PAY_SECURITIES: 'SQ',
  TOSS_SECURITIES: 'ST',
} as const satisfies Partial<Record<Bank, string>>

/** Every bank that has a code can hold a buyer's account. */
export const REFUND_BANKS = Object.keys(CODES) as (keyof typeof CODES)[]

/** §4.4. */
export const ISSUING_BANKS = [
  'KYONGNAM',
  'KWANGJU',
  'KOOKMIN',
  'IBK',
  'NONGHYUP',
  'DAEGU',
  'BUSAN',
  'KFCC',
  'SUHYUP',
  'SHINHAN',
  'WOORI',
  'POST',
  'HANA',
] as const satisfies readonly Bank[]

export const codeOfBank = (bank: Bank): string | null => (CODES as Partial<Record<Bank, string>>)[bank] ?? null

const BANKS: ReadonlyMap<string, Bank> = new Map(REFUND_BANKS.map((bank) => [CODES[bank], bank]))

/** Null for a code that is in no list, and for the names of older versions (§1). */
export const bankOfCode = (code: string | null | undefined): IssuedAccount['bank'] => BANKS.get(code ?? '') ?? null

/** §3: digits, and a name, in UTF-16 units (the strictest reading of 60). */
const NUMBER = /^\d{1,20}$/
const MOST_HOLDER = 60

/** The field for which Toss would turn the account away unseen. */
export function findAccountProblem({
  bank,
  number,
  holder,
}: RefundAccount): { readonly field: keyof RefundAccount; readonly problem: string } | null {
  if (codeOfBank(bank) === null) return { field: 'bank', problem: 'Toss Payments cannot pay into this bank' }
  if (!NUMBER.test(number)) return { field: 'number', problem: 'must be 1 to 20 digits' }
  if (holder.trim() === '' || holder.length > MOST_HOLDER) {
    return { field: 'holder', problem: `must be 1 to ${MOST_HOLDER} characters` }
  }
  return null
}
