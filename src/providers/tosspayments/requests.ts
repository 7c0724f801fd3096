/** Writes every call of the API: path, idempotency key and body, the same again for the same intent. */
import type { RefundAccount } from '../../core/account/account.ts'
import type { Currency } from '../../core/money.ts'
import type { Cancellation, Payment } from '../../core/payment/payment.ts'
import { instant, SECOND_MS } from '../../core/time.ts'
import type { InquiryTarget, ListQuery } from '../../ports/provider.ts'
import { taggedReason } from '../tag.ts'
import { codeUnits } from '../text.ts'
import { codeOfBank, findAccountProblem } from './banks.ts'
import { kstSeconds } from './wire.ts'

/** A call ready to be sent. */
export interface Call {
  readonly method: 'GET' | 'POST'
  /** With every part percent-encoded (§15 trap 22). */
  readonly path: string
  readonly idempotencyKey: string | null
  readonly body: Readonly<Record<string, unknown>> | null
}

/** Why a call cannot be made with what is stored; nothing was sent. */
export interface Impossible {
  readonly impossible: string
  /** What must be done about it; a person, where nothing is said. */
  readonly next?: 'ask_account'
}

/** §3. */
export const REASON = codeUnits(200)

/** Rows of one page of the list: at most some 250 kB (§4.6 allows 5000). */
export const LIST_LIMIT = 500

/** §3: opaque, at most 200. Dots alone would climb out of the path. */
export const isPaymentKey = (text: string): boolean => /^[\x21-\x7e]{1,200}$/.test(text) && !/^\.+$/.test(text)

/** The key by which Toss knows the payment, or null before there was a return. */
export function paymentKeyOf(payment: Pick<Payment, 'providerRef' | 'providerState'>): string | null {
  const key = payment.providerRef ?? payment.providerState?.paymentKey ?? ''
  return isPaymentKey(key) ? key : null
}

/** What is confirmed; the answer must say the same (§4.1). */
export interface Confirm {
  readonly paymentKey: string
  readonly orderId: string
  readonly amount: number
  readonly currency: Currency
}

/** The stored return, checked against the payment once more. */
export function planConfirm(payment: Payment): Confirm | Impossible {
  const paymentKey = paymentKeyOf(payment)
  if (paymentKey === null) return { impossible: 'no paymentKey is stored' }
  const amount = payment.amounts.total
  if (payment.providerState?.amount !== String(amount)) return { impossible: 'the return is for another amount' }
  return { paymentKey, orderId: payment.providerOrderId, amount, currency: payment.currency }
}

/**
 * §4.1, §7 confirm trap: the URL is the same for all payments, so the key names ours. One key for all attempts of one
 * payment: however often it is confirmed, there is at most one charge.
 */
export const confirmCall = (payment: Payment, { paymentKey, orderId, amount }: Confirm): Call => ({
  method: 'POST',
  path: '/v1/payments/confirm',
  idempotencyKey: `cf-${payment.id}`,
  body: { paymentKey, orderId, amount },
})

/** What is cancelled; the answer must show it (§4.3). */
export interface CancelPlan {
  readonly paymentKey: string
  readonly orderId: string
  readonly currency: Currency
  readonly cancellation: Cancellation
  readonly refundTo: RefundAccount | null
}

/**
 * §15 trap 5: what 0 does is unconfirmed, so it never goes out. §4.3: a deposit goes back to an account and to nothing
 * else, and an account that is only to be closed has a call of its own.
 */
export function planCancel(payment: Payment, cancellation: Cancellation): CancelPlan | Impossible {
  const paymentKey = paymentKeyOf(payment)
  if (paymentKey === null) return { impossible: 'no paymentKey is known' }
  if (cancellation.amount < 1) return { impossible: 'the amount is nothing' }
  const { refundAccount } = cancellation
  if (payment.method === 'virtual_account') {
    if (refundAccount === null) return { impossible: 'a deposit needs an account to go back to', next: 'ask_account' }
    const problem = findAccountProblem(refundAccount)
    if (problem !== null) return { impossible: `${problem.field} ${problem.problem}`, next: 'ask_account' }
  }
  return {
    paymentKey,
    orderId: payment.providerOrderId,
    currency: payment.currency,
    cancellation,
    // §4.3: not for other methods.
    refundTo: payment.method === 'virtual_account' ? refundAccount : null,
  }
}

/**
 * §4.3, §15 trap 4: always with the amount, and with the balance before it where we know one. There is no field for the
 * VAT of a cancel: Toss computes it from the tax-free part (§5).
 */
export function cancelCall({ paymentKey, cancellation, refundTo }: CancelPlan): Call {
  const { id, keyEpoch, amount, guard, taxFree, reason } = cancellation
  return {
    method: 'POST',
    path: `/v1/payments/${encodeURIComponent(paymentKey)}/cancel`,
    idempotencyKey: `${id}-${keyEpoch}`,
    body: {
      cancelReason: taggedReason(reason, id, REASON),
      cancelAmount: amount,
      ...(guard === null ? {} : { refundableAmount: guard }),
      ...(taxFree === null ? {} : { taxFreeAmount: taxFree }),
      ...(refundTo === null ? {} : { refundReceiveAccount: receiverOf(refundTo) }),
    },
  }
}

/** §15 trap 11: `bank` in requests, `bankCode` in answers. */
const receiverOf = ({ bank, number, holder }: RefundAccount) => ({
  bank: codeOfBank(bank),
  accountNumber: number,
  holderName: holder,
})

/** §4.2: by paymentKey where there is one; the order number finds what was never brought back to us. */
export function inquiryCall(target: InquiryTarget): Call | Impossible {
  const paymentKey = paymentKeyOf(target)
  const { providerOrderId } = target
  if (paymentKey === null && !isPaymentKey(providerOrderId)) {
    return { impossible: 'neither paymentKey nor order number is known' }
  }
  const path = paymentKey === null ? `orders/${encodeURIComponent(providerOrderId)}` : encodeURIComponent(paymentKey)
  return { method: 'GET', path: `/v1/payments/${path}`, idempotencyKey: null, body: null }
}

/** §4.6. Whole seconds in KST, rounded outwards; `startingAfter` is the last row of the page before. */
export function listCall({ from, to, cursor }: ListQuery): Call {
  const query = new URLSearchParams({
    startDate: kstSeconds(from),
    endDate: kstSeconds(instant(Math.ceil(to / SECOND_MS) * SECOND_MS)),
    ...(cursor === null ? {} : { startingAfter: cursor }),
    limit: String(LIST_LIMIT),
  })
  return { method: 'GET', path: `/v1/transactions?${query}`, idempotencyKey: null, body: null }
}
