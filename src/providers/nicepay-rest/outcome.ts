/** Turns an answer into an outcome: done only when code, signature, tid, order number, currency and amounts agree. */
import type { CancelEvidence, Evidence } from '../../core/evidence.ts'
import type { Amount } from '../../core/money.ts'
import { ZERO } from '../../core/money.ts'
import type { Outcome, ProviderAnswer } from '../../core/outcome.ts'
import type { InquiryTarget } from '../../ports/provider.ts'
import type { JsonReply } from '../json.ts'
import { doubt, noPayment } from '../outcome.ts'
import { safeText } from '../scrub.ts'
import { tagOf } from '../tag.ts'
import { meaningOf } from './codes.ts'
import type { Account, NicepayRestOperation } from './config.ts'
import { forgery, judge, liveOf, wasClosedUnpaid } from './evidence.ts'
import type { Approving, CancelPlan } from './requests.ts'
import { tidOf } from './requests.ts'
import type { RestPayment } from './wire.ts'
import { paymentShape, resultShape } from './wire.ts'

/** An answer whose code is listed as one that says something happened, or is so. */
export interface Read {
  readonly code: string
  readonly answer: ProviderAnswer
  readonly json: unknown
}

export const isOutcome = (value: object): value is Outcome<never> => 'kind' in value

/** §15: the code decides and not the status, but a code under a status that is not its own decides nothing. */
export function sift(operation: NicepayRestOperation, reply: JsonReply): Read | Outcome<never> {
  if (reply.kind === 'nothing') return reply.outcome
  const { status, json } = reply
  const result = resultShape.safeParse(json)
  if (!result.success) return doubt(`HTTP status ${status} without a resultCode`, null)
  const { resultCode, resultMsg } = result.data
  const code = safeText(resultCode)
  const answer = { code, message: safeText(resultMsg) }
  const row = meaningOf(operation, resultCode, status)
  if (row === null) return doubt(`unlisted code under HTTP status ${status}: ${answer.message}`, code)
  switch (row.kind) {
    case 'refused':
      return { kind: 'refused', answer, next: row.next }
    case 'done':
      return { code, answer, json }
    case 'unknown':
    // No table of ours has an `accepted` row.
    case 'accepted':
      return { kind: 'unknown', answer, next: 'inquire' }
  }
}

/** Which payment an answer must be about. Null: not known, any. */
interface Expected {
  readonly tid: string | null
  /** Any of them; empty: any at all. */
  readonly orderIds: readonly string[]
  readonly currency: string | null
}

/** The payment object of a success, if it is genuine and about the payment asked for. */
function paymentOf(account: Account, expected: Expected, read: Read): RestPayment | Outcome<never> {
  const parsed = paymentShape.safeParse(read.json)
  if (!parsed.success) return doubt('the answer is not a payment object', read.code)
  const payment = parsed.data
  const { tid, orderIds, currency } = expected
  const problem =
    forgery(account, payment) ??
    (tid === null || payment.tid === tid ? null : 'tid differs from the one asked for') ??
    (orderIds.length === 0 || orderIds.includes(payment.orderId) ? null : 'orderId differs from the one asked for') ??
    (currency === null || payment.currency === currency ? null : 'currency differs from the one asked for') ??
    (currency === null || liveOf(account, payment.tid) === account.live ? null : 'test money on a live channel')
  return problem === null ? payment : doubt(problem, payment.status)
}

/** Reads the answer of an approval. An account that was issued is `awaiting_deposit` and not money. */
export function readApproval(account: Account, asked: Approving, reply: JsonReply): Outcome<Evidence> {
  const read = sift('approve', reply)
  if (isOutcome(read)) return read
  const { tid, orderId, amount, currency } = asked
  const payment = paymentOf(account, { tid, orderIds: [orderId], currency }, read)
  if (isOutcome(payment)) return payment
  if (payment.amount !== amount) return doubt('amount differs from the one approved', payment.status)
  const judged = judge(account, payment)
  if ('problem' in judged) return doubt(judged.problem, payment.status)
  const { status } = judged.evidence
  if (status !== 'paid' && status !== 'awaiting_deposit') return doubt('the success is no approval', payment.status)
  return { kind: 'done', evidence: judged.evidence, answer: read.answer, next: 'none' }
}

/** What a cancel did: the element of `cancels[]` that is ours. */
type Own = Pick<CancelEvidence, 'providerCancelId' | 'amount' | 'at'>

/**
 * Reads the answer of a cancel. Whose orderId and which amount it shows is unconfirmed (§16, §20), so both readings are
 * taken; which cancel is ours says our tag.
 */
export function readCancel(account: Account, plan: CancelPlan, reply: JsonReply): Outcome<CancelEvidence> {
  const read = sift('cancel', reply)
  if (isOutcome(read)) return read
  const { cancellation, total } = plan
  const orderIds = [plan.paymentOrderId, plan.orderId]
  const payment = paymentOf(account, { tid: plan.tid, orderIds, currency: plan.currency }, read)
  if (isOutcome(payment)) return payment
  if (payment.amount !== total && payment.amount !== cancellation.amount) {
    return doubt('amount is neither the payment nor the cancel', payment.status)
  }
  if (wasClosedUnpaid(payment)) return doubt(CLOSED_UNPAID, payment.status)
  if (!SUM_FITS[payment.status](payment.balanceAmt)) {
    return doubt(`${payment.status} with ${payment.balanceAmt} left`, payment.status)
  }
  const own = ownOf(plan, payment)
  if ('problem' in own) return doubt(own.problem, payment.status)
  if (own.amount !== cancellation.amount) return doubt('another amount than asked for was cancelled', payment.status)
  const remaining = payment.balanceAmt
  // The money went back either way; a remainder that is not ours means that somebody else cancelled too.
  const agrees = cancellation.guard === null || remaining === cancellation.guard - own.amount
  return { kind: 'done', evidence: { ...own, remaining }, answer: read.answer, next: agrees ? 'none' : 'operator' }
}

