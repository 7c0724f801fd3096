/** Settles cancellations by the provider's own list: found by tag or id, not there, or somebody else's. */
import type { Evidence, ListedCancel } from '../evidence.ts'
import { type Amount, minus, plus } from '../money.ts'
import { balanceOf } from '../payment/amounts.ts'
import { placeHolder } from '../payment/attention.ts'
import { type Context, clearLadder, type Draft, hold, move, note, patch } from '../payment/draft.ts'
import type { Cancellation, PaymentFile } from '../payment/payment.ts'
import { releaseIfOver } from '../payment/release.ts'
import { after, MINUTE_MS, SECOND_MS } from '../time.ts'
import { addObserved } from './birth.ts'
import { bookDone, bookRefused, climbCancellation, closeQueued, isWhole } from './book.ts'
import { begin, take } from './send.ts'

/** A provider without keys may still be working on the first call; so long nothing is sent again (portone-v1 §14). */
const QUIET_MS = 10 * MINUTE_MS
/** Two unchanged reads are the rungs 1 and 2 of the ladder. */
const QUIET_READS = 2
/** What may never be sent again is a person's within a minute after its call ended; this leaves room for the look. */
const GIVE_UP_AFTER_MS = 30 * SECOND_MS
/** A key is used no longer than this before its life ends: clocks differ, and calls take time. */
const KEY_MARGIN_MS = 10 * MINUTE_MS

/** Folds the list in: ours first, then what is nobody's. Nothing where the provider showed no list. */
export function settleByList(draft: Draft, { cancels }: Evidence, context: Context): Draft {
  if (cancels === null) return draft
  const ours = cancels.reduce((next, listed) => seeOurs(next, listed, context), draft)
  return seeForeign(ours, cancels, context)
}

/** An unknown cancellation that the reading did not settle: sent again where that is safe, else asked about again. */
export function settleHolder(draft: Draft, { cancels }: Evidence, context: Context): Draft {
  const holder = placeHolder(draft.file.cancellations)
  if (holder === null || holder.state === 'sending') return draft
  const milestones = holder.callEndsAt === null ? [] : [holder.callEndsAt]
  const climbed = climbCancellation(draft, holder.id, { ladder: 'cancellation_unsettled', context, milestones })
  const callIsOver = holder.callEndsAt === null || context.now >= holder.callEndsAt
  if (holder.state === 'accepted' || draft.file.payment.hold !== null) return climbed
  const whole = isWhole(draft, holder.id)
  // A net-cancel call takes all there is, whatever we thought that was: only asking can tell.
  if (!whole && holder.via === 'net_cancel_call') return climbed
  if (cancels === null && !whole) return unprovable(climbed, holder, context)
  if (!callIsOver) return climbed
  const { policy } = context
  switch (whole ? policy.resendFull : policy.resendPartial) {
    case 'same_key':
      return again(climbed, holder, { sameKey: keyLives(holder, context), context })
    case 'after_proof':
      return cancels === null ? climbed : again(climbed, holder, { sameKey: false, context })
    case 'after_quiet': {
      const reads = holder.ladder?.rung ?? 0
      const quiet = reads >= QUIET_READS && context.now >= after(holder.sentAt ?? holder.createdAt, QUIET_MS)
      return quiet ? again(climbed, holder, { sameKey: true, context }) : climbed
    }
    case 'never': {
      const patience = after(holder.callEndsAt ?? holder.createdAt, GIVE_UP_AFTER_MS)
      return context.now >= patience ? unprovable(climbed, holder, context) : climbed
    }
  }
}

const again = (draft: Draft, { id }: Cancellation, { sameKey, context }: { sameKey: boolean; context: Context }) =>
  begin(draft, { id, cause: 'resent', newKey: !sameKey, context })

const keyLives = ({ createdAt }: Cancellation, { now, policy }: Context): boolean =>
  policy.keyLifeMs === null || now < after(createdAt, policy.keyLifeMs - KEY_MARGIN_MS)

/** No evidence of this protocol can settle it: a person looks at the provider's own site. Never guessed. */
const unprovable = (draft: Draft, { id, amount }: Cancellation, { now }: Context): Draft =>
  hold(draft, now, {
    cause: 'unprovable',
    detail: `Whether cancellation ${id} of ${amount} happened cannot be told by asking; see the provider’s own site.`,
  })

const ownOf = ({ cancellations }: PaymentFile, listed: ListedCancel): Cancellation | null =>
  cancellations.find(({ id }) => id === listed.tag) ??
  cancellations.find(({ providerCancelId }) => providerCancelId === listed.providerCancelId) ??
  null

