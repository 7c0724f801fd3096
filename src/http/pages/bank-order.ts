/** The order in which people look for their bank: the large ones, the banks of phones, regions, brokers. */
import { BANK_NAMES, type Bank } from '../../core/account/bank.ts'

const FIRST = [
  'KOOKMIN',
  'SHINHAN',
  'WOORI',
  'HANA',
  'NONGHYUP',
  'IBK',
  'KAKAO',
  'TOSS',
  'K_BANK',
  'KFCC',
  'POST',
  'STANDARD_CHARTERED',
  'SHINHYUP',
  'SUHYUP',
  'DAEGU',
  'BUSAN',
  'KYONGNAM',
  'KWANGJU',
  'JEONBUK',
  'JEJU',
  'KDB',
  'CITI',
  'LOCAL_NONGHYUP',
  'SAVINGS_BANK',
  'NFCF',
  'HSBC',
] as const satisfies readonly Bank[]

/** The central bank and the export bank keep no accounts of people. */
const NO_BUYERS: ReadonlySet<Bank> = new Set<Bank>(['BANK_OF_KOREA', 'KEXIM'])

const ORDER: readonly Bank[] = [...new Set<Bank>([...FIRST, ...BANK_NAMES])].filter((name) => !NO_BUYERS.has(name))

/** Those of the list that a buyer can have an account at. */
export const banksForBuyers = (banks: readonly Bank[]): readonly Bank[] => ORDER.filter((name) => banks.includes(name))
