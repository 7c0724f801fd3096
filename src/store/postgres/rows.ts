/** Between rows and the core's data: the only place that knows which field lives in which column. */

import type { DepositNotice, RefundAccount, VirtualAccount } from '../../core/account/account.ts'
import type { Method } from '../../core/evidence.ts'
import type { CancellationId, PaymentId } from '../../core/ids.ts'
import type { Currency } from '../../core/money.ts'
import { amount } from '../../core/money.ts'
import type { Cancellation, Payment, PaymentState, ProviderId, ProviderState } from '../../core/payment/payment.ts'
import { type Instant, instant } from '../../core/time.ts'
import { toJson, toText } from './json.ts'

/** What the engine reads whole and nobody searches by. */
type PaymentDetail = Pick<
  Payment,
  | 'dropped'
  | 'orphanLeft'
  | 'watched'
  | 'approval'
  | 'failure'
  | 'unusedReturns'
  | 'ladders'
  | 'hintsSeenAt'
  | 'buyer'
  | 'returnUrls'
  | 'metadata'
  | 'instrument'
  | 'accountAsk'
  | 'refundAlertedFor'
  | 'disputes'
>

/** What names an account, sealed whole. */
export interface AccountDetail {
  readonly virtualAccount: VirtualAccount | null
  readonly depositNotice: DepositNotice | null
}

/** A row of `payments`; sums are safe integers (the pool's parser checks), times are Dates. */
export interface PaymentRow {
  id: string
  version: number
  channel: string
  provider: string
  order_id: string
  attempt: number
  provider_order_id: string
  order_name: string
  provider_ref: string | null
  method: string | null
  currency: string
  state: string
  total: number
  paid: number
  cancelled_by_us: number
  observed_cancelled: number
  in_flight: number
  tax_free: number | null
  vat: number | null
  order_ref: string | null
  order_recorded_at: Date | null
  order_within_ms: number
  order_due_at: Date | null
  created_at: Date
  ready_until: Date
  paid_at: Date | null
  learned_at: Date | null
  superseded_by: string | null
  hold_at: Date | null
  hold_cause: string | null
  hold_detail: string | null
  hints_heard: number
  hints_seen: number
  detail: PaymentDetail
  provider_state: Buffer | null
  virtual_account: Buffer | null
  request_fingerprint: string
}

type CancellationDetail = Pick<
  Cancellation,
  | 'taxFree'
  | 'vat'
  | 'promotion'
  | 'shownAccount'
  | 'guard'
  | 'keyEpoch'
  | 'sentAt'
  | 'callEndsAt'
  | 'answer'
  | 'ladder'
  | 'credential'
  | 'lost'
  | 'owedSince'
  | 'tookOver'
>

export interface CancellationRow {
  id: string
  payment_id: string
  kind: string
  via: string
  state: string
  amount: number
  reserved: number
  reason: string
  requester: string
  created_at: Date
  settled_at: Date | null
  attempts: number
  provider_cancel_id: string | null
  detail: CancellationDetail
  idempotency_key: string | null
  fingerprint: string | null
}

/** Columns that only the vault reads and writes. */
type Sealed = 'provider_state' | 'virtual_account'

/** Everything but what needs the vault. */
export type PaymentColumns = Omit<PaymentRow, Sealed | 'request_fingerprint' | 'detail'> & { detail: string }

export function toColumns(payment: Payment): PaymentColumns {
  const { amounts, order, hold } = payment
  return {
    id: payment.id,
    version: payment.version,
    channel: payment.channel,
    provider: payment.provider,
    order_id: payment.orderId,
    attempt: payment.attempt,
    provider_order_id: payment.providerOrderId,
    order_name: payment.orderName,
    provider_ref: payment.providerRef,
    method: payment.method,
    currency: payment.currency,
    state: payment.state,
    total: amounts.total,
    paid: amounts.paid,
    cancelled_by_us: amounts.cancelledByUs,
    observed_cancelled: amounts.observedCancelled,
    in_flight: amounts.inFlight,
    tax_free: payment.taxFree,
    vat: payment.vat,
    order_ref: order?.ref ?? null,
    order_recorded_at: date(order?.recordedAt),
    order_within_ms: payment.orderWithinMs,
    order_due_at: date(payment.orderDueAt),
    created_at: new Date(payment.createdAt),
    ready_until: new Date(payment.readyUntil),
    paid_at: date(payment.paidAt),
    learned_at: date(payment.learnedAt),
    superseded_by: payment.supersededBy,
    hold_at: date(hold?.at),
    hold_cause: hold?.cause ?? null,
    hold_detail: hold === null ? null : toText(hold.detail),
    hints_heard: payment.hintsHeard,
    hints_seen: payment.hintsSeen,
    detail: toJson(detailOf(payment)),
  }
}

