/** The contract of the store: every engine step reads, decides, and makes one write that may lose a race. */
import type { CancellationId, PaymentId } from '../core/ids.ts'
import type { Stop } from '../core/payment/attention.ts'
import type { TimelineEntry } from '../core/payment/events.ts'
import type { PaymentFile, PaymentState, Reason } from '../core/payment/payment.ts'
import type { Instant } from '../core/time.ts'
import type { DeliveryStore } from './deliveries.ts'
import type { StoredEvent } from './event.ts'
import type { Exchange, WebhookHint, WebhookReading } from './provider.ts'
import type { ReconciliationStore } from './reconciliation.ts'
import type { RecoveryStore } from './recovery.ts'

/** One engine step's write: the file as it becomes, and what goes on the timeline. */
export interface Write {
  readonly before: PaymentFile
  readonly file: PaymentFile
  readonly timeline: readonly TimelineEntry[]
  readonly at: Instant
  /** The key that names a cancellation born in this write, for ever. */
  readonly key?: CancellationKey | undefined
}

export interface CancellationKey {
  readonly cancellationId: CancellationId
  readonly key: string
  /** HMAC over the request. */
  readonly fingerprint: string
}

/**
 * `lost_race`: somebody else wrote first; nothing was stored, read again.
 * `ref_taken`: another payment of the channel has this provider reference; nothing was stored.
 * `key_taken`: the key names another cancellation already; nothing was stored.
 */
export type Written = 'saved' | 'lost_race' | 'ref_taken' | 'key_taken'

export interface NewPayment {
  readonly file: PaymentFile
  readonly timeline: readonly TimelineEntry[]
  readonly at: Instant
  /** HMAC over the registration body. */
  readonly fingerprint: string
  /** The write that marks the previous attempt as superseded, in the same transaction. */
  readonly supersede: Write | null
}

export interface ProviderReference {
  readonly ref: string | null
  readonly orderNumber: string | null
}

export interface OrderAttempts {
  /** The newest attempt of the order, with the fingerprint of its registration. */
  readonly latest: { readonly file: PaymentFile; readonly fingerprint: string } | null
}

export interface PaymentQuery {
  readonly orderId?: string | undefined
  readonly providerRef?: string | undefined
  readonly state?: PaymentState | undefined
  readonly channel?: string | undefined
  /** `needs_operator` = the desk; any other reason = due or waiting for it. */
  readonly attention?: Reason | undefined
  readonly from?: Instant | undefined
  readonly to?: Instant | undefined
  /** Id of the last payment of the page before. */
  readonly cursor?: PaymentId | undefined
  readonly limit: number
}

export interface ClaimRequest {
  readonly channel: string
  readonly limit: number
  readonly leaseMs: number
  /** What is stopped on the channel; a payment is then claimed for its earliest reason that goes on. */
  readonly stop: Stop | null
  /** {@link Clock.aheadMs}. */
  readonly aheadMs: number
}

export interface Claim {
  readonly paymentId: PaymentId
  /** The payment's earliest reason of all; while something is stopped it may be due for a later one. */
  readonly reason: Reason
  /** Opaque; gives the lease back. */
  readonly lease: string
}

export interface NetState {
  readonly channel: string
  readonly brake: { readonly at: Instant; readonly detail: string } | null
  readonly brakeReleasedAt: Instant | null
  readonly pause: { readonly at: Instant; readonly detail: string } | null
  readonly alertedAt: Instant | null
  /** Whether the channel asks about time that a restored database lost, and makes no money call. */
  readonly recovering: boolean
}

export type NetChange =
  | { readonly what: 'brake' | 'pause'; readonly at: Instant; readonly detail: string }
  | { readonly what: 'release_brake' | 'release_pause'; readonly at: Instant }
  /** Told again by one process: the others find it told. */
  | { readonly what: 'alerted'; readonly at: Instant; readonly ifNotSince: Instant }

