/** One NICEPAY transaction: its states as a table, and the only functions that may change its state or its money. */
import { type Amount, amount, minus, plus, ZERO } from '../../core/money.ts'
import { after, businessDate, DAY_MS, HOUR_MS, type Instant, MINUTE_MS, startOfDate, toIso } from '../../core/time.ts'
import type { Book, BookCancel } from '../simulator.ts'
import type { PayMethod } from './codes.ts'

/** Where each state may go (fact sheet nicepay §19 item 7; `closed` is an account whose issue was cancelled). */
export const MOVES = {
  authenticated: ['approved', 'issued', 'failed'],
  approved: ['partially_cancelled', 'cancelled'],
  issued: ['deposited', 'expired', 'closed'],
  // A deposit after the end comes only where the switch lateDeposits lets it.
  expired: ['closed', 'deposited'],
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
  readonly expiresAt: Instant
}

export interface Transaction {
  readonly tid: string
  readonly moid: string
  readonly method: PayMethod
  /** The wallet inside a card payment (`ClickpayCl`, §5), or empty. */
  readonly clickpay: string
  readonly amount: Amount
  /** Null for an account that was issued without a window. */
  readonly authToken: string | null
  readonly authenticatedAt: Instant
  /** When an account from the window ends; null where the merchant named no deadline. */
  readonly accountEndsAt: Instant | null
  readonly goodsName: string
  readonly buyer: { readonly name: string; readonly tel: string; readonly email: string }
  state: State
  /** What an inquiry that lags behind still sees. */
  stateBefore: State | null
  approval: { readonly at: Instant; readonly authCode: string; readonly ccPartCl: string } | null
  account: Account | null
  paid: Amount
  readonly cancels: BookCancel[]
}

export function move(tx: Transaction, to: State): void {
  const allowed: readonly State[] = MOVES[tx.state]
  if (!allowed.includes(to)) throw new Error(`${tx.tid} cannot go from ${tx.state} to ${to}`)
  tx.stateBefore = tx.state
  tx.state = to
}

const cancelledOf = (tx: Transaction): Amount =>
  tx.cancels.reduce((sum, cancel) => plus(sum, amount(cancel.amount)), ZERO)

/** What may still be cancelled; `minus` throws if more was ever given back than came in. */
export const remainderOf = (tx: Transaction): Amount => minus(tx.paid, cancelledOf(tx))

/** Books a cancel of money. The caller has checked the amount; the subtraction is the second check. */
export function addCancel(tx: Transaction, cancel: Omit<BookCancel, 'at'> & { readonly at: Instant }): Amount {
  const left = minus(remainderOf(tx), amount(cancel.amount))
  tx.cancels.push({ ...cancel, at: toIso(cancel.at) })
  move(tx, left === ZERO ? 'cancelled' : 'partially_cancelled')
  return left
}

/** The test MID gives everything back once a night, around this time of the Korean day (§14). */
const NIGHTLY_MS = 23 * HOUR_MS + 30 * MINUTE_MS

export interface Passing {
  readonly now: Instant
  readonly nightly: 'on' | 'off'
  readonly newCancelId: () => string
}

/** Lets happen what the passing of time alone does: accounts expire, the night of the test MID comes. */
export function letTimePass(tx: Transaction, { now, nightly, newCancelId }: Passing): void {
  if (tx.state === 'issued' && tx.account !== null && now > tx.account.expiresAt) move(tx, 'expired')
  const open = tx.state === 'approved' || (tx.state === 'partially_cancelled' && tx.method !== 'VBANK')
  if (nightly === 'off' || !open || tx.approval === null) return
  const at = nightAfter(tx.approval.at)
  if (now >= at) addCancel(tx, { id: newCancelId(), amount: remainderOf(tx), at, key: null, via: 'provider' })
}

function nightAfter(at: Instant): Instant {
  const tonight = after(startOfDate(businessDate(at)), NIGHTLY_MS)
  return tonight > at ? tonight : after(tonight, DAY_MS)
}

export const bookOf = (tx: Transaction): Book => ({
  ref: tx.tid,
  orderId: tx.moid,
  amount: tx.amount,
  state: tx.state,
  paidAmount: tx.paid,
  cancelledAmount: cancelledOf(tx),
  cancels: [...tx.cancels],
  account: tx.account?.number ?? null,
})
