/** The contract of a provider: an adapter maps, it never decides, retries, sleeps, reads the clock or logs a body. */

import type { ErrorCode } from '../core/errors.ts'
import type { CancelEvidence, Evidence, Method } from '../core/evidence.ts'
import type { Currency } from '../core/money.ts'
import type { Next, Outcome } from '../core/outcome.ts'
import type { Cancellation, Payment, ProviderId, ProviderState } from '../core/payment/payment.ts'
import type { Instant } from '../core/time.ts'

/** The calls that reach a provider. */
export const OPERATIONS = ['approve', 'cancel', 'net_cancel', 'inquire'] as const
export type Operation = (typeof OPERATIONS)[number]

/** What a protocol can and cannot do. Data: the engine branches on these, never on a provider's name. */
export interface Capabilities {
  /** Whether our approval moves the money, or the window did and approval only verifies. */
  readonly moneyMoves: 'at_approve' | 'in_window'
  readonly currencies: readonly Currency[]
  readonly methods: readonly Method[]
  /** The provider's alphabet (a regular expression over the whole text) and length for order numbers. */
  readonly orderNumber: { readonly pattern: RegExp; readonly maxLength: number }
  /** How long a call is given before we stop listening. Stopping is never "it failed". */
  readonly connectTimeoutMs: number
  readonly readTimeoutMs: Readonly<Record<Operation, number>>
  /** The call that undoes an approval without a refund account or amount; null where the protocol has none. */
  readonly netCancel: { readonly windowMs: number; readonly appliesTo: 'any' | 'unknown_only' } | null
  readonly inquiry: {
    /** Can be asked before a provider reference is known. */
    readonly byOrder: boolean
    /** Tells the charged amount. */
    readonly amount: boolean
    /** Can tell whether one of several partial cancels happened. */
    readonly partialProof: boolean
  }
  /** When "no such transaction" becomes proof: `times` answers, `apartMs` apart, the first so long after the call's end. */
  readonly negativeProof: { readonly times: number; readonly apartMs: number; readonly firstAfterMs: number }
  /** Whether an unknown cancellation may be sent again once evidence shows the payment untouched. */
  readonly resend: { readonly full: 'same_key' | 'never'; readonly partial: 'same_key' | 'never' }
  /** Calls per second and at a time that one channel may make. */
  readonly rate: { readonly perSecond: number; readonly concurrent: number }
  /** The day on which the sheet behind this table was last checked (`YYYY-MM-DD`). */
  readonly verifiedOn: string
}

/** One row of a provider's code table: what a documented code means for one operation. */
export interface CodeRow {
  readonly kind: 'done' | 'accepted' | 'refused' | 'unknown'
  readonly next: Next
  readonly ko: string
  readonly en: string
  /** Section of the fact sheet, or the page. `[field]` where no official text says so. */
  readonly source: string
}

/** What the browser needs to open the window: a script, the global it defines, and its argument. */
export interface Checkout {
  readonly sdkUrl: string
  readonly global: string
  readonly args: Readonly<Record<string, string>>
}

/** What the fields that the window brought back mean for this payment. */
export type ReturnReading =
  | {
      /** Genuine, for this payment, for this amount: may be approved. */
      readonly kind: 'approvable'
      readonly ref: string
      readonly method: Method | null
      /** SHA-256 (hex) over every field that approval depends on. */
      readonly fingerprint: string
      /** Everything a later net cancel needs; stored encrypted before the approval call. */
      readonly providerState: ProviderState
    }
  /** The buyer closed the window, or was refused in it: nothing to approve. */
  | { readonly kind: 'abandoned'; readonly code: string; readonly message: string }
  /** Tampered, incomplete or foreign. */
  | { readonly kind: 'rejected'; readonly error: ErrorCode; readonly detail: string }

/** A finished exchange, already scrubbed by the adapter: only fields on its allow-list, no secrets, no card numbers. */
export interface Exchange {
  readonly operation: Operation
  /** Method and URL without query. */
  readonly endpoint: string
  readonly request: Readonly<Record<string, string>>
  /** Null where no HTTP answer arrived. */
  readonly httpStatus: number | null
  readonly response: Readonly<Record<string, string>>
  /** What went wrong below HTTP, as one word and a sentence; null where an answer arrived. */
  readonly trouble: string | null
  readonly tookMs: number
}

/** What the engine hands to every call. */
export interface CallContext {
  /** The time of this attempt; adapters stamp requests with it. */
  readonly at: Instant
  /** Asked when the connection is open and before the first byte: false means the call must not be sent any more. */
  readonly mayStillSend: () => boolean
  /** Takes the exchange for `provider_calls`, whatever came of it. Called exactly once per network attempt. */
  readonly record: (exchange: Exchange) => void
  /** Milliseconds for `tookMs`. */
  readonly monotonicMs: () => number
}

/** A provider bound to one account. Made by a function such as `nicepay({ mid, merchantKey })`. */
export interface Provider {
  readonly id: ProviderId
  readonly capabilities: Capabilities
  /** Names the credential (never contains it): stored with each attempt. */
  readonly credential: string
  /** The store or MID that evidence must name, and whether it must be real money (DESIGN §7). */
  readonly account: string
  readonly live: boolean
  /** Origins that the hosted checkout page must allow (script, frame, form). */
  readonly browserOrigins: readonly string[]
  /** Why a registration cannot be carried by this protocol (field lengths in its own encoding), or null. */
  validate(payment: Payment): { readonly field: string; readonly problem: string } | null
  checkout(payment: Payment, at: Instant, returnUrl: string): Checkout
  readReturn(payment: Payment, fields: Readonly<Record<string, string>>): ReturnReading
  approve(payment: Payment, call: CallContext): Promise<Outcome<Evidence>>
  cancel(payment: Payment, cancellation: Cancellation, call: CallContext): Promise<Outcome<CancelEvidence>>
  /** Only called where `capabilities.netCancel` is not null. */
  netCancel(payment: Payment, cancellation: Cancellation, call: CallContext): Promise<Outcome<CancelEvidence>>
  /** `done` with evidence (a status of `none` is evidence too), or anything else of {@link Outcome}. */
  inquire(payment: Payment, call: CallContext): Promise<Outcome<Evidence>>
}
