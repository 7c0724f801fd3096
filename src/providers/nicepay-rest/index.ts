/** The REST API of NICEPAY as a provider: maps calls and answers, keeps nothing, decides nothing. */
import type { CancelEvidence, Evidence } from '../../core/evidence.ts'
import type { Outcome } from '../../core/outcome.ts'
import { notSent, unknownOutcome } from '../../core/outcome.ts'
import type { Cancellation, Payment } from '../../core/payment/payment.ts'
import type { CallContext, Capabilities, InquiryTarget, ListPage, ListQuery, Provider } from '../../ports/provider.ts'
import { withTimeouts } from '../options.ts'
import { impossible } from '../outcome.ts'
import { hiding } from '../personal.ts'
import { refundAccountProblem } from './account.ts'
import { NICEPAY_REST_CAPABILITIES } from './capabilities.ts'
import { buildCheckout, findProblem } from './checkout.ts'
import { send } from './client.ts'
import type { Account, NicepayRestOptions } from './config.ts'
import { readOptions } from './config.ts'
import { readList } from './list.ts'
import { readApproval, readCancel, readClose, readInquiry, readNetCancel } from './outcome.ts'
import {
  approvalCall,
  cancelCall,
  inquiryCalls,
  listCall,
  needsAccount,
  netCancelCall,
  placeOf,
  planApproval,
  planCancel,
  planClose,
  tidOf,
} from './requests.ts'
import { readAuthResult } from './return.ts'
import { readNotification, WEBHOOK_ANSWER, WEBHOOK_LIMIT_BYTES } from './webhook.ts'

export type { NicepayRestOptions } from './config.ts'

/**
 * Binds the protocol to one key pair. Throws an Error naming the field when the configuration is wrong.
 * Facts: fact sheet nicepay, part B; what is unconfirmed there is listed in this folder's README.
 */
export function nicepayRest(options: NicepayRestOptions): Provider {
  const account = readOptions(options)
  return {
    id: 'nicepay-rest',
    capabilities: capabilitiesOf(account),
    credential: account.credential,
    account: account.clientKey,
    live: account.live,
    browserOrigins: account.browserOrigins,
    validate: findProblem,
    checkout: (payment, at, returnUrl) => buildCheckout(account, payment, { at, returnUrl }),
    readReturn: (payment, fields) => readAuthResult(account, payment, fields),
    approve: (payment, call) => approve(account, payment, call),
    cancel: (payment, cancellation, call) => cancel(account, { payment, cancellation }, call),
    closeAccount: (payment, cancellation, call) => closeAccount(account, { payment, cancellation }, call),
    refundAccountProblem,
    netCancel: (payment, cancellation, call) => netCancel(account, { payment, cancellation }, call),
    inquire: (target, call) => inquire(account, target, call),
    readWebhook: async (webhook) => readNotification(account, webhook),
    webhookAnswer: WEBHOOK_ANSWER,
    webhookLimitBytes: WEBHOOK_LIMIT_BYTES,
    // §16: the list is of live shops only.
    list: account.live ? (query, call) => list(account, query, call) : null,
  }
}

/** §18 trap 26: on the test host a partial cancel never works. */
const capabilitiesOf = ({ live, timeouts }: Account): Capabilities =>
  withTimeouts({ ...NICEPAY_REST_CAPABILITIES, partialCancel: live }, timeouts)

interface Undo {
  readonly payment: Payment
  readonly cancellation: Cancellation
}

async function approve(account: Account, payment: Payment, call: CallContext): Promise<Outcome<Evidence>> {
  const plan = planApproval(payment)
  // Without a usable return nothing can be sent: the payment goes back to `ready`.
  if ('impossible' in plan) return notSent(plan.impossible)
  const reply = await send(account, { ...approvalCall(account, plan, call.at), operation: 'approve' }, call)
  return readApproval(account, plan, reply)
}

async function cancel(account: Account, undo: Undo, call: CallContext): Promise<Outcome<CancelEvidence>> {
  const { payment, cancellation } = undo
  const plan = planCancel(payment, cancellation)
  if ('impossible' in plan) return impossible(plan.impossible, 'operator')
  const problem = accountProblem(payment, cancellation)
  if (problem !== null) return impossible(problem, 'ask_account')
  const { refundAccount } = cancellation
  const personal = hiding([refundAccount?.number, refundAccount?.holder, refundAccount?.phone])
  const order = { ...cancelCall(account, plan, call.at), operation: 'cancel' } as const
  return personal.outcome(readCancel(account, plan, await send(account, order, personal.call(call))))
}

/** Why a deposit cannot go back to where it is asked to; null where it can, or where no account is needed. */
function accountProblem(payment: Payment, { refundAccount }: Cancellation): string | null {
  if (!needsAccount(payment)) return null
  if (refundAccount === null) return 'a refund account is needed'
  const wrong = refundAccountProblem(refundAccount)
  return wrong === null ? null : `the refund account's ${wrong.field} ${wrong.problem}`
}

async function closeAccount(account: Account, undo: Undo, call: CallContext): Promise<Outcome<CancelEvidence>> {
  const { payment, cancellation } = undo
  if (needsAccount(payment)) return impossible('a deposit is there', 'ask_account')
  const plan = planClose(payment, cancellation)
  if ('impossible' in plan) return impossible(plan.impossible, 'operator')
  const reply = await send(account, { ...cancelCall(account, plan, call.at), operation: 'close' }, call)
  return readClose(account, plan, reply)
}

async function netCancel(account: Account, undo: Undo, call: CallContext): Promise<Outcome<CancelEvidence>> {
  const { payment, cancellation } = undo
  const { total, cancelledByUs, observedCancelled } = payment.amounts
  const isWhole = cancellation.amount === total && cancelledByUs + observedCancelled === 0
  if (!isWhole) return impossible('a net cancel returns the full amount only', 'ordinary_cancel')
  const { providerOrderId: orderId, currency } = payment
  const reply = await send(account, { ...netCancelCall(account, orderId, call.at), operation: 'net_cancel' }, call)
  return readNetCancel(account, { tid: tidOf(payment), orderId, amount: total, currency }, reply)
}

/** "No such payment" on one day of the order leads to the other one; any other answer ends the question. */
async function inquire(account: Account, target: InquiryTarget, call: CallContext): Promise<Outcome<Evidence>> {
  const calls = inquiryCalls(account, target, call.at)
  if ('impossible' in calls) return unknownOutcome(`cannot be asked: ${calls.impossible}`)
  let outcome: Outcome<Evidence> = unknownOutcome('cannot be asked: no day of the order is known')
  for (const one of calls) {
    outcome = readInquiry(account, target, await send(account, { ...one, operation: 'inquire' }, call))
    if (outcome.kind !== 'done' || outcome.evidence.status !== 'none') return outcome
  }
  return outcome
}

async function list(account: Account, query: ListQuery, call: CallContext): Promise<Outcome<ListPage>> {
  const place = placeOf(query)
  if (place === null) return impossible('the cursor is not one of ours', 'operator')
  const reply = await send(account, { ...listCall(place), operation: 'list' }, call)
  return readList(account, { query, place }, reply)
}
