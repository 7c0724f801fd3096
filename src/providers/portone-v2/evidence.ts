/** Turns a payment object of PortOne V2 into evidence, or says why it proves nothing (portone-v2 §5). */
import type { IssuedAccount } from '../../core/account/account.ts'
import { bankOf } from '../../core/account/bank.ts'
import { digitsOf } from '../../core/account/check.ts'
import type { Evidence, ListedCancel, ListedDispute } from '../../core/evidence.ts'
import { type Amount, isCurrency, minus, ZERO } from '../../core/money.ts'
import { safeText } from '../scrub.ts'
import { tagOf } from '../tag.ts'
import { instrumentOf } from './instrument.ts'
import { methodOf } from './methods.ts'
import type { PortoneCancellation, PortonePayment } from './wire.ts'

/** `concern` is for a person: the facts are as they are, but something about them is not in order. */
export type Reading =
  | { readonly kind: 'evidence'; readonly evidence: Evidence; readonly concern: string | null }
  | { readonly kind: 'doubt'; readonly why: string }

const doubt = (why: string): Reading => ({ kind: 'doubt', why })

/**
 * §5.1. `PAY_PENDING` is missing on purpose: the PG still decides, so it is neither paid nor proof of the contrary.
 * A payment can be tried again after `FAILED`; how often "not paid" must be heard is the engine's to know.
 */
const STATUS: ReadonlyMap<string, Evidence['status']> = new Map([
  ['READY', 'not_paid'],
  ['FAILED', 'not_paid'],
  ['VIRTUAL_ACCOUNT_ISSUED', 'awaiting_deposit'],
  ['PAID', 'paid'],
  ['PARTIAL_CANCELLED', 'partially_cancelled'],
  ['CANCELLED', 'cancelled'],
])

/** §5.2: a payment of a TEST channel looks paid like any other. */
const LIVE: ReadonlyMap<string, boolean> = new Map([
  ['LIVE', true],
  ['TEST', false],
])

/** §5.5; a status of the future is undecided. */
const CANCEL_STATE: ReadonlyMap<string, NonNullable<ListedCancel['state']>> = new Map([
  ['SUCCEEDED', 'done'],
  ['FAILED', 'failed'],
  ['REQUESTED', 'pending'],
])

/** §5.5: `PORTONE_ADMIN` is a correction by PortOne, `CHARGEBACK` a dispute that was lost. */
const CANCELLED_BY: ReadonlyMap<string, NonNullable<ListedCancel['by']>> = new Map([
  ['CONSOLE', 'console'],
  ['API', 'api'],
  ['PORTONE_ADMIN', 'provider'],
  ['CHARGEBACK', 'chargeback'],
])

/** Reads one payment. The amount is `total`, on whose basis PortOne cancels; discounts show in `paid` only (§9). */
export function readPayment(payment: PortonePayment): Reading {
  const told = statusOf(payment)
  if (told === null) return doubt(`status ${payment.status.slice(0, 40)} is not settled or not known`)
  // Keep V1 payments on the V1 API: which id names them here is not documented (§15).
  if (payment.version !== null && payment.version !== 'V2') return doubt('not a payment of the V2 protocol')
  const live = LIVE.get(payment.channel?.type ?? '') ?? null
  if (told !== 'not_paid' && live === null) return doubt('whether the channel is live or test is not said')
  const { currency } = payment
  if (!isCurrency(currency)) return doubt('the currency is not one of ours')
  const problem = sumsProblem(told, payment)
  if (problem !== null) return doubt(problem)
  // A refund that came back leaves all of the money where it was, whatever PortOne goes on calling the payment.
  const status = bouncedOf(payment) === null ? told : 'paid'
  const hasMoney = status === 'paid' || status === 'partially_cancelled' || status === 'cancelled'
  const evidence: Evidence = {
    status,
    ref: payment.id,
    orderNumber: payment.id,
    // §13 trap 4: a FAILED payment may show amounts as if it were paid.
    amount: status === 'not_paid' ? null : payment.amount.total,
    balance: hasMoney ? balanceOf(status, payment) : null,
    currency,
    method: methodOf(payment.method?.type ?? null),
    live,
    account: payment.storeId,
    paidAt: hasMoney ? payment.paidAt : null,
    cancels: payment.cancellations.map((one) => listedCancel(payment, one)),
    ...(status === 'awaiting_deposit' ? { virtualAccount: issuedAccount(payment) } : {}),
    instrument: instrumentOf(payment),
    ...(payment.disputes == null ? {} : { disputes: payment.disputes.map(listedDispute) }),
  }
  return { kind: 'evidence', evidence, concern: concernOf(payment) }
}