function seeOurs(draft: Draft, listed: ListedCancel, context: Context): Draft {
  const own = ownOf(draft.file, listed)
  if (own === null) return draft
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
  switch (own.state) {
    case 'done':
      return draft
    case 'sending':
    case 'unknown':
    case 'accepted': {
      if (listed.amount !== own.amount && draft.file.payment.state !== 'approving') {
        const detail = `The provider lists ${listed.amount} for cancellation ${own.id} of ${own.amount}.`
        return hold(draft, now, { cause: 'contradiction', detail })
      }
      const { providerCancelId, at } = listed
      return bookDone(draft, own.id, { proof: { providerCancelId, at, remaining: null, answer: null }, context })
    }
    case 'queued':
    case 'refused':
    case 'bounced': {
      const detail = `The provider lists cancellation ${own.id} as done, ours is ${own.state}.`
      return hold(draft, now, { cause: 'contradiction', detail })
    }
  }
}

const seePending = (draft: Draft, { own, listed, context }: Seen): Draft =>
  take(draft, own.id, { providerCancelId: listed.providerCancelId, answer: own.answer, context })

/** Refused after it was taken, or the money came back: the amount is balance again. */
function seeFailed(draft: Draft, { own, listed, context }: Seen): Draft {
  // What an earlier attempt ended as says nothing about the one that is under way.
  if (listed.at !== null && own.sentAt !== null && listed.at < own.sentAt) return draft
  if (own.state === 'sending' || own.state === 'unknown' || own.state === 'accepted') {
    const answer = { code: null, message: 'the provider took it and refused it later' }
    const refused = bookRefused(draft, own.id, { answer, now: context.now })
    if (own.kind !== 'net_cancel') return refused
    return hold(refused, context.now, { cause: 'net_cancel_refused', detail: answer.message })
  }
  return own.state === 'done' ? bounce(draft, own, context) : draft
}

/** `done → bounced`: what we thought had gone back is here again. */
function bounce(draft: Draft, own: Cancellation, context: Context): Draft {
  const { payment } = draft.file
  const sums = { ...payment.amounts, cancelledByUs: minus(payment.amounts.cancelledByUs, own.amount) }
  const whole = sums.cancelledByUs + sums.observedCancelled === 0
  const back = move(draft, whole ? 'refund_bounced_in_full' : 'refund_bounced_in_part', { amounts: sums })
  const cancellations = back.file.cancellations.map((one) =>
    one.id === own.id ? { ...one, state: 'bounced' as const, settledAt: context.now } : one,
  )
  const told = note({ ...back, file: { ...back.file, cancellations } }, 'cancellation.bounced', {
    cancellationId: own.id,
    amount: own.amount,
  })
  const detail = `The refund ${own.id} of ${own.amount} did not reach the buyer; the money is here again.`
  return hold(told, context.now, { cause: 'refund_bounced', detail })
}

/**
 * Cancels that are not ours: made at the provider's own site. Booked only while none of ours is under way, and one at a
 * time (the next look takes the next). An untagged equal amount beside an unknown one of ours is for a person.
 */
function seeForeign(draft: Draft, listed: readonly ListedCancel[], context: Context): Draft {
  const [foreign, ...more] = listed.filter((one) => (one.state ?? 'done') === 'done' && ownOf(draft.file, one) === null)
  if (foreign === undefined) return draft
  const holder = placeHolder(draft.file.cancellations)
  if (holder === null) {
    const seen = observe(draft, foreign, context)
    return more.length === 0 ? seen : patch(seen, { hintsHeard: seen.file.payment.hintsHeard + 1 })
  }
  const equal = [foreign, ...more].some(({ amount, tag }) => tag === null && amount === holder.amount)
  if (holder.state !== 'unknown' || !equal) return draft
  const detail = `The provider lists an unnamed cancel of ${holder.amount}; whether it is ${holder.id} cannot be told.`
  return hold(draft, context.now, { cause: 'unprovable', detail })
}

function observe(draft: Draft, { amount, providerCancelId }: ListedCancel, context: Context): Draft {
  const { amounts } = draft.file.payment
  const sums = { ...amounts, observedCancelled: plus(amounts.observedCancelled, amount) }
  const left = balanceOf(sums)
  const moved = move(draft, left === 0 ? 'cancel_seen' : 'part_cancel_seen', { amounts: sums })
  const seen = addObserved(
    left === 0 ? clearLadder(moved, 'order_missing') : moved,
    { amount, providerCancelId },
    context,
  )
  return left === 0 ? releaseIfOver(closeQueued(seen, context.now)) : closeBeyond(seen, left, context)
}

/** What is queued and no longer fits into the balance is refused before it is sent: a desync, seen in time. */
function closeBeyond(draft: Draft, left: Amount, context: Context): Draft {
  const { inFlight } = draft.file.payment.amounts
  if (inFlight <= left) return draft
  return closeQueued(draft, context.now)
}
