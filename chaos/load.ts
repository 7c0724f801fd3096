/** Shops that keep two API and two worker processes busy, while any of them, or PostgreSQL, is killed. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Dice, diceOf } from '../sim/dice.ts'
import { type Lane, openLane, type Settled, settle } from './lane.ts'
import type { Postgres } from './postgres.ts'
import { type Kind, live, newLife } from './shop.ts'

export interface LoadOptions {
  readonly postgres: Postgres
  readonly seed: number
  readonly seconds: number
  /** What dies: a service process, or PostgreSQL (three times the server, then one connection's process). */
  readonly victim: 'service' | 'postgres'
  /** Between kills, from and to. */
  readonly everySeconds: readonly [number, number]
  readonly shops?: number
  readonly say?: (line: string) => void
}

export interface Loaded {
  readonly kills: number
  readonly orders: number
  readonly refunds: number
  /** Calls that were answered below 500: acknowledged, and so never to be lost. */
  readonly acknowledged: number
  /** Service processes that ended, killed or by themselves. */
  readonly deaths: number
  readonly settled: Settled
}

/** Parts that get lost on the way are a person's on the two NICEPAY protocols: there the shop refunds wholly. */
const WHOLE: readonly Kind[] = ['tied', 'lost', 'whole', 'dropped', 'left']
const PARTS: readonly Kind[] = [...WHOLE, 'parts', 'deposited', 'closed']
const KINDS = {
  nicepay: WHOLE,
  tosspayments: PARTS,
  'nicepay-rest': WHOLE,
  'portone-v2': [...WHOLE, 'parts', 'closed', 'silent'],
} as const satisfies Record<string, readonly Kind[]>
const CHANNELS = Object.keys(KINDS) as (keyof typeof KINDS)[]

/** Time goes on by itself while the load lasts, so that what is due is done under it; by less than the send fence. */
const DRIFT = { everyMs: 2_000, seconds: 3 } as const

export async function killUnderLoad(options: LoadOptions): Promise<Loaded> {
  const { postgres, seed, seconds, victim, shops = 6, say = () => {} } = options
  const name = `${victim}_${seed}`
  const lane = await openLane(postgres, { name, seed, workers: ['off', 'off', 'on', 'on'] })
  const dice = diceOf(seed, 'load')
  const until = performance.now() + seconds * 1_000
  let [kills, acknowledged] = [0, 0]
  const counted: Lane = {
    ...lane,
    call: async (...request) => {
      const answer = await lane.call(...request)
      acknowledged += 1
      return answer
    },
  }
  const killing = async (): Promise<void> => {
    for (;;) {
      await sleep(waitOf(options, dice))
      if (performance.now() > until) return
      say(`${(performance.now() / 1_000).toFixed(0)} s: ${lane.lives.length} orders, kill ${kills + 1}`)
      if (victim === 'service') await dice.pick(lane.nodes).kill()
      else if (kills % 4 === 3) await postgres.killBackend()
      else await postgres.killServer()
      kills += 1
    }
  }
  const drifting = async (): Promise<void> => {
    while (performance.now() < until) {
      await sleep(DRIFT.everyMs)
      await lane.pass(DRIFT.seconds * 1_000)
    }
  }
  try {
    const shopping = Array.from({ length: shops }, () => shop(counted, dice, until))
    await Promise.all([killing(), drifting(), ...shopping])
    const settled = await settle(lane)
    const refunds = lane.lives.reduce((sum, one) => sum + one.refunds.length, 0)
    const deaths = lane.nodes.reduce((sum, node) => sum + node.deaths(), 0)
    return { kills, orders: lane.lives.length, refunds, acknowledged, deaths, settled }
  } finally {
    await lane.close()
  }
}

const waitOf = ({ everySeconds: [from, to] }: LoadOptions, dice: Dice): number =>
  (from + dice.fraction() * (to - from)) * 1_000

async function shop(lane: Lane, dice: Dice, until: number): Promise<void> {
  while (performance.now() < until) {
    const channel = dice.pick(CHANNELS)
    const one = newLife(channel, dice.pick(KINDS[channel]), `LOAD${String(lane.lives.length + 1).padStart(6, '0')}`)
    lane.lives.push(one)
    await live(lane, one)
  }
}
