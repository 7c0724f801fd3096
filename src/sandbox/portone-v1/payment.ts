/** One payment in two books: what the gateway beneath really did, and what PortOne knows of it (§3, §4, §15). */
import { type Amount, amount, type Currency, minus, plus, ZERO } from '../../core/money.ts'
import { type Instant, toIso } from '../../core/time.ts'
import type { Book, BookCancel, Method } from '../simulator.ts'

/** Where each state may go. A failed payment may still be approved late (§4); `closed` is a revoked account. */
export const MOVES = {
  ready: ['issued', 'paid', 'failed'],
  issued: ['paid', 'closed'],
  paid: [],
  failed: ['paid'],
  closed: [],
} as const satisfies Record<string, readonly string[]>

export type State = keyof typeof MOVES

export interface Cancel extends Omit<BookCancel, 'at'> {
  readonly at: Instant
  readonly pgTid: string
  readonly reason: string
  /** `gateway`: done at the gateway's own site, behind PortOne's back. */
  readonly seenBy: 'portone' | 'gateway'
}

export interface Account {
  readonly number: string
  readonly bank: { readonly code: string; readonly name: string }
  readonly holder: string | null
  readonly issuedAt: Instant
  readonly expiresAt: Instant
}

/** What changes: replaced as a whole, so that an inquiry that lags behind has something to show. */
export interface Facts {
  readonly state: State
  readonly amount: Amount
  /** Money that really arrived, whether or not PortOne was told. */
  readonly paid: Amount
  readonly startedAt: Instant
  readonly paidAt: Instant | null
  readonly failedAt: Instant | null
  readonly cancelledAt: Instant | null
  readonly updatedAt: Instant
  readonly failReason: string | null
  readonly cancels: readonly Cancel[]
  readonly account: Account | null
  readonly method: Method
  /** Paid through a test channel (§5.1). */
  readonly sandbox: boolean
}

export interface Payment {
  readonly impUid: string
  readonly merchantUid: string
  /** Which came first, where two have the same time. */
  readonly seq: number
  readonly pgProvider: string
  /** Shown as `pay_method` whatever the method really is (§17 item 13); null: as it is. */
  readonly payMethod: string | null
  readonly pgTid: string
  readonly applyNum: string
  readonly currency: Currency
  readonly channel: 'pc' | 'mobile' | 'api'
  readonly name: string
  readonly buyer: Readonly<Record<'name' | 'email' | 'tel' | 'addr' | 'postcode', string | null>>
  readonly customData: string | null
  /** Where this payment's webhooks go instead of to the console's address (§11). */
  readonly noticeUrls: readonly string[]
  facts: Facts
  /** What an inquiry that lags behind still sees; null: not even the payment. */
  before: Facts | null
  /** Cancels that the gateway has taken and not yet decided. */
  pending: Amount
}

export function change(payment: Payment, at: Instant, patch: Partial<Facts>): void {
  const { facts } = payment
  const allowed: readonly State[] = MOVES[facts.state]
  if (patch.state !== undefined && !allowed.includes(patch.state))
    throw new Error(`${payment.impUid} cannot go from ${facts.state} to ${patch.state}`)
  payment.before = facts
  payment.facts = { ...facts, ...patch, updatedAt: at }
}

const sum = (cancels: readonly Cancel[]): Amount =>
  cancels.reduce((total, cancel) => plus(total, amount(cancel.amount)), ZERO)

export const seenCancels = (facts: Facts): readonly Cancel[] =>
  facts.cancels.filter(({ seenBy }) => seenBy === 'portone')

/** `amount − cancel_amount` as PortOne has it: what a checksum is compared with. */
export const balanceOf = (facts: Facts): Amount => minus(facts.amount, sum(seenCancels(facts)))

export const cancelAmountOf = (facts: Facts): Amount => sum(seenCancels(facts))

/** What the gateway can still give back; `minus` throws if it ever gave back more than came in. */
export const remainderOf = ({ facts, pending }: Payment): Amount =>
  minus(minus(facts.paid, sum(facts.cancels)), pending)

/** Books a cancel of money. The caller has checked the amount; the subtraction is the second check. */
export function addCancel(payment: Payment, cancel: Cancel): void {
  minus(remainderOf(payment), amount(cancel.amount))
  const cancelledAt = cancel.seenBy === 'portone' ? cancel.at : payment.facts.cancelledAt
  change(payment, cancel.at, { cancels: [...payment.facts.cancels, cancel], cancelledAt })
}

export type Status = 'ready' | 'paid' | 'cancelled' | 'failed'

const STATUS_OF = { ready: 'ready', issued: 'ready', paid: 'paid', failed: 'failed', closed: 'failed' } as const

/** One cancel, however small, and PortOne says `cancelled` (§4). */
export const statusOf = (facts: Facts): Status => (seenCancels(facts).length > 0 ? 'cancelled' : STATUS_OF[facts.state])

export function bookOf(payment: Payment): Book {
  const { facts } = payment
  const cancelledAmount = sum(facts.cancels)
  return {
    ref: payment.impUid,
    orderId: payment.merchantUid,
    amount: facts.amount,
    state: bookState(facts, cancelledAmount),
    paidAmount: facts.paid,
    cancelledAmount,
    cancels: facts.cancels.map(({ id, amount: won, at, key, via }) => ({ id, amount: won, at: toIso(at), key, via })),
    account: facts.account?.number ?? null,
  }
}

/** The books say what is so: a payment cancelled in part is not cancelled, and unannounced money has come. */
function bookState({ state, paid }: Facts, cancelled: Amount): string {
  if (cancelled > 0) return cancelled === paid ? 'cancelled' : 'partially_cancelled'
  return state === 'issued' && paid > 0 ? 'paid' : state
}
