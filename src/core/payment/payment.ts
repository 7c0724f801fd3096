/** The payment and its cancellations as core sees them: plain immutable data, no behaviour. */
import type { DepositNotice, RefundAccount, ShownAccount, VirtualAccount } from '../account/account.ts'
import type { Method } from '../evidence.ts'
import type { CancellationId, PaymentId } from '../ids.ts'
import type { Instrument } from '../instrument.ts'
import type { Amount, Currency } from '../money.ts'
import type { ProviderAnswer } from '../outcome.ts'
import type { Instant } from '../time.ts'

/** The states of DESIGN §4, in the order of a payment's life. */
export const PAYMENT_STATES = [
  'ready',
  'approving',
  'awaiting_deposit',
  'paid',
  'partially_cancelled',
  'cancelled',
  'failed',
  'expired',
] as const
export type PaymentState = (typeof PAYMENT_STATES)[number]

/** States in which a payment may still come to something; one per order (partial unique index). */
export const OPEN_PAYMENT_STATES = ['ready', 'approving', 'awaiting_deposit', 'paid', 'partially_cancelled'] as const

export const CANCELLATION_STATES = ['queued', 'sending', 'accepted', 'unknown', 'done', 'refused', 'bounced'] as const
export type CancellationState = (typeof CANCELLATION_STATES)[number]

/** States in which a cancellation still holds its amount. */
export const OPEN_CANCELLATION_STATES = ['queued', 'sending', 'accepted', 'unknown'] as const

export const PROVIDER_IDS = ['nicepay', 'nicepay-rest', 'tosspayments', 'portone-v1', 'portone-v2'] as const
export type ProviderId = (typeof PROVIDER_IDS)[number]

/** Why a payment is looked at again (DESIGN §5). */
export const REASONS = [
  'return_missing',
  'approval_unsettled',
  'order_missing',
  'deposit_overdue',
  'cancellation_queued',
  'cancellation_unsettled',
  'cancellation_retry',
  'hint_heard',
  'refund_account_needed',
  'refund_unconfirmed',
  'refund_due',
  'late_look',
  'needs_operator',
] as const
export type Reason = (typeof REASONS)[number]

/** Where a ladder stands: the rung that is to be climbed next, and when. */
export interface LadderPosition {
  readonly rung: number
  readonly nextAt: Instant
}
export type Ladders = Readonly<Partial<Record<Reason, LadderPosition>>>

/** The five sums of a payment, in minor units. `cancelledByUs + inFlight <= paid` always holds. */
export interface Amounts {
  /** Frozen at registration. */
  readonly total: Amount
  /** What arrived, by evidence. */
  readonly paid: Amount
  readonly cancelledByUs: Amount
  /** Cancelled at the provider without us. */
  readonly observedCancelled: Amount
  /** Reserved by open cancellations. */
  readonly inFlight: Amount
}

/** The merchant's order, once it exists. */
export interface RecordedOrder {
  readonly ref: string
  readonly recordedAt: Instant
}

/** The buyer's return that was accepted, and the approval that it led to. */
export interface Approval {
  /** SHA-256 of the fields that the window brought back: the same return again has the same fingerprint. */
  readonly returnFingerprint: string
  /** When the return reached us; net-cancel windows are counted from here. */
  readonly returnedAt: Instant
  /** When the intent to approve was decided; null while the return is only kept (`not_sent`). */
  readonly startedAt: Instant | null
  /** When the call has certainly ended, however it went. */
  readonly callEndsAt: Instant | null
  /** Times at which an inquiry said "no such transaction" in a way that counts as proof. */
  readonly negatives: readonly Instant[]
  readonly credential: string
}

/** Why our money calls on this payment stopped, until a person decides. */
export interface Hold {
  readonly at: Instant
  /** What happened, as a machine word (`net_cancel_refused`, `ladder_ended`, …). */
  readonly cause: string
  /** One English sentence for the desk. */
  readonly detail: string
}

/** Data that only the payment's own adapter understands (NICEPAY: AuthToken, URLs). Encrypted at rest. */
export type ProviderState = Readonly<Record<string, string>>

export interface Buyer {
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly phone?: string | undefined
}

/** A dispute of this payment, as far as the provider told. */
export interface Dispute {
  readonly id: string | null
  readonly reason: string
  readonly openedAt: Instant | null
  readonly state: 'open' | 'resolved' | 'lost'
  readonly endedAt: Instant | null
  /** Whether it has stopped our money calls once. */
  readonly held: boolean
}

/**
 * Money must go back and nobody knows to which account: the buyer is asked by link. While this stands there is no
 * cancellation; it ends with one, or with the order (DESIGN §5).
 */
export interface AccountAsk {
  readonly since: Instant
  readonly why: 'orphan' | 'order_dropped' | 'amount_differs' | 'refund_bounced' | 'account_refused'
  /** What the cancellation will tell the provider, without our tag. */
  readonly reason: string
  readonly requester: Cancellation['requester']
  readonly kind: 'net_cancel' | 'refund'
  /** How much is to go back; null = all that is refundable when the account comes. */
  readonly amount: Amount | null
  /** Names the link; the link itself is made from it with the instance's secret and is nowhere at rest. */
  readonly linkId: string
  readonly linkExpiresAt: Instant
}

/** A part of a question, with what is needed to ask it again. */
export type TakenOver = Pick<AccountAsk, 'why' | 'reason' | 'requester' | 'kind' | 'since'> & {
  readonly amount: Amount
}

