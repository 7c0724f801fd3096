/** The Toss Payments core API as a provider: maps calls and answers, keeps nothing, decides nothing. */
import type { CancelEvidence, Evidence } from '../../core/evidence.ts'
import type { Outcome } from '../../core/outcome.ts'
import { notSent, unknownOutcome } from '../../core/outcome.ts'
import type { Cancellation, Payment } from '../../core/payment/payment.ts'
import type { CallContext, Capabilities, InquiryTarget, ListPage, ListQuery, Provider } from '../../ports/provider.ts'
import { withTimeouts } from '../options.ts'
import { impossible } from '../outcome.ts'
import { hiding } from '../personal.ts'
import { planClose, planIssue } from './account.ts'
import { findAccountProblem } from './banks.ts'
import { TEST_RATE, TOSSPAYMENTS_CAPABILITIES } from './capabilities.ts'
import { buildCheckout, findProblem } from './checkout.ts'
import { send } from './client.ts'
import type { Account, TosspaymentsOptions } from './config.ts'
import { readOptions } from './config.ts'
import { readApproval, readCancel, readClose, readInquiry, readIssue, readList } from './outcome.ts'
import { cancelCall, confirmCall, inquiryCall, listCall, planCancel, planConfirm } from './requests.ts'
import { readRedirect } from './return.ts'
import { readEvent, WEBHOOK_ANSWER, WEBHOOK_LIMIT_BYTES } from './webhook.ts'

export type { TosspaymentsOptions } from './config.ts'

/**
 * Binds the protocol to one key pair. Throws an Error naming the field when the configuration is wrong.
 * Facts: fact sheet tosspayments; what is unconfirmed there is listed in this folder's README.
 */
export function tosspayments(options: TosspaymentsOptions): Provider {
  const account = readOptions(options)
  return {
    id: 'tosspayments',
    capabilities: capabilitiesOf(account),
    credential: account.credential,
    account: account.name,
    live: account.live,
    browserOrigins: account.browserOrigins,
    validate: findProblem,
    checkout: (payment, _at, returnUrl) => buildCheckout(account, payment, returnUrl),
    readReturn: readRedirect,
    approve: (payment, call) => approve(account, payment, call),
    cancel: (payment, cancellation, call) => cancel(account, { payment, cancellation }, call),
    netCancel: async () => impossible('Toss Payments has no net-cancel call', 'ordinary_cancel'),
    issueAccount: (payment, call) => issueAccount(account, payment, call),
    closeAccount: (payment, cancellation, call) => closeAccount(account, { payment, cancellation }, call),
    refundAccountProblem: findAccountProblem,
    inquire: (target, call) => inquire(account, target, call),
    readWebhook: async (webhook) => readEvent(account, webhook),
    webhookAnswer: WEBHOOK_ANSWER,
    webhookLimitBytes: WEBHOOK_LIMIT_BYTES,
    list: (query, call) => list(account, query, call),
  }
}

const capabilitiesOf = ({ isTestShop, timeouts }: Account): Capabilities =>
  withTimeouts(isTestShop ? { ...TOSSPAYMENTS_CAPABILITIES, rate: TEST_RATE } : TOSSPAYMENTS_CAPABILITIES, timeouts)

async function approve(account: Account, payment: Payment, call: CallContext): Promise<Outcome<Evidence>> {
  const plan = planConfirm(payment)
  // Without a usable return nothing can be sent: the payment goes back to `ready`.
  if ('impossible' in plan) return notSent(plan.impossible)
  const reply = await send(account, { ...confirmCall(payment, plan), operation: 'approve' }, call)
  return readApproval(account, plan, reply)
}

interface Undoing {
  readonly payment: Payment
  readonly cancellation: Cancellation
}

async function cancel(
  account: Account,
  { payment, cancellation }: Undoing,
  call: CallContext,
): Promise<Outcome<CancelEvidence>> {
  const plan = planCancel(payment, cancellation)
  if ('impossible' in plan) return impossible(plan.impossible, plan.next ?? 'operator')
  const { refundAccount } = cancellation
  const personal = hiding([refundAccount?.number, refundAccount?.holder, refundAccount?.phone])
  const reply = await send(account, { ...cancelCall(plan), operation: 'cancel' }, personal.call(call))
  return personal.outcome(readCancel(account, plan, reply))
}

async function issueAccount(account: Account, payment: Payment, call: CallContext): Promise<Outcome<Evidence>> {
  const plan = planIssue(payment)
  if ('impossible' in plan) return notSent(plan.impossible)
  const { virtualAccount, buyer } = payment
  const personal = hiding([virtualAccount?.cashReceipt?.number, buyer?.name, buyer?.email, buyer?.phone])
  const reply = await send(account, { ...plan.call, operation: 'issue' }, personal.call(call))
  return personal.outcome(readIssue(account, plan, reply))
}

async function closeAccount(
  account: Account,
  { payment, cancellation }: Undoing,
  call: CallContext,
): Promise<Outcome<CancelEvidence>> {
  const plan = planClose(payment, cancellation)
  if ('impossible' in plan) return impossible(plan.impossible, 'operator')
  return readClose(account, plan, await send(account, { ...plan.call, operation: 'close' }, call))
}

async function inquire(account: Account, target: InquiryTarget, call: CallContext): Promise<Outcome<Evidence>> {
  const asked = inquiryCall(target)
  if ('impossible' in asked) return unknownOutcome(`cannot be asked: ${asked.impossible}`)
  const reply = await send(account, { ...asked, operation: 'inquire' }, call)
  return readInquiry(account, target, reply)
}

async function list(account: Account, query: ListQuery, call: CallContext): Promise<Outcome<ListPage>> {
  const reply = await send(account, { ...listCall(query), operation: 'list' }, call)
  return readList(account, reply)
}
