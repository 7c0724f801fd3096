/** One Toss payment: its states as a table, and the only functions that may change its state or its money. */
import { type Amount, amount, minus, plus, ZERO } from '../../core/money.ts'
import { type Instant, toIso } from '../../core/time.ts'
import type { Book, BookCancel, Method } from '../simulator.ts'

/** Where each state may go (fact sheet tosspayments §6). It is no one-way street: a deposit or a refund may bounce. */
export const MOVES = {
  READY: ['IN_PROGRESS', 'EXPIRED'],
  IN_PROGRESS: ['DONE', 'WAITING_FOR_DEPOSIT', 'ABORTED', 'EXPIRED'],
  WAITING_FOR_DEPOSIT: ['DONE', 'CANCELED'],
  DONE: ['WAITING_FOR_DEPOSIT', 'CANCELED', 'PARTIAL_CANCELED'],
  PARTIAL_CANCELED: ['PARTIAL_CANCELED', 'DONE'],
  CANCELED: ['DONE'],
  ABORTED: [],
  EXPIRED: [],
} as const satisfies Record<string, readonly string[]>

export type Status = keyof typeof MOVES

/** What a cancel gives back: money, or only the right to pay into an account. */
type CancelOf = 'money' | 'issue'

export interface Cancel {
  readonly of: CancelOf
  readonly amount: Amount
  readonly reason: string
  readonly taxFree: Amount
  readonly taxExemption: Amount
  readonly at: Instant
  readonly transactionKey: string
  /** What the merchant named it by: the idempotency key, or `cancelRequestId`. */
  readonly key: string | null
  readonly cancelRequestId: string | null
  readonly via: BookCancel['via']
  /** Balance after this cancel (trap 12). */
  readonly balanceAfter: Amount
  status: 'IN_PROGRESS' | 'DONE' | 'ABORTED'
}

export interface RefundAccount {
  readonly bankCode: string
  readonly accountNumber: string
  readonly holderName: string
}

export interface Account {
  readonly number: string
  readonly bankCode: string
  readonly customerName: string
  readonly dueAt: Instant
  refundStatus: 'NONE' | 'PENDING' | 'FAILED' | 'PARTIAL_FAILED' | 'COMPLETED'
  /** How many refunds the bank has paid out, and how many it sent back. */
  readonly refunds: { arrived: number; failed: number }
  refundTo: { readonly account: RefundAccount; readonly at: Instant } | null
}

/** So long after its issue, or at a time that the merchant named (§4.4 `validHours`, `dueDate`). */
export type AccountEnd = { readonly afterMs: number } | { readonly at: Instant }

export interface Failure {
  readonly code: string
  readonly message: string
}

/** One entry of `GET /v1/transactions` (§4.6). */
export interface Transaction {
  readonly transactionKey: string
  readonly status: Status
  readonly at: Instant
  /** Negative for a cancel; whether it is shown so is a switch. */
  readonly won: number
}

export interface Payment {
  readonly paymentKey: string
  readonly orderId: string
  readonly orderName: string
  readonly type: 'NORMAL' | 'BILLING'
  readonly customerKey: string | null
  readonly customerName: string
  readonly customerMobilePhone: string
  readonly amount: Amount
  readonly taxFree: Amount
  readonly taxExemption: Amount
  /** Until when an account issued for it takes money. */
  readonly accountEnd: AccountEnd
  readonly requestedAt: Instant
  readonly secret: string
  readonly cancels: Cancel[]
  readonly transactions: Transaction[]
  /** What the window offers first, until the buyer has chosen in it. */
  method: Method
  status: Status
  authenticatedAt: Instant | null
  approvedAt: Instant | null
  lastTransactionKey: string | null
  isPartialCancelable: boolean
  account: Account | null
  failure: Failure | null
  paid: Amount
  /** How it looked before its last change, for an inquiry that lags behind; null where it was not to be seen. */
  before: object | null
}

export function move(payment: Payment, to: Status): void {
  const allowed: readonly Status[] = MOVES[payment.status]
  if (!allowed.includes(to)) throw new Error(`${payment.paymentKey} cannot go from ${payment.status} to ${to}`)
  payment.status = to
}

const sumOf = (cancels: readonly Cancel[]): Amount => cancels.reduce((sum, cancel) => plus(sum, cancel.amount), ZERO)

const isStanding = ({ status }: Cancel): boolean => status !== 'ABORTED'

/** What can still be cancelled: a cancel under way has taken its part already, so that no other takes it too. */
export const balanceOf = (payment: Payment): Amount => minus(payment.amount, sumOf(payment.cancels.filter(isStanding)))

/** What is still taxed as tax-free, or exempt, after the cancels. */
export function taxLeft(payment: Payment, part: 'taxFree' | 'taxExemption'): Amount {
  const taken = payment.cancels.filter(isStanding).reduce((sum, cancel) => plus(sum, cancel[part]), ZERO)
  const left = Math.min(Math.max(0, payment[part] - taken), balanceOf(payment))
  return amount(left)
}

const CANCELABLE: readonly Status[] = ['DONE', 'PARTIAL_CANCELED', 'WAITING_FOR_DEPOSIT']
export const isCancelable = ({ status }: Payment): boolean => CANCELABLE.includes(status)

/** The money that left the shop: a cancel that is still under way, or of an unpaid account, has moved none. */
const moneyCancels = (payment: Payment): readonly Cancel[] =>
  payment.cancels.filter((cancel) => cancel.of === 'money' && cancel.status === 'DONE')

/** After a cancel is done: full in one step is CANCELED, everything else stays PARTIAL_CANCELED (§4.3, trap 2). */
export function moveAfterCancel(payment: Payment): void {
  const standing = payment.cancels.filter(isStanding)
  move(payment, balanceOf(payment) === ZERO && standing.length === 1 ? 'CANCELED' : 'PARTIAL_CANCELED')
}

/** After a cancel came to nothing although it had counted. */
export function moveAfterBounce(payment: Payment): void {
  move(payment, payment.cancels.some(isStanding) ? 'PARTIAL_CANCELED' : 'DONE')
}

const isBooked = ({ authenticatedAt, type, account }: Payment): boolean =>
  authenticatedAt !== null || type === 'BILLING' || account !== null

/** Null for a window that never came to an authentication: Toss would not call it a payment. */
export function bookOf(payment: Payment): Book | null {
  if (!isBooked(payment)) return null
  return {
    ref: payment.paymentKey,
    orderId: payment.orderId,
    amount: payment.amount,
    state: payment.status,
    paidAmount: payment.paid,
    cancelledAmount: sumOf(moneyCancels(payment)),
    cancels: moneyCancels(payment).map(({ transactionKey, amount: won, at, key, via }) => ({
      id: transactionKey,
      amount: won,
      at: toIso(at),
      key,
      via,
    })),
    account: payment.account?.number ?? null,
  }
}
