/** Takes in what a provider says about a payment: every fact can be stored, a contradiction becomes a hold. */
import { addObserved, reserve } from '../cancellation/birth.ts'
import { bookDone, bookRefused, closeQueued, isWhole } from '../cancellation/book.ts'
import { goneWithout, namelessIdOf, settleByList } from '../cancellation/list.ts'
import { settleHolder } from '../cancellation/settle.ts'
import { settleClose } from '../cancellation/settle-close.ts'
import type { Evidence } from '../evidence.ts'
import { amount, plus } from '../money.ts'
import { seeAccount, seeAccountGone } from './account.ts'
import { endAccount } from './account-end.ts'
import { balanceOf, refundableOf } from './amounts.ts'
import { isOpen, openClose, openNetCancel, placeHolder } from './attention.ts'
import { bookCharge } from './charge.ts'
import { contradictDeposit, isDepositTold } from './deposit.ts'
import { seeDisputes } from './dispute.ts'
import {
  askWhy,
  type Context,
  clearLadder,
  type Draft,
  hold,
  isRecovering,
  move,
  note,
  patch,
  patchCancellation,
} from './draft.ts'
import { seeNothing } from './nothing.ts'
import type { Cancellation, Payment } from './payment.ts'
import { releaseIfOver } from './release.ts'

/** Folds one reading into the file. Says nothing about when to look again: the caller's ladder does. */
export function seeEvidence(draft: Draft, evidence: Evidence, context: Context): Draft {
  const foreign = foreignBecause(draft.file.payment, evidence, context)
  if (foreign !== null) {
    const told = note(draft, 'payment.evidence_foreign', { detail: foreign })
    return hold(told, context.now, { cause: 'evidence_foreign', detail: foreign })
  }
  return seeDisputes(seeStatus(draft, evidence, context), evidence, context)
}

function seeStatus(draft: Draft, evidence: Evidence, context: Context): Draft {
  switch (evidence.status) {
    case 'paid':
    case 'partially_cancelled':
      return seePaid(draft, evidence, context)
    case 'cancelled':
      return seeCancelled(draft, evidence, context)
    case 'awaiting_deposit':
      // Where asking cannot tell a deposit from a standing account, what is booked stands (nicepay §9).
      return holdsDeposit(draft, context)
        ? seePaid(draft, { ...evidence, status: 'paid' }, context)
        : seeAccount(draft, evidence, context)
    case 'none':
    case 'not_paid':
      return seeNothing(draft, context, evidence.status)
  }
}

const holdsDeposit = ({ file }: Draft, { policy }: Context): boolean =>
  policy.virtualAccount?.depositProof === 'notice' && file.payment.amounts.paid > 0

/** Evidence about test money, another account or another currency is never about this payment (DESIGN §7). */
function foreignBecause(payment: Payment, evidence: Evidence, { policy }: Context): string | null {
  if (evidence.status === 'none') return null
  if (evidence.live !== null && evidence.live !== policy.live) {
    return evidence.live ? 'Real money on a test channel.' : 'Test money on a live channel.'
  }
  if (evidence.account !== null && evidence.account !== policy.account) {
    return `The provider shows account ${evidence.account}, the channel is ${policy.account}.`
  }
  if (evidence.currency !== null && evidence.currency !== payment.currency) {
    return `The provider shows ${evidence.currency}, the payment is in ${payment.currency}.`
  }
  return null
}

function seePaid(draft: Draft, evidence: Evidence, context: Context): Draft {
  const { payment, cancellations } = draft.file
  switch (payment.state) {
    case 'ready':
    case 'approving':
    case 'awaiting_deposit':
    case 'failed':
    case 'expired':
      return settleOpen(bookCharge(draft, evidence, context), evidence, context)
    case 'paid':
    case 'partially_cancelled': {
      // What it was paid with goes on being told: an escrow is confirmed or rejected after the payment.
      const known = patch(draft, { instrument: evidence.instrument ?? payment.instrument })
      return settleOpen(compareAmount(known, evidence, context), evidence, context)
    }
    case 'cancelled': {
      const listed = settleByList(draft, evidence, context)
      if (listed.timeline.length > draft.timeline.length || cancellations.some(({ state }) => isOpen(state)))
        return listed
      return hold(draft, context.now, {
        cause: 'contradiction',
        detail: 'Our books say all of the money went back; the provider says the payment stands.',
      })
    }
  }
}

/** What arrived is booked once; a provider that later speaks of another amount contradicts itself. */
function compareAmount(draft: Draft, { amount }: Evidence, context: Context): Draft {
  const { paid } = draft.file.payment.amounts
  if (amount === null || amount === paid) return draft
  const detail = `The provider says ${amount} was paid, our books say ${paid}.`
  return hold(draft, context.now, { cause: 'contradiction', detail })
}

/** The payment stands: the provider's list settles what it can, and what it cannot is asked or sent again. */
function settleOpen(draft: Draft, evidence: Evidence, context: Context): Draft {
  const listed = settleByList(reserveForNetCancel(draft), evidence, context)
  return settleHolder(listed, evidence, context)
}

/**
 * A net cancel of an unsettled approval held nothing; now that the charge is proven it holds its amount, or what there
 * is of it where another amount was charged.
 */
export function reserveForNetCancel(draft: Draft): Draft {
  const { payment, cancellations } = draft.file
  const open = openNetCancel(cancellations)
  if (open === null || open.reserved !== 0) return draft
  const reserved = amount(Math.min(open.amount, refundableOf(payment.amounts)))
  return reserve(patchCancellation(draft, open.id, { reserved }), reserved)
}

