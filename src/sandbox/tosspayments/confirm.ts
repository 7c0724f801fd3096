/** Confirm: the call after which the money has moved, once and only for what the buyer authenticated (§4.1). */
import type { Amount } from '../../core/money.ts'
import type { Method } from '../simulator.ts'
import { type Answer, type Input, paymentAnswer, refusal } from './answer.ts'
import { WINDOW_BANK } from './banks.ts'
import { abortsPayment, SITUATIONS, type Situation } from './codes.ts'
import { abort, approve } from './lifecycle.ts'
import type { Failure, Payment, Status } from './payment.ts'
import { confirmBody, olderConfirmBody } from './requests.ts'
import { codeOf } from './switches.ts'
import type { World } from './world.ts'

/** Why a payment in this state cannot be confirmed (§16 item 3). */
const REFUSED_IN = {
  READY: 'notAuthenticated',
  IN_PROGRESS: null,
  WAITING_FOR_DEPOSIT: 'confirmedTwice',
  DONE: 'confirmedTwice',
  PARTIAL_CANCELED: 'confirmedTwice',
  CANCELED: 'confirmedTwice',
  ABORTED: 'confirmedTwice',
  EXPIRED: 'sessionOver',
} as const satisfies Record<Status, Situation | null>

/** Won (§3); phones and easy pay have no minimum of their own there. */
const MINIMUM_KRW: Readonly<Record<Method, number>> = {
  card: 100,
  easy_pay: 100,
  virtual_account: 200,
  transfer: 200,
  mobile: 0,
}

interface Ask {
  readonly paymentKey: string
  readonly orderId: string
  readonly amount: Amount
}

export function confirm(world: World, input: Input): Answer {
  const read = confirmBody.safeParse(input.body)
  return read.success ? confirmAsked(world, input, read.data) : refusal(world, 'malformed', input)
}

/** `POST /v1/payments/{paymentKey}`, the older equal form. */
export function confirmOlder(world: World, input: Input): Answer {
  const read = olderConfirmBody.safeParse(input.body)
  if (!read.success) return refusal(world, 'malformed', input)
  return confirmAsked(world, input, { ...read.data, paymentKey: input.params.paymentKey ?? '' })
}

function confirmAsked(world: World, input: Input, ask: Ask): Answer {
  const payment = world.find(ask.paymentKey)
  if (payment === null) return refusal(world, 'noSuchPayment', input)
  const reason = reasonNotTo(world, payment, ask)
  if (reason === null) {
    approve(world, payment, WINDOW_BANK)
    return paymentAnswer(world, payment, input)
  }
  abortIfRefused(world, payment, { code: codeOf(reason, world.switches()), message: SITUATIONS[reason].message })
  return refusal(world, reason, input)
}

/** A refused card ends the payment; a wrong question does not. */
function abortIfRefused(world: World, payment: Payment, failure: Failure): void {
  if (payment.status === 'IN_PROGRESS' && abortsPayment(failure.code)) abort(world, payment, failure)
}

function reasonNotTo(world: World, payment: Payment, { orderId, amount }: Ask): Situation | null {
  const refused = REFUSED_IN[payment.status]
  if (refused !== null) return refused
  if (orderId !== payment.orderId || amount !== payment.amount) return 'confirmDiffers'
  if (isOrderTaken(world, payment)) return 'orderPaidTwice'
  return refusedByIssuer(world, payment)
}

const TAKEN: readonly Status[] = ['DONE', 'PARTIAL_CANCELED', 'CANCELED', 'WAITING_FOR_DEPOSIT']

export const isOrderTaken = (world: World, { orderId }: Pick<Payment, 'orderId'>): boolean =>
  world.ofOrder(orderId).some(({ status }) => TAKEN.includes(status))

export function refusedByIssuer(world: World, payment: Pick<Payment, 'method' | 'amount'>): Situation | null {
  const { cardLimitKrw } = world.switches()
  if (payment.amount < MINIMUM_KRW[payment.method]) return 'belowMinimum'
  return payment.method === 'card' && cardLimitKrw !== null && payment.amount > cardLimitKrw ? 'cardLimit' : null
}

/** A payment that `refuse` refuses, as a real refusal would leave it. */
export function abortRefused(world: World, input: Input, code: string): void {
  const read = confirmBody.partial().safeParse(input.body)
  const paymentKey = (read.success ? read.data.paymentKey : undefined) ?? input.params.paymentKey
  const payment = paymentKey === undefined ? null : world.find(paymentKey)
  if (payment !== null) abortIfRefused(world, payment, { code, message: '결제가 거절되었습니다.' })
}
