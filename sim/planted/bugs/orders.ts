/** Bugs by which an order is taken away, or money stays without one. */
import { type Bug, bug } from '../bug.ts'

const ATTENTION = 'src/core/payment/attention.ts'
const ORDER = 'src/core/payment/order.ts'

export const ORDERS: readonly Bug[] = [
  bug('net-cancel a recorded order', ATTENTION, [
    '  payment.order === null &&\n  payment.accountAsk',
    '  payment.accountAsk',
  ]),
  bug('record an order while its money goes back', ORDER, [
    '  if (returning) return',
    "  if (returning && state === 'awaiting_deposit') return",
  ]),
  bug('record an order on a payment that was replaced', ORDER, [
    "if (payment.supersededBy !== null) return refuse('MD_SUPERSEDED',",
    "if (payment.id === null) return refuse('MD_SUPERSEDED',",
  ]),
  bug('doubt of the order check means no', ORDER, [
    "if (verdict.kind === 'unknown' && tieable) return finish(postpone(draft, context))",
    '',
  ]),
  bug('an order check that throws means no', 'src/engine/orphan.ts', [
    "return { kind: 'unknown' }",
    "return { kind: 'none' }",
  ]),
  bug('the answer of the order check is not heard', ORDER, [
    "if (verdict.kind === 'ref' && tieable) {",
    "if (verdict.kind === 'ref' && !tieable) {",
  ]),
  bug('the deadline is a tenth of what was promised', 'src/core/payment/deadlines.ts', [
    'const usual = after(learnedAt, orderWithinMs)',
    'const usual = after(learnedAt, orderWithinMs / 10)',
  ]),
  bug('no gap rule: time that we were away counts', 'src/engine/net.ts', [
    'if (before !== null && now - before > AWAY_MS) {',
    'if (before !== null && now - before > AWAY_MS * 1_000_000) {',
  ]),
  bug('an orphan that was refunded in part is none', ATTENTION, [
    "(payment.state === 'paid' || payment.state === 'partially_cancelled') &&",
    "payment.state === 'paid' &&",
  ]),
  bug('late money has no deadline', 'src/core/payment/charge.ts', [
    'orderDueAt: untieable ? context.now : dueAt,',
    'orderDueAt: late ? null : untieable ? context.now : dueAt,',
  ]),
  bug('a second payment of an order is not adopted', 'src/engine/inquire.ts', [
    "  const settled = await perform(shell, stepped)\n  if (outcome.kind === 'done') await adoptOthers(",
    "  const settled = await perform(shell, stepped)\n  if (outcome.kind === 'accepted') await adoptOthers(",
  ]),
  bug('a net that is switched off gives back all the same', ORDER, [
    "return note(patch(draft, { orphanLeft: 'off' }), 'net.left_alone', { amount: refundableOf(amounts) })",
    "return sendBack(draft, { why: 'orphan', reason: ORPHAN_REASON, requester: 'maedeup' }, context)",
  ]),
  bug('what is only watched is given back', ATTENTION, [
    '!isOrphanInWaiting(file) || payment.watched || payment.orphanLeft',
    '!isOrphanInWaiting(file) || payment.orphanLeft',
  ]),
  bug('payments of other systems come under the net', 'src/engine/follow.ts', [
    "channel.unknownPayments === 'net' ? 'on' : 'watch'",
    "channel.unknownPayments === 'net' ? 'on' : 'on'",
  ]),
]
