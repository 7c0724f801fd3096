/** Writes the form of every server call in the order of the sheet, signed for the moment of the attempt. */
import type { Amount } from '../../core/money.ts'
import { ZERO } from '../../core/money.ts'
import type { Cancellation, Payment } from '../../core/payment/payment.ts'
import type { Instant } from '../../core/time.ts'
import { businessDate, kstStamp } from '../../core/time.ts'
import { taxFields } from './checkout.ts'
import type { Account } from './config.ts'
import { urlProblem } from './guard.ts'
import { isTid, methodOfTid } from './methods.ts'
import { refundAccountProblem, refundFields } from './refund-account.ts'
import { sign } from './sign.ts'
import type { Form } from './wire.ts'
import { byteLength, fitText } from './wire.ts'

/** A call ready to be posted. */
export interface Call {
  readonly url: string
  readonly form: Form
}

/** What the auth result left us (nicepay §4), read back from storage and checked again. */
export interface Auth {
  readonly authToken: string
  readonly txTid: string
  readonly nextAppUrl: string
  readonly netCancelUrl: string
  readonly amt: string
}

/** Fixed paths of §2 (`inquery` is spelt so). */
const PATHS = { cancel: '/webapi/cancel_process.jsp', inquire: '/webapi/inquery/trans_status.jsp' } as const

/** §3: asked of every call; the answer is still read as EUC-KR where it comes so (§18 trap 8). */
export const ANSWER_FORMAT = { CharSet: 'utf-8', EdiType: 'JSON' } as const

/** §7: bytes of CancelMsg in EUC-KR. */
const CANCEL_MSG_BYTES = 100

const NEEDS_OTID = 'a later partial cancel of a phone payment needs the OTID of the one before'

/** Why a call cannot be made with what is stored. A bug or a changed configuration; nothing was sent. */
export interface Impossible {
  readonly impossible: string
  /** What would make it possible; a person, where nothing else is said. */
  readonly next?: 'ask_account'
}

/** The stored authentication, or why it cannot be used: missing, of another MID or amount, or of a foreign host. */
export function authOf(account: Account, payment: Payment): Auth | Impossible {
  const {
    authToken = '',
    txTid = '',
    nextAppUrl = '',
    netCancelUrl = '',
    amt = '',
    mid = '',
  } = payment.providerState ?? {}
  if (authToken === '' || txTid === '') return { impossible: 'no authentication of the buyer is stored' }
  if (mid !== account.mid) return { impossible: 'the authentication belongs to another MID' }
  if (amt !== String(payment.amounts.total)) return { impossible: 'the authentication is for another amount' }
  const problem = urlProblem(nextAppUrl, 'approve', account) ?? urlProblem(netCancelUrl, 'net_cancel', account)
  if (problem !== null) return { impossible: `a stored URL is not allowed: ${problem}` }
  return { authToken, txTid, nextAppUrl, netCancelUrl, amt }
}

/** The TID by which NICEPAY knows the payment, or null before there was a return. */
export function tidOf(payment: Pick<Payment, 'providerRef' | 'providerState'>): string | null {
  const tid = payment.providerRef ?? payment.providerState?.txTid ?? ''
  return isTid(tid) ? tid : null
}

/** §5. EdiDate is fresh for each attempt: valid by formula, and a range check, should there be one, never bites. */
export const approvalCall = (account: Account, auth: Auth, at: Instant): Call => ({
  url: auth.nextAppUrl,
  form: { ...authenticated(account, auth, kstStamp(at)), ...ANSWER_FORMAT },
})

/** §6. EdiDate fresh too: the sheet calls a fresh hash as valid as the approval's own. */
export const netCancelCall = (account: Account, auth: Auth, at: Instant): Call => ({
  url: auth.netCancelUrl,
  form: { ...authenticated(account, auth, kstStamp(at)), NetCancel: '1', ...ANSWER_FORMAT },
})

function authenticated(account: Account, auth: Auth, ediDate: string): Form {
  const { authToken, amt } = auth
  const { mid } = account
  const SignData = sign('S3', { authToken, mid, amt, ediDate }, account.merchantKey)
  return { TID: auth.txTid, AuthToken: authToken, MID: mid, Amt: amt, EdiDate: ediDate, SignData }
}

/** What the ordinary cancel of one intent says, decided before it is written (§7). */
export interface CancelPlan {
  readonly tid: string
  readonly amt: string
  readonly partialCancelCode: '0' | '1'
  /** What our books say is left afterwards. */
  readonly remaining: number
  /** How much of `amt` is money: an account without a deposit is cancelled for its amount, and nothing goes back. */
  readonly money: Amount
}

/**
 * Plans an ordinary cancel against the ledger. Full (0) only when nothing was cancelled before and all is asked for;
 * everything else is partial (1). A payment whose charge is not booked yet (`paid` 0) can only be cancelled in full.
 */
