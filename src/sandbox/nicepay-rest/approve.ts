/** Approval: the call after which the money has moved, once and only for the authenticated amount (§16). */
import { after, DAY_MS, type Instant } from '../../core/time.ts'
import { type Answer, refusal } from './answer.ts'
import { ISSUING_BANK } from './banks.ts'
import { kindOf, type Situation } from './codes.ts'
import { paymentObject } from './payment-object.ts'
import { type Fields, textOf } from './request.ts'
import { addCancel, move, remainderOf, type State, type Transaction } from './transaction.ts'
import type { World } from './world.ts'

/** Why a transaction in this state cannot be approved. */
const REFUSED_IN = {
  authenticated: null,
  approved: 'approvedTwice',
  issued: 'approvedTwice',
  deposited: 'approvedTwice',
  partially_cancelled: 'approvedTwice',
  cancelled: 'approvedTwice',
  closed: 'approvedTwice',
  expired: 'approvedTwice',
  failed: 'cardRefused',
} as const satisfies Record<State, Situation | null>

/** An account issued in the window lives so long when nothing else was asked for (manual: seven days). */
export const ACCOUNT_LIFE_MS = 7 * DAY_MS

export function approve(world: World, fields: Fields, arrivedAt: Instant): Answer {
  const tx = world.find(textOf(fields, 'tid'))
  if (tx === null) return refusal(world, 'noAuthentication')
  if (Number(textOf(fields, 'amount')) !== tx.amount) return refusal(world, 'amountDiffers')
  const refused = REFUSED_IN[tx.facts.state]
  if (refused !== null) return refusal(world, refused, refused === 'cardRefused' ? 'external' : 'nicepay')
  const { authLifeMs } = world.switches()
  if (arrivedAt > after(tx.authenticatedAt, authLifeMs)) return refusal(world, 'authExpired')
  const failure = charge(world, tx)
  return failure ?? paymentObject(world, tx)
}

/** While a slow approval runs, another one is told to wait (§19 item 8). */
export const approvalUnderWay = (world: World, fields: Fields): boolean =>
  world.find(textOf(fields, 'tid'))?.underWay ?? false

/** Moves the money, or issues the account. Null when it did; else why not. */
export function charge(world: World, tx: Transaction): Answer | null {
  const { cardLimitKrw, orderIdReuse } = world.switches()
  if (orderIdReuse === 'refuse' && world.findOrder(tx.orderId).some(({ facts }) => facts.state !== 'failed'))
    return refusal(world, 'orderIdPaid')
  if (kindOf(tx.method) === 'card' && cardLimitKrw !== null && tx.amount > cardLimitKrw) {
    move(tx, 'failed', { failedAt: world.now() })
    return refusal(world, 'cardRefused', 'external')
  }
  const at = world.now()
  const { canPartCancel } = world.switches()
  // The sandbox of NICEPAY approves under this number (§18 trap 26).
  const approveNo = tx.tid.startsWith('UT') ? '000000' : world.host.random().digits(8)
  const approval = { at, approveNo, canPartCancel }
  if (tx.method === 'vbank') move(tx, 'issued', { approval, account: newAccount(world, tx) })
  else move(tx, 'approved', { approval, paid: { at, amount: tx.amount, sequence: world.numbers.newSequence() } })
  world.tell(world, tx, null)
  return null
}

const newAccount = (world: World, tx: Transaction) => ({
  number: world.host.random().digits(14),
  ...ISSUING_BANK,
  holder: tx.accountHolder,
  expiresAt: after(world.now(), tx.accountLifeMs),
})

/** NICEPAY breaks inside and gives the money back by itself, before it answers (§19 item 8). */
export function approveAndFallBack(world: World, fields: Fields, arrivedAt: Instant): Answer {
  const answer = approve(world, fields, arrivedAt)
  const tx = world.find(textOf(fields, 'tid'))
  if (tx?.facts.state !== 'approved') return answer
  const cancel = { id: tx.tid, amount: remainderOf(tx.facts), at: world.now(), key: null, via: 'provider' } as const
  addCancel(tx, { ...cancel, taxFree: tx.taxFree, reason: '망취소', sequence: world.numbers.newSequence() })
  world.tell(world, tx, tx.tid)
  return refusal(world, 'selfNetCancelled')
}
