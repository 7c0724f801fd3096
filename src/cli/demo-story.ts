/** The stories of `maedeup demo`, told against a running service and sandbox: each step printed, each end compared. */
import { accountStories } from './demo-accounts.ts'
import {
  approve,
  charge,
  compare,
  type Ending,
  endFaults,
  expectStatus,
  lastSeq,
  orderNumber,
  payInWindow,
  playFault,
  recordOrder,
  register,
  type Stage,
  type Story,
  until,
} from './demo-steps.ts'

/** Where the window moves the money, there is no answer to an approval that could be lost, but everything else. */
export const storiesOf = ({ capabilities }: Pick<Stage, 'capabilities'>): readonly Story[] => [
  { title: 'The reservation is made', run: reservationMade },
  { title: 'The session dies after the payment', run: sessionLost },
  capabilities.moneyMoves === 'in_window'
    ? { title: 'The return and the webhook are both lost', run: returnLost }
    : { title: 'The answer to the approval is lost', run: answerLost },
  { title: 'Part of it is refunded, and the answer is lost', run: refundLost },
  ...(capabilities.virtualAccount === null ? [] : accountStories),
]

async function reservationMade(stage: Stage, title: string): Promise<Ending> {
  const payment = await payInWindow(stage, orderNumber(stage, 'A'))
  await approve(stage, payment, 200)
  await recordOrder(stage, payment.id)
  return await compare(stage, { story: title, id: payment.id, givenBack: 'nothing' })
}

async function sessionLost(stage: Stage, title: string): Promise<Ending> {
  const payment = await payInWindow(stage, orderNumber(stage, 'B'))
  const approved = await approve(stage, payment, 200)
  stage.say(`    … the phone loses its session. No reservation is made; due at ${approved.body.orderDueAt}`)
  await until(stage, payment, ({ state }) => state === 'cancelled')
  const late = await stage.maedeup('PUT', `/v1/payments/${payment.id}/order`, { ref: 'TOO-LATE' })
  stage.say(`    a reservation that comes too late is told so: ${late.status} ${late.body.code}`)
  if (late.status !== 409) throw new Error(`a late order must be refused, got ${late.status}`)
  return await compare(stage, { story: title, id: payment.id, givenBack: 'everything' })
}

async function answerLost(stage: Stage, title: string): Promise<Ending> {
  const payment = await payInWindow(stage, orderNumber(stage, 'C'))
  await playFault(stage, 'approve', 'lose_reply')
  stage.say('    the sandbox will charge the card and lose the answer')
  await approve(stage, payment, 202)
  await until(stage, payment, ({ state }) => state === 'paid')
  await recordOrder(stage, payment.id)
  return await compare(stage, { story: title, id: payment.id, givenBack: 'nothing' })
}

/** Past the first rung of the ladder (one minute), with room for its jitter. */
const LADDER_MS = 70_000

async function returnLost(stage: Stage, title: string): Promise<Ending> {
  await playFault(stage, 'webhook', 'webhook_drop')
  const payment = await register(stage, orderNumber(stage, 'C'))
  await charge(stage, payment)
  stage.say('    the card is charged, the browser never comes back, and the webhook is lost')
  stage.say(`    … ${LADDER_MS / 1_000} s pass (the clock of the whole demo is moved)`)
  await expectStatus(stage.sandbox('POST', '/control/clock', { advanceMs: LADDER_MS }), [200])
  await until(stage, payment, ({ state }) => state === 'paid')
  stage.say('    found by asking; nobody told us')
  await endFaults(stage)
  await recordOrder(stage, payment.id)
  return await compare(stage, { story: title, id: payment.id, givenBack: 'nothing' })
}

const REFUND = 40_000

async function refundLost(stage: Stage, title: string): Promise<Ending> {
  const { withKey, say } = stage
  const payment = await payInWindow(stage, orderNumber(stage, 'D'))
  await approve(stage, payment, 200)
  await recordOrder(stage, payment.id)
  await playFault(stage, 'cancel', 'lose_reply')
  say(`    ${REFUND} KRW is refunded; the sandbox will do it and lose the answer`)
  const wish = { amount: REFUND, reason: '1박 줄임', expectedBalance: payment.amount }
  const keyed = withKey(`demo-refund-${payment.orderId}`)
  const ask = () => keyed('POST', `/v1/payments/${payment.id}/cancellations`, wish)
  const since = await lastSeq(stage, payment.id)
  const first = await expectStatus(ask(), [201, 202])
  say(`    POST …/cancellations: ${first.status} ${first.body.state}`)
  await until(stage, { id: payment.id, since }, isSettledOrOnDesk)
  await decideOnDesk(stage, payment.id, first.body.id)
  const again = await expectStatus(ask(), [201])
  say(`    the same key again: ${again.status} ${again.body.state}, and nothing is sent`)
  return await compare(stage, { story: title, id: payment.id, givenBack: REFUND })
}

const isSettledOrOnDesk = ({ state, hold }: { state: string; hold: object | null }): boolean =>
  state === 'partially_cancelled' || hold !== null

/** What the protocol cannot prove is decided by a person, who looks at the provider's own site. */
async function decideOnDesk(stage: Stage, id: string, cancellationId: string): Promise<void> {
  const { maedeup, sandbox, say, provider } = stage
  const { body: payment } = await expectStatus(maedeup('GET', `/v1/payments/${id}`), [200])
  if (payment.hold === null) return
  say(`    on the desk: ${payment.hold.cause}. ${payment.hold.detail}`)
  const { body: books } = await expectStatus(sandbox('GET', `/control/books?provider=${provider}`), [200])
  const cancels: readonly { id: string; amount: number }[] =
    books.find(({ ref }: { ref: string }) => ref === payment.providerRef)?.cancels ?? []
  const found = cancels.find(({ amount }) => amount === REFUND)
  const decision = found === undefined ? 'cancellation_refused' : 'cancellation_done'
  const shown = found === undefined ? 'no such cancel' : `${found.id}, ${found.amount}`
  const evidence = `the provider’s site shows ${shown}`
  const body = { decision, cancellationId, evidence, reason: 'seen there' }
  await expectStatus(maedeup('POST', `/v1/attention/${id}/resolve`, body), [200])
  say(`    the operator looks there and decides: ${decision} (${evidence})`)
}