const detailOf = (payment: Payment): PaymentDetail => ({
  dropped: payment.dropped,
  orphanLeft: payment.orphanLeft,
  watched: payment.watched,
  approval: payment.approval,
  failure: payment.failure,
  unusedReturns: payment.unusedReturns,
  ladders: payment.ladders,
  hintsSeenAt: payment.hintsSeenAt,
  buyer: payment.buyer,
  returnUrls: payment.returnUrls,
  metadata: payment.metadata,
  instrument: payment.instrument,
  accountAsk: payment.accountAsk,
  refundAlertedFor: payment.refundAlertedFor,
  disputes: payment.disputes,
  ...(payment.provenAt === undefined ? {} : { provenAt: payment.provenAt }),
})

/** What rows of an older version do not say. */
const UNSAID = { instrument: null, accountAsk: null, refundAlertedFor: null, disputes: [] } as const
const UNSAID_OF_CANCELLATION = { promotion: null, shownAccount: null } as const

export interface Opened {
  readonly providerState: ProviderState | null
  readonly accounts: AccountDetail
}

export function toPayment(row: PaymentRow, { providerState, accounts }: Opened): Payment {
  return {
    ...UNSAID,
    ...row.detail,
    ...accounts,
    id: row.id as PaymentId,
    version: row.version,
    channel: row.channel,
    provider: row.provider as ProviderId,
    orderId: row.order_id,
    attempt: row.attempt,
    providerOrderId: row.provider_order_id,
    orderName: row.order_name,
    providerRef: row.provider_ref,
    providerState,
    method: row.method as Method | null,
    currency: row.currency as Currency,
    state: row.state as PaymentState,
    amounts: {
      total: amount(row.total),
      paid: amount(row.paid),
      cancelledByUs: amount(row.cancelled_by_us),
      observedCancelled: amount(row.observed_cancelled),
      inFlight: amount(row.in_flight),
    },
    taxFree: row.tax_free === null ? null : amount(row.tax_free),
    vat: row.vat === null ? null : amount(row.vat),
    ...timesOf(row),
    supersededBy: row.superseded_by as PaymentId | null,
    hintsHeard: row.hints_heard,
    hintsSeen: row.hints_seen,
  }
}

function timesOf(row: PaymentRow) {
  const { order_ref, order_recorded_at, hold_at, hold_cause, hold_detail } = row
  return {
    order:
      order_ref === null || order_recorded_at === null ? null : { ref: order_ref, recordedAt: at(order_recorded_at) },
    orderWithinMs: row.order_within_ms,
    orderDueAt: maybeAt(row.order_due_at),
    createdAt: at(row.created_at),
    readyUntil: at(row.ready_until),
    paidAt: maybeAt(row.paid_at),
    learnedAt: maybeAt(row.learned_at),
    hold: hold_at === null ? null : { at: at(hold_at), cause: hold_cause ?? '', detail: hold_detail ?? '' },
  }
}

/** A row of `cancellations` as JSON for `jsonb_to_recordset`. */
export function toCancellationJson(one: Cancellation): object {
  const { taxFree, vat, promotion, shownAccount, guard, keyEpoch, sentAt, callEndsAt, answer, ladder, credential } = one
  return {
    id: one.id,
    payment_id: one.paymentId,
    kind: one.kind,
    via: one.via,
    state: one.state,
    amount: one.amount,
    reserved: one.reserved,
    reason: one.reason,
    requester: one.requester,
    created_at: new Date(one.createdAt),
    settled_at: date(one.settledAt),
    attempts: one.attempts,
    provider_cancel_id: one.providerCancelId,
    detail: {
      ...{ taxFree, vat, promotion, shownAccount, guard, keyEpoch, sentAt, callEndsAt, answer, ladder, credential },
      ...(one.lost === undefined ? {} : { lost: one.lost }),
      ...(one.owedSince === undefined ? {} : { owedSince: one.owedSince }),
      ...(one.tookOver === undefined ? {} : { tookOver: one.tookOver }),
    },
  }
}

export const toCancellation = (row: CancellationRow, refundAccount: RefundAccount | null): Cancellation => ({
  ...UNSAID_OF_CANCELLATION,
  ...row.detail,
  refundAccount,
  id: row.id as CancellationId,
  paymentId: row.payment_id as PaymentId,
  kind: row.kind as Cancellation['kind'],
  via: row.via as Cancellation['via'],
  state: row.state as Cancellation['state'],
  amount: amount(row.amount),
  reserved: amount(row.reserved),
  reason: row.reason,
  requester: row.requester as Cancellation['requester'],
  createdAt: at(row.created_at),
  settledAt: maybeAt(row.settled_at),
  attempts: row.attempts,
  providerCancelId: row.provider_cancel_id,
})

export const at = (value: Date): Instant => instant(value.getTime())
export const maybeAt = (value: Date | null): Instant | null => (value === null ? null : at(value))
export const date = (value: Instant | null | undefined): Date | null => (value == null ? null : new Date(value))
