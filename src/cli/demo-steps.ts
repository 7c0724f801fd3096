/** The steps that the stories of `maedeup demo` share: each does one thing, says it, and insists on the answer. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Capabilities } from '../ports/provider.ts'
import type { JsonClient, Reply } from './client.ts'

export interface Stage {
  readonly maedeup: JsonClient
  /** The same with an `Idempotency-Key`. */
  readonly withKey: (key: string) => JsonClient
  readonly sandbox: JsonClient
  readonly say: (line: string) => void
  /** ISO 8601; how long the merchant has to record the order. */
  readonly orderWithin: string
  /** In development each channel is named as its provider. */
  readonly provider: string
  readonly capabilities: Pick<Capabilities, 'moneyMoves' | 'virtualAccount'>
  readonly monotonicMs: () => number
}

export interface Story {
  readonly title: string
  readonly run: (stage: Stage, title: string) => Promise<Ending>
}

/** What a story ended as, on both sides. */
export interface Ending {
  readonly story: string
  readonly provider: string
  readonly ours: { readonly state: string; readonly paid: number; readonly cancelled: number }
  readonly theirs: { readonly state: string; readonly amount: number; readonly cancelled: number } | null
  readonly agree: boolean
}

const PRICE = 120_000
/** The longest wait of a story is the order deadline plus a look; a minute more than that is a failure. */
const PATIENCE_MS = 90_000
const POLL_MS = 250

export interface Registered {
  readonly id: string
  readonly orderId: string
  readonly providerOrderId: string
  readonly amount: number
}

/** `more`: what the request says beside the usual. */
export async function register(stage: Stage, orderId: string, more: object = {}): Promise<Registered> {
  const { maedeup, say, orderWithin, provider } = stage
  const wish = { orderId, orderName: '매듭 스테이 바다방 1박', amount: PRICE, channel: provider, orderWithin, ...more }
  const { body } = await expectStatus(maedeup('POST', '/v1/payments', wish), [201])
  say(`    registered ${body.id} before the window opens: ${body.state}, ${PRICE} KRW`)
  return { id: body.id, orderId, providerOrderId: body.providerOrderId, amount: PRICE }
}

type Fields = Readonly<Record<string, string>>

/** The buyer pays in the window, or has it issue an account; answers what it would bring back. */
export async function charge(
  { sandbox, provider }: Stage,
  payment: Registered,
  method: 'card' | 'virtual_account' = 'card',
): Promise<Fields> {
  const { providerOrderId: orderId, amount } = payment
  const body = { provider, orderId, amount, method, action: 'pay' }
  return (await expectStatus(sandbox('POST', '/control/buyers', body), [200, 201])).body.return
}

interface Returned extends Registered {
  readonly fields: Fields
}

export async function payInWindow(stage: Stage, orderId: string): Promise<Returned> {
  const payment = await register(stage, orderId)
  const fields = await charge(stage, payment)
  stage.say('    the buyer pays in the window, and it returns')
  return { ...payment, fields }
}

/** The next call of this kind. */
export async function playFault({ sandbox, provider }: Stage, operation: string, fault: string): Promise<void> {
  // A provider may tell the same thing in several webhooks, and each again: all of them are lost until `endFaults`.
  const body = { provider, operation, fault, ...(operation === 'webhook' ? {} : { times: 1 }) }
  await expectStatus(sandbox('POST', '/control/faults', body), [201])
}

export async function endFaults({ sandbox, provider }: Stage): Promise<void> {
  await expectStatus(sandbox('DELETE', `/control/faults?provider=${provider}`), [200])
}

export async function approve({ maedeup, say }: Stage, { id, fields }: Returned, status: number): Promise<Reply> {
  const asked = maedeup('POST', `/v1/payments/${id}/approve`, { return: fields })
  const answer = await expectStatus(asked, [status])
  say(`    return verified, approval asked for: ${answer.status} ${answer.body.state}`)
  return answer
}

export async function recordOrder({ maedeup, say }: Stage, id: string): Promise<void> {
  const order = { ref: `RSV-${id.slice(-6)}`, amount: PRICE }
  const { body } = await expectStatus(maedeup('PUT', `/v1/payments/${id}/order`, order), [200])
  say(`    the reservation ${body.order.ref} is recorded: tied to its order`)
}

