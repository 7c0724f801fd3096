/** The job queue on pg-boss, with connections of its own; it opens them when the first job is asked for. */
import { type ConstructorOptions, PgBoss } from 'pg-boss'
import { SECOND_MS } from '../core/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { Job, Jobs, NewJob, Queue } from '../ports/jobs.ts'

export interface JobsOptions {
  readonly connectionString: string
  readonly clock: Clock
  /** Hears of trouble with the database and of pg-boss's own warnings; told at most once in {@link TELL_EVERY_MS}. */
  readonly onTrouble: (error: Error) => void
}

/** Jobs are short statements; LISTEN has a connection of its own beside these. */
const CONNECTIONS = 4
const SETTINGS = {
  schema: 'pgboss',
  max: CONNECTIONS,
  useListenNotify: true,
  application_name: 'maedeup jobs',
  // A job whose process died is found this long after it ran out, not a minute later (the default).
  superviseIntervalSeconds: 10,
  monitorIntervalSeconds: 10,
} as const satisfies ConstructorOptions

/** A retry has no notice of its own: while notices work, it is found within this. */
const LOOK_EVERY_SECONDS = 2
/** A job that ended keeps its id for this long: until then the same id adds nothing. */
const ENDED_KEPT_SECONDS = 24 * 3_600
const STOP_WITHIN_MS = 30 * SECOND_MS
/** With the database away, every worker complains at every look. */
const TELL_EVERY_MS = 5 * SECOND_MS

export function openJobs(options: JobsOptions): Jobs {
  let opened: Promise<PgBoss> | null = null
  let stopped = false
  const boss = (): Promise<PgBoss> => {
    if (stopped) throw new Error('the job queue has stopped')
    opened ??= start(options).catch((error: unknown) => {
      opened = null // So that the next caller tries again.
      throw error
    })
    return opened
  }
  return {
    work: async (queue, handler) => await work(await boss(), queue, handler),
    send: async (queue, jobs) => await send(await boss(), { queue, jobs, clock: options.clock }),
    schedule: async (queue, { name, cron, data }) =>
      await (await boss()).schedule(queue, cron, data, { tz: 'Asia/Seoul', key: name, missed: 'once' }),
    unschedule: async (queue, name) => await (await boss()).unschedule(queue, name),
    stop: async () => {
      stopped = true
      const running = await opened?.catch(() => null)
      await running?.stop({ graceful: true, timeout: STOP_WITHIN_MS })
    },
  }
}

/** Installs or migrates the schema; several processes may do so at once. */
async function start({ connectionString, clock, onTrouble }: JobsOptions): Promise<PgBoss> {
  const boss = new PgBoss({ ...SETTINGS, connectionString })
  let quietUntilMs = Number.NEGATIVE_INFINITY
  const tell = (error: Error): void => {
    const nowMs = clock.monotonicMs()
    if (nowMs < quietUntilMs) return
    quietUntilMs = nowMs + TELL_EVERY_MS
    onTrouble(error)
  }
  boss.on('error', tell)
  boss.on('warning', ({ message }) => tell(new Error(message)))
  return await boss.start()
}

async function work<Data extends object>(
  boss: PgBoss,
  queue: Queue,
  handler: (job: Job<Data>) => Promise<void>,
): Promise<void> {
  const { name, atOnce, expireInSeconds, retry } = queue
  const settings = {
    notify: true,
    expireInSeconds,
    retryLimit: retry.limit,
    retryDelay: retry.delaySeconds,
    deleteAfterSeconds: ENDED_KEPT_SECONDS,
  }
  await boss.createQueue(name, settings)
  // An existing queue keeps the settings that it was made with until it is told.
  await boss.updateQueue(name, settings)
  for (let n = 0; n < atOnce; n += 1) await addWorker(boss, name, handler)
}

async function addWorker<Data extends object>(
  boss: PgBoss,
  queue: string,
  handler: (job: Job<Data>) => Promise<void>,
): Promise<void> {
  let worker = ''
  const looks = { notifyPollingIntervalSeconds: LOOK_EVERY_SECONDS, pollingIntervalSeconds: 1 }
  worker = await boss.work<Data>(queue, looks, async (jobs) => {
    for (const { id, data } of jobs) await handler({ id, data })
    // After a job it would wait for its next look, with jobs waiting (it fetches one at a time).
    boss.notifyWorker(worker)
  })
}

interface Sending<Data> {
  readonly queue: string
  readonly jobs: readonly NewJob<Data>[]
  readonly clock: Clock
}

async function send<Data extends object>(boss: PgBoss, { queue, jobs, clock }: Sending<Data>): Promise<void> {
  if (jobs.length === 0) return
  const aheadMs = clock.aheadMs()
  await boss.insert(
    queue,
    jobs.map(({ id, data, startAfter }) => ({
      data,
      ...(id === undefined ? {} : { id }),
      // The queue knows database time only: a clock that is moved on later does not bring a job forward.
      ...(startAfter === undefined ? {} : { startAfter: new Date(startAfter - aheadMs) }),
    })),
  )
}
