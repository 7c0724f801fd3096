/** Everything that changes a payment: each change is remembered for late look-ups, told by webhook, and timed (§6). */
import { type Amount, amount, ZERO } from '../../core/money.ts'
import { after, type Instant } from '../../core/time.ts'
import type { Method } from '../simulator.ts'
import { paymentJson } from './json.ts'
import { tellCancel, tellStatus } from './notifications.ts'
import {
  type Account,
  balanceOf,
  type Cancel,
  type Failure,
  move,
  moveAfterBounce,
  moveAfterCancel,
  type Payment,
  type RefundAccount,
} from './payment.ts'
import type { NewPayment, World } from './world.ts'

/** Before an approval there is nothing that a look-up would show (§4.2). */
const HIDDEN: readonly string[] = ['READY', 'IN_PROGRESS']

function change(world: World, payment: Payment, apply: () => void): void {
  const view = { now: world.now(), language: 'ko', secret: 'present' } as const
  const before = HIDDEN.includes(payment.status) ? null : paymentJson(payment, view)
  apply()
  payment.before = before
}

/** A window opens: 30 minutes to authenticate. */
export function openSession(world: World, session: NewPayment): Payment {
  const payment = world.add(session)
  world.host.timers.after(world.switches().readyLifeMs, () => expire(world, payment, 'READY'))
  return payment
}

/** The buyer authenticated: 10 minutes to confirm, no money yet. */
export function authenticate(world: World, payment: Payment, method: Method): void {
  change(world, payment, () => {
    payment.method = method
    move(payment, 'IN_PROGRESS')
    payment.authenticatedAt = world.now()
  })
  world.host.timers.after(world.switches().authLifeMs, () => expire(world, payment, 'IN_PROGRESS'))
}

function expire(world: World, payment: Payment, from: 'READY' | 'IN_PROGRESS'): void {
  if (payment.status !== from) return
  change(world, payment, () => move(payment, 'EXPIRED'))
  tellStatus(world, payment)
}

/** A call that is request and approval in one: no window, no session (§2). */
export function issueDirectly(world: World, payment: Payment, bankCode: string): void {
  move(payment, 'IN_PROGRESS')
  approve(world, payment, bankCode)
}

/** The same for a stored card. */
export function chargeDirectly(world: World, payment: Payment): void {
  move(payment, 'IN_PROGRESS')
  approve(world, payment, '')
}

/** Money moves, or an account is issued to which it can. */
export function approve(world: World, payment: Payment, bankCode: string): void {
  change(world, payment, () => {
    payment.isPartialCancelable = world.switches().isPartialCancelable
    if (payment.method === 'virtual_account') {
      const { accountEnd } = payment
      const dueAt = 'at' in accountEnd ? accountEnd.at : after(world.now(), accountEnd.afterMs)
      issue(world, payment, { bankCode, dueAt })
      return
    }
    payment.paid = payment.amount
    payment.approvedAt = world.now()
    move(payment, 'DONE')
    world.record(payment, { status: 'DONE', won: payment.amount })
  })
  tellStatus(world, payment)
}

function issue(world: World, payment: Payment, { bankCode, dueAt }: { bankCode: string; dueAt: Instant }): void {
  const number = world.host.random().digits(14)
  const { customerName } = payment
  payment.account = {
    number,
    bankCode,
    customerName,
    dueAt,
    refundStatus: 'NONE',
    refundTo: null,
    refunds: { arrived: 0, failed: 0 },
  }
  move(payment, 'WAITING_FOR_DEPOSIT')
  world.record(payment, { status: 'WAITING_FOR_DEPOSIT', won: payment.amount })
}

export function abort(world: World, payment: Payment, failure: Failure): void {
  change(world, payment, () => {
    payment.failure = failure
    move(payment, 'ABORTED')
  })
  tellStatus(world, payment)
}

export function deposit(world: World, payment: Payment): void {
  change(world, payment, () => {
    payment.paid = payment.amount
    payment.approvedAt = world.now()
    move(payment, 'DONE')
    world.record(payment, { status: 'DONE', won: payment.amount })
  })
  tellStatus(world, payment)
}

