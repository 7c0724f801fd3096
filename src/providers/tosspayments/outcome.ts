/** Turns an answer into an outcome: done only when status, keys, order number, currency and amounts all agree. */
import type { CancelEvidence, Evidence } from '../../core/evidence.ts'
import { ZERO } from '../../core/money.ts'
import type { Outcome, ProviderAnswer } from '../../core/outcome.ts'
import type { InquiryTarget, ListPage } from '../../ports/provider.ts'
import type { JsonReply } from '../json.ts'
import { doubt, noPayment } from '../outcome.ts'
import { safeText } from '../scrub.ts'
import { tagOf } from '../tag.ts'
import type { ClosePlan, IssuePlan } from './account.ts'
import { meaningOf, TOO_MANY } from './codes.ts'
import type { Account, TosspaymentsOperation } from './config.ts'
import { accountOf, judge, rowEvidence, warningOf, wasClosedUnpaid } from './evidence.ts'
import type { CancelPlan, Confirm } from './requests.ts'
import { LIST_LIMIT, paymentKeyOf } from './requests.ts'
import type { TossCancel, TossPayment } from './wire.ts'
import { errorShape, paymentShape, transactionsShape } from './wire.ts'

/** A body under HTTP 200, or an answer that the code table calls one. */
type Read = { readonly json: unknown } | { readonly says: ProviderAnswer }

/**
 * §1: HTTP 200 is the success flag, unlike elsewhere. §15 trap 6: among the others the code decides and not the status,
 * except that no 5xx is ever a refusal.
 */
function sift(operation: TosspaymentsOperation, reply: JsonReply): Read | Outcome<never> {
  if (reply.kind === 'nothing') return reply.outcome
  if (reply.status === 200) return { json: reply.json }
  const error = errorShape.safeParse(reply.json)
  if (!error.success && reply.status !== 429) return doubt(`HTTP status ${reply.status} without an error code`, null)
  const code = error.success ? safeText(error.data.code).slice(0, 100) : null
  const answer = { code, message: error.success ? safeText(error.data.message) : `HTTP status ${reply.status}` }
  if (reply.status < 400 || reply.status >= 500) return doubt(`HTTP status ${reply.status}: ${answer.message}`, code)
  const row = meaningOf(operation, reply.status === 429 ? TOO_MANY : (error.data?.code ?? ''))
  if (row === null) return doubt(`unlisted code: ${answer.message}`, code)
  switch (row.kind) {
    case 'refused':
      return { kind: 'refused', answer, next: row.next }
    case 'done':
      return { says: answer }
    case 'unknown':
    // No table of ours has an `accepted` row.
    case 'accepted':
      return { kind: 'unknown', answer, next: 'inquire' }
  }
}

/** Which payment an answer must be about. */
interface Expected {
  readonly paymentKey: string | null
  /** Empty: not known. */
  readonly orderId: string
  /** Null: any, and what it is becomes evidence. */
  readonly currency: string | null
}

/** The Payment object of a success, if it is about the payment asked for. */
function paymentOf(expected: Expected, json: unknown): TossPayment | Outcome<never> {
  const parsed = paymentShape.safeParse(json)
  if (!parsed.success) return doubt('the answer is not a Payment object', null)
  const payment = parsed.data
  const problem =
    (expected.paymentKey === null || payment.paymentKey === expected.paymentKey
      ? null
      : 'paymentKey differs from the one asked for') ??
    (expected.orderId === '' || payment.orderId === expected.orderId
      ? null
      : 'orderId differs from the one asked for') ??
    (expected.currency === null || payment.currency === expected.currency
      ? null
      : 'currency differs from the one asked for')
  return problem === null ? payment : doubt(problem, payment.status)
}

const isOutcome = (value: object): value is Outcome<never> => 'kind' in value