export function planCancel(payment: Payment, cancellation: Cancellation): CancelPlan | Impossible {
  const tid = tidOf(payment)
  if (tid === null) return { impossible: 'no TID is known' }
  const { paid, total, cancelledByUs, observedCancelled } = payment.amounts
  const before = cancelledByUs + observedCancelled
  const remaining = (paid > 0 ? paid : total) - before - cancellation.amount
  if (cancellation.amount < 1 || remaining < 0) return { impossible: 'the amount is not within what is left' }
  const isFull = before === 0 && remaining === 0
  if (paid === 0 && !isFull) return { impossible: 'an approval that is not settled can only be cancelled in full' }
  // §7: from the second on, a phone payment needs the OTID of the cancel before it, which is not kept yet.
  if (methodOfTid(tid) === 'mobile' && before > 0) return { impossible: NEEDS_OTID }
  const money = moneyOf(payment, tid, cancellation.amount)
  const account = methodOfTid(tid) === 'virtual_account' && money > 0 ? accountProblem(cancellation) : null
  if (account !== null) return { impossible: account, next: 'ask_account' }
  return { tid, amt: String(cancellation.amount), partialCancelCode: isFull ? '0' : '1', remaining, money }
}

/**
 * Without an account a deposit would be refused (2047); and where the deposit was none after all, the account would be
 * closed in place of a refund. So nothing is sent without one.
 */
function accountProblem({ refundAccount }: Cancellation): string | null {
  if (refundAccount === null) return 'a deposit goes back to an account of the buyer only'
  const wrong = refundAccountProblem(refundAccount)
  return wrong === null ? null : `the refund account's ${wrong.field} ${wrong.problem}`
}

/** Nothing was deposited on an account whose payment is not booked as paid: nobody was told its number yet (§1). */
export const moneyOf = ({ amounts }: Payment, tid: string, won: Amount): Amount =>
  methodOfTid(tid) === 'virtual_account' && amounts.paid === 0 ? ZERO : won

/** Plans the close of an account before its deposit: all of it (2045), without a refund account (§7). */
export function planClose(payment: Payment): CancelPlan | Impossible {
  const tid = tidOf(payment)
  const { paid, total } = payment.amounts
  if (tid === null || methodOfTid(tid) !== 'virtual_account')
    return { impossible: 'no account of this payment is known' }
  if (paid > 0) return { impossible: 'the account has its deposit', next: 'ask_account' }
  return { tid, amt: String(total), partialCancelCode: '0', remaining: 0, money: ZERO }
}

/** §7. Moid is the cancellation's id: the same on every attempt of one intent, another for every other intent. */
export function cancelCall(account: Account, plan: CancelPlan, intent: CancelIntent): Call {
  const ediDate = kstStamp(intent.at)
  const { cancellation, payment } = intent
  return {
    url: account.api + PATHS.cancel,
    form: {
      TID: plan.tid,
      MID: account.mid,
      Moid: cancellation.id,
      CancelAmt: plan.amt,
      CancelMsg: cancelMessage(cancellation),
      PartialCancelCode: plan.partialCancelCode,
      EdiDate: ediDate,
      SignData: sign('S5', { mid: account.mid, amt: plan.amt, ediDate }, account.merchantKey),
      ...refundTo(plan, intent),
      // A MID with designated tax amounts wants the split again (1617); how a part splits nobody told us.
      ...(plan.partialCancelCode === '0' ? taxFields(payment) : {}),
      ...ANSWER_FORMAT,
    },
  }
}

/** §7: of a deposit, and of a phone payment whose month is over [휴대폰 익월 환불]; elsewhere an account says nothing. */
function refundTo({ tid, money }: CancelPlan, { payment, cancellation, at }: CancelIntent): Form {
  const { refundAccount } = cancellation
  if (refundAccount === null || money === 0) return {}
  const method = methodOfTid(tid)
  const isLaterMonth = kstMonth(payment.paidAt ?? payment.createdAt) !== kstMonth(at)
  return method === 'virtual_account' || (method === 'mobile' && isLaterMonth) ? refundFields(refundAccount) : {}
}

const kstMonth = (at: Instant): string => businessDate(at).slice(0, 7)

interface CancelIntent {
  readonly payment: Payment
  readonly cancellation: Cancellation
  readonly at: Instant
}

/** The reason, cut to leave room for the tag by which this cancel is found again (DESIGN §5). */
function cancelMessage(cancellation: Cancellation): string {
  const tag = `#${cancellation.id}`
  const reason = fitText(cancellation.reason, CANCEL_MSG_BYTES - byteLength(tag) - 1)
  return reason === '' ? tag : `${reason} ${tag}`
}

/** §9. */
export function inquiryCall(account: Account, tid: string, at: Instant): Call {
  const ediDate = kstStamp(at)
  const SignData = sign('S7', { tid, mid: account.mid, ediDate }, account.merchantKey)
  return {
    url: account.inquiry + PATHS.inquire,
    form: { TID: tid, MID: account.mid, EdiDate: ediDate, SignData, ...ANSWER_FORMAT },
  }
}
