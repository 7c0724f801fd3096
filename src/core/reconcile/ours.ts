/** What our books say of one payment, as far as a comparison needs it. */
import type { CancellationId, PaymentId } from '../ids.ts'
import type { Amount, Currency } from '../money.ts'
import type { Cancellation, PaymentFile, PaymentState } from '../payment/payment.ts'
import type { Instant } from '../time.ts'

export interface OurCancel
  extends Pick<Cancellation, 'kind' | 'state' | 'amount' | 'providerCancelId' | 'createdAt' | 'settledAt'> {
  readonly id: CancellationId
}

export interface OurPayment {
  readonly id: PaymentId
  readonly ref: string | null
  readonly orderNumber: string
  readonly state: PaymentState
  readonly currency: Currency
  readonly paid: Amount
  /** Cancelled by anybody. */
  readonly cancelled: number
  /** The provider's time of the charge. */
  readonly paidAt: Instant | null
  readonly cancels: readonly OurCancel[]
}

export function oursOf({ payment, cancellations }: PaymentFile): OurPayment {
  const { id, providerRef, providerOrderId, state, currency, amounts, paidAt } = payment
  return {
    id,
    ref: providerRef,
    orderNumber: providerOrderId,
    state,
    currency,
    paid: amounts.paid,
    cancelled: amounts.cancelledByUs + amounts.observedCancelled,
    paidAt,
    cancels: cancellations,
  }
}
