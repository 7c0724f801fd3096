/** Settles cancellations by the provider's own list: found by id or tag, not there, or somebody else's. */
import type { Evidence, ListedCancel } from '../evidence.ts'
import { isCancellationId } from '../ids.ts'
import { type Amount, amount, minus, plus } from '../money.ts'
import { balanceOf, cancelledAmount } from '../payment/amounts.ts'
import { isOpen, isOurs, placeHolder } from '../payment/attention.ts'
import {
  askWhy,
  type Context,
  clearLadder,
  type Draft,
  differ,
  hold,
  isRecovering,
  move,
  moveCancellation,
  note,
  patch,
  patchCancellation,
} from '../payment/draft.ts'
import type { Cancellation, PaymentFile } from '../payment/payment.ts'
import { releaseIfOver } from '../payment/release.ts'
import { addObserved } from './birth.ts'
import { bookDone, bookRefused, closeOne, closeQueued } from './book.ts'
import { askAgain, askBack, holdRefused } from './ours.ts'
import { take } from './send.ts'

/** Folds the list in: ours first, then what is nobody's. Nothing where the provider showed no list. */
export function settleByList(draft: Draft, { cancels }: Evidence, context: Context): Draft {
  if (cancels === null) return draft
  const ours = cancels.reduce((next, listed) => seeOurs(next, listed, context), draft)
  const doubted = seeNamelessFailed(seeDoubled(ours, cancels, context), cancels, context)
  return seeForeign(doubted, cancels, context)
}

/** By the provider's id, by our tag, or as the one cancel that was booked without the provider telling its id. */
function ownOf({ cancellations }: PaymentFile, listed: ListedCancel): Cancellation | null {
  return (
    cancellations.find(({ providerCancelId }) => providerCancelId === listed.providerCancelId) ??
    cancellations.find(({ id }) => id === listed.tag) ??
    cancellations.find((one) => isNameless(one, listed)) ??
    null
  )
}

const isNameless = ({ amount, kind, providerCancelId, state }: Cancellation, listed: ListedCancel): boolean =>
  state === 'done' &&
  providerCancelId === null &&
  isDone(listed) &&
  amount === listed.amount &&
  (listed.tag === null || kind === 'observed')

const isDone = ({ state = 'done' }: ListedCancel): boolean => state === 'done'

function seeOurs(draft: Draft, listed: ListedCancel, context: Context): Draft {
  const own = ownOf(draft.file, listed)
  if (own === null) return draft
  const named = draft.file.cancellations.find(({ id }) => id === listed.tag)
  if (named !== undefined && named.id !== own.id && isOpen(named.state)) {
    const detail = `The provider now gives ${listed.providerCancelId} our tag ${named.id}; it is booked as ${own.id}.`
    return hold(draft, context.now, { cause: 'contradiction', detail })
  }
  switch (listed.state ?? 'done') {
    case 'done':
      return seeDone(draft, { own, listed, context })
    case 'pending':
      return own.state === 'sending' || own.state === 'unknown' ? seePending(draft, { own, listed, context }) : draft
    case 'failed':
      return seeFailed(draft, { own, listed, context })
  }
}

interface Seen {
  readonly own: Cancellation
  readonly listed: ListedCancel
  readonly context: Context
}

function seeDone(draft: Draft, { own, listed, context }: Seen): Draft {
  const { now } = context
  const { providerCancelId, at } = listed
  switch (own.state) {
    case 'done':
      return own.providerCancelId === null ? patchCancellation(draft, own.id, { providerCancelId }) : draft
    case 'queued':
    case 'sending':
    case 'unknown':
    case 'accepted': {
      if (listed.amount !== own.amount && draft.file.payment.state !== 'approving') {
        const detail = `The provider lists ${listed.amount} for cancellation ${own.id} of ${own.amount}.`
        return hold(draft, now, { cause: 'contradiction', detail })
      }
      const booked = bookDone(draft, own.id, {
        proof: { providerCancelId, at, remaining: null, answer: null },
        context,
      })
      // A restored database may remember as queued what was carried out since.
      if (own.state !== 'queued' || isRecovering(draft.file.payment)) return booked
      const detail = `The provider lists cancellation ${own.id} as done, although it had answered "not now".`
      return hold(booked, now, { cause: 'contradiction', detail })
    }
    case 'refused':
    case 'bounced': {
      const detail = `The provider lists cancellation ${own.id} as done, ours is ${own.state}.`
      const another = own.state === 'refused' || own.providerCancelId !== providerCancelId
      const free = another && listed.amount > 0 && placeHolder(draft.file.cancellations) === null
      return hold(free ? observeAfterAll(draft, { own, listed, context }) : draft, now, {
        cause: 'contradiction',
        detail,
      })
    }
  }
}

