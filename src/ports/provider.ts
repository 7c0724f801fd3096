/** The contract of a provider: an adapter maps, it never decides, retries, sleeps, reads the clock or logs a body. */

import type { DepositNotice, RefundAccount } from '../core/account/account.ts'
import type { Bank } from '../core/account/bank.ts'
import type { ErrorCode } from '../core/errors.ts'
import type { CancelEvidence, Evidence, Method } from '../core/evidence.ts'
import type { Currency } from '../core/money.ts'
import type { Next, Outcome } from '../core/outcome.ts'
import type { Cancellation, Payment, ProviderId, ProviderState } from '../core/payment/payment.ts'
import type { ListShape } from '../core/reconcile/listed.ts'
import type { Instant } from '../core/time.ts'

/** The calls that reach a provider. */
export const OPERATIONS = ['prepare', 'approve', 'cancel', 'net_cancel', 'inquire', 'list', 'issue', 'close'] as const
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
  /** When "no such transaction" becomes proof: `times` answers, `apartMs` apart, the first so long after the call. */
  readonly negativeProof: { readonly times: number; readonly apartMs: number; readonly firstAfterMs: number }
  /** Whether the amount can be frozen at the provider before the window opens (`prepare`). */
  readonly prepares: boolean
  /** Whether the provider’s reference is the order number that we give it, and so known from registration on. */
  readonly refIsOrderNumber?: boolean
  readonly partialCancel: boolean
  /** The key that makes a repeated cancel one cancel: header, and its life in ms; null where the protocol has none. */
  readonly idempotency: { readonly header: string; readonly lifeMs: number } | null
  /** Whether a cancel can name the balance it believes in, so that a stale one is refused (`Cancellation.guard`). */
  readonly balanceGuard: boolean
  readonly resend: { readonly full: ResendRule; readonly partial: ResendRule }
  /** What the protocol does with virtual accounts; null where it has none. */
  readonly virtualAccount: AccountCapabilities | null
  /** How a webhook proves that it is the provider's; `none` makes it a hint like any rumour. */
  readonly webhookProof: 'none' | 'signature' | 'secret'
  /** Calls per second and at a time that one channel may make. */
  readonly rate: { readonly perSecond: number; readonly concurrent: number }
  /** How the provider's list is read; absent where there is none (`Provider.list` is null). */
  readonly listing?: ListingCapabilities
  /** The day on which the sheet behind this table was last checked (`YYYY-MM-DD`). */
  readonly verifiedOn: string
}

/** What a provider's list shows, and how it must be read to be whole. */
export interface ListingCapabilities {
  readonly shape: ListShape
  /** Whether what changes while we read can fall between two pages (page numbers). */
  readonly pagesMove: boolean
  /** How much time is asked for at once. */
  readonly sliceMs: number
  /** A question is only answered up to so many rows; one with more is halved. Null: no limit is known. */
  readonly mostRows: number | null
}

/** How virtual accounts live at a provider (issue, deposit, close, refund). */
export interface AccountCapabilities {
  /** Whether our own call can issue one (`Provider.issueAccount`); every window can. */
  readonly issue: 'api' | 'window_only'
  /** Banks that accounts are issued at. */
  readonly issuingBanks: readonly Bank[]
  /** Banks that refunds can go to. */
  readonly refundBanks: readonly Bank[]
  /** The longest life of an account, ms from its issue; null where the sheet names none. */
  readonly longestLifeMs: number | null
  /** What deadlines are rounded down to: `minute` (NICEPAY `YYYYMMDDHHMI`) or `second`. */
  readonly expiryUnit: 'minute' | 'second'
  /**
   * `inquiry`: asking tells whether the deposit came. `notice`: it does not, and the provider's message must agree in
   * everything, from an allowed source, with an inquiry that does not contradict it (DESIGN §7).
   */
  readonly depositProof: 'inquiry' | 'notice'
  /** What settles an issue whose answer was lost: the inquiry shows the account, or the account is closed unseen. */
  readonly lostIssue: 'inquire' | 'close'
  /** Whether an inquiry shows that a refund to an account was paid out or came back. */
  readonly refundProof: boolean
}

/**
 * When an unknown cancellation may be sent again (DESIGN §5).
 *
 * - `same_key`: at once with the same key inside the key's life, or where the call is single-shot by nature;
 * - `after_proof`: only after evidence that nothing happened, with the same guard (and a new key where there are keys);
 * - `after_quiet`: after ten minutes and two unchanged reads, with the same guard;
 * - `never`: found in the provider's list, or a person decides.
 */
