/** Bugs to plant: each is one small patch to the real code, and says what would happen to money with it. */

export interface Bug {
  readonly name: string
  readonly file: string
  /** Stands in the file exactly once. */
  readonly from: string
  readonly to: string
}

const bug = (name: string, file: string, [from, to]: readonly [string, string]): Bug => ({ name, file, from, to })

const AMOUNTS = 'src/core/payment/amounts.ts'
const ATTENTION = 'src/core/payment/attention.ts'
const APPROVE = 'src/core/payment/approve.ts'
const ORDER = 'src/core/payment/order.ts'
const CHARGE = 'src/core/payment/charge.ts'
const NOTHING = 'src/core/payment/nothing.ts'
const EVIDENCE = 'src/core/payment/evidence.ts'
const ACCOUNT = 'src/core/payment/account.ts'
const DEADLINES = 'src/core/payment/deadlines.ts'
const SEND = 'src/core/cancellation/send.ts'
const SETTLE = 'src/core/cancellation/settle.ts'
const LIST = 'src/core/cancellation/list.ts'
const BOOK = 'src/core/cancellation/book.ts'
const REQUEST = 'src/core/cancellation/request.ts'

/** Money that goes back twice, or more than came. */
const TWICE: readonly Bug[] = [
  bug('forget in-flight in the balance', AMOUNTS, ['balanceOf(sums) - sums.inFlight', 'balanceOf(sums) - 0']),
  bug('retry a cancel whose answer was lost', SEND, [
    "    case 'unknown':\n      return finish(lost(draft, { id, outcome, context }))",
    "    case 'unknown':\n      return finish(requeue(draft, { id, cause: 'not_sent', outcome, context }))",
  ]),
  bug('send a partial cancel again that no protocol can repeat', SETTLE, [
    'return timeIsUp(holder, context) ? unprovable(climbed, holder, context) : climbed\n  }\n}\n\n/** When the call',
    'return again(climbed, holder, { sameKey: true, context })\n  }\n}\n\n/** When the call',
  ]),
  bug('a lost partial cancel is taken as not done', SEND, [
    '  const unknown = heedPause(toUnknown(draft, id, { answer, context }), outcome)',
    '  const unknown = heedPause(bookRefused(draft, id, { answer, now: context.now }), outcome)',
  ]),
  bug('a refund is stored without its key', 'src/engine/refund.ts', [
    'attempt(shell, { file, event, key: { cancellationId, key, fingerprint } })',
    'attempt(shell, { file, event, ...{ unused: { cancellationId, key, fingerprint } } })',
  ]),
  bug('a key shows its cancellation for any body', 'src/engine/refund.ts', [
    'if (!fingerprints.includes(known.fingerprint)) {',
    'if (known.fingerprint === fingerprints[9]) {',
  ]),
  bug('drop the version fence', 'src/store/memory/write.ts', [
    'row === undefined || row.file.payment.version !== write.before.payment.version',
    'row === undefined',
  ]),
  bug('call although the write lost its race', 'src/engine/step.ts', [
    "    case 'lost_race':\n    case 'key_taken':\n      return written",
    "    case 'lost_race':\n      return { ok: true, file: decision.file, channel, effects, decidedAt }\n    case 'key_taken':\n      return written",
  ]),
  bug('a refund of another amount than asked for', REQUEST, [
    "const refund = { id, kind: 'refund', via: 'cancel', amount, reserved: amount,",
    "const refund = { id, kind: 'refund', via: 'cancel', amount: refundableOf(draft.file.payment.amounts), reserved: refundableOf(draft.file.payment.amounts),",
  ]),
]

