/** Says which refund accounts this protocol can carry, and writes them into a cancel (nicepay §7). */
import type { RefundAccount } from '../../core/account/account.ts'
import { codeOfBank } from './banks.ts'
import type { Form } from './wire.ts'
import { byteLength, isCarried } from './wire.ts'

/** RefundAcctNo in digits, RefundAcctNm in bytes of EUC-KR: five syllables. */
const MOST = { number: 16, holder: 10 } as const

/** Nothing is cut to fit: half a number is another account, and half a name is refused by the bank days later. */
export function refundAccountProblem(
  account: RefundAccount,
): { readonly field: keyof RefundAccount; readonly problem: string } | null {
  const { bank, number, holder } = account
  if (codeOfBank(bank) === null) return { field: 'bank', problem: 'is none that NICEPAY pays refunds to' }
  if (!/^\d+$/.test(number) || number.length > MOST.number) {
    return { field: 'number', problem: `must be at most ${MOST.number} digits` }
  }
  if (!isCarried(holder)) return { field: 'holder', problem: 'has characters that NICEPAY cannot show (EUC-KR)' }
  if (holder === '' || byteLength(holder) > MOST.holder) {
    return { field: 'holder', problem: `must be at most ${MOST.holder} bytes in EUC-KR (5 Korean syllables)` }
  }
  return null
}

/** All three are mandatory together. */
export const refundFields = ({ bank, number, holder }: RefundAccount): Form => ({
  RefundAcctNo: number,
  RefundBankCd: codeOfBank(bank) ?? '',
  RefundAcctNm: holder.normalize('NFC'),
})
