/** The HTTP API, fuzzed from its own description: no 500, no answer outside the catalogue, nothing half-stored. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Judged, judge, type Told } from './api/judge.ts'
import { leftBehind } from './api/left.ts'
import type { Request } from './api/request.ts'
import { makeRequest, openWorkshop, undescribed, type Workshop } from './api/requests.ts'
import { nextRound, openStage, type Stage } from './api/stage.ts'
import { readCorpus } from './seed.ts'

/**
 * With the readers of `fuzz.test.ts`: 200,000. For more:
 * `MAEDEUP_FUZZ_API_INPUTS=30000 MAEDEUP_FUZZ_SEED=2 npx vitest run --configLoader native fuzz/api.test.ts`
 */
const INPUTS = Number(process.env.MAEDEUP_FUZZ_API_INPUTS ?? 3_000)
const SEED = Number(process.env.MAEDEUP_FUZZ_SEED ?? 1)
/** One request, as a failure printed it. */
const ONE = process.env.MAEDEUP_FUZZ_REQUEST
/** So many requests share payments; then there are new ones. */
const ROUND = 1_000
const AT_ONCE = 4
const MOST_SHOWN = 20
const PATIENCE_MS = 600_000 + INPUTS * 50
/** CPU time of one request, least of a few tries, as for the other targets (`target.ts`). */
const MOST_CPU_MS = 50
const TRIES = 5

let stage: Stage
let close = async (): Promise<void> => {}
let workshop: Workshop
const told: Told = new Set()
const unhandled: unknown[] = []
const hear = (reason: unknown) => void unhandled.push(reason)

beforeAll(async () => {
  process.on('unhandledRejection', hear)
  const opened = await openStage()
  close = opened.shop.close
  enter(opened)
  workshop = openWorkshop((await stage.shop.visit('/openapi.json')).body)
}, 240_000)
afterAll(async () => {
  process.off('unhandledRejection', hear)
  await close()
})

/** What stands there from the beginning was told when it was made. */
function enter(next: Stage): void {
  stage = next
  for (const text of Object.values(next.names)) told.add(text)
}

const encoded = (request: Request): string => Buffer.from(JSON.stringify(request)).toString('base64')

async function judged(request: Request): Promise<Judged> {
  const answer = await judge(stage, request, told)
  return { ...answer, problem: answer.problem ?? undescribed(workshop, request, answer.status) }
}

/** Asked alone, until it is answered within its time. */
async function problemOf(request: Request): Promise<string | null> {
  let leastMs = Number.POSITIVE_INFINITY
  for (let tried = 0; tried < TRIES && leastMs > MOST_CPU_MS; tried += 1) {
    const { problem, cpuMs } = await judged(request)
    if (problem !== null) return withCommand(problem, request)
    leastMs = Math.min(leastMs, cpuMs)
  }
  return leastMs <= MOST_CPU_MS ? null : withCommand(`takes ${Math.round(leastMs)} ms of CPU time`, request)
}

const withCommand = (problem: string, request: Request): string =>
  [
    problem,
    `${request.method} ${request.path.slice(0, 200)}`,
    `MAEDEUP_FUZZ_REQUEST=${encoded(request)} vitest run --configLoader native fuzz/api.test.ts`,
  ].join('\n')

const bugs = (): readonly unknown[] => stage.shop.logged.filter(({ message }) => message === 'a request failed')

interface Share {
  readonly from: number
  readonly to: number
}

interface Seen {
  readonly problems: string[]
  readonly statuses: Map<number, number>
}

/** Several at a time: what they leave behind must fit together all the same. */
async function askAll({ from, to }: Share, { problems, statuses }: Seen): Promise<void> {
  let next = from
  const slow: Request[] = []
  const ask = async (): Promise<void> => {
    for (let index = next++; index < to && problems.length < MOST_SHOWN; index = next++) {
      const request = makeRequest(workshop, SEED, index)
      const { status, problem, cpuMs } = await judged(request)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      if (cpuMs > MOST_CPU_MS) slow.push(request)
      if (problem !== null) problems.push((await problemOf(request)) ?? withCommand(`once only: ${problem}`, request))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, ask))
  for (const request of slow) {
    const problem = await problemOf(request)
    if (problem !== null) problems.push(problem)
  }
}

describe('the HTTP API', () => {
  test('what failed once does not fail again', async () => {
    const found = readCorpus('api').map(({ body }) => JSON.parse(Buffer.from(body).toString('utf8')) as Request)
    const asked = ONE === undefined ? found : [JSON.parse(Buffer.from(ONE, 'base64').toString('utf8')) as Request]
    for (const request of asked) expect(await problemOf(request)).toBeNull()
  })

  test.skipIf(ONE !== undefined)(
    `${INPUTS} requests: valid, nearly valid, and wild`,
    async () => {
      const seen: Seen = { problems: [], statuses: new Map() }
      for (let from = 0; from < INPUTS; from += ROUND) {
        if (from > 0) enter(await nextRound(stage, from / ROUND))
        await askAll({ from, to: Math.min(INPUTS, from + ROUND) }, seen)
      }
      expect(seen.problems).toEqual([])
      expect(bugs()).toEqual([])
      expect(unhandled).toEqual([])
      // A generator that is always refused tries nothing.
      const went = [200, 201, 202, 204, 303].reduce((sum, status) => sum + (seen.statuses.get(status) ?? 0), 0)
      expect(went / INPUTS, JSON.stringify([...seen.statuses])).toBeGreaterThan(0.2)
    },
    PATIENCE_MS,
  )

  test('nothing is half-stored, and the books of both sides agree', async () => {
    await stage.shop.settle()
    expect(await leftBehind(stage, told)).toEqual([])
  })
})
