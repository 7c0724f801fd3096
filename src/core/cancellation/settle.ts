/** Settles the one cancellation that is unexplained: sent again where that is safe, else asked about, or a person's. */
import type { Evidence } from '../evidence.ts'
import { placeHolder } from '../payment/attention.ts'
import { type Context, cancellationOf, type Draft, hold, patchCancellation } from '../payment/draft.ts'
import type { Cancellation } from '../payment/payment.ts'
import { after, type Instant, later, MINUTE_MS, SECOND_MS } from '../time.ts'
import { climbCancellation, isWhole } from './book.ts'
import { gateOf } from './gate.ts'
import { begin } from './send.ts'

/** A provider without keys may still be working on the first call; so long nothing is sent again (portone-v1 §14). */
const QUIET_MS = 10 * MINUTE_MS
/** Two unchanged reads are the rungs 1 and 2 of the ladder. */
const QUIET_READS = 2
/** What may never be sent again is a person's within a minute after its call ended; this leaves room for the look. */
const GIVE_UP_AFTER_MS = 30 * SECOND_MS
/** A key is used no longer than this before its life ends: clocks differ, and calls take time. */
const KEY_MARGIN_MS = 10 * MINUTE_MS

/** An unknown cancellation that the reading did not settle: sent again where that is safe, else asked about again. */
export function settleHolder(draft: Draft, { cancels }: Evidence, context: Context): Draft {
  const holder = placeHolder(draft.file.cancellations)
  if (holder === null || holder.state === 'sending') return draft
  const milestones = milestonesOf(holder)
  const climbed = climbCancellation(draft, holder.id, { ladder: 'cancellation_unsettled', context, milestones })
  const callIsOver = holder.callEndsAt === null || context.now >= holder.callEndsAt
  // The last rung puts it on the desk, and a hold stops our money calls.
  if (holder.state === 'accepted' || climbed.file.payment.hold !== null) return climbed
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
    case 'never':
      return timeIsUp(holder, context) ? unprovable(climbed, holder, context) : climbed
  }
}

/** When the call has ended, and when what cannot be proven becomes a person's: looks that must not come later. */
export const milestonesOf = ({ callEndsAt }: Cancellation): Instant[] =>
  callEndsAt === null ? [] : [callEndsAt, after(callEndsAt, GIVE_UP_AFTER_MS)]

/** Nobody could even be asked: what may never be sent again is still a person's in time, not after a day of asking. */
export function giveUpInTime(draft: Draft, { id }: Cancellation, context: Context): Draft {
  const holder = draft.file.cancellations.find((one) => one.id === id && one.state === 'unknown')
  if (holder === undefined || context.policy.resendPartial !== 'never' || isWhole(draft, id)) return draft
  return timeIsUp(holder, context) ? unprovable(draft, holder, context) : draft
}

const timeIsUp = ({ callEndsAt, createdAt }: Cancellation, { now }: Context): boolean =>
  now >= after(callEndsAt ?? createdAt, GIVE_UP_AFTER_MS)

/** A repetition passes the same gate: where it may not be sent now, asking goes on, and ends with a person. */
function again(draft: Draft, one: Cancellation, { sameKey, context }: { sameKey: boolean; context: Context }): Draft {
  const gate = gateOf(draft.file, one, context)
  if (gate.kind === 'open') return begin(draft, { id: one.id, cause: 'resent', newKey: !sameKey, context })
  const { ladder } = cancellationOf(draft.file, one.id)
  if (gate.kind !== 'later' || ladder === null) return draft
  return patchCancellation(draft, one.id, { ladder: { ...ladder, nextAt: later(ladder.nextAt, gate.at) } })
}

/** A key lives from its first use: that is the only attempt, or else no earlier than the cancellation's birth. */
const keyLives = ({ attempts, createdAt, sentAt }: Cancellation, { now, policy }: Context): boolean =>
  policy.keyLifeMs === null ||
  now < after(attempts === 1 ? (sentAt ?? createdAt) : createdAt, policy.keyLifeMs - KEY_MARGIN_MS)

/** No evidence of this protocol can settle it: a person looks at the provider's own site. Never guessed. */
const unprovable = (draft: Draft, { id, amount }: Cancellation, { now }: Context): Draft =>
  hold(draft, now, {
    cause: 'unprovable',
    detail: `Whether cancellation ${id} of ${amount} happened cannot be told by asking; see the provider’s own site.`,
  })
