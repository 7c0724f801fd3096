/** The service as a whole: processes behind a load balancer, one database, workers that wake when work is due. */
import type { ProviderId } from '../src/core/payment/payment.ts'
import { SECOND_MS } from '../src/core/time.ts'
import type { Channel } from '../src/engine/channel.ts'
import type { NetChange, Store } from '../src/ports/store.ts'
import { createMemoryDatabase, type MemoryDatabase } from '../src/store/memory/store.ts'
import { type Dice, diceOf } from './dice.ts'
import type { Mix } from './mix.ts'
import type { Asked, Node } from './node.ts'
import { inOutage, planTrouble, startNode } from './processes.ts'
import type { Commit } from './store.ts'
import type { Time } from './time.ts'
import { arm } from './workers.ts'

export interface Service {
  readonly database: MemoryDatabase
  /** The store without any trouble: what anybody sees who asks often enough. */
  readonly store: Store
  ask<Value>(work: (node: Node) => Promise<Value>): Promise<Asked<Value>>
  /** Faults are over: every process is started again. */
  calm(): void
  isDown(what: 'database' | 'provider'): boolean
  crashes(): number
}

export interface ServiceOptions {
  readonly seed: number
  readonly mix: Mix
  readonly time: Time
  readonly isCalm: () => boolean
  readonly channelNames: readonly ProviderId[]
  readonly channels: (node: Pick<Node, 'crash' | 'wait' | 'isAlive'>) => ReadonlyMap<string, Channel>
  readonly committed: (commit: Commit) => void
  readonly netChanged: (channel: string, change: NetChange) => void
  readonly trouble: (data: object, message: string) => void
}

/** What the parts of the service share. */
export interface Inside {
  readonly options: ServiceOptions
  readonly database: MemoryDatabase
  readonly store: Store
  readonly dice: Dice
  readonly state: {
    nodes: Node[]
    made: number
    crashes: number
    /** Since when somebody has been at work and could write; null: nobody. */
    workingSince: number | null
    beatAt: number
    isCatchingUp: boolean
    /** How many outages of each kind there are now. */
    readonly away: Record<'nodes' | 'database' | 'provider', number>
    readonly wakeAt: Map<string, number>
    readonly quietUntil: Map<string, number>
  }
}

/** A caller is answered within ten seconds, or told to come back. */
const ANSWER_MS = 10 * SECOND_MS

export function createService(options: ServiceOptions): Service {
  const { time, mix, seed, channelNames } = options
  const database = createMemoryDatabase(() => time.now())
  const startedAt = time.now()
  const ways = { away: { nodes: 0, database: 0, provider: 0 }, wakeAt: new Map(), quietUntil: new Map() }
  const state = { nodes: [], made: 0, crashes: 0, workingSince: null, beatAt: startedAt, isCatchingUp: false, ...ways }
  const inside: Inside = { options, database, store: database.open(), dice: diceOf(seed, 'service'), state }
  const fill = () => {
    for (let n = inside.state.nodes.length; n < mix.nodes; n += 1) startNode(inside)
  }
  fill()
  planTrouble(inside)
  return {
    database,
    store: inside.store,
    crashes: () => inside.state.crashes,
    isDown: (what) => inOutage(inside, what),
    ask: (work) => ask(inside, work),
    calm: () => {
      fill()
      for (const channel of channelNames) arm(inside, channel)
    },
  }
}

async function ask<Value>(inside: Inside, work: (node: Node) => Promise<Value>): Promise<Asked<Value>> {
  const { dice, state, options } = inside
  const { time, mix, isCalm } = options
  if (state.nodes.length === 0) return { kind: 'lost' }
  const late = time.sleep(ANSWER_MS).then((): Asked<Value> => ({ kind: 'lost' }))
  const answer = work(dice.pick(state.nodes)).then(
    (value): Asked<Value> => ({ kind: 'answer', value }),
    (): Asked<Value> => ({ kind: 'lost' }),
  )
  const asked = await Promise.race([answer, late])
  return !isCalm() && dice.chance(mix.answersLost) ? { kind: 'lost' } : asked
}
