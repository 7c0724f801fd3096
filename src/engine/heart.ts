/** The heartbeat of one process, which also feels a database that went back in time under it. */
import { type Instant, toIso } from '../core/time.ts'
import type { EngineDeps } from './deps.ts'
import { beat } from './net.ts'
import { beginRecovery, DEFAULT_BACK_MS } from './recovery.ts'

/**
 * A beat that we wrote and that is not there any more: the database failed over to a standby that had not heard of it,
 * or was restored, while this process lived. What else it forgot nobody knows, so the recovery begins by itself.
 */
export function createHeart(deps: EngineDeps): () => Promise<void> {
  let written: Instant | null = null
  return async () => {
    const there = await deps.store.lastBeat()
    if (written !== null && (there === null || there < written)) {
      const since = there ?? written
      const told = { alert: 'database_went_back', there: toIso(since), written: toIso(written) }
      deps.log.error(told, 'the database has forgotten our last heartbeat: it went back in time')
      await beginRecovery(deps, { since, backMs: DEFAULT_BACK_MS })
    }
    written = await beat(deps)
  }
}
