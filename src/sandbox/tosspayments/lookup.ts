/** Look-ups by paymentKey and by orderId: what an unresolved confirm or cancel is settled with (§4.2). */
import { type Answer, type Input, refusal } from './answer.ts'
import { paymentJson } from './json.ts'
import type { Payment, Status } from './payment.ts'
import type { World } from './world.ts'

/** Of several payments of one order number, the one that came furthest is shown, the newest of equals. */
const RANK = {
  DONE: 3,
  WAITING_FOR_DEPOSIT: 3,
  PARTIAL_CANCELED: 3,
  CANCELED: 3,
  IN_PROGRESS: 2,
  ABORTED: 1,
  EXPIRED: 1,
  READY: 0,
} as const satisfies Record<Status, number>

const PENDING: readonly Status[] = ['READY', 'IN_PROGRESS']

type When = 'now' | 'before'

export const lookUp = (world: World, input: Input): Answer => answerWith(world, input, 'now')

/** What a look-up that lags behind says: the state before the last change. */
export const lookUpStale = (world: World, input: Input): Answer => answerWith(world, input, 'before')

function answerWith(world: World, input: Input, when: When): Answer {
  const payment = named(world, input)
  const json = payment === null ? null : seen(world, payment, { input, when })
  if (payment === null || json === null) return refusal(world, 'noSuchPayment', input)
  return { status: 200, json, code: payment.status }
}

function named(world: World, { params: { paymentKey, orderId } }: Input): Payment | null {
  if (paymentKey !== undefined) return world.find(paymentKey)
  const payments = world.ofOrder(orderId ?? '')
  return payments.reduce<Payment | null>(
    (best, payment) => (best === null || RANK[payment.status] >= RANK[best.status] ? payment : best),
    null,
  )
}

function seen(world: World, payment: Payment, { input, when }: { input: Input; when: When }): object | null {
  if (when === 'before') return payment.before
  const { pendingOnLookup, secretOnLookup: secret } = world.switches()
  if (PENDING.includes(payment.status) && pendingOnLookup === 'hidden') return null
  return paymentJson(payment, { now: world.now(), language: input.language, secret })
}
