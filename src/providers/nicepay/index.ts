/** The legacy NICEPAY protocol as a provider: maps calls and answers, keeps nothing, decides nothing. */

import type { CancelEvidence, Evidence } from '../../core/evidence.ts'
import type { Outcome } from '../../core/outcome.ts'
import { notSent, unknownOutcome } from '../../core/outcome.ts'
import type { Cancellation, Payment } from '../../core/payment/payment.ts'
import type { CallContext, InquiryTarget, Provider } from '../../ports/provider.ts'
import { secretFingerprint, withTimeouts } from '../options.ts'
import { impossible } from '../outcome.ts'
import { NICEPAY_CAPABILITIES } from './capabilities.ts'
import { buildCheckout, findProblem } from './checkout.ts'
import type { Order } from './client.ts'
import { post } from './client.ts'
import type { Account, NicepayOperation, NicepayOptions } from './config.ts'
import { readOptions } from './config.ts'
import { issueCall, issueRef } from './issue.ts'
import { methodOfTid } from './methods.ts'
import { readApproval, readCancel, readClose, readInquiry, readIssue, readNetCancel } from './outcome.ts'
import { refundAccountProblem } from './refund-account.ts'
import type { Call } from './requests.ts'
import {
  approvalCall,
  authOf,
  cancelCall,
  inquiryCall,
  moneyOf,
  netCancelCall,
  planCancel,
  planClose,
  tidOf,
} from './requests.ts'
import { readAuthResult } from './return.ts'
import { readNotification, WEBHOOK_ANSWER, WEBHOOK_LIMIT_BYTES } from './webhook.ts'

export type { NicepayOptions } from './config.ts'

/**
 * Binds the protocol to one MID. Throws an Error naming the field when the configuration is wrong.
 * Facts: fact sheet nicepay, part A; what is unconfirmed there is listed in this folder's README.
 */
export function nicepay(options: NicepayOptions): Provider {
  const account = readOptions(options)
  return {
    id: 'nicepay',
    capabilities: withTimeouts(NICEPAY_CAPABILITIES, account.timeouts),
    credential: `${account.mid}/${secretFingerprint(account.merchantKey)}`,
    account: account.mid,
    live: account.live,
    browserOrigins: account.browserOrigins,
    validate: findProblem,
    checkout: (payment, at, returnUrl) => buildCheckout(account, payment, { at, returnUrl }),
    readReturn: (payment, fields) => readAuthResult(account, payment, fields),
    approve: (payment, call) => approve(account, payment, call),
    cancel: (payment, cancellation, call) => cancel(account, { payment, cancellation }, call),
    netCancel: (payment, cancellation, call) => netCancel(account, { payment, cancellation }, call),
    issueRef: (serial, at) => issueRef(account, serial, at),
    issueAccount: (payment, call) => issueAccount(account, payment, call),
    closeAccount: (payment, cancellation, call) => closeAccount(account, { payment, cancellation }, call),
    refundAccountProblem,
    inquire: (target, call) => inquire(account, target, call),
    readWebhook: async (webhook) => readNotification(account, webhook),
    webhookAnswer: WEBHOOK_ANSWER,
    webhookLimitBytes: WEBHOOK_LIMIT_BYTES,
    // §9: by TID only; NICEPAY has no list.
    list: null,
  }
}

interface Undo {
  readonly payment: Payment
  readonly cancellation: Cancellation
}

async function approve(account: Account, payment: Payment, call: CallContext): Promise<Outcome<Evidence>> {
  const auth = authOf(account, payment)
  // Without a usable authentication nothing can be sent: the payment goes back to `ready`.
  if ('impossible' in auth) return notSent(auth.impossible)
  const reply = await post(account, orderOf(payment, 'approve', approvalCall(account, auth, call.at)), call)
  return readApproval(account, { tid: auth.txTid, moid: payment.providerOrderId, amt: auth.amt }, reply)
}

async function cancel(account: Account, undo: Undo, call: CallContext): Promise<Outcome<CancelEvidence>> {
  const plan = planCancel(undo.payment, undo.cancellation)
  if ('impossible' in plan) return impossible(plan.impossible, plan.next ?? 'operator')
  const order = cancelCall(account, plan, { ...undo, at: call.at })
  const reply = await post(account, orderOf(undo.payment, 'cancel', order), call)
  return readCancel(account, { ...plan, moid: undo.cancellation.id }, reply)
}

async function closeAccount(account: Account, undo: Undo, call: CallContext): Promise<Outcome<CancelEvidence>> {
  const plan = planClose(undo.payment)
  if ('impossible' in plan) return impossible(plan.impossible, plan.next ?? 'operator')
  const order = cancelCall(account, plan, { ...undo, at: call.at })
  const reply = await post(account, orderOf(undo.payment, 'close', order), call)
  return readClose(account, { ...plan, moid: undo.cancellation.id }, reply)
}

async function issueAccount(account: Account, payment: Payment, call: CallContext): Promise<Outcome<Evidence>> {
  const order = issueCall(account, payment, call.at)
  if ('impossible' in order) return notSent(order.impossible)
  const { TID: tid = '', Moid: moid = '', Amt: amt = '' } = order.form
  return readIssue(account, { tid, moid, amt }, await post(account, orderOf(payment, 'issue', order), call))
}

async function netCancel(account: Account, undo: Undo, call: CallContext): Promise<Outcome<CancelEvidence>> {
  const auth = authOf(account, undo.payment)
  // The ordinary cancel needs only the TID (§6), so what closes this way must not close that one.
  if ('impossible' in auth) return impossible(auth.impossible, 'ordinary_cancel')
  const { amounts } = undo.payment
  const isWhole = undo.cancellation.amount === amounts.total && amounts.cancelledByUs + amounts.observedCancelled === 0
  if (!isWhole) return impossible('a net cancel returns the full amount only', 'ordinary_cancel')
  if (methodOfTid(auth.txTid) === 'virtual_account' && amounts.paid > 0) {
    return impossible('a net cancel carries no account for the deposit', 'ordinary_cancel')
  }
  const reply = await post(account, orderOf(undo.payment, 'net_cancel', netCancelCall(account, auth, call.at)), call)
  const money = moneyOf(undo.payment, auth.txTid, undo.cancellation.amount)
  const asked = { tid: auth.txTid, amt: auth.amt, remaining: 0, moid: null, partialCancelCode: '0', money } as const
  return readNetCancel(account, asked, reply)
}

async function inquire(account: Account, target: InquiryTarget, call: CallContext): Promise<Outcome<Evidence>> {
  const tid = tidOf(target)
  if (tid === null) return unknownOutcome('cannot be asked: NICEPAY looks up by TID only, and none is known')
  const reply = await post(account, orderOf(target, 'inquire', inquiryCall(account, tid, call.at)), call)
  return readInquiry(account, { tid, registered: target.method }, reply)
}

const orderOf = (payment: InquiryTarget, operation: NicepayOperation, call: Call): Order => ({
  ...call,
  operation,
  authToken: payment.providerState?.authToken ?? '',
})
