/** "No such transaction": counts it towards negative proof, and net-cancels an approval that stays in doubt. */
import { queueNetCancel } from '../cancellation/birth.ts'
import { bookRefused, climbCancellation } from '../cancellation/book.ts'
import { queueClose } from '../cancellation/close.ts'
import { giveUpInTime, milestonesOf as milestonesOfCall } from '../cancellation/settle.ts'
import { after, earlier, type Instant } from '../time.ts'
import { seeAccountGone } from './account.ts'
import { isOpen, placeHolder } from './attention.ts'
import { climb } from './deadlines.ts'
import { contradictDeposit, isDepositTold } from './deposit.ts'
import { type Context, clearLadder, type Draft, hold, move, note, patch, setLadder } from './draft.ts'
import type { Approval, Payment } from './payment.ts'
import { releaseIfOver } from './release.ts'

/** Given to the provider as the reason where the ordinary cancel carries it. */
const UNSETTLED_REASON = '승인결과 미확인 망취소'

/** The reason of a close that must undo an issue nobody could settle. */
const UNSETTLED_ISSUE_REASON = '발급결과 미확인 발급취소'

/** The provider knows of no charge. Said often enough, late enough, it is proof (nicepay §17 rule c). */
export function seeNothing(draft: Draft, context: Context, told: 'none' | 'not_paid'): Draft {
  switch (draft.file.payment.state) {
    case 'approving':
      return seeNothingWhileApproving(draft, context)
    case 'paid':
    case 'partially_cancelled':
      return seeNothingWhilePaid(draft, context)
    case 'awaiting_deposit':
      if (told === 'not_paid') return seeAccountGone(draft, context)
      return isDepositTold(draft, context) ? contradictDeposit(draft, context) : draft
    case 'failed':
    case 'expired':
      return isDepositTold(draft, context) ? contradictDeposit(draft, context) : draft
    case 'ready':
    case 'cancelled':
      return draft
  }
}

/** Nobody could tell: the ladder goes on, and past the read limit the approval is undone to be sure. */
export function stayUnsettled(draft: Draft, context: Context): Draft {
  const { payment, cancellations } = draft.file
  const holder = placeHolder(cancellations)
  if (holder !== null) {
    const milestones = [...milestonesOf(payment, context), ...milestonesOfCall(holder)]
    const climbed = climbCancellation(draft, holder.id, { ladder: 'cancellation_unsettled', context, milestones })
    return giveUpInTime(climbed, holder, context)
  }
  if (payment.state !== 'approving' || cancellations.some(({ state }) => isOpen(state))) return draft
  const callEndsAt = payment.approval?.callEndsAt ?? context.now
  const triedBefore = cancellations.some(({ kind }) => kind === 'net_cancel' || kind === 'account_close')
  if (payment.hold !== null || triedBefore || context.now < callEndsAt) return climbApproval(draft, context)
  return undoUnsettled(draft, context)
}

/** What was approved is net-cancelled; what was issued, and cannot be asked for its number, is closed. */
function undoUnsettled(draft: Draft, context: Context): Draft {
  const { netCancel, virtualAccount } = context.policy
  if (draft.file.payment.method === 'virtual_account') {
    if (virtualAccount?.lostIssue !== 'close' || !virtualAccount.closes) return climbApproval(draft, context)
    return queueClose(draft, { reason: UNSETTLED_ISSUE_REASON, requester: 'maedeup' }, context)
  }
  if (netCancel === null) return climbApproval(draft, context)
  return queueNetCancel(draft, { reason: UNSETTLED_REASON, requester: 'maedeup' }, context)
}

function seeNothingWhileApproving(draft: Draft, context: Context): Draft {
  const { approval } = draft.file.payment
  if (approval === null) return draft
  const counted = countNegative(approval, context)
  const proven = counted.negatives.length >= context.policy.negativeProof.times
  const noted = patch(draft, { approval: counted })
  // The answer is older than what our net cancel may do now: closed under way, it would give back what is paid later.
  const isCalling = placeHolder(draft.file.cancellations)?.state === 'sending'
  return proven && !isCalling ? settleAsNotCharged(noted, context) : stayUnsettled(noted, context)
}

/** Only answers given late enough after the call ended, and far enough apart, count. */
function countNegative(approval: Approval, { now, policy }: Context): Approval {
  const { apartMs, firstAfterMs } = policy.negativeProof
  const from = after(approval.callEndsAt ?? approval.returnedAt, firstAfterMs)
  const last = approval.negatives.at(-1)
  const counts = now >= from && (last === undefined || now >= after(last, apartMs))
  return counts ? { ...approval, negatives: [...approval.negatives, now] } : approval
}

/** One write: open net cancels end as "nothing to cancel", the payment fails, and late looks begin. */
function settleAsNotCharged(draft: Draft, context: Context): Draft {
  const answer = { code: null, message: 'nothing to cancel' }
  const closed = draft.file.cancellations
    .filter(({ state }) => isOpen(state))
    .reduce((next, { id }) => bookRefused(next, id, { answer, now: context.now }), draft)
  const failed = move(clearLadder(closed, 'approval_unsettled'), 'nothing_charged', {
    failure: { code: null, message: 'no charge was made' },
  })
  const told = note(failed, 'payment.failed', { code: null, message: 'no charge was made', provenBy: 'inquiry' })
  const look = climb('late_look', 0, context)
  return releaseIfOver(look === null ? told : setLadder(told, 'late_look', look))
}

/** A charge that we know of cannot be "none": ask again, and let a person see it when it stays so. */
function seeNothingWhilePaid(draft: Draft, context: Context): Draft {
  const holder = placeHolder(draft.file.cancellations)
  if (holder !== null) return climbCancellation(draft, holder.id, { ladder: 'cancellation_unsettled', context })
  return draft
}

/** The next look at an approval; a ladder that is used up puts the payment on the desk. */
export function climbApproval(draft: Draft, context: Context): Draft {
  const rung = (draft.file.payment.ladders.approval_unsettled?.rung ?? -1) + 1
  const position = climb('approval_unsettled', rung, context)
  if (position === null) {
    const ended = setLadder(draft, 'approval_unsettled', { rung, nextAt: context.now })
    return hold(ended, context.now, {
      cause: 'ladder_ended',
      detail: 'Whether the approval charged the buyer could not be found out by asking.',
    })
  }
  const nextAt = milestonesOf(draft.file.payment, context).reduce(earlier, position.nextAt)
  return setLadder(draft, 'approval_unsettled', { rung, nextAt })
}

/** Moments ahead at which an answer would say more than before. */
function milestonesOf({ approval }: Payment, { now, policy }: Context): Instant[] {
  if (approval === null || approval.callEndsAt === null) return []
  const { firstAfterMs, apartMs } = policy.negativeProof
  const last = approval.negatives.at(-1)
  const proof = last === undefined ? after(approval.callEndsAt, firstAfterMs) : after(last, apartMs)
  return [approval.callEndsAt, proof].filter((at) => at > now)
}