interface Watched {
  readonly id: string
  /** What came before this place of the timeline is not printed; default: what is there already. */
  readonly since?: number
}

interface Seen {
  readonly state: string
  readonly hold: object | null
  /** By when what is to go back is due; null where nothing is. */
  readonly refundDueAt: string | null
}

/** Prints the timeline as it grows, until the payment is where the story says. */
export async function until(stage: Stage, { id, since }: Watched, there: (payment: Seen) => boolean): Promise<void> {
  const patienceEndsAt = stage.monotonicMs() + PATIENCE_MS
  for (let seen = since ?? (await lastSeq(stage, id)); ; ) {
    // Read first, so that the timeline printed after it shows at least as much.
    const { body } = await expectStatus(stage.maedeup('GET', `/v1/payments/${id}`), [200])
    const { body: page } = await expectStatus(stage.maedeup('GET', `/v1/payments/${id}/events?after=${seen}`), [200])
    for (const event of page.data) {
      stage.say(`    ${event.at.slice(11, 19)}Z ${event.type}`)
      seen = event.seq
    }
    if (there(body)) return
    if (stage.monotonicMs() > patienceEndsAt) throw new Error(`${id} is still ${body.state} after ${PATIENCE_MS} ms`)
    await sleep(POLL_MS)
  }
}

/** The end of its timeline as it is now. */
export async function lastSeq({ maedeup }: Stage, id: string): Promise<number> {
  const { body } = await expectStatus(maedeup('GET', `/v1/payments/${id}/events`), [200])
  return body.data.at(-1)?.seq ?? 0
}

interface Compared {
  readonly story: string
  readonly id: string
  /** Won that must have gone back in the provider's books; with nothing paid there is nothing to tie either. */
  readonly givenBack: 'nothing' | 'everything' | 'nothing was paid' | number
}

export async function compare(stage: Stage, { story, id, givenBack }: Compared): Promise<Ending> {
  const { maedeup, sandbox, provider } = stage
  const { body: payment } = await expectStatus(maedeup('GET', `/v1/payments/${id}`), [200])
  const { body: books } = await expectStatus(sandbox('GET', `/control/books?provider=${provider}`), [200])
  const row = (books as Book[]).find(({ ref }) => ref === payment.providerRef)
  const ours = { state: payment.state, paid: payment.paidAmount, cancelled: payment.cancelledAmount }
  if (row === undefined) return { story, provider, ours, theirs: null, agree: false }
  const theirs = { state: row.state, amount: row.paidAmount, cancelled: row.cancelledAmount }
  const { due, tied } = dueOf(givenBack, row)
  const paid = givenBack === 'nothing was paid' ? 0 : row.paidAmount
  const same = row.paidAmount === paid && ours.paid === paid && row.cancelledAmount === ours.cancelled
  return { story, provider, ours, theirs, agree: same && ours.cancelled === due && (payment.order !== null) === tied }
}

function dueOf(givenBack: Compared['givenBack'], { paidAmount }: Book): { due: number; tied: boolean } {
  switch (givenBack) {
    case 'nothing':
      return { due: 0, tied: true }
    case 'everything':
      return { due: paidAmount, tied: false }
    case 'nothing was paid':
      return { due: 0, tied: false }
    default:
      return { due: givenBack, tied: true }
  }
}

interface Book {
  readonly ref: string
  readonly state: string
  readonly paidAmount: number
  readonly cancelledAmount: number
}

export async function expectStatus(reply: Promise<Reply>, allowed: readonly number[]): Promise<Reply> {
  const { status, body } = await reply
  if (allowed.includes(status)) return { status, body }
  throw new Error(`expected ${allowed.join(' or ')}, got ${status}: ${JSON.stringify(body)}`)
}

/** New at each run, so that the demo can be told twice to one service. */
export const orderNumber = ({ monotonicMs }: Stage, letter: string): string =>
  `DEMO${letter}${Math.round(monotonicMs())}${process.pid}`
