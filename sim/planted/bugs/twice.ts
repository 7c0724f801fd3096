/** Bugs by which money goes back twice, or more of it than came, or under a key of its own. */
import { type Bug, bug } from '../bug.ts'

const SEND = 'src/core/cancellation/send.ts'
const SETTLE = 'src/core/cancellation/settle.ts'
const REQUEST = 'src/core/cancellation/request.ts'
const REFUND = 'src/engine/refund.ts'
const STEP = 'src/engine/step.ts'

export const TWICE: readonly Bug[] = [
  bug('forget in-flight in the balance', 'src/core/payment/amounts.ts', [
    'balanceOf(sums) - sums.inFlight',
    'balanceOf(sums) - 0',
  ]),
  bug('retry a cancel whose answer was lost', SEND, [
    'return finish(lost(draft, { id, outcome, context }))',
    "return finish(requeue(draft, { id, cause: 'not_sent', outcome, context }))",
  ]),
  bug('a new key on each retry', SETTLE, ['sameKey: keyLives(holder, context), context', 'sameKey: false, context']),
  bug('send a partial cancel again that no protocol can repeat', SETTLE, [
    'return timeIsUp(holder, context) ? unprovable(climbed, holder, context) : climbed',
    'return again(climbed, holder, { sameKey: true, context })',
  ]),
  bug('the quiet before a repetition is none', SETTLE, [
    'const quiet = reads >= QUIET_READS && context.now >= after(holder.sentAt ?? holder.createdAt, QUIET_MS)',
    'const quiet = reads >= 0',
  ]),
  bug('a lost partial cancel is taken as not done', SEND, [
    'const unknown = heedPause(toUnknown(draft, id, { answer, context }), outcome)',
    'const unknown = heedPause(bookRefused(draft, id, { answer, now: context.now }), outcome)',
  ]),
  {
    ...bug('a repetition that is refused means that nothing happened', SEND, [
      'isResend(one) && (',
      "one.state === 'queued' && (",
    ]),
    unseen:
      'the first call must take effect after its repetition was refused, which is rare; the provider’s list then ' +
      'shows it, and a person is told. The damage needs a second refund in between.',
  },
  bug('a decision of long ago is still sent', 'src/engine/call.ts', [
    'mayStillSend: () => isFresh(deps, call.decidedAt)',
    'mayStillSend: () => isFresh !== null',
  ]),
  bug('a call that was cut off is begun anew', 'src/core/payment/inquire.ts', [
    "moveCancellation(draftOf(file), id, { cause: 'answer_lost' })",
    "moveCancellation(draftOf(file), id, { cause: 'not_sent' })\n" +
      "  if (lost.file !== file) return finish(note(lost, 'cancellation.not_sent', { cancellationId: id }))",
  ]),
  bug('a refund is stored without its key', REFUND, [
    'attempt(shell, { file, event, key: { cancellationId, key, fingerprint } })',
    'attempt(shell, { file, event })',
  ]),
  bug('a key shows its cancellation for any body', REFUND, [
    'if (!fingerprints.includes(known.fingerprint)) {',
    'if (fingerprints.length === 0) {',
  ]),
  bug('drop the version fence', 'src/store/memory/write.ts', [
    'row === undefined || row.file.payment.version !== write.before.payment.version',
    'row === undefined',
  ]),
  bug('call although the write lost its race', STEP, [
    "    case 'lost_race':\n    case 'key_taken':\n      return written",
    "    case 'lost_race':\n      return { ok: true, file: decision.file, channel, effects, decidedAt }\n" +
      "    case 'key_taken':\n      return written",
  ]),
  bug('call although nobody knows whether the intent was written', STEP, [
    'await deps.store.save({ before: file, file: decision.file, timeline, at: context.now, key })',
    'await deps.store.save({ before: file, file: decision.file, timeline, at: context.now, key })' +
      ".catch(() => 'saved' as const)",
  ]),
  bug('a refund of another amount than asked for', REQUEST, [
    'const { id, amount, reason, requester, taxFree,',
    'const amount = refundableOf(draft.file.payment.amounts)\n  const { id, reason, requester, taxFree,',
  ]),
]
