/** A refund is asked for: checked against what is left, reserved, and queued; or refused under its key. */
import { type ErrorCode, type Refusal, refuse } from '../errors.ts'
import type { CancellationId } from '../ids.ts'
import { type Amount, ZERO } from '../money.ts'
import { refundableOf } from '../payment/amounts.ts'
import {
  addCancellation,
  type Context,
  type Decision,
  type Draft,
  draftOf,
  effect,
  finish,
  note,
} from '../payment/draft.ts'
import type { Cancellation, Payment, PaymentFile } from '../payment/payment.ts'
import { newborn, reserve } from './birth.ts'

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
}

/**
 * `POST …/cancellations`. What the payment's state forbids stores nothing and leaves the key free; what the balance or
 * the protocol forbids is kept as a refused cancellation, because its key now names that answer (DESIGN §4, §8).
 */
export function requestCancellation(file: PaymentFile, request: CancellationRequest, context: Context): Decision {
  const { payment } = file
  const refusal = unrefundableBecause(payment)
  if (refusal !== null) return { ok: false, refusal }
  const refundable = refundableOf(payment.amounts)
  const amount = request.amount ?? refundable
  const wrong = problemOf(payment, { ...request, amount }, context)
  if (wrong !== null) return finish(bornRefused(draftOf(file), { ...request, amount }, { wrong, context }))
  return finish(bornQueued(draftOf(file), { ...request, amount }, context))
}

type Sized = CancellationRequest & { readonly amount: Amount }

function unrefundableBecause(payment: Payment): Refusal | null {
  const { state, hold } = payment
  if (hold !== null) return refuse('MD_ON_HOLD', hold.detail)
  if (state === 'ready' || state === 'approving' || state === 'awaiting_deposit') {
    return refuse('MD_NOT_PAID_YET', `The payment is ${state}; there is no money to refund yet.`)
  }
  // A cancelled payment held money: that nothing is left of it is a matter of the balance.
  if (state === 'failed' || state === 'expired') {
    return refuse('MD_PAYMENT_ENDED', `The payment is ${state}.`)
  }
  return null
}

function problemOf(payment: Payment, { amount, expectedBalance }: Sized, { policy }: Context): Refusal | null {
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

function bornQueued(draft: Draft, wish: Sized, context: Context): Draft {
  const one: Cancellation = { ...bornFrom(draft, wish, context), reserved: wish.amount }
  const told = note(reserve(addCancellation(draft, one), wish.amount), 'cancellation.queued', {
    cancellationId: one.id,
    kind: one.kind,
    via: one.via,
    amount: one.amount,
    reason: one.reason,
    requester: one.requester,
  })
  return effect(told, { type: 'start_cancellation', cancellationId: one.id })
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
  reason: wish.reason,
  requester: wish.requester,
  createdAt: now,
})

/** Codes of ours that a refused cancellation can carry: told as they are, not as the provider's refusal. */
export const OWN_REFUSALS = [
  'MD_BALANCE_DIFFERS',
  'MD_BALANCE_TOO_SMALL',
  'MD_PARTIAL_UNSUPPORTED',
] as const satisfies ErrorCode[]
