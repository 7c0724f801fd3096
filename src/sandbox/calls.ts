/** Remembers the calls that a simulator received, newest last, so that tests can see what was really sent. */
import { type Instant, toIso } from '../core/time.ts'
import type { Operation } from './faults/catalogue.ts'

/** One received call as `GET /control/calls` shows it. */
export interface Call {
  readonly seq: number
  readonly at: string
  readonly operation: Operation
  readonly path: string
  /** The fields as the simulator decoded them, before any check. */
  readonly fields: Readonly<Record<string, string>>
  /** The fault that was played on this call, if one was. */
  readonly fault: string | null
  /** The code of the processing or of the answer; null while, or if, it came to none. */
  code: string | null
}

export interface CallLog {
  add(call: Omit<Call, 'seq' | 'at' | 'code'>, at: Instant): Call
  list(): readonly Call[]
  clear(): void
}

/** Enough for a long chaos run and below 10 MB of memory; the oldest calls are forgotten first. */
export const MAX_CALLS = 10_000

export function createCallLog(): CallLog {
  const ring: Call[] = []
  let seq = 0
  return {
    add(call, at) {
      seq += 1
      const entry: Call = { seq, at: toIso(at), ...call, code: null }
      ring[(seq - 1) % MAX_CALLS] = entry
      return entry
    },
    list: () => [...ring].sort((a, b) => a.seq - b.seq),
    clear() {
      ring.length = 0
      seq = 0
    },
  }
}
