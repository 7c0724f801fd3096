/** The SHA-256 formulas of the legacy protocol, as a table (fact sheet nicepay §11). */
import { createHash } from 'node:crypto'

/** What is concatenated, in this order and without separator, before the MerchantKey. */
export const FORMULAS = {
  /** Window SignData. */
  S1: ['EdiDate', 'MID', 'Amt'],
  /** Signature of the auth result. */
  S2: ['AuthToken', 'MID', 'Amt'],
  /** SignData of approval and of net cancel. */
  S3: ['AuthToken', 'MID', 'Amt', 'EdiDate'],
  /** Signature of the approval answer. */
  S4: ['TID', 'MID', 'Amt'],
  /** SignData of a cancel. */
  S5: ['MID', 'CancelAmt', 'EdiDate'],
  /** Signature of the answer to cancel and net cancel. */
  S6: ['TID', 'MID', 'CancelAmt'],
  /** SignData of an inquiry. */
  S7: ['TID', 'MID', 'EdiDate'],
  /** SignData of issuing a virtual account. */
  S8: ['MID', 'Amt', 'EdiDate', 'Moid'],
} as const satisfies Record<string, readonly string[]>

export type Formula = keyof typeof FORMULAS

/** Lower-case hex. A value that is missing counts as empty: the digest then simply does not match. */
export function sign(formula: Formula, values: Readonly<Record<string, string>>, merchantKey: string): string {
  const text = FORMULAS[formula].map((name) => values[name] ?? '').join('')
  return createHash('sha256').update(`${text}${merchantKey}`, 'utf8').digest('hex')
}
