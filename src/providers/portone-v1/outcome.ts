/** Turns an answer into an outcome: done only when envelope, shape, ids and amounts agree with what was asked. */
import type { Evidence } from '../../core/evidence.ts'
import type { Outcome, ProviderAnswer } from '../../core/outcome.ts'
import { unknownOutcome } from '../../core/outcome.ts'
import type { Payment } from '../../core/payment/payment.ts'
import type { ListPage } from '../../ports/provider.ts'
import type { JsonReply } from '../json.ts'
import { noPayment } from '../outcome.ts'
import type { Sifted } from '../portone.ts'
import { ended, settled } from '../portone.ts'
import { safeText } from '../scrub.ts'
import { chooseAttempt, withOthers } from './attempts.ts'
import type { PortoneV1Operation } from './codes.ts'
import { meaningOf } from './codes.ts'
import type { Account } from './config.ts'
import { readPayment } from './evidence.ts'
import { toMinor } from './money.ts'
import { parseEnvelope, parsePage, parsePayment, parsePrepared } from './wire.ts'

export const okay = (message: string): ProviderAnswer => ({ code: '0', message })

/** §1.1: code 0 under HTTP 200 is the only success; everything else must be listed, code and HTTP status together. */
export function sift(operation: PortoneV1Operation, reply: JsonReply): Sifted {
  if (reply.kind === 'nothing') return ended(reply.outcome)
  const envelope = parseEnvelope(reply.json)
  if (envelope === null) return ended(unknownOutcome(`HTTP status ${reply.status} without an envelope`))
  if (reply.status === 200 && envelope.code === 0) return { kind: 'success', body: envelope.response }
  const told = envelope.message ?? ''
  const message = safeText(told)
  const meaning = meaningOf(operation, { status: reply.status, code: envelope.code, message: told })
  if (meaning === null) {
    const where = `HTTP status ${reply.status}, not listed: ${message}`
    return ended(unknownOutcome(where.slice(0, 500), String(envelope.code)))
  }
  const answer = { code: meaning.name, message: message === '' ? meaning.row.en : message }
  switch (meaning.row.kind) {
    case 'done':
      return { kind: 'absent', answer }
    case 'refused':
      return ended({ kind: 'refused', answer, next: meaning.row.next })
    case 'unknown':
    // No table of ours has an `accepted` row, and none may be taken for done.
    case 'accepted':
      return ended({ kind: 'unknown', answer, next: meaning.row.next })
  }
}

/** Whether a registration has to be read back: PortOne has one of this order number already (§9). */
export function isPreparedAlready(reply: JsonReply): boolean {
  const sifted = sift('prepare', reply)
  return sifted.kind === 'outcome' && sifted.outcome.answer.code === 'ALREADY_PREPARED'
}

/** §9. `written`: the answer to a registration, which may say nothing; `kept`: what was registered before. */
export function readPrepared(payment: Payment, reply: JsonReply, which: 'written' | 'kept'): Outcome<null> {
  return settled(sift('prepare', reply), (body) => registered(payment, body, which))
}

function registered(payment: Payment, response: unknown, which: 'written' | 'kept'): Outcome<null> {
  const done: Outcome<null> = { kind: 'done', evidence: null, answer: okay('registered'), next: 'none' }
  if (which === 'written' && (response === null || response === undefined)) return done
  const parsed = parsePrepared(response)
  if (parsed === null) return unknownOutcome('the answer is not a registration as the sheet has it')
  if (parsed.merchant_uid !== payment.providerOrderId) return unknownOutcome('the answer is about another order')
  const isSame =
    toMinor(parsed.amount, payment.currency) === payment.amounts.total &&
    (parsed.currency === null || parsed.currency === payment.currency)
  if (isSame) return done
  if (which === 'written') return unknownOutcome('another amount was registered than was asked for')
  const answer = { code: 'ALREADY_PREPARED', message: 'the order number is registered with another amount' }
  return { kind: 'refused', answer, next: 'operator' }
}

/** What an inquiry, or an approval, asked for. */
export interface Looked {
  readonly operation: 'approve' | 'inquire'
  readonly account: Account
  readonly ref: string | null
  /** Empty where nobody knows it. */
  readonly orderNumber: string
}

