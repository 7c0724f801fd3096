/** The two-character bank codes: which banks there are, and which of them issue accounts (§4.4, §12). */

const BANKS =
  '02 03 06 07 11 12 20 23 27 31 32 34 35 37 39 45 48 50 54 64 71 81 88 89 90 92 ' +
  'S0 S2 S3 S4 S5 S6 S8 S9 SA SD SE SG SH SI SJ SK SL SM SN SO SP SQ SR ST'

/** A buyer's account can be at any of them. */
const REFUND_BANKS: ReadonlySet<string> = new Set(BANKS.split(' '))

/** 경남 광주 KB국민 IBK기업 NH농협 iM 부산 새마을금고 수협 신한 우리 우체국 하나 */
const ISSUING_BANKS: ReadonlySet<string> = new Set('39 34 06 03 11 31 32 45 07 88 20 71 81'.split(' '))

/** Where an account is when the window issues it. */
export const WINDOW_BANK = '88'

export const isBank = (code: string): boolean => REFUND_BANKS.has(code)
export const issuesAccounts = (code: string): boolean => ISSUING_BANKS.has(code)