/** The bank takes the deposit back: the buyer must pay again (§6). */
export function loseDeposit(world: World, payment: Payment): void {
  change(world, payment, () => {
    payment.paid = ZERO
    payment.approvedAt = null
    move(payment, 'WAITING_FOR_DEPOSIT')
    world.record(payment, { status: 'WAITING_FOR_DEPOSIT', won: -payment.amount })
  })
  tellStatus(world, payment)
}

export type CancelOrder = Pick<
  Cancel,
  'amount' | 'reason' | 'taxFree' | 'taxExemption' | 'key' | 'cancelRequestId' | 'via'
> & {
  readonly refundAccount: RefundAccount | null
  /** How it ends: at once, or later. */
  readonly ending: Ending
}

export type Ending = { readonly kind: 'now' } | { readonly kind: 'done' | 'aborted'; readonly afterMs: number }

/** The caller has checked the amount; the subtraction in `balanceOf` is the second check. */
export function cancel(world: World, payment: Payment, { refundAccount, ending, ...order }: CancelOrder): void {
  const isUnpaid = payment.status === 'WAITING_FOR_DEPOSIT'
  change(world, payment, () => {
    const left = amount(balanceOf(payment) - order.amount)
    const made: Cancel = {
      ...order,
      of: isUnpaid ? 'issue' : 'money',
      at: world.now(),
      transactionKey: world.newTransactionKey(),
      balanceAfter: left,
      status: ending.kind === 'now' ? 'DONE' : 'IN_PROGRESS',
    }
    payment.cancels.push(made)
    payment.lastTransactionKey = made.transactionKey
    if (ending.kind === 'now') finish(world, payment, made)
    else world.host.timers.after(ending.afterMs, () => endLater(world, payment, { made, as: ending.kind }))
    if (refundAccount !== null) refund(world, payment, { made, refundAccount })
  })
  if (ending.kind === 'now') tellStatus(world, payment)
}

function finish(world: World, payment: Payment, made: Cancel): void {
  if (made.of === 'issue') move(payment, 'CANCELED')
  else moveAfterCancel(payment)
  world.recordCancel(payment, made)
}

function endLater(world: World, payment: Payment, end: { made: Cancel; as: 'done' | 'aborted' }): void {
  const { made } = end
  change(world, payment, () => {
    made.status = end.as === 'done' ? 'DONE' : 'ABORTED'
    if (end.as === 'done') finish(world, payment, made)
  })
  tellCancel(world, made)
  if (end.as === 'done') tellStatus(world, payment)
}

/** The bank of the buyer gets the money days later, or does not take it (§14). */
function refund(world: World, payment: Payment, order: { made: Cancel; refundAccount: RefundAccount }): void {
  const { account } = payment
  if (account === null) return
  account.refundStatus = 'PENDING'
  account.refundTo = { account: order.refundAccount, at: world.now() }
  world.host.timers.after(world.switches().refundMs, () => {
    const { accountRefund, bouncedRefund } = world.switches()
    change(world, payment, () => {
      account.refunds[accountRefund === 'arrives' ? 'arrived' : 'failed'] += 1
      account.refundStatus = refundStatusOf(account.refunds)
      if (accountRefund === 'arrives' || bouncedRefund === 'stays') return
      order.made.status = 'ABORTED'
      moveAfterBounce(payment)
    })
  })
}

/** One word for all refunds of an account (§5); when it is which is a reading of the words, for no sheet says so. */
function refundStatusOf({ arrived, failed }: Account['refunds']): Account['refundStatus'] {
  if (failed === 0) return 'COMPLETED'
  return arrived === 0 ? 'FAILED' : 'PARTIAL_FAILED'
}

/** The account that staff was told of by phone: a deposit goes back to one there too. */
const TOLD_BY_PHONE = { bankCode: '88', accountNumber: '110000000000', holderName: '홍길동' } as const

/** What is left to be cancelled by staff at Toss' own site; it needs no key. */
export function cancelAtConsole(world: World, payment: Payment, won: Amount): void {
  cancel(world, payment, {
    amount: won,
    reason: '상점관리자 취소',
    taxFree: ZERO,
    taxExemption: ZERO,
    key: null,
    cancelRequestId: null,
    via: 'console',
    refundAccount: payment.account !== null && payment.paid > ZERO ? TOLD_BY_PHONE : null,
    ending: { kind: 'now' },
  })
}
