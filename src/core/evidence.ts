/** What a provider says about a payment: the only thing that changes our mind about money. */
import type { IssuedAccount } from './account/account.ts'
import type { Instrument } from './instrument.ts'
import type { Amount, Currency } from './money.ts'
import type { Instant } from './time.ts'

/** How the buyer pays. */
export const METHODS = ['card', 'virtual_account', 'transfer', 'mobile', 'easy_pay'] as const
export type Method = (typeof METHODS)[number]

/** A cancellation as the provider lists it. */
export interface ListedCancel {
  readonly providerCancelId: string
  readonly amount: Amount
  readonly at: Instant | null
  /** Our cancellation id, where the provider carries it back (reason tag, order number, key). */
  readonly tag: string | null
  /** `pending`: taken and not finished; `failed`: refused later, or the money came back. Absent = `done`. */
  readonly state?: 'done' | 'pending' | 'failed'
  /** Who made it, where the provider tells: staff at its console, the provider itself, a lost dispute, an API. */
  readonly by?: 'console' | 'provider' | 'chargeback' | 'api' | null
}

/** A dispute [이의제기] between the buyer and the card company, as the provider lists it. */
export interface ListedDispute {
  readonly id: string | null
  readonly reason: string
  readonly openedAt: Instant | null
  readonly isOpen: boolean
  readonly resolvedAt: Instant | null
}

/**
 * One reading of a payment at the provider. `null` means that the protocol does not tell, never "none".
 * `status` is what the provider calls it, mapped: NICEPAY `paid` may hide partial cancels (nicepay §9).
 */
export interface Evidence {
  readonly status:
    | 'paid'
    | 'partially_cancelled'
    | 'cancelled'
    | 'awaiting_deposit'
    | 'not_paid'
    /** The provider says it knows of no approved transaction. Not a proof until it was said often enough. */
    | 'none'
  readonly ref: string | null
  /** The order number that the provider has for it; absent where the protocol does not tell. */
  readonly orderNumber?: string | null
  readonly amount: Amount | null
  readonly balance: Amount | null
  readonly currency: Currency | null
  readonly method: Method | null
  /** True = real money, false = the provider's test mode. */
  readonly live: boolean | null
  /** Store or MID that the provider says the payment belongs to. */
  readonly account: string | null
  /** When the provider booked the money. */
  readonly paidAt: Instant | null
  readonly cancels: readonly ListedCancel[] | null
  /** The account that waits for the deposit; absent where the protocol does not tell (NICEPAY's inquiry). */
  readonly virtualAccount?: IssuedAccount | null
  /** What was paid with; absent or null where the protocol does not tell. */
  readonly instrument?: Instrument | null
  /** Disputes; absent where the protocol, or this answer, does not tell. */
  readonly disputes?: readonly ListedDispute[]
  /** Other transactions of the same order number (PortOne V1 `findAll`), none of them this one. */
  readonly others?: readonly Evidence[]
}

/** What the provider says about a cancellation that it carried out. */
export interface CancelEvidence {
  readonly providerCancelId: string | null
  readonly amount: Amount
  /** What is left to cancel afterwards, where the answer tells; the guard of the next cancel is checked against it. */
  readonly remaining: Amount | null
  readonly at: Instant | null
}
