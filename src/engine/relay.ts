/** The feed relay: gives committed events their place, and tells listeners of this process that there is news. */
import type { EngineDeps } from './deps.ts'

/** DESIGN §5: events a batch. */
const BATCH = 1_000
/** The feed of another process's events lags by at most this. */
const POLL_MS = 100
const TROUBLE_WAIT_MS = 1_000

export interface Relay {
  /** Calls back whenever events were placed, until the returned function is called. */
  onNews(listener: () => void): () => void
  stop(): Promise<void>
}

export function startRelay(deps: EngineDeps): Relay {
  const stopping = new AbortController()
  const listeners = new Set<() => void>()
  const running = run(deps, stopping.signal, () => {
    for (const listener of listeners) listener()
  })
  return {
    onNews: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}

async function run(deps: EngineDeps, stopping: AbortSignal, tell: () => void): Promise<void> {
  let head = -1
  while (!stopping.aborted) {
    const placed = await deps.store.sequenceFeed(BATCH).catch((error: unknown) => {
      deps.log.error({ error: `${error}` }, 'the feed could not be sequenced')
      return null
    })
    // Another process may be the one that places; its progress shows in the head.
    const now = placed === null ? head : await deps.store.feedHead().catch(() => head)
    if (now !== head) tell()
    head = now
    const wait = placed === null ? TROUBLE_WAIT_MS : placed === BATCH ? 0 : POLL_MS
    if (wait > 0) await deps.clock.sleep(wait, stopping)
  }
}
