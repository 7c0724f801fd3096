/** A refund is asked for: checked against what is left, reserved, and queued; or refused under its key. */
import type { RefundAccount } from '../account/account.ts'
import { type ErrorCode, type Refusal, refuse } from '../errors.ts'
import type { CancellationId } from '../ids.ts'
import { type Amount, ZERO } from '../money.ts'
import { refundableOf } from '../payment/amounts.ts'
import { takenOver, takeOverAsk } from '../payment/ask.ts'
import { openClose } from '../payment/attention.ts'
import {
  addCancellation,
  type Context,
  type Decision,
  type Draft,
  draftOf,
  finish,
  note,
  patchCancellation,
} from '../payment/draft.ts'
import type { Cancellation, Payment, PaymentFile } from '../payment/payment.ts'
import { accountProblemOf, notTaken } from './account-needs.ts'
import { newborn, queue } from './birth.ts'
import { forbids } from './ours.ts'
import { verdictOf } from './verdict.ts'

export interface CancellationRequest {
  readonly id: CancellationId
  /** Null = all that is refundable now. */
  readonly amount: Amount | null
  readonly reason: string
  readonly requester: 'buyer' | 'merchant'
  /** What the caller believes is refundable; a different truth refuses the request. */
  readonly expectedBalance: Amount | null
  readonly taxFree: Amount | null
  readonly vat: Amount | null
  readonly promotion?: Cancellation['promotion']
  /** Where a deposit goes back to. */
  readonly refundAccount?: RefundAccount | null
  /** A restored database lost time in which it may have been asked for already ({@link lostRefund}). */
  readonly maybeLost?: boolean
}

/**
 * `POST …/cancellations`. What the payment's state forbids, and what is missing, stores nothing and leaves the key
 * free; what balance, policy or protocol forbid is kept as a refused cancellation, because its key now names that
 * answer (DESIGN §4, §8).
 */
export function requestCancellation(file: PaymentFile, request: CancellationRequest, context: Context): Decision {
  const { payment } = file
  const refusal = unrefundableBecause(payment, context)
  if (refusal !== null) return { ok: false, refusal }
  const lost = lostRefund(file, request)
  if (lost !== null) return finish(claimLost(draftOf(file), lost))
  if (payment.state === 'awaiting_deposit') return requestClose(file, request, context)
  const wish = { ...request, amount: request.amount ?? refundableOf(payment.amounts) }
  const wrong = forbiddenBecause(file, wish, context)
  if (wrong !== null) return finish(bornRefused(draftOf(file), wish, { wrong, context }))
  const missing = accountProblemOf(file, { amount: wish.amount, account: wish.refundAccount ?? null }, context)
  if (missing !== null) return { ok: false, refusal: missing }
  return finish(bornQueued(draftOf(file), wish, context))
}

/**
 * The refund that this request asked for in time that a restored database lost: of the same amount, ours, and with no
 * key yet. Who names the balance as it is now knows of it, and means another one (docs/internals/recovery.md).
 */
export function lostRefund({ payment, cancellations }: PaymentFile, request: CancellationRequest): Cancellation | null {
  const refundable = refundableOf(payment.amounts)
  const unclaimed = cancellations.filter(({ lost, state }) => lost === 'unclaimed' && state === 'done')
  if (request.maybeLost !== true || (request.expectedBalance === refundable && refundable > 0)) return null
  const { amount } = request
  if (amount === null) return refundable === 0 ? (unclaimed.at(-1) ?? null) : null
  return unclaimed.find((one) => one.amount === amount) ?? null
}

const claimLost = (draft: Draft, { id, amount }: Cancellation): Draft =>
  note(patchCancellation(draft, id, { lost: 'claimed' }), 'cancellation.found_again', { cancellationId: id, amount })

type Sized = CancellationRequest & { readonly amount: Amount }
type Question = Pick<Sized, 'amount' | 'expectedBalance'>

const forbiddenBecause = (file: PaymentFile, wish: Question, context: Context): Refusal | null =>
  balanceProblemOf(file.payment, wish, context) ?? policyProblemOf(file, wish, context)

/** Why a cancellation of `amount` would be refused, were it asked for now: the quote asks what the request asks. */
export function cancellationProblem(file: PaymentFile, amount: Amount, context: Context): Refusal | null {
  const refusal = unrefundableBecause(file.payment, context)
  if (refusal !== null) return refusal
  const question = { amount, expectedBalance: null }
  return file.payment.state === 'awaiting_deposit'
    ? (beingClosed(file) ?? closeProblemOf(file.payment, question))
    : forbiddenBecause(file, question, context)
}

