/** One REST transaction: its states as a table, and the only functions that may change its state or its money. */
import { type Amount, amount, minus, plus, ZERO } from '../../core/money.ts'
import { type Instant, toIso } from '../../core/time.ts'
import type { Book, BookCancel } from '../simulator.ts'
import type { PayMethod } from './codes.ts'

/** Where each state may go (fact sheet nicepay §16 `status`; `closed` is an account whose issue was cancelled). */
export const MOVES = {
  authenticated: ['approved', 'issued', 'failed'],
  approved: ['partially_cancelled', 'cancelled'],
  issued: ['deposited', 'expired', 'closed'],
  // A bank may take money after the end, where the switch `lateDeposits` lets it.
  expired: ['deposited'],
  deposited: ['partially_cancelled', 'cancelled'],
  partially_cancelled: ['partially_cancelled', 'cancelled'],
  cancelled: [],
  closed: ['deposited'],
  failed: [],
} as const satisfies Record<string, readonly string[]>

export type State = keyof typeof MOVES

export interface Account {
  readonly number: string
  readonly bankCode: string
  readonly bankName: string
  readonly holder: string
  readonly expiresAt: Instant
}

/** One cancel; what the books show of it and what only the wire does. */
export interface Cancel extends Omit<BookCancel, 'at'> {
  readonly at: Instant
  readonly taxFree: Amount
  readonly reason: string
  /** Place in the list of all movements of money. */
  readonly sequence: number
}

/** What changes over the life of a transaction, as one value, so that a look-up can lag behind. */
export interface Facts {
  readonly state: State
  readonly approval: { readonly at: Instant; readonly approveNo: string; readonly canPartCancel: boolean } | null
  readonly failedAt: Instant | null
  readonly closedAt: Instant | null
  /** When the money came, where the transaction stands in the list of all movements of money. */
  readonly paid: { readonly at: Instant; readonly amount: Amount; readonly sequence: number } | null
  readonly account: Account | null
  readonly cancels: readonly Cancel[]
}

export interface Transaction {
  readonly tid: string
  readonly orderId: string
  readonly method: PayMethod
  readonly amount: Amount
  /** The part of `amount` that bears no tax. */
  readonly taxFree: Amount
  readonly authToken: string
  readonly authenticatedAt: Instant
  readonly goodsName: string
  readonly reserved: string
  readonly accountHolder: string
  readonly accountLifeMs: number
  readonly buyer: { readonly name: string; readonly tel: string; readonly email: string }
  facts: Facts
  /** What a look-up that lags behind still sees. */
  before: Facts | null
  /** An approval was received and is not processed yet. */
  underWay: boolean
}

export const NEW_FACTS: Facts = {
  state: 'authenticated',
  approval: null,
  failedAt: null,
  closedAt: null,
  paid: null,
  account: null,
  cancels: [],
}

/** Takes one step: a new state and what comes with it. */
export function move(tx: Transaction, to: State, changes: Partial<Omit<Facts, 'state'>>): void {
  const allowed: readonly State[] = MOVES[tx.facts.state]
  if (!allowed.includes(to)) throw new Error(`${tx.tid} cannot go from ${tx.facts.state} to ${to}`)
  tx.before = tx.facts
  tx.facts = { ...tx.facts, ...changes, state: to }
}

export const paidAmountOf = (facts: Facts): Amount => facts.paid?.amount ?? ZERO

const sumOf = (cancels: readonly Cancel[], part: (cancel: Cancel) => number): Amount =>
  cancels.reduce((sum, cancel) => plus(sum, amount(part(cancel))), ZERO)

const cancelledOf = (facts: Facts): Amount => sumOf(facts.cancels, (cancel) => cancel.amount)

/** What may still be given back; `minus` throws if more was ever given back than came in. */
export const remainderOf = (facts: Facts): Amount => minus(paidAmountOf(facts), cancelledOf(facts))

export const taxFreeLeftOf = ({ taxFree, facts }: Transaction): Amount =>
  minus(
    taxFree,
    sumOf(facts.cancels, (cancel) => cancel.taxFree),
  )

/** Books a cancel of money. The caller has checked the amount; the subtraction is the second check. */
export function addCancel(tx: Transaction, cancel: Cancel): void {
  const left = minus(remainderOf(tx.facts), amount(cancel.amount))
  move(tx, left === ZERO ? 'cancelled' : 'partially_cancelled', { cancels: [...tx.facts.cancels, cancel] })
}

/** Lets happen what the passing of time alone does: accounts expire. */
export function letTimePass(tx: Transaction, now: Instant): void {
  const { state, account } = tx.facts
  if (state === 'issued' && account !== null && now > account.expiresAt) move(tx, 'expired', {})
}

export const bookOf = ({ tid, orderId, amount: won, facts }: Transaction): Book => ({
  ref: tid,
  orderId,
  amount: won,
  state: facts.state,
  paidAmount: paidAmountOf(facts),
  cancelledAmount: cancelledOf(facts),
  cancels: facts.cancels.map(({ id, amount: part, at, key, via }) => ({ id, amount: part, at: toIso(at), key, via })),
  account: facts.account?.number ?? null,
})
