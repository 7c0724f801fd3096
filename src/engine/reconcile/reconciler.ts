/** Takes up runs that wait and carries them through; any process may, and one that died is taken over. */
import { type Refusal, refuse } from '../../core/errors.ts'
import { scopeOf } from '../../core/reconcile/day.ts'
import type { Reconciliation, RunSource } from '../../core/reconcile/run.ts'
import { after, type BusinessDate, MINUTE_MS, SECOND_MS } from '../../core/time.ts'
import type { ReconciliationStore } from '../../ports/reconciliation.ts'
import type { Shell } from '../effects.ts'
import { createPace } from '../pace.ts'
import { type FileTold, type FileWish, importFile } from './file.ts'
import { carryOut } from './run.ts'
import { planRuns, startSchedule } from './schedule.ts'
import { createWork, LEASE_MS, RunStopped, type Work } from './work.ts'

/** How long an idle process waits before it looks for a run again. */
const LOOK_EVERY_MS = 2 * SECOND_MS
/** Waits before a run that could not be carried through is begun anew; then it has failed. */
const TRY_AGAIN_MS = [1, 5, 15, 60, 180].map((minutes) => minutes * MINUTE_MS)

export interface RunRequest {
  readonly channel: string
  readonly date: BusinessDate
  readonly by: string
}

export type Requested =
  | { readonly ok: true; readonly run: Reconciliation }
  | { readonly ok: false; readonly refusal: Refusal }

export type Imported =
  | { readonly ok: true; readonly run: Reconciliation; readonly told: FileTold }
  | { readonly ok: false; readonly refusal: Refusal }

export interface Reconciler {
  /** The books of comparisons; null where the store keeps none. */
  readonly books: ReconciliationStore | null
  request(wish: RunRequest): Promise<Requested>
  importFile(wish: RunRequest & Pick<FileWish, 'bytes'>): Promise<Imported>
  cancel(id: number): Promise<boolean>
  /** Carries out what waits, one after the other; how many. For processes that are not {@link start}ed. */
  work(): Promise<number>
  /** The runs that the schedule would have made by now. */
  plan(channel: string): Promise<void>
  start(): void
  stop(): Promise<void>
}

export function createReconciler(shell: Shell): Reconciler {
  const books = shell.store.reconciliation ?? null
  const stopping = new AbortController()
  let woken = new AbortController()
  let running: Promise<void> | null = null
  const wake = (): void => {
    woken.abort()
    woken = new AbortController()
  }
  const request = async (wish: RunRequest, source: RunSource): Promise<Requested> => {
    const refusal = problemOf(shell, books, wish)
    if (refusal !== null || books === null) return { ok: false, refusal: refusal ?? UNKEPT }
    const { channel, date, by } = wish
    const run = await books.request({ channel, date, source, by, at: shell.clock.now(), repeat: 'again' })
    if (source === 'provider') wake()
    return { ok: true, run }
  }
  return {
    books,
    request: (wish) => request(wish, 'provider'),
    importFile: async (wish) => {
      const refusal = problemOf(shell, books, wish)
      if (refusal !== null || books === null) return { ok: false, refusal: refusal ?? UNKEPT }
      const imported = await importFile({ shell, books }, wish)
      if (imported.ok) wake()
      return imported
    },
    cancel: async (id) => (await books?.askToCancel(id)) ?? false,
    work: async () => {
      let carried = 0
      while (books !== null && (await takeOne({ shell, books, stopping: stopping.signal }))) carried += 1
      return carried
    },
    plan: async (channel) => {
      if (books !== null) await planRuns({ shell, books }, channel)
      wake()
    },
    start: () => {
      if (books === null || running !== null) return
      const place: Place = { shell, books, stopping: stopping.signal }
      startSchedule({ shell, books }, wake).catch((error: unknown) =>
        shell.log.error({ error: `${error}` }, 'reconciliation is not scheduled'),
      )
      running = loop(place, (signal) => AbortSignal.any([signal, woken.signal]))
    },
    stop: async () => {
      stopping.abort()
      await running
      running = null
    },
  }
}

