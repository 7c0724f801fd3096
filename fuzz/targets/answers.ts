/** Answers of providers, over a real connection: nothing is claimed that the bytes do not say, nothing stops core. */

import type { Dice } from '../../sim/dice.ts'
import type { CancelEvidence, Evidence } from '../../src/core/evidence.ts'
import { newCancellationId } from '../../src/core/ids.ts'
import { ZERO } from '../../src/core/money.ts'
import type { Outcome } from '../../src/core/outcome.ts'
import { attentionOf } from '../../src/core/payment/attention.ts'
import { decide, type PaymentEvent } from '../../src/core/payment/decide.ts'
import type { Cancellation, Payment, PaymentFile } from '../../src/core/payment/payment.ts'
import { after, HOUR_MS, type Instant, MINUTE_MS } from '../../src/core/time.ts'
import type { Channel } from '../../src/engine/channel.ts'
import { policyOf } from '../../src/engine/deps.ts'
import type { CallContext, Exchange, ListPage, Operation, Provider } from '../../src/ports/provider.ts'
import { channelOf, channelsAt, NOWHERE } from '../accounts.ts'
import { mustBeCancelEvidence, mustBeEvidence, mustBeLegal, mustBeRecord } from '../legal.ts'
import { BACK_WORDS, PAID_WORDS, type Said, saidBy } from '../says.ts'
import type { Head, Seed } from '../seed.ts'
import { type Judge, must, type Target } from '../target.ts'
import { type Answer, openWire, type Wire } from '../wire.ts'

/** A question and the answer to it, as `record/lives.ts` keeps them. */
interface Question {
  readonly provider: string
  readonly operation: Operation
  readonly payment: Payment
  readonly cancellation: Cancellation | undefined
  readonly siblings: readonly Cancellation[] | undefined
  readonly at: Instant
  readonly status: number
  readonly headers: readonly string[]
  /** Which of the answers of this question the bytes are. */
  readonly turn: number
  readonly others: readonly { readonly status: number; readonly body: string }[]
}

export const answers: Target = { name: 'answers', mostMs: 50, open, twist }

async function open(change?: (provider: Provider) => Provider): Promise<Judge> {
  const wire = await openWire()
  const channels = channelsAt(wire.origin, change)
  return {
    judge: (input) => judge({ wire, channelOf: (id) => channelOf(channels, id) }, input),
    close: () => wire.close(),
  }
}

const STATUSES = [100, 199, 201, 204, 206, 301, 302, 400, 401, 402, 403, 404, 409, 422, 429, 500, 502, 503, 504, 999]
const LINES = [
  'content-type: text/html',
  'content-type: application/json; charset=euc-kr',
  'content-encoding: gzip',
  'content-length: 1',
  'content-length: 100000',
  'transfer-encoding: chunked',
  'location: https://example.com/',
  'retry-after: 1',
  'x: \xff\xfe',
]

function twist(head: Head, dice: Dice): Head {
  const status = dice.chance(0.08) ? { status: dice.pick(STATUSES) } : {}
  const headers = dice.chance(0.04) ? { headers: [dice.pick(LINES)] } : {}
  return { ...head, ...status, ...headers }
}

interface Tools {
  readonly wire: Wire
  readonly channelOf: (id: string) => Channel
}

async function judge({ wire, channelOf }: Tools, input: Seed): Promise<void> {
  const question = questionOf(input, wire)
  const channel = channelOf(question.provider)
  const { others, status, headers, turn } = question
  const own: Answer = { status, headers, body: input.body }
  const told = others.map((one): Answer => ({ ...one, headers: [], body: Buffer.from(one.body) }))
  wire.say(others.length === 0 ? [own] : told.with(turn, own))
  const exchanges: Exchange[] = []
  const outcome = await asked(channel.provider, question, callAt(question.at, exchanges))
  mustBeLegal(outcome)
  exchanges.forEach(mustBeRecord)
  must(outcome.kind !== 'not_sent', 'a call that was made is called not sent')
  if (outcome.kind === 'refused') mustBeRefused(question, input)
  if (outcome.kind === 'done' || outcome.kind === 'accepted') mustBeSaid(question, outcome, input)
  decideOn(channel, question, outcome)
}

function questionOf({ head }: Seed, { origin }: Wire): Question {
  const [from, to] = [new URL(NOWHERE).port, new URL(origin).port]
  const text = JSON.stringify(head).replaceAll(
    new RegExp(`(127\\.0\\.0\\.1|localhost):${from}\\b`, 'g'),
    `127.0.0.1:${to}`,
  )
  return JSON.parse(text) as Question
}

