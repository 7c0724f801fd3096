/** Writes the call that issues a virtual account under a TID of our own (nicepay §8, §10). */
import type { CashReceipt } from '../../core/account/account.ts'
import type { Payment } from '../../core/payment/payment.ts'
import type { Instant } from '../../core/time.ts'
import { kstStamp } from '../../core/time.ts'
import { codeOfBank } from './banks.ts'
import { buyerFields, deadlineStamp, MAX_BYTES } from './checkout.ts'
import type { Account } from './config.ts'
import { methodOfTid } from './methods.ts'
import type { Call, Impossible } from './requests.ts'
import { ANSWER_FORMAT, tidOf } from './requests.ts'
import { sign } from './sign.ts'
import type { Form } from './wire.ts'
import { fitText } from './wire.ts'

/** `get_vacount` is spelt so (§2). */
const PATH = '/webapi/get_vacount.jsp'

/** §10: method 03, media 01, then the second, then what tells apart the TIDs of one second. */
const TID_KIND = '0301'
const SERIALS = 10_000

/**
 * The TID of an account: unique as long as no more than 10,000 serials of one sequence fall into one second, and
 * refused by the unique index of the store beyond that.
 */
export const issueRef = (account: Account, serial: number, at: Instant): string =>
  `${account.mid}${TID_KIND}${kstStamp(at).slice(2)}${String(serial % SERIALS).padStart(4, '0')}`

/** CashReceiptType (§8). */
const RECEIPT_TYPES = {
  none: '0',
  income_deduction: '1',
  expenditure_proof: '2',
} as const satisfies Record<CashReceipt['kind'] | 'none', string>

/** What was asked for, as a call; or why there is nothing to send. */
export function issueCall(account: Account, payment: Payment, at: Instant): Call | Impossible {
  const { virtualAccount } = payment
  const tid = tidOf(payment)
  if (virtualAccount === null || tid === null) return { impossible: 'no account was asked for under a TID of ours' }
  if (methodOfTid(tid) !== 'virtual_account') return { impossible: 'the TID is not of an account' }
  const bankCode = virtualAccount.bank === null ? null : codeOfBank(virtualAccount.bank)
  if (bankCode === null) return { impossible: 'the bank has no code' }
  const receipt = receiptFields(virtualAccount.cashReceipt)
  if (receipt === null) return { impossible: 'the number of the cash receipt is gone: this was sent before' }
  const [ediDate, amt, moid] = [kstStamp(at), String(payment.amounts.total), payment.providerOrderId]
  return {
    url: account.inquiry + PATH,
    form: {
      TID: tid,
      MID: account.mid,
      EdiDate: ediDate,
      Moid: moid,
      Amt: amt,
      GoodsName: fitText(payment.orderName, MAX_BYTES.goodsName),
      SignData: sign('S8', { mid: account.mid, amt, ediDate, moid }, account.merchantKey),
      ...receipt,
      BankCode: bankCode,
      VbankExpDate: deadlineStamp(virtualAccount.expiresAt),
      ...(virtualAccount.holder === null
        ? {}
        : { VbankAccountName: fitText(virtualAccount.holder, MAX_BYTES.accountName) }),
      ...buyerFields(payment),
      ...ANSWER_FORMAT,
    },
  }
}

function receiptFields(receipt: CashReceipt | null): Form | null {
  if (receipt === null) return { CashReceiptType: RECEIPT_TYPES.none }
  if (receipt.number === null) return null
  return { CashReceiptType: RECEIPT_TYPES[receipt.kind], ReceiptTypeNo: receipt.number }
}