/** Reads the answer of a confirm (§4.1). An account that was issued is `awaiting_deposit` and not money. */
export function readApproval(account: Account, asked: Confirm, reply: JsonReply): Outcome<Evidence> {
  return settled<Evidence>('approve', reply, (json) => {
    const payment = paymentOf(asked, json)
    if (isOutcome(payment)) return payment
    if (payment.totalAmount !== asked.amount) return doubt('totalAmount differs from the one approved', payment.status)
    const problem = foreignMid(account, payment)
    if (problem !== null) return doubt(problem, payment.status)
    const judged = judge(account, payment)
    if ('problem' in judged) return doubt(judged.problem, payment.status)
    const { status } = judged.evidence
    // The answer to a first confirm, or its replay, is byte for byte a payment that was just approved (§7).
    if (status !== 'paid' && status !== 'awaiting_deposit')
      return doubt('the success is not an approval', payment.status)
    return done(judged.evidence, payment)
  })
}

/** Reads the answer of an issue (§4.4): an account that waits for our amount, with its number. */
export function readIssue(account: Account, asked: IssuePlan, reply: JsonReply): Outcome<Evidence> {
  return settled<Evidence>('issue', reply, (json) => {
    const payment = paymentOf({ ...asked, paymentKey: null }, json)
    if (isOutcome(payment)) return payment
    if (payment.totalAmount !== asked.amount) return doubt('totalAmount differs from the one asked for', payment.status)
    const problem = foreignMid(account, payment)
    if (problem !== null) return doubt(problem, payment.status)
    const judged = judge(account, payment)
    if ('problem' in judged) return doubt(judged.problem, payment.status)
    const { status, virtualAccount } = judged.evidence
    if (status !== 'awaiting_deposit' || virtualAccount === null) {
      return doubt('the success is not an account that waits', payment.status)
    }
    return done(judged.evidence, payment)
  })
}

/** Reads the answer of a close (§4.3): cancelled by our tag, and no refund of money is on its way. */
export function readClose(account: Account, asked: ClosePlan, reply: JsonReply): Outcome<CancelEvidence> {
  return settled<CancelEvidence>('close', reply, (json) => {
    const found = ownCancel(account, asked, json)
    if (isOutcome(found)) return found
    const { own, payment } = found
    if (!wasClosedUnpaid(payment) || own.cancelStatus !== 'DONE') {
      return doubt('the success is not an account that was closed unpaid', payment.status)
    }
    return done({ providerCancelId: own.transactionKey, amount: ZERO, remaining: null, at: own.canceledAt }, payment)
  })
}

/** Reads the answer of a cancel (§4.3). */
export function readCancel(account: Account, asked: CancelPlan, reply: JsonReply): Outcome<CancelEvidence> {
  return settled<CancelEvidence>('cancel', reply, (json) => {
    const found = ownCancel(account, asked, json)
    if (isOutcome(found)) return found
    const { own, payment } = found
    const { cancellation } = asked
    if (own.cancelAmount !== cancellation.amount) {
      return doubt('cancelAmount differs from the one asked for', payment.status)
    }
    if (wasClosedUnpaid(payment)) return doubt('an unpaid account was closed, no money went back', payment.status)
    const contradiction = own.cancelStatus === 'DONE' ? stillThere(account, payment) : null
    if (contradiction !== null) return doubt(contradiction, payment.status)
    return cancelOutcome(own, { payment, guard: cancellation.guard })
  })
}

interface Found {
  readonly payment: TossPayment
  readonly own: TossCancel
}

/** Ours is the one element of `cancels[]` that carries our tag. */
function ownCancel(account: Account, asked: CancelPlan | ClosePlan, json: unknown): Found | Outcome<never> {
  const payment = paymentOf(asked, json)
  if (isOutcome(payment)) return payment
  const problem = foreignMid(account, payment)
  if (problem !== null) return doubt(problem, payment.status)
  const ours = payment.cancels.filter(({ cancelReason }) => tagOf(cancelReason) === asked.cancellation.id)
  const [own] = ours
  if (own === undefined || ours.length > 1) return doubt(`${ours.length} cancels carry our tag`, payment.status)
  return { payment, own }
}

/** Why a payment that lists a cancel as done does not look as if money had gone back; null where it does. */
function stillThere(account: Account, payment: TossPayment): string | null {
  const judged = judge(account, payment)
  if ('problem' in judged) return judged.problem
  const { status } = judged.evidence
  return status === 'partially_cancelled' || status === 'cancelled' ? null : 'a cancel is listed, and nothing is gone'
}

