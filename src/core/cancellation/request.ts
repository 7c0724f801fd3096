/** A refund is asked for: checked against what is left, reserved, and queued; or refused under its key. */
import type { RefundAccount } from '../account/account.ts'
import { type ErrorCode, type Refusal, refuse } from '../errors.ts'
import type { CancellationId } from '../ids.ts'
import { type Amount, ZERO } from '../money.ts'
import { refundableOf } from '../payment/amounts.ts'
import { endAsk } from '../payment/ask.ts'
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
import { newborn, queue } from './birth.ts'
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
  const missing = accountProblemOf(file, wish, context)
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
    ? closeProblemOf(file.payment, question)
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

/** A hard rule: the PG or the carrier refuses it technically, so it is never sent. */
function policyProblemOf(file: PaymentFile, { amount }: Question, context: Context): Refusal | null {
  const { allowed, because } = verdictOf(file, amount, context)
  return allowed === 'no' ? refuse('MD_POLICY_FORBIDS', `${because?.rule ?? ''}: ${because?.en ?? ''}`) : null
}

/** Before a deposit the account is closed, whole (DESIGN §8). */
function requestClose(file: PaymentFile, request: CancellationRequest, context: Context): Decision {
  if (request.refundAccount != null) return { ok: false, refusal: notTaken('No deposit came yet.') }
  const wish = { ...request, amount: request.amount ?? file.payment.amounts.total }
  const wrong = closeProblemOf(file.payment, wish)
  if (wrong !== null) return finish(bornRefused(draftOf(file), wish, { wrong, context }))
  const { id, reason, requester } = request
  const close = { id, kind: 'account_close', via: 'close', amount: ZERO, reserved: ZERO, reason, requester } as const
  return finish(queue(draftOf(file), close, context))
}

function closeProblemOf({ amounts }: Payment, { amount, expectedBalance }: Question): Refusal | null {
  if (expectedBalance !== null && expectedBalance !== 0) {
    return refuse('MD_BALANCE_DIFFERS', `0 is refundable, you expected ${expectedBalance}.`)
  }
  if (amount === amounts.total) return null
  return refuse('MD_PARTIAL_UNSUPPORTED', 'An account without its deposit is closed whole.')
}

/** What the verdict needs and the request does not have, by field; or has, and nothing takes. */
function accountProblemOf(
  file: PaymentFile,
  { amount, refundAccount = null }: Sized,
  context: Context,
): Refusal | null {
  const { needs } = verdictOf(file, amount, context)
  if (needs.length === 0) return refundAccount === null ? null : notTaken('The money goes back the way it came.')
  const problem = 'is needed: the money can only go back to an account of the buyer'
  if (refundAccount === null) {
    const wanted = needs.includes('holder_phone') ? [...ACCOUNT_FIELDS, 'phone'] : ACCOUNT_FIELDS
    const fields = wanted.map((name) => ({ field: `refundAccount.${name}`, problem }))
    return refuse('MD_REFUND_ACCOUNT_NEEDED', 'This payment is refunded to an account of the buyer.', fields)
  }
  if (!needs.includes('holder_phone') || refundAccount.phone !== null) return null
  const fields = [{ field: 'refundAccount.phone', problem: 'is needed: the PG asks for the phone of the holder' }]
  return refuse('MD_REFUND_ACCOUNT_NEEDED', 'The PG asks for the phone of the holder.', fields)
}

const ACCOUNT_FIELDS = ['bank', 'number', 'holder'] as const

const notTaken = (detail: string): Refusal =>
  refuse('MD_REFUND_ACCOUNT_NOT_TAKEN', detail, [{ field: 'refundAccount', problem: 'is not taken for this payment' }])

function bornQueued(draft: Draft, wish: Sized, context: Context): Draft {
  const { id, amount, reason, requester, taxFree, vat, promotion = null, refundAccount = null } = wish
  const details = { taxFree, vat, promotion, refundAccount }
  const refund = { id, kind: 'refund', via: 'cancel', amount, reserved: amount, reason, requester, ...details } as const
  const queued = queue(draft, refund, context)
  // Whoever was asked where the rest should go need not answer any more.
  return refundableOf(queued.file.payment.amounts) === 0 ? endAsk(queued) : queued
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
] as const satisfies ErrorCode[]
