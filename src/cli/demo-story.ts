/** The stories of `maedeup demo`, told against a running service and sandbox: each step printed, each end compared. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { JsonClient, Reply } from './client.ts'

export interface Stage {
  readonly maedeup: JsonClient
  readonly sandbox: JsonClient
  readonly say: (line: string) => void
  /** ISO 8601; how long the merchant has to record the order. */
  readonly orderWithin: string
  readonly provider: string
  readonly monotonicMs: () => number
}

/** What a story ended as, on both sides. */
export interface Ending {
  readonly story: string
  readonly orderId: string
  readonly ours: { readonly state: string; readonly paid: number; readonly cancelled: number }
  readonly theirs: { readonly state: string; readonly amount: number; readonly cancelled: number } | null
  readonly agree: boolean
}

const PRICE = 120_000
/** The longest wait of a story is the order deadline plus a look; a minute more than that is a failure. */
const PATIENCE_MS = 90_000
const POLL_MS = 250

export const STORIES = [
  { title: 'The reservation is made', run: reservationMade },
  { title: 'The session dies after the payment', run: sessionLost },
  { title: 'The answer to the approval is lost', run: answerLost },
] as const

async function reservationMade(stage: Stage): Promise<Ending> {
  const payment = await payInWindow(stage, orderNumber(stage, 'A'))
  await approve(stage, payment, 200)
  await recordOrder(stage, payment.id)
  return await compare(stage, 'The reservation is made', payment.id)
}

async function sessionLost(stage: Stage): Promise<Ending> {
  const payment = await payInWindow(stage, orderNumber(stage, 'B'))
  const approved = await approve(stage, payment, 200)
  stage.say(`    … the phone loses its session. No reservation is made; due at ${approved.body.orderDueAt}`)
  await until(stage, payment.id, ({ state }) => state === 'cancelled')
  const late = await stage.maedeup('PUT', `/v1/payments/${payment.id}/order`, { ref: 'TOO-LATE' })
  stage.say(`    a reservation that comes too late is told so: ${late.status} ${late.body.code}`)
  if (late.status !== 409) throw new Error(`a late order must be refused, got ${late.status}`)
  return await compare(stage, 'The session dies after the payment', payment.id)
}

async function answerLost(stage: Stage): Promise<Ending> {
  const payment = await payInWindow(stage, orderNumber(stage, 'C'))
  const fault = { provider: stage.provider, operation: 'approve', fault: 'lose_reply', times: 1 }
  await expectStatus(stage.sandbox('POST', '/control/faults', fault), [200, 201, 204])
  stage.say('    the sandbox will charge the card and lose the answer')
  await approve(stage, payment, 202)
  await until(stage, payment.id, ({ state }) => state === 'paid')
  await recordOrder(stage, payment.id)
  return await compare(stage, 'The answer to the approval is lost', payment.id)
}

interface Registered {
  readonly id: string
  readonly orderId: string
  readonly providerOrderId: string
  readonly fields: Readonly<Record<string, string>>
}

async function payInWindow(
  { maedeup, sandbox, say, orderWithin, provider }: Stage,
  orderId: string,
): Promise<Registered> {
  const wish = { orderId, orderName: '매듭 스테이 바다방 1박', amount: PRICE, channel: provider, orderWithin }
  const { body } = await expectStatus(maedeup('POST', '/v1/payments', wish), [201])
  say(`    registered ${body.id} before the window opens: ${body.state}, ${PRICE} KRW`)
  const play = { provider, orderId: body.providerOrderId, amount: PRICE, method: 'card', action: 'pay' }
  const window = await expectStatus(sandbox('POST', '/control/buyers', play), [200, 201])
  say('    the buyer pays in the window, and it returns')
  return { id: body.id, orderId, providerOrderId: body.providerOrderId, fields: window.body.return }
}

async function approve({ maedeup, say }: Stage, { id, fields }: Registered, status: number): Promise<Reply> {
  const answer = await expectStatus(maedeup('POST', `/v1/payments/${id}/approve`, { return: fields }), [status])
  say(`    return verified, approval asked for: ${answer.status} ${answer.body.state}`)
  return answer
}

async function recordOrder({ maedeup, say }: Stage, id: string): Promise<void> {
  const ref = `RSV-${id.slice(-6)}`
  const { body } = await expectStatus(maedeup('PUT', `/v1/payments/${id}/order`, { ref, amount: PRICE }), [200])
  say(`    the reservation ${body.order.ref} is recorded: tied to its order`)
}

/** Prints the timeline as it grows, until the payment is where the story says. */
async function until(stage: Stage, id: string, there: (payment: { state: string }) => boolean): Promise<void> {
  const patienceEndsAt = stage.monotonicMs() + PATIENCE_MS
  for (let seen = await lastSeq(stage, id); ; ) {
    const { body: page } = await expectStatus(stage.maedeup('GET', `/v1/payments/${id}/events?after=${seen}`), [200])
    for (const event of page.data) {
      stage.say(`    ${event.at.slice(11, 19)}Z ${event.type}`)
      seen = event.seq
    }
    const { body } = await expectStatus(stage.maedeup('GET', `/v1/payments/${id}`), [200])
    if (there(body)) return
    if (stage.monotonicMs() > patienceEndsAt) throw new Error(`${id} is still ${body.state} after ${PATIENCE_MS} ms`)
    await sleep(POLL_MS)
  }
}

async function lastSeq({ maedeup }: Stage, id: string): Promise<number> {
  const { body } = await expectStatus(maedeup('GET', `/v1/payments/${id}/events`), [200])
  return body.data.at(-1)?.seq ?? 0
}

async function compare({ maedeup, sandbox, provider }: Stage, story: string, id: string): Promise<Ending> {
  const { body: payment } = await expectStatus(maedeup('GET', `/v1/payments/${id}`), [200])
  const { body: books } = await expectStatus(sandbox('GET', `/control/books?provider=${provider}`), [200])
  const row = (books as Book[]).find(({ ref }) => ref === payment.providerRef)
  const ours = { state: payment.state, paid: payment.paidAmount, cancelled: payment.cancelledAmount }
  const theirs = row === undefined ? null : { state: row.state, amount: row.amount, cancelled: row.cancelledAmount }
  const kept = payment.order !== null && theirs?.cancelled === 0
  const given = payment.order === null && theirs?.cancelled === theirs?.amount
  const agree = theirs !== null && theirs.amount === ours.paid && theirs.cancelled === ours.cancelled && (kept || given)
  return { story, orderId: payment.orderId, ours, theirs, agree }
}

interface Book {
  readonly ref: string
  readonly state: string
  readonly amount: number
  readonly cancelledAmount: number
}

async function expectStatus(reply: Promise<Reply>, allowed: readonly number[]): Promise<Reply> {
  const { status, body } = await reply
  if (allowed.includes(status)) return { status, body }
  throw new Error(`expected ${allowed.join(' or ')}, got ${status}: ${JSON.stringify(body)}`)
}

/** New at each run, so that the demo can be told twice to one service. */
const orderNumber = ({ monotonicMs }: Stage, letter: string): string =>
  `DEMO${letter}${Math.round(monotonicMs())}${process.pid}`
