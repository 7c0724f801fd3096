/** Asks the provider about one payment and settles what the answer settles. */
import type { Evidence } from '../core/evidence.ts'
import { type Outcome, unknownOutcome } from '../core/outcome.ts'
import { isRecovering } from '../core/payment/draft.ts'
import { actsOf } from '../core/payment/inquire.ts'
import type { PaymentFile, Reason } from '../core/payment/payment.ts'
import { adopt } from './adopt.ts'
import { callProvider } from './call.ts'
import { perform, type Shell } from './effects.ts'
import { channelOf, type StepResult, step } from './step.ts'

export async function inquireAndSettle(shell: Shell, file: PaymentFile, reason: Reason): Promise<StepResult> {
  const outcome = await ask(shell, file)
  const stepped = await book(shell, file, { outcome, reason })
  const settled = await perform(shell, stepped)
  if (outcome.kind === 'done') await adoptOthers(shell, file, outcome.evidence)
  return settled
}

interface Answered {
  readonly outcome: Outcome<Evidence>
  readonly reason: Reason
}

/** `file` is as it was before the question. */
const book = (shell: Shell, file: PaymentFile, answered: Answered): Promise<StepResult> => {
  const { id, hintsHeard } = file.payment
  return step(shell, id, { type: 'inquiry_outcome', ...answered, hintsHeard, acts: actsOf(file) })
}

/**
 * Books an answer without a call of ours: what follows from it is due at once, and attention does it. Null where it
 * could not be booked.
 */
export async function bookAnswer(shell: Shell, file: PaymentFile, answered: Answered): Promise<PaymentFile | null> {
  const stepped = await book(shell, file, answered)
  if (!stepped.ok) return null
  const paused = stepped.effects.filter(({ type }) => type === 'pause_channel')
  if (paused.length > 0) await perform(shell, { ...stepped, effects: paused })
  if (answered.outcome.kind === 'done') await adoptOthers(shell, stepped.file, answered.outcome.evidence)
  return stepped.file
}

export async function ask(shell: Shell, file: PaymentFile): Promise<Outcome<Evidence>> {
  const { payment } = file
  const channel = channelOf(shell, file)
  const { provider } = channel
  const askable = payment.providerRef !== null || provider.capabilities.inquiry.byOrder
  const decidedAt = { wall: shell.clock.now(), monotonicMs: shell.clock.monotonicMs() }
  return askable
    ? await callProvider(shell, shell.breakers, {
        operation: 'inquire',
        channel,
        file,
        cancellationId: null,
        decidedAt,
        make: (context) => provider.inquire(payment, context),
      })
    : unknownOutcome('this protocol cannot be asked before the window has returned')
}

/** An order that a buyer paid twice: more than a few such transactions are a riddle for a person. */
const MOST_OTHERS = 5

/** A paid transaction of this order that is not this payment is adopted as one of its own, due at once (DESIGN §7). */
async function adoptOthers(shell: Shell, { payment }: PaymentFile, { others = [] }: Evidence): Promise<void> {
  const paid = others.filter(
    ({ status, ref }) => ref !== null && (status === 'paid' || status === 'partially_cancelled'),
  )
  for (const { ref } of paid.slice(0, MOST_OTHERS)) {
    const wish = { channel: payment.channel, ref, orderNumber: null, orderId: payment.orderId, claim: null } as const
    // In doubt nothing is given back: which of them the order was recorded on is not known.
    const net = isRecovering(payment) ? 'watch' : 'on'
    const adopted = await adopt(shell, { ...wish, net, supersededBy: payment.id })
    if (!adopted.ok)
      shell.log.warn({ paymentId: payment.id, code: adopted.refusal.code }, 'a second payment was not adopted')
  }
}
