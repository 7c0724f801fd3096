/** Timers on the sandbox clock: they fire when their time comes, whether it passes by itself or is skipped. */
import { after, type Instant } from '../core/time.ts'
import type { SandboxClock } from './clock.ts'

export interface Timers {
  /** Runs `run` once, `delayMs` from now. Returns how to call it off. */
  after(delayMs: number, run: () => void): () => void
  now(): Instant
  /** Resolves `delayMs` from now, or at once when the timers are cleared: a held connection must not outlive them. */
  wait(delayMs: number): Promise<'passed' | 'cleared'>
  /** Calls off everything. */
  clear(): void
  /** Calls off everything and lets go of the clock. */
  close(): void
}

interface Entry {
  readonly dueAt: Instant
  readonly run: () => void
  readonly onClear: () => void
  handle: NodeJS.Timeout | undefined
}

/** The longest delay that setTimeout understands; a longer one is armed again when it ends. */
const MAX_TIMEOUT_MS = 2_147_483_647

export function createTimers(clock: SandboxClock): Timers {
  const entries = new Set<Entry>()

  const drop = (entry: Entry): void => {
    clearTimeout(entry.handle)
    entries.delete(entry)
  }
  const arm = (entry: Entry): void => {
    clearTimeout(entry.handle)
    const delayMs = Math.min(Math.max(0, entry.dueAt - clock.now()), MAX_TIMEOUT_MS)
    entry.handle = setTimeout(() => look(entry), delayMs)
  }
  const look = (entry: Entry): void => {
    if (!entries.has(entry)) return
    if (entry.dueAt > clock.now()) {
      arm(entry)
      return
    }
    drop(entry)
    entry.run()
  }
  const add = (delayMs: number, calls: Pick<Entry, 'run' | 'onClear'>): Entry => {
    const entry: Entry = { dueAt: after(clock.now(), delayMs), ...calls, handle: undefined }
    entries.add(entry)
    arm(entry)
    return entry
  }
  const clear = (): void => {
    for (const entry of [...entries]) {
      drop(entry)
      entry.onClear()
    }
  }
  const stopListening = clock.onAdvance(() => {
    for (const entry of [...entries].sort((a, b) => a.dueAt - b.dueAt)) look(entry)
  })

  return {
    after(delayMs, run) {
      const entry = add(delayMs, { run, onClear: () => undefined })
      return () => drop(entry)
    },
    now: () => clock.now(),
    wait: (delayMs) =>
      new Promise((resolve) => {
        add(delayMs, { run: () => resolve('passed'), onClear: () => resolve('cleared') })
      }),
    clear,
    close() {
      stopListening()
      clear()
    },
  }
}
