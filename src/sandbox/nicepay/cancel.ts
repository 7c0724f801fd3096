/** Cancel, refund and net cancel: every way that NICEPAY gives money back, and every reason not to (§6, §7, §12). */
import { type Amount, amount, isAmount } from '../../core/money.ts'
import { after, businessDate, type Instant, kstStamp } from '../../core/time.ts'
import type { BookCancel } from '../simulator.ts'
import { type Situation, SUCCESS } from './codes.ts'
import { type Answer, type Fields, textOf } from './form.ts'
import { amountOf, hashedAmount, padded, refusal } from './request.ts'
import { sign } from './signature.ts'
import type { Switches } from './switches.ts'
import { addCancel, move, remainderOf, type State, type Transaction } from './transaction.ts'
import type { World } from './world.ts'

interface Ask {
  readonly tx: Transaction
  /** May be negative or zero: that is one of the reasons not to. NaN when it is no number. */
  readonly won: number
  readonly scope: 'full' | 'partial' | 'unknown'
  readonly moid: string
  readonly account: 'none' | 'incomplete' | 'complete'
  readonly now: Instant
  readonly switches: Switches
}

type Rule = readonly [Situation, (ask: Ask) => boolean]

const isOneOf = (state: State, ...states: readonly State[]): boolean => states.includes(state)
const isOver = ({ tx }: Ask): boolean => isOneOf(tx.state, 'cancelled', 'closed')
const isUndeposited = ({ tx }: Ask): boolean => isOneOf(tx.state, 'issued', 'expired')
const isDeposited = ({ tx }: Ask): boolean => tx.method === 'VBANK' && tx.paid > 0
const isAboveRemainder = (ask: Ask): boolean => !isUndeposited(ask) && ask.won > remainderOf(ask.tx)
const kstMonth = (at: Instant): string => businessDate(at).slice(0, 7)

/** The first that holds is the answer (§19 items 8 and 9). */
const CANCEL_RULES: readonly Rule[] = [
  ['fieldMalformed', ({ won, scope }) => Number.isNaN(won) || scope === 'unknown'],
  ['noSuchTransaction', ({ tx }) => isOneOf(tx.state, 'authenticated', 'failed')],
  ['amountNotPositive', ({ won }) => won <= 0],
  [
    'duplicateMoid',
    ({ tx, scope, moid, switches }) =>
      switches.moidDedup && scope === 'partial' && tx.cancels.some(({ key }) => key === moid),
  ],
  ['alreadyCancelled', (ask) => isOver(ask) && ask.scope === 'full'],
  ['partialOfCancelled', isOver],
  ['accountPartial', (ask) => isUndeposited(ask) && ask.scope === 'partial'],
  [
    'fullAfterPartial',
    ({ tx, scope, switches }) =>
      tx.state === 'partially_cancelled' && scope === 'full' && switches.fullAfterPartial === 'refuse',
  ],
  ['fullAmountDiffers', ({ tx, scope, won }) => scope === 'full' && won !== fullAmount(tx)],
  [
    'partialNotAllowed',
    ({ tx, scope }) => scope === 'partial' && tx.method === 'CARD' && tx.approval?.ccPartCl === '0',
  ],
  ['aboveDeposited', (ask) => isDeposited(ask) && isAboveRemainder(ask)],
  ['aboveRemainder', isAboveRemainder],
  ['accountDeposited', (ask) => isDeposited(ask) && ask.account === 'none'],
  ['refundAccountIncomplete', (ask) => isDeposited(ask) && ask.account === 'incomplete'],
  [
    'cancelTimeOver',
    ({ tx, now, account }) =>
      tx.method === 'CELLPHONE' &&
      tx.approval !== null &&
      kstMonth(tx.approval.at) !== kstMonth(now) &&
      account !== 'complete',
  ],
]

const NET_CANCEL_RULES: readonly Rule[] = [
  ['noSuchTransaction', ({ tx }) => isOneOf(tx.state, 'authenticated', 'failed')],
  ['alreadyCancelled', isOver],
  ['accountDeposited', isDeposited],
  ['netCancelAfterPartial', ({ tx }) => tx.state === 'partially_cancelled'],
  ['amountDiffers', ({ tx, won }) => won !== tx.amount],
  [
    'netCancelTimeOver',
    ({ tx, now, switches }) => tx.approval !== null && now > after(tx.approval.at, switches.netCancelWindowMs),
  ],
]

/** A full cancel names the whole amount, or after a partial one (when that is accepted at all) what is left. */
const fullAmount = (tx: Transaction): Amount => (tx.state === 'partially_cancelled' ? remainderOf(tx) : tx.amount)

const firstReason = (rules: readonly Rule[], ask: Ask): Situation | null =>
  rules.find(([, holds]) => holds(ask))?.[0] ?? null