/** §5, by reference. Another amount and test money are evidence like any other: the engine judges them. */
export const readReference = (looked: Looked, reply: JsonReply): Outcome<Evidence> =>
  lookOutcome(looked, reply, (body) => {
    const payment = parsePayment(body)
    if (payment === null) return unknownOutcome('the answer is not a payment as the schema has it')
    if (payment.imp_uid !== looked.ref) return unknownOutcome('the answer is about another payment')
    const reading = readPayment(payment)
    if (reading.kind === 'doubt') return unknownOutcome(reading.why, safeText(payment.status).slice(0, 80))
    return found(reading.evidence, okay(payment.status))
  })

/** §5.2, by order number: every attempt is read, and one that cannot be read makes the whole answer unknown. */
export const readAttempts = (looked: Looked, reply: JsonReply): Outcome<Evidence> =>
  lookOutcome(looked, reply, (body) => attemptsOutcome(looked, body))

/** To a look, "no such payment" is an answer. */
function lookOutcome(looked: Looked, reply: JsonReply, read: (body: unknown) => Outcome<Evidence>): Outcome<Evidence> {
  const sifted = sift(looked.operation, reply)
  return sifted.kind === 'absent' ? found(absentEvidence(looked), sifted.answer) : settled(sifted, read)
}

function attemptsOutcome(looked: Looked, response: unknown): Outcome<Evidence> {
  const page = parsePage(response)
  if (page === null) return unknownOutcome('the answer is not a list as the schema has it')
  const attempts: Evidence[] = []
  for (const item of page.list) {
    const payment = parsePayment(item)
    if (payment === null) return unknownOutcome('an attempt is not a payment as the schema has it')
    if (payment.merchant_uid !== looked.orderNumber) return unknownOutcome('the answer is about another order')
    const reading = readPayment(payment)
    if (reading.kind === 'doubt') return unknownOutcome(reading.why, safeText(payment.status).slice(0, 80))
    attempts.push(reading.evidence)
  }
  const chosen = chooseAttempt(attempts, { ref: looked.ref, live: looked.account.live })
  if (chosen !== null && (looked.ref !== null || page.next === 0)) return found(chosen, okay(chosen.status))
  // What was not shown cannot be ruled out.
  if (page.next !== 0) return unknownOutcome('the order has more attempts than one answer shows')
  return found(withOthers(absentEvidence(looked), attempts), okay('no attempt of this order is the payment'))
}

const found = (evidence: Evidence, answer: ProviderAnswer): Outcome<Evidence> => ({
  kind: 'done',
  evidence,
  answer,
  next: 'none',
})

/** §5: "no such payment" was said to our own token. Never more than that: test payments may be hidden (§5.1). */
const absentEvidence = ({ ref, orderNumber }: Looked): Evidence =>
  noPayment({ ref, orderNumber: orderNumber === '' ? null : orderNumber, live: null, account: null })

/** §5. A payment that cannot be read does not hide the others: it is left out, and the answer says so. */
export function readList(page: number, reply: JsonReply): Outcome<ListPage> {
  return settled<ListPage>(sift('list', reply), (body) => {
    const parsed = parsePage(body)
    if (parsed === null) return unknownOutcome('the answer is not a list as the schema has it')
    // A page that leads elsewhere than onwards would be walked for ever.
    if (parsed.next !== 0 && parsed.next !== page + 1) return unknownOutcome('the next page is not the next one')
    const rows = parsed.list.flatMap(evidenceOf)
    const left = parsed.list.length - rows.length
    const message = left === 0 ? `${rows.length} payments` : `${rows.length} payments, ${left} more not understood`
    const evidence: ListPage = { rows, next: parsed.next === 0 ? null : String(parsed.next) }
    return { kind: 'done', evidence, answer: okay(message), next: 'none' }
  })
}

function evidenceOf(item: unknown): readonly Evidence[] {
  const payment = parsePayment(item)
  const reading = payment === null ? null : readPayment(payment)
  return reading?.kind === 'evidence' ? [reading.evidence] : []
}
