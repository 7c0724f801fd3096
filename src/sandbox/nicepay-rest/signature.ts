/** The SHA-256 formulas of the REST protocol, as a table (fact sheet nicepay §16 "Signatures (REST)"). */
import { createHash } from 'node:crypto'

/** What is concatenated, in this order and without separator, before the secret key. */
export const FORMULAS = {
  /** Signature of the form that the window posts to returnUrl. */
  'R-0': ['authToken', 'clientId', 'amount'],
  /** signData of an approval. */
  'R-a': ['tid', 'amount', 'ediDate'],
  /** Signature of answers, look-ups and webhooks. */
  'R-b': ['tid', 'amount', 'ediDate'],
  /** signData of a cancel. */
  'R-c': ['tid', 'ediDate'],
  /** signData of a net cancel. */
  'R-d': ['orderId', 'ediDate'],
  /** signData of a look-up by tid. */
  'R-e tid': ['tid', 'ediDate'],
  /** signData of a look-up by order number. */
  'R-e orderId': ['orderId', 'ediDate'],
  /** signData of an amount check. */
  'R-f': ['tid', 'amount', 'ediDate'],
  /** Signature of the answer to an amount check. */
  'R-g': ['tid', 'ediDate'],
} as const satisfies Record<string, readonly string[]>

export type Formula = keyof typeof FORMULAS

/** Lower-case hex. A value that is missing counts as empty: the digest then simply does not match. */
export function sign(formula: Formula, values: Readonly<Record<string, string>>, secretKey: string): string {
  const text = FORMULAS[formula].map((name) => values[name] ?? '').join('')
  return createHash('sha256').update(`${text}${secretKey}`, 'utf8').digest('hex')
}
