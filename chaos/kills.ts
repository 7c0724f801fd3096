/** `kill -9` at named failpoints: the smallest story that reaches each, the next process goes on, and all is judged. */
import { setTimeout as sleep } from 'node:timers/promises'
import { businessDate, instant } from '../src/core/time.ts'
import { type Lane, openLane, type Settled, settle, unended } from './lane.ts'
import type { Postgres } from './postgres.ts'
import { goOnLater, type Kind, live, newLife } from './shop.ts'
import type { Site } from './sites.ts'

export interface KillOptions {
  readonly postgres: Postgres
  readonly seed: number
  readonly sites: readonly Site[]
  /** Worlds side by side. */
  readonly lanes: number
  readonly say?: (line: string) => void
}

export interface Killed {
  readonly kills: number
  readonly orders: number
  /** Sites whose story did not reach them: the table is wrong. */
  readonly unreached: readonly string[]
  readonly settled: readonly Settled[]
}

export async function killEverywhere(options: KillOptions): Promise<Killed> {
  const { postgres, seed, sites, lanes: count, say = () => {} } = options
  const lanes = await Promise.all(
    Array.from({ length: count }, (_, n) =>
      openLane(postgres, { name: `kills_${n}`, seed: seed + n, workers: ['on'] }),
    ),
  )
  try {
    const unreached: string[] = []
    const waiting = sites.map((site, n) => ({ site, orderId: `KILL${String(n + 1).padStart(5, '0')}` }))
    const work = async (lane: Lane): Promise<Settled> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const name = nameOf(next.site)
        const reached = await killAt(lane, next.site, next.orderId)
        say(`${(performance.now() / 1_000).toFixed(1)} ${next.orderId} ${reached ? 'killed' : 'NOT REACHED'} ${name}`)
        if (!reached) unreached.push(name)
      }
      return await settle(lane)
    }
    const settled = await Promise.all(lanes.map(work))
    return {
      kills: sites.length - unreached.length,
      orders: lanes.reduce((sum, { lives }) => sum + lives.length, 0),
      unreached,
      settled,
    }
  } finally {
    await Promise.all(lanes.map((lane) => lane.close()))
  }
}

const nameOf = ({ point, moment, story, channel }: Site): string => `${moment} ${point} (${story}, ${channel})`

/** What must become due first: an orphan's deadline, the first look for a return, retries of webhooks, leases. */
const WAITS_SECONDS = [0, 12, 0, 65, 0, 130, 0] as const
/** Together longer than any of our loops waits between its looks. */
const LOOKS = 30
const LOOK_EVERY_MS = 100
/** A call that was cut off is waited for by the merchant, until this much time has passed again and again. */
const AFTER_DEATH = { everyMs: 1_000, seconds: 20 } as const

/** False where the story ended and the process lives. */
async function killAt(lane: Lane, site: Site, orderId: string): Promise<boolean> {
  const [node] = lane.nodes
  if (node === undefined) throw new Error('no process')
  const { point, moment, first } = site
  // One that the dead before left open would be gone on with, and not begun.
  if (isComparison(site)) await unended(lane)
  const wanted = node.deaths() + (first === undefined ? 1 : 2)
  const hasDied = () => node.deaths() >= wanted
  await node.arm(first === undefined ? { point, moment } : { point: first, moment: 'before' })
  const again = first === undefined ? null : node.afterDeath(() => node.arm({ point, moment }))
  const one = isComparison(site) ? null : newLife(site.channel, site.story as Kind, orderId)
  if (one !== null) lane.lives.push(one)
  await passingTime(lane, hasDied, one === null ? compare(lane, site, orderId) : live(lane, one))
  for (const seconds of WAITS_SECONDS) {
    if (seconds > 0) await lane.pass(seconds * 1_000)
    for (let looks = 0; looks < LOOKS && !hasDied(); looks += 1) await sleep(LOOK_EVERY_MS)
    if (hasDied()) break
    if (one !== null) await goOnLater(lane, one)
  }
  const reached = hasDied()
  if (reached) await again
  await node.arm(null)
  return reached
}

const isComparison = ({ story }: Site): boolean => story === 'compare' || story === 'differs'

/** While the merchant waits for an answer after the death, time goes on. */
async function passingTime(lane: Lane, hasDied: () => boolean, acting: Promise<void>): Promise<void> {
  const acted = new AbortController()
  const { signal } = acted
  const passing = async (): Promise<void> => {
    while (!signal.aborted) {
      await sleep(AFTER_DEATH.everyMs, undefined, { signal }).catch(() => {})
      if (hasDied() && !signal.aborted) await lane.pass(AFTER_DEATH.seconds * 1_000)
    }
  }
  await Promise.all([acting.finally(() => acted.abort()), passing()])
}

/** What is younger than a few minutes is left for the next comparison. */
const RIPE_MS = 5 * 60_000

/** The day on which it happened, in Korea: by the time that it is ripe another day may have begun. */
async function compare(lane: Lane, { story, channel }: Site, orderId: string): Promise<void> {
  const { body } = await lane.control('GET', '/control/clock')
  const date = businessDate(instant(Date.parse(body.now)))
  if (story === 'differs') {
    const one = newLife(channel, 'staff', orderId)
    lane.lives.push(one)
    await lane.control('POST', '/control/faults', { provider: channel, operation: 'webhook', fault: 'webhook_drop' })
    await live(lane, one)
    await lane.pass(RIPE_MS)
    await lane.control('DELETE', `/control/faults?provider=${channel}`)
  }
  const { status } = await lane.call('POST', '/v1/reconciliations', { channel, date })
  if (status >= 300) throw new Error(`no comparison: ${status}`)
}