export interface InboxEntry {
  readonly channel: string
  readonly headers: Readonly<Record<string, string>>
  readonly contentType: string
  /** The sender's address. */
  readonly source: string
  readonly body: Uint8Array
  readonly at: Instant
  readonly reading: WebhookReading
  /** When another process must follow it; null where there is nothing to follow. */
  readonly followAt: Instant | null
}

/**
 * `stored`: to be followed. `heard`: the payment will be looked at. `unknown`: nobody's reference, and the channel
 * ignores such, or there is nothing behind it. `overflow`: nobody's, and too many came. `failed`: no try led anywhere.
 */
export const INBOX_STATES = [
  'stored',
  'heard',
  'refused',
  'ignored',
  'unknown',
  'adopted',
  'overflow',
  'failed',
] as const
export type InboxState = (typeof INBOX_STATES)[number]

export interface WebhookKey {
  readonly id: number
  readonly at: Instant
}

/** A webhook that is still to be followed. */
export interface FollowableWebhook extends WebhookKey {
  readonly channel: string
  /** Null where what was read cannot be opened any more. */
  readonly hint: WebhookHint | null
  /** How often somebody took it over, this time included. */
  readonly tries: number
}

/** What a comparison of a day knows of a difference that it found. */
export interface FoundDifference {
  readonly reconciliationId: number
  readonly ref: string | null
  readonly orderNumber: string | null
  /** The money at stake. */
  readonly amount: number | null
}

/** Our books and the provider's differ. */
export interface Discrepancy {
  readonly id: number
  /** Null where we have no payment for it. */
  readonly paymentId: PaymentId | null
  readonly channel: string
  readonly kind: string
  readonly detail: string
  readonly openedAt: Instant
  /** Absent where a payment found it out by itself. */
  readonly found?: FoundDifference
  readonly resolved: { readonly at: Instant; readonly by: string; readonly reason: string } | null
}

export interface DiscrepancyQuery {
  readonly channel?: string | undefined
  readonly kind?: string | undefined
  readonly reconciliationId?: number | undefined
  readonly paymentId?: PaymentId | undefined
  readonly open?: boolean | undefined
  /** Id of the last of the page before; newest first. */
  readonly cursor?: number | undefined
  readonly limit: number
}

export interface DeadlineWindow {
  readonly from: Instant
  readonly releasedAt: Instant
  readonly to: Instant
}

export interface ProviderCall extends Exchange {
  readonly paymentId: PaymentId
  readonly cancellationId: CancellationId | null
  readonly channel: string
  readonly outcome: string
  readonly at: Instant
}

export interface ApiKey {
  readonly id: string
  readonly name: string
  /** The first characters of the key, for recognition. */
  readonly hint: string
  readonly createdAt: Instant
  readonly revokedAt: Instant | null
}

/** What a change of secret did to one table. */
export interface Resealed {
  readonly table: string
  /** Rows that are sealed with the newest secret now, and were not before. */
  readonly resealed: number
  readonly newAlready: number
  /** Rows that none of our secrets opens; left as they are. */
  readonly unopened: number
  /** The first of them, by id. */
  readonly unopenedIds: readonly string[]
}

export interface Store extends DeliveryStore, RecoveryStore {
  load(id: PaymentId): Promise<PaymentFile | null>
  paymentOfCancellation(id: CancellationId): Promise<PaymentId | null>
  cancellationOfKey(key: string): Promise<(CancellationKey & { readonly paymentId: PaymentId }) | null>
  /** By the provider's reference, else by the newest payment with that provider order number. */
  paymentOfReference(channel: string, reference: ProviderReference): Promise<PaymentId | null>
  attemptsOf(orderId: string): Promise<OrderAttempts>
  /** `lost_race`: the order has an open payment by now, or the superseded attempt changed. */
  /** A number that no process gets twice before the counter has gone round (2^63). */
  nextSerial(): Promise<number>
  insert(payment: NewPayment): Promise<Written>
  save(write: Write): Promise<Written>
  list(query: PaymentQuery): Promise<readonly PaymentFile[]>
  timeline(id: PaymentId, page: { after: number; limit: number }): Promise<readonly StoredEvent[]>

