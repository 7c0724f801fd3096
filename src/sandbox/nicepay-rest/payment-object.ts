/** The payment object: one shape for approval, look-up, cancel, net cancel and webhook (fact sheet nicepay §16). */
import { ZERO } from '../../core/money.ts'
import { type Instant, later } from '../../core/time.ts'
import { type Answer, type Json, kstTime } from './answer.ts'
import { kindOf, SUCCESS } from './codes.ts'
import { sign } from './signature.ts'
import { type Cancel, type Facts, remainderOf, type State, type Transaction } from './transaction.ts'
import type { World } from './world.ts'

const STATUS = {
  // Never shown: without an approval there is no payment.
  authenticated: 'ready',
  approved: 'paid',
  issued: 'ready',
  deposited: 'paid',
  partially_cancelled: 'partialCancelled',
  cancelled: 'cancelled',
  closed: 'cancelled',
  expired: 'expired',
  failed: 'failed',
} as const satisfies Record<State, string>

/** The text, not the number, where it did not happen (§18 trap 20). */
const timeOrZero = (at: Instant | null): string => (at === null ? '0' : kstTime(at))

export interface ObjectOptions {
  /** Another state of the transaction than the present one. */
  readonly facts?: Facts
  /** The cancel that this is the answer to. */
  readonly cancel?: { readonly tid: string; readonly orderId: string; readonly amount: number }
}

export function paymentObject(world: World, tx: Transaction, options: ObjectOptions = {}): Answer {
  const facts = options.facts ?? tx.facts
  const { cancelAnswerAmount, cancelAnswerOrderId } = world.switches()
  const { cancel } = options
  const amount = cancel !== undefined && cancelAnswerAmount === 'cancel' ? cancel.amount : tx.amount
  const orderId = cancel !== undefined && cancelAnswerOrderId === 'cancel' ? cancel.orderId : tx.orderId
  const ediDate = kstTime(world.now())
  const signed = { tid: tx.tid, amount: String(amount), ediDate }
  return {
    resultCode: SUCCESS.code,
    resultMsg: SUCCESS.message,
    tid: tx.tid,
    cancelledTid: cancel?.tid ?? null,
    orderId,
    ediDate,
    // Only for valid transactions (§16).
    signature: facts.state === 'failed' ? null : sign('R-b', signed, world.secretKey),
    status: STATUS[facts.state],
    ...timesOf(facts),
    payMethod: tx.method,
    amount,
    balanceAmt: balanceOf(tx, facts),
    ...detailsOf(tx, facts),
    ...methodOf(tx, facts),
    cancels: facts.cancels.length === 0 ? null : facts.cancels.map(shown),
    messageSource: 'nicepay',
  }
}

function timesOf(facts: Facts) {
  const last = facts.cancels.reduce<Instant | null>((at, cancel) => later(at ?? cancel.at, cancel.at), null)
  return {
    paidAt: timeOrZero(facts.paid?.at ?? null),
    failedAt: timeOrZero(facts.failedAt),
    cancelledAt: timeOrZero(last ?? facts.closedAt),
  }
}

/** Of an account without deposit: all of it, for all of it can be called off (unconfirmed). */
const balanceOf = (tx: Transaction, facts: Facts): number => (facts.state === 'issued' ? tx.amount : remainderOf(facts))

const detailsOf = (tx: Transaction, facts: Facts) => ({
  goodsName: tx.goodsName,
  mallReserved: tx.reserved,
  useEscrow: false,
  currency: 'KRW',
  channel: 'pc',
  approveNo: facts.approval?.approveNo ?? null,
  buyerName: tx.buyer.name,
  buyerTel: tx.buyer.tel,
  buyerEmail: tx.buyer.email,
  issuedCashReceipt: false,
  receiptUrl: null,
  mallUserId: null,
  coupon: null,
  cellphone: null,
  cashReceipts: null,
})

type MethodFields = Readonly<Record<'card' | 'bank' | 'vbank', Json>>

const NO_METHOD: MethodFields = { card: null, bank: null, vbank: null }

/** A live card of Shinhan; the sandbox of NICEPAY makes up a Samsung card (§18 trap 26). */
const CARDS = { live: { code: '06', name: '신한' }, sandbox: { code: '04', name: '삼성' } } as const

function methodOf(tx: Transaction, facts: Facts): MethodFields {
  switch (kindOf(tx.method)) {
    case 'card':
      return { ...NO_METHOD, card: cardOf(tx, facts) }
    case 'bank':
      return { ...NO_METHOD, bank: { bankCode: '088', bankName: '신한은행' } }
    case 'vbank':
      return { ...NO_METHOD, vbank: accountOf(facts) }
    case 'cellphone':
      return NO_METHOD
  }
}

function cardOf(tx: Transaction, { approval }: Facts): Json {
  const card = CARDS[tx.tid.startsWith('UT') ? 'sandbox' : 'live']
  return {
    cardCode: card.code,
    cardName: card.name,
    cardNum: '12341234****1234',
    cardQuota: '0',
    isInterestFree: false,
    cardType: 'credit',
    canPartCancel: String(approval?.canPartCancel ?? false),
    acquCardCode: card.code,
    acquCardName: card.name,
  }
}

const accountOf = ({ account }: Facts): Json =>
  account === null
    ? null
    : {
        vbankCode: account.bankCode,
        vbankName: account.bankName,
        vbankNumber: account.number,
        vbankExpDate: kstTime(account.expiresAt),
        vbankHolder: account.holder,
      }

const shown = ({ id, amount, at, reason }: Cancel): Json => ({
  tid: id,
  amount,
  cancelledAt: kstTime(at),
  reason,
  receiptUrl: '',
  couponAmt: ZERO,
})
