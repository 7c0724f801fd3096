/** Looking up: by tid, by order number, whether an amount is right, and the list of a day (§16). */
import { businessDate, fromKstStamp, type Instant } from '../../core/time.ts'
import { type Answer, type Json, kstSeconds, kstTime, refusal } from './answer.ts'
import { type Kind, kindOf, SUCCESS } from './codes.ts'
import { paymentObject } from './payment-object.ts'
import { type Fields, textOf } from './request.ts'
import { sign } from './signature.ts'
import { paidAmountOf, type Transaction } from './transaction.ts'
import type { World } from './world.ts'

type View = 'now' | 'before'

export const inquire = (world: World, fields: Fields): Answer => found(world, byTid(world, fields), 'now')
export const inquireStale = (world: World, fields: Fields): Answer => found(world, byTid(world, fields), 'before')

const byTid = (world: World, fields: Fields): Transaction | null => world.find(textOf(fields, 'tid'))

export const find = (world: World, fields: Fields): Answer => byOrder(world, fields, 'now')
export const findStale = (world: World, fields: Fields): Answer => byOrder(world, fields, 'before')

/** Without an approval no payment exists (§16): what is only authenticated is not found. */
function found(world: World, tx: Transaction | null, view: View): Answer {
  const facts = view === 'now' ? tx?.facts : (tx?.before ?? tx?.facts)
  if (tx === null || facts === undefined || facts.state === 'authenticated') return refusal(world, 'noSuchPayment')
  return paymentObject(world, tx, { facts })
}

/** The Korean manual demands the day of the order, the English one does not know it (§19 item 6). */
function byOrder(world: World, fields: Fields, view: View): Answer {
  const day = textOf(fields, 'orderDate')
  if (day === '' && world.switches().orderDate === 'required') return refusal(world, 'fieldMissing')
  if (day !== '' && !isDay(day)) return refusal(world, 'badDate')
  const paid = world.findOrder(textOf(fields, 'orderId')).filter(({ authenticatedAt }) => isOn(day, authenticatedAt))
  return found(world, paid.at(-1) ?? null, view)
}

const isDay = (text: string): boolean => /^\d{8}$/.test(text) && fromKstStamp(`${text}000000`) !== null

const isOn = (day: string, at: Instant): boolean => day === '' || businessDate(at).replaceAll('-', '') === day

/** Card, easy pay and bank transfer only (§16). */
const CHECKABLE = {
  card: true,
  bank: true,
  vbank: false,
  cellphone: false,
} as const satisfies Record<Kind, boolean>

/** Success in both cases: whether the amount is right is in `isValid` (§18 trap 25). */
export function checkAmount(world: World, fields: Fields): Answer {
  const tx = world.find(textOf(fields, 'tid'))
  if (tx === null || tx.facts.state === 'authenticated') return refusal(world, 'noSuchPayment')
  if (!CHECKABLE[kindOf(tx.method)]) return refusal(world, 'uncheckableMethod')
  const ediDate = kstTime(world.now())
  return {
    resultCode: SUCCESS.code,
    resultMsg: SUCCESS.message,
    isValid: Number(textOf(fields, 'amount')) === tx.amount,
    ediDate,
    signature: sign('R-g', { tid: tx.tid, ediDate }, world.secretKey),
  }
}

interface Movement {
  readonly sequence: number
  readonly at: Instant
  readonly row: Readonly<Record<string, Json>>
}

const DEFAULT_LIMIT = 100
const MAX_LIMIT = 500

/** Beta and live only: every payment and every cancel of one Korean day, in the order in which they came (§16). */
export function list(world: World, fields: Fields): Answer {
  if (world.switches().sandboxMode) return refusal(world, 'liveOnly')
  const day = textOf(fields, 'date')
  if (!isDay(day)) return refusal(world, 'badDate')
  const start = Number(textOf(fields, 'startingSequence') || '1')
  const limit = Number(textOf(fields, 'limit') || String(DEFAULT_LIMIT))
  if (start < 1 || limit < 1 || limit > MAX_LIMIT) return refusal(world, 'badOption')
  const all = world
    .all()
    .flatMap(movementsOf)
    .filter(({ at, sequence }) => isOn(day, at) && sequence >= start)
    .sort((a, b) => a.sequence - b.sequence)
  const page = all.slice(0, limit)
  const next = all[limit]?.sequence ?? null
  return {
    resultCode: SUCCESS.code,
    resultMsg: SUCCESS.message,
    pagination: { count: page.length, hasMore: next !== null, nextSequence: next },
    transactions: page.map(({ sequence, row }) => ({ sequence, ...row })),
  }
}

function movementsOf(tx: Transaction): readonly Movement[] {
  const { paid, cancels } = tx.facts
  if (paid === null) return []
  const common = { originalTid: tx.tid, orderId: tx.orderId, currency: 'KRW', method: tx.method, useEscrow: false }
  let left: number = paidAmountOf(tx.facts)
  const cancelled = cancels.map(({ sequence, at, id, amount }): Movement => {
    left -= amount
    const transactionStatus = left === 0 ? 'cancelled' : 'partialCancelled'
    return { sequence, at, row: { ...common, tid: id, amount, transactionStatus, transactionAt: kstSeconds(at) } }
  })
  const row = { ...common, tid: tx.tid, amount: paid.amount, transactionStatus: 'paid' }
  return [{ sequence: paid.sequence, at: paid.at, row: { ...row, transactionAt: kstSeconds(paid.at) } }, ...cancelled]
}