/** A cancel met an account that no money had come on: it is closed, and nothing went back. */
const CLOSED_UNPAID = 'an account was closed before any deposit, no money went back'

/** After a cancel the payment is cancelled, in whole or in part, and its balance says the same. */
const SUM_FITS: Readonly<Record<RestPayment['status'], (balance: number) => boolean>> = {
  cancelled: (balance) => balance === 0,
  partialCancelled: (balance) => balance > 0,
  paid: () => false,
  ready: () => false,
  failed: () => false,
  expired: () => false,
}

function ownOf({ scope, cancellation }: CancelPlan, payment: RestPayment): Own | { readonly problem: string } {
  const tagged = payment.cancels.filter(({ reason }) => tagOf(reason) === cancellation.id)
  const [own] = tagged
  if (own !== undefined && tagged.length === 1) {
    const named = payment.cancelledTid ?? own.tid
    if (named !== own.tid) return { problem: 'cancelledTid is of another cancel than the one that carries our tag' }
    return { providerCancelId: own.tid, amount: own.amount, at: own.cancelledAt }
  }
  // Where nothing is listed, what a full cancel took is beyond doubt all the same.
  if (scope === 'full' && payment.status === 'cancelled' && payment.cancels.length === 0) {
    return { providerCancelId: payment.cancelledTid ?? null, amount: cancellation.amount, at: payment.cancelledAt }
  }
  return { problem: `${tagged.length} cancels carry our tag` }
}

/**
 * Reads the answer of a close: the account is called off and no money ever came on it. Anything else, and be it a
 * success, is for the look-up to say.
 */
export function readClose(account: Account, plan: CancelPlan, reply: JsonReply): Outcome<CancelEvidence> {
  const read = sift('close', reply)
  if (isOutcome(read)) return read
  const { tid, total, currency } = plan
  const payment = paymentOf(account, { tid, orderIds: [plan.paymentOrderId, plan.orderId], currency }, read)
  if (isOutcome(payment)) return payment
  const { status, cancelledTid, cancelledAt } = payment
  if (payment.amount !== total) return doubt('amount differs from the one of the account', status)
  if (!wasClosedUnpaid(payment)) return doubt('the success is no closed account', status)
  const evidence = { providerCancelId: cancelledTid ?? null, amount: ZERO, remaining: ZERO, at: cancelledAt }
  return { kind: 'done', evidence, answer: read.answer, next: 'none' }
}

/** What a net cancel asked for. */
export interface NetCancelPlan {
  readonly tid: string | null
  readonly orderId: string
  readonly amount: Amount
  readonly currency: string
}

/** Reads the answer of a net cancel: all of the payment went back, or it is not believed. */
export function readNetCancel(account: Account, plan: NetCancelPlan, reply: JsonReply): Outcome<CancelEvidence> {
  const read = sift('net_cancel', reply)
  if (isOutcome(read)) return read
  const { tid, orderId, amount, currency } = plan
  const payment = paymentOf(account, { tid, orderIds: [orderId], currency }, read)
  if (isOutcome(payment)) return payment
  const { status, balanceAmt, cancels, cancelledTid, cancelledAt } = payment
  if (wasClosedUnpaid(payment)) return doubt(CLOSED_UNPAID, status)
  if (status !== 'cancelled' || balanceAmt !== 0) return doubt(`${status} with ${balanceAmt} left`, status)
  const [own] = cancels
  if (payment.amount !== amount || (own?.amount ?? amount) !== amount || cancels.length > 1) {
    return doubt('another amount than the whole payment was cancelled', status)
  }
  const providerCancelId = cancelledTid ?? own?.tid ?? null
  const evidence = { providerCancelId, amount, remaining: balanceAmt, at: own?.cancelledAt ?? cancelledAt }
  return { kind: 'done', evidence, answer: read.answer, next: 'none' }
}

/** Reads the answer of a look-up. U107 is an answer too: NICEPAY knows of no such payment. */
export function readInquiry(account: Account, target: InquiryTarget, reply: JsonReply): Outcome<Evidence> {
  const read = sift('inquire', reply)
  if (isOutcome(read)) return read
  const { answer } = read
  if (read.code !== '0000') return { kind: 'done', evidence: nothing(account, target), answer, next: 'none' }
  const { providerOrderId } = target
  const orderIds = providerOrderId === '' ? [] : [providerOrderId]
  const payment = paymentOf(account, { tid: tidOf(target), orderIds, currency: null }, read)
  if (isOutcome(payment)) return payment
  const judged = judge(account, payment)
  if ('problem' in judged) return doubt(judged.problem, payment.status)
  return { kind: 'done', evidence: judged.evidence, answer, next: 'none' }
}

const nothing = ({ live, clientKey: account }: Account, { providerRef: ref }: InquiryTarget): Evidence =>
  noPayment({ ref, orderNumber: null, live, account })
