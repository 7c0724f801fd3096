/** Cancel, refund and net cancel: every way that the REST API gives money back, and every reason not to (§16). */
import { type Amount, amount, isAmount, ZERO } from '../../core/money.ts'
import { after, businessDate, DAY_MS, type Instant, plusKstYears } from '../../core/time.ts'
import { type Answer, refusal } from './answer.ts'
import { isBankCode } from './banks.ts'
import { kindOf, type Situation } from './codes.ts'
import { paymentObject } from './payment-object.ts'
import { type Fields, textOf } from './request.ts'
import type { Switches } from './switches.ts'
import {
  addCancel,
  type Cancel,
  move,
  remainderOf,
  type State,
  type Transaction,
  taxFreeLeftOf,
} from './transaction.ts'
import type { World } from './world.ts'

interface Ask {
  readonly tx: Transaction
  /** May be negative or zero: that is one of the reasons not to. */
  readonly won: number
  /** A cancel is full when it names no amount, or the whole amount of an untouched payment. */
  readonly scope: 'full' | 'partial'
  /** Did it name an amount? */
  readonly amountGiven: 'given' | 'left_out'
  readonly orderId: 'fresh' | 'used'
  readonly taxFree: number
  readonly account: 'incomplete' | 'wrong' | 'complete'
  readonly now: Instant
  readonly switches: Switches
}

type Rule = readonly [Situation, (ask: Ask) => boolean]

const REFUND_DAYS_MS = 180 * DAY_MS

const isIn = ({ tx }: Ask, ...states: readonly State[]): boolean => states.includes(tx.facts.state)
const isOver = (ask: Ask): boolean => isIn(ask, 'cancelled', 'closed')
const isDeposited = ({ tx }: Ask): boolean => kindOf(tx.method) === 'vbank' && tx.facts.paid !== null
const kstMonth = (at: Instant): string => businessDate(at).slice(0, 7)

/** The first that holds is the answer. */
const CANCEL_RULES: readonly Rule[] = [
  ['noSuchCancelTarget', (ask) => isIn(ask, 'authenticated', 'failed')],
  ['partialInSandbox', ({ switches, amountGiven }) => switches.sandboxMode && amountGiven === 'given'],
  ['amountNotPositive', ({ won, amountGiven }) => amountGiven === 'given' && won <= 0],
  ['orderIdUsed', ({ scope, orderId }) => scope === 'partial' && orderId === 'used'],
  ['alreadyCancelled', (ask) => isOver(ask) && ask.scope === 'full'],
  ['partialOfCancelled', isOver],
  ['cancelTimeOver', isTooLate],
  ['accountPartial', (ask) => isIn(ask, 'issued') && ask.scope === 'partial'],
  [
    'fullAfterPartial',
    (ask) => isIn(ask, 'partially_cancelled') && ask.scope === 'full' && ask.switches.fullAfterPartial === 'refuse',
  ],
  [
    'partialNotAllowed',
    ({ tx, scope }) =>
      scope === 'partial' && kindOf(tx.method) === 'card' && tx.facts.approval?.canPartCancel === false,
  ],
  ['aboveBalance', (ask) => !isIn(ask, 'issued') && ask.won > remainderOf(ask.tx.facts)],
  ['fieldMalformed', ({ taxFree, won }) => taxFree < 0 || taxFree > won],
  ['taxFreeAboveBalance', ({ tx, taxFree }) => taxFree > taxFreeLeftOf(tx)],
  ['refundAccountMissing', (ask) => isDeposited(ask) && ask.account === 'incomplete'],
  ['refundAccountWrong', (ask) => isDeposited(ask) && ask.account === 'wrong'],
]

const NET_CANCEL_RULES: readonly Rule[] = [
  ['noSuchPayment', (ask) => isIn(ask, 'authenticated', 'failed')],
  ['alreadyCancelled', isOver],
  ['netCancelAfterPartial', (ask) => isIn(ask, 'partially_cancelled')],
  [
    'netCancelTimeOver',
    ({ tx, now, switches }) =>
      tx.facts.approval !== null && now > after(tx.facts.approval.at, switches.netCancelWindowMs),
  ],
  ['netCancelDeposited', isDeposited],
]

/** Card 1 year, phone the month, account until its end, its refund 180 days after the deposit (§16). */
function isTooLate({ tx, now }: Ask): boolean {
  const { state, approval, paid } = tx.facts
  if (state === 'expired') return true
  if (approval === null || paid === null) return false
  switch (kindOf(tx.method)) {
    case 'card':
      return now > plusKstYears(approval.at, 1)
    case 'vbank':
    case 'bank':
      return now > after(paid.at, REFUND_DAYS_MS)
    case 'cellphone':
      return kstMonth(approval.at) !== kstMonth(now)
  }
}

const firstReason = (rules: readonly Rule[], ask: Ask): Situation | null =>
  rules.find(([, holds]) => holds(ask))?.[0] ?? null

