/** The one catalogue of errors that a caller can meet: title, HTTP status, and what to do about it. */

import { type ErrorEntry, entry } from './error-entry.ts'
import { ACCOUNT_ERRORS } from './errors-account.ts'
import { CANCELLATION_ERRORS } from './errors-cancellation.ts'
import { RECONCILE_ERRORS } from './errors-reconcile.ts'
import { RECOVERY_ERRORS } from './errors-recovery.ts'
import { REQUEST_ERRORS } from './errors-request.ts'
import { WEBHOOK_ERRORS } from './errors-webhooks.ts'

export const ERRORS = {
  ...REQUEST_ERRORS,
  // Payments
  MD_ORDER_HAS_OPEN_PAYMENT: entry(
    409,
    'never',
    'The order has an open payment with another body',
    '같은 주문에 내용이 다른 결제가 진행 중입니다',
    'Repeat the first request as it was, or give the open payment up with `POST …/expire`.',
  ),
  MD_NOT_READY: entry(
    409,
    'never',
    'The payment is past the point where this is possible',
    '이미 진행된 결제여서 처리할 수 없습니다',
    'Only a `ready` payment can be approved or given up.',
  ),
  MD_CHANNEL_PAUSED: entry(
    503,
    'later',
    'The channel is paused',
    '채널이 일시 중지되었습니다',
    'The provider refused our credentials. Once they are right, an operator releases it: `POST /v1/net/release`.',
  ),
  MD_APPROVAL_REFUSED: entry(
    409,
    'never',
    'The provider refused the approval',
    'PG사가 승인을 거절했습니다',
    'No money moved. The buyer may try again with a new payment.',
  ),
  MD_APPROVAL_NOT_SENT: entry(
    503,
    'same',
    'The approval could not be sent',
    '승인 요청을 보내지 못했습니다',
    'Nothing reached the provider. Present the same return again.',
  ),
  MD_APPROVAL_UNSETTLED: entry(
    409,
    'later',
    'The provider has not answered the approval yet',
    '승인 결과를 확인하고 있습니다',
    'Only as `code` on the fail URL: the buyer waited long enough. Nothing failed yet; ask with `PUT …/order`.',
  ),
  // Returns from the window
  MD_RETURN_INCOMPLETE: entry(
    422,
    'never',
    'The return lacks fields',
    '결제창 응답에 필수 값이 없습니다',
    'The window brought back less than the protocol promises; nothing was approved.',
  ),
  MD_RETURN_FORGED: entry(
    409,
    'never',
    'The signature of the return is wrong',
    '결제창 응답의 서명이 올바르지 않습니다',
    'The fields did not come from the provider as they are. Nothing was approved.',
  ),
  MD_RETURN_OTHER_ORDER: entry(
    409,
    'never',
    'The return belongs to another order',
    '다른 주문의 결제창 응답입니다',
    'Order number or merchant id differ from the registered payment. Nothing was approved.',
  ),
  MD_RETURN_AMOUNT: entry(
    409,
    'never',
    'The return is for another amount',
    '결제창 응답의 금액이 주문과 다릅니다',
    'The buyer authenticated another amount than was registered. Nothing was approved.',
  ),
  MD_RETURN_URL: entry(
    409,
    'never',
    'The return names a foreign host',
    '결제창 응답의 URL이 허용되지 않습니다',
    'Approval and net-cancel URLs must be on hosts of the provider. Nothing was called.',
  ),
  MD_RETURN_DIFFERENT: entry(
    409,
    'never',
    'Another return was already taken for this payment',
    '이미 다른 결제창 응답을 처리했습니다',
    'One payment takes one return. The same return again repeats its answer.',
  ),
  MD_RETURN_ABANDONED: entry(
    409,
    'never',
    'The buyer left the window or was refused there',
    '구매자가 결제를 중단했거나 인증에 실패했습니다',
    'The payment stays `ready`; the buyer may open the window again.',
  ),
  // Orders
  MD_NOT_PAID_YET: entry(
    409,
    'later',
    'The payment is not paid yet',
    '아직 결제되지 않았습니다',
    'Record the order after the payment is paid.',
  ),
  MD_BEING_RETURNED: entry(
    409,
    'never',
    'The money is on its way back',
    '환불이 진행 중인 결제입니다',
    'A net cancel was decided first. Do not serve this order.',
  ),
  MD_PAYMENT_ENDED: entry(
    409,
    'never',
    'The payment has ended without money',
    '이미 종료된 결제입니다',
    'It is cancelled, failed or expired. Do not serve this order.',
  ),
  MD_SUPERSEDED: entry(
    409,
    'never',
    'A newer attempt replaced this payment',
    '새로운 결제로 대체된 결제입니다',
    'Tie the order to the newer payment; this one is given back if money arrives.',
  ),
  MD_AMOUNT_DIFFERS: entry(
    409,
    'never',
    'The amount differs from what was paid',
    '결제된 금액과 다릅니다',
    'Compare `amount` with `paidAmount`. Nothing was recorded.',
  ),
  MD_ORDER_DIFFERS: entry(
    409,
    'never',
    'Another order is recorded on this payment',
    '이미 다른 주문이 연결된 결제입니다',
    'One payment carries one order; the same `ref` again answers 200.',
  ),
  MD_ORDER_DROPPED: entry(
    409,
    'never',
    'The order was dropped before',
    '이미 취소 처리된 주문입니다',
    '`DELETE …/order` was called for this payment; its money goes back.',
  ),
  // Giving money back
  ...CANCELLATION_ERRORS,
  ...RECOVERY_ERRORS,
  ...ACCOUNT_ERRORS,
  // Comparing our books with a provider's
  ...RECONCILE_ERRORS,
  // Events out
  ...WEBHOOK_ERRORS,
  // Desk and net
  MD_ON_HOLD: entry(
    409,
    'later',
    'The payment waits for an operator',
    '운영자 확인이 필요한 결제입니다',
    'Our money calls stopped until a person decides (`/v1/attention`).',
  ),
  MD_NOT_ON_DESK: entry(
    409,
    'never',
    'There is nothing to decide here',
    '확인이 필요한 항목이 아닙니다',
    'The payment is not on the desk, or the decision does not fit its state.',
  ),
  MD_NOTHING_TO_RELEASE: entry(
    409,
    'never',
    'There is nothing to release',
    '해제할 항목이 없습니다',
    'Look at `GET /v1/net` for what is stopped.',
  ),
  MD_NOTHING_TO_RETURN: entry(
    409,
    'never',
    'There is no money to give back',
    '돌려줄 금액이 없습니다',
    'The payment holds no money that is not already going back.',
  ),
  MD_BUSY: entry(
    503,
    'same',
    'The payment is being changed by many at once',
    '동시에 처리 중인 결제입니다',
    'Nothing was done. Repeat the request.',
  ),
  // Us
  MD_UNAVAILABLE: entry(
    503,
    'later',
    'The service is not ready',
    '서비스가 준비되지 않았습니다',
    'The database cannot be reached or the service is stopping. Repeat the request.',
  ),
  MD_INTERNAL: entry(
    500,
    'later',
    'Something went wrong here',
    '내부 오류가 발생했습니다',
    'A bug of Maedeup. The log has the details under `requestId`.',
  ),
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof ERRORS

/** A field by its path in the request, and what is wrong with it. */
export interface FieldProblem {
  readonly field: string
  readonly problem: string
}

/** An expected "no": a value, never thrown inside core. */
export interface Refusal {
  readonly code: ErrorCode
  readonly detail: string
  readonly fields?: readonly FieldProblem[]
}

export const refuse = (code: ErrorCode, detail: string, fields: readonly FieldProblem[] = []): Refusal =>
  fields.length === 0 ? { code, detail } : { code, detail, fields }
