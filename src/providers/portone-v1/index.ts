/** PortOne V1 as a provider: maps calls and answers, keeps nothing but its access token, decides nothing. */
import type { CancelEvidence, Evidence } from '../../core/evidence.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { Payment } from '../../core/payment/payment.ts'
import { DAY_MS } from '../../core/time.ts'
import type { CallContext, InquiryTarget, ListPage, ListQuery, Provider } from '../../ports/provider.ts'
import { secretFingerprint } from '../options.ts'
import { impossible } from '../outcome.ts'
import { readCancel } from './cancelled.ts'
import { capabilitiesOf, closesAccounts } from './capabilities.ts'
import { buildCheckout, findProblem } from './checkout.ts'
import type { Send } from './client.ts'
import { createClient } from './client.ts'
import type { Account, PortoneV1Options } from './config.ts'
import { readOptions } from './config.ts'
import { refundProblem } from './needs.ts'
import type { Looked } from './outcome.ts'
import { isPreparedAlready, readAttempts, readList, readPrepared, readReference } from './outcome.ts'
import {
  attemptsCall,
  cancelCall,
  isPathSafe,
  isReference,
  listCall,
  pageOf,
  prepareCall,
  preparedCall,
  referenceCall,
  refundFields,
  taxSplit,
  type Undo,
} from './requests.ts'
import { readWindowReturn } from './return.ts'
import { closeCall, isOver, issueCall, readClose, readClosed, readIssue } from './vbanks.ts'
import { readNotification, WEBHOOK_ANSWER, WEBHOOK_LIMIT_BYTES } from './webhook.ts'

export type { PortoneV1Options } from './config.ts'

/** One account and its way to PortOne. */
interface Bound {
  readonly account: Account
  readonly send: Send
}

/**
 * Binds the protocol to one account. Throws an Error naming the field when the configuration is wrong. Facts: fact
 * sheet portone-v1; what is unconfirmed there is listed in this folder's README.
 */
export function portoneV1(options: PortoneV1Options): Provider {
  const account = readOptions(options)
  const bound: Bound = { account, send: createClient(account) }
  const capabilities = capabilitiesOf(account)
  return {
    id: 'portone-v1',
    capabilities,
    credential: `${account.userCode}/${secretFingerprint(account.impSecret)}`,
    account: account.userCode,
    live: account.live,
    browserOrigins: account.browserOrigins,
    validate: findProblem(account),
    prepare: (payment, call) => prepare(bound, payment, call),
    checkout: (payment, _at, returnUrl) => buildCheckout(account, payment, returnUrl),
    readReturn: readWindowReturn,
    approve: (payment, call) => look(bound, { operation: 'approve', target: payment }, call),
    cancel: (payment, cancellation, call) => cancel(bound, { payment, cancellation }, call),
    netCancel: async () => impossible('PortOne has no net-cancel call', 'ordinary_cancel'),
    ...(capabilities.virtualAccount?.issue === 'api'
      ? { issueAccount: (payment, call) => issueAccount(bound, payment, call) }
      : {}),
    ...(closesAccounts(account) ? { closeAccount: (payment, _close, call) => closeAccount(bound, payment, call) } : {}),
    refundAccountProblem: (refundAccount) => refundProblem(account, refundAccount),
    inquire: (target, call) => look(bound, { operation: 'inquire', target }, call),
    readWebhook: readNotification,
    webhookAnswer: WEBHOOK_ANSWER,
    webhookLimitBytes: WEBHOOK_LIMIT_BYTES,
    list: (query, call) => list(bound, query, call),
  }
}

/** §15: registered before is as good as registered now, if the amount is the same; which is asked for, not assumed. */
async function prepare({ send }: Bound, payment: Payment, call: CallContext): Promise<Outcome<null>> {
  const reply = await send(prepareCall(payment), call)
  if (!isPreparedAlready(reply)) return readPrepared(payment, reply, 'written')
  return readPrepared(payment, await send(preparedCall(payment), call), 'kept')
}