export type ResendRule = 'same_key' | 'after_proof' | 'after_quiet' | 'never'

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

/** What an inquiry is about; a payment is one, and so is a reference that a merchant wants adopted. */
export type InquiryTarget = Pick<
  Payment,
  'providerRef' | 'providerOrderId' | 'providerState' | 'currency' | 'method' | 'createdAt'
>

/** A webhook as it arrived. Header names in lower case. */
export interface RawWebhook {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  readonly contentType: string
  /** Whether it came from an address on the channel's list of senders; absent where the channel has no list. */
  readonly trusted?: boolean
}

/** What the provider must be answered, whatever we think of the message: it stops its retries. */
export interface WebhookAnswer {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

/** What a webhook is about. Never its truth: it only makes us look (DESIGN §2.7). */
export type WebhookReading =
  | {
      readonly kind: 'hint'
      /** The provider's name of the event, for the inbox. */
      readonly event: string
      readonly ref: string | null
      readonly orderNumber: string | null
      /** Whether the protocol's proof was there and right; null where it has none. */
      readonly proven: boolean | null
      /** What it says about a deposit, where no inquiry could tell; `trusted`: {@link RawWebhook.trusted}. */
      readonly deposit?: DepositNotice & { readonly trusted: boolean }
    }
  /** Forged, stale or unreadable: stored as refused, and answered so. */
  | { readonly kind: 'refused'; readonly why: string }
  /** Genuine and about nothing of ours (a registration test, an event we do not follow). */
  | { readonly kind: 'ignored'; readonly event: string }

/** What is to be looked at. */
export type WebhookHint = Extract<WebhookReading, { kind: 'hint' }>

/** A page of the provider's own list, for reconciliation. */
export interface ListPage {
  readonly rows: readonly Evidence[]
  /** Null at the end. */
  readonly next: string | null
}

/** Times in UTC; the adapter turns them into the provider's calendar. */
export interface ListQuery {
  readonly from: Instant
  readonly to: Instant
  readonly cursor: string | null
}

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
  /** Takes the exchange for `provider_calls`, whatever came of it. Called exactly once per network exchange. */
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
  /** Freezes the amount at the provider before the window opens; only where `capabilities.prepares`. Idempotent. */
  prepare?(payment: Payment, call: CallContext): Promise<Outcome<null>>
  checkout(payment: Payment, at: Instant, returnUrl: string): Checkout
  readReturn(payment: Payment, fields: Readonly<Record<string, string>>): ReturnReading
  approve(payment: Payment, call: CallContext): Promise<Outcome<Evidence>>
  cancel(payment: Payment, cancellation: Cancellation, call: CallContext): Promise<Outcome<CancelEvidence>>
  /** Only called where `capabilities.netCancel` is not null. */
  netCancel(payment: Payment, cancellation: Cancellation, call: CallContext): Promise<Outcome<CancelEvidence>>
  /** The reference that we give an account before it is issued (NICEPAY's TID); absent where the provider gives it. */
  issueRef?(serial: number, at: Instant): string
  /**
   * Issues the account that `payment.virtualAccount` asks for; only where `capabilities.virtualAccount.issue` is `api`.
   * `done` with evidence `awaiting_deposit` and its `virtualAccount`.
   */
  issueAccount?(payment: Payment, call: CallContext): Promise<Outcome<Evidence>>
  /**
   * Closes an account before its deposit [발급취소]; `done` with an amount of 0. Refused with `ask_account`: a deposit
   * is there. Refused with `inquire`: asking tells whether it is closed or deposited.
   */
  closeAccount?(payment: Payment, cancellation: Cancellation, call: CallContext): Promise<Outcome<CancelEvidence>>
  /** Why this protocol cannot pay a refund into the account (bank, length, a missing phone), by field; or null. */
  refundAccountProblem?(
    account: RefundAccount,
  ): { readonly field: keyof RefundAccount; readonly problem: string } | null
  /** `done` with evidence (a status of `none` is evidence too), or anything else of {@link Outcome}. */
  inquire(target: InquiryTarget, call: CallContext): Promise<Outcome<Evidence>>
  /** Reads a webhook without touching the world; `at` is now. */
  readWebhook(webhook: RawWebhook, at: Instant): Promise<WebhookReading>
  readonly webhookAnswer: { readonly accepted: WebhookAnswer; readonly refused: WebhookAnswer }
  /** No webhook of this protocol is larger; what is larger is refused unread. */
  readonly webhookLimitBytes: number
  /** Null where the protocol has no list. */
  readonly list: ((query: ListQuery, call: CallContext) => Promise<Outcome<ListPage>>) | null
}
