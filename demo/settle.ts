/** Asks Maedeup again, every second, about reservations and refunds that it has not answered for yet. */
import { type CloseDeps, close } from './close.ts'
import type { Log } from './options.ts'
import { type RefundDeps, refund } from './refund.ts'
import type { Refund } from './refunds.ts'
import type { Reservation } from './reservations.ts'
import { type TieDeps, tie } from './tie.ts'
import { type UntieDeps, untie } from './untie.ts'

export interface Settler {
  /** Begins no further call, and waits for the one that is under way. */
  stop(): Promise<void>
}

interface SettlerDeps {
  readonly maedeup: TieDeps['maedeup'] & UntieDeps['maedeup'] & CloseDeps['maedeup']
  readonly reservations: CloseDeps['reservations'] & {
    unsettled(now: number, limit: number): readonly Reservation[]
  }
  readonly refunds: RefundDeps['refunds'] & { unsettled(now: number, limit: number): readonly Refund[] }
  readonly now: () => number
  readonly log: Log
}

const EVERY_MS = 1_000
/** A round asks about so many, one after another; the others wait for the next round. */
const BATCH = 20
/** After so many tries (about an hour) a person should hear of it; asking goes on all the same. */
const TELL_AFTER_TRIES = 60

export function startSettler(deps: SettlerDeps): Settler {
  let underWay: Promise<void> | null = null
  const stopping = new AbortController()
  const timer = setInterval(() => {
    // Rounds never overlap: a slow Maedeup is not asked faster than it answers.
    underWay ??= round(deps, stopping.signal).finally(() => {
      underWay = null
    })
  }, EVERY_MS)
  return {
    stop: async () => {
      clearInterval(timer)
      stopping.abort()
      await underWay
    },
  }
}

async function round(deps: SettlerDeps, stopping: AbortSignal): Promise<void> {
  for (const reservation of deps.reservations.unsettled(deps.now(), BATCH)) {
    if (stopping.aborted) return
    const { state, ref, tries } = reservation
    // Days may pass before a deposit, and that is no trouble.
    if (tries === TELL_AFTER_TRIES && state !== 'awaiting')
      deps.log.error({ ref, state }, 'Maedeup gives no answer about a reservation')
    if (state === 'pending' || state === 'awaiting') await tie(reservation, deps)
    if (state === 'closing') await close(reservation, deps)
    if (state === 'cancelling') await untie(reservation, deps)
  }
  for (const one of deps.refunds.unsettled(deps.now(), BATCH)) {
    if (stopping.aborted) return
    if (one.tries === TELL_AFTER_TRIES) deps.log.error({ refund: one.id }, 'a refund is still not settled')
    await refund(one, deps)
  }
}