function callAt(at: Instant, exchanges: Exchange[]): CallContext {
  let ms = 0
  const monotonicMs = (): number => {
    ms += 1
    return ms
  }
  return { at, mayStillSend: () => true, record: (exchange) => void exchanges.push(exchange), monotonicMs }
}

type Success = Extract<Asked, { kind: 'done' | 'accepted' }>
type Asked = Outcome<Evidence | CancelEvidence | ListPage>

function asked(
  provider: Provider,
  { operation, payment, cancellation, at }: Question,
  call: CallContext,
): Promise<Asked> {
  const none = Promise.reject<Asked>
  switch (operation) {
    case 'approve':
      return provider.approve(payment, call)
    case 'inquire':
      return provider.inquire(payment, call)
    case 'issue':
      return provider.issueAccount?.(payment, call) ?? none('no issueAccount')
    case 'list':
      return (
        provider.list?.({ from: after(at, -HOUR_MS), to: after(at, MINUTE_MS), cursor: null }, call) ?? none('no list')
      )
    case 'cancel':
    case 'net_cancel':
    case 'close':
      return undone(provider, { operation, payment, cancellation: given(cancellation) }, call)
    case 'prepare':
      throw new Error('prepare is asked by nobody here')
  }
}

interface Undo {
  readonly operation: 'cancel' | 'net_cancel' | 'close'
  readonly payment: Payment
  readonly cancellation: Cancellation
}

function undone(provider: Provider, { operation, payment, cancellation }: Undo, call: CallContext): Promise<Asked> {
  if (operation === 'cancel') return provider.cancel(payment, cancellation, call)
  if (operation === 'net_cancel') return provider.netCancel(payment, cancellation, call)
  return provider.closeAccount?.(payment, cancellation, call) ?? Promise.reject('no closeAccount')
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the seed has no cancellation')
  return value
}

/** PortOne V2 hands on what a PG said "no" with under this status (portone-v2 §3). */
const BAD_GATEWAY = 502

/** A refusal ends a cancellation, or an approval: it needs words that can be read, and no server that is down. */
function mustBeRefused({ provider, status, others }: Question, { body }: Seed): void {
  must(status < 500 || (provider === 'portone-v2' && status === BAD_GATEWAY), `refused under HTTP status ${status}`)
  must(status === 429 || others.length > 0 || saidBy(body) !== null, 'refused by bytes that nobody can read')
}

const isList = (told: Evidence | CancelEvidence | ListPage): told is ListPage => 'rows' in told
const isPayment = (told: Evidence | CancelEvidence): told is Evidence => 'status' in told

function mustBeSaid(question: Question, { kind, evidence: told }: Success, { body }: Seed): void {
  const said = saidBy(body)
  const isNothing = !isList(told) && isPayment(told) && (told.status === 'none' || told.status === 'not_paid')
  // Where one question takes two answers, the other one may have said it all.
  if (question.others.length > 0) {
    if (!isList(told)) mustBeAbout(question, told)
    return
  }
  if (!isNothing) must(question.status === 200, `a success under HTTP status ${question.status}`)
  must(said !== null, 'a success that nobody can read')
  if (isList(told)) {
    for (const row of told.rows) mustBeRow(row, said)
    return
  }
  mustBeAbout(question, told)
  if (isNothing) return
  if (isPayment(told)) mustBePaid(question, told, said)
  // What is only taken is not listed yet, and shows nowhere.
  else if (kind === 'done' || told.providerCancelId !== null) mustBeBack(question, told, said)
}

function mustBeAbout({ payment, operation, cancellation }: Question, told: Evidence | CancelEvidence): void {
  if (!isPayment(told)) {
    mustBeCancelEvidence(told)
    const asked = operation === 'close' ? 0 : given(cancellation).amount
    must(told.amount === asked, `${told.amount} went back, ${asked} was asked for`)
    return
  }
  mustBeEvidence(told)
  const { ref, orderNumber } = told
  if (told.status === 'none') return
  must(payment.providerRef === null || ref === payment.providerRef, `the answer is about ${ref}`)
  must(orderNumber == null || orderNumber === payment.providerOrderId, `the answer is about the order ${orderNumber}`)
}

