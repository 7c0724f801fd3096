/** Carries out what decisions ask for, and feeds the outcomes back as events, until nothing is left to do. */
import type { CancelEvidence } from '../core/evidence.ts'
import type { CancellationId } from '../core/ids.ts'
import { notSent, type Outcome } from '../core/outcome.ts'
import { cancellationOf, type Effect } from '../core/payment/draft.ts'
import type { Cancellation } from '../core/payment/payment.ts'
import { type Breakers, callProvider } from './call.ts'
import type { EngineDeps } from './deps.ts'
import type { Members } from './members.ts'
import { netStateOf, pauseChannel } from './net.ts'
import { type StepResult, step } from './step.ts'

export interface Shell extends EngineDeps {
  readonly breakers: Breakers
  readonly members: Members
  /** Channels that this process compares the books of: its worker leaves half of the provider's limit to that. */
  readonly reconciling: Set<string>
  /** Whether this process keeps the heartbeat; one that only sweeps now and then is not "away" in between. */
  readonly isRunning: () => boolean
}

/** One decision can lead to a call, its outcome to another decision; real chains are at most five long. */
const MAX_CHAIN = 12

/** Runs the effects of a step; answers the last result. */
export async function perform(shell: Shell, first: StepResult): Promise<StepResult> {
  let result = first
  for (let link = 0; link < MAX_CHAIN; link += 1) {
    if (!result.ok) return result
    const [effect, ...rest] = result.effects
    if (effect === undefined) return result
    const next = await performOne(shell, result, effect)
    result = next.ok ? { ...next, effects: [...next.effects, ...rest] } : next
  }
  shell.log.error({ paymentId: result.ok ? result.file.payment.id : null }, 'a chain of effects did not end')
  return result
}

type Stepped = Extract<StepResult, { ok: true }>

async function performOne(shell: Shell, result: Stepped, effect: Effect): Promise<StepResult> {
  switch (effect.type) {
    case 'approve':
      return await approve(shell, result)
    case 'issue_account':
      return await issueAccount(shell, result)
    case 'start_cancellation':
      return await startCancellation(shell, result, effect.cancellationId)
    case 'call_cancellation':
      return await callCancellation(shell, result, effect.cancellationId)
    case 'pause_channel':
      await pauseChannel(shell, result.channel, effect.detail)
      return { ...result, effects: [] }
  }
}

async function approve(shell: Shell, { file, channel, decidedAt }: Stepped): Promise<StepResult> {
  await shell.probe('approve.intent_committed')
  const { provider } = channel
  const outcome = await callProvider(shell, shell.breakers, {
    operation: 'approve',
    channel,
    file,
    cancellationId: null,
    decidedAt,
    make: (context) => provider.approve(file.payment, context),
  })
  await shell.probe('approve.called')
  return await step(shell, file.payment.id, { type: 'approval_outcome', outcome })
}

async function issueAccount(shell: Shell, { file, channel, decidedAt }: Stepped): Promise<StepResult> {
  await shell.probe('issue.intent_committed')
  const { provider } = channel
  const outcome = await callProvider(shell, shell.breakers, {
    operation: 'issue',
    channel,
    file,
    cancellationId: null,
    decidedAt,
    make: async (context) => (await provider.issueAccount?.(file.payment, context)) ?? notSent('no such call'),
  })
  await shell.probe('issue.called')
  return await step(shell, file.payment.id, { type: 'issue_outcome', outcome })
}

/** A queued intent of a paused or recovering channel stays queued: attention brings it back after the release. */
async function startCancellation(shell: Shell, result: Stepped, id: CancellationId): Promise<StepResult> {
  const { pause, recovering } = await netStateOf(shell, result.channel.name)
  if (pause !== null || recovering) return { ...result, effects: [] }
  return await step(shell, result.file.payment.id, { type: 'start_cancellation', cancellationId: id })
}

async function callCancellation(shell: Shell, result: Stepped, id: CancellationId): Promise<StepResult> {
  await shell.probe('cancel.intent_committed')
  const one = cancellationOf(result.file, id)
  const outcome = await cancelAt(shell, result, one)
  await shell.probe('cancel.called')
  return await step(shell, result.file.payment.id, {
    type: 'cancellation_outcome',
    cancellationId: id,
    attempt: one.attempts,
    outcome,
  })
}

async function cancelAt(
  shell: Shell,
  { file, channel, decidedAt }: Stepped,
  one: Cancellation,
): Promise<Outcome<CancelEvidence>> {
  const { provider } = channel
  const { payment } = file
  const common = { channel, file, cancellationId: one.id, decidedAt }
  switch (one.via) {
    case 'net_cancel_call':
      return await callProvider(shell, shell.breakers, {
        ...common,
        operation: 'net_cancel',
        make: (context) => provider.netCancel(payment, one, context),
      })
    case 'close':
      return await callProvider(shell, shell.breakers, {
        ...common,
        operation: 'close',
        make: async (context) => (await provider.closeAccount?.(payment, one, context)) ?? notSent('no such call'),
      })
    case 'cancel':
      return await callProvider(shell, shell.breakers, {
        ...common,
        operation: 'cancel',
        make: (context) => provider.cancel(payment, one, context),
      })
  }
}
