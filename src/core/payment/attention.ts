/** Derives what brings a payment back to be looked at; attention is computed in every write and never assigned. */
import { BANK_LOOKS } from '../cancellation/follow.ts'
import { refundAlertAt } from '../cancellation/policy/business-days.ts'
import { after, earlier, type Instant, SECOND_MS } from '../time.ts'
import { refundableOf } from './amounts.ts'
import { LADDERS, type LadderName, overdueAt } from './deadlines.ts'
import type { Cancellation, LadderPosition, Payment, PaymentFile, Reason } from './payment.ts'

export interface Attention {
  readonly dueAt: Instant
  readonly reason: Reason
}

/** However many hints are heard, one payment is inquired at most this often because of them. */
const HINT_SPACING_MS = 10 * SECOND_MS

/** Looks that end in a call that moves money; a hold closes them, inquiries go on. */
export const MONEY_REASONS = [
  'order_missing',
  'deposit_overdue',
  'cancellation_queued',
  'cancellation_retry',
] as const satisfies Reason[]

/**
 * What stops on a whole channel, and the reasons that then wait: the brake holds back orphans, a pause (and a recovery)
 * all that moves money. What is stopped hides nothing else of a payment.
 */
export const STOPS = {
  brake: ['order_missing'],
  pause: MONEY_REASONS,
} as const satisfies Record<string, readonly Reason[]>
export type Stop = keyof typeof STOPS

/** What is stored of a payment's attention: for the channel as it usually is, and for what a stop hides otherwise. */
export interface AttentionEntry extends Attention {
  /** When the earliest reason that the stop lets through is due; null where the stop hides nothing that is open. */
  readonly whileStopped: Readonly<Record<Stop, Instant | null>>
}

/** The earliest of all open reasons that `stop` lets through, or null where none is due (DESIGN §5). */
export function attentionOf(file: PaymentFile, stop: Stop | null = null): Attention | null {
  const open = [
    returnMissing(file.payment),
    approvalUnsettled(file),
    orderMissing(file),
    depositOverdue(file),
    ladderDue(file.payment, 'refund_account_needed'),
    refundUnconfirmed(file.payment),
    refundDue(file),
    ...cancellationsDue(file),
    hintHeard(file.payment),
    ladderDue(file.payment, 'late_look'),
  ].filter((reason) => reason !== null)
  const allowed = open.filter(
    ({ reason }) => (file.payment.hold === null || !isMoneyReason(reason)) && !isStopped(reason, stop),
  )
  return allowed.reduce<Attention | null>(
    (first, one) => (first === null || one.dueAt < first.dueAt ? one : first),
    null,
  )
}

export function attentionEntryOf(file: PaymentFile): AttentionEntry | null {
  const due = attentionOf(file)
  if (due === null) return null
  const dueInstead = (stop: Stop) => (isStopped(due.reason, stop) ? (attentionOf(file, stop)?.dueAt ?? null) : null)
  return { ...due, whileStopped: { brake: dueInstead('brake'), pause: dueInstead('pause') } }
}

/** When the entry is due on a channel as it stands now; null where all that is open is stopped. */
export function dueWhile({ dueAt, reason, whileStopped }: AttentionEntry, stop: Stop | null): Instant | null {
  return stop === null || !isStopped(reason, stop) ? dueAt : whileStopped[stop]
}

const isStopped = (reason: Reason, stop: Stop | null): boolean =>
  stop !== null && (STOPS[stop] as readonly Reason[]).includes(reason)

export const isMoneyReason = (reason: Reason): boolean => (MONEY_REASONS as readonly Reason[]).includes(reason)

/** The cancellation that holds the one place in which a call may be under way, if any. */
export const placeHolder = (cancellations: readonly Cancellation[]): Cancellation | null =>
  cancellations.find(({ state }) => state === 'sending' || state === 'unknown' || state === 'accepted') ?? null

export const openNetCancel = (cancellations: readonly Cancellation[]): Cancellation | null =>
  cancellations.find(({ kind, state }) => kind === 'net_cancel' && isOpen(state)) ?? null

/** The open close of an account, if any. */
export const openClose = (cancellations: readonly Cancellation[]): Cancellation | null =>
  cancellations.find(({ kind, state }) => kind === 'account_close' && isOpen(state)) ?? null

/** Born of the net or of a buyer's link, and not of a merchant's request: nobody else would ask for it again. */
export const isOurs = ({ kind, requester }: Cancellation): boolean => kind === 'net_cancel' || requester === 'maedeup'

export const isOpen = (state: Cancellation['state']): boolean =>
  state === 'queued' || state === 'sending' || state === 'accepted' || state === 'unknown'

/** A payment that is paid, untied, and still has money that nothing else has claimed. */
export const isOrphanInWaiting = ({ payment, cancellations }: PaymentFile): boolean =>
  (payment.state === 'paid' || payment.state === 'partially_cancelled') &&
  payment.order === null &&
  payment.accountAsk === null &&
  refundableOf(payment.amounts) > 0 &&
  openNetCancel(cancellations) === null

function returnMissing(payment: Payment): Attention | null {
  const ladder = ladderDue(payment, 'return_missing')
  if (payment.state !== 'ready') return ladder
  // Time gives a payment up between two rungs too; its ladder goes on beyond that.
  return {
    dueAt: ladder === null ? payment.readyUntil : earlier(ladder.dueAt, payment.readyUntil),
    reason: 'return_missing',
  }
}