export function cancel(world: World, fields: Fields, arrivedAt: Instant): Answer {
  const tx = world.find(textOf(fields, 'tid'))
  if (tx === null) return refusal(world, 'noSuchCancelTarget')
  const key = textOf(fields, 'orderId')
  // Noted before the rules are asked: also a refused cancel uses its order number up (§18 trap 22).
  const orderId = world.useOrderId(key) ? 'fresh' : 'used'
  const ask = { ...sizeOf(tx, fields), ...circumstances({ world, tx, fields, arrivedAt }), orderId } as const
  const reason = firstReason(CANCEL_RULES, ask)
  if (reason !== null) return refusal(world, reason)
  const left = remainderOf(tx.facts)
  // A full cancel takes what is not taxed along, whatever the caller says about it.
  const taxFree = ask.scope === 'full' || ask.won === left ? taxFreeLeftOf(tx) : amount(ask.taxFree)
  const { scope, won } = ask
  return carryOut(world, { tx, won: amount(won), scope, key, via: 'cancel', taxFree, reason: textOf(fields, 'reason') })
}

export function netCancel(world: World, fields: Fields, arrivedAt: Instant): Answer {
  const [tx, ...others] = world.findOrder(textOf(fields, 'orderId'))
  if (tx === undefined) return refusal(world, 'noSuchPayment')
  if (others.length > 0) return refusal(world, 'orderIdNotUnique')
  const size = { won: tx.amount, scope: 'full', amountGiven: 'left_out', orderId: 'used' } as const
  const reason = firstReason(NET_CANCEL_RULES, { ...circumstances({ world, tx, fields, arrivedAt }), ...size })
  if (reason !== null) return refusal(world, reason)
  const whole = { won: tx.amount, scope: 'full', taxFree: tx.taxFree } as const
  return carryOut(world, { ...whole, tx, key: null, via: 'net_cancel', reason: '망취소' })
}

function sizeOf(tx: Transaction, fields: Fields): Pick<Ask, 'won' | 'scope' | 'amountGiven'> {
  const text = textOf(fields, 'cancelAmt')
  const rest = tx.facts.state === 'partially_cancelled' ? remainderOf(tx.facts) : tx.amount
  if (text === '') return { won: rest, scope: 'full', amountGiven: 'left_out' }
  const won = Number(text)
  return { won, scope: won === tx.amount ? 'full' : 'partial', amountGiven: 'given' }
}

interface Circumstances {
  readonly world: World
  readonly tx: Transaction
  readonly fields: Fields
  readonly arrivedAt: Instant
}

const ACCOUNT_FIELDS = ['refundAccount', 'refundBankCode', 'refundHolder'] as const

function circumstances({ world, tx, fields, arrivedAt }: Circumstances) {
  // The newer pages write taxFreeAmount (§16).
  const taxFree = Number(textOf(fields, 'taxFreeAmt') || textOf(fields, 'taxFreeAmount'))
  return { tx, now: arrivedAt, switches: world.switches(), account: accountOf(fields), taxFree } as const
}

/** Digits only (§7) at a bank of the list; whether the account exists, only the bank finds out, later (§18 trap 28). */
function accountOf(fields: Fields): Ask['account'] {
  if (ACCOUNT_FIELDS.some((name) => textOf(fields, name) === '')) return 'incomplete'
  const isRight = /^\d+$/.test(textOf(fields, 'refundAccount')) && isBankCode(textOf(fields, 'refundBankCode'))
  return isRight ? 'complete' : 'wrong'
}

interface Order extends Pick<Cancel, 'key' | 'via' | 'reason' | 'taxFree'> {
  readonly tx: Transaction
  readonly won: Amount
  readonly scope: Ask['scope']
}

function carryOut(world: World, { tx, won, scope, key, via, reason, taxFree }: Order): Answer {
  if (!isAmount(won) || won === ZERO) throw new Error(`${tx.tid}: a cancel of ${won} won got past the rules`)
  const tid = cancelTid(world, tx, scope)
  if (tx.facts.state === 'issued') move(tx, 'closed', { closedAt: world.now() })
  else
    addCancel(tx, {
      id: tid,
      amount: won,
      at: world.now(),
      key,
      via,
      taxFree,
      reason,
      sequence: world.numbers.newSequence(),
    })
  world.tell(world, tx, tid)
  return paymentObject(world, tx, { cancel: { tid, orderId: key ?? tx.orderId, amount: won } })
}

/** A partial cancel has a tid of its own, with media code 10; a full one goes by the payment's (§16, §10). */
export const cancelTid = (world: World, tx: Transaction, scope: 'full' | 'partial'): string =>
  scope === 'full'
    ? tx.tid
    : world.numbers.newTid({ method: tx.method, media: '10', shop: tx.tid.startsWith('UT') ? 'sandbox' : 'live' })
