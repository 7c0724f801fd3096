/** Gives money back on our own account: at once where it can go, or by asking the buyer where to. */
import { refundableOf } from '../payment/amounts.ts'
import { askForAccount } from '../payment/ask.ts'
import type { Context, Draft } from '../payment/draft.ts'
import type { AccountAsk } from '../payment/payment.ts'
import { chooseVia, type NetCancelWish, queueNetCancel } from './birth.ts'
import { forbids, holdForbidden } from './ours.ts'
import { verdictOf } from './verdict.ts'

/**
 * A net cancel of all that is left; where it needs an account that nobody knows, the question comes first. Where no
 * cancel is possible at all nobody is asked for one: it is a person's.
 */
export function sendBack(draft: Draft, wish: NetCancelWish & Pick<AccountAsk, 'why'>, context: Context): Draft {
  const { why, reason, requester } = wish
  const { payment } = draft.file
  const amount = refundableOf(payment.amounts)
  // The rows are about the ordinary cancel; the net-cancel call has terms of its own.
  if (chooseVia(payment, amount, context) === 'net_cancel_call') {
    return queueNetCancel(draft, { reason, requester }, context)
  }
  const verdict = verdictOf(draft.file, amount, context)
  if (verdict.allowed === 'no') return holdForbidden(draft, forbids(verdict), context)
  if (verdict.needs.length === 0) return queueNetCancel(draft, { reason, requester }, context)
  return askForAccount(draft, { why, reason, requester, kind: 'net_cancel' }, context)
}
