/** The payment object of the V2 API, field by field as §5 and the official schema want it for each status. */
import { type Amount, minus, ZERO } from '../../core/money.ts'
import { type Instant, toIso } from '../../core/time.ts'
import type { Method } from '../simulator.ts'
import { CHANNEL, PORTONE_V2_CREDENTIALS } from './credentials.ts'
import {
  type Cancellation,
  cancelledOf,
  cancelledTaxFreeOf,
  type Delivery,
  type Payment,
  type Status,
} from './payment.ts'
import { vatOf } from './tax.ts'

/** `now` decides whether the transfer of a refund has ended. */
export const shownPayment = (payment: Payment, now: Instant): object => ({
  status: payment.status,
  id: payment.order.paymentId,
  transactionId: payment.transactionId,
  ...common(payment, now),
  origin: { platformType: payment.order.platform, ipAddress: '127.0.0.1' },
  ...OWN_FIELDS[payment.status](payment),
})

/** One attempt, as the unstable `GET /payments/{id}/transactions` shows it; earlier ones have failed. */
export function shownTransaction(payment: Payment, transactionId: string, now: Instant): object {
  const isLatest = transactionId === payment.transactionId
  const { disputes: _disputes, ...own } = { disputes: [], ...OWN_FIELDS[isLatest ? payment.status : 'FAILED'](payment) }
  return {
    status: isLatest ? payment.status : 'FAILED',
    id: transactionId,
    paymentId: payment.order.paymentId,
    ...common(payment, now),
    ...own,
  }
}

const common = (payment: Payment, now: Instant) => ({
  merchantId: PORTONE_V2_CREDENTIALS.merchantId,
  storeId: PORTONE_V2_CREDENTIALS.storeId,
  ...(payment.method === null ? {} : { method: shownMethod(payment, payment.method, now) }),
  channel: { type: payment.channelType, ...CHANNEL },
  version: 'V2',
  webhooks: payment.webhooks.filter(({ url }) => url !== '').map(shownWebhook),
  requestedAt: toIso(payment.requestedAt),
  updatedAt: toIso(payment.updatedAt),
  statusChangedAt: toIso(payment.statusChangedAt),
  orderName: payment.order.orderName,
  amount: shownAmount(payment),
  currency: payment.order.currency,
  customer: payment.order.customer,
  ...(payment.order.promotionId === null ? {} : { promotionId: payment.order.promotionId }),
  ...(payment.order.customData === null ? {} : { customData: payment.order.customData }),
})

/** A FAILED payment shows `paid` as if it were (§5.3: seen, and a trap). */
function shownAmount(payment: Payment): object {
  const { total, taxFree, vat: given } = payment.order
  const vat: Amount = given ?? vatOf(total, taxFree)
  const isPaid = payment.paid > 0 || payment.status === 'FAILED'
  return {
    total,
    taxFree,
    vat,
    supply: minus(minus(total, taxFree), vat),
    discount: payment.discount,
    paid: isPaid ? minus(total, payment.discount) : ZERO,
    cancelled: cancelledOf(payment),
    cancelledTaxFree: cancelledTaxFreeOf(payment),
  }
}

const card = (payment: Payment) => ({
  type: 'PaymentMethodCard',
  card: {
    publisher: 'SHINHAN_CARD',
    issuer: 'SHINHAN_CARD',
    brand: 'LOCAL',
    type: 'CREDIT',
    ownerType: 'PERSONAL',
    bin: payment.cardNumber.slice(0, 6),
    name: '신한카드',
    number: `${payment.cardNumber.slice(0, 6)}******${payment.cardNumber.slice(12)}`,
  },
  approvalNumber: payment.cardNumber.slice(0, 8),
  installment: { month: 0, isInterestFree: false },
  pointUsed: false,
})

const METHOD_FIELDS = {
  card,
  easy_pay: (payment) => ({ type: 'PaymentMethodEasyPay', provider: 'KAKAOPAY', easyPayMethod: card(payment) }),
  transfer: () => ({ type: 'PaymentMethodTransfer', bank: 'SHINHAN' }),
  mobile: () => ({ type: 'PaymentMethodMobile', phoneNumber: '01000000000' }),
  virtual_account: ({ account }) =>
    account === null
      ? { type: 'PaymentMethodVirtualAccount', accountNumber: '' }
      : {
          type: 'PaymentMethodVirtualAccount',
          bank: account.bank,
          accountNumber: account.number,
          accountType: 'NORMAL',
          remitteeName: account.holder,
          remitterName: '홍길동',
          expiredAt: toIso(account.expiresAt),
          issuedAt: toIso(account.issuedAt),
        },
} as const satisfies Record<Method, (payment: Payment) => object>

