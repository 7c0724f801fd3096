/** The contract of the job queue: work that is not about a payment's truth (deliveries, schedules, alerts). */
import type { Instant } from '../core/time.ts'

export interface Job<Data> {
  readonly id: string
  readonly data: Data
}

export interface NewJob<Data> {
  /** A UUID that names the job: the same one again adds nothing. */
  readonly id?: string
  readonly data: Data
  /** Not before this time; absent = now. */
  readonly startAfter?: Instant
}

export interface Queue {
  readonly name: string
  /** Jobs that this process works on at a time. */
  readonly atOnce: number
  /** How long one job may take, s; after it the job is another process's. Longer than the handler's own limits. */
  readonly expireInSeconds: number
  /** How often a job whose handler threw, or whose process died, is begun again, and the wait before it, s. */
  readonly retry: { readonly limit: number; readonly delaySeconds: number }
}

/** At least once: a handler may see a job twice, and must end the same. */
export interface Jobs {
  /** Makes the queue where it is missing, and works on its jobs until {@link stop}. */
  work<Data extends object>(queue: Queue, handler: (job: Job<Data>) => Promise<void>): Promise<void>
  send<Data extends object>(queue: Queue['name'], jobs: readonly NewJob<Data>[]): Promise<void>
  /** One job for each time the cron expression (KST) comes up, however many processes run. The same name replaces. */
  schedule<Data extends object>(queue: Queue['name'], plan: { name: string; cron: string; data: Data }): Promise<void>
  unschedule(queue: Queue['name'], name: string): Promise<void>
  /** Lets jobs under way end, and begins no more. */
  stop(): Promise<void>
}
