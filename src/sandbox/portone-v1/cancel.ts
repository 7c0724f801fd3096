/** `POST /payments/cancel`: PortOne's checks, then the gateway's, then the money; in that order (§7, §13). */
import { type Amount, amount, minus, plus } from '../../core/money.ts'
import { type Answer, okPayment, refusal } from './answer.ts'
import type { Situation } from './codes.ts'
import { type Fields, isYes, numberOf, textOf } from './fields.ts'
import { toMinor } from './money.ts'
import { addCancel, balanceOf, type Cancel, type Payment, remainderOf } from './payment.ts'
import { refundNeedOf } from './refund-account.ts'
import type { Process, Request } from './request.ts'
import { notifyMerchant } from './webhook.ts'
import type { World } from './world.ts'

interface Ask {
  readonly world: World
  readonly payment: Payment
  readonly fields: Fields
  /** What is to be given back; null when it is no amount. Left out or 0: all that PortOne thinks is left. */
  readonly wanted: Amount | null
  readonly request: Request
}

type Rule = readonly [Situation, (ask: Ask) => boolean]

const minorOf = ({ payment, fields }: Pick<Ask, 'payment' | 'fields'>, name: string): Amount | null =>
  toMinor(numberOf(fields, name) ?? 0, payment.currency)

/** Null when it was not sent; a checksum of 0 was. */
const checksumOf = (ask: Ask): Amount | null | 'not sent' =>
  textOf(ask.fields, 'checksum') === '' ? 'not sent' : minorOf(ask, 'checksum')

const checksumDiffers = (ask: Ask): boolean => {
  const checksum = checksumOf(ask)
  return checksum !== 'not sent' && checksum !== balanceOf(ask.payment.facts)
}

function taxIsOff(ask: Ask): boolean {
  const [taxFree, vat] = [minorOf(ask, 'tax_free'), minorOf(ask, 'vat_amount')]
  return taxFree === null || vat === null || taxFree + vat > (ask.wanted ?? 0)
}

const needsReason = ({ payment, fields }: Ask): boolean =>
  ['naverpay', 'naverco'].includes(payment.pgProvider) && textOf(fields, 'reason') === ''

/** What PortOne knows by itself: nothing reaches the gateway (§13, §7.4). The first that holds is the answer. */
const OWN_RULES: readonly Rule[] = [
  ['nothingToCancel', ({ payment }) => payment.facts.state !== 'paid'],
  ['alreadyCancelled', ({ payment }) => balanceOf(payment.facts) === 0],
  ['badCancelAmount', ({ wanted }) => wanted === null],
  ['checksumMismatch', checksumDiffers],
  ['aboveBalance', ({ payment, wanted }) => (wanted ?? 0) > balanceOf(payment.facts)],
  ['badTaxFree', taxIsOff],
  ['reasonMissing', needsReason],
  ['refundAccountMissing', (ask) => needOf(ask) === 'missing'],
  ['badRefundBank', (ask) => needOf(ask) === 'unknown bank'],
]

/** What only the gateway knows: it may have given money back that PortOne never heard of (§13, §16 trap 9). */
const GATEWAY_RULES: readonly Rule[] = [
  ['gatewayShort', ({ request }) => request.play === 'balance_short'],
  ['gatewayNoRefund', (ask) => needOf(ask) === 'impossible'],
  ['gatewayTimeOver', (ask) => needOf(ask) === 'too late'],
  ['gatewayNoDeposit', ({ payment: { facts } }) => facts.sandbox && facts.method === 'virtual_account'],
  ['gatewayAlready', ({ payment }) => remainderOf(payment) === 0 && payment.pending === 0],
  ['gatewayAbove', ({ payment, wanted }) => (wanted ?? 0) > remainderOf(payment)],
]

const needOf = ({ world, payment, fields }: Ask) => refundNeedOf(payment, fields, world.now())

export const cancel: Process = (world, request) => {
  const fields = request.body
  const payment = paymentOf(world, fields)
  if (payment === 'unnamed') return refusal(world, 'idMissing')
  if (payment === null) return refusal(world, 'nothingToCancel')
  const named = numberOf(fields, 'amount') ?? 0
  const wanted = named === 0 ? balanceOf(payment.facts) : toMinor(named, payment.currency)
  const ask: Ask = { world, payment, fields, wanted, request }
  const why = firstOf(OWN_RULES, ask)
  if (why !== null) return refusal(world, why)
  const { gatewayRefusal } = world.switches()
  if (gatewayRefusal !== null) return refusal(world, 'gatewayRefuses', gatewayRefusal)
  const gatewayWhy = firstOf(GATEWAY_RULES, ask)
  return gatewayWhy === null ? carryOut(ask, amount(wanted ?? Number.NaN)) : refusal(world, gatewayWhy)
}

const firstOf = (rules: readonly Rule[], ask: Ask): Situation | null =>
  rules.find(([, holds]) => holds(ask))?.[0] ?? null

/** `imp_uid` alone counts when both are sent, even when it is wrong (§7.1). */
function paymentOf(world: World, fields: Fields): Payment | null | 'unnamed' {
  const [impUid, merchantUid] = [textOf(fields, 'imp_uid'), textOf(fields, 'merchant_uid')]
  if (impUid !== '') return world.find(impUid)
  if (merchantUid === '') return 'unnamed'
  // Which of several attempts is meant is not documented (§18): the latest that was paid, else the latest.
  const attempts = world.attempts(merchantUid)
  return attempts.findLast(({ facts }) => facts.state === 'paid') ?? attempts.at(-1) ?? null
}

function carryOut(ask: Ask, wanted: Amount): Answer {
  const { world, payment, request } = ask
  const refuses = request.play === 'async_then_refuse'
  if (refuses || world.switches().cancelMode === 'async' || isDecidedLater(payment))
    decideLater(ask, wanted, refuses ? 'refuse' : 'cancel')
  else giveBack(ask, wanted)
  return okPayment(world, payment)
}

/** Here a refund to an account is final only when the gateway calls back (§7.3). */
const isDecidedLater = ({ pgProvider, facts }: Payment): boolean =>
  pgProvider === 'smartro_v2' && facts.method === 'virtual_account'

function giveBack({ world, payment, fields }: Ask, wanted: Amount): void {
  const done = { id: world.newId('sim-c-'), pgTid: world.newId('SIMCAN'), amount: wanted, at: world.now() }
  addCancel(payment, { ...done, ...NAMED_BY(textOf(fields, 'reason')), via: 'cancel', seenBy: 'portone' })
  if (isYes(fields, 'enable_webhook')) void notifyMerchant(world, payment, done.id)
}

/** The call has no field for a name of the merchant's own: whatever names this cancel is in the reason (§15). */
const NAMED_BY = (reason: string): Pick<Cancel, 'reason' | 'key'> => ({ reason, key: reason === '' ? null : reason })

/** The gateway has taken it, keeps the money apart, and decides later (§7.3). */
function decideLater(ask: Ask, wanted: Amount, decision: 'cancel' | 'refuse'): void {
  const { world, payment } = ask
  payment.pending = plus(payment.pending, wanted)
  world.host.timers.after(world.switches().asyncCancelMs, () => {
    payment.pending = minus(payment.pending, wanted)
    if (decision === 'cancel') giveBack(ask, wanted)
  })
}
