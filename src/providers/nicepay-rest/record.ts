/** Lists what is kept of an exchange: never keys, hashes, cards, accounts or buyers. */
import type { Kept } from '../json.ts'

/** Not `reason`: it is free text, and stored with the cancellation. Not `signData`: it helps nobody. */
export const REQUEST_FIELDS: Kept = {
  amount: 'value',
  orderId: 'value',
  cancelAmt: 'value',
  taxFreeAmt: 'value',
  // The bank alone; of a refund account nothing else is kept.
  refundBankCode: 'value',
  ediDate: 'value',
}

export const RESPONSE_FIELDS: Kept = {
  resultCode: 'value',
  resultMsg: 'text',
  messageSource: 'value',
  tid: 'value',
  cancelledTid: 'value',
  orderId: 'value',
  ediDate: 'value',
  status: 'value',
  paidAt: 'value',
  failedAt: 'value',
  cancelledAt: 'value',
  payMethod: 'value',
  amount: 'value',
  balanceAmt: 'value',
  currency: 'value',
  channel: 'value',
  approveNo: 'value',
  useEscrow: 'value',
  'card.cardCode': 'value',
  'card.cardQuota': 'value',
  'card.cardType': 'value',
  'card.canPartCancel': 'value',
  'card.acquCardCode': 'value',
  'coupon.couponAmt': 'value',
  'bank.bankCode': 'value',
  'vbank.vbankCode': 'value',
  'vbank.vbankExpDate': 'value',
  'cancels.tid': 'value',
  'cancels.amount': 'value',
  'cancels.cancelledAt': 'value',
  // A page of the list (§16 "Reconciliation").
  'pagination.count': 'value',
  'pagination.hasMore': 'value',
  'pagination.nextSequence': 'value',
}
