/** Computes and checks the SHA-256 signatures S1–S11 of the legacy protocol (nicepay §11). */
import { createHash } from 'node:crypto'
import { sameDigest } from '../digest.ts'

/** What is concatenated, in order and without a separator; the MerchantKey always comes last. */
const FORMULAS = {
  /** Window SignData. */
  S1: ['ediDate', 'mid', 'amt'],
  /** Auth result Signature. */
  S2: ['authToken', 'mid', 'amt'],
  /** Approval and net-cancel SignData. */
  S3: ['authToken', 'mid', 'amt', 'ediDate'],
  /** Approval response Signature. */
  S4: ['tid', 'mid', 'amt'],
  /** Cancel SignData; `amt` is CancelAmt. */
  S5: ['mid', 'amt', 'ediDate'],
  /** Cancel and net-cancel response Signature; `amt` is CancelAmt. The same formula as S4 (§18 trap 15). */
  S6: ['tid', 'mid', 'amt'],
  /** Inquiry SignData. */
  S7: ['tid', 'mid', 'ediDate'],
  /** Virtual-account issue SignData. */
  S8: ['mid', 'amt', 'ediDate', 'moid'],
  /** Escrow SignData. */
  S9: ['tid', 'mid', 'reqType', 'ediDate'],
  /** Billing-key issue SignData. */
  S10: ['mid', 'ediDate', 'moid'],
  /** Billing approval SignData. */
  S11: ['mid', 'ediDate', 'moid', 'amt', 'bid'],
} as const satisfies Record<string, readonly string[]>

type Formula = keyof typeof FORMULAS
type Parts<F extends Formula> = Readonly<Record<(typeof FORMULAS)[F][number], string>>

/** Amounts arrive padded to this many digits; whether S4/S6 hash them so is unconfirmed (§11). */
const PADDED_DIGITS = 12

/** Lower-case hex of a formula. `merchantKey` is used as text: it must not be Base64-decoded. */
export function sign<F extends Formula>(formula: F, parts: Parts<F>, merchantKey: string): string {
  const names: readonly (typeof FORMULAS)[F][number][] = FORMULAS[formula]
  return createHash('sha256')
    .update(names.map((name) => parts[name]).join('') + merchantKey, 'utf8')
    .digest('hex')
}

/** How an answer was signed: over the padded or the plain amount, wrongly, or not at all. */
export type AnswerSignature = 'padded' | 'plain' | 'wrong' | 'missing'

/** The fields of an answer that S4 and S6 cover, as received. `amt` is Amt (S4) or CancelAmt (S6). */
export interface SignedAnswer {
  readonly tid: string
  readonly mid: string
  readonly amt: string
  readonly signature: string
}

/** Checks S4 = S6 over both readings of the amount (§11: compute both, accept either, say which). */
export function checkAnswer(answer: SignedAnswer, merchantKey: string): AnswerSignature {
  if (answer.signature === '') return 'missing'
  if (!/^\d{1,12}$/.test(answer.amt)) return 'wrong'
  const plain = String(Number.parseInt(answer.amt, 10))
  const readings = { padded: plain.padStart(PADDED_DIGITS, '0'), plain }
  const matches = (amt: string): boolean =>
    sameDigest(answer.signature, sign('S4', { tid: answer.tid, mid: answer.mid, amt }, merchantKey))
  const isPadded = matches(readings.padded)
  const isPlain = matches(readings.plain)
  if (isPadded) return 'padded'
  return isPlain ? 'plain' : 'wrong'
}
