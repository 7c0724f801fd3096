/** Lists what is kept of an exchange: never keys, cards, accounts, buyers, or a payment's `secret`. */
import type { Kept } from '../json.ts'

/**
 * Not `cancelReason`: it is free text, and stored with the cancellation. Of a refund account the bank alone, of a cash
 * receipt its type alone.
 */
export const REQUEST_FIELDS: Kept = {
  paymentKey: 'value',
  orderId: 'value',
  amount: 'value',
  cancelAmount: 'value',
  refundableAmount: 'value',
  taxFreeAmount: 'value',
  'refundReceiveAccount.bank': 'value',
  bank: 'value',
  dueDate: 'value',
  'cashReceipt.type': 'value',
}

export const RESPONSE_FIELDS: Kept = {
  // The error object (§1).
  code: 'value',
  message: 'text',
  // The Payment object (§5).
  version: 'value',
  mId: 'value',
  paymentKey: 'value',
  orderId: 'value',
  type: 'value',
  currency: 'value',
  method: 'value',
  status: 'value',
  totalAmount: 'value',
  balanceAmount: 'value',
  taxFreeAmount: 'value',
  requestedAt: 'value',
  approvedAt: 'value',
  lastTransactionKey: 'value',
  isPartialCancelable: 'value',
  useEscrow: 'value',
  'card.issuerCode': 'value',
  'card.acquirerCode': 'value',
  'card.approveNo': 'value',
  'card.installmentPlanMonths': 'value',
  'card.acquireStatus': 'value',
  'easyPay.provider': 'value',
  'transfer.bankCode': 'value',
  'virtualAccount.bankCode': 'value',
  'virtualAccount.dueDate': 'value',
  'virtualAccount.expired': 'value',
  'virtualAccount.refundStatus': 'value',
  'failure.code': 'value',
  'failure.message': 'text',
  'cancels.transactionKey': 'value',
  'cancels.cancelAmount': 'value',
  'cancels.refundableAmount': 'value',
  'cancels.cancelStatus': 'value',
  'cancels.canceledAt': 'value',
  // A row of the list (§4.6).
  transactionKey: 'value',
}

/** What Toss asks for when one of its calls is to be explained (§1). */
export const RESPONSE_HEADERS = ['x-tosspayments-trace-id'] as const
