/** Writes every call of the API: path, query and body, signed at the time of the attempt. */
import type { RefundAccount } from '../../core/account/account.ts'
import type { Cancellation, Payment } from '../../core/payment/payment.ts'
import type { BusinessDate, Instant } from '../../core/time.ts'
import { after, businessDate, DAY_MS, HOUR_MS, startOfDate } from '../../core/time.ts'
import type { InquiryTarget, ListQuery } from '../../ports/provider.ts'
import { taggedReason } from '../tag.ts'
import { utf8Bytes } from '../text.ts'
import { refundFields } from './account.ts'
import type { Account } from './config.ts'
import { isTid } from './methods.ts'
import { ediDateOf, sign } from './sign.ts'

/** A call ready to be sent. */
export interface Call {
  readonly method: 'GET' | 'POST'
  /** With every part percent-encoded: the `+` of an ediDate must arrive as one (§16 "Look up", §18 trap 21). */
  readonly path: string
  readonly body: Readonly<Record<string, unknown>> | null
}

/** Why a call cannot be made with what is stored; nothing was sent. */
export interface Impossible {
  readonly impossible: string
}

/** §16: bytes. */
const REASON = utf8Bytes(100)

/** Rows of one page of the list (§16 allows 500): some 120 kB. */
const LIST_LIMIT = 500

/** The key by which NICEPAY knows the payment, or null before there was a return. */
export function tidOf(payment: Pick<Payment, 'providerRef' | 'providerState'>): string | null {
  const tid = payment.providerRef ?? payment.providerState?.tid ?? ''
  return isTid(tid) ? tid : null
}

/** What is approved; the answer must say the same. */
export interface Approving {
  readonly tid: string
  readonly orderId: string
  readonly amount: number
  readonly currency: string
}

/** The stored return, checked against the payment once more. */
export function planApproval(payment: Payment): Approving | Impossible {
  const tid = tidOf(payment)
  if (tid === null) return { impossible: 'no tid is stored' }
  const amount = payment.amounts.total
  if (payment.providerState?.amount !== String(amount)) return { impossible: 'the return is for another amount' }
  return { tid, orderId: payment.providerOrderId, amount, currency: payment.currency }
}

export function approvalCall({ secretKey }: Account, { tid, amount }: Approving, at: Instant): Call {
  const ediDate = ediDateOf(at)
  const signData = sign('R-a', { tid, amount: String(amount), ediDate }, secretKey)
  return { method: 'POST', path: `/v1/payments/${tid}`, body: { amount, ediDate, signData } }
}

/** What is cancelled; the answer must show it. */
export interface CancelPlan {
  readonly tid: string
  /** The payment's, which the answer may carry instead of the cancel's (§16, unconfirmed). */
  readonly paymentOrderId: string
  /** Of this attempt. */
  readonly orderId: string
  readonly scope: 'full' | 'partial'
  /** What is asked for: the whole amount where an account is closed. */
  readonly amount: number
  readonly total: number
  readonly currency: string
  /** Where a deposit goes back to; null where none is needed. */
  readonly refundTo: RefundAccount | null
  readonly cancellation: Cancellation
}

/** §16: what was deposited is refunded to an account that must be named. */
export const needsAccount = ({ method, amounts }: Payment): boolean => method === 'virtual_account' && amounts.paid > 0

export function planCancel(payment: Payment, cancellation: Cancellation): CancelPlan | Impossible {
  const tid = tidOf(payment)
  if (tid === null) return { impossible: 'no tid is known' }
  const { paid, total, cancelledByUs, observedCancelled } = payment.amounts
  const whole = paid > 0 ? paid : total
  const { amount } = cancellation
  if (amount < 1 || amount > whole - cancelledByUs - observedCancelled) {
    return { impossible: 'the amount is not within what is left' }
  }
  const scope = amount === whole ? 'full' : 'partial'
  const { providerOrderId: paymentOrderId, currency } = payment
  const orderId = orderIdOf(scope, cancellation)
  const refundTo = needsAccount(payment) ? cancellation.refundAccount : null
  return { tid, paymentOrderId, orderId, scope, amount, total: whole, currency, refundTo, cancellation }
}

/** §16: before the deposit an account is called off in full, and no money is named to go anywhere. */
export function planClose(payment: Payment, cancellation: Cancellation): CancelPlan | Impossible {
  const tid = tidOf(payment)
  if (tid === null) return { impossible: 'no tid is known' }
  const { providerOrderId: paymentOrderId, currency } = payment
  const { total } = payment.amounts
  const fixed = { scope: 'full', amount: total, total, refundTo: null } as const
  return { tid, paymentOrderId, orderId: orderIdOf('full', cancellation), currency, cancellation, ...fixed }
}

