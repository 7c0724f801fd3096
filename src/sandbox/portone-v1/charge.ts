/** The payment window as PortOne sees it: it opens on an order, moves the money, and tells browser and merchant. */
import type { Amount, Currency } from '../../core/money.ts'
import { after, DAY_MS } from '../../core/time.ts'
import type { BuyerRequest, Method } from '../simulator.ts'
import { issuingBankAt } from './banks.ts'
import { AUTO_CANCEL_REASON, WINDOW_SITUATIONS, type WindowSituation } from './codes.ts'
import { addCancel, change, type Payment } from './payment.ts'
import { notifyMerchant } from './webhook.ts'
import type { NewPayment, World } from './world.ts'

/** What the callback is given, and what a redirect carries in its query (§12). */
export type Returned = Readonly<Record<string, string>>

export type Opened =
  | { readonly ok: true; readonly payment: Payment }
  | { readonly ok: false; readonly why: WindowSituation; readonly returned: Returned }

/** PortOne's own checks before it shows a window (§9). */
export function openWindow(world: World, order: NewPayment): Opened {
  const blocked = blockOf(world, order)
  if (blocked === null) return { ok: true, payment: world.open(order) }
  return { ok: false, why: blocked, returned: failure(order.merchantUid, blocked) }
}

function blockOf(world: World, order: NewPayment): WindowSituation | null {
  const attempts = world.attempts(order.merchantUid)
  if (attempts.some(({ facts }) => facts.state === 'paid')) return 'alreadyPaid'
  return world.switches().preparedAmount === 'block' && differsFromPrepared(world, order) ? 'amountDiffers' : null
}

interface Priced {
  readonly merchantUid: string
  readonly amount: Amount
  readonly currency: Currency
}

function differsFromPrepared(world: World, order: Priced): boolean {
  const prepared = world.prepared.get(order.merchantUid)
  if (prepared === undefined) return false
  return prepared.amount !== order.amount || (prepared.currency !== null && prepared.currency !== order.currency)
}

export interface WindowEnd {
  readonly action: BuyerRequest['action']
  readonly method: Method
  /** When the window is to issue an account: its end in unix ms, or null for a week. */
  readonly accountDueAt?: Payment['facts']['startedAt'] | null
}

export interface Ended {
  readonly returned: Returned
  /** Resolves when the merchant has heard of it, if anything is told at all. */
  readonly told: Promise<unknown>
}

const NOTHING_TOLD = Promise.resolve()

/** The buyer's choice ends the window. Money moves here and nowhere later. */
export function endWindow(world: World, payment: Payment, end: WindowEnd): Ended {
  switch (end.action) {
    case 'pay':
      return end.method === 'virtual_account' ? issueInWindow(world, payment, end) : charge(world, payment, end.method)
    case 'close':
      if (world.switches().closedWindow === 'failed') fail(world, payment, WINDOW_SITUATIONS.closed.message)
      return { returned: failure(payment.merchantUid, 'closed', payment), told: NOTHING_TOLD }
    case 'fail':
      return refuse(world, payment, end.method)
  }
}

function charge(world: World, payment: Payment, method: Method): Ended {
  settle(world, payment, { method })
  const told = notifyMerchant(world, payment)
  if (world.switches().preparedAmount === 'auto_cancel' && isTampered(world, payment)) autoCancel(world, payment)
  return { returned: success(payment), told }
}

function settle(world: World, payment: Payment, patch: Partial<Payment['facts']>): void {
  const now = world.now()
  change(payment, now, { ...patch, state: 'paid', paid: payment.facts.amount, paidAt: now, failReason: null })
}

const isTampered = (world: World, { merchantUid, currency, facts }: Payment): boolean =>
  differsFromPrepared(world, { merchantUid, currency, amount: facts.amount })

/** Some gateways give the money back at once when the amount is not the one that was asked for (§16 trap 20). */
function autoCancel(world: World, payment: Payment): void {
  const id = world.newId('sim-c-')
  const reason = AUTO_CANCEL_REASON
  const pgTid = world.newId('SIMCAN')
  const whole = { amount: payment.facts.paid, at: world.now(), key: null, via: 'provider', seenBy: 'portone' } as const
  addCancel(payment, { ...whole, id, pgTid, reason })
  void notifyMerchant(world, payment, id)
}

/** An account issued in the window, where the merchant names no end, lives so long. */
const ACCOUNT_LIFE_MS = 7 * DAY_MS
const WINDOW_BANK = '088'

function issueInWindow(world: World, payment: Payment, { accountDueAt }: WindowEnd): Ended {
  const now = world.now()
  const bank = issuingBankAt('', WINDOW_BANK)
  if (bank === null) throw new Error('the bank of the window is in no table')
  const expiresAt = accountDueAt ?? after(now, ACCOUNT_LIFE_MS)
  const account = { number: world.host.random().digits(14), bank, holder: '매듭', issuedAt: now, expiresAt }
  change(payment, now, { state: 'issued', method: 'virtual_account', account })
  return { returned: success(payment), told: notifyMerchant(world, payment) }
}

function fail(world: World, payment: Payment, reason: string): void {
  const now = world.now()
  change(payment, now, { state: 'failed', failedAt: now, failReason: reason })
}

/** A refusal is told to nobody but the browser (§11); some gateways approve it after all (§4). */
function refuse(world: World, payment: Payment, method: Method): Ended {
  fail(world, payment, WINDOW_SITUATIONS.refused.message)
  const { lateApprovalMs } = world.switches()
  if (lateApprovalMs !== null)
    world.host.timers.after(lateApprovalMs, () => {
      settle(world, payment, { method })
      void notifyMerchant(world, payment)
    })
  return { returned: failure(payment.merchantUid, 'refused', payment), told: NOTHING_TOLD }
}

/** The merchant's own server said no just before the charge (§11.1). */
export function stopWindow(world: World, payment: Payment, detail: string): Returned {
  const message = `${WINDOW_SITUATIONS.confirmRefused.message} (상세사유 : ${detail})`
  fail(world, payment, message)
  return { ...failure(payment.merchantUid, 'confirmRefused', payment), error_msg: message }
}

const success = ({ impUid, merchantUid }: Payment): Returned => ({
  success: 'true',
  imp_success: 'true',
  imp_uid: impUid,
  merchant_uid: merchantUid,
})

/** A window that never opened has no imp_uid. */
export function failure(merchantUid: string, why: WindowSituation, payment?: Payment): Returned {
  const { code, message } = WINDOW_SITUATIONS[why]
  return {
    success: 'false',
    imp_success: 'false',
    ...(payment === undefined ? {} : { imp_uid: payment.impUid }),
    merchant_uid: merchantUid,
    error_code: code,
    error_msg: message,
  }
}

/** A deposit arrives at the gateway, which tells PortOne if it is set up to (§8.4). */
export function deposit(world: World, payment: Payment): void {
  const now = world.now()
  const paid = payment.facts.amount
  if (world.switches().depositNotice) {
    change(payment, now, { state: 'paid', paid, paidAt: now })
    void notifyMerchant(world, payment)
  } else change(payment, now, { paid })
}
