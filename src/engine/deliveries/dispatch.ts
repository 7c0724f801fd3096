/** Makes deliveries of events as they get their place, and hands over to the queue what is due. */
import { createHash } from 'node:crypto'
import { after, MINUTE_MS } from '../../core/time.ts'
import type { Handed } from '../../ports/deliveries.ts'
import type { Queue } from '../../ports/jobs.ts'
import { type Bell, createBell } from '../bell.ts'
import type { EngineDeps } from '../deps.ts'
import { deliver } from './deliver.ts'
import { ATTEMPT_MS } from './send.ts'

/** A delivery may be under way in one process; a second look at a job that a killed one left finds it taken. */
const QUEUE: Queue = {
  name: 'deliveries',
  atOnce: 16,
  expireInSeconds: (2 * ATTEMPT_MS) / 1_000,
  retry: { limit: 3, delaySeconds: 5 },
}

/** Of one endpoint, in all processes: half of one process's workers, and one where the last attempt failed. */
const AT_ONCE = { usual: 8, failing: 1 } as const

/** Of events, for each endpoint in one statement. */
const BATCH = 500
/** Nothing waits in the queue for so long, with room for eight of an endpoint; then it is handed over again. */
const LEASE_MS = 2 * MINUTE_MS
/** How late an attempt on the ladder, or an event that another process placed, may be. */
const POLL_MS = 250
const TROUBLE_WAIT_MS = 1_000

export interface Dispatcher {
  stop(): Promise<void>
}

/** `onNews` tells of events that got their place. The queue's connections are opened with the first endpoint. */
export function startDispatcher(deps: EngineDeps, onNews: (listener: () => void) => () => void): Dispatcher {
  const stopping = new AbortController()
  const bell = createBell(deps.clock)
  const deaf = onNews(bell.ring)
  const running = run(deps, bell, stopping.signal)
  return {
    stop: async () => {
      deaf()
      stopping.abort()
      await running
    },
  }
}

async function run(deps: EngineDeps, bell: Bell, stopping: AbortSignal): Promise<void> {
  let working = false
  while (!stopping.aborted) {
    try {
      if (!working) working = await beginWork(deps, bell)
      const more = working ? await round(deps) : 'all'
      if (more === 'all') await bell.wait(POLL_MS, stopping)
    } catch (error) {
      deps.log.error({ error: `${error}` }, 'deliveries could not be handed over')
      await deps.clock.sleep(TROUBLE_WAIT_MS, stopping)
    }
  }
}

/** False while there is no endpoint. */
async function beginWork(deps: EngineDeps, bell: Bell): Promise<boolean> {
  if ((await deps.store.endpoints()).length === 0) return false
  await deps.jobs.work<Handed>(QUEUE, async ({ data }) => {
    await deliver(deps, data)
    bell.ring() // There is room for the next one.
  })
  return true
}

async function round({ store, jobs, clock, probe }: EngineDeps): Promise<'more' | 'all'> {
  const now = clock.now()
  const more = await store.fanOut(BATCH, now)
  const handed = await store.handOut({ now, leaseUntil: after(now, LEASE_MS), atOnce: AT_ONCE })
  if (handed.length > 0) {
    await probe('delivery.handed_out')
    await jobs.send(
      QUEUE.name,
      handed.map((data) => ({ id: jobId(data), data })),
    )
  }
  return more
}

/** The same hand-over has the same id, as a UUID (RFC 9562, version 8). */
function jobId({ id, round: nth }: Handed): string {
  const hex = createHash('sha256').update(`${id}:${nth}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
