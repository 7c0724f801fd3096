/** PortOne V2 as a provider: maps calls and answers, keeps nothing, decides nothing. */
import type { CancelEvidence, Evidence } from '../../core/evidence.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { Cancellation, Payment } from '../../core/payment/payment.ts'
import type { CallContext, InquiryTarget, ListPage, ListQuery, Provider } from '../../ports/provider.ts'
import { secretFingerprint, withTimeouts } from '../options.ts'
import { impossible } from '../outcome.ts'
import { hiding } from '../personal.ts'
import { accountProblem, closeAccount, issueAccount } from './accounts.ts'
import { PORTONE_V2_CAPABILITIES } from './capabilities.ts'
import { buildCheckout, findProblem } from './checkout.ts'
import { send } from './client.ts'
import type { Account, PortoneV2Options } from './config.ts'
import { readOptions } from './config.ts'
import { readCancel, readList, readLook, readPrepared } from './outcome.ts'
import { cancelCall, listCall, lookCall, MAX_LISTED, PAGE_SIZE, pageOf, paymentIdOf, prepareCall } from './requests.ts'
import { readWindowReturn } from './return.ts'
import { readNotification, WEBHOOK_ANSWER, WEBHOOK_LIMIT_BYTES } from './webhook.ts'

export type { PortoneV2Options } from './config.ts'

/**
 * Binds the protocol to one store and one of its PG channels. Throws an Error naming the field when the configuration
 * is wrong. Facts: fact sheet portone-v2; what is unconfirmed there is listed in this folder's README.
 */
export function portoneV2(options: PortoneV2Options): Provider {
  const account = readOptions(options)
  return {
    id: 'portone-v2',
    capabilities: withTimeouts(PORTONE_V2_CAPABILITIES, account.timeouts),
    credential: `${account.storeId}/${secretFingerprint(account.apiSecret)}`,
    account: account.storeId,
    live: account.live,
    browserOrigins: account.browserOrigins,
    validate: findProblem,
    prepare: async (payment, call) => readPrepared(await send(account, prepareCall(account, payment), call)),
    checkout: (payment, _at, returnUrl) => buildCheckout(account, payment, returnUrl),
    readReturn: readWindowReturn,
    approve: (payment, call) => look(account, { operation: 'approve', target: payment }, call),
    cancel: (payment, cancellation, call) => cancel(account, { payment, cancellation }, call),
    netCancel: async () => impossible('PortOne has no net-cancel call', 'ordinary_cancel'),
    issueAccount: (payment, call) => issueAccount(account, payment, call),
    closeAccount: (payment, _cancellation, call) => closeAccount(account, payment, call),
    refundAccountProblem: (refund) => accountProblem(account, refund),
    inquire: (target, call) => look(account, { operation: 'inquire', target }, call),
    readWebhook: (webhook) => readNotification(account, webhook),
    webhookAnswer: WEBHOOK_ANSWER,
    webhookLimitBytes: WEBHOOK_LIMIT_BYTES,
    list: (query, call) => list(account, query, call),
  }
}

interface Look {
  readonly operation: 'approve' | 'inquire'
  readonly target: InquiryTarget
}

async function look(account: Account, { operation, target }: Look, call: CallContext): Promise<Outcome<Evidence>> {
  const paymentId = paymentIdOf(target)
  const reply = await send(account, lookCall(account, operation, paymentId), call)
  return readLook({ operation, account, paymentId }, reply)
}

interface Undo {
  readonly payment: Payment
  readonly cancellation: Cancellation
}

async function cancel(account: Account, undo: Undo, call: CallContext): Promise<Outcome<CancelEvidence>> {
  const { payment, cancellation } = undo
  const { paid, total, cancelledByUs, observedCancelled } = payment.amounts
  const left = (paid > 0 ? paid : total) - cancelledByUs - observedCancelled
  // §7.1: a missing amount means everything, and what zero means nobody says.
  if (cancellation.amount < 1 || cancellation.amount > left) {
    return impossible('the amount is not within what is left', 'operator')
  }
  const { refundAccount } = cancellation
  // §7.1: an account is not where the money came from; PortOne must be told where it goes.
  if (refundAccount === null && payment.method === 'virtual_account') {
    return impossible('a refund account is needed', 'ask_account')
  }
  const problem = refundAccount === null ? null : accountProblem(account, refundAccount)
  if (problem !== null)
    return impossible(`the ${problem.field} of the refund account ${problem.problem}`, 'ask_account')
  const personal = hiding([refundAccount?.number, refundAccount?.holder, refundAccount?.phone])
  const reply = await send(account, cancelCall(account, payment, cancellation), personal.call(call))
  return personal.outcome(readCancel(cancellation, reply))
}

async function list(account: Account, query: ListQuery, call: CallContext): Promise<Outcome<ListPage>> {
  const page = pageOf(query.cursor)
  if (page === null) return impossible('the cursor is not one of ours', 'operator')
  // §6: PortOne answers no further; a shorter time shows the rest.
  if ((page + 1) * PAGE_SIZE > MAX_LISTED) return impossible('more than 60,000 payments: ask for less time', 'operator')
  return readList(page, await send(account, listCall(account, query, page), call))
}
