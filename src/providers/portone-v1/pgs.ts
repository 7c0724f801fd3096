/** Says what each PG behind PortOne V1 asks for and offers with virtual accounts (portone-v1 §7, §8, §14). */
import type { Bank } from '../../core/account/bank.ts'
import type { BankCodes } from './banks.ts'

/** What an issue needs besides channel, order, amount, bank and deadline. */
export type IssueNeed = 'holder' | 'buyer.name' | 'buyer.email' | 'buyer.phone' | 'pgApiKey' | 'productType'

export interface Pg {
  readonly codes: BankCodes
  /** What `POST /vbanks` asks for here; null where that call does not issue (§8.1). */
  readonly issue: readonly IssueNeed[] | null
  /** Null: every bank that has a code. */
  readonly issuingBanks: readonly Bank[] | null
  /** Whether `POST /vbanks` takes `tax_free` and `vat_amount` (§8.1). */
  readonly taxes: boolean
  /** Whether `DELETE /vbanks` closes (§8.3). */
  readonly closes: boolean
  /** Whether a refund needs the holder's phone (§7.1). */
  readonly refundPhone: boolean
  /** How the window takes the deadline (cancel-policies §8): `date` = `YYYYMMDD`, and 23:59:59 of that day. */
  readonly due: 'time' | 'date'
  /** Whether order numbers may have signs beside letters and digits (§8.1). */
  readonly orderNumber: 'any' | 'alphanumeric'
}

const PLAIN: Pg = {
  codes: 'standard',
  issue: null,
  issuingBanks: null,
  taxes: false,
  closes: false,
  refundPhone: false,
  due: 'time',
  orderNumber: 'any',
}

/** Where nobody said which PG it is, PortOne decides what it carries. */
const UNNAMED: Pg = { ...PLAIN, issue: [], taxes: true, closes: true }

/** §14, subsets. */
const NICE_V2_BANKS: readonly Bank[] = [
  'KOOKMIN',
  'STANDARD_CHARTERED',
  'KWANGJU',
  'IBK',
  'NONGHYUP',
  'DAEGU',
  'BUSAN',
  'SHINHAN',
  'HANA',
  'WOORI',
  'POST',
  'K_BANK',
]
const WELCOME_BANKS: readonly Bank[] = [
  'KOOKMIN',
  'KWANGJU',
  'KYONGNAM',
  'IBK',
  'DAEGU',
  'BUSAN',
  'SUHYUP',
  'SHINHAN',
  'HANA',
  'WOORI',
  'JEONBUK',
  'K_BANK',
]

/** By `pg_provider`; only what differs from a PG of which the sheet says nothing. */
const ROWS: Readonly<Record<string, Partial<Pg>>> = {
  html5_inicis: { codes: 'inicis', issue: ['holder', 'buyer.name', 'buyer.email', 'pgApiKey'], closes: true },
  inicis: { codes: 'inicis' },
  kcp: { codes: 'kcp', closes: true },
  kcp_quick: { codes: 'kcp' },
  daou: { codes: 'kiwoompay' },
  nice: { issue: ['holder'], taxes: true, closes: true },
  nice_v2: { issue: [], issuingBanks: NICE_V2_BANKS, taxes: true, closes: true },
  settle: { issue: ['holder'], closes: true },
  tosspayments: { issue: ['buyer.name'], closes: true },
  // Its bank codes are in no table (§14): the standard ones are assumed.
  ksnet: { issue: ['buyer.name', 'productType'], closes: true },
  smartro: { closes: true, refundPhone: true },
  smartro_v2: {
    issue: ['holder', 'buyer.name', 'buyer.email', 'buyer.phone'],
    closes: true,
    refundPhone: true,
    due: 'date',
    orderNumber: 'alphanumeric',
  },
  welcome: { issue: ['buyer.name'], issuingBanks: WELCOME_BANKS, taxes: true, closes: true, refundPhone: true },
  uplus: { closes: true },
  danal: { closes: true },
  kicc: { closes: true },
  // Not accounts of Busan, Kwangju and Kyongnam: those are refused.
  mobilians_v2: { closes: true },
}

export function pgOf(name: string | null): Pg {
  if (name === null) return UNNAMED
  return Object.hasOwn(ROWS, name) ? { ...PLAIN, ...ROWS[name] } : PLAIN
}
