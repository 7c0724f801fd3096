/** Computes and checks the SHA-256 signatures R-0 … R-g of the REST protocol (nicepay §16 "Signatures"). */
import { createHash } from 'node:crypto'
import type { Instant } from '../../core/time.ts'
import { kstStamp } from '../../core/time.ts'
import { sameDigest } from '../digest.ts'

/** What is concatenated, in order and without a separator; the secretKey always comes last. */
const FORMULAS = {
  /** Signature of the return. */
  'R-0': ['authToken', 'clientId', 'amount'],
  /** signData of an approval. */
  'R-a': ['tid', 'amount', 'ediDate'],
  /** Signature of answers, look-ups and webhooks. It covers neither status nor balance nor cancels. */
  'R-b': ['tid', 'amount', 'ediDate'],
  /** signData of a cancel. */
  'R-c': ['tid', 'ediDate'],
  /** signData of a net cancel. */
  'R-d': ['orderId', 'ediDate'],
  /** signData of a look-up by tid. */
  'R-e tid': ['tid', 'ediDate'],
  /** signData of a look-up by order number: the hash of the English manual (§16 "Look up"). */
  'R-e orderId': ['orderId', 'ediDate'],
  /** signData of an amount check. */
  'R-f': ['tid', 'amount', 'ediDate'],
  /** Signature of the answer to an amount check. */
  'R-g': ['tid', 'ediDate'],
} as const satisfies Record<string, readonly string[]>

type Formula = keyof typeof FORMULAS
type Parts<F extends Formula> = Readonly<Record<(typeof FORMULAS)[F][number], string>>

/** Lower-case hex of a formula. */
export function sign<F extends Formula>(formula: F, parts: Parts<F>, secretKey: string): string {
  const names: readonly (typeof FORMULAS)[F][number][] = FORMULAS[formula]
  return createHash('sha256')
    .update(names.map((name) => parts[name]).join('') + secretKey, 'utf8')
    .digest('hex')
}

/** The fields of an answer that R-b covers, as they were printed in that very answer. */
export interface SignedObject {
  readonly tid: string
  readonly amount: number
  readonly ediDate: string
  readonly signature: string | null
}

/** Whether an object was signed with our key; `missing` is expected of failed transactions and samples only. */
export function checkObject(object: SignedObject, secretKey: string): 'right' | 'wrong' | 'missing' {
  const { tid, amount, ediDate, signature } = object
  if (signature === null || signature === '') return 'missing'
  const expected = sign('R-b', { tid, amount: String(amount), ediDate }, secretKey)
  return sameDigest(signature, expected) ? 'right' : 'wrong'
}

/** `yyyy-MM-dd'T'HH:mm:ss.SSS+0900`, as the samples send it: the same characters are hashed and sent (§16). */
export function ediDateOf(at: Instant): string {
  const stamp = kstStamp(at).replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6')
  return `${stamp}.${String(at % 1000).padStart(3, '0')}+0900`
}
