/** Stands before every ordinary cancel: what a hard rule forbids is never sent, whoever wants the money back. */
import { type Refusal, refuse } from '../errors.ts'
import type { ProviderAnswer } from '../outcome.ts'
import { isOurs } from '../payment/attention.ts'
import { type Context, type Draft, ladderOf, note, patchCancellation } from '../payment/draft.ts'
import type { Cancellation, Payment, PaymentFile } from '../payment/payment.ts'
import { releaseIfOver } from '../payment/release.ts'
import type { Instant } from '../time.ts'
import { chooseVia } from './birth.ts'
import { bookRefused } from './book.ts'
import { askAgain, askBack, forbids, holdForbidden } from './ours.ts'
import { verdictOf } from './verdict.ts'

type Gate =
  | { readonly kind: 'open' }
  | { readonly kind: 'later'; readonly at: Instant; readonly why: ProviderAnswer }
  | { readonly kind: 'forbidden'; readonly refusal: Refusal }
  /** Time made an account necessary: a mobile payment of last month goes back to one. */
  | { readonly kind: 'account_needed'; readonly refusal: Refusal }

/** What the policy says of sending it now; it was asked when it was queued, and windows close while intents wait. */
export function gateOf(file: PaymentFile, one: Cancellation, context: Context): Gate {
  if (!isOrdinary(file.payment, one, context)) return { kind: 'open' }
  const others = { ...file, cancellations: file.cancellations.filter(({ id }) => id !== one.id) }
  const verdict = verdictOf(others, one.amount, context)
  const { allowed, because, nextAt, needs } = verdict
  if (allowed === 'no') return { kind: 'forbidden', refusal: forbids(verdict) }
  if (needs.includes('refund_account') && one.refundAccount === null) {
    const detail = 'By now this payment is refunded to an account of the buyer only.'
    return { kind: 'account_needed', refusal: refuse('MD_REFUND_ACCOUNT_NEEDED', detail) }
  }
  if (allowed !== 'later' || nextAt === null) return { kind: 'open' }
  return { kind: 'later', at: nextAt, why: { code: because?.rule ?? null, message: because?.en ?? '' } }
}

/** The rows are about the ordinary cancel: the net-cancel call and the closing of an account are acts of their own. */
const isOrdinary = (payment: Payment, { kind, via, amount }: Cancellation, context: Context): boolean =>
  kind !== 'account_close' &&
  payment.state !== 'approving' &&
  (via === 'cancel' || chooseVia(payment, amount, context) === 'cancel')

/** What becomes of it where the gate is not open. */
export function stopAt(gate: Exclude<Gate, { kind: 'open' }>, draft: Draft, told: Stopped): Draft {
  switch (gate.kind) {
    case 'later':
      return waitUntil(draft, told.one, gate)
    case 'forbidden':
      return forbidden(draft, gate.refusal, told)
    case 'account_needed':
      return accountNeeded(draft, gate.refusal, told)
  }
}

interface Stopped {
  readonly one: Cancellation
  readonly context: Context
}

function waitUntil(draft: Draft, { id, ladder }: Cancellation, { at, why }: Extract<Gate, { kind: 'later' }>): Draft {
  const reason = ladder?.reason ?? 'cancellation_queued'
  const waiting = patchCancellation(draft, id, { ladder: ladderOf(reason, { rung: ladder?.rung ?? 0, nextAt: at }) })
  return note(waiting, 'cancellation.try_later', { cancellationId: id, code: why.code, message: why.message })
}

/** A merchant is told, and may ask otherwise; what we wanted to give back ourselves is a person's. */
function forbidden(draft: Draft, refusal: Refusal, { one, context }: Stopped): Draft {
  const refused = refuseBySelf(draft, one, { refusal, context })
  return isOurs(one) ? holdForbidden(refused, refusal, context) : askBack(refused, one, context)
}

function accountNeeded(draft: Draft, refusal: Refusal, { one, context }: Stopped): Draft {
  const refused = refuseBySelf(draft, one, { refusal, context })
  return isOurs(one)
    ? askAgain(refused, { one, why: whyOf(draft.file.payment), context })
    : askBack(refused, one, context)
}

const whyOf = ({ dropped, amounts }: Payment) =>
  dropped !== null ? 'order_dropped' : amounts.paid === amounts.total ? 'orphan' : 'amount_differs'

function refuseBySelf(
  draft: Draft,
  { id }: Cancellation,
  { refusal, context }: { refusal: Refusal; context: Context },
): Draft {
  const answer = { code: refusal.code, message: refusal.detail }
  return releaseIfOver(bookRefused(draft, id, { answer, now: context.now }))
}
