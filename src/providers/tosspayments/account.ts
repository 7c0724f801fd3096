/** Writes the two calls of an account before its deposit: the one that issues and the one that closes (§4.3, §4.4). */
import type { Currency } from '../../core/money.ts'
import type { Cancellation, Payment } from '../../core/payment/payment.ts'
import { taggedReason } from '../tag.ts'
import { codeOfBank } from './banks.ts'
import { buyerFields, orderNameOf } from './checkout.ts'
import { NO_RECEIPT, RECEIPT_TYPE } from './methods.ts'
import type { Call, Impossible } from './requests.ts'
import { paymentKeyOf, REASON } from './requests.ts'
import { kstSeconds } from './wire.ts'

/** What is issued; the answer must say the same (§4.4). */
export interface IssuePlan {
  readonly call: Call
  readonly orderId: string
  readonly amount: number
  readonly currency: Currency
}

/**
 * §14: this one call is request and approval together, and a second one under the same key is the same account. The key
 * names the payment, as at confirm.
 */
export function planIssue(payment: Payment): IssuePlan | Impossible {
  const { virtualAccount: asked, providerOrderId: orderId, currency } = payment
  const amount = payment.amounts.total
  const { customerName, ...contact } = buyerFields(payment)
  const bank = asked === null || asked.bank === null ? null : codeOfBank(asked.bank)
  if (asked === null || bank === null) return { impossible: 'no account at an issuing bank was asked for' }
  if (customerName === undefined) return { impossible: 'the name of the buyer is not known' }
  const { cashReceipt } = asked
  if (cashReceipt !== null && cashReceipt.number === null) return { impossible: 'the cash receipt has no number' }
  const call: Call = {
    method: 'POST',
    path: '/v1/virtual-accounts',
    idempotencyKey: `va-${payment.id}`,
    body: {
      amount,
      orderId,
      orderName: orderNameOf(payment),
      customerName,
      bank,
      dueDate: kstSeconds(asked.expiresAt),
      ...contact,
      ...(payment.taxFree === null ? {} : { taxFreeAmount: payment.taxFree }),
      cashReceipt:
        cashReceipt === null
          ? { type: NO_RECEIPT }
          : { type: RECEIPT_TYPE[cashReceipt.kind], registrationNumber: cashReceipt.number },
    },
  }
  return { call, orderId, amount, currency }
}

/** What is closed; the answer must show it (§4.3). */
export interface ClosePlan {
  readonly call: Call
  readonly paymentKey: string
  readonly orderId: string
  readonly currency: Currency
  readonly cancellation: Cancellation
}

/**
 * §4.3: a full cancel without an account of the buyer. After a deposit Toss refuses exactly this, so it can move no
 * money; of any other method it would give all back, so it is made for accounts only. No `refundableAmount`: whether
 * an account without a deposit has a balance is not said.
 */
export function planClose(payment: Payment, cancellation: Cancellation): ClosePlan | Impossible {
  const paymentKey = paymentKeyOf(payment)
  if (paymentKey === null) return { impossible: 'no paymentKey is known' }
  if (payment.method !== 'virtual_account') return { impossible: 'only virtual accounts can be closed' }
  const { id, keyEpoch, reason } = cancellation
  const call: Call = {
    method: 'POST',
    path: `/v1/payments/${encodeURIComponent(paymentKey)}/cancel`,
    idempotencyKey: `${id}-${keyEpoch}`,
    body: { cancelReason: taggedReason(reason, id, REASON), cancelAmount: payment.amounts.total },
  }
  return { call, paymentKey, orderId: payment.providerOrderId, currency: payment.currency, cancellation }
}