/**
 * What went back all the same is booked as what the provider shows, so that it is not given back again. The provider's
 * id goes over to what is booked under it: one id names one cancellation.
 */
function observeAfterAll(draft: Draft, { own, listed, context }: Seen): Draft {
  const given = own.providerCancelId === listed.providerCancelId
  const free = given ? patchCancellation(draft, own.id, { providerCancelId: null }) : draft
  return observe(free, { ...listed, lost: false }, context)
}

const seePending = (draft: Draft, { own, listed, context }: Seen): Draft =>
  take(draft, own.id, { providerCancelId: listed.providerCancelId, answer: own.answer, context })

/** Refused after it was taken, or the money came back: the amount is balance again. */
function seeFailed(draft: Draft, { own, listed, context }: Seen): Draft {
  if (isOlderAttempt(own, listed)) return draft
  if (own.state === 'sending' || own.state === 'unknown' || own.state === 'accepted') {
    const answer = { code: null, message: 'the provider took it and refused it later' }
    const refused = releaseIfOver(bookRefused(draft, own.id, { answer, now: context.now }))
    // What a merchant asked for is told as refused, and is the merchant's to ask for again; nobody else does.
    if (!isOurs(own)) return askBack(refused, own, context)
    if (own.shownAccount !== null) return askAgain(refused, { one: own, why: 'account_refused', context })
    return holdRefused(refused, own, { context, said: answer.message })
  }
  return own.state === 'done' ? bounce(draft, own, context) : draft
}

/**
 * What an earlier attempt ended as says nothing about the one that is under way. The provider's id tells them apart;
 * without it, among several attempts, only what is certainly later than the last one is about that one.
 */
function isOlderAttempt({ attempts, providerCancelId, sentAt }: Cancellation, listed: ListedCancel): boolean {
  if (providerCancelId !== null) return providerCancelId !== listed.providerCancelId
  if (attempts <= 1) return false
  return listed.at === null || sentAt === null || listed.at <= sentAt
}

/** `done → bounced`: what we thought had gone back is here again. */
function bounce(draft: Draft, own: Cancellation, context: Context): Draft {
  const { amounts } = draft.file.payment
  const sum = own.kind === 'observed' ? 'observedCancelled' : 'cancelledByUs'
  // A net cancel of an approval may have asked for more than was there to go back.
  const back = amount(Math.min(own.amount, amounts[sum]))
  const sums = { ...amounts, [sum]: minus(amounts[sum], back) }
  const cause = cancelledAmount(sums) === 0 ? 'refund_bounced_in_full' : 'refund_bounced_in_part'
  // Where more was shown as cancelled than was paid, nothing is here again yet.
  const moved = balanceOf(sums) === 0 ? patch(draft, { amounts: sums }) : move(draft, cause, { amounts: sums })
  // Money that we first saw as gone had no deadline yet, and an orphan needs one.
  const due = patch(moved, { orderDueAt: draft.file.payment.orderDueAt ?? context.now })
  const bounced = moveCancellation(due, own.id, { cause: 'bounced', settledAt: context.now })
  const told = note(bounced, 'cancellation.bounced', { cancellationId: own.id, amount: back })
  const detail = `The refund ${own.id} of ${own.amount} did not reach the buyer; the money is here again.`
  if (own.shownAccount === null) return hold(told, context.now, { cause: 'refund_bounced', detail })
  // The account was wrong or closed: the buyer names another one (DESIGN §4).
  const differing = differ(told, 'refund_bounced', detail)
  return askAgain(differing, { one: { ...own, amount: back }, why: 'refund_bounced', context })
}

/** One intent that the provider's list shows twice went back twice: nothing of ours can mend that. */
function seeDoubled(draft: Draft, listed: readonly ListedCancel[], { now }: Context): Draft {
  const done = listed.filter(isDone)
  const twice = done.find(({ tag, providerCancelId }) =>
    done.some((other) => tag !== null && other.tag === tag && other.providerCancelId !== providerCancelId),
  )
  if (twice === undefined || !draft.file.cancellations.some(({ id }) => id === twice.tag)) return draft
  const detail = `The provider lists cancellation ${twice.tag} more than once.`
  return hold(draft, now, { cause: 'contradiction', detail })
}

/** One of ours was booked without the provider's id, and now an unnamed cancel of its amount is listed as failed. */
function seeNamelessFailed(draft: Draft, listed: readonly ListedCancel[], { now }: Context): Draft {
  const { cancellations } = draft.file
  const failed = listed.filter(({ state, tag }) => state === 'failed' && tag === null)
  const own = cancellations.find(
    ({ amount, providerCancelId, state }) =>
      state === 'done' && providerCancelId === null && failed.some((one) => one.amount === amount),
  )
  if (own === undefined) return draft
  const detail = `The provider lists a failed cancel of ${own.amount}; whether it is ${own.id} cannot be told.`
  return hold(draft, now, { cause: 'contradiction', detail })
}

