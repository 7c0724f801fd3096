/** What lies ahead of an account: who pays, who tells of it, who cancels, and what the lines do. */
import type { Policy } from '../src/core/payment/draft.ts'
import { POLICY } from './core.ts'
import type { Roll } from './core-life.ts'

export interface AccountPlan {
  readonly roll: Roll
  readonly policy: Policy
  readonly faults: number
  /** When the buyer pays, and how much; null = never. */
  readonly deposit: { readonly ms: number; readonly won: number } | null
  /** How often the provider tells of it, or nobody does. */
  readonly notices: number
  /** How long after the deposit each notice comes, where that is not left to luck. */
  readonly deliveries?: readonly number[]
  readonly forgeries: readonly number[]
  /** Whether the bank takes a deposit on an account that is closed or over. */
  readonly lateDeposits: boolean
  readonly orderMs: number | null
  readonly dropMs: number | null
  /** When the merchant cancels: before the deposit that closes, after it refunds, with the account or without. */
  readonly cancel: { readonly ms: number; readonly account: boolean; readonly part?: number } | null
  /** How many refunds the bank sends back, where the protocol tells of it. */
  readonly bounces?: number
  /** Whether the provider refuses for good what the buyer's link asks for. */
  readonly refusesLink?: boolean
  /** How long after a refund came back the merchant repeats it, if the buyer has not answered; null = never. */
  readonly repeatsMs?: number | null
  /** How long after being asked the buyer answers; null = never. */
  readonly answersMs: number | null
}

/** Only a notice tells of a deposit, and a lost issue is closed unseen (NICEPAY). */
export const BY_NOTICE: Policy = {
  ...POLICY,
  virtualAccount: { depositProof: 'notice', lostIssue: 'close', refundProof: false, closes: true },
}

/** Asking tells of a deposit and of how a refund ended (Toss Payments, PortOne V2). */
export const BY_INQUIRY: Policy = {
  ...POLICY,
  netCancel: null,
  resendPartial: 'same_key',
  virtualAccount: { depositProof: 'inquiry', lostIssue: 'inquire', refundProof: true, closes: true },
}

/** Issued, and nothing else happens. */
export const QUIET: Omit<AccountPlan, 'policy' | 'roll'> = {
  faults: 0,
  deposit: null,
  notices: 0,
  forgeries: [],
  lateDeposits: false,
  orderMs: null,
  dropMs: null,
  cancel: null,
  answersMs: null,
}