interface Look {
  readonly operation: 'approve' | 'inquire'
  readonly target: InquiryTarget
}

/** By order number wherever there is one: only so are other attempts seen, and no foreign reference is believed. */
async function look(
  { account, send }: Bound,
  { operation, target }: Look,
  call: CallContext,
): Promise<Outcome<Evidence>> {
  const { providerRef: ref, providerOrderId: orderNumber } = target
  const looked: Looked = { operation, account, ref, orderNumber }
  if (isPathSafe(orderNumber)) return readAttempts(looked, await send(attemptsCall(operation, orderNumber), call))
  if (ref === null || !isReference(ref))
    return impossible('neither a merchant_uid nor an imp_uid to ask by', 'operator')
  return readReference(looked, await send(referenceCall(account, operation, ref), call))
}

async function issueAccount({ account, send }: Bound, payment: Payment, call: CallContext): Promise<Outcome<Evidence>> {
  const order = issueCall(account, payment)
  if (order === null) return impossible('no account was asked for that this PG issues', 'operator')
  return readIssue(payment, await send(order, call))
}

async function closeAccount(
  { account, send }: Bound,
  payment: Payment,
  call: CallContext,
): Promise<Outcome<CancelEvidence>> {
  const ref = payment.providerRef
  if (ref === null || !isReference(ref)) return impossible('no imp_uid to close by', 'inquire')
  const closed = readClose(payment, await send(closeCall(account, ref), call))
  if (!isOver(closed)) return closed
  // §15: closed before is as good as closed now; whether it is closed or deposited is asked for, not assumed.
  return readClosed(payment, await send(referenceCall(account, 'close', ref), call)) ?? closed
}

async function cancel({ account, send }: Bound, undo: Undo, call: CallContext): Promise<Outcome<CancelEvidence>> {
  const { payment, cancellation } = undo
  const ref = payment.providerRef
  if (ref === null || !isReference(ref)) return impossible('no imp_uid to cancel by', 'operator')
  const problem = amountProblem(undo)
  if (problem !== null) return impossible(problem, 'operator')
  // §7.1: an account is not where the money came from; PortOne must be told where it goes.
  if (payment.method === 'virtual_account' && cancellation.refundAccount === null) {
    return impossible('a refund account is needed', 'ask_account')
  }
  const refund = refundFields(account.rules.codes, undo)
  if (refund === null) return impossible('this PG has no code for the bank', 'ask_account')
  const reply = await send(cancelCall(ref, undo, refund), call)
  return readCancel({ payment, cancellation, live: account.live }, reply)
}

/** §16 trap 3: an amount of 0 would cancel everything. §7.2: the parts must fit. */
function amountProblem({ payment, cancellation }: Undo): string | null {
  const { amount, guard } = cancellation
  const { paid, total, cancelledByUs, observedCancelled } = payment.amounts
  const left = (paid > 0 ? paid : total) - cancelledByUs - observedCancelled
  if (!Number.isSafeInteger(amount) || amount < 1 || amount > left || amount > (guard ?? left)) {
    return 'the amount is not within what is left'
  }
  const { taxFree, vat } = taxSplit(payment, cancellation)
  return (taxFree ?? 0) + (vat ?? 0) > amount ? 'tax-free part and VAT are more than the amount' : null
}

/** §5. */
const MAX_SPAN_MS = 90 * DAY_MS

async function list({ send }: Bound, query: ListQuery, call: CallContext): Promise<Outcome<ListPage>> {
  const page = pageOf(query.cursor)
  if (page === null) return impossible('the cursor is not one of ours', 'operator')
  const span = query.to - query.from
  if (span < 0 || span > MAX_SPAN_MS) return impossible('PortOne lists 90 days at a time', 'operator')
  return readList(page, await send(listCall(query, page), call))
}
