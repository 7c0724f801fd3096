/** A run at work: what it compares, how far it is, and whether it may still go on. */
import type { Scope } from '../../core/reconcile/day.ts'
import type { Difference } from '../../core/reconcile/judge.ts'
import { kindInFile } from '../../core/reconcile/kinds.ts'
import { NO_PROGRESS, type Reconciliation, type RunProgress } from '../../core/reconcile/run.ts'
import { SECOND_MS } from '../../core/time.ts'
import type { ReconciliationStore } from '../../ports/reconciliation.ts'
import type { Channel } from '../channel.ts'
import type { Shell } from '../effects.ts'
import type { Pace } from '../pace.ts'

/** Longer than the longest call (75 s) with what surrounds it; a run says that it lives far more often. */
export const LEASE_MS = 120 * SECOND_MS
const TELL_EVERY_MS = SECOND_MS
/** A turn of a provider's rate limit is waited for in steps of this. */
const TURN_MS = 50

/** Why a run is not this process's any more, or not at all. */
export class RunStopped extends Error {
  readonly why: 'lost' | 'cancelled' | 'stopping'

  constructor(why: RunStopped['why']) {
    super(`the run stopped: ${why}`)
    this.why = why
  }
}

/** The other side could not be read whole: nothing may be compared with a part of it. */
export class Unreadable extends Error {}

export interface Work {
  readonly shell: Shell
  readonly books: ReconciliationStore
  readonly channel: Channel
  readonly run: Reconciliation
  readonly scope: Scope
  readonly pace: Pace
  readonly stopping: AbortSignal
  progress(): RunProgress
  /** Adds to the counts, or names the phase; throws {@link RunStopped} where it may not go on. */
  tell(news: Partial<RunProgress>): Promise<void>
  /** Waits for a turn of the channel's rate limit. */
  turn(): Promise<void>
}

export type WorkOptions = Pick<Work, 'shell' | 'books' | 'channel' | 'run' | 'scope' | 'pace' | 'stopping'>

export function createWork(options: WorkOptions): Work {
  const { shell, books, run, pace, stopping } = options
  const { clock } = shell
  let progress: RunProgress = NO_PROGRESS
  let toldAtMs = Number.NEGATIVE_INFINITY
  const tell: Work['tell'] = async (news) => {
    const isTurn = news.phase !== undefined && news.phase !== progress.phase
    progress = added(progress, news)
    if (stopping.aborted) throw new RunStopped('stopping')
    const nowMs = clock.monotonicMs()
    if (!isTurn && nowMs < toldAtMs + TELL_EVERY_MS) return
    toldAtMs = nowMs
    const kept = await books.keep(run, progress, LEASE_MS)
    if (kept !== 'kept') throw new RunStopped(kept)
  }
  const turn = async (): Promise<void> => {
    while (pace.available() < 1) {
      await tell({})
      await clock.sleep(TURN_MS, stopping)
    }
    pace.take(1)
  }
  return { ...options, progress: () => progress, tell, turn }
}

function added(before: RunProgress, { phase, ...counts }: Partial<RunProgress>): RunProgress {
  const sums = Object.entries(counts).map(([name, count]) => [
    name,
    before[name as Exclude<keyof RunProgress, 'phase'>] + (count ?? 0),
  ])
  return { ...before, ...Object.fromEntries(sums), phase: phase ?? before.phase }
}

/** Writes what was found, in the words of the source, and counts it. */
export async function write(work: Work, differences: readonly Difference[]): Promise<void> {
  if (differences.length === 0) return
  const { books, run, channel, shell } = work
  const named = run.source === 'settlement' ? differences.map(inFile) : differences
  await books.writeDifferences(run, channel.name, { differences: named, at: shell.clock.now() })
  await work.tell({ found: named.length })
}

function inFile(difference: Difference): Difference {
  const kind = kindInFile(difference.kind)
  return { ...difference, kind, subject: difference.subject.replace(difference.kind, kind) }
}
