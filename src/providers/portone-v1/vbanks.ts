/** Issues and closes virtual accounts, and says what the answers prove (portone-v1 §8). */
import type { CancelEvidence, Evidence } from '../../core/evidence.ts'
import { ZERO } from '../../core/money.ts'
import type { Outcome } from '../../core/outcome.ts'
import { unknownOutcome } from '../../core/outcome.ts'
import type { Payment } from '../../core/payment/payment.ts'
import { SECOND_MS } from '../../core/time.ts'
import type { JsonReply } from '../json.ts'
import { settled } from '../portone.ts'
import { bankCodeOf } from './banks.ts'
import { buyerFields, fittingName } from './buyer.ts'
import type { Call } from './client.ts'
import type { Account } from './config.ts'
import { type Reading, readPayment } from './evidence.ts'
import { toMajor } from './money.ts'
import { okay, sift } from './outcome.ts'
import { type PortonePayment, parsePayment } from './wire.ts'

/** §8.1. Null where the account cannot be asked for; `notice_url` stays away: the console's address is ours. */
export function issueCall(account: Account, payment: Payment): Call | null {
  const { virtualAccount: asked, currency, taxFree, vat } = payment
  const code = asked?.bank == null ? null : bankCodeOf(account.rules.codes, asked.bank)
  if (asked === null || code === null || account.channelKey === null) return null
  return {
    operation: 'issue',
    method: 'POST',
    path: `/vbanks${pgApiKey(account)}`,
    body: {
      channel_key: account.channelKey,
      merchant_uid: payment.providerOrderId,
      amount: toMajor(payment.amounts.total, currency),
      vbank_code: code,
      vbank_due: Math.floor(asked.expiresAt / SECOND_MS),
      ...(asked.holder === null ? {} : { vbank_holder: asked.holder }),
      name: fittingName(payment.orderName),
      ...buyerFields(payment.buyer),
      ...(taxFree === null || !account.rules.taxes ? {} : { tax_free: toMajor(taxFree, currency) }),
      ...(vat === null || !account.rules.taxes ? {} : { vat_amount: toMajor(vat, currency) }),
      ...(account.productType === null ? {} : { product_type: account.productType }),
    },
    people: [asked.holder, payment.buyer?.name].filter((name) => name != null),
  }
}

/** §8.3: by imp_uid only, because several accounts may wait under one order number. */
export const closeCall = (account: Account, ref: string): Call => ({
  operation: 'close',
  method: 'DELETE',
  path: `/vbanks/${encodeURIComponent(ref)}${pgApiKey(account)}`,
  body: null,
})

const pgApiKey = ({ pgApiKey: key }: Account): string => (key === null ? '' : `?pg_api_key=${encodeURIComponent(key)}`)

type Read = Extract<Reading, { kind: 'evidence' }> & { readonly told: PortonePayment }

/** The payment of the answer, if it is the one that was asked about; else why it proves nothing. */
function readAbout(payment: Payment, body: unknown): Read | { readonly kind: 'doubt'; readonly why: string } {
  const told = parsePayment(body)
  if (told === null) return { kind: 'doubt', why: 'the answer has no payment as the schema has it' }
  if (told.merchant_uid !== payment.providerOrderId) {
    return { kind: 'doubt', why: 'the answer is about another order' }
  }
  const reading = readPayment(told)
  return reading.kind === 'doubt' ? reading : { ...reading, told }
}

/** Done only where an account of this amount waits, and its number is told; whatever else it is, an inquiry says. */
export function readIssue(payment: Payment, reply: JsonReply): Outcome<Evidence> {
  return settled<Evidence>(sift('issue', reply), (body) => {
    const read = readAbout(payment, body)
    if (read.kind === 'doubt') return unknownOutcome(read.why)
    const { evidence } = read
    if (evidence.status !== 'awaiting_deposit')
      return unknownOutcome(`the answer is a payment that is ${evidence.status}`)
    if (evidence.virtualAccount == null) return unknownOutcome('the answer has an account without a number')
    if (evidence.amount !== payment.amounts.total) return unknownOutcome('the account is for another amount')
    if (evidence.currency !== payment.currency) return unknownOutcome('the account is in another currency')
    return { kind: 'done', evidence, answer: okay('issued'), next: 'none' }
  })
}

/** §4: a closed account is `failed`. */
export const readClose = (payment: Payment, reply: JsonReply): Outcome<CancelEvidence> =>
  settled<CancelEvidence>(sift('close', reply), (body) => {
    const read = readAbout(payment, body)
    if (read.kind === 'doubt') return unknownOutcome(read.why)
    const { evidence, told } = read
    if (evidence.ref !== payment.providerRef) return unknownOutcome('the answer is about another payment')
    if (evidence.status !== 'not_paid' || told.status === 'ready') {
      return unknownOutcome(`the answer is a payment that is ${told.status.slice(0, 40)}`)
    }
    return {
      kind: 'done',
      evidence: { providerCancelId: null, amount: ZERO, remaining: null, at: told.failed_at },
      answer: okay('closed'),
      next: 'none',
    }
  })

/** Whether the account was refused to be closed because it does not wait any more. */
export const isOver = (closed: Outcome<CancelEvidence>): boolean =>
  closed.kind === 'refused' && closed.answer.code === 'NOT_WAITING'

/** What a look says about an account that does not wait: closed before, or null. */
export function readClosed(payment: Payment, look: JsonReply): Outcome<CancelEvidence> | null {
  const closed = readClose(payment, look)
  return closed.kind === 'done' ? closed : null
}
