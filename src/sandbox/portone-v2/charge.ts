/** Attempts to pay: begun by a window, ended by the buyer, the bank or time; here the money comes in (§5.1). */
import { type Amount, minus } from '../../core/money.ts'
import { after, type Instant } from '../../core/time.ts'
import type { BuyerRequest, Method } from '../simulator.ts'
import { type Situation, WINDOW_FAILURES, type WindowFailure } from './errors.ts'
import { type Account, move, type Order, type Payment, type Status } from './payment.ts'
import { discountOf } from './promotions.ts'
import { announce } from './webhooks.ts'
import type { World } from './world.ts'

/** Why no attempt can begin in a status. */
const REFUSED_IN = {
  READY: null,
  FAILED: null,
  PAY_PENDING: 'alreadyPaid',
  VIRTUAL_ACCOUNT_ISSUED: 'accountAlreadyIssued',
  PAID: 'alreadyPaid',
  PARTIAL_CANCELLED: 'alreadyPaid',
  CANCELLED: 'alreadyPaid',
} as const satisfies Record<Status, Situation | null>

/** Null when the payment can be tried, for the first time or again. */
export const cannotBegin = (world: World, paymentId: string): Situation | null =>
  REFUSED_IN[world.find(paymentId)?.status ?? 'READY']

export function beginAttempt(world: World, order: Order): Payment {
  const payment = world.begin(order)
  announce(world, payment, { name: 'Ready' })
  return payment
}

/** What `requestPayment` resolves to, or what the redirect carries. */
export type WindowResult = Readonly<Record<string, string>>

export interface WindowEnd {
  readonly action: BuyerRequest['action']
  readonly method: Method
  /** When an account ends that the buyer lets issue. */
  readonly accountEndsAt: Instant
  /** A fault may end the attempt another way than the switches say. */
  readonly outcome?: 'PAY_PENDING' | WindowFailure
  readonly channelType?: 'TEST'
}

export function endAttempt(world: World, payment: Payment, end: WindowEnd): WindowResult {
  const failure = failureOf(world, payment, end)
  if (failure !== null) {
    fail(world, payment, { failure })
    return { ...identity(payment), ...shownFailure(failure) }
  }
  if (end.channelType !== undefined) payment.channelType = end.channelType
  if (world.switches().manualApproval === 'on' && end.method !== 'virtual_account') {
    const expiresAt = after(world.now(), world.switches().confirmWithinMs)
    const value = `payment-token-${world.host.random().hex(32)}`
    world.change(payment, () => {
      payment.token = { value, method: end.method, expiresAt }
    })
    return { ...identity(payment), paymentToken: value }
  }
  if (end.method === 'virtual_account')
    issue(world, payment, { bank: 'SHINHAN', holder: '', endsAt: end.accountEndsAt })
  else
    charge(world, payment, { method: end.method, outcome: end.outcome === 'PAY_PENDING' ? 'PAY_PENDING' : undefined })
  return identity(payment)
}

const identity = (payment: Payment): WindowResult => ({
  transactionType: 'PAYMENT',
  txId: payment.transactionId,
  paymentId: payment.order.paymentId,
})

function failureOf(world: World, payment: Payment, { action, method, outcome }: WindowEnd): WindowFailure | null {
  if (action === 'close') return 'closed'
  if (action === 'fail') return 'cardLimit'
  if (outcome !== undefined && outcome !== 'PAY_PENDING') return outcome
  const { cardLimitKrw } = world.switches()
  return method === 'card' && cardLimitKrw !== null && payment.order.total > cardLimitKrw ? 'cardLimit' : null
}

const shownFailure = (failure: WindowFailure): WindowResult => {
  const { code, message, pgCode, pgMessage } = WINDOW_FAILURES[failure]
  return { code, message, pgCode, pgMessage }
}

interface Failing {
  readonly failure: WindowFailure
  /** What the delivery log says when no window tells of it. */
  readonly trigger?: 'ASYNC_PAY_FAILED'
}

function fail(world: World, payment: Payment, { failure, trigger }: Failing): void {
  const { message, pgCode, pgMessage } = WINDOW_FAILURES[failure]
  world.change(payment, () => {
    payment.failure = { reason: message, pgCode, pgMessage }
    move(payment, 'FAILED', world.now())
  })
  announce(world, payment, { name: 'Failed', ...(trigger === undefined ? {} : { trigger }) })
}

export interface Charge {
  readonly method: Method
  /** Default: as the switch `chargeOutcome` says. */
  readonly outcome?: 'PAID' | 'PAY_PENDING' | undefined
  readonly notify?: 'no'
}

/** Takes the money at once, or lets it be decided later. */
export function charge(world: World, payment: Payment, { method, outcome, notify }: Charge): void {
  if ((outcome ?? world.switches().chargeOutcome) === 'PAID') {
    world.change(payment, () => {
      payment.method = method
      takeMoney(world, payment)
    })
    if (notify !== 'no') announce(world, payment, { name: 'Paid' })
    return
  }
  world.change(payment, () => {
    payment.method = method
    payment.pgTxId = world.newPgId('SIMTID')
    move(payment, 'PAY_PENDING', world.now())
  })
  announce(world, payment, { name: 'PayPending', trigger: 'ASYNC_PAY_PENDING' })
  const { asyncSettle, asyncAfterMs } = world.switches()
  const refused = outcome === 'PAY_PENDING' || asyncSettle === 'refuse'
  if (!refused && asyncSettle === 'never') return
  world.host.timers.after(asyncAfterMs, () => settlePending(world, payment, refused ? 'refuse' : 'approve'))
}

function settlePending(world: World, payment: Payment, how: 'approve' | 'refuse'): void {
  if (payment.status !== 'PAY_PENDING') return
  if (how === 'refuse') {
    fail(world, payment, { failure: 'notConfirmed', trigger: 'ASYNC_PAY_FAILED' })
    return
  }
  world.change(payment, () => takeMoney(world, payment))
  announce(world, payment, { name: 'Paid', trigger: 'ASYNC_PAY_APPROVED' })
}

/** The one place where money arrives. */
function takeMoney(world: World, payment: Payment): void {
  const { total, promotionId } = payment.order
  const discount: Amount = promotionId === null ? payment.discount : discountOf(promotionId, total)
  move(payment, 'PAID', world.now())
  payment.discount = discount
  payment.paid = total
  payment.charge = minus(total, discount)
  payment.paidAt = world.now()
  payment.pgTxId ??= world.newPgId('SIMTID')
  payment.token = null
}

export interface Issue {
  readonly bank: string
  readonly holder: string
  readonly endsAt: Instant
  readonly notify?: 'no'
}

export function issue(world: World, payment: Payment, { bank, holder, endsAt, notify }: Issue): Account {
  const account: Account = {
    bank,
    holder,
    number: world.host.random().digits(14),
    issuedAt: world.now(),
    expiresAt: endsAt,
    refund: null,
  }
  world.change(payment, () => {
    payment.method = 'virtual_account'
    payment.account = account
    payment.pgTxId = world.newPgId('SIMTID')
    move(payment, 'VIRTUAL_ACCOUNT_ISSUED', world.now())
  })
  if (notify !== 'no') announce(world, payment, { name: 'VirtualAccountIssued' })
  return account
}

/** The bank has the money; no `skipWebhook` silences that (§10.5). */
export function deposit(world: World, payment: Payment): void {
  world.change(payment, () => takeMoney(world, payment))
  announce(world, payment, { name: 'Paid', trigger: 'VIRTUAL_ACCOUNT_DEPOSIT' })
}
