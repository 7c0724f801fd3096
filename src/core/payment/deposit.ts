/** Believes a deposit only where the notice agrees in everything and the inquiry does not contradict it (DESIGN §7). */
import type { DepositNotice } from '../account/account.ts'
import type { Evidence } from '../evidence.ts'
import { bookCharge } from './charge.ts'
import {
  askWhy,
  type Context,
  type Decision,
  type Draft,
  differ,
  draftOf,
  finish,
  hold,
  note,
  patch,
  unchanged,
} from './draft.ts'
import type { Payment, PaymentFile } from './payment.ts'

export interface HeardDeposit {
  readonly notice: DepositNotice
  /** Whether a list of senders vouches for it (DESIGN §7). */
  readonly trusted: boolean
}

/** A notice from a listed sender: kept where it agrees, then the provider is asked. Again, it says nothing. */
export function hearDeposit(file: PaymentFile, { notice, trusted }: HeardDeposit, context: Context): Decision {
  const { payment } = file
  const draft = draftOf(file)
  if (!trusted) return finish(hearRumour(draft, context))
  const differing = differenceOf(payment, notice)
  if (isHeldAlready(payment, notice)) return unchanged(file)
  if (differing !== null) return finish(doubt(draft, { differing, context }))
  if (payment.amounts.paid > 0 && payment.depositNotice !== null) {
    return finish(doubt(draft, { differing: 'there is a deposit already, of another time', context }))
  }
  const heard = patch(draft, { depositNotice: notice })
  const told = note(heard, 'payment.deposit_heard', { amount: notice.amount, at: notice.at })
  return finish(payment.amounts.paid > 0 ? told : askWhy(told))
}

/** Anybody could have said so: a person looks where money may have come, and what is booked already stands. */
function hearRumour(draft: Draft, context: Context): Draft {
  const { virtualAccount, amounts } = draft.file.payment
  if (virtualAccount === null || amounts.paid > 0)
    return askWhy(note(draft, 'payment.hint_heard', { event: 'deposit' }))
  return doubt(draft, { differing: 'no list of senders vouches for it', context })
}

/** Retries of one notice are told by its time: the provider sends it until it is acknowledged, in any order. */
const isHeldAlready = ({ depositNotice }: Payment, { at }: DepositNotice): boolean =>
  depositNotice !== null && depositNotice.at === at

/** Which of the four does not agree, or null. */
function differenceOf(payment: Payment, { ref, orderNumber, account, amount }: DepositNotice): string | null {
  if (payment.virtualAccount === null) return 'no account was issued'
  if (ref !== payment.providerRef) return 'its reference is another'
  if (orderNumber !== payment.providerOrderId) return 'its order number is another'
  if (account === null || account !== payment.virtualAccount.number) return 'its account is another'
  return amount === payment.amounts.total ? null : `it is about ${amount}, registered is ${payment.amounts.total}`
}

/** No sum changes; a person looks, unless the full proof comes after all. */
function doubt(draft: Draft, { differing, context }: { differing: string; context: Context }): Draft {
  if (draft.file.payment.hold !== null) return draft
  const told = note(draft, 'payment.deposit_doubted', { detail: differing })
  const detail = `A deposit was told that cannot be believed: ${differing}.`
  return hold(differ(told, 'deposit_unproven', detail), context.now, { cause: 'deposit_unproven', detail })
}

/** Whether a deposit was told that only waits for an inquiry which cannot tell it from a standing account. */
export const isDepositTold = ({ file }: Draft, { policy }: Context): boolean =>
  policy.virtualAccount?.depositProof === 'notice' &&
  file.payment.depositNotice !== null &&
  file.payment.amounts.paid === 0

/** Every proof is together: the deposit is booked as the notice says it. */
export function bookDeposit(draft: Draft, evidence: Evidence, context: Context): Draft {
  const { depositNotice } = draft.file.payment
  const amount = depositNotice?.amount ?? null
  return bookCharge(draft, { ...evidence, status: 'paid', amount, paidAt: depositNotice?.at ?? null }, context)
}

/** The provider contradicts a deposit that it told of. */
export function contradictDeposit(draft: Draft, context: Context): Draft {
  const detail = 'A deposit was told, and the inquiry knows of no transaction.'
  return hold(draft, context.now, { cause: 'deposit_unproven', detail })
}
