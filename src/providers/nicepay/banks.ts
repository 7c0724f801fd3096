/** Maps banks to the 3-digit codes of NICEPAY and says which of them issue virtual accounts (nicepay §11). */
import type { Bank } from '../../core/account/bank.ts'

interface BankRow {
  readonly code: string
  /** Marked V on the sheet: accounts are issued there. */
  readonly issues: boolean
}

const issuing = (code: string): BankRow => ({ code, issues: true })
const refundsOnly = (code: string): BankRow => ({ code, issues: false })

/**
 * 005 (외환, now Hana) and 026 (서울, now Hana) are no banks of their own any more and have no name here. The V of Toss
 * Bank stands in a manual of the REST protocol only, so it is not taken for this one.
 */
const ROWS = {
  BANK_OF_KOREA: refundsOnly('001'),
  KDB: refundsOnly('002'),
  IBK: issuing('003'),
  KOOKMIN: issuing('004'),
  SUHYUP: refundsOnly('007'),
  KEXIM: refundsOnly('008'),
  NONGHYUP: issuing('011'),
  LOCAL_NONGHYUP: refundsOnly('012'),
  WOORI: issuing('020'),
  STANDARD_CHARTERED: issuing('023'),
  CITI: refundsOnly('027'),
  DAEGU: issuing('031'),
  BUSAN: issuing('032'),
  KWANGJU: issuing('034'),
  JEJU: refundsOnly('035'),
  JEONBUK: refundsOnly('037'),
  KYONGNAM: refundsOnly('039'),
  KFCC: refundsOnly('045'),
  SHINHYUP: refundsOnly('048'),
  SAVINGS_BANK: refundsOnly('050'),
  POST: issuing('071'),
  HANA: issuing('081'),
  SHINHAN: issuing('088'),
  K_BANK: issuing('089'),
  KAKAO: refundsOnly('090'),
  TOSS: refundsOnly('092'),
} as const satisfies Partial<Record<Bank, BankRow>>

const ENTRIES = Object.entries(ROWS) as readonly (readonly [Bank, BankRow])[]

/** "Refunds go to any of them." */
export const REFUND_BANKS: readonly Bank[] = ENTRIES.map(([bank]) => bank)

export const ISSUING_BANKS: readonly Bank[] = ENTRIES.flatMap(([bank, { issues }]) => (issues ? [bank] : []))

const CODES: ReadonlyMap<Bank, string> = new Map(ENTRIES.map(([bank, { code }]) => [bank, code]))
const BANKS: ReadonlyMap<string, Bank> = new Map(ENTRIES.map(([bank, { code }]) => [code, bank]))

/** What NICEPAY calls a bank, or null where it has no code. */
export const codeOfBank = (bank: Bank): string | null => CODES.get(bank) ?? null

/** The bank of a code, or null where it is none of ours. */
export const bankOfCode = (code: string): Bank | null => BANKS.get(code) ?? null