export function cancel(world: World, fields: Fields, arrivedAt: Instant): Answer {
  const tx = world.find(textOf(fields, 'TID'))
  if (tx === null) return refusal('noSuchTransaction', fields, world)
  const ask = askOf({ tx, world, fields, arrivedAt, won: signedNumber(textOf(fields, 'CancelAmt')) })
  const reason = firstReason(CANCEL_RULES, ask)
  if (reason !== null) return refusal(reason, fields, world)
  return carryOut(world, fields, { tx, won: amount(ask.won), scope: ask.scope, key: ask.moid, via: 'cancel' })
}

export function netCancel(world: World, fields: Fields, arrivedAt: Instant): Answer {
  const tx = world.find(textOf(fields, 'TID'))
  if (tx === null) return refusal('noSuchTransaction', fields, world)
  if (tx.authToken !== textOf(fields, 'AuthToken')) return refusal('unknownToken', fields, world)
  const ask = askOf({ tx, world, fields, arrivedAt, won: amountOf(textOf(fields, 'Amt')) ?? Number.NaN })
  const reason = firstReason(NET_CANCEL_RULES, ask)
  if (reason !== null) return refusal(reason, fields, world)
  return carryOut(world, fields, { tx, won: tx.amount, scope: 'full', key: null, via: 'net_cancel' })
}

const SCOPES: Readonly<Record<string, 'full' | 'partial'>> = { '0': 'full', '1': 'partial' }

type AskInput = Pick<Ask, 'tx' | 'won'> & {
  readonly world: World
  readonly fields: Fields
  readonly arrivedAt: Instant
}

function askOf({ tx, won, world, fields, arrivedAt }: AskInput): Ask {
  const given = ['RefundAcctNo', 'RefundBankCd', 'RefundAcctNm'].filter((name) => textOf(fields, name) !== '').length
  return {
    tx,
    won,
    scope: SCOPES[textOf(fields, 'PartialCancelCode')] ?? 'unknown',
    moid: textOf(fields, 'Moid'),
    account: given === 0 ? 'none' : given === 3 ? 'complete' : 'incomplete',
    now: arrivedAt,
    switches: world.switches(),
  }
}

function signedNumber(text: string): number {
  if (!/^-?\d{1,12}$/.test(text)) return Number.NaN
  return Number.parseInt(text, 10)
}

interface Order extends Pick<BookCancel, 'key' | 'via'> {
  readonly tx: Transaction
  readonly won: Amount
  readonly scope: Ask['scope']
}

function carryOut(world: World, fields: Fields, order: Order): Answer {
  const { tx, won, scope, key, via } = order
  if (!isAmount(won) || won === 0) throw new Error(`${tx.tid}: a cancel of ${won} won got past the rules`)
  const id = world.newCancelNum()
  const refunds = tx.method === 'VBANK' && tx.paid > 0
  if (tx.state === 'issued' || tx.state === 'expired') move(tx, 'closed')
  else addCancel(tx, { id, amount: won, at: world.now(), key, via })
  const tid = scope === 'partial' ? world.newTid(tx.method, '10') : tx.tid
  if (tid !== tx.tid) world.addAlias(tid, tx)
  return cancelledAnswer(world, { tx, tid, id, won, refunds: refunds ? 'refunded' : 'cancelled', fields })
}

interface Cancelled {
  readonly tx: Transaction
  /** A partial cancel carries a TID of its own, with media code 10 (§10). */
  readonly tid: string
  readonly id: string
  readonly won: Amount
  readonly refunds: 'refunded' | 'cancelled'
  readonly fields: Fields
}

function cancelledAnswer(world: World, { tx, tid, id, won, refunds, fields }: Cancelled): Answer {
  const stamp = kstStamp(world.now())
  const signed = { TID: tid, MID: world.mid, CancelAmt: hashedAmount(won, world) }
  return {
    ResultCode: SUCCESS[refunds].code,
    ResultMsg: SUCCESS[refunds].message,
    ErrorCD: '0000',
    ErrorMsg: '성공',
    CancelAmt: padded(won),
    MID: world.mid,
    // A net cancel has no Moid of its own: the payment's comes back.
    Moid: textOf(fields, 'Moid') || tx.moid,
    Signature: sign('S6', signed, world.merchantKey),
    PayMethod: tx.method,
    TID: tid,
    ...(tx.method === 'CELLPHONE' ? { OTID: tid } : {}),
    CancelDate: stamp.slice(0, 8),
    CancelTime: stamp.slice(8),
    CancelNum: id,
    RemainAmt: padded(remainderOf(tx)),
    MallReserved: textOf(fields, 'MallReserved'),
    ...(tx.method === 'CARD' ? CARD_EXTRAS(tx) : {}),
  }
}

const CARD_EXTRAS = (tx: Transaction): Answer => ({
  CouponAmt: padded(amount(0)),
  ClickpayCl: tx.clickpay,
  MultiCardAcquAmt: '0',
  MultiPointAmt: '0',
  MultiCouponAmt: '0',
})
