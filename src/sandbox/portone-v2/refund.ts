/** Carries cancels out: at once, later, or at the PG's own site; the only file that gives money back. */
import { type Amount, amount, minus, ZERO } from '../../core/money.ts'
import { after, toIso } from '../../core/time.ts'
import { type Answer, ok, refusal } from './answer.ts'
import { paidOutAt } from './bank-day.ts'
import { atPgOf, availableOf, type Cancellation, carryOut, type Payment } from './payment.ts'
import { chargeFor, type RetainOption } from './promotions.ts'
import { vatOf } from './tax.ts'
import { announce } from './webhooks.ts'
import type { World } from './world.ts'

export interface NewCancellation {
  readonly total: Amount
  readonly taxFree: Amount
  readonly vat: Amount
  readonly pgRefund: Amount
  readonly reason: string
  readonly trigger: Cancellation['trigger']
  readonly key: string | null
  readonly option: RetainOption
}

export interface Booking extends NewCancellation {
  readonly notify: 'yes' | 'no'
}

export function bookSucceeded(world: World, payment: Payment, booking: Booking): Cancellation {
  const cancellation = born(world, booking, 'REQUESTED')
  world.change(payment, () => {
    add(payment, cancellation, booking.option)
    giveBack(world, payment, cancellation)
  })
  if (booking.notify === 'yes') announceCancelled(world, payment, { cancellation, trigger: null })
  return cancellation
}

export function bookRefused(world: World, payment: Payment, booking: NewCancellation): Cancellation {
  const cancellation = born(world, booking, 'FAILED')
  world.change(payment, () => void payment.cancellations.push(cancellation))
  return cancellation
}

export interface Requested extends NewCancellation {
  readonly shownAs: string
  readonly settles: 'approve' | 'refuse' | 'never'
}

/** Undecided: neither the status nor `cancelled` changes until it is settled (§7.6). */
export function request(world: World, payment: Payment, requested: Requested): Cancellation {
  const cancellation = { ...born(world, requested, 'REQUESTED'), shownAs: requested.shownAs }
  world.change(payment, () => add(payment, cancellation, requested.option))
  announce(world, payment, { name: 'CancelPending', cancellationId: cancellation.id })
  const { settles } = requested
  if (settles !== 'never')
    world.host.timers.after(world.switches().asyncAfterMs, () => settle(world, payment, { cancellation, how: settles }))
  return cancellation
}

interface Settling {
  readonly cancellation: Cancellation
  readonly how: 'approve' | 'refuse'
}

/** No webhook tells of a final refusal (§7.6). What was cancelled at the PG meanwhile cannot be given back again. */
function settle(world: World, payment: Payment, { cancellation, how }: Settling): void {
  if (cancellation.status !== 'REQUESTED') return
  if (how === 'refuse' || cancellation.pgRefund > atPgOf(payment)) {
    world.change(payment, () => {
      cancellation.status = 'FAILED'
    })
    return
  }
  world.change(payment, () => giveBack(world, payment, cancellation))
  announceCancelled(world, payment, { cancellation, trigger: 'ASYNC_CANCEL_APPROVED' })
}

/** While the buyer has not said where the money shall go (§7.5). */
export function stop(world: World, payment: Payment, cancellationId: string): Answer {
  const cancellation = payment.cancellations.find(({ id }) => id === cancellationId)
  if (cancellation === undefined) return refusal(world, 'noSuchCancellation')
  if (cancellation.status !== 'REQUESTED') return refusal(world, 'cancellationNotPending')
  world.change(payment, () => {
    cancellation.status = 'FAILED'
  })
  return ok({ stoppedAt: toIso(world.now()) })
}

/** Staff, an administrator of PortOne or a lost dispute; a correction by PortOne sends no webhook (§12). */
export function cancelFromOutside(world: World, payment: Payment, total: Amount): Cancellation {
  const { consoleTrigger: trigger, retainBasis } = world.switches()
  const available = availableOf(payment)
  const left = minus(available.total, total)
  // The taxable part goes first; what cannot be taken from it is free of tax.
  const taxable = minus(available.total, available.taxFree)
  const taxFree = total > taxable ? minus(total, taxable) : ZERO
  const { promotionId: id, total: order } = payment.order
  const option = payment.retainOption ?? 'RELEASE'
  const remaining = id === null ? null : chargeFor({ id, order, left, option, retainBasis })
  const pgRefund = remaining === null ? total : minus(payment.charge, amount(Math.min(remaining, payment.charge)))
  const booking = { total, taxFree, vat: vatOf(total, taxFree), pgRefund, reason: REASONS[trigger], trigger, key: null }
  const notify = trigger === 'PORTONE_ADMIN' ? 'no' : 'yes'
  const cancellation = bookSucceeded(world, payment, { ...booking, option, notify })
  if (trigger === 'CHARGEBACK') loseDisputes(world, payment)
  return cancellation
}

function loseDisputes(world: World, payment: Payment): void {
  for (const dispute of payment.disputes.filter(({ resolvedAt }) => resolvedAt === null)) {
    dispute.resolvedAt = world.now()
    announce(world, payment, { name: 'DisputeResolved', trigger: 'DISPUTE_RESOLVED' })
  }
}

const REASONS = {
  CONSOLE: '관리자콘솔에서 취소',
  PORTONE_ADMIN: '상태 보정',
  CHARGEBACK: '이의제기',
} as const

function born(world: World, booking: NewCancellation, status: Cancellation['status']): Cancellation {
  const { option: _option, ...money } = booking
  return {
    id: world.newId(),
    status,
    shownAs: 'REQUESTED',
    total: money.total,
    taxFree: money.taxFree,
    vat: money.vat,
    pgRefund: money.pgRefund,
    reason: money.reason,
    trigger: money.trigger,
    key: money.key,
    requestedAt: world.now(),
    cancelledAt: null,
    pgCancellationId: world.newPgId('SIMCAN'),
  }
}

/** The first partial cancel of a promotion fixes the option for all that follow (§9). */
function add(payment: Payment, cancellation: Cancellation, option: RetainOption): void {
  const isPartial = cancellation.total < availableOf(payment).total
  if (isPartial && payment.order.promotionId !== null) payment.retainOption ??= option
  payment.cancellations.push(cancellation)
}

function giveBack(world: World, payment: Payment, cancellation: Cancellation): void {
  const { refundTransfer, refundTransferAfterMs, refundPayout } = world.switches()
  const now = world.now()
  carryOut(payment, cancellation, now)
  if (payment.account === null) return
  const dueAt = refundTransferAfterMs === null ? paidOutAt(refundPayout, now) : after(now, refundTransferAfterMs)
  payment.account.refund = { dueAt, outcome: refundTransfer }
}

interface Told {
  readonly cancellation: Cancellation
  readonly trigger: 'ASYNC_CANCEL_APPROVED' | null
}

function announceCancelled(world: World, payment: Payment, { cancellation, trigger }: Told): void {
  const name = payment.status === 'CANCELLED' ? 'Cancelled' : 'PartialCancelled'
  const by = trigger === null ? {} : { trigger }
  announce(world, payment, { name, cancellationId: cancellation.id, ...by })
}