export interface Payment {
  readonly id: PaymentId
  readonly version: number
  readonly channel: string
  readonly provider: ProviderId
  readonly orderId: string
  /** 1 for the first payment of an order. */
  readonly attempt: number
  readonly providerOrderId: string
  readonly orderName: string
  readonly providerRef: string | null
  readonly providerState: ProviderState | null
  readonly method: Method | null
  /** What was paid with, as far as the provider told. */
  readonly instrument: Instrument | null
  /** Sealed at rest, whole. */
  readonly virtualAccount: VirtualAccount | null
  /** A deposit that was told and is not proven yet (NICEPAY); the inquiry it made us do decides. */
  readonly depositNotice: DepositNotice | null
  readonly accountAsk: AccountAsk | null
  /** The beginning of the debt whose due time was alerted about: once for each. */
  readonly refundAlertedFor: Instant | null
  readonly currency: Currency
  readonly amounts: Amounts
  readonly taxFree: Amount | null
  readonly vat: Amount | null
  readonly state: PaymentState
  readonly order: RecordedOrder | null
  /** Set when the merchant said that the order fell through (`DELETE …/order`). */
  readonly dropped: { readonly reason: string; readonly at: Instant } | null
  readonly orderWithinMs: number
  readonly orderDueAt: Instant | null
  /** Adopted only to be seen: other systems’ payments must never be given back by us (DESIGN §7). */
  readonly watched: boolean
  /** How an orphan was left alone on purpose: the net was `dry_run` or `off`, or the database was restored. */
  readonly orphanLeft: 'dry_run' | 'off' | 'recovery' | null
  readonly createdAt: Instant
  readonly readyUntil: Instant
  /** The provider's time of the charge; null where it never told. */
  readonly paidAt: Instant | null
  /** When we learned of the money. */
  readonly learnedAt: Instant | null
  readonly approval: Approval | null
  readonly failure: ProviderAnswer | null
  /** How many returns were refused or abandoned; only so many are written to the timeline. */
  readonly unusedReturns: number
  readonly supersededBy: PaymentId | null
  readonly hold: Hold | null
  readonly disputes: readonly Dispute[]
  readonly ladders: Ladders
  readonly hintsHeard: number
  readonly hintsSeen: number
  /** When the last inquiry for a hint was made. */
  readonly hintsSeenAt: Instant | null
  /** When a person last settled what a recovery could not prove; absent = never. */
  readonly provenAt?: Instant
  readonly buyer: Buyer | null
  readonly returnUrls: { readonly success: string; readonly fail: string } | null
  readonly metadata: Readonly<Record<string, string>>
}

/** Why money goes back. */
export type CancellationKind = 'refund' | 'net_cancel' | 'account_close' | 'observed'
/** Which call of the protocol carries it. */
export type CancellationVia = 'cancel' | 'net_cancel_call' | 'close'

export interface Cancellation {
  readonly id: CancellationId
  readonly paymentId: PaymentId
  readonly kind: CancellationKind
  readonly via: CancellationVia
  readonly state: CancellationState
  /** What is to go back. */
  readonly amount: Amount
  /** What it holds of the balance while open; 0 for the net cancel of an unsettled approval (DESIGN §4). */
  readonly reserved: Amount
  /** Part of `amount` that carries no tax, and VAT, where the merchant said so. */
  readonly taxFree: Amount | null
  readonly vat: Amount | null
  /** Whether the card promotion's rate stays for what is left (PortOne); null = as the channel says. */
  readonly promotion: 'retain' | 'release' | null
  /** Where the money goes; null where none is needed, and again once the retention rule deleted it. */
  readonly refundAccount: RefundAccount | null
  /** What is shown of it, for ever. */
  readonly shownAccount: ShownAccount | null
  /** The balance that the provider must still have for this cancel to be right; kept for resends. */
  readonly guard: Amount | null
  /** Names the attempt group at the provider (`Idempotency-Key`): a new one only after proof that nothing happened. */
  readonly keyEpoch: number
  /** Without our tag. */
  readonly reason: string
  readonly requester: 'buyer' | 'merchant' | 'maedeup' | 'operator'
  readonly createdAt: Instant
  /** Since when the buyer is owed it, where that began before: while the account was asked for. Absent = its birth. */
  readonly owedSince?: Instant
  /** What a merchant's refund took over of the question to the buyer: asked again should it not happen. */
  readonly tookOver?: TakenOver
  readonly settledAt: Instant | null
  /** How many times a call was begun. */
  readonly attempts: number
  readonly sentAt: Instant | null
  readonly callEndsAt: Instant | null
  readonly providerCancelId: string | null
  /**
   * Made by us in time that a restored database lost, and known only from the provider or a person; `claimed`: a
   * merchant's key has found it again.
   */
  readonly lost?: 'unclaimed' | 'claimed'
  readonly answer: ProviderAnswer | null
  readonly ladder: CancellationLadder | null
  readonly credential: string | null
}

/** Where a cancellation's own ladder stands, and which one it is. */
export interface CancellationLadder extends LadderPosition {
  readonly reason: 'cancellation_queued' | 'cancellation_retry' | 'cancellation_unsettled'
}

/** A payment with everything that is decided together with it. Cancellations are in order of birth. */
export interface PaymentFile {
  readonly payment: Payment
  readonly cancellations: readonly Cancellation[]
}
