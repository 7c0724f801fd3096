/** Gives money back on our own account: at once where it can go, or by asking the buyer where to. */
import { refundableOf } from '../payment/amounts.ts'
import { askForAccount } from '../payment/ask.ts'
import type { Context, Draft } from '../payment/draft.ts'
import type { AccountAsk } from '../payment/payment.ts'
import { type NetCancelWish, queueNetCancel } from './birth.ts'
import { verdictOf } from './verdict.ts'

/** A net cancel of all that is left; where it needs an account that nobody knows, the question comes first. */
export function sendBack(draft: Draft, wish: NetCancelWish & Pick<AccountAsk, 'why'>, context: Context): Draft {
  const { why, reason, requester } = wish
  const { needs } = verdictOf(draft.file, refundableOf(draft.file.payment.amounts), context)
  if (!needs.includes('refund_account')) return queueNetCancel(draft, { reason, requester }, context)
  return askForAccount(draft, { why, reason, requester, kind: 'net_cancel' }, context)
}
