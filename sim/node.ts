/** One process of the service: the real engine over one store, which can be ended between any two things it does. */
import { createHmac } from 'node:crypto'
import { instant } from '../src/core/time.ts'
import { sweep } from '../src/engine/attend.ts'
import type { Channel } from '../src/engine/channel.ts'
import type { Shell } from '../src/engine/effects.ts'
import { createEars, type Ears } from '../src/engine/hear.ts'
import { createMembers } from '../src/engine/members.ts'
import type { Jobs } from '../src/ports/jobs.ts'
import type { Store } from '../src/ports/store.ts'
import { createVirtualBreakers } from './breaker.ts'
import { type Dice, diceOf } from './dice.ts'
import type { Time } from './time.ts'

/** What became of something that a process was asked. */
export type Asked<Value> =
  | { readonly kind: 'answer'; readonly value: Value }
  /** The process ended, or failed, or its answer got lost: the caller cannot know. */
  | { readonly kind: 'lost' }

export interface Node {
  readonly name: string
  readonly shell: Shell
  readonly ears: Ears
  readonly isAlive: () => boolean
  /** Everything that it has in hand is gone; what is stored stays. */
  crash(): void
  /** Waits in this process; never comes back where it ended meanwhile. */
  wait(ms: number): Promise<void>
  ask<Value>(work: (shell: Shell) => Promise<Value>): Promise<Asked<Value>>
  /** Takes up to `max` of what is due on the channel. */
  attend(channel: Channel, max: number): Promise<number>
}

export interface NodeOptions {
  readonly name: string
  readonly seed: number
  readonly time: Time
  /** As this process sees it: it may fail, and it may end the process. */
  readonly store: (node: Pick<Node, 'crash' | 'wait' | 'isAlive'>) => Store
  readonly channels: (node: Pick<Node, 'crash' | 'wait' | 'isAlive'>) => ReadonlyMap<string, Channel>
  /** How far its wall clock is off, ms. */
  readonly clockOff: () => number
  /** Hears of errors that the engine logs. */
  readonly trouble: (data: object, message: string) => void
  readonly ended: () => void
}

const SECRET = 'simulated'
const KEEP_MS = 30 * 86_400_000

/** An exception that the simulation made; every other one is a bug. */
export class Injected extends Error {}

export function createNode(options: NodeOptions): Node {
  const { time } = options
  let alive = true
  const pending = new Set<(asked: Asked<never>) => void>()
  const body = {
    isAlive: () => alive,
    crash: () => {
      if (!alive) return
      alive = false
      for (const resolve of pending) resolve({ kind: 'lost' })
      pending.clear()
      options.ended()
    },
    wait: async (ms: number) => {
      await time.sleep(ms)
      if (!alive) await forEver()
    },
  }
  const shell = createShell(options, body)
  return {
    ...body,
    name: options.name,
    shell,
    ears: createEars(shell),
    ask: (work) =>
      new Promise((resolve) => {
        pending.add(resolve as (asked: Asked<never>) => void)
        const end: typeof resolve = (asked) => {
          pending.delete(resolve as (asked: Asked<never>) => void)
          resolve(asked)
        }
        work(shell).then(
          (value) => end({ kind: 'answer', value }),
          (error: unknown) => {
            if (!(error instanceof Injected)) options.trouble({ error: stackOf(error) }, 'a request threw')
            end({ kind: 'lost' })
          },
        )
      }),
    attend: (channel, max) => sweep(shell, channel, max),
  }
}

/** A promise of its own each time, so that what waits for it can be forgotten. */
export const forEver = (): Promise<never> => new Promise(() => {})

const stackOf = (error: unknown): string => (error instanceof Error ? `${error.stack}` : `${error}`)

function createShell(
  { name, seed, time, store, channels, clockOff, trouble }: NodeOptions,
  body: Pick<Node, 'crash' | 'wait' | 'isAlive'>,
): Shell {
  const dice = diceOf(seed, 'node', name)
  const kept = store(body)
  const log = { info: () => {}, warn: () => {}, error: trouble }
  const deps = {
    store: kept,
    channels: channels(body),
    clock: {
      now: () => instant(time.now() + clockOff()),
      monotonicMs: () => time.now(),
      aheadMs: () => 0,
      sleep: body.wait,
    },
    random: { bytes: (count: number) => bytesOf(dice, count), fraction: () => dice.fraction() },
    log,
    probe: () => {},
    fingerprints: (text: string) => [createHmac('sha256', SECRET).update(text).digest('hex')],
    retention: { refundAccountsMs: KEEP_MS, webhooksMs: 6 * KEEP_MS },
    jobs: NO_JOBS,
    webhooks: { publicUrl: 'https://sim', internalHosts: [] },
  }
  const shared = { members: createMembers(deps), reconciling: new Set<string>() }
  return { ...deps, ...shared, breakers: createVirtualBreakers(time), isRunning: () => true }
}

/** Nothing about a payment's truth runs on the queue. */
const NO_JOBS = {
  work: async () => {},
  send: async () => {},
  schedule: async () => {},
  unschedule: async () => {},
  stop: async () => {},
} satisfies Jobs

const bytesOf = (dice: Dice, count: number): Uint8Array => Uint8Array.from({ length: count }, () => dice.below(256))
