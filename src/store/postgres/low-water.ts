/** Remembers up to which due time a channel was claimed, so that a claim does not walk over what is long done. */
import { type AttentionEntry, dueWhile, type Stop } from '../../core/payment/attention.ts'

/**
 * Each payment that was dealt with leaves a dead entry at the old end of the queue's index. Vacuum removes it, but not
 * while any snapshot is open that is older (a backup, a report): claims that began at the old end would cost more with
 * every payment (measured: bench/README.md). So they begin at the mark. A row that is committed below it is told by
 * whoever wrote it, in this process; one that another process wrote is claimed by that process. For what nobody vouches
 * for (that process died, or a lease ran out) a claim begins at the old end again every so often, so that losing the
 * mark, or having a wrong one, costs time and never a payment.
 */
export interface LowWater {
  /** Another stop than the last time begins at the old end. */
  begin(channel: string, stop: Stop | null): Passage
  /** A row was committed, or given back. */
  lower(channel: string, entry: AttentionEntry): void
}

/** One claim under way. All times are ms; 0 is the old end. */
export interface Passage {
  readonly mark: number
  /** Database time outside of which the mark does not count. */
  readonly since: number
  readonly until: number
  /** The claim began at `from`, left nothing free below `reached`, and took so long. */
  raise(seen: { readonly now: number; readonly from: number; readonly reached: number; readonly tookMs: number }): void
  /** To be called however the claim went. */
  end(): void
}

/** The old end gets a thousandth of the time, so that also the mean claim keeps its cost … */
const TRUST_FOR_COST = 1_000
/** … but leases of a dead process are found in half a second where that is cheap, and in half a minute at the most. */
const TRUST_MS = { least: 500, most: 30_000 } as const

const OLD_END = 0

interface Level {
  mark: number
  since: number
  until: number
  stop: Stop | null
  readonly underWay: Set<{ lowest: number }>
}

export function createLowWater(): LowWater {
  const levels = new Map<string, Level>()
  return {
    begin: (channel, stop) => {
      const level = levels.get(channel) ?? { mark: OLD_END, since: 0, until: 0, stop: null, underWay: new Set() }
      levels.set(channel, level)
      if (level.stop !== stop) lower(level, OLD_END)
      level.stop = stop
      return begin(level)
    },
    lower: (channel, entry) => {
      const level = levels.get(channel)
      // What is stopped is not claimed: claims need not walk over all that was stopped since because one was written.
      const dueAt = level === undefined ? null : dueWhile(entry, level.stop)
      if (level !== undefined && dueAt !== null) lower(level, dueAt)
    },
  }
}

/** Claims under way may have looked before the row was there: they must not raise the mark over it. */
function lower(level: Level, to: number): void {
  level.mark = Math.min(level.mark, to)
  for (const claim of level.underWay) claim.lowest = Math.min(claim.lowest, to)
}

function begin(level: Level): Passage {
  const claim = { lowest: Number.POSITIVE_INFINITY }
  level.underWay.add(claim)
  const { mark, since, until } = level
  return {
    mark,
    since,
    until,
    raise: ({ now, from, reached, tookMs }) => {
      level.mark = Math.min(reached, claim.lowest)
      if (from !== OLD_END) return
      level.since = now
      level.until = now + Math.min(Math.max(tookMs * TRUST_FOR_COST, TRUST_MS.least), TRUST_MS.most)
    },
    end: () => {
      level.underWay.delete(claim)
    },
  }
}
