/** Time as the engine is given it. */
import type { Instant } from '../core/time.ts'

export interface Clock {
  /** Wall time, UTC. */
  now(): Instant
  /** Milliseconds of a clock that never jumps; only differences mean anything. */
  monotonicMs(): number
  /** How far `now()` runs ahead of real time: 0 outside development and tests. The store adds it to database time. */
  aheadMs(): number
  /** Resolves after so many milliseconds, or as soon as `stop` is aborted; never rejects. */
  sleep(ms: number, stop?: AbortSignal): Promise<void>
}
