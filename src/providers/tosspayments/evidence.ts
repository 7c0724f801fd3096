/** Reads a Payment object as evidence: what the balance says counts, whatever the status is called (§4.3). */
import type { IssuedAccount } from '../../core/account/account.ts'
import type { Evidence, ListedCancel } from '../../core/evidence.ts'
import { isCurrency } from '../../core/money.ts'
import { tagOf } from '../tag.ts'
import { bankOfCode } from './banks.ts'
import type { Account } from './config.ts'
import { instrumentOf } from './instrument.ts'
import { methodOf } from './methods.ts'
import type { TossCancel, TossPayment, TossTransaction } from './wire.ts'

/** Evidence, or why the object contradicts itself. */
export type Judged = { readonly evidence: Evidence } | { readonly problem: string }

export function judge(account: Account, payment: TossPayment): Judged {
  const { currency, totalAmount, balanceAmount } = payment
  // An unknown currency must not read as "not told".
  if (!isCurrency(currency)) return { problem: `the currency ${currency.slice(0, 10)} is not known` }
  if (balanceAmount > totalAmount) return { problem: 'balanceAmount is above totalAmount' }
  const told = statusOf(payment)
  // A refund that came back leaves all of the money where it was, whatever Toss goes on calling the payment.
  const status = isBounced(payment) ? 'paid' : told
  if (status === null) return { problem: `${payment.status} with ${balanceAmount} of ${totalAmount} left` }
  const evidence: Evidence = {
    status,
    ref: payment.paymentKey,
    orderNumber: payment.orderId,
    amount: totalAmount,
    balance: isBounced(payment) ? totalAmount : balanceAmount,
    currency,
    method: methodOf(payment.method),
    // §1: the key decides; an answer has no mark of its own.
    live: account.live,
    account: accountOf(account, payment.mId),
    paidAt: MONEY_CAME.has(status) ? payment.approvedAt : null,
    // Closing an unpaid account is listed like a cancel of its amount, and moved nothing.
    cancels: wasClosedUnpaid(payment) ? [] : payment.cancels.map((cancel) => listed(cancel, payment)),
    virtualAccount: status === 'awaiting_deposit' ? issuedAccount(payment) : null,
    instrument: instrumentOf(payment),
  }
  return { evidence }
}

/** §5: the answer names the buyer (`customerName`), not the holder of the account. Null where it has no number. */
function issuedAccount({ virtualAccount }: TossPayment): IssuedAccount | null {
  const { accountNumber = null, bankCode = null, dueDate = null } = virtualAccount ?? {}
  if (accountNumber === null) return null
  return { bank: bankOfCode(bankCode), number: accountNumber, holder: null, expiresAt: dueDate }
}

const MONEY_CAME: ReadonlySet<Evidence['status']> = new Set(['paid', 'partially_cancelled', 'cancelled'])

/** Without a configured MID the key alone says whose payment it is: another shop's is not found. */
export const accountOf = (account: Account, mId: string | null | undefined): string | null =>
  account.mid === null ? account.name : (mId ?? null)

/** §6. Null: status and sums contradict each other. */
function statusOf(payment: TossPayment): Evidence['status'] | null {
  switch (payment.status) {
    // A session: nothing is approved, nothing is over.
    case 'READY':
    case 'IN_PROGRESS':
      return 'none'
    case 'ABORTED':
    case 'EXPIRED':
      return 'not_paid'
    // Also past its due date, of which the status says nothing (trap 16).
    case 'WAITING_FOR_DEPOSIT':
      return 'awaiting_deposit'
    case 'DONE':
    case 'PARTIAL_CANCELED':
    case 'CANCELED':
      return wasClosedUnpaid(payment) ? 'not_paid' : bySums(payment)
  }
}

/** §4.3: an account that was cancelled before a deposit. After one, `refundStatus` says how the refund goes. */
export const wasClosedUnpaid = ({ status, virtualAccount }: TossPayment): boolean =>
  status === 'CANCELED' && virtualAccount?.refundStatus === 'NONE'

function bySums({ status, totalAmount, balanceAmount, cancels }: TossPayment): Evidence['status'] | null {
  // A cancel under way may have left the balance already and come back (§4.3 IN_PROGRESS): only what is done counts.
  if (cancels.some(({ cancelStatus }) => cancelStatus === 'IN_PROGRESS')) {
    const returned = cancels.reduce((sum, one) => (one.cancelStatus === 'DONE' ? sum + one.cancelAmount : sum), 0)
    return returned >= totalAmount ? 'cancelled' : returned > 0 ? 'partially_cancelled' : 'paid'
  }
  if (balanceAmount === totalAmount) return status === 'CANCELED' ? null : 'paid'
  if (balanceAmount > 0) return status === 'CANCELED' ? null : 'partially_cancelled'
  return cancels.some(({ cancelStatus }) => cancelStatus === 'DONE') ? 'cancelled' : null
}

const CANCEL_STATE = {
  DONE: 'done',
  IN_PROGRESS: 'pending',
  ABORTED: 'failed',
} as const satisfies Record<TossCancel['cancelStatus'], ListedCancel['state']>

/**
 * §14: a refund to an account that the bank could not pay. Beside other cancels the status does not say which it was,
 * and to take the wrong one for bounced would pay it out twice: then none is marked, and a person is told.
 */
function listed(cancel: TossCancel, payment: TossPayment): ListedCancel {
  return {
    providerCancelId: cancel.transactionKey,
    amount: cancel.cancelAmount,
    at: cancel.canceledAt,
    tag: tagOf(cancel.cancelReason),
    state: isBounced(payment) ? 'failed' : CANCEL_STATE[cancel.cancelStatus],
  }
}

const isBounced = ({ virtualAccount, cancels }: TossPayment): boolean =>
  virtualAccount?.refundStatus === 'FAILED' && cancels.length === 1

/** What only a person can find out: which of several refunds came back. */
export function warningOf(payment: TossPayment): string | null {
  const refundStatus = payment.virtualAccount?.refundStatus ?? ''
  if (isBounced(payment) || !/FAILED$/.test(refundStatus)) return null
  return `refundStatus ${refundStatus}: a refund to an account came back, and Toss does not say which`
}

/** What a row of the list is called, by its own status: one row per approval and per cancel (§4.6). */
const ROW_STATUS = {
  READY: 'none',
  IN_PROGRESS: 'none',
  ABORTED: 'not_paid',
  EXPIRED: 'not_paid',
  WAITING_FOR_DEPOSIT: 'awaiting_deposit',
  DONE: 'paid',
  PARTIAL_CANCELED: 'partially_cancelled',
  CANCELED: 'cancelled',
} as const satisfies Record<TossTransaction['status'], Evidence['status']>

/** A row tells of one transaction: the charge and its amount, or one cancel and what it took; never the balance. */
export function rowEvidence(account: Account, row: TossTransaction): Judged {
  if (!isCurrency(row.currency)) return { problem: `the currency ${row.currency.slice(0, 10)} is not known` }
  const isCancel = row.status === 'CANCELED' || row.status === 'PARTIAL_CANCELED'
  const { transactionKey: providerCancelId, transactionAt: at, amount } = row
  const evidence: Evidence = {
    status: ROW_STATUS[row.status],
    ref: row.paymentKey,
    orderNumber: row.orderId,
    amount: isCancel ? null : amount,
    balance: null,
    currency: row.currency,
    method: methodOf(row.method),
    live: account.live,
    account: accountOf(account, row.mId),
    paidAt: row.status === 'DONE' ? at : null,
    cancels: isCancel ? [{ providerCancelId, amount, at, tag: null }] : null,
  }
  return { evidence }
}
