/** What the merchant knows: its orders, what it asked for, and what it was answered. The auditor reads this. */
import type { CancellationId, PaymentId } from '../src/core/ids.ts'

/** An order as the merchant has it, on the payment that was to pay it. */
export interface Deal {
  readonly orderId: string
  readonly paymentId: PaymentId
  /** Written as pending before the payment is tied to it. */
  storedAt: number | null
  /** `PUT …/order` was answered 200. */
  confirmedAt: number | null
  /** The merchant let it go: it was told that the money goes back, or wanted it so. */
  givenUpAt: number | null
  /** `DELETE …/order` was sent. */
  dropped: boolean
  /** The time that was asked for, ms; null where the merchant asked for nothing. */
  orderWithinMs: number | null
  /** The channel asks this merchant's database before an orphan goes back. */
  isAskedFor: boolean
}

/** One intent: a key, what it asked for, and every cancellation that an answer named. */
export interface Intent {
  readonly key: string
  readonly paymentId: PaymentId
  /** Null: all that was left. */
  readonly amount: number | null
  readonly named: Set<CancellationId>
  /** Not an intent of its own: what came back is refunded again. */
  readonly isAgain: boolean
  attempts: number
  /** The key was used with another body, and that was not refused. */
  tookAnother: boolean
}

export interface Ledger {
  readonly deals: Map<PaymentId, Deal>
  /** Every payment that the merchant was told of, by order. */
  readonly orders: Map<string, PaymentId[]>
  readonly intents: Map<string, Intent>
  refundAttempts: number
}

export const createLedger = (): Ledger => ({
  deals: new Map(),
  orders: new Map(),
  intents: new Map(),
  refundAttempts: 0,
})

export function dealOf(ledger: Ledger, orderId: string, paymentId: PaymentId): Deal {
  const known = ledger.deals.get(paymentId)
  if (known !== undefined) return known
  const made: Deal = {
    orderId,
    paymentId,
    storedAt: null,
    confirmedAt: null,
    givenUpAt: null,
    dropped: false,
    orderWithinMs: null,
    isAskedFor: false,
  }
  ledger.deals.set(paymentId, made)
  ledger.orders.set(orderId, [...(ledger.orders.get(orderId) ?? []), paymentId])
  return made
}
