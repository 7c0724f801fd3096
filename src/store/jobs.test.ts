/** The job queue on real PostgreSQL: what is sent is done at least once, by one of several processes. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { HOUR_MS, after as later } from '../core/time.ts'
import { movableClock, systemClock } from '../engine/system.ts'
import type { Jobs, Queue } from '../ports/jobs.ts'
import { openJobs } from './jobs.ts'
import { createPool } from './postgres/pool.ts'

const QUEUE: Queue = { name: 'test', atOnce: 4, expireInSeconds: 30, retry: { limit: 5, delaySeconds: 0 } }
const ID = '00000000-0000-8000-8000-00000000000a'

let database: TestDatabase
let opened: Jobs[]
beforeEach(async () => {
  database = await createTestDatabase()
  opened = []
})
afterEach(async () => {
  await Promise.all(opened.map((jobs) => jobs.stop()))
  await database.drop()
})

function open(clock = systemClock): Jobs {
  const jobs = openJobs({ connectionString: database.connectionString, clock, onTrouble: () => {} })
  opened.push(jobs)
  return jobs
}

async function until(done: () => boolean): Promise<void> {
  for (let waited = 0; !done(); waited += 20) {
    if (waited > 20_000) throw new Error('it did not happen')
    await sleep(20)
  }
}

describe('the job queue', () => {
  test('does each job once while nothing goes wrong, whichever of two processes started first', async () => {
    const done: number[] = []
    const [one, two] = [open(), open()]
    const handler = async (job: { data: { n: number } }) => void done.push(job.data.n)
    await Promise.all([one.work(QUEUE, handler), two.work(QUEUE, handler)])
    const all = Array.from({ length: 100 }, (_, n) => n)
    await one.send(
      QUEUE.name,
      all.map((n) => ({ data: { n } })),
    )
    await until(() => done.length >= all.length)
    expect(done.sort((a, b) => a - b)).toEqual(all)
  })

  test('goes through a heap without waiting between jobs', async () => {
    const jobs = open()
    let done = 0
    const count = async () => {
      done += 1
    }
    await jobs.work(QUEUE, count)
    const startedMs = performance.now()
    await jobs.send(
      QUEUE.name,
      Array.from({ length: 200 }, () => ({ data: {} })),
    )
    await until(() => done === 200)
    expect(performance.now() - startedMs).toBeLessThan(10_000)
  })

  test('the same id again adds nothing, also after the job is done', async () => {
    const jobs = open()
    let done = 0
    const count = async () => {
      done += 1
    }
    await jobs.work(QUEUE, count)
    await jobs.send(QUEUE.name, [{ id: ID, data: {} }])
    await until(() => done === 1)
    await jobs.send(QUEUE.name, [{ id: ID, data: {} }])
    await jobs.send(QUEUE.name, [{ data: {} }])
    await until(() => done === 2)
    await sleep(200)
    expect(done).toBe(2)
  })

  test('a handler that throws sees its job again', async () => {
    const jobs = open()
    let tried = 0
    await jobs.work(QUEUE, async () => {
      tried += 1
      if (tried < 3) throw new Error('not yet')
    })
    await jobs.send(QUEUE.name, [{ data: {} }])
    await until(() => tried === 3)
  })

  test('a job that takes longer than it may is begun again, by whoever is free', async () => {
    const short = { ...QUEUE, atOnce: 1, expireInSeconds: 1 }
    const [stuck, well] = [open(), open()]
    const begun: string[] = []
    await stuck.work(short, async () => {
      begun.push('stuck')
      await sleep(5_000)
    })
    await stuck.send(short.name, [{ data: {} }])
    await until(() => begun.length === 1)
    await well.work(short, async () => void begun.push('well'))
    await until(() => begun.length === 2)
  })

  test('waits for its time, by the clock as it is when it is sent', async () => {
    const clock = movableClock(() => HOUR_MS)
    const jobs = open(clock)
    const done: string[] = []
    await jobs.work<{ name: string }>(QUEUE, async ({ data }) => void done.push(data.name))
    await jobs.send(QUEUE.name, [
      { data: { name: 'soon' }, startAfter: later(clock.now(), 500) },
      { data: { name: 'tomorrow' }, startAfter: later(clock.now(), HOUR_MS) },
    ])
    expect(done).toEqual([])
    await until(() => done.length > 0)
    expect(done).toEqual(['soon'])
  })

  test('lets a job under way end before it stops, and takes nothing afterwards', async () => {
    const jobs = open()
    let state = 'waiting'
    await jobs.work(QUEUE, async () => {
      state = 'begun'
      await sleep(300)
      state = 'ended'
    })
    await jobs.send(QUEUE.name, [{ data: {} }])
    await until(() => state === 'begun')
    await jobs.stop()
    expect(state).toBe('ended')
    await expect(jobs.send(QUEUE.name, [{ data: {} }])).rejects.toThrow('stopped')
  })

  test('opens no connection before it is needed', async () => {
    const jobs = openJobs({
      connectionString: 'postgresql://nobody@127.0.0.1:1/none',
      clock: systemClock,
      onTrouble: () => {},
    })
    await jobs.stop()
    const tried = openJobs({
      connectionString: 'postgresql://nobody@127.0.0.1:1/none',
      clock: systemClock,
      onTrouble: () => {},
    })
    await expect(tried.send(QUEUE.name, [{ data: {} }])).rejects.toThrow()
    await tried.stop()
  })

  test('a schedule belongs to all processes, is replaced by its name, and can be taken back', async () => {
    const [one, two] = [open(), open()]
    await one.work(QUEUE, async () => {})
    await two.work(QUEUE, async () => {})
    const crons = async () => (await pool.query('select cron, timezone from pgboss.schedule')).rows
    const pool = createPool(database.connectionString, () => {})
    await one.schedule(QUEUE.name, { name: 'nightly', cron: '30 4 * * *', data: {} })
    await two.schedule(QUEUE.name, { name: 'nightly', cron: '0 5 * * *', data: {} })
    expect(await crons()).toEqual([{ cron: '0 5 * * *', timezone: 'Asia/Seoul' }])
    await one.unschedule(QUEUE.name, 'nightly')
    expect(await crons()).toEqual([])
    await pool.end()
  })
})
