/** A clock that runs with real time and can be moved forward, small enough for the service to share in development. */
import { after, type Instant, instant } from '../core/time.ts'

export interface SandboxClock {
  now(): Instant
  /** How far it runs ahead of real time, ms. */
  aheadMs(): number
  /** Moves the clock forward by whole milliseconds; it never goes back, because stored facts must not lie ahead. */
  advance(ms: number): void
  /** Tells of every `advance`, so that what was due in the skipped time happens. Returns how to stop listening. */
  onAdvance(listener: () => void): () => void
}

export function createSandboxClock(): SandboxClock {
  let offsetMs = 0
  const listeners = new Set<() => void>()
  return {
    now: () => after(instant(Date.now()), offsetMs),
    aheadMs: () => offsetMs,
    advance(ms) {
      if (!Number.isSafeInteger(ms) || ms < 0) throw new RangeError(`the sandbox clock cannot move by ${ms} ms`)
      offsetMs += ms
      for (const listener of [...listeners]) listener()
    },
    onAdvance(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
