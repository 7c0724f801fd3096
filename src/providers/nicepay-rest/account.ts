/** Knows the banks of virtual accounts and refunds, reads an issued account, and writes the one a refund goes to. */
import iconv from 'iconv-lite'
import type { IssuedAccount, RefundAccount } from '../../core/account/account.ts'
import type { Bank } from '../../core/account/bank.ts'
import { BANKS, bankOf } from '../../core/account/bank.ts'
import { digitsOf } from '../../core/account/check.ts'
import type { Provider } from '../../ports/provider.ts'
import type { RestPayment } from './wire.ts'

/**
 * §11 "Bank codes", marked V, with Toss Bank, which only the English REST manual marks. The codes are KFTC's, so
 * `core/account/bank.ts` has them; 005 and 026 are of banks that merged away long ago.
 */
export const ISSUING_BANKS = [
  'IBK',
  'KOOKMIN',
  'NONGHYUP',
  'WOORI',
  'STANDARD_CHARTERED',
  'DAEGU',
  'BUSAN',
  'KWANGJU',
  'POST',
  'HANA',
  'SHINHAN',
  'K_BANK',
  'TOSS',
] as const satisfies readonly Bank[]

/** §11: "refunds go to any of them". */
export const REFUND_BANKS = [
  ...ISSUING_BANKS,
  'BANK_OF_KOREA',
  'KDB',
  'SUHYUP',
  'KEXIM',
  'LOCAL_NONGHYUP',
  'CITI',
  'JEJU',
  'JEONBUK',
  'KYONGNAM',
  'KFCC',
  'SHINHYUP',
  'SAVINGS_BANK',
  'KAKAO',
] as const satisfies readonly Bank[]

/** No account is shown to a buyer that can be none. */
const ACCOUNT_NUMBER = /^\d{6,20}$/

/** The account of a payment object; null where it has none, or one without a number. */
export function issuedAccount({ vbank }: Pick<RestPayment, 'vbank'>): IssuedAccount | null {
  const number = digitsOf(vbank?.vbankNumber ?? '')
  if (vbank === null || !ACCOUNT_NUMBER.test(number)) return null
  const { vbankCode, vbankHolder, vbankExpDate } = vbank
  return { bank: bankOf(vbankCode ?? ''), number, holder: vbankHolder ?? null, expiresAt: vbankExpDate }
}

/** §16 Cancel: bytes; in which encoding is not said, so as the banks behind it count (§3, unconfirmed). */
const MAX_NUMBER = 16
const MAX_HOLDER_BYTES = 10
const CHARSET = 'cp949'

export const refundAccountProblem: NonNullable<Provider['refundAccountProblem']> = ({ bank, number, holder }) => {
  if (codeOf(bank) === null) return { field: 'bank', problem: 'NICEPAY pays no refund into accounts of this bank' }
  if (!/^\d+$/.test(number) || number.length > MAX_NUMBER) {
    return { field: 'number', problem: `must be at most ${MAX_NUMBER} digits` }
  }
  const bytes = iconv.encode(holder, CHARSET)
  if (iconv.decode(bytes, CHARSET) !== holder) {
    return { field: 'holder', problem: 'has a character that Korean banks have not (EUC-KR)' }
  }
  const fits = bytes.length >= 1 && bytes.length <= MAX_HOLDER_BYTES
  return fits ? null : { field: 'holder', problem: `must be 1 to ${MAX_HOLDER_BYTES} bytes in EUC-KR` }
}

/** The fields of a cancel that say where a deposit goes back to (§16); the account was checked before. */
export const refundFields = ({ bank, number, holder }: RefundAccount): Readonly<Record<string, string>> => ({
  refundAccount: number,
  refundBankCode: codeOf(bank) ?? '',
  refundHolder: holder,
})

const codeOf = (bank: Bank): string | null => (REFUND_BANKS.some((one) => one === bank) ? BANKS[bank].kftc : null)
