/** Cancels asked by API: every check in the order of §7.2, then the PG, which may still refuse or take its time. */
import { type Amount, amount, minus, ZERO } from '../../core/money.ts'
import { businessDate, type Instant } from '../../core/time.ts'
import { type Answer, ok, pgRefusal, refusal } from './answer.ts'
import { type PgRefusal, type Situation, UNLISTED_STATUS } from './errors.ts'
import { atPgOf, availableOf, balanceOf, type Cancellation, type Payment, type Status } from './payment.ts'
import { chargeFor, type RetainOption } from './promotions.ts'
import { bookRefused, bookSucceeded, type NewCancellation, request } from './refund.ts'
import { shownCancellation } from './render.ts'
import type { CancelBody } from './schemas.ts'
import type { Switches } from './switches.ts'
import { vatOf } from './tax.ts'
import type { World } from './world.ts'

export interface CancelCall {
  readonly payment: Payment
  readonly body: CancelBody
  readonly key: string | null
  /** What a fault wants instead of what the switches say. */
  readonly fault?: 'async_then_refuse' | 'balance_short'
}

interface Ask extends CancelCall {
  readonly total: Amount
  readonly taxFree: Amount
  readonly vat: Amount
  readonly option: RetainOption
  /** What the PG would have to give back; null where the promotion makes it negative. */
  readonly pgRefund: Amount | null
  readonly switches: Switches
}

type Rule = readonly [Situation, (ask: Ask) => boolean]

const UNPAID: readonly Status[] = ['READY', 'PAY_PENDING', 'VIRTUAL_ACCOUNT_ISSUED', 'FAILED']

/** The first that holds is the answer (§7.2). */
const RULES: readonly Rule[] = [
  ['notPaid', ({ payment }) => UNPAID.includes(payment.status)],
  ['alreadyCancelled', ({ payment }) => payment.status === 'CANCELLED'],
  [
    'balanceDiffers',
    ({ payment, body }) =>
      body.currentCancellableAmount !== undefined && body.currentCancellableAmount !== balanceOf(payment),
  ],
  ['aboveBalance', ({ payment, total }) => total === ZERO || total > availableOf(payment).total],
  ['partsAboveCancel', ({ total, taxFree, vat }) => taxFree + vat > total],
  ['aboveTaxFree', ({ payment, taxFree }) => taxFree > availableOf(payment).taxFree],
  ['aboveTaxable', ({ payment, total, taxFree }) => total - taxFree > taxableOf(payment)],
  ['promotionOptionChanged', ({ payment, option }) => (payment.retainOption ?? option) !== option],
  ['promotionNegative', ({ pgRefund }) => pgRefund === null],
  [
    'refundAccountMissing',
    ({ payment, body }) => payment.method === 'virtual_account' && body.refundAccount === undefined,
  ],
  ['tooManyCancels', ({ payment, switches }) => payment.cancelAttempts >= switches.maxCancelCount],
]

const taxableOf = (payment: Payment): number => availableOf(payment).total - availableOf(payment).taxFree

export function cancel(world: World, call: CancelCall): Answer {
  const ask = askOf(call, world.switches())
  const reason = RULES.find(([, holds]) => holds(ask))?.[0]
  if (reason !== undefined) return refusal(world, reason)
  call.payment.cancelAttempts += 1
  const no = call.fault === 'balance_short' ? 'balanceShort' : refusedByPg(ask, world.now())
  if (no !== null) return refused(world, ask, no)
  return carryOutAs(world, ask)
}

function carryOutAs(world: World, ask: Ask): Answer {
  const { payment, body, fault } = ask
  const outcome = fault === 'async_then_refuse' ? 'REQUESTED' : ask.switches.cancelOutcome
  const notify = body.skipWebhook === true ? 'no' : 'yes'
  switch (outcome) {
    case 'SUCCEEDED':
      return said(bookSucceeded(world, payment, { ...newOf(ask), notify }))
    case 'FAILED':
      return said(bookRefused(world, payment, newOf(ask)))
    case 'REQUESTED':
    case 'UNLISTED': {
      const shownAs = outcome === 'UNLISTED' ? UNLISTED_STATUS.cancellation : 'REQUESTED'
      const settles = fault === 'async_then_refuse' ? 'refuse' : ask.switches.asyncSettle
      return said(request(world, payment, { ...newOf(ask), shownAs, settles }))
    }
  }
}

const said = (cancellation: Cancellation): Answer => {
  const shown = shownCancellation(cancellation)
  return ok({ cancellation: shown }, shown.status)
}

function askOf(call: CancelCall, switches: Switches): Ask {
  const { payment, body } = call
  const left = UNPAID.includes(payment.status) ? { total: ZERO, taxFree: ZERO } : availableOf(payment)
  const isWhole = body.amount === undefined && body.taxFreeAmount === undefined
  const total = amount(body.amount ?? left.total)
  const untaxed = isWhole && switches.fullCancelTaxFree === 'automatic' ? left.taxFree : 0
  const taxFree = amount(body.taxFreeAmount ?? untaxed)
  const option = body.promotionDiscountRetainOption ?? payment.retainOption ?? 'RELEASE'
  const given = { ...call, total, taxFree, option, switches }
  const vat = body.vatAmount === undefined ? automaticVat(total, taxFree) : amount(body.vatAmount)
  return { ...given, vat, pgRefund: pgRefundOf(given) }
}

/** Nothing can be computed of parts that exceed the whole; the rules refuse those. */
const automaticVat = (total: Amount, taxFree: Amount): Amount => (taxFree > total ? ZERO : vatOf(total, taxFree))

function pgRefundOf({ payment, total, option, switches }: Omit<Ask, 'vat' | 'pgRefund'>): Amount | null {
  const { promotionId: id, total: order } = payment.order
  const available = payment.paid > 0 ? availableOf(payment).total : ZERO
  if (id === null || total > available) return total
  const { retainBasis } = switches
  const remaining = chargeFor({ id, order, left: minus(available, total), option, retainBasis })
  return remaining > payment.charge ? null : minus(payment.charge, remaining)
}

const newOf = ({ total, taxFree, vat, pgRefund, body, key, option }: Ask): NewCancellation => ({
  total,
  taxFree,
  vat,
  pgRefund: pgRefund ?? ZERO,
  reason: body.reason,
  trigger: 'API',
  key,
  option,
})

/** What only the PG knows (§12, seed 004). */
function refusedByPg({ payment, pgRefund, body }: Ask, now: Instant): PgRefusal | null {
  const left = atPgOf(payment)
  if ((pgRefund ?? ZERO) > left) return left === ZERO ? 'cancelledAtPg' : 'aboveAtPg'
  const isLate = payment.method === 'mobile' && payment.paidAt !== null && monthOf(payment.paidAt) !== monthOf(now)
  return isLate && body.refundAccount === undefined ? 'monthOver' : null
}

const monthOf = (at: Instant): string => businessDate(at).slice(0, 7)

/** A refusal under HTTP 502 leaves no trace in the payment; under HTTP 200 it is a FAILED cancellation. */
function refused(world: World, ask: Ask, why: PgRefusal): Answer {
  if (ask.switches.pgRefusal === 'error_502') return pgRefusal(world, why)
  return said(bookRefused(world, ask.payment, { ...newOf(ask) }))
}
