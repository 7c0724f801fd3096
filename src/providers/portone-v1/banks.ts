/** Names banks as the PG behind PortOne V1 does: the same digits are another bank elsewhere (portone-v1 §14). */
import { BANKS, type Bank } from '../../core/account/bank.ts'
import type { Gateway } from '../../core/instrument.ts'

/** Whose codes are spoken. `standard`: the three digits of the clearing house. */
export type BankCodes = 'standard' | 'inicis' | 'kcp' | 'kiwoompay'

/** §14, in its order. */
const LISTED = [
  'KOOKMIN',
  'STANDARD_CHARTERED',
  'KYONGNAM',
  'KWANGJU',
  'IBK',
  'NONGHYUP',
  'DAEGU',
  'BUSAN',
  'KDB',
  'KFCC',
  'SUHYUP',
  'SHINHAN',
  'SHINHYUP',
  'HANA',
  'WOORI',
  'POST',
  'JEONBUK',
  'LOCAL_NONGHYUP',
  'KAKAO',
  'K_BANK',
  'CITI',
  'TOSS',
] as const satisfies readonly Bank[]

type Table = Readonly<Partial<Record<Bank, string>>>

const tableOf = (code: (standard: string) => string): Table =>
  Object.fromEntries(
    LISTED.flatMap((bank) => {
      const { kftc } = BANKS[bank]
      return kftc === null ? [] : [[bank, code(kftc)]]
    }),
  )

/** §14. Kiwoompay's numbers are its own: its 11 is SC, elsewhere NongHyup; its 31 the post, elsewhere Daegu. */
const TABLES = {
  standard: tableOf((code) => code),
  inicis: tableOf((code) => code.slice(1)),
  kcp: tableOf((code) => `BK${code.slice(1)}`),
  kiwoompay: {
    KOOKMIN: '04',
    STANDARD_CHARTERED: '11',
    IBK: '03',
    NONGHYUP: '08',
    BUSAN: '15',
    SHINHAN: '10',
    HANA: '12',
    WOORI: '09',
    POST: '31',
  },
} as const satisfies Record<BankCodes, Table>

export const bankCodeOf = (codes: BankCodes, bank: Bank): string | null => (TABLES[codes] as Table)[bank] ?? null

/** Every bank that has a code there. */
export const banksOf = (codes: BankCodes): readonly Bank[] => LISTED.filter((bank) => bankCodeOf(codes, bank) !== null)

const OF_GATEWAY: Readonly<Partial<Record<Gateway, BankCodes>>> = {
  inicis: 'inicis',
  kcp: 'kcp',
  daou: 'kiwoompay',
  nice: 'standard',
  toss: 'standard',
  danal: 'standard',
  kicc: 'standard',
  smartro: 'standard',
  smartro_v2: 'standard',
  settle: 'standard',
  welcome: 'standard',
}

/** What the payment itself says goes over what the channel was configured as: money went through that PG. */
export const codesAt = (gateway: Gateway | null, configured: BankCodes): BankCodes =>
  (gateway === null ? undefined : OF_GATEWAY[gateway]) ?? configured
