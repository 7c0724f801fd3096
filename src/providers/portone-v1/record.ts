/** Lists what may be kept of PortOne V1's bodies: ids, states, sums, times; never people, cards, accounts, tokens. */
import type { Kept } from '../json.ts'
import { values } from '../portone.ts'

/** Not `reason`: free text of a buyer, and stored with the cancellation. */
const PAYMENT = [
  'imp_uid',
  'merchant_uid',
  'status',
  'sandbox',
  'amount',
  'cancel_amount',
  'currency',
  'pay_method',
  'pg_provider',
  'emb_pg_provider',
  'pg_tid',
  'pg_id',
  'escrow',
  'vbank_code',
  'vbank_date',
  'vbank_issued_at',
  'started_at',
  'paid_at',
  'failed_at',
  'cancelled_at',
  'cancel_history.cancellation_id',
  'cancel_history.pg_tid',
  'cancel_history.amount',
  'cancel_history.cancelled_at',
] as const

/** Fields of a request that are kept. Never `reason`, and nothing of the refund account. */
export const KEPT_REQUEST: Kept = values([
  'imp_uid',
  'merchant_uid',
  'amount',
  'currency',
  'checksum',
  'tax_free',
  'vat_amount',
  'retain_promotion',
  'vbank_code',
  'vbank_due',
  'product_type',
  'enable_webhook',
  'extra.requester',
])

/** Fields of any answer that are kept; an answer has a few of them. */
export const KEPT_RESPONSE: Kept = {
  code: 'value',
  message: 'text',
  ...values(PAYMENT.map((name) => `response.${name}`)),
  'response.fail_reason': 'text',
  ...values(['response.total', 'response.previous', 'response.next']),
  ...values(
    ['imp_uid', 'merchant_uid', 'status', 'sandbox', 'amount', 'cancel_amount', 'cancel_history.cancellation_id'].map(
      (name) => `response.list.${name}`,
    ),
  ),
}

/** The same without free text, for calls that carry a person's name: a PG may quote it. */
export const KEPT_WITHOUT_WORDS: Kept = Object.fromEntries(
  Object.entries(KEPT_RESPONSE).filter(([, kind]) => kind === 'value'),
)

/** Of getToken: how long, never what. */
export const KEPT_TOKEN_RESPONSE: Kept = {
  code: 'value',
  message: 'text',
  ...values(['response.now', 'response.expired_at']),
}
