/** Bugs by which something is never looked at again. */
import { type Bug, bug } from '../bug.ts'

const ATTENTION = 'src/core/payment/attention.ts'

export const FORGOTTEN: readonly Bug[] = [
  bug('a call that was cut off is never due', ATTENTION, [
    "if (holder.state === 'sending') return { dueAt: holder.callEndsAt ?? holder.createdAt, reason }",
    "if (holder.state === 'sending') return null",
  ]),
  bug('what is queued is never due', ATTENTION, [
    "return [{ dueAt: ladder?.nextAt ?? oldest.createdAt, reason: ladder?.reason ?? 'cancellation_queued' }]",
    'return ladder === null ? [] : [{ dueAt: ladder.nextAt, reason: ladder.reason }]',
  ]),
  bug('an unsettled approval is never due', ATTENTION, ['    approvalUnsettled(file),\n', '']),
  bug('an orphan is never due', ATTENTION, ['    orderMissing(file),\n', '']),
  bug('late looks are not due', ATTENTION, ["    ladderDue(file.payment, 'late_look'),\n", '']),
  bug('a missing return is looked for once', ATTENTION, [
    "if (payment.state !== 'ready') return ladder\n",
    "if (payment.state !== 'ready') return null\n",
  ]),
  bug('a payment in the window expires without a question', 'src/engine/look.ts', [
    "if (channelOf(shell, file).provider.capabilities.moneyMoves === 'in_window') {",
    "if (file.payment.state === 'failed') {",
  ]),
  bug('a hint is not looked at', ATTENTION, ['    hintHeard(file.payment),\n', '']),
  bug('an account past its deadline is left', ATTENTION, ['    depositOverdue(file),\n', '']),
  bug('a ladder ends in silence', 'src/core/cancellation/book.ts', [
    '    return hold(ended, context.now, {',
    '    if (id !== null) return ended\n    return hold(ended, context.now, {',
  ]),
  bug('a refund to an account is not followed', 'src/core/cancellation/follow.ts', [
    'const tells = context.policy.virtualAccount?.refundProof === true',
    'const tells = context.policy.virtualAccount?.refundProof === null',
  ]),
  bug('the buyer is asked for an account, and nobody is told when no answer comes', ATTENTION, [
    "    ladderDue(file.payment, 'refund_account_needed'),\n",
    '',
  ]),
  bug('what a buyer’s link began and the provider refused is forgotten', 'src/core/cancellation/not-happened.ts', [
    '  if (!isOurs(one)) return askBack(draft, one, context)\n',
    "  if (one.kind !== 'net_cancel') return draft\n",
  ]),
  bug('a released refusal of a link asks nobody', 'src/core/payment/operator.ts', [
    'ASKS_AGAIN.includes(hold.cause) ? askAfterRelease(anew, context) : anew',
    'anew',
  ]),
]
