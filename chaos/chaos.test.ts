/** A share of the kills that `npm run chaos` makes: some of its failpoints, then services and PostgreSQL under load. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TIMELINE_TYPES } from '../src/core/payment/events.ts'
import { PROBE_POINTS } from '../src/engine/deps.ts'
import { FAILPOINTS } from './failpoints.ts'
import { killEverywhere } from './kills.ts'
import { killUnderLoad } from './load.ts'
import { type Postgres, startPostgres } from './postgres.ts'
import { allSites, PLACES, shareOfSites } from './sites.ts'

/** Waits are generous: the machine may be busy with other things, and nothing here is about how fast it is. */
const PATIENCE_MS = 600_000
const SEED = 1
const LANES = 3
/** Five sites of nine, spread over the table; `npm run chaos -- --part failpoints` kills at each. */
const isInShare = (row: number): boolean => row % 9 < 5
const LEAST_KILLS = 60

let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres()
}, PATIENCE_MS)
afterAll(() => postgres.close(), PATIENCE_MS)

describe('the table of failpoints', () => {
  it('has every commit and every call, and names nothing that is not there', () => {
    const named = new Set(PLACES.map(({ point }) => point))
    const written = [...named]
      .filter((point) => /^(save|insert)\./.test(point))
      .map((point) => point.replace(/^\w+\./, ''))
    for (const type of written) expect(TIMELINE_TYPES).toHaveProperty([type])
    const probes = PROBE_POINTS.map((point) => `probe.${point}`)
    expect([...FAILPOINTS, ...probes].filter((point) => !named.has(point))).toEqual([])
    const others = [...named].filter((point) => !/^(save|insert)\./.test(point))
    expect(others.filter((point) => ![...FAILPOINTS, ...probes].includes(point))).toEqual([])
    expect(shareOfSites(SEED).length).toBeGreaterThanOrEqual(60)
    expect(allSites().length).toBeGreaterThan(shareOfSites(SEED).length)
  })
})

describe('kill -9', () => {
  it(
    'at failpoints loses nothing and does nothing twice, by the providers’ books',
    async () => {
      const sites = shareOfSites(SEED).filter((_, row) => isInShare(row))
      const { kills, unreached, settled } = await killEverywhere({ postgres, seed: SEED, sites, lanes: LANES })
      expect(unreached).toEqual([])
      expect(kills).toBe(sites.length)
      expect(kills).toBeGreaterThanOrEqual(LEAST_KILLS)
      expect(settled.flatMap(({ wrong }) => wrong)).toEqual([])
    },
    PATIENCE_MS,
  )

  it(
    'of any of two API and two worker processes under load loses nothing and does nothing twice',
    async () => {
      const done = await killUnderLoad({
        postgres,
        seed: SEED,
        seconds: 4,
        victim: 'service',
        everySeconds: [0.5, 1.5],
      })
      expect(done.settled.wrong).toEqual([])
      expect(done.kills).toBeGreaterThan(0)
    },
    PATIENCE_MS,
  )

  it(
    'of PostgreSQL under load loses no write that was acknowledged',
    async () => {
      const done = await killUnderLoad({ postgres, seed: SEED, seconds: 5, victim: 'postgres', everySeconds: [1, 2] })
      expect(done.settled.wrong).toEqual([])
      expect(done.kills).toBeGreaterThan(0)
    },
    PATIENCE_MS,
  )
})