/** Money whose fate is guessed. */
const GUESSED: readonly Bug[] = [
  bug('an adapter that throws is a refusal', 'src/engine/call.ts', [
    "return { outcome: unknownOutcome('the adapter failed'), exchanges }",
    "return { outcome: { ...unknownOutcome('the adapter failed'), kind: 'refused', next: 'none' } as never, exchanges }",
  ]),
  bug('an approval without an answer has failed', APPROVE, [
    "    case 'accepted':\n    case 'unknown':\n      return finish(heedPause(unsettled(draft, outcome, context), outcome))",
    "    case 'accepted':\n    case 'unknown':\n      return finish(refusedApproval(draft, { ...outcome, kind: 'refused', next: 'none' }, context))",
  ]),
  bug('one "none" at once is proof enough, and nobody looks again', NOTHING, [
    "  const look = climb('late_look', 0, context)\n  return releaseIfOver(look === null ? told : setLadder(told, 'late_look', look))",
    '  return releaseIfOver(told)',
  ]),
  bug('trust a webhook that says "paid"', 'src/core/payment/decide.ts', [
    "    case 'hint':\n      return hearHint(file, event.event)",
    "    case 'hint':\n      return event.event === 'paid' && file.payment.state === 'ready'\n        ? approvalOutcome(file, { kind: 'done', evidence: { status: 'paid', ref: null, amount: null, balance: null, currency: null, method: null, live: null, account: null, paidAt: null, cancels: null }, answer: { code: null, message: '' }, next: 'none' }, context)\n        : hearHint(file, event.event)",
  ]),
  bug('believe a deposit from anywhere', 'src/engine/hear.ts', [
    'if (webhookSources?.(webhook.source) === false)',
    'if (webhookSources?.(webhook.source) === null)',
  ]),
  bug('book what was registered and not what came', CHARGE, [
    'const paid = evidence.amount ?? payment.amounts.total',
    'const paid = payment.amounts.total',
  ]),
  bug('test money is money', EVIDENCE, [
    'if (evidence.live !== null && evidence.live !== policy.live) {',
    'if (evidence.live !== null && evidence.live === null) {',
  ]),
  bug('a refund that is taken is a refund that is done', SEND, [
    "    case 'accepted':\n      return finish(taken(draft, { id, outcome, context }))",
    "    case 'accepted':\n      return finish(bookDone(draft, id, { proof: { ...outcome.evidence, answer: null }, context }))",
  ]),
  bug('a cancelled payment confirms any cancel under way', EVIDENCE, [
    '  if (isWhole(draft, holder.id)) {\n    const providerCancelId',
    '  if (holder.state !== null) {\n    const providerCancelId',
  ]),
  bug('a pending cancel in the list is done', LIST, [
    "      return own.state === 'sending' || own.state === 'unknown' ? seePending(draft, { own, listed, context }) : draft",
    '      return seeDone(draft, { own, listed, context })',
  ]),
]

/** Orders: taken away, or money without one. */
const ORDERS: readonly Bug[] = [
  bug('net-cancel a recorded order', ATTENTION, [
    '  payment.order === null &&\n  payment.accountAsk',
    '  payment.accountAsk',
  ]),
  bug('record an order while its money goes back', ORDER, [
    "openNetCancel(cancellations) !== null || (state !== 'awaiting_deposit' && refundableOf(amounts) === 0)\n  if (returning)",
    "openNetCancel(cancellations) !== null || (state !== 'awaiting_deposit' && refundableOf(amounts) === 0)\n  if (returning && state === 'awaiting_deposit')",
  ]),
  bug('record an order on a payment that was replaced', ORDER, [
    "  if (payment.supersededBy !== null) return refuse('MD_SUPERSEDED', `Payment ${payment.supersededBy} replaced it.`)\n  if (payment.dropped",
    '  if (payment.dropped',
  ]),
  bug('doubt of the order check means no', ORDER, [
    "if (verdict.kind === 'unknown' && tieable) return finish(postpone(draft, context))",
    "if (verdict.kind === 'unknown' && !tieable) return finish(postpone(draft, context))",
  ]),
  bug('the answer of the order check is not heard', ORDER, [
    "if (verdict.kind === 'ref' && tieable) {",
    "if (verdict.kind === 'ref' && !tieable) {",
  ]),
  bug('the deadline is a tenth of what was promised', DEADLINES, [
    'const usual = after(learnedAt, orderWithinMs)',
    'const usual = after(learnedAt, orderWithinMs / 10)',
  ]),
  bug('no gap rule: time that we were away counts', 'src/engine/net.ts', [
    'if (before !== null && now - before > AWAY_MS) {',
    'if (before === null && now - AWAY_MS > now) {',
  ]),
  bug('a dropped order keeps its money', ORDER, [
    "return finish(sendBack(draft, { why: 'order_dropped', reason, requester: 'merchant' }, context))",
    'return finish(draft)',
  ]),
  bug('an orphan that was refunded in part is none', ATTENTION, [
    "  (payment.state === 'paid' || payment.state === 'partially_cancelled') &&\n  payment.order === null",
    "  payment.state === 'paid' &&\n  payment.order === null",
  ]),
  bug('late money has no deadline', CHARGE, [
    'orderDueAt: untieable ? context.now : dueAt,',
    'orderDueAt: late ? null : untieable ? context.now : dueAt,',
  ]),
  bug('a second payment of an order is not adopted', 'src/engine/inquire.ts', [
    "if (outcome.kind === 'done') await adoptOthers(",
    "if (outcome.kind === 'accepted') await adoptOthers(",
  ]),
  bug('money that must go back waits for no account', 'src/core/cancellation/back.ts', [
    "if (!needs.includes('refund_account'))",
    "if (needs.includes('refund_account'))",
  ]),
]

