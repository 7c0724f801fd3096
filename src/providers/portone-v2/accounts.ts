/** Issues and closes virtual accounts, and says which accounts a refund cannot go to (portone-v2 §7.1, §8). */
import type { RefundAccount } from '../../core/account/account.ts'
import { checkAccount } from '../../core/account/check.ts'
import type { CancelEvidence, Evidence } from '../../core/evidence.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { Payment } from '../../core/payment/payment.ts'
import type { CallContext } from '../../ports/provider.ts'
import type { JsonReply } from '../json.ts'
import { impossible } from '../outcome.ts'
import { hiding } from '../personal.ts'
import { closeCall, issueCall } from './account-requests.ts'
import { PORTONE_V2_CAPABILITIES } from './capabilities.ts'
import { type Call, limitMs, send } from './client.ts'
import type { Account } from './config.ts'
import { isNotWaiting, readClosed, readIssued, readLook, whenIssued, whenNotWaiting } from './outcome.ts'
import { lookCall, paymentIdOf } from './requests.ts'

/**
 * Two exchanges, both recorded: the answer of the first has no number in it. From the moment it was taken there is an
 * account, so whatever the second one says, this was not refused.
 */
export async function issueAccount(account: Account, payment: Payment, call: CallContext): Promise<Outcome<Evidence>> {
  const { virtualAccount: asked, buyer } = payment
  if (asked === null || asked.bank === null) return impossible('the bank of the account is not named', 'none')
  const personal = hiding([asked.holder, asked.cashReceipt?.number, buyer?.name, buyer?.email, buyer?.phone])
  const order = issueCall(account, payment, { ...asked, bank: asked.bank })
  const { reply, look } = await sendBeforeLook(account, order, personal.call(call))
  const failed = readIssued(reply)
  return failed === null ? whenIssued(await look(payment)) : personal.outcome(failed)
}

/** That no deposit is awaited may mean two things, and which of them it is a look tells. */
export async function closeAccount(
  account: Account,
  payment: Payment,
  call: CallContext,
): Promise<Outcome<CancelEvidence>> {
  const { reply, look } = await sendBeforeLook(account, closeCall(account, payment), call)
  const outcome = readClosed(reply)
  return isNotWaiting(outcome) ? whenNotWaiting(outcome, await look(payment)) : outcome
}

/** The look gets at least the rest of the time in which the engine believes the call to be over. */
const FIRST_SHARE = 0.8

interface BeforeLook {
  readonly reply: JsonReply
  /** The look that belongs to the same operation, in what is left of its time. */
  readonly look: (payment: Payment) => Promise<Outcome<Evidence>>
}

async function sendBeforeLook(account: Account, order: Call, call: CallContext): Promise<BeforeLook> {
  const { operation } = order
  const wholeMs = limitMs(account, operation)
  const beganMs = call.monotonicMs()
  const reply = await send(account, { ...order, patienceMs: FIRST_SHARE * wholeMs }, call)
  return {
    reply,
    look: async (payment) => {
      const patienceMs = Math.max(wholeMs - (call.monotonicMs() - beganMs), (1 - FIRST_SHARE) * wholeMs)
      const paymentId = paymentIdOf(payment)
      const seen = await send(account, { ...lookCall(account, operation, paymentId), patienceMs }, call)
      return readLook({ operation: 'inquire', account, paymentId }, seen)
    },
  }
}

interface Problem {
  readonly field: keyof RefundAccount
  readonly problem: string
}

/** The sheet names no lengths, so our own shape of accounts is the limit. */
export function accountProblem({ requiresHolderPhone }: Account, refund: RefundAccount): Problem | null {
  const { phone, ...asked } = refund
  const checked = checkAccount({ ...asked, ...(phone === null ? {} : { phone }) })
  if (!checked.ok) return { field: checked.field, problem: checked.problem }
  if (!PORTONE_V2_CAPABILITIES.virtualAccount.refundBanks.includes(refund.bank)) {
    return { field: 'bank', problem: 'is none that PortOne pays out to' }
  }
  return requiresHolderPhone && phone === null ? { field: 'phone', problem: "is needed by this channel's PG" } : null
}