function approvalUnsettled({ payment, cancellations }: PaymentFile): Attention | null {
  if (payment.state !== 'approving' || cancellations.some(({ state }) => isOpen(state))) return null
  const onLadder = payment.ladders.approval_unsettled
  if (onLadder !== undefined) return ladderDue(payment, 'approval_unsettled')
  const callEndsAt = payment.approval?.callEndsAt ?? payment.createdAt
  return { dueAt: callEndsAt, reason: 'approval_unsettled' }
}

function orderMissing(file: PaymentFile): Attention | null {
  const { payment } = file
  if (!isOrphanInWaiting(file) || payment.watched || payment.orphanLeft !== null) return null
  if (payment.orderDueAt === null) return null
  return { dueAt: payment.ladders.order_missing?.nextAt ?? payment.orderDueAt, reason: 'order_missing' }
}

function cancellationsDue({ cancellations }: PaymentFile): (Attention | null)[] {
  const holder = placeHolder(cancellations)
  if (holder !== null) return [unsettledDue(holder)]
  const oldest = cancellations.find(({ state }) => state === 'queued')
  if (oldest === undefined) return []
  const ladder = oldest.ladder
  return [{ dueAt: ladder?.nextAt ?? oldest.createdAt, reason: ladder?.reason ?? 'cancellation_queued' }]
}

function unsettledDue(holder: Cancellation): Attention | null {
  const reason = 'cancellation_unsettled'
  if (holder.state === 'sending') return { dueAt: holder.callEndsAt ?? holder.createdAt, reason }
  const { ladder } = holder
  const bankLooks = holder.state === 'accepted' && holder.shownAccount !== null ? BANK_LOOKS : 0
  if (ladder !== null && ladder.rung >= LADDERS[reason].length + bankLooks) return null
  return { dueAt: ladder?.nextAt ?? holder.createdAt, reason }
}

/** An account past its deadline: asked about, closed, and over. */
function depositOverdue({ payment, cancellations }: PaymentFile): Attention | null {
  const overdue = payment.state === 'awaiting_deposit' ? overdueAt(payment) : null
  if (overdue === null || openClose(cancellations) !== null) return null
  if (payment.ladders.deposit_overdue !== undefined) return ladderDue(payment, 'deposit_overdue')
  return { dueAt: overdue, reason: 'deposit_overdue' }
}

function refundUnconfirmed({ ladders }: Payment): Attention | null {
  const position = ladders.refund_unconfirmed
  if (position === undefined || position.rung >= BANK_LOOKS) return null
  return { dueAt: position.nextAt, reason: 'refund_unconfirmed' }
}

/** Told once for each due time, one business day before it. */
function refundDue(file: PaymentFile): Attention | null {
  const since = owedSince(file)
  if (since === null || file.payment.refundAlertedFor === since) return null
  return { dueAt: refundAlertAt(since), reason: 'refund_due' }
}

/** Holds of money that was to go back and did not: the buyer is owed it while a person looks for the way. */
export const OWED_HOLDS: readonly string[] = [
  'net_cancel_refused',
  'refund_refused',
  'refund_bounced',
  'policy_forbids',
]

/**
 * Since when money is owed to the buyer that has not gone back yet; null where nothing is. Asking for an account, a
 * refused one, and a refund that came back are all one debt, since its first day.
 */
export function owedSince({ payment, cancellations }: PaymentFile): Instant | null {
  const { accountAsk, hold } = payment
  const since = cancellations.filter(({ state, amount }) => isOpen(state) && amount > 0).map(bornOf)
  if (accountAsk !== null) since.push(accountAsk.since)
  if (hold !== null && OWED_HOLDS.includes(hold.cause) && !isPaidByHand(payment, cancellations))
    since.push(hold.at, ...cancellations.filter(inVain).map(bornOf))
  return since.length === 0 ? null : since.reduce(earlier)
}

const bornOf = ({ createdAt, owedSince: since = createdAt }: Cancellation): Instant => since

/** The last of ours that could not be carried out, or that came back; what came after an older one replaced it. */
const inVain = (one: Cancellation, at: number, all: readonly Cancellation[]): boolean =>
  at === all.length - 1 && (one.state === 'bounced' || (one.state === 'refused' && isOurs(one)))

/** The person has booked what went back otherwise; the hold only waits to be released. */
const isPaidByHand = ({ hold, amounts }: Payment, cancellations: readonly Cancellation[]): boolean => {
  const last = cancellations.at(-1)
  const isBooked = last?.kind === 'observed' && hold !== null && last.createdAt >= hold.at
  return isBooked || refundableOf(amounts) === 0
}

function hintHeard(payment: Payment): Attention | null {
  if (payment.hintsHeard <= payment.hintsSeen) return null
  if (payment.ladders.hint_heard !== undefined) return ladderDue(payment, 'hint_heard')
  const seenAt = payment.hintsSeenAt
  return { dueAt: seenAt === null ? payment.createdAt : after(seenAt, HINT_SPACING_MS), reason: 'hint_heard' }
}

function ladderDue(payment: Payment, reason: Reason & LadderName): Attention | null {
  const position = payment.ladders[reason]
  return position === undefined || hasEnded(reason, position) ? null : { dueAt: position.nextAt, reason }
}

/** A ladder that was climbed to its end stays behind as a mark; a release starts it anew. */
const hasEnded = (ladder: LadderName, position: LadderPosition): boolean => position.rung >= LADDERS[ladder].length