function mustBePaid({ provider, operation, payment }: Question, told: Evidence, said: Said): void {
  const { status, amount, ref } = told
  // NICEPAY's inquiry tells no amount, and no evidence is made up of what was asked.
  if (amount !== null) must(said.numbers.has(amount), `the amount ${amount} stands nowhere`)
  must(ref === null || said.texts.has(ref), `the reference ${ref} stands nowhere`)
  if (told.virtualAccount != null) mustHaveDigits(told.virtualAccount.number, said)
  if (status === 'awaiting_deposit') return
  must(PAID_WORDS[provider]?.some((word) => said.texts.has(word)) === true, `${status}, and no word of it`)
  const isVerified = ['nicepay', 'nicepay-rest', 'tosspayments'].includes(provider) && operation === 'approve'
  if (isVerified) must(amount === payment.amounts.total, `approved ${amount} of ${payment.amounts.total}`)
}

function mustHaveDigits(number: string, { texts }: Said): void {
  const isThere = [...texts].some((text) => text.replaceAll(/[^0-9X]/g, '') === number)
  must(isThere, 'an account number that stands nowhere')
}

/** A close moves nothing, and a full cancel may be listed by its payment alone. */
function mustBeBack({ provider, operation }: Question, { amount, providerCancelId }: CancelEvidence, said: Said): void {
  if (operation === 'close') return
  must(said.numbers.has(amount), `${amount} went back, and it stands nowhere`)
  must(BACK_WORDS[provider]?.some((word) => said.texts.has(word)) === true, 'money went back, and no word of it')
  if (provider === 'nicepay' || providerCancelId === null) return
  must(said.texts.has(providerCancelId), `the cancel ${providerCancelId} stands nowhere`)
}

function mustBeRow(row: Evidence, said: Said): void {
  mustBeEvidence(row)
  must(row.ref !== null && said.texts.has(row.ref), `the row ${row.ref} stands nowhere`)
  must(row.amount === null || said.numbers.has(row.amount) || said.numbers.has(-row.amount), `a row of ${row.amount}`)
}

/** Every fact can be stored (DESIGN §2.8): core must find an answer to whatever an adapter believes. */
function decideOn(channel: Channel, question: Question, outcome: Asked): void {
  const { operation, payment, cancellation, at } = question
  const event = eventOf(operation, cancellation, outcome)
  if (event === null) return
  const file = atWork(question)
  const freshId = newCancellationId(at, new Uint8Array(10))
  const decision = decide(file, event, { now: after(at, 1_000), jitter: 0, freshId, policy: policyOf(channel) })
  if (!decision.ok) return
  attentionOf(decision.file)
  const { total, paid, cancelledByUs } = decision.file.payment.amounts
  const isNew = payment.amounts.paid === 0 && paid > 0
  must(!isNew || paid === total || decision.timeline.some(({ type }) => type === 'payment.amount_differs'), 'odd money')
  must(cancelledByUs <= paid, `${cancelledByUs} of ${paid} went back by us`)
}

/** As the engine would have it while this call is out. */
function atWork({ operation, payment, cancellation, siblings = [], at }: Question): PaymentFile {
  const isUnpaid = payment.amounts.paid === 0
  const times = { returnedAt: at, startedAt: at, callEndsAt: after(at, 42_000) }
  const approval = { ...times, returnFingerprint: 'f', negatives: [], credential: '' }
  const isApproving = operation === 'approve' || operation === 'issue' || operation === 'net_cancel'
  const worked: Payment = isApproving ? { ...payment, state: 'approving', approval } : payment
  if (cancellation === undefined) return { payment: worked, cancellations: siblings }
  // What is undone before any money was booked holds none (DESIGN §4).
  const reserved = isUnpaid ? ZERO : cancellation.reserved
  const cancellations = [...siblings, { ...cancellation, reserved }]
  return { payment: { ...worked, amounts: { ...worked.amounts, inFlight: reserved } }, cancellations }
}

function eventOf(operation: Operation, cancellation: Cancellation | undefined, outcome: Asked): PaymentEvent | null {
  switch (operation) {
    case 'approve':
      return { type: 'approval_outcome', outcome: outcome as Outcome<Evidence> }
    case 'issue':
      return { type: 'issue_outcome', outcome: outcome as Outcome<Evidence> }
    case 'inquire':
      return {
        type: 'inquiry_outcome',
        reason: 'hint_heard',
        hintsHeard: 0,
        outcome: outcome as Outcome<Evidence>,
      } as PaymentEvent
    case 'cancel':
    case 'net_cancel':
    case 'close': {
      const { id: cancellationId, attempts: attempt } = given(cancellation)
      return { type: 'cancellation_outcome', cancellationId, attempt, outcome: outcome as Outcome<CancelEvidence> }
    }
    case 'list':
    case 'prepare':
      return null
  }
}
