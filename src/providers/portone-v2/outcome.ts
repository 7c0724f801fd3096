/** Turns an answer into an outcome: done only when status, shape, ids and amounts agree with what was asked. */
import type { CancelEvidence, Evidence } from '../../core/evidence.ts'
import { ZERO } from '../../core/money.ts'
import type { Outcome, ProviderAnswer } from '../../core/outcome.ts'
import { unknownOutcome } from '../../core/outcome.ts'
import type { Cancellation } from '../../core/payment/payment.ts'
import type { Instant } from '../../core/time.ts'
import type { CodeRow, ListPage } from '../../ports/provider.ts'
import type { JsonAnswer, JsonReply } from '../json.ts'
import { noPayment } from '../outcome.ts'
import type { Sifted } from '../portone.ts'
import { ended, settled } from '../portone.ts'
import { safeText } from '../scrub.ts'
import { tagOf } from '../tag.ts'
import type { PortoneV2Operation } from './codes.ts'
import { meaningOf, meaningOfWords } from './codes.ts'
import type { Account } from './config.ts'
import { readPayment } from './evidence.ts'
import { PAGE_SIZE } from './requests.ts'
import type { PortoneCancellation } from './wire.ts'
import {
  parseCancelAnswer,
  parseCloseAnswer,
  parseEmpty,
  parseError,
  parseIssueAnswer,
  parseListAnswer,
  parsePayment,
} from './wire.ts'

const okay = (message: string): ProviderAnswer => ({ code: null, message })

/** 200 is the only status of a success; everything else must be a listed type under its own HTTP status (§3). */
function sift(operation: PortoneV2Operation, reply: JsonReply): Sifted {
  if (reply.kind === 'nothing') return ended(reply.outcome)
  if (reply.status === 200) return { kind: 'success', body: reply.json }
  const error = parseError(reply.json)
  if (error === null) return ended(unknownOutcome(`HTTP status ${reply.status} without a type`))
  const code = safeText(error.type).slice(0, 80)
  const message = safeText(
    [error.pgCode === null ? '' : `[${error.pgCode}]`, error.pgMessage ?? error.message ?? '']
      .filter((part) => part !== '')
      .join(' '),
  )
  const row = rowOf(operation, reply, error)
  if (row === null) return ended(unknownOutcome(`unlisted type: ${message}`.slice(0, 500), code))
  const answer = { code, message: message === '' ? row.en : message }
  switch (row.kind) {
    case 'done':
      return { kind: 'absent', answer }
    case 'refused':
      return ended({ kind: 'refused', answer, next: row.next })
    case 'unknown':
    // No table of ours has an `accepted` row, and none may be taken for done.
    case 'accepted':
      return ended({ kind: 'unknown', answer, next: row.next })
  }
}

function rowOf(
  operation: PortoneV2Operation,
  reply: JsonAnswer,
  error: NonNullable<ReturnType<typeof parseError>>,
): CodeRow | null {
  const row = meaningOf(operation, error.type, reply.status)
  if (row === null || error.type !== 'PG_PROVIDER') return row
  // The schema promises both; without a code of the PG nobody knows that the PG answered at all.
  if ((error.pgCode ?? '') === '') return null
  return meaningOfWords(operation, `${error.pgCode} ${error.pgMessage ?? ''} ${error.message ?? ''}`) ?? row
}

/** §8: `{}`. */
export function readPrepared(reply: JsonReply): Outcome<null> {
  return settled<null>(sift('prepare', reply), (body) => {
    if (parseEmpty(body) === null) return unknownOutcome('the answer is not a JSON object')
    return { kind: 'done', evidence: null, answer: okay('registered'), next: 'none' }
  })
}

/** What an inquiry, or an approval, asked for. */
interface Looked {
  readonly operation: 'approve' | 'inquire'
  readonly account: Account
  readonly paymentId: string
}

/** §5. Another amount, another store and test money are evidence like any other: the engine judges them. */
export function readLook({ operation, account, paymentId }: Looked, reply: JsonReply): Outcome<Evidence> {
  const sifted = sift(operation, reply)
  if (sifted.kind !== 'absent') return settled(sifted, (body) => paymentOutcome(paymentId, body))
  return { kind: 'done', evidence: absentEvidence(account, paymentId), answer: sifted.answer, next: 'none' }
}

function paymentOutcome(paymentId: string, json: unknown): Outcome<Evidence> {
  const payment = parsePayment(json)
  if (payment === null) return unknownOutcome('the answer is not a payment as the schema has it')
  if (payment.id !== paymentId) return unknownOutcome('the answer is about another payment')
  const reading = readPayment(payment)
  if (reading.kind === 'doubt') return unknownOutcome(reading.why, payment.status.slice(0, 80))
  const answer = { code: payment.status, message: reading.concern ?? 'found' }
  return { kind: 'done', evidence: reading.evidence, answer, next: reading.concern === null ? 'none' : 'operator' }
}

/** §1: "no such payment" was said to this store's secret, about this store. */
const absentEvidence = ({ storeId: account }: Account, paymentId: string): Evidence =>
  noPayment({ ref: paymentId, orderNumber: paymentId, live: null, account })

