/** Lists what may be kept of PortOne V2's bodies: ids, states, sums and times; never people, cards or accounts. */
import type { Kept } from '../json.ts'
import { values } from '../portone.ts'

const AMOUNTS = ['total', 'taxFree', 'vat', 'discount', 'paid', 'cancelled', 'cancelledTaxFree'] as const
/** Not `reason`: free text of a buyer, and stored with the cancellation. */
const CANCELLATION = [
  'id',
  'status',
  'pgCancellationId',
  'totalAmount',
  'taxFreeAmount',
  'vatAmount',
  'easyPayDiscountAmount',
  'requestedAt',
  'cancelledAt',
  'trigger',
] as const

const under = (prefix: string, names: readonly string[]): readonly string[] => names.map((name) => `${prefix}.${name}`)

/**
 * Fields of a request that are kept. Never `reason`, `refundAccount`, `refundEmail`, `customer`, nor the holder and the
 * cash receipt's number of an account.
 */
export const KEPT_REQUEST: Kept = values([
  'storeId',
  'totalAmount',
  'currency',
  'amount',
  'taxFreeAmount',
  'vatAmount',
  'requester',
  'promotionDiscountRetainOption',
  'currentCancellableAmount',
  ...under('amount', ['total', 'taxFree', 'vat']),
  ...under('method.virtualAccount', ['bank', 'expiry.dueDate', 'option.type', 'cashReceipt.type']),
])

/**
 * Fields of any answer that are kept; an answer has a few of them. Never customer, customData, card, nor number and
 * names of an account.
 */
export const KEPT_RESPONSE: Kept = {
  ...values([
    'type',
    'id',
    'status',
    'transactionId',
    'storeId',
    'version',
    'currency',
    'pgTxId',
    'promotionId',
    'channel.type',
    'channel.pgProvider',
    'channel.pgMerchantId',
    'method.type',
    'method.provider',
    'method.refundStatus',
    'method.bank',
    'method.issuedAt',
    'method.expiredAt',
    ...under('payment', ['pgTxId', 'paidAt']),
    'closedAt',
    'requestedAt',
    'statusChangedAt',
    'paidAt',
    'failedAt',
    'cancelledAt',
    ...under('amount', AMOUNTS),
    ...under('cancellations', CANCELLATION),
    ...under('cancellation', CANCELLATION),
    ...under('items', ['id', 'status', 'amount.total', 'amount.cancelled']),
    ...under('page', ['number', 'size', 'totalCount']),
  ]),
  message: 'text',
  pgCode: 'text',
  pgMessage: 'text',
  'failure.reason': 'text',
  'failure.pgCode': 'text',
  'failure.pgMessage': 'text',
}