const UNKEPT = refuse('MD_UNAVAILABLE', 'This store keeps no comparisons.')

function problemOf(shell: Shell, books: ReconciliationStore | null, { channel, date }: RunRequest): Refusal | null {
  if (books === null) return UNKEPT
  if (!shell.channels.has(channel)) return refuse('MD_UNKNOWN_CHANNEL', `There is no channel "${channel}".`)
  if (scopeOf(date, shell.clock.now()) !== null) return null
  return refuse('MD_DAY_NOT_BEGUN', `${date} has not begun in Korea.`)
}

interface Place {
  readonly shell: Shell
  readonly books: ReconciliationStore
  readonly stopping: AbortSignal
}

async function loop(place: Place, wait: (signal: AbortSignal) => AbortSignal): Promise<void> {
  const { shell, stopping } = place
  while (!stopping.aborted) {
    const took = await takeOne(place).catch((error: unknown) => {
      shell.log.error({ error: `${error}` }, 'runs could not be looked for')
      return false
    })
    if (!took) await shell.clock.sleep(LOOK_EVERY_MS, wait(stopping))
  }
}

/** False where nothing waits. */
async function takeOne(place: Place): Promise<boolean> {
  const { shell, books, stopping } = place
  if (stopping.aborted) return false
  const channels = [...shell.channels.keys()]
  const run = await books.claim({ channels, leaseMs: LEASE_MS, now: shell.clock.now() })
  const channel = run === null ? undefined : shell.channels.get(run.channel)
  if (run === null || channel === undefined) return false
  const scope = scopeOf(run.date, shell.clock.now())
  if (scope === null) throw new Error(`${run.date} has not begun`)
  const { perSecond } = channel.provider.capabilities.rate
  // This process's share of the provider's limit is halved between its worker and its run.
  const pace = createPace(() => shell.members.share(perSecond) / 2, shell.clock)
  shell.reconciling.add(channel.name)
  try {
    const work = createWork({ shell, books, channel, run, scope, pace, stopping })
    await carryOut(work)
    await work.tell({ phase: 'ended' })
    await books.end(run, { state: 'done', at: shell.clock.now(), failure: null })
    await tellEnd(place, work)
  } catch (error) {
    await giveUp(place, run, error)
  } finally {
    shell.reconciling.delete(channel.name)
  }
  return true
}

/** Loud where a person is needed; which differences they are stands in the report. */
async function tellEnd({ shell, books }: Place, { run, channel, progress }: Work): Promise<void> {
  const open = (await books.counts(run.id)).reduce((sum, one) => sum + one.open, 0)
  const told = { channel: channel.name, date: run.date, reconciliation: run.id, open, ...progress() }
  if (open === 0) shell.log.info(told, 'a day was compared: both books agree')
  else shell.log.error({ ...told, alert: 'differences' }, `a day was compared: ${open} differences are open`)
}

/** What was found stays; what could not be compared comes again. */
async function giveUp({ shell, books }: Place, run: Reconciliation, error: unknown): Promise<void> {
  const at = shell.clock.now()
  if (error instanceof RunStopped) {
    if (error.why === 'stopping') await books.leave(run)
    if (error.why !== 'cancelled') return
    await books.end(run, { state: 'cancelled', at, failure: null })
    await books.forgetListed(run)
    return
  }
  const failure = error instanceof Error ? error.message : String(error)
  const waitMs = TRY_AGAIN_MS[run.failures]
  shell.log.error({ channel: run.channel, date: run.date, error: failure }, 'a day could not be compared')
  const again = waitMs === undefined ? {} : { notBefore: after(at, waitMs) }
  await books.end(run, { state: waitMs === undefined ? 'failed' : 'queued', at, failure, ...again })
  await books.forgetListed(run)
}
