/** One PortOne V2 payment: its statuses as a table, and the only functions that may change its status or its money. */
import { type Amount, amount, minus, plus, ZERO } from '../../core/money.ts'
import { type Instant, toIso } from '../../core/time.ts'
import type { Book, BookCancel, Method } from '../simulator.ts'
import type { PromotionId, RetainOption } from './promotions.ts'

/**
 * Where each status may go (§5.1). FAILED may be tried again under the same id. A closed account, whatever its status,
 * may still get money where banks take it (switch `lateDeposits`).
 */
export const MOVES = {
  READY: ['PAID', 'PAY_PENDING', 'VIRTUAL_ACCOUNT_ISSUED', 'FAILED'],
  PAY_PENDING: ['PAID', 'FAILED'],
  VIRTUAL_ACCOUNT_ISSUED: ['PAID', 'FAILED', 'CANCELLED'],
  FAILED: ['READY', 'PAID'],
  PAID: ['PARTIAL_CANCELLED', 'CANCELLED'],
  PARTIAL_CANCELLED: ['PARTIAL_CANCELLED', 'CANCELLED'],
  CANCELLED: ['PAID'],
} as const satisfies Record<string, readonly string[]>

export type Status = keyof typeof MOVES

export interface Account {
  readonly bank: string
  readonly number: string
  readonly holder: string
  readonly issuedAt: Instant
  readonly expiresAt: Instant
  /** The transfer of the last refund: when it ends, and how. Null until something is refunded. */
  refund: { readonly dueAt: Instant; readonly outcome: RefundTransfer } | null
}

export type RefundTransfer = 'COMPLETED' | 'FAILED' | 'PARTIAL_REFUND_FAILED' | 'never'

export interface Cancellation {
  readonly id: string
  status: 'REQUESTED' | 'SUCCEEDED' | 'FAILED'
  /** What the answers show as long as it is undecided. */
  readonly shownAs: string
  readonly total: Amount
  readonly taxFree: Amount
  readonly vat: Amount
  /** What the PG gives back: less than `total` where a promotion's discount is recovered (§9). */
  readonly pgRefund: Amount
  readonly reason: string
  readonly trigger: 'CONSOLE' | 'API' | 'PORTONE_ADMIN' | 'CHARGEBACK'
  readonly requestedAt: Instant
  cancelledAt: Instant | null
  readonly pgCancellationId: string
  /** The merchant's Idempotency-Key. */
  readonly key: string | null
}

export interface Dispute {
  readonly pgDisputeId: string
  readonly reason: string
  readonly createdAt: Instant
  resolvedAt: Instant | null
}

/** One webhook as `payment.webhooks[]` shows it (§10.6). */
export interface Delivery {
  readonly id: string
  readonly name: string
  readonly body: string
  readonly contentType: string
  readonly paymentStatus: Status
  readonly trigger: string | null
  readonly triggeredAt: Instant
  url: string
  status: 'SUCCEEDED' | 'FAILED_NOT_OK_RESPONSE' | 'FAILED_UNEXPECTED_ERROR' | null
  count: number
  requestedAt: Instant | null
  response: { readonly code: string; readonly body: string; readonly at: Instant } | null
}

/** What the window, `instant` or the control API wants to be paid. */
export interface Order {
  readonly paymentId: string
  readonly orderName: string
  readonly total: Amount
  readonly taxFree: Amount
  /** Null: computed. */
  readonly vat: Amount | null
  readonly currency: string
  readonly promotionId: PromotionId | null
  readonly customer: { readonly name?: string; readonly email?: string; readonly phoneNumber?: string }
  readonly customData: string | null
  readonly platform: 'PC' | 'MOBILE' | 'API'
  readonly noticeUrls: readonly string[]
}