/** Far more than anybody cancels by hand between two looks; the next look takes what is left. */
const MOST_OBSERVED_AT_ONCE = 50

/**
 * Cancels that are not ours: made at the provider's own site. Booked only while none of ours is under way. An untagged
 * equal amount beside an unknown one of ours is for a person.
 */
function seeForeign(draft: Draft, listed: readonly ListedCancel[], context: Context): Draft {
  const foreign = foreignOf(draft, listed)
  if (foreign.length === 0) return draft
  const holder = placeHolder(draft.file.cancellations)
  if (holder === null) {
    const seen = foreign
      .slice(0, MOST_OBSERVED_AT_ONCE)
      .reduce((next, one) => (ownOf(next.file, one) === null ? observe(next, observedOf(one), context) : next), draft)
    return foreign.length > MOST_OBSERVED_AT_ONCE ? askWhy(seen) : seen
  }
  // Its own answer may settle it, and then nobody would look again at what is booked only afterwards.
  if (holder.state === 'sending') return askWhy(draft)
  const equal = foreign.some(({ amount, tag }) => tag === null && amount === holder.amount)
  if (holder.state !== 'unknown' || !equal) return draft
  const detail = `The provider lists an unnamed cancel of ${holder.amount}; whether it is ${holder.id} cannot be told.`
  return hold(draft, context.now, { cause: 'unprovable', detail })
}

interface Observed extends Pick<Cancellation, 'amount' | 'providerCancelId'>, Partial<Pick<ListedCancel, 'by' | 'at'>> {
  readonly lost: boolean
}

/** A tag of ours that we do not know was given in time that a restored database lost. */
const observedOf = (listed: ListedCancel): Observed => ({ ...listed, lost: isCancellationId(listed.tag ?? '') })

const foreignOf = ({ file }: Draft, listed: readonly ListedCancel[]): readonly ListedCancel[] =>
  listed.filter((one) => isDone(one) && one.amount > 0 && ownOf(file, one) === null)

/** What went back and is nobody's in our books. `lost`: made by us all the same, in time that was lost. */
export function observe(draft: Draft, { amount, providerCancelId, lost, by, at }: Observed, context: Context): Draft {
  const { amounts, state } = draft.file.payment
  if (state === 'cancelled') {
    const detail = `The provider lists a cancel of ${amount} (${providerCancelId}) after all the money had gone back.`
    return hold(draft, context.now, { cause: 'contradiction', detail })
  }
  const sums = { ...amounts, observedCancelled: plus(amounts.observedCancelled, amount) }
  const left = balanceOf(sums)
  const moved = move(draft, left === 0 ? 'cancel_seen' : 'part_cancel_seen', { amounts: sums })
  const seen = addObserved(
    left === 0 ? clearLadder(moved, 'order_missing') : moved,
    { amount, providerCancelId, by: by ?? null, at: at ?? null, ...(lost ? { lost: 'unclaimed' } : {}) },
    context,
  )
  return left === 0 ? releaseIfOver(closeQueued(seen, context.now)) : closeBeyond(seen, left, context)
}

/** What is queued and no longer fits into the balance is refused before it is sent, the newest first. */
function closeBeyond(draft: Draft, left: Amount, { now }: Context): Draft {
  return draft.file.cancellations
    .filter(({ state }) => state === 'queued')
    .reduceRight((next, { id }) => (next.file.payment.amounts.inFlight > left ? closeOne(next, id, now) : next), draft)
}

/**
 * All of the money is gone, and the list explains it without the one that is under way: it did not happen, and now it
 * cannot. Not where one unnamed cancel of the same amount may be ours.
 */
export function goneWithout(draft: Draft, { cancels }: Evidence, holder: Cancellation): boolean {
  if (cancels === null) return false
  const done = cancels.filter(isDone)
  const all = done.reduce((sum, one) => sum + one.amount, 0)
  const maybeOurs = foreignOf(draft, done).some(({ amount, tag }) => tag === null && amount === holder.amount)
  return all >= draft.file.payment.amounts.paid && !maybeOurs
}

/** The provider's id of the one unnamed cancel that can only be this one, where it is all that there was. */
export const namelessIdOf = (draft: Draft, { cancels }: Evidence, holder: Cancellation): string | null =>
  foreignOf(draft, cancels ?? []).find(({ amount, tag }) => tag === null && amount === holder.amount)
    ?.providerCancelId ?? null
