/** Shows what the engine knows in the words of the API: ISO times, derived sums, nothing that is secret. */
import type { VirtualAccount } from '../core/account/account.ts'
import { balanceOf, cancelledAmount, refundableOf } from '../core/payment/amounts.ts'
import { attentionOf } from '../core/payment/attention.ts'
import { refundDueAtOf } from '../core/payment/due.ts'
import type { Cancellation, Dispute, PaymentFile } from '../core/payment/payment.ts'
import { type Instant, toIso } from '../core/time.ts'
import { eventView } from '../engine/event-view.ts'
import type { StoredEvent } from '../ports/event.ts'
import type { HttpContext } from './context.ts'
import type { CancellationJson, EventJson, PaymentJson } from './schemas/payment.ts'

const iso = (at: Instant | null): string | null => (at === null ? null : toIso(at))

export function paymentJson(file: PaymentFile): PaymentJson {
  const { payment, cancellations } = file
  const { amounts, dropped } = payment
  return {
    id: payment.id,
    orderId: payment.orderId,
    attempt: payment.attempt,
    providerOrderId: payment.providerOrderId,
    orderName: payment.orderName,
    channel: payment.channel,
    provider: payment.provider,
    providerRef: payment.providerRef,
    method: payment.method,
    state: payment.state,
    currency: payment.currency,
    amount: amounts.total,
    paidAmount: amounts.paid,
    cancelledAmount: cancelledAmount(amounts),
    balance: balanceOf(amounts),
    refundable: refundableOf(amounts),
    taxFree: payment.taxFree,
    vat: payment.vat,
    cancelledTaxFree: cancelledTaxFree(cancellations),
    order: payment.order === null ? null : { ref: payment.order.ref, recordedAt: toIso(payment.order.recordedAt) },
    orderDueAt: iso(payment.orderDueAt),
    orderDroppedAt: iso(dropped?.at ?? null),
    ...attentionJson(file),
    disputes: payment.disputes.map(disputeJson),
    failure: payment.failure,
    virtualAccount: accountJson(payment.virtualAccount),
    refundDueAt: iso(refundDueAtOf(file)),
    supersededBy: payment.supersededBy,
    cancellations: cancellations.map(cancellationJson),
    createdAt: toIso(payment.createdAt),
    readyUntil: toIso(payment.readyUntil),
    approvedAt: iso(payment.paidAt ?? payment.learnedAt),
    metadata: payment.metadata,
  }
}

const cancelledTaxFree = (cancellations: readonly Cancellation[]): number =>
  cancellations.filter(({ state }) => state === 'done').reduce((sum, { taxFree }) => sum + (taxFree ?? 0), 0)

const disputeJson = ({ id, reason, openedAt, state, endedAt }: Dispute): PaymentJson['disputes'][number] => ({
  id,
  reason,
  state,
  openedAt: iso(openedAt),
  endedAt: iso(endedAt),
})

/** The number is for the buyer, who cannot pay without it; a cash receipt's number is nobody's to read. */
function accountJson(account: VirtualAccount | null): PaymentJson['virtualAccount'] {
  if (account === null) return null
  const { bank, number, holder, expiresAt, issuedAt, cashReceipt } = account
  return {
    bank,
    number,
    holder,
    expiresAt: toIso(expiresAt),
    issuedAt: iso(issuedAt),
    cashReceipt: cashReceipt?.kind ?? null,
  }
}

/** A hold comes before everything else: `at` is since when a person is waited for (DESIGN §5). */
function attentionJson(file: PaymentFile): Pick<PaymentJson, 'attention' | 'hold'> {
  const { hold } = file.payment
  if (hold !== null) {
    const at = toIso(hold.at)
    return { attention: { at, reason: 'needs_operator' }, hold: { at, cause: hold.cause, detail: hold.detail } }
  }
  const attention = attentionOf(file)
  return {
    attention: attention === null ? null : { at: toIso(attention.dueAt), reason: attention.reason },
    hold: null,
  }
}

export const cancellationJson = (one: Cancellation): CancellationJson => ({
  id: one.id,
  paymentId: one.paymentId,
  kind: one.kind,
  via: one.via,
  state: one.state,
  amount: one.amount,
  reason: one.reason,
  requester: one.requester,
  refundAccount: one.shownAccount,
  answer: one.answer,
  createdAt: toIso(one.createdAt),
  settledAt: iso(one.settledAt),
})

export type LinkMaker = Pick<HttpContext, 'engine' | 'publicUrl'>

export const eventJson = (event: StoredEvent, { engine, publicUrl }: LinkMaker): EventJson =>
  eventView(event, engine.deps, publicUrl)
