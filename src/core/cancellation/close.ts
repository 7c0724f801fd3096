/** Closes a virtual account before its deposit: a cancellation of nothing, which may be sent as often as needed. */
import { ZERO } from '../money.ts'
import { endAccount } from '../payment/account-end.ts'
import { openClose } from '../payment/attention.ts'
import type { Context, Draft } from '../payment/draft.ts'
import type { Cancellation } from '../payment/payment.ts'
import { queue } from './birth.ts'
import { bookRefused, closeOne } from './book.ts'

const OVERDUE_REASON = '입금기한 만료'

export interface CloseWish {
  readonly reason: string
  readonly requester: Cancellation['requester']
}

/** Queues the close and asks the shell to begin it. Nothing is reserved: there is no money. */
export const queueClose = (draft: Draft, { reason, requester }: CloseWish, context: Context): Draft =>
  queue(draft, { kind: 'account_close', via: 'close', amount: ZERO, reserved: ZERO, reason, requester }, context)

/** The deadline is over and no deposit was seen: closed, or over by itself where the protocol cannot close. */
export function closeOverdue(draft: Draft, context: Context): Draft {
  if (context.policy.virtualAccount?.closes !== true) {
    return endAccount(draft, { cause: 'account_closed', by: 'deadline', context })
  }
  return queueClose(draft, { reason: OVERDUE_REASON, requester: 'maedeup' }, context)
}

/** The money that came makes closes pointless: what waits is dropped, what is unexplained did not happen. */
export function closeLost(draft: Draft, context: Context): Draft {
  const close = openClose(draft.file.cancellations)
  if (close === null || close.state === 'sending') return draft
  if (close.state === 'queued') return closeOne(draft, close.id, context.now)
  return bookRefused(draft, close.id, { answer: { code: null, message: 'a deposit came first' }, now: context.now })
}