function unrefundableBecause(payment: Payment, { policy }: Context): Refusal | null {
  const { state, hold } = payment
  if (hold !== null) return refuse('MD_ON_HOLD', hold.detail)
  const closable = state === 'awaiting_deposit' && policy.virtualAccount?.closes === true
  if (state === 'ready' || state === 'approving' || (state === 'awaiting_deposit' && !closable)) {
    return refuse('MD_NOT_PAID_YET', `The payment is ${state}; there is no money to refund yet.`)
  }
  // A cancelled payment held money: that nothing is left of it is a matter of the balance.
  if (state === 'failed' || state === 'expired') {
    return refuse('MD_PAYMENT_ENDED', `The payment is ${state}.`)
  }
  return null
}

function balanceProblemOf(
  payment: Payment,
  { amount, expectedBalance }: Question,
  { policy }: Context,
): Refusal | null {
  const refundable = refundableOf(payment.amounts)
  if (expectedBalance !== null && expectedBalance !== refundable) {
    return refuse('MD_BALANCE_DIFFERS', `${refundable} is refundable, you expected ${expectedBalance}.`)
  }
  if (amount === 0 || amount > refundable) {
    return refuse('MD_BALANCE_TOO_SMALL', `${refundable} is refundable, ${amount} was asked for.`)
  }
  if (amount < payment.amounts.paid && !policy.partialCancel) {
    return refuse('MD_PARTIAL_UNSUPPORTED', 'This provider takes full cancels only.')
  }
  return null
}

/** A hard rule: the PG or the carrier refuses it technically, so it is never sent. What may go later is queued. */
function policyProblemOf(file: PaymentFile, { amount }: Question, context: Context): Refusal | null {
  const verdict = verdictOf(file, amount, context)
  return verdict.allowed === 'no' ? forbids(verdict) : null
}

/** Before a deposit the account is closed, whole (DESIGN §8). */
function requestClose(file: PaymentFile, request: CancellationRequest, context: Context): Decision {
  if (request.refundAccount != null) return { ok: false, refusal: notTaken('No deposit came yet.') }
  const closing = beingClosed(file)
  if (closing !== null) return { ok: false, refusal: closing }
  const wish = { ...request, amount: request.amount ?? file.payment.amounts.total }
  const wrong = closeProblemOf(file.payment, wish)
  if (wrong !== null) return finish(bornRefused(draftOf(file), wish, { wrong, context }))
  const { id, reason, requester } = request
  const close = { id, kind: 'account_close', via: 'close', amount: ZERO, reserved: ZERO, reason, requester } as const
  return finish(queue(draftOf(file), close, context))
}

/** One close is enough; who waits for it looks at the one that there is. */
function beingClosed({ cancellations }: PaymentFile): Refusal | null {
  const close = openClose(cancellations)
  return close === null ? null : refuse('MD_BEING_CLOSED', `Cancellation ${close.id} is closing the account.`)
}

function closeProblemOf({ amounts }: Payment, { amount, expectedBalance }: Question): Refusal | null {
  if (expectedBalance !== null && expectedBalance !== 0) {
    return refuse('MD_BALANCE_DIFFERS', `0 is refundable, you expected ${expectedBalance}.`)
  }
  if (amount === amounts.total) return null
  return refuse('MD_PARTIAL_UNSUPPORTED', 'An account without its deposit is closed whole.')
}

function bornQueued(draft: Draft, wish: Sized, context: Context): Draft {
  const { id, amount, reason, requester, taxFree, vat, promotion = null, refundAccount = null } = wish
  const details = { taxFree, vat, promotion, refundAccount }
  const refund = { id, kind: 'refund', via: 'cancel', amount, reserved: amount, reason, requester, ...details } as const
  const taken = takenOver(draft.file.payment, amount)
  const queued = queue(draft, taken === null ? refund : { ...refund, tookOver: taken }, context)
  return takeOverAsk(queued, taken)
}

function bornRefused(draft: Draft, wish: Sized, { wrong, context }: { wrong: Refusal; context: Context }): Draft {
  const one: Cancellation = {
    ...bornFrom(draft, wish, context),
    state: 'refused',
    settledAt: context.now,
    answer: { code: wrong.code, message: wrong.detail },
  }
  return note(addCancellation(draft, one), 'cancellation.refused', {
    cancellationId: one.id,
    code: wrong.code,
    message: wrong.detail,
  })
}

const bornFrom = ({ file }: Draft, wish: Sized, { now }: Context): Cancellation => ({
  ...newborn(wish.id, file.payment),
  kind: 'refund',
  via: 'cancel',
  amount: wish.amount,
  reserved: ZERO,
  taxFree: wish.taxFree,
  vat: wish.vat,
  promotion: wish.promotion ?? null,
  reason: wish.reason,
  requester: wish.requester,
  createdAt: now,
})

/** Codes of ours that a refused cancellation can carry: told as they are, not as the provider's refusal. */
export const OWN_REFUSALS = [
  'MD_BALANCE_DIFFERS',
  'MD_BALANCE_TOO_SMALL',
  'MD_PARTIAL_UNSUPPORTED',
  'MD_POLICY_FORBIDS',
  'MD_REFUND_ACCOUNT_NEEDED',
] as const satisfies ErrorCode[]
