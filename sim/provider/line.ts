/** The way between a process and a provider: slow, cut, doubled back, refused; and the moment at which it crashes. */
import { notSent, type Outcome } from '../../src/core/outcome.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/core/time.ts'
import type { CallContext, Capabilities, Operation } from '../../src/ports/provider.ts'
import type { Dice } from '../dice.ts'
import type { LineFault } from '../mix.ts'
import type { Time } from '../time.ts'
import { refused, unknown } from './answers.ts'

/** The process that makes the call. */
export interface Caller {
  /** Ends the process; what waits in it never goes on. */
  crash(): void
  /** Waits; never comes back where the process ended meanwhile. */
  wait(ms: number): Promise<void>
}

export interface Call<E> {
  readonly operation: Operation
  readonly context: CallContext
  /** The call has reached the provider. `staleMs`: an answer shows what was so long ago. */
  readonly arrive: (staleMs: number) => Outcome<E>
  /** How much later than the call it may still take effect. */
  readonly lateMs: number
  readonly fault: LineFault | null
  readonly dice: Dice
}

export interface Line {
  readonly time: Time
  readonly caller: Caller
  readonly capabilities: Capabilities
  /** The provider does not answer anybody now. */
  readonly isDown: () => boolean
}

/** Answers within what the protocol says we listen for, or leaves the caller dead. */
export async function carry<E>(line: Line, call: Call<E>): Promise<Outcome<E>> {
  const { caller } = line
  const { context, fault, dice } = call
  const beganMs = context.monotonicMs()
  // Connecting takes a moment; a process that is stopped here comes back to find its decision old.
  await caller.wait(fault === 'suspended' ? suspendedMs(dice) : dice.between(1, 40))
  const record = (trouble: string | null, httpStatus: number | null = null) =>
    context.record({
      operation: call.operation,
      endpoint: `POST https://sim/${call.operation}`,
      request: {},
      httpStatus,
      response: {},
      trouble,
      tookMs: context.monotonicMs() - beganMs,
    })
  if (fault === 'refuse_connection' || line.isDown()) {
    record('refused')
    return notSent('ECONNREFUSED')
  }
  if (!context.mayStillSend()) {
    record('fence')
    return notSent('the send fence')
  }
  const { outcome, trouble } = await sent(line, call)
  record(trouble, trouble === null ? 200 : null)
  return outcome
}

/** Some seconds; or a machine that comes back hours later, when a person has long decided. */
const suspendedMs = (dice: Dice): number =>
  dice.chance(0.5) ? dice.between(1, 20) * HOUR_MS : dice.between(6, 600) * SECOND_MS

interface Sent<E> {
  readonly outcome: Outcome<E>
  readonly trouble: string | null
}

const cut = (trouble: string): Sent<never> => ({ outcome: unknown(trouble.toUpperCase()), trouble })
const told = <E>(outcome: Outcome<E>): Sent<E> => ({ outcome, trouble: null })

/** A refusal that a protocol has for none of its operations would test nothing. */
const NEXT_OF = {
  refuse_none: 'none',
  refuse_operator: 'operator',
  refuse_inquire: 'inquire',
  refuse_later: 'retry_after',
  refuse_pause: 'pause_channel',
} as const

async function sent<E>(line: Line, call: Call<E>): Promise<Sent<E>> {
  const { caller, capabilities, time } = line
  const { fault, dice, operation, arrive } = call
  const readMs = capabilities.readTimeoutMs[operation]
  const halfMs = dice.between(10, 400)
  switch (fault) {
    case 'crash_before':
      caller.crash()
      break
    case 'lose_request':
      await caller.wait(dice.chance(0.5) ? readMs : halfMs)
      return cut('timeout')
    case 'late_effect':
      time.later(dice.between(1, call.lateMs), () => void arrive(0))
      await caller.wait(dice.chance(0.5) ? readMs : halfMs)
      return cut('timeout')
    case 'error_before':
      await caller.wait(halfMs)
      return cut('http 502')
    case 'throws':
      await caller.wait(halfMs)
      arrive(0)
      throw new Error('an adapter of the simulation threw')
    case 'refuse_none':
    case 'refuse_operator':
    case 'refuse_inquire':
    case 'refuse_later':
    case 'refuse_pause':
      await caller.wait(halfMs)
      return told(refused(NEXT_OF[fault]))
    case 'stale':
      await caller.wait(halfMs)
      return told(arrive(dice.between(1, STALE_MS)))
    default:
      await caller.wait(halfMs)
  }
  return await arrived(line, call, { readMs, halfMs })
}

/** How old a stale answer may be. */
const STALE_MS = 20 * SECOND_MS

async function arrived<E>(
  { caller }: Line,
  { fault, dice, arrive }: Call<E>,
  { readMs, halfMs }: { readMs: number; halfMs: number },
): Promise<Sent<E>> {
  const outcome = arrive(0)
  switch (fault) {
    case 'crash_after':
      caller.crash()
      break
    case 'lose_reply':
      await caller.wait(dice.chance(0.5) ? readMs : halfMs)
      return cut('reset')
    case 'error_after':
      await caller.wait(halfMs)
      return cut('http 500')
    case 'garble':
      await caller.wait(halfMs)
      return told(unknown('GARBLED'))
    case 'unlisted_code':
      await caller.wait(halfMs)
      return told(unknown('X-UNLISTED'))
    case 'slow_reply':
      await caller.wait(dice.between(SECOND_MS, readMs - SECOND_MS))
      return told(outcome)
    default:
  }
  await caller.wait(halfMs)
  return told(outcome)
}

/** How late a call that undoes an approval, or an issue, can still take effect. */
export const LATE_UNDO_MS = MINUTE_MS
export const LATE_ISSUE_MS = MINUTE_MS / 2
export const LONGEST_LATE_MS = 6 * HOUR_MS