/** §7.2: 200 is not "refunded"; the status in it decides. */
export function readCancel(asked: Cancellation, reply: JsonReply): Outcome<CancelEvidence> {
  return settled(sift('cancel', reply), (body) => {
    const parsed = parseCancelAnswer(body)
    if (parsed === null) return unknownOutcome('the answer has no cancellation as the schema has it')
    return cancelOutcome(asked, parsed.cancellation)
  })
}

function cancelOutcome(asked: Cancellation, told: PortoneCancellation): Outcome<CancelEvidence> {
  const code = told.status.slice(0, 80)
  const problem = cancelProblem(asked, told)
  if (problem !== null) return unknownOutcome(problem, code)
  const { id: providerCancelId, totalAmount: amount } = told
  const evidence: CancelEvidence = { providerCancelId, amount, remaining: null, at: told.cancelledAt }
  switch (told.status) {
    case 'SUCCEEDED':
      return { kind: 'done', evidence, answer: { code, message: 'cancelled' }, next: 'none' }
    case 'REQUESTED':
      return {
        kind: 'accepted',
        evidence,
        answer: { code, message: 'requested, the PG still decides' },
        next: 'inquire',
      }
    case 'FAILED':
      return { kind: 'refused', answer: { code, message: 'the PG refused; the balance is unchanged' }, next: 'none' }
    default:
      return unknownOutcome('a status of a cancellation that no document has', code)
  }
}

/** A replayed answer of another intent would show here. A reason that came back without any tag says nothing. */
function cancelProblem(asked: Cancellation, told: PortoneCancellation): string | null {
  if (told.totalAmount !== asked.amount) return `${told.totalAmount} was cancelled, ${asked.amount} was asked for`
  const tag = tagOf(told.reason)
  return tag === null || tag === asked.id ? null : 'the answer is about another cancellation'
}

/** §8. Null is a success: it says only that there is an account, and its number is what the look after it is for. */
export function readIssued(reply: JsonReply): Outcome<never> | null {
  const sifted = sift('issue', reply)
  if (sifted.kind === 'success' && parseIssueAnswer(sifted.body) !== null) return null
  return settled<never>(sifted, () => unknownOutcome('the answer is not that of an instant payment'))
}

/** After an issue: the account with its number, or nothing is settled and the engine asks again. */
export function whenIssued(outcome: Outcome<Evidence>): Outcome<Evidence> {
  const seen = outcome.kind === 'done' && outcome.next === 'none' && outcome.evidence.virtualAccount != null
  return seen ? outcome : unknownOutcome(`issued, but not shown yet: ${outcome.answer.message}`.slice(0, 500))
}

/** §8. Nothing moves: there was no money. */
export function readClosed(reply: JsonReply): Outcome<CancelEvidence> {
  return settled<CancelEvidence>(sift('close', reply), (body) => {
    const parsed = parseCloseAnswer(body)
    if (parsed === null) return unknownOutcome('the answer does not say when the account was closed')
    return closed(parsed.closedAt, okay('closed'))
  })
}

const closed = (at: Instant | null, answer: ProviderAnswer): Outcome<CancelEvidence> => ({
  kind: 'done',
  evidence: { providerCancelId: null, amount: ZERO, remaining: null, at },
  answer,
  next: 'none',
})

/** What PAYMENT_NOT_WAITING_FOR_DEPOSIT leaves open (§12): the account was closed before, or its deposit is there. */
export const isNotWaiting = ({ kind, answer }: Outcome<CancelEvidence>): boolean =>
  kind === 'refused' && answer.code === 'PAYMENT_NOT_WAITING_FOR_DEPOSIT'

/** §15: a closed account is FAILED or CANCELLED. Closing twice is closing once; everything else stays a refusal. */
export function whenNotWaiting(refused: Outcome<CancelEvidence>, seen: Outcome<Evidence>): Outcome<CancelEvidence> {
  const isClosed = seen.kind === 'done' && seen.evidence.status === 'not_paid' && seen.answer.code !== 'READY'
  return isClosed ? closed(null, { code: refused.answer.code, message: 'closed before' }) : refused
}

/** §6. A payment that cannot be read does not hide the others: it is left out, and the answer says so. */
export function readList(page: number, reply: JsonReply): Outcome<ListPage> {
  return settled<ListPage>(sift('list', reply), (body) => {
    const parsed = parseListAnswer(body)
    if (parsed === null) return unknownOutcome('the answer is not a list as the schema has it')
    const rows = parsed.items.flatMap(evidenceOf)
    const isLast = parsed.items.length === 0 || (page + 1) * PAGE_SIZE >= parsed.page.totalCount
    const left = parsed.items.length - rows.length
    const message = left === 0 ? `${rows.length} payments` : `${rows.length} payments, ${left} more not understood`
    const evidence: ListPage = { rows, next: isLast ? null : String(page + 1) }
    return { kind: 'done', evidence, answer: okay(message), next: 'none' }
  })
}

function evidenceOf(item: unknown): readonly Evidence[] {
  const payment = parsePayment(item)
  const reading = payment === null ? null : readPayment(payment)
  return reading?.kind === 'evidence' ? [reading.evidence] : []
}
