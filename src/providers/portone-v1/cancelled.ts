/** Reads the payment that a cancel answers with: done only where the history shows our own cancel (portone-v1 §7). */
import type { CancelEvidence, ListedCancel } from '../../core/evidence.ts'
import { minus } from '../../core/money.ts'
import type { Outcome } from '../../core/outcome.ts'
import { unknownOutcome } from '../../core/outcome.ts'
import type { Cancellation, Payment } from '../../core/payment/payment.ts'
import type { JsonReply } from '../json.ts'
import { settled } from '../portone.ts'
import { readPayment, type Sums } from './evidence.ts'
import { okay, sift } from './outcome.ts'
import { type PortonePayment, parsePayment } from './wire.ts'

/** What a cancel asked for. */
export interface Asked {
  readonly payment: Payment
  readonly cancellation: Cancellation
  readonly live: boolean
}

/** §7.3: code 0 is not "refunded"; only the new entry is. */
export function readCancel(asked: Asked, reply: JsonReply): Outcome<CancelEvidence> {
  return settled(sift('cancel', reply), (body) => cancelOutcome(asked, body))
}

function cancelOutcome({ payment, cancellation, live }: Asked, response: unknown): Outcome<CancelEvidence> {
  const told = parsePayment(response)
  if (told === null) return unknownOutcome('the answer has no payment as the schema has it')
  if (told.imp_uid !== payment.providerRef) return unknownOutcome('the answer is about another payment')
  if (told.merchant_uid !== payment.providerOrderId) return unknownOutcome('the answer is about another order')
  const reading = readPayment(told)
  if (reading.kind === 'doubt') return unknownOutcome(reading.why)
  const { evidence, sums } = reading
  if (evidence.currency !== payment.currency) return unknownOutcome('the answer is in another currency')
  if (evidence.live !== live) return unknownOutcome('the answer is about the other kind of money')
  const own = ownOf(evidence.cancels ?? [], sums, cancellation)
  const remaining = minus(sums.amount, sums.cancelled)
  if (own === null) return waiting(cancellation)
  if (own.amount !== cancellation.amount) {
    return unknownOutcome(`${own.amount} was cancelled, ${cancellation.amount} was asked for`)
  }
  const { providerCancelId, amount, at } = own
  const done = { providerCancelId, amount, remaining, at }
  if (finishesLater(told)) {
    return { kind: 'accepted', evidence: done, answer: okay('taken, and paid out later'), next: 'inquire' }
  }
  return { kind: 'done', evidence: done, answer: okay('cancelled'), next: 'none' }
}

/** §7.3: here the answer is not the end, whatever it shows; Smartro calls back when the refund is final. */
const finishesLater = ({ pg_provider, pay_method }: PortonePayment): boolean =>
  pg_provider === 'smartro_v2' && pay_method === 'vbank'

/**
 * Ours by its tag. Where a PG's reason came back without any, the one entry more that the checksum allowed can only be
 * ours: what was there before and what is left now differ by exactly this amount (§7.4).
 */
function ownOf(cancels: readonly ListedCancel[], sums: Sums, { id, amount, guard }: Cancellation): ListedCancel | null {
  const tagged = cancels.find(({ tag }) => tag === id)
  if (tagged !== undefined) return tagged
  if (guard === null || guard - amount !== sums.amount - sums.cancelled) return null
  const candidates = cancels.filter((one) => one.tag === null && one.amount === amount)
  // Two of the same size without a name cannot be told apart: the inquiry goes on.
  return candidates.length === 1 ? (candidates[0] ?? null) : null
}

/** §7.3: taken, and the PG decides later (PayPal, WeChat, Paymentwall, some accounts); it may still refuse. */
const waiting = ({ amount }: Cancellation): Outcome<CancelEvidence> => ({
  kind: 'accepted',
  evidence: { providerCancelId: null, amount, remaining: null, at: null },
  answer: okay('taken, and not in the history yet'),
  next: 'inquire',
})
