/** Turns payment objects of PortOne V1 into evidence, or says why one proves nothing (portone-v1 §3, §4). */
import type { IssuedAccount } from '../../core/account/account.ts'
import { bankOf } from '../../core/account/bank.ts'
import { digitsOf } from '../../core/account/check.ts'
import type { Evidence, ListedCancel } from '../../core/evidence.ts'
import type { Amount, Currency } from '../../core/money.ts'
import { isCurrency, minus } from '../../core/money.ts'
import { tagOf } from '../tag.ts'
import { instrumentOf } from './instrument.ts'
import { methodOf } from './methods.ts'
import { toMinor } from './money.ts'
import type { PortoneCancel, PortonePayment } from './wire.ts'

export type Reading =
  | { readonly kind: 'evidence'; readonly evidence: Evidence; readonly sums: Sums }
  | { readonly kind: 'doubt'; readonly why: string }

/** Both in minor units, on the pre-discount basis on which PortOne cancels (§7.5). */
export interface Sums {
  readonly amount: Amount
  readonly cancelled: Amount
}

const doubt = (why: string): Reading => ({ kind: 'doubt', why })

/** Reads one payment; the balance is always counted, because a status of `cancelled` may hide one (§4). */
export function readPayment(payment: PortonePayment): Reading {
  const { currency, sandbox } = payment
  if (!isCurrency(currency)) return doubt('the currency is not one of ours')
  const sums = sumsOf(payment, currency)
  if (sums === null) return doubt('an amount that is none, or more cancelled than was ordered')
  const status = statusOf(payment, sums)
  if (status === null) return doubt(`status ${payment.status.slice(0, 40)} does not go with its sums, or is not known`)
  if (status !== 'not_paid' && sandbox === null) return doubt('whether the payment is live or test is not said')
  const cancels = cancelsOf(payment, sums, currency)
  if (cancels === 'contradiction') return doubt('the history does not add up to what is cancelled')
  const hasMoney = MONEY.has(status)
  const evidence: Evidence = {
    status,
    ref: payment.imp_uid,
    orderNumber: payment.merchant_uid,
    amount: status === 'not_paid' ? null : sums.amount,
    balance: hasMoney ? minus(sums.amount, sums.cancelled) : null,
    currency,
    method: methodOf(payment.pay_method),
    live: sandbox === null ? null : !sandbox,
    // §3: no store; the token is bound to ours, and it sees nothing of others (§1.2).
    account: null,
    paidAt: hasMoney ? payment.paid_at : null,
    cancels,
    instrument: instrumentOf(payment),
    ...(status === 'awaiting_deposit' ? { virtualAccount: issuedAccount(payment) } : {}),
  }
  return { kind: 'evidence', evidence, sums }
}

const MONEY: ReadonlySet<Evidence['status']> = new Set(['paid', 'partially_cancelled', 'cancelled'])

function sumsOf({ amount, cancel_amount }: PortonePayment, currency: Currency): Sums | null {
  const [ordered, cancelled] = [toMinor(amount, currency), toMinor(cancel_amount, currency)]
  return ordered === null || cancelled === null || cancelled > ordered ? null : { amount: ordered, cancelled }
}

/** §4. A failed payment may still be paid: how often "not paid" must be heard is the engine's to know. */
function statusOf(payment: PortonePayment, { amount, cancelled }: Sums): Evidence['status'] | null {
  const isAccount = payment.pay_method === 'vbank' && (payment.vbank_num ?? '') !== ''
  switch (payment.status) {
    case 'ready':
      if (cancelled > 0) return null
      return isAccount ? 'awaiting_deposit' : 'not_paid'
    case 'failed':
      return cancelled === 0 ? 'not_paid' : null
    case 'paid':
      return cancelled === 0 ? 'paid' : null
    case 'cancelled':
      // An account that was closed before its deposit: nothing was paid, so nothing went back.
      if (cancelled === 0) return isAccount && payment.paid_at === null ? 'not_paid' : null
      return cancelled === amount ? 'cancelled' : 'partially_cancelled'
    default:
      return null
  }
}

/** §3: up to 32 characters; what is no number of an account is not told. */
const ACCOUNT_NUMBER = /^\d{6,32}$/

/** `vbank_code` is the clearing house's own, whatever the PG calls its banks (specification of the field). */
function issuedAccount({ vbank_code, vbank_num, vbank_holder, vbank_date }: PortonePayment): IssuedAccount | null {
  const number = digitsOf(vbank_num ?? '')
  if (!ACCOUNT_NUMBER.test(number)) return null
  return { bank: bankOf(vbank_code ?? ''), number, holder: vbank_holder, expiresAt: vbank_date }
}

/**
 * The history (§3). A list that lacks something would prove that a cancel of ours did not happen, so one that does not
 * add up is no proof at all. On which basis a promotion's entries count is not documented (§7.5): there it is not told.
 */
function cancelsOf(
  payment: PortonePayment,
  { cancelled }: Sums,
  currency: Currency,
): readonly ListedCancel[] | null | 'contradiction' {
  const history = payment.cancel_history
  if (history === null) return cancelled === 0 ? [] : null
  const listed = history.flatMap((one) => listedCancel(one, currency))
  if (listed.length < history.length) return null
  const sum = listed.reduce((total, one) => total + one.amount, 0)
  if (sum === cancelled) return listed
  return payment.promotion === null ? 'contradiction' : null
}

/** None where it has no name or no amount: it could be found neither again nor at all. */
function listedCancel(one: PortoneCancel, currency: Currency): readonly ListedCancel[] {
  const providerCancelId = one.cancellation_id ?? one.pg_tid
  const amount = toMinor(one.amount, currency)
  if (providerCancelId === null || providerCancelId === '' || amount === null) return []
  return [{ providerCancelId, amount, at: one.cancelled_at, tag: tagOf(one.reason), state: 'done' }]
}