/** An account closed before its deposit may read CANCELLED (§15): nothing was paid, so nothing went back. */
function statusOf(payment: PortonePayment): Evidence['status'] | null {
  const isClosedAccount =
    payment.status === 'CANCELLED' &&
    payment.method?.type === 'PaymentMethodVirtualAccount' &&
    payment.paidAt === null &&
    payment.amount.cancelled === 0 &&
    !payment.cancellations.some(({ status }) => status === 'SUCCEEDED')
  return isClosedAccount ? 'not_paid' : (STATUS.get(payment.status) ?? null)
}

/**
 * Whether status and sums say the same. On which basis `cancelled` counts for a discounted payment is not confirmed
 * (§5.3), so there only the impossible is turned away.
 */
function sumsProblem(status: Evidence['status'], { amount }: PortonePayment): string | null {
  const { total, cancelled, discount } = amount
  if (cancelled > total) return 'more is cancelled than was ordered'
  switch (status) {
    case 'paid':
      return cancelled === 0 ? null : 'paid, and yet something is cancelled'
    case 'partially_cancelled':
      if (cancelled === total) return 'partly cancelled, and yet nothing is left'
      return cancelled > 0 || discount > 0 ? null : 'partly cancelled, and yet nothing is cancelled'
    case 'cancelled':
      return cancelled === total || discount > 0 ? null : 'cancelled, and yet something is left'
    case 'awaiting_deposit':
    case 'not_paid':
    case 'none':
      return null
  }
}

function balanceOf(status: Evidence['status'], { amount }: PortonePayment): Amount {
  if (status === 'paid') return amount.total
  return status === 'cancelled' ? ZERO : minus(amount.total, amount.cancelled)
}

/** No account is shown to a buyer that can be none. */
const ACCOUNT_NUMBER = /^\d{6,32}$/

/** §5.4. Null where the number, without which nobody can pay, is not told. */
function issuedAccount({ method }: PortonePayment): IssuedAccount | null {
  const number = digitsOf(method?.accountNumber ?? '')
  if (method === null || !ACCOUNT_NUMBER.test(number)) return null
  return { bank: bankOf(method.bank ?? ''), number, holder: method.remitteeName || null, expiresAt: method.expiredAt }
}

const listedCancel = (payment: PortonePayment, one: PortoneCancellation): ListedCancel => ({
  providerCancelId: one.id,
  amount: one.totalAmount,
  at: one.cancelledAt ?? one.requestedAt,
  tag: isOutdated(payment, one) ? null : ownTag(one),
  state: bouncedOf(payment) === one ? 'failed' : (CANCEL_STATE.get(one.status) ?? 'pending'),
  by: CANCELLED_BY.get(one.trigger ?? '') ?? null,
})

/** §5.6. A status of the future is open: what is not known to be over may still take the money. */
const listedDispute = (one: NonNullable<PortonePayment['disputes']>[number]): ListedDispute => ({
  id: one.pgDisputeId,
  reason: safeText(one.reason ?? ''),
  openedAt: one.createdAt,
  isOpen: one.status !== 'RESOLVED',
  resolvedAt: one.resolvedAt,
})

/** Only a cancel that came through the API can be ours, whatever somebody typed into the console (§5.5). */
const ownTag = ({ trigger, reason }: PortoneCancellation): ListedCancel['tag'] =>
  trigger === null || trigger === 'API' ? tagOf(reason) : null

/** A refused attempt says nothing about a cancellation of which another attempt was taken. */
const isOutdated = ({ cancellations }: PortonePayment, one: PortoneCancellation): boolean =>
  one.status === 'FAILED' &&
  cancellations.some((other) => other.status !== 'FAILED' && ownTag(other) !== null && ownTag(other) === ownTag(one))

/** §5.4: the refund whose transfer to the buyer's account failed. Of several nobody says which one it was. */
function bouncedOf({ method, cancellations }: PortonePayment): PortoneCancellation | null {
  const [first = null, ...others] = cancellations.filter(({ status }) => status === 'SUCCEEDED')
  return method?.refundStatus === 'FAILED' && others.length === 0 ? first : null
}

/** A transfer failed, and which refund it was for is not said. */
function concernOf(payment: PortonePayment): string | null {
  const refund = payment.method?.refundStatus ?? null
  if (bouncedOf(payment) !== null || (refund !== 'FAILED' && refund !== 'PARTIAL_REFUND_FAILED')) return null
  return `the transfer of a refund to the buyer's account failed (refundStatus ${refund})`
}