export interface Payment {
  order: Order
  transactionId: string
  /** All attempts, the latest last; at most one of them is ever paid (§5). */
  readonly attempts: string[]
  status: Status
  channelType: 'LIVE' | 'TEST'
  method: Method | null
  discount: Amount
  /** What the card pays now: falls with each refund. */
  charge: Amount
  paid: Amount
  readonly requestedAt: Instant
  updatedAt: Instant
  statusChangedAt: Instant
  paidAt: Instant | null
  pgTxId: string | null
  cardNumber: string
  failure: { readonly reason: string; readonly pgCode: string; readonly pgMessage: string } | null
  account: Account | null
  token: { readonly value: string; readonly method: Method; readonly expiresAt: Instant } | null
  readonly cancellations: Cancellation[]
  /** Cancels at the PG, behind PortOne's back (§12). */
  readonly underlying: BookCancel[]
  retainOption: RetainOption | null
  cancelAttempts: number
  readonly disputes: Dispute[]
  readonly webhooks: Delivery[]
  resends: number
  /** What an inquiry that lags behind still sees: the answer before the last change; null is 404. */
  before: object | null
}

export function move(payment: Payment, to: Status, now: Instant): void {
  const allowed: readonly Status[] = MOVES[payment.status]
  if (!allowed.includes(to)) throw new Error(`${payment.order.paymentId} cannot go from ${payment.status} to ${to}`)
  payment.status = to
  payment.statusChangedAt = now
}

const sum = (cancellations: readonly Cancellation[], field: 'total' | 'taxFree' | 'pgRefund'): Amount =>
  cancellations.reduce((all, cancellation) => plus(all, cancellation[field]), ZERO)

const ofStatus = ({ cancellations }: Payment, ...statuses: readonly Cancellation['status'][]) =>
  cancellations.filter(({ status }) => statuses.includes(status))

/** Given back, on the basis of the order (§5.3). */
export const cancelledOf = (payment: Payment): Amount => sum(ofStatus(payment, 'SUCCEEDED'), 'total')
export const cancelledTaxFreeOf = (payment: Payment): Amount => sum(ofStatus(payment, 'SUCCEEDED'), 'taxFree')

/** What the optimistic lock is compared with (§7.1). */
export const balanceOf = (payment: Payment): Amount => minus(payment.paid, cancelledOf(payment))

/** What another cancel may take: undecided ones keep their amount reserved. */
export function availableOf(payment: Payment): { readonly total: Amount; readonly taxFree: Amount } {
  const taken = ofStatus(payment, 'SUCCEEDED', 'REQUESTED')
  return {
    total: minus(payment.paid, sum(taken, 'total')),
    taxFree: minus(payment.order.taxFree, sum(taken, 'taxFree')),
  }
}

/** What the PG still has: also less what was cancelled behind PortOne's back. */
export const atPgOf = (payment: Payment): Amount =>
  payment.underlying.reduce((left, cancel) => minus(left, amount(cancel.amount)), payment.charge)

/** Books a cancellation that the PG has carried out; the subtractions throw if more came back than went in. */
export function carryOut(payment: Payment, cancellation: Cancellation, now: Instant): void {
  minus(atPgOf(payment), cancellation.pgRefund)
  payment.charge = minus(payment.charge, cancellation.pgRefund)
  cancellation.status = 'SUCCEEDED'
  cancellation.cancelledAt = now
  move(payment, balanceOf(payment) === ZERO ? 'CANCELLED' : 'PARTIAL_CANCELLED', now)
}

/** Amounts on the basis of the order; PortOne's cancels and the PG's own together never exceed what was paid. */
export function bookOf(payment: Payment): Book {
  const own = ofStatus(payment, 'SUCCEEDED').map(
    ({ id, total, cancelledAt, requestedAt, key, trigger }): BookCancel => ({
      id,
      amount: total,
      at: toIso(cancelledAt ?? requestedAt),
      key,
      via: VIA[trigger],
    }),
  )
  const cancels = [...own, ...payment.underlying]
  return {
    ref: payment.order.paymentId,
    orderId: payment.order.paymentId,
    amount: payment.order.total,
    state: payment.status,
    paidAmount: payment.paid,
    cancelledAmount: cancels.reduce((all, cancel) => all + cancel.amount, 0),
    cancels,
    account: payment.account?.number ?? null,
  }
}

const VIA = {
  API: 'cancel',
  CONSOLE: 'console',
  PORTONE_ADMIN: 'provider',
  CHARGEBACK: 'provider',
} as const satisfies Record<Cancellation['trigger'], BookCancel['via']>