function seeCancelled(before: Draft, evidence: Evidence, context: Context): Draft {
  if (before.file.payment.state === 'cancelled') return settleByList(before, evidence, context)
  if (isUnpaidAccount(before.file.payment) && evidence.cancels === null) {
    return before.file.payment.state === 'awaiting_deposit'
      ? seeAccountGone(before, context)
      : seeEnded(before, context)
  }
  const draft = evidence.cancels === null ? before : settleCancelledByList(before, evidence, context)
  const { payment, cancellations } = draft.file
  if (payment.state === 'cancelled') return draft
  if (isUnexplained(payment, evidence)) {
    const detail =
      'The provider calls the payment cancelled, and lists a cancel that failed instead of one that did it.'
    return hold(draft, context.now, { cause: 'desync', detail })
  }
  const holder = placeHolder(cancellations)
  if (holder === null) return seeCancelledBefore(draft, evidence, context)
  return seeCancelledBeside(draft, { holder, evidence, context })
}

/** Nothing of ours is under way: somebody else's, or what a restored database still believes to be waiting. */
function seeCancelledBefore(draft: Draft, evidence: Evidence, context: Context): Draft {
  const waiting = draft.file.cancellations.filter(({ state }) => state === 'queued')
  const [only] = waiting
  if (isRecovering(draft.file.payment) && only !== undefined && waiting.length === 1 && isWhole(draft, only.id)) {
    const proof = { providerCancelId: null, remaining: null, at: null, answer: null }
    return bookDone(draft, only.id, { proof, context })
  }
  if (isStillPending(evidence)) return draft
  return observeCancel(closeQueued(draft, context.now), evidence, context)
}

/**
 * Some providers call the payment cancelled as soon as they have taken a cancel, whoever asked for it; it may still
 * fail, and until then "cancelled" says nothing about any other.
 */
const isStillPending = ({ cancels }: Evidence): boolean => cancels?.some(({ state }) => state === 'pending') ?? false

/**
 * A refund came back from the bank and some providers go on calling the payment cancelled (tosspayments §14): the word
 * is then about the cancel that failed, and proves nothing about any other.
 */
function isUnexplained({ amounts }: Payment, evidence: Evidence): boolean {
  const { cancels } = evidence
  if (cancels === null || isStillPending(evidence) || !cancels.some(({ state }) => state === 'failed')) return false
  const done = cancels.reduce((sum, { amount, state = 'done' }) => (state === 'done' ? sum + amount : sum), 0)
  return done < amounts.paid
}

/** "Cancelled" of an account that no deposit came on means closed: there was no money. */
const isUnpaidAccount = ({ method, amounts, state }: Payment): boolean =>
  method === 'virtual_account' && amounts.paid === 0 && state !== 'ready'

/** An issue that was being undone is over; what had ended stays as it is, unless a deposit was told meanwhile. */
function seeEnded(draft: Draft, context: Context): Draft {
  if (isDepositTold(draft, context)) return contradictDeposit(draft, context)
  if (openClose(draft.file.cancellations) !== null) return settleClose(draft, context, 'gone')
  return draft.file.payment.state === 'approving'
    ? endAccount(draft, { cause: 'account_closed', by: 'provider', context })
    : draft
}

/** All of the money is gone while one of ours is under way. */
function seeCancelledBeside(
  draft: Draft,
  { holder, evidence, context }: { holder: Cancellation; evidence: Evidence; context: Context },
): Draft {
  if (isStillPending(evidence)) return draft
  if (goneWithout(draft, evidence, holder)) {
    if (holder.state === 'sending') return askWhy(draft)
    const answer = { code: null, message: 'all of the money went back without this cancellation' }
    const refused = bookRefused(draft, holder.id, { answer, now: context.now })
    return settleByList(refused, evidence, context)
  }
  if (isWhole(draft, holder.id)) {
    const providerCancelId = namelessIdOf(draft, evidence, holder)
    const proof = { providerCancelId, remaining: null, at: null, answer: null }
    return closeQueued(bookDone(draft, holder.id, { proof, context }), context.now)
  }
  return hold(draft, context.now, {
    cause: 'desync',
    detail: `The provider shows all of it cancelled while cancellation ${holder.id} of a part is ${holder.state}.`,
  })
}

/** A list says who cancelled what; money that we had not seen yet is booked first, so that the sums can follow. */
function settleCancelledByList(draft: Draft, evidence: Evidence, context: Context): Draft {
  const { state } = draft.file.payment
  const seen = state === 'paid' || state === 'partially_cancelled'
  const charged = seen ? draft : bookCharge(draft, evidence, context)
  return settleByList(reserveForNetCancel(charged), evidence, context)
}

/** Somebody else cancelled: at the provider's own site, or the provider itself. */
function observeCancel(draft: Draft, evidence: Evidence, context: Context): Draft {
  const { amounts } = draft.file.payment
  const paid = amounts.paid === 0 ? (evidence.amount ?? amounts.total) : amounts.paid
  const left = balanceOf({ ...amounts, paid })
  const sums = { ...amounts, paid, observedCancelled: plus(amounts.observedCancelled, left) }
  const cleared = clearLadder(draft, 'approval_unsettled', 'return_missing', 'order_missing', 'late_look')
  const seen = move(cleared, 'cancel_seen', { amounts: sums, learnedAt: context.now })
  // Without a list nobody can tell whose it was; of the lost time it may be a refund that is asked for again.
  const lost = isRecovering(draft.file.payment) && evidence.cancels === null ? { lost: 'unclaimed' as const } : {}
  return releaseIfOver(addObserved(seen, { amount: left, providerCancelId: null, ...lost }, context))
}