function shownMethod(payment: Payment, method: Method, now: Instant): object {
  const refund = payment.account?.refund ?? null
  if (refund === null) return METHOD_FIELDS[method](payment)
  const refundStatus = now < refund.dueAt || refund.outcome === 'never' ? 'PENDING' : refund.outcome
  return { ...METHOD_FIELDS[method](payment), refundStatus }
}

const paidFields = (payment: Payment) => ({
  paidAt: toIso(payment.paidAt ?? payment.statusChangedAt),
  pgTxId: payment.pgTxId ?? '',
  receiptUrl: `https://receipt.sandbox.invalid/${payment.transactionId}`,
})

const cancellationsOf = (payment: Payment) => ({ cancellations: payment.cancellations.map(shownCancellation) })

const cancelledFields = (payment: Payment) => ({
  ...(payment.paid > 0 ? paidFields(payment) : {}),
  ...cancellationsOf(payment),
  cancelledAt: toIso(
    payment.cancellations.findLast(({ cancelledAt }) => cancelledAt)?.cancelledAt ?? payment.updatedAt,
  ),
})

const pgTxId = (payment: Payment) => (payment.pgTxId === null ? {} : { pgTxId: payment.pgTxId })

/** `pgResponse` and `disputes` are gone once something is cancelled (§5.2). */
const OWN_FIELDS = {
  READY: () => ({}),
  PAY_PENDING: pgTxId,
  VIRTUAL_ACCOUNT_ISSUED: pgTxId,
  FAILED: (payment) => ({
    failedAt: toIso(payment.statusChangedAt),
    failure: payment.failure ?? { reason: '다시 시도됨' },
  }),
  PAID: (payment) => ({
    ...paidFields(payment),
    ...(payment.cancellations.length > 0 ? cancellationsOf(payment) : {}),
    pgResponse: JSON.stringify({ res_cd: '0000', tno: payment.pgTxId }),
    disputes: payment.disputes.map(({ pgDisputeId, reason, createdAt, resolvedAt }) => ({
      status: resolvedAt === null ? 'UNRESOLVED' : 'RESOLVED',
      pgDisputeId,
      reason,
      createdAt: toIso(createdAt),
      ...(resolvedAt === null ? {} : { resolvedAt: toIso(resolvedAt) }),
    })),
  }),
  PARTIAL_CANCELLED: cancelledFields,
  CANCELLED: cancelledFields,
} as const satisfies Record<Status, (payment: Payment) => object>

export const shownCancellation = (cancellation: Cancellation) => ({
  status: cancellation.status === 'REQUESTED' ? cancellation.shownAs : cancellation.status,
  id: cancellation.id,
  pgCancellationId: cancellation.pgCancellationId,
  totalAmount: cancellation.total,
  taxFreeAmount: cancellation.taxFree,
  vatAmount: cancellation.vat,
  reason: cancellation.reason,
  ...(cancellation.cancelledAt === null ? {} : { cancelledAt: toIso(cancellation.cancelledAt) }),
  requestedAt: toIso(cancellation.requestedAt),
  ...(cancellation.status === 'SUCCEEDED' ? { receiptUrl: `https://receipt.sandbox.invalid/${cancellation.id}` } : {}),
  trigger: cancellation.trigger,
})

/** First and up to five more (§10.5). */
const MAX_EXECUTIONS = 6

export const shownWebhook = (delivery: Delivery) => ({
  paymentStatus: delivery.paymentStatus,
  id: delivery.id,
  ...(delivery.status === null ? {} : { status: delivery.status }),
  url: delivery.url,
  isAsync: delivery.trigger !== null,
  currentExecutionCount: delivery.count,
  maxExecutionCount: MAX_EXECUTIONS,
  ...(delivery.trigger === null ? {} : { trigger: delivery.trigger }),
  ...(delivery.requestedAt === null
    ? {}
    : { request: { body: delivery.body, requestedAt: toIso(delivery.requestedAt) } }),
  ...(delivery.response === null
    ? {}
    : {
        response: {
          code: delivery.response.code,
          header: '',
          body: delivery.response.body,
          respondedAt: toIso(delivery.response.at),
        },
      }),
  triggeredAt: toIso(delivery.triggeredAt),
})
