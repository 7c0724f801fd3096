/** Accounts that money comes in on and goes back to, as core sees them; their numbers are sealed wherever they rest. */
import type { Amount } from '../money.ts'
import type { Instant } from '../time.ts'
import type { Bank } from './bank.ts'

/** Where a deposited payment goes back to [환불계좌]. Personal data: never in logs, events, records or answers. */
export interface RefundAccount {
  readonly bank: Bank
  /** Digits only. */
  readonly number: string
  /** Account holder [예금주]. */
  readonly holder: string
  /** The holder's phone, digits only, where the PG asks for it (Smartro, Welcome). */
  readonly phone: string | null
}

/** What may be shown of a refund account, also after the account itself was deleted. */
export interface ShownAccount {
  readonly bank: Bank
  /** All but the last four digits are stars. */
  readonly number: string
}

/** A cash receipt that the buyer asked for with the account [현금영수증]. */
export interface CashReceipt {
  readonly kind: 'income_deduction' | 'expenditure_proof'
  /** Phone number (income deduction) or business registration number; null once the account was issued. */
  readonly number: string | null
}

/** The account that the provider issued, as its answer tells it. */
export interface IssuedAccount {
  readonly bank: Bank | null
  readonly number: string
  readonly holder: string | null
  readonly expiresAt: Instant | null
}

/** The virtual account of a payment: asked for at first, issued later [가상계좌]. */
export interface VirtualAccount {
  /** `api`: our own call issues it. `window`: the buyer lets the window issue it. */
  readonly by: 'api' | 'window'
  readonly bank: Bank | null
  /** Digits; null until the provider told it. */
  readonly number: string | null
  readonly holder: string | null
  /** The deposit deadline: what was asked for, then what the provider says. */
  readonly expiresAt: Instant
  readonly issuedAt: Instant | null
  readonly cashReceipt: CashReceipt | null
}

/** What a provider's message says about a deposit. Nothing of it is believed by itself (DESIGN §7). */
export interface DepositNotice {
  readonly ref: string | null
  readonly orderNumber: string | null
  readonly account: string | null
  readonly amount: Amount | null
  readonly at: Instant | null
}

const SHOWN_DIGITS = 4

/** `56211105948400` as `**********8400`; a number of four digits or fewer shows nothing. */
export function maskedNumber(number: string): string {
  const hidden = number.length <= SHOWN_DIGITS ? number.length : number.length - SHOWN_DIGITS
  return '*'.repeat(hidden) + number.slice(hidden)
}

export const shownAccount = ({ bank, number }: RefundAccount): ShownAccount => ({ bank, number: maskedNumber(number) })