/** What is never looked at again. */
const FORGOTTEN: readonly Bug[] = [
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
    "  const ladder = ladderDue(payment, 'return_missing')\n  if (payment.state !== 'ready') return ladder",
    "  const ladder = ladderDue(payment, 'return_missing')\n  if (payment.state !== 'ready') return null",
  ]),
  bug('a hint is not looked at', ATTENTION, ['    hintHeard(file.payment),\n', '']),
  bug('an account past its deadline is left', ATTENTION, ['    depositOverdue(file),\n', '']),
  bug('a ladder ends in silence', BOOK, [
    "    return hold(ended, context.now, {\n      cause: 'ladder_ended',",
    "    return ended.file.payment.id !== null ? ended : hold(ended, context.now, {\n      cause: 'ladder_ended',",
  ]),
  bug('a refund to an account is not followed', 'src/core/cancellation/follow.ts', [
    'const tells = context.policy.virtualAccount?.refundProof === true',
    'const tells = context.policy.virtualAccount?.refundProof === null',
  ]),
]

/** Sums that stop being true. */
const SUMS: readonly Bug[] = [
  bug('a refund that came back stays booked', LIST, [
    "return own.state === 'done' ? bounce(draft, own, context) : draft",
    "return own.state === 'bounced' ? bounce(draft, own, context) : draft",
  ]),
  bug('cancels of others are not seen', LIST, [
    '  if (foreign.length === 0) return draft\n  const holder',
    '  if (foreign.length >= 0) return draft\n  const holder',
  ]),
  bug('a cancel of others is booked twice', LIST, [
    'const sums = { ...amounts, observedCancelled: plus(amounts.observedCancelled, amount) }',
    'const sums = { ...amounts, observedCancelled: plus(plus(amounts.observedCancelled, amount), amount) }',
  ]),
  bug('a refused refund keeps its reservation', BOOK, [
    'inFlight: minus(amounts.inFlight, one.reserved) } })\n  const { code, message }',
    'inFlight: minus(amounts.inFlight, 0 as Amount) } })\n  const { code, message }',
  ]),
  bug('a deposit that the bank took back stays', ACCOUNT, [
    "  if (method !== 'virtual_account') return draft\n  const untouched",
    '  if (method !== null) return draft\n  const untouched',
  ]),
  bug('"deposited" is no deposit', 'src/core/cancellation/close-refused.ts', [
    "if (next === 'ask_account') return depositSeen(refused, context)",
    "if (next === 'pause_channel') return depositSeen(refused, context)",
  ]),
  bug('a net cancel of a charge that was seen holds nothing', EVIDENCE, [
    'if (open === null || open.reserved !== 0) return draft',
    'if (open === null || open.reserved === 0) return draft',
  ]),
  bug('an approval that was undone is booked as never paid', BOOK, [
    'const paid = unsettled ? amounts.total : amounts.paid',
    'const paid = amounts.paid',
  ]),
  bug('the feed leaves an entry out', 'src/store/memory/feed.ts', [
    'const batch = data.unplaced.splice(0, limit)',
    'const batch = data.unplaced.splice(0, limit).filter((_, at) => at % 1_000 !== 999)',
  ]),
]

export const BUGS: readonly Bug[] = [...TWICE, ...GUESSED, ...ORDERS, ...FORGOTTEN, ...SUMS]
