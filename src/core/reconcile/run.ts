/** One comparison of a channel's day: what was asked for, how far it is, and what came of it. */
import type { BusinessDate, Instant } from '../time.ts'

/** `provider`: its list, or inquiries where it has none. `settlement`: an imported file. */
export const RUN_SOURCES = ['provider', 'settlement'] as const
export type RunSource = (typeof RUN_SOURCES)[number]

/** `queued`: waits for a process, or for its next try. `failed`: the tries are used up; ask for it again. */
export const RUN_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const
export type RunState = (typeof RUN_STATES)[number]

export const RUN_PHASES = ['listing', 'comparing', 'asking', 'ended'] as const
export type RunPhase = (typeof RUN_PHASES)[number]

/** Counts of what was done so far in this attempt. */
export interface RunProgress {
  readonly phase: RunPhase
  /** Rows of the provider's list, or of the file; without a list, payments of ours that were asked about. */
  readonly listed: number
  /** Transactions that were compared. */
  readonly compared: number
  /** Listed and not ours, on a channel that shares its MID. */
  readonly foreign: number
  /** Differences that were found. */
  readonly found: number
  /** How many of them were asked about, and how many of those settled by it. */
  readonly asked: number
  readonly settled: number
}

export const NO_PROGRESS: RunProgress = {
  phase: 'listing',
  listed: 0,
  compared: 0,
  foreign: 0,
  found: 0,
  asked: 0,
  settled: 0,
}

/** Sums of one side's movements of the day. */
export interface DayTotals {
  readonly charges: number
  readonly charged: number
  readonly cancels: number
  readonly cancelled: number
}

export interface Reconciliation {
  readonly id: number
  readonly channel: string
  readonly date: BusinessDate
  readonly source: RunSource
  readonly state: RunState
  /** Counts how often a process took it up; names the rows that belong to it. */
  readonly attempt: number
  readonly progress: RunProgress
  readonly theirs: DayTotals | null
  readonly ours: DayTotals | null
  /** Why the last try did not end; null where nothing went wrong. */
  readonly failure: string | null
  readonly failures: number
  /** Lines of the file that could not be read. */
  readonly badLines: number
  readonly requestedBy: string
  readonly requestedAt: Instant
  readonly startedAt: Instant | null
  readonly endedAt: Instant | null
}
