/** One engine step: read, decide, write once; a lost race reads again. */
import { type Refusal, refuse } from '../core/errors.ts'
import type { PaymentId } from '../core/ids.ts'
import { decide, type PaymentEvent } from '../core/payment/decide.ts'
import type { Effect } from '../core/payment/draft.ts'
import type { PaymentFile } from '../core/payment/payment.ts'
import type { Instant } from '../core/time.ts'
import type { CancellationKey } from '../ports/store.ts'
import type { Channel } from './channel.ts'
import { contextOf, type EngineDeps } from './deps.ts'

/** When a decision was taken, on both clocks; the send fence counts from here. */
export interface DecidedAt {
  readonly wall: Instant
  readonly monotonicMs: number
}

export type StepResult =
  | {
      readonly ok: true
      readonly file: PaymentFile
      readonly channel: Channel
      readonly effects: readonly Effect[]
      readonly decidedAt: DecidedAt
    }
  | { readonly ok: false; readonly refusal: Refusal; readonly file: PaymentFile | null }

/** Many writers of one payment give way to each other this often before the caller is told to come back. */
const MAX_TRIES = 200
/** After so many lost races at once they are spread: a hundred refunds of one payment are a queue, not a fight. */
const PATIENT_TRIES = 3
const MOST_WAIT_MS = 20

export const giveWay = ({ clock, random }: EngineDeps): Promise<void> => clock.sleep(random.fraction() * MOST_WAIT_MS)

/** Applies `event` to the payment as it is now. A thrown error means that the write's fate is not known. */
export async function step(deps: EngineDeps, id: PaymentId, event: PaymentEvent): Promise<StepResult> {
  for (let tried = 0; tried < MAX_TRIES; tried += 1) {
    if (tried > PATIENT_TRIES) await giveWay(deps)
    const file = await deps.store.load(id)
    if (file === null) return { ok: false, refusal: refuse('MD_NOT_FOUND', `There is no payment ${id}.`), file }
    const result = await attempt(deps, { file, event })
    if (result !== 'lost_race' && result !== 'key_taken') return result
  }
  return { ok: false, refusal: refuse('MD_BUSY', `${MAX_TRIES} writers were faster.`), file: null }
}

export interface Attempt {
  readonly file: PaymentFile
  readonly event: PaymentEvent
  readonly key?: CancellationKey
}

/** One round: decide on the file as it was read, and write if nobody was faster. */
export async function attempt(
  deps: EngineDeps,
  { file, event, key }: Attempt,
): Promise<StepResult | 'lost_race' | 'key_taken'> {
  const channel = channelOf(deps, file)
  const context = contextOf(deps, channel)
  const decidedAt = { wall: context.now, monotonicMs: deps.clock.monotonicMs() }
  const decision = decide(file, event, context)
  if (!decision.ok) return { ok: false, refusal: decision.refusal, file }
  const { effects, timeline } = decision
  if (timeline.length === 0) return { ok: true, file, channel, effects: [], decidedAt }
  const written = await deps.store.save({ before: file, file: decision.file, timeline, at: context.now, key })
  switch (written) {
    case 'saved':
      return { ok: true, file: decision.file, channel, effects, decidedAt }
    case 'lost_race':
    case 'key_taken':
      return written
    case 'ref_taken':
      return {
        ok: false,
        refusal: refuse('MD_RETURN_OTHER_ORDER', 'The transaction belongs to another payment.'),
        file,
      }
  }
}

/** A payment whose channel is no longer configured cannot be worked on: that is said loudly, not guessed around. */
export function channelOf(deps: EngineDeps, { payment }: PaymentFile): Channel {
  const channel = deps.channels.get(payment.channel)
  if (channel === undefined) throw new Error(`${payment.id} belongs to channel "${payment.channel}", not configured`)
  return channel
}