function cancelOutcome(
  own: TossCancel,
  { payment, guard }: { payment: TossPayment; guard: number | null },
): Outcome<CancelEvidence> {
  const remaining = own.refundableAmount ?? null
  const evidence: CancelEvidence = {
    providerCancelId: own.transactionKey,
    amount: own.cancelAmount,
    remaining,
    at: own.canceledAt,
  }
  switch (own.cancelStatus) {
    case 'DONE': {
      // The money went back either way; a remainder that is not ours means that somebody else cancelled too.
      const agrees = guard === null || remaining === null || remaining === guard - own.cancelAmount
      return { ...done(evidence, payment), next: agrees ? 'none' : 'operator' }
    }
    case 'IN_PROGRESS':
      return { ...done(evidence, payment), kind: 'accepted', next: 'inquire' }
    case 'ABORTED':
      return doubt('the success lists our cancel as aborted', own.cancelStatus)
  }
}

/**
 * Reads the answer of a look-up (§4.2). While a confirm of ours may be running, a session that is still open says
 * nothing: it is neither a charge nor a proof that none comes.
 */
export function readInquiry(account: Account, target: InquiryTarget, reply: JsonReply): Outcome<Evidence> {
  const read = sift('inquire', reply)
  if (isOutcome(read)) return read
  if ('says' in read) return { kind: 'done', evidence: nothing(account, target), answer: read.says, next: 'none' }
  const expected = { paymentKey: paymentKeyOf(target), orderId: target.providerOrderId, currency: null }
  const payment = paymentOf(expected, read.json)
  if (isOutcome(payment)) return payment
  const judged = judge(account, payment)
  if ('problem' in judged) return doubt(judged.problem, payment.status)
  if (judged.evidence.status === 'none' && target.providerState !== null) {
    return doubt('the payment session is still open', payment.status)
  }
  const warning = warningOf(payment)
  const told = done(judged.evidence, payment)
  return warning === null ? told : { ...told, answer: { ...told.answer, message: warning }, next: 'operator' }
}

/** Reads one page of the list (§4.6): a row that cannot be read makes the page unknown, never shorter. */
export function readList(account: Account, reply: JsonReply): Outcome<ListPage> {
  return settled<ListPage>('list', reply, (json) => {
    const parsed = transactionsShape.safeParse(json)
    if (!parsed.success) return doubt('the answer is not a list of transactions', null)
    const judged = parsed.data.map((row) => rowEvidence(account, row))
    const problem = judged.find((one) => 'problem' in one)
    if (problem !== undefined) return doubt(problem.problem, null)
    const rows = judged.flatMap((one) => ('evidence' in one ? [one.evidence] : []))
    // §4.6: a page with fewer rows than the limit is the last.
    const next = parsed.data.length < LIST_LIMIT ? null : (parsed.data.at(-1)?.transactionKey ?? null)
    return { kind: 'done', evidence: { rows, next }, answer: { code: null, message: '' }, next: 'none' }
  })
}

/** For operations in which no error code is an answer. */
function settled<T>(
  operation: TosspaymentsOperation,
  reply: JsonReply,
  read: (json: unknown) => Outcome<T>,
): Outcome<T> {
  const sifted = sift(operation, reply)
  if (isOutcome(sifted)) return sifted
  if ('says' in sifted) return doubt('an error is no success', sifted.says.code)
  return read(sifted.json)
}

const done = <T>(evidence: T, { status }: TossPayment): Extract<Outcome<T>, { kind: 'done' }> => ({
  kind: 'done',
  evidence,
  answer: { code: status, message: '' },
  next: 'none',
})

const foreignMid = (account: Account, { mId }: TossPayment): string | null =>
  (accountOf(account, mId) ?? account.name) === account.name ? null : 'mId is not ours'

const nothing = ({ live, name: account }: Account, { providerRef: ref }: InquiryTarget): Evidence =>
  noPayment({ ref, orderNumber: null, live, account })
