/** The banks of the shop's two lists: where an account to pay into is issued, and where money goes back to. */
import type { Lang } from './words.ts'

/** By the names that Maedeup's API has for them; both lists in this order, the large banks first. */
const BANKS = {
  SHINHAN: ['신한은행', 'Shinhan'],
  KOOKMIN: ['KB국민은행', 'KB Kookmin'],
  WOORI: ['우리은행', 'Woori'],
  HANA: ['하나은행', 'Hana'],
  NONGHYUP: ['NH농협은행', 'NH NongHyup'],
  IBK: ['IBK기업은행', 'IBK'],
  KAKAO: ['카카오뱅크', 'KakaoBank'],
  TOSS: ['토스뱅크', 'Toss Bank'],
  K_BANK: ['케이뱅크', 'K bank'],
  POST: ['우체국', 'Korea Post'],
  KFCC: ['새마을금고', 'KFCC'],
  SUHYUP: ['수협은행', 'Suhyup'],
  STANDARD_CHARTERED: ['SC제일은행', 'Standard Chartered'],
  CITI: ['한국씨티은행', 'Citibank Korea'],
  DAEGU: ['iM뱅크(대구)', 'iM Bank (Daegu)'],
  BUSAN: ['부산은행', 'Busan'],
  KYONGNAM: ['경남은행', 'Kyongnam'],
  KWANGJU: ['광주은행', 'Kwangju'],
  JEONBUK: ['전북은행', 'Jeonbuk'],
  KDB: ['산업은행', 'KDB'],
} as const satisfies Record<string, readonly [string, string]>

export type BankCode = keyof typeof BANKS

/** Every PG of ours issues accounts at these. */
export const ISSUING_BANKS: readonly BankCode[] = [
  'SHINHAN',
  'KOOKMIN',
  'WOORI',
  'HANA',
  'NONGHYUP',
  'IBK',
  'POST',
  'BUSAN',
  'DAEGU',
  'KWANGJU',
]

/** Every PG of ours pays refunds into these. */
export const REFUND_BANKS = Object.keys(BANKS) as readonly BankCode[]

/** A bank that the shop has no name for is shown by the API's. */
export function bankName(lang: Lang, code: string): string {
  return Object.hasOwn(BANKS, code) ? BANKS[code as BankCode][lang === 'ko' ? 0 : 1] : code
}
