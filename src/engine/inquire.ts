/** Asks the provider about one payment and settles what the answer settles. */
import { unknownOutcome } from '../core/outcome.ts'
import type { PaymentFile, Reason } from '../core/payment/payment.ts'
import { callProvider } from './call.ts'
import { perform, type Shell } from './effects.ts'
import { channelOf, type StepResult, step } from './step.ts'

export async function inquireAndSettle(shell: Shell, file: PaymentFile, reason: Reason): Promise<StepResult> {
  const { payment } = file
  const channel = channelOf(shell, file)
  const { provider } = channel
  const askable = payment.providerRef !== null || provider.capabilities.inquiry.byOrder
  const decidedAt = { wall: shell.clock.now(), monotonicMs: shell.clock.monotonicMs() }
  const outcome = askable
    ? await callProvider(shell, shell.breakers, {
        operation: 'inquire',
        channel,
        file,
        cancellationId: null,
        decidedAt,
        make: (context) => provider.inquire(payment, context),
      })
    : unknownOutcome('this protocol cannot be asked before the window has returned')
  const hintsHeard = payment.hintsHeard
  return await perform(shell, await step(shell, payment.id, { type: 'inquiry_outcome', reason, outcome, hintsHeard }))
}