/**
 * A full cancel repeats with the same orderId (§17). A partial one needs one that was never used, not even by a try
 * that failed (§18 trap 22): the cancellation and the number of the attempt. What is left after others is partial.
 */
const orderIdOf = (scope: CancelPlan['scope'], { id, attempts }: Cancellation): string =>
  scope === 'full' ? id : `${id}-${attempts}`

/**
 * Always with the amount, so that a cancel that we did not see cannot change what ours takes; only the test host
 * refuses any amount (U128), and there no money is at stake. There is no field for VAT: NICEPAY computes it.
 */
export function cancelCall({ secretKey, live }: Account, plan: CancelPlan, at: Instant): Call {
  const { tid, orderId, scope, amount, refundTo, cancellation } = plan
  const { id, taxFree, reason } = cancellation
  const ediDate = ediDateOf(at)
  return {
    method: 'POST',
    path: `/v1/payments/${tid}/cancel`,
    body: {
      reason: taggedReason(reason, id, REASON),
      orderId,
      ...(scope === 'full' && !live ? {} : { cancelAmt: amount }),
      ...(taxFree === null ? {} : { taxFreeAmt: taxFree }),
      ...(refundTo === null ? {} : refundFields(refundTo)),
      ediDate,
      signData: sign('R-c', { tid, ediDate }, secretKey),
    },
  }
}

/** §16: by order number, always the full amount; works without a tid. */
export function netCancelCall({ secretKey }: Account, orderId: string, at: Instant): Call {
  const ediDate = ediDateOf(at)
  const signData = sign('R-d', { orderId, ediDate }, secretKey)
  return { method: 'POST', path: '/v1/payments/netcancel', body: { orderId, ediDate, signData } }
}

/** By tid where there is one. By order number NICEPAY wants the day of the order, so near midnight there are two. */
export function inquiryCalls({ secretKey }: Account, target: InquiryTarget, at: Instant): readonly Call[] | Impossible {
  const tid = tidOf(target)
  const orderId = target.providerOrderId
  const ediDate = ediDateOf(at)
  if (tid !== null) {
    const query = new URLSearchParams({ ediDate, signData: sign('R-e tid', { tid, ediDate }, secretKey) })
    return [{ method: 'GET', path: `/v1/payments/${tid}?${query}`, body: null }]
  }
  if (!/^[\x21-\x7e]{1,64}$/.test(orderId) || /^\.+$/.test(orderId)) {
    return { impossible: 'neither tid nor order number is known' }
  }
  const signData = sign('R-e orderId', { orderId, ediDate }, secretKey)
  return orderDays(target.createdAt, at).map((day) => {
    const query = new URLSearchParams({ orderDate: day.replaceAll('-', ''), ediDate, signData })
    return { method: 'GET', path: `/v1/payments/find/${encodeURIComponent(orderId)}?${query}`, body: null }
  })
}

/** A window opens within two hours after registration, on the same KST day or, seldom, on the next (§16, trap 18). */
const MIDNIGHT_MARGIN_MS = 2 * HOUR_MS

function orderDays(createdAt: Instant, now: Instant): readonly BusinessDate[] {
  const days = [createdAt, after(createdAt, MIDNIGHT_MARGIN_MS), after(createdAt, -MIDNIGHT_MARGIN_MS)].map(
    businessDate,
  )
  // The day of the clock by which the order was made comes first; tomorrow has no orders yet.
  return [...new Set(days)].filter((day, index) => index === 0 || day <= businessDate(now))
}

/** Where a list goes on: a KST day and the first sequence of it. */
export interface Place {
  readonly day: BusinessDate
  readonly sequence: number | null
}

/** The cursor is ours: NICEPAY's list is one of a day. Null: not one of ours. */
export function placeOf({ from, cursor }: ListQuery): Place | null {
  if (cursor === null) return { day: businessDate(from), sequence: null }
  const match = /^(\d{4}-\d\d-\d\d)(?:#(\d{1,12}))?$/.exec(cursor)
  if (match === null) return null
  const [, day = '', sequence] = match
  return { day: day as BusinessDate, sequence: sequence === undefined ? null : Number(sequence) }
}

export const cursorOf = ({ day, sequence }: Place): string => (sequence === null ? day : `${day}#${sequence}`)

/** The day after, while it is one of the query's. */
export function nextDay(day: BusinessDate, { to }: ListQuery): BusinessDate | null {
  const next = businessDate(after(startOfDate(day), DAY_MS))
  return next <= businessDate(to) ? next : null
}

/** §16 "Reconciliation": no signature. */
export function listCall({ day, sequence }: Place): Call {
  const query = new URLSearchParams({
    date: day.replaceAll('-', ''),
    ...(sequence === null ? {} : { startingSequence: String(sequence) }),
    limit: String(LIST_LIMIT),
  })
  return { method: 'GET', path: `/v1/transactions?${query}`, body: null }
}
