/** Reads a payment object or a row of the list as evidence, or says why it contradicts itself (nicepay §16). */
import type { Evidence, ListedCancel } from '../../core/evidence.ts'
import type { CancellationId } from '../../core/ids.ts'
import { isCancellationId } from '../../core/ids.ts'
import { isCurrency } from '../../core/money.ts'
import type { Instant } from '../../core/time.ts'
import { tagOf } from '../tag.ts'
import { issuedAccount } from './account.ts'
import type { Account } from './config.ts'
import { instrumentOf } from './instrument.ts'
import { isAccount, isTestTid, methodOf } from './methods.ts'
import { checkObject } from './sign.ts'
import type { RestPayment, Row } from './wire.ts'

/** Evidence, or why the object cannot be believed. */
export type Judged = { readonly evidence: Evidence } | { readonly problem: string }

/** §16: signed "only for valid transactions", so what ended without money may come unsigned. */
const MAY_BE_UNSIGNED: ReadonlySet<RestPayment['status']> = new Set(['failed', 'expired'])

/** Why an object is not proven to come from NICEPAY, or null. R-b over the tid and the amount printed in it. */
export function forgery({ secretKey }: Account, payment: RestPayment): string | null {
  const signature = checkObject(payment, secretKey)
  if (signature === 'right') return null
  if (signature === 'missing' && MAY_BE_UNSIGNED.has(payment.status)) return null
  return `the signature is ${signature}`
}

export function judge(account: Account, payment: RestPayment): Judged {
  const { currency, amount, balanceAmt } = payment
  // An unknown currency must not read as "not told".
  if (!isCurrency(currency)) return { problem: `the currency ${currency.slice(0, 10)} is not known` }
  if (balanceAmt > amount) return { problem: 'balanceAmt is above amount' }
  const status = statusOf(payment)
  if (status === null) return { problem: `${payment.status} with ${balanceAmt} of ${amount} left` }
  const evidence: Evidence = {
    status,
    ref: payment.tid,
    orderNumber: payment.orderId,
    amount,
    balance: balanceAmt,
    currency,
    method: methodOf(payment.payMethod),
    live: liveOf(account, payment.tid),
    // Nothing in an answer names the shop; another shop's payments are not found under our key (§15).
    account: account.clientKey,
    paidAt: MONEY_CAME.has(status) ? paidAtOf(payment) : null,
    // What was called off before it was paid gave nothing back, whatever is listed of it.
    cancels: MONEY_CAME.has(status) ? payment.cancels.map(listed) : [],
    virtualAccount: isAccount(payment.payMethod) ? issuedAccount(payment) : null,
    instrument: instrumentOf(payment),
  }
  return { evidence }
}

const paidAtOf = ({ paidAt }: RestPayment): Instant | null => (paidAt === 'never' ? null : paidAt)

const MONEY_CAME: ReadonlySet<Evidence['status']> = new Set(['paid', 'partially_cancelled', 'cancelled'])

/** The tid tells test money (§18 trap 26); that it is real, only the account can say. */
export const liveOf = ({ live }: Account, tid: string): boolean => live && !isTestTid(tid)

/** Null: status and sums contradict each other. */
function statusOf(payment: RestPayment): Evidence['status'] | null {
  const { status, amount, balanceAmt, cancels } = payment
  switch (status) {
    case 'ready':
      // Only an account waits for money.
      return isAccount(payment.payMethod) ? 'awaiting_deposit' : null
    case 'failed':
    case 'expired':
      return 'not_paid'
    case 'paid':
      return balanceAmt === amount && cancels.length === 0 ? 'paid' : null
    case 'partialCancelled':
      return balanceAmt > 0 && balanceAmt < amount && cancels.length > 0 ? 'partially_cancelled' : null
    case 'cancelled':
      return wasClosedUnpaid(payment) ? 'not_paid' : balanceAmt === 0 ? 'cancelled' : null
  }
}

/** An account whose issue was cancelled before a deposit: no money was ever there. */
export const wasClosedUnpaid = ({ status, payMethod, paidAt }: RestPayment): boolean =>
  status === 'cancelled' && isAccount(payMethod) && paidAt === 'never'

const listed = ({ tid, amount, cancelledAt, reason }: RestPayment['cancels'][number]): ListedCancel => ({
  providerCancelId: tid,
  amount,
  at: cancelledAt,
  tag: tagOf(reason),
  state: 'done',
})

/** What a row of the list is called, by its own status. */
const ROW_STATUS = {
  paid: 'paid',
  cancelled: 'cancelled',
  partialCancelled: 'partially_cancelled',
} as const satisfies Record<Row['transactionStatus'], Evidence['status']>

/** A row tells of one transaction: the charge and its amount, or one cancel and what it took; never the balance. */
export function rowEvidence(account: Account, row: Row): Judged {
  const { currency, orderId, paymentTid, amount, transactionAt: at } = row
  if (!isCurrency(currency)) return { problem: `the currency ${currency.slice(0, 10)} is not known` }
  const isCancel = row.transactionStatus !== 'paid'
  const tag = cancellationOf(orderId)
  const evidence: Evidence = {
    status: ROW_STATUS[row.transactionStatus],
    ref: paymentTid,
    // Whose order number a cancel's row carries is not said; ours shows itself.
    orderNumber: tag === null ? orderId : null,
    amount: isCancel ? null : amount,
    balance: null,
    currency,
    method: methodOf(row.method),
    live: liveOf(account, paymentTid),
    account: account.clientKey,
    paidAt: isCancel ? null : at,
    cancels: isCancel ? [{ providerCancelId: row.tid, amount, at, tag }] : null,
  }
  return { evidence }
}

/** The cancellation whose orderId this is (`requests.ts`), or null. */
function cancellationOf(orderId: string): CancellationId | null {
  const id = orderId.replace(/-\d{1,6}$/, '')
  return isCancellationId(id) ? id : null
}
