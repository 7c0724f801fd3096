/** Bugs that guess what became of money, or believe whoever says so. */
import { type Bug, bug } from '../bug.ts'

const APPROVE = 'src/core/payment/approve.ts'
const EVIDENCE = 'src/core/payment/evidence.ts'
const INQUIRE = 'src/core/payment/inquire.ts'
const LIST = 'src/core/cancellation/list.ts'
const SEND = 'src/core/cancellation/send.ts'

const NOTHING_KNOWN =
  'ref: null, amount: null, balance: null, currency: null, method: null, live: null, account: null, ' +
  'paidAt: null, cancels: null'

const PLAIN = "answer: { code: null, message: '' }, next: 'none'"

export const GUESSED: readonly Bug[] = [
  bug('an adapter that throws is a refusal', 'src/engine/call.ts', [
    "return { outcome: unknownOutcome('the adapter failed'), exchanges }",
    "return { outcome: { ...unknownOutcome('the adapter failed'), kind: 'refused', next: 'none' }, exchanges }",
  ]),
  bug('an approval without an answer has failed', APPROVE, [
    'return finish(heedPause(unsettled(draft, outcome, context), outcome))',
    "return finish(refusedApproval(draft, { ...outcome, kind: 'refused', next: 'none' }, context))",
  ]),
  bug('an approval without an answer is paid', APPROVE, [
    'return finish(heedPause(unsettled(draft, outcome, context), outcome))',
    `return finish(seeEvidence(draft, { status: 'paid', ${NOTHING_KNOWN} }, context))`,
  ]),
  bug('one "none" at once is proof enough, and nobody looks again', 'src/core/payment/nothing.ts', [
    "  const look = climb('late_look', 0, context)\n" +
      "  return releaseIfOver(look === null ? told : setLadder(told, 'late_look', look))",
    '  return releaseIfOver(told)',
  ]),
  bug('a question without an answer is answered with "none"', INQUIRE, [
    'return finish(keepMoving(heedPause(notTold(told, reason, context), outcome), context))',
    `return finish(keepMoving(seeEvidence(told, { status: 'none', ${NOTHING_KNOWN} }, context), context))`,
  ]),
  bug('trust a webhook that says "paid"', 'src/core/payment/decide.ts', [
    'return hearHint(file, event.event)',
    "if (event.event !== 'paid' || file.payment.state !== 'ready') return hearHint(file, event.event)\n      " +
      `const evidence = { status: 'paid', ${NOTHING_KNOWN} } as const\n` +
      `      return approvalOutcome(file, { kind: 'done', evidence, ${PLAIN} }, context)`,
  ]),
  bug('believe a deposit from anywhere', 'src/engine/hear.ts', [
    'if (webhookSources?.(webhook.source) === false)',
    'if (webhookSources?.(webhook.source) === null)',
  ]),
  bug('book what was registered and not what came', 'src/core/payment/charge.ts', [
    'const paid = evidence.amount ?? payment.amounts.total',
    'const paid = payment.amounts.total',
  ]),
  bug('test money is money', EVIDENCE, [
    'if (evidence.live !== null && evidence.live !== policy.live) {',
    'if (evidence.live !== null && evidence.live === null) {',
  ]),
  bug('a refund that is taken is a refund that is done', SEND, [
    'return finish(taken(draft, { id, outcome, context }))',
    'return finish(bookDone(draft, id, { proof: { ...outcome.evidence, answer: null }, context }))',
  ]),
  bug('a cancelled payment confirms any cancel under way', EVIDENCE, [
    '  if (isWhole(draft, holder.id)) {\n    const providerCancelId',
    '  if (holder.state !== null) {\n    const providerCancelId',
  ]),
  bug('a pending cancel in the list is done', LIST, [
    "return own.state === 'sending' || own.state === 'unknown' ? seePending(draft, { own, listed, context }) : draft",
    'return seeDone(draft, { own, listed, context })',
  ]),
]
