/** Service processes that die and come back on the same port: one spare of each always waits, read and compiled. */
import { type ChildProcess, fork } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { CHILD_ENV } from '../test/child-env.ts'
import { freePort } from '../test/free-port.ts'
import { makeScratchFolder } from '../test/scratch.ts'
import type { Armed } from './failpoints.ts'
import type { Order, Word } from './programs/node.ts'

export interface NodeOptions {
  readonly connectionString: string
  readonly urls: Readonly<Record<string, string>>
  readonly workers: 'on' | 'off'
  readonly aheadMs: () => number
}

/** One place where a service runs, whichever process it is at the moment. */
export interface Node {
  readonly url: string
  /** Webhook paths by channel. */
  paths(): Readonly<Record<string, string>>
  /** `kill -9`. Resolves when the process is gone; the next one goes behind this call. */
  kill(): Promise<void>
  /** Resolves when the process that runs now takes note. */
  arm(armed: Armed | null): Promise<void>
  /** Calls once, when the process that runs now has ended and the next one is up. */
  afterDeath(then: () => Promise<void>): Promise<void>
  /** How many processes ended, by our hand or their own. */
  deaths(): number
  tellClock(): void
  /** Resolves when a process of this place is up. */
  up(): Promise<void>
  close(): Promise<void>
}

interface Process {
  readonly child: ChildProcess
  readonly ended: Promise<void>
  /** The first word of a kind. */
  heard(word: Word['say']): Promise<Word>
  tell(order: Order): void
}

export async function startNode(options: NodeOptions): Promise<Node> {
  const port = await freePort()
  const env = environmentOf(options, port)
  let spare = launch(env)
  let current: Process | null = null
  let [deaths, closed] = [0, false]
  let paths: Readonly<Record<string, string>> = {}
  let coming: Promise<void> = Promise.resolve()

  const goOn = async (): Promise<void> => {
    while (!closed) {
      const next = spare
      await Promise.race([next.heard('waiting'), next.ended])
      next.tell({ say: 'go', aheadMs: options.aheadMs() })
      const word = await Promise.race([next.heard('up'), next.ended])
      if (closed) return
      spare = launch(env)
      if (word === undefined) {
        deaths += 1
        continue
      }
      if (word.say === 'up') paths = word.path
      current = next
      next.tell({ say: 'clock', aheadMs: options.aheadMs() })
      next.ended.then(() => {
        deaths += 1
        current = null
        coming = goOn()
      })
      return
    }
  }
  coming = goOn()
  await coming
  return {
    url: `http://127.0.0.1:${port}`,
    paths: () => paths,
    ...handle(options, { current: () => current, coming: () => coming }),
    deaths: () => deaths,
    close: async () => {
      closed = true
      for (const one of [spare, current]) one?.child.kill('SIGKILL')
      await Promise.all([spare.ended, current?.ended])
    },
  }
}

interface Place {
  current(): Process | null
  coming(): Promise<void>
}

/** What is done to whichever process runs at the moment. */
const handle = (options: NodeOptions, { current, coming }: Place) =>
  ({
    kill: async () => {
      await coming()
      const victim = current()
      victim?.child.kill('SIGKILL')
      await victim?.ended
    },
    arm: async (armed) => {
      await coming()
      const noted = current()?.heard('armed')
      current()?.tell({ say: 'arm', armed })
      await Promise.race([noted, current()?.ended])
    },
    afterDeath: async (then) => {
      await current()?.ended
      await sleep(0)
      await coming()
      await then()
    },
    tellClock: () => current()?.tell({ say: 'clock', aheadMs: options.aheadMs() }),
    up: coming,
  }) satisfies Partial<Node>

function launch(env: NodeJS.ProcessEnv): Process {
  const child = fork('chaos/programs/node.ts', [], { execArgv: [], env })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const waiting = new Map<Word['say'], ((word: Word) => void)[]>()
  const early = new Set<Word['say']>()
  child.on('message', (word: Word) => {
    if (!waiting.has(word.say)) early.add(word.say)
    for (const resolve of waiting.get(word.say) ?? []) resolve(word)
    waiting.delete(word.say)
  })
  return {
    child,
    ended,
    heard: (say) => {
      if (early.delete(say)) return Promise.resolve({ say } as Word)
      return new Promise((resolve) => waiting.set(say, [...(waiting.get(say) ?? []), resolve]))
    },
    // A process that just died cannot be told anything; its end is heard of by itself.
    tell: (order) => void (child.connected && child.send(order, () => {})),
  }
}

function environmentOf({ connectionString, urls, workers }: NodeOptions, port: number): NodeJS.ProcessEnv {
  return {
    ...CHILD_ENV,
    DATABASE_URL: connectionString,
    MAEDEUP_DATA: makeScratchFolder('maedeup-chaos-node-'),
    MAEDEUP_PORT: String(port),
    MAEDEUP_SECRET: 'one secret that all processes of this test share',
    MAEDEUP_LOG: process.env.CHAOS_LOG ?? 'silent',
    MAEDEUP_WORKERS: workers,
    CHAOS_URLS: JSON.stringify(urls),
  }
}
