/** Makes a run for each day that is over: by the job queue, once for each channel, and for days that were missed. */
import { businessDate, plusDays } from '../../core/time.ts'
import type { Queue } from '../../ports/jobs.ts'
import type { ReconciliationStore } from '../../ports/reconciliation.ts'
import { DEFAULT_RECONCILE_AT } from '../channel.ts'
import type { Shell } from '../effects.ts'

const QUEUE = {
  name: 'reconciliation-plan',
  atOnce: 1,
  // Making the rows is a few statements.
  expireInSeconds: 60,
  retry: { limit: 20, delaySeconds: 60 },
} as const satisfies Queue

/** Days that a longer absence leaves behind are asked for by a person. */
const MOST_DAYS = 7

interface Deps {
  readonly shell: Shell
  readonly books: ReconciliationStore
}

/** Times of day are Korean: `30 6 * * *`. A channel that wants none has none. */
export async function startSchedule(deps: Deps, wake: () => void): Promise<void> {
  const { shell } = deps
  const { jobs, channels } = shell
  await jobs.work<{ channel: string }>(QUEUE, async ({ data }) => {
    await planRuns(deps, data.channel)
    wake()
  })
  for (const { name, reconcileAt = DEFAULT_RECONCILE_AT } of channels.values()) {
    if (reconcileAt === null) await jobs.unschedule(QUEUE.name, name)
    else await jobs.schedule(QUEUE.name, { name, cron: cronOf(reconcileAt), data: { channel: name } })
  }
}

const cronOf = (time: string): string => {
  const [hour = '6', minute = '30'] = time.split(':')
  return `${Number(minute)} ${Number(hour)} * * *`
}

/** Yesterday, and days before it that have no run since the newest one that has. */
export async function planRuns({ shell, books }: Deps, channel: string): Promise<void> {
  if (!shell.channels.has(channel)) return
  const at = shell.clock.now()
  const today = businessDate(at)
  const newest = await books.newestDate(channel, plusDays(today, -1))
  for (let back = newest === null ? 1 : MOST_DAYS; back >= 1; back -= 1) {
    const date = plusDays(today, -back)
    if (newest !== null && date <= newest) continue
    await books.request({ channel, date, source: 'provider', by: 'schedule', at, repeat: 'once' })
  }
}