  /** Leases due payments to this caller, in database time. */
  claim(request: ClaimRequest): Promise<readonly Claim[]>
  release(claims: readonly Claim[]): Promise<void>
  dueCounts(aheadMs: number): Promise<readonly { channel: string; reason: Reason; due: number; waiting: number }[]>
  /** Payments with a refund that is still owed and was told as due by law soon; channels without one may be absent. */
  refundsDueSoon(): Promise<readonly { channel: string; refunds: number }[]>

  /** How many processes share the claims, this one with them. */
  members(): Promise<number>

  recordCall(call: ProviderCall): Promise<void>

  /** Stores a webhook before it is answered; body and reading are sealed. */
  keepWebhook(webhook: InboxEntry): Promise<WebhookKey>
  /** Takes over up to `limit` that nobody followed in time, oldest first; one process at a time gets each. */
  claimWebhooks(claim: { now: Instant; limit: number }): Promise<readonly FollowableWebhook[]>
  /** What became of them; nobody follows them any more. */
  markWebhooks(keys: readonly WebhookKey[], became: { state: InboxState; paymentId: PaymentId | null }): Promise<void>
  /** Forgets them: noise beyond what is kept of it. */
  dropWebhooks(keys: readonly WebhookKey[]): Promise<void>
  /** Drops whole months of the inbox that ended before; how many. */
  dropInboxBefore(cutoff: Instant): Promise<number>
  /** The books of comparisons; absent where there are none (simulated worlds). */
  readonly reconciliation?: ReconciliationStore
  discrepancies(query: DiscrepancyQuery): Promise<readonly Discrepancy[]>
  /** False where it is not there or resolved already. */
  resolveDiscrepancy(id: number, resolution: { at: Instant; by: string; reason: string }): Promise<boolean>

  /** Gives committed events their place in the feed; how many it placed. One caller at a time, others get 0. */
  sequenceFeed(limit: number): Promise<number>
  feed(page: { after: number; limit: number; paymentId?: PaymentId | undefined }): Promise<readonly StoredEvent[]>
  feedHead(): Promise<number>

  netStates(): Promise<readonly NetState[]>
  /** False where a brake or pause was on already (it stays as it was first pulled), or an alert was told meanwhile. */
  changeNet(channel: string, change: NetChange): Promise<boolean>
  /**
   * Deadlines of a channel that passed in `(from, to]` and how many of them had no order, with the older ones whose
   * orphans still wait (an undecided order check, a pause). What `releasedAt` let go is not counted again.
   */
  deadlinesPassed(channel: string, window: DeadlineWindow): Promise<{ passed: number; orphans: number }>
  /** Payments that hold money and have no order, by id, for the gap rule. */
  untied(page: { after: PaymentId | null; limit: number }): Promise<readonly PaymentId[]>
  /** When any process last said that it is at work; null before the first time. */
  lastBeat(): Promise<Instant | null>
  beat(at: Instant): Promise<void>

  addApiKey(key: { id: string; name: string; hash: string; hint: string }): Promise<void>
  findApiKey(hash: string): Promise<ApiKey | null>
  apiKeys(): Promise<readonly ApiKey[]>
  revokeApiKey(id: string, at: Instant): Promise<boolean>

  /**
   * Seals with the newest secret what an older one sealed, beside running services. `complete`: nothing needs an older
   * one any more; `unopened`: some rows could not be opened; `overtaken`: a process with another newest secret started.
   */
  reseal(): Promise<{ readonly state: 'complete' | 'unopened' | 'overtaken'; readonly tables: readonly Resealed[] }>
  /** Deletes up to `limit` accounts of refunds that ended before; what is shown of them stays. Answers how many. */
  forgetRefundAccounts(settledBefore: Instant, limit: number): Promise<number>
  makePartitions(from: Instant): Promise<void>
  ping(): Promise<void>
  /** The database's clock. */
  now(): Promise<Instant>
  close(): Promise<void>
}
