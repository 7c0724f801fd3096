/** Makes one provider call: fenced, broken by a breaker, recorded; whatever happens becomes an outcome. */
import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
} from 'cockatiel'
import type { CancellationId } from '../core/ids.ts'
import { notSent, type Outcome, unknownOutcome } from '../core/outcome.ts'
import type { PaymentFile } from '../core/payment/payment.ts'
import type { CallContext, Exchange, Operation } from '../ports/provider.ts'
import type { Channel } from './channel.ts'
import { type EngineDeps, SEND_FENCE_MS } from './deps.ts'
import { netStateOf } from './net.ts'
import type { DecidedAt } from './step.ts'

/** So many calls of one operation in a row must get no usable answer before it is given a rest. */
export const BREAK_AFTER = 20
export const REST_MS = 5_000

interface Attempted<Evidence> {
  readonly outcome: Outcome<Evidence>
  /** In the order of the wire: a call may need a token first (PortOne V1). */
  readonly exchanges: readonly Exchange[]
}

/** Breakers per channel and operation, so that inquiries survive a cancel outage. */
export interface Breakers {
  get(channel: Channel, operation: Operation): Pick<CircuitBreakerPolicy, 'execute'>
}

export function createBreakers(): Breakers {
  const made = new Map<string, CircuitBreakerPolicy>()
  return {
    get: (channel, operation) => {
      const name = `${channel.name} ${operation}`
      const policy =
        made.get(name) ??
        circuitBreaker(handleWhenResult(wentNowhere), {
          halfOpenAfter: REST_MS,
          breaker: new ConsecutiveBreaker(BREAK_AFTER),
        })
      made.set(name, policy)
      return policy
    },
  }
}

export interface Call<Evidence> {
  readonly operation: Operation
  readonly channel: Channel
  readonly file: PaymentFile
  readonly cancellationId: CancellationId | null
  readonly decidedAt: DecidedAt
  readonly make: (context: CallContext) => Promise<Outcome<Evidence>>
}

/** Never throws: an adapter's bug is an unknown outcome, because it may have struck after the bytes had left. */
export async function callProvider<Evidence>(
  deps: EngineDeps,
  breakers: Breakers,
  call: Call<Evidence>,
): Promise<Outcome<Evidence>> {
  const attempted = await underBreaker(deps, breakers, call)
  for (const exchange of attempted.exchanges) await keepRecord(deps, call, { exchange, outcome: attempted.outcome })
  return attempted.outcome
}

async function underBreaker<Evidence>(
  deps: EngineDeps,
  breakers: Breakers,
  call: Call<Evidence>,
): Promise<Attempted<Evidence>> {
  const stopped = await stoppedBecause(deps, call)
  if (stopped !== null) return { outcome: notSent(stopped), exchanges: [] }
  const breaker = breakers.get(call.channel, call.operation)
  try {
    return (await breaker.execute(() => once(deps, call))) as Attempted<Evidence>
  } catch (error) {
    if (error instanceof BrokenCircuitError) {
      return {
        outcome: notSent('our breaker is open: the provider did not answer many calls in a row'),
        exchanges: [],
      }
    }
    throw error
  }
}

/** Calls that move money, or make an account that money can come on. */
const MONEY_OPERATIONS: ReadonlySet<Operation> = new Set(['approve', 'cancel', 'net_cancel', 'issue', 'close'])

/** The last lock of a recovery, whatever path led here: what nobody was asked about is not called. */
async function stoppedBecause<Evidence>(
  deps: EngineDeps,
  { channel, operation }: Call<Evidence>,
): Promise<string | null> {
  if (!MONEY_OPERATIONS.has(operation)) return null
  try {
    const { recovering } = await netStateOf(deps, channel.name)
    return recovering ? 'the channel is recovering: the provider is asked first' : null
  } catch (error) {
    return `whether the channel is recovering could not be read: ${error}`
  }
}

async function once<Evidence>(deps: EngineDeps, call: Call<Evidence>): Promise<Attempted<Evidence>> {
  const exchanges: Exchange[] = []
  const context: CallContext = {
    at: deps.clock.now(),
    mayStillSend: () => isFresh(deps, call.decidedAt),
    record: (one) => void exchanges.push(one),
    monotonicMs: () => deps.clock.monotonicMs(),
  }
  try {
    return { outcome: await call.make(context), exchanges }
  } catch (error) {
    const { id } = call.file.payment
    deps.log.error(
      { paymentId: id, operation: call.operation, error: `${error}` },
      'the adapter threw; outcome unknown',
    )
    return { outcome: unknownOutcome('the adapter failed'), exchanges }
  }
}

/** The larger age of the two clocks counts: one may have been stopped, the other set back. */
function isFresh({ clock }: EngineDeps, { wall, monotonicMs }: DecidedAt): boolean {
  return Math.max(clock.now() - wall, clock.monotonicMs() - monotonicMs) <= SEND_FENCE_MS
}

/** Losing the record of a call must not lose its outcome. */
async function keepRecord<Evidence>(
  deps: EngineDeps,
  { file, cancellationId, channel }: Call<Evidence>,
  { exchange, outcome }: { exchange: Exchange; outcome: Outcome<Evidence> },
): Promise<void> {
  const paymentId = file.payment.id
  try {
    const at = deps.clock.now()
    await deps.store.recordCall({
      ...exchange,
      paymentId,
      cancellationId,
      channel: channel.name,
      outcome: outcome.kind,
      at,
    })
  } catch (error) {
    deps.log.error({ paymentId, error: `${error}` }, 'a provider call could not be recorded')
  }
}

export const wentNowhere = (result: unknown): boolean => {
  const { outcome, exchanges } = result as Attempted<unknown>
  const last = exchanges.at(-1)
  const noAnswer = last?.trouble != null || (last?.httpStatus ?? 200) >= 500
  return noAnswer && (outcome.kind === 'unknown' || outcome.kind === 'not_sent')
}
