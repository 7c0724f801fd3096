/** Movements of ours that no list shows: what is said of them before anybody was asked. */
import type { CancellationId, PaymentId } from '../ids.ts'
import { type Instant, toIso } from '../time.ts'
import { type Difference, difference } from './judge.ts'

export interface UnseenCharge {
  readonly paymentId: PaymentId
  readonly ref: string | null
  readonly orderNumber: string
  readonly paid: number
  readonly paidAt: Instant
}

export interface UnseenCancel {
  readonly paymentId: PaymentId
  readonly ref: string | null
  readonly orderNumber: string
  readonly cancellationId: CancellationId
  readonly providerCancelId: string | null
  readonly amount: number
  /** Between its birth and this our provider carried it out. */
  readonly settledAt: Instant
  readonly createdAt: Instant
}

export const unseenCharge = ({ paid, paidAt, ...named }: UnseenCharge): Difference =>
  difference('missing_there', {
    ...named,
    amount: paid,
    detail: `${paid} is paid here since ${toIso(paidAt)}; no list shows it.`,
  })

export function unseenCancel(one: UnseenCancel): Difference {
  const { paymentId, ref, orderNumber, amount, cancellationId, providerCancelId, settledAt } = one
  const number = providerCancelId ?? 'no number told'
  const detail = `${cancellationId} of ${amount} (${number}) is done here since ${toIso(settledAt)}; no list shows it.`
  return difference('cancel_missing_there', { paymentId, ref, orderNumber, amount, about: cancellationId, detail })
}

/** The provider confirms the charge when it is asked; only its list lacks it. */
export const confirmedUnlisted = ({ paymentId, ref, orderNumber, amount }: Difference): Difference =>
  difference('unlisted', {
    paymentId,
    ref,
    orderNumber,
    amount,
    detail: `Asked by its reference the provider has it; its list of the day does not show it.`,
  })
