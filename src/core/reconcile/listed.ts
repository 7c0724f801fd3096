/** What a provider lists of one transaction: rows of a list, or one inquiry, folded into one shape. */
import type { Evidence, ListedCancel } from '../evidence.ts'
import type { Amount, Currency } from '../money.ts'
import type { Instant } from '../time.ts'

/** `movements`: a row per charge and per cancel, at its time. `payments`: a row per payment, at its last change. */
export type ListShape = 'movements' | 'payments'

/** One row of a list as it is kept while a run lasts. */
export interface ListedRow
  extends Pick<Evidence, 'status' | 'amount' | 'balance' | 'currency' | 'live' | 'account' | 'paidAt' | 'cancels'> {
  readonly ref: string
  /** What the row is, within its transaction: the same one again replaces it. */
  readonly entry: string
  readonly orderNumber: string | null
  /** Whether the list of the day itself showed it, or only what lies around midnight. */
  readonly within: boolean
}

/** Everything listed under one reference. */
export interface Listed {
  readonly ref: string
  readonly orderNumber: string | null
  readonly shape: ListShape
  readonly within: boolean
  readonly status: Evidence['status']
  /** Money that came; null where no row tells of any. */
  readonly charge: { readonly amount: Amount | null; readonly at: Instant | null } | null
  readonly cancels: readonly ListedCancel[]
  /** Whether `cancels` is all that there are: what is not in it did not happen. */
  readonly cancelsComplete: boolean
  readonly balance: Amount | null
  readonly currency: Currency | null
  readonly live: boolean | null
  readonly account: string | null
}

/** The entry of a charge in a list of movements; the one entry of a payment in a list of payments. */
export const CHARGE_ENTRY = 'charge'
export const PAYMENT_ENTRY = 'payment'
export const CANCEL_PREFIX = 'cancel:'

const HAS_MONEY: readonly Evidence['status'][] = ['paid', 'partially_cancelled', 'cancelled']
export const hasMoney = (status: Evidence['status']): boolean => HAS_MONEY.includes(status)

/** Null where the row names no transaction: it could be compared with nothing. */
export function toRow(evidence: Evidence, shape: ListShape, within: boolean): ListedRow | null {
  const { ref, status, amount, balance, currency, live, account, paidAt, cancels } = evidence
  if (ref === null) return null
  const entry = shape === 'payments' ? PAYMENT_ENTRY : entryOf(evidence)
  const orderNumber = evidence.orderNumber ?? null
  return { ref, entry, orderNumber, within, status, amount, balance, currency, live, account, paidAt, cancels }
}

function entryOf({ status, cancels }: Evidence): string {
  const [cancel] = cancels ?? []
  if (cancel !== undefined) return `${CANCEL_PREFIX}${cancel.providerCancelId}`
  return status === 'paid' ? CHARGE_ENTRY : status
}

/** Rows of one reference, at least one. Later pages replaced earlier ones when they were kept. */
export function fold(rows: readonly ListedRow[], shape: ListShape): Listed {
  const [first] = rows
  if (first === undefined) throw new Error('a listed transaction has at least one row')
  return shape === 'payments' ? ofPayment(first) : ofMovements(first, rows)
}

function ofPayment(row: ListedRow): Listed {
  const { ref, orderNumber, within, status, balance, currency, live, account, cancels } = row
  const charge = hasMoney(status) ? { amount: row.amount, at: row.paidAt } : null
  const known = { cancels: cancels ?? [], cancelsComplete: cancels !== null }
  return { ref, orderNumber, shape: 'payments', within, status, charge, balance, currency, live, account, ...known }
}

function ofMovements(first: ListedRow, rows: readonly ListedRow[]): Listed {
  const charged = rows.find(({ entry }) => entry === CHARGE_ENTRY)
  const told = charged ?? first
  const { ref, currency, live, account } = told
  return {
    ref,
    // Whose order number the row of a cancel carries is not always said (nicepay §16): the charge's counts.
    orderNumber: told.orderNumber ?? rows.find(({ orderNumber }) => orderNumber !== null)?.orderNumber ?? null,
    shape: 'movements',
    within: rows.some(({ within }) => within),
    status: charged === undefined ? first.status : 'paid',
    charge: charged === undefined ? null : { amount: charged.amount, at: charged.paidAt },
    cancels: rows.flatMap(({ cancels }) => cancels ?? []),
    cancelsComplete: false,
    balance: null,
    currency,
    live,
    account,
  }
}

/** An inquiry's answer, compared as if a list had shown it. Null where it names no transaction. */
export function ofInquiry(evidence: Evidence, ref: string): Listed {
  const row = toRow({ ...evidence, ref: evidence.ref ?? ref }, 'payments', true)
  if (row === null) throw new Error('an inquiry was made by a reference')
  return ofPayment(row)
}
