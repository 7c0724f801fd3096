/** The birth of a payment: written down, amount frozen, before any window opens. */
import type { Method } from '../evidence.ts'
import type { PaymentId } from '../ids.ts'
import type { Amount, Currency } from '../money.ts'
import { after, DAY_MS, type Instant } from '../time.ts'
import { unpaid } from './amounts.ts'
import { type Decision, draftOf, finish, note } from './draft.ts'
import type { Buyer, Payment, ProviderId } from './payment.ts'

/** What the merchant asks for, already checked for shape. Times in ms. */
export interface Registration {
  readonly id: PaymentId
  readonly channel: string
  readonly provider: ProviderId
  readonly orderId: string
  readonly attempt: number
  readonly providerOrderId: string
  readonly orderName: string
  readonly amount: Amount
  readonly currency: Currency
  readonly taxFree: Amount | null
  readonly vat: Amount | null
  readonly method: Method | null
  readonly orderWithinMs: number
  readonly readyForMs: number
  readonly buyer: Buyer | null
  readonly returnUrls: Payment['returnUrls']
  readonly metadata: Payment['metadata']
  readonly virtualAccount?: Payment['virtualAccount']
  /** First look for a missing return, ms after registration; null where money moves later. */
  readonly looksAtMs?: number | null
  /** The provider's reference, where it is known before anything happened. */
  readonly providerRef?: string | null
}

/**
 * No account waits longer for its deposit, whichever way it is issued: Toss Payments takes no more (tosspayments §4.4),
 * and a buyer who pays on a year-old number pays for an order that nobody remembers.
 */
export const LONGEST_DEPOSIT_MS = 90 * DAY_MS

/** A payment in `ready`, with the first line of its timeline. */
export function register(
  { looksAtMs = null, providerRef = null, virtualAccount = null, ...wish }: Registration,
  now: Instant,
): Extract<Decision, { ok: true }> {
  const { amount, readyForMs, ...asked } = wish
  const payment: Payment = {
    ...asked,
    ...UNTOUCHED,
    providerRef,
    virtualAccount,
    version: 0,
    amounts: unpaid(amount),
    createdAt: now,
    ladders: looksAtMs === null ? {} : { return_missing: { rung: 0, nextAt: after(now, looksAtMs) } },
    readyUntil: after(now, readyForMs),
  }
  const decision = finish(
    note(draftOf({ payment, cancellations: [] }), 'payment.registered', {
      orderId: wish.orderId,
      providerOrderId: wish.providerOrderId,
      amount,
      currency: wish.currency,
      attempt: wish.attempt,
    }),
  )
  if (!decision.ok) throw new Error('a registration cannot be refused')
  return decision
}

/** What stands in a payment to which nothing has happened yet. */
export const UNTOUCHED = {
  state: 'ready',
  instrument: null,
  virtualAccount: null,
  depositNotice: null,
  accountAsk: null,
  refundAlertedFor: null,
  providerState: null,
  order: null,
  dropped: null,
  orderDueAt: null,
  watched: false,
  orphanLeft: null,
  paidAt: null,
  learnedAt: null,
  approval: null,
  failure: null,
  unusedReturns: 0,
  supersededBy: null,
  hold: null,
  disputes: [],
  ladders: {},
  hintsHeard: 0,
  hintsSeen: 0,
  hintsSeenAt: null,
} as const satisfies Partial<Payment>
