/** One shop's world: a database, providers, service processes, and a clock that all of them share. */
import { setTimeout as sleep } from 'node:timers/promises'
import { jsonClient } from '../src/cli/client.ts'
import { type Sandbox, startSandbox } from '../src/sandbox/index.ts'
import { type Receiver, startReceiver } from '../test/receiver.ts'
import { judge } from './judge.ts'
import { type Node, startNode } from './nodes.ts'
import type { Postgres } from './postgres.ts'
import { askAgain, goOnLater, type Life, merchant, type Shop } from './shop.ts'

export interface LaneOptions {
  readonly name: string
  readonly seed: number
  /** One service process per entry; requests go to the first, or to all whose workers are off. */
  readonly workers: readonly ('on' | 'off')[]
}

export interface Lane extends Shop {
  readonly nodes: readonly Node[]
  readonly receiver: Receiver
  readonly lives: Life[]
  /** Time passes for processes and providers alike. */
  pass(ms: number): Promise<void>
  close(): Promise<void>
}

export async function openLane(postgres: Postgres, { name, seed, workers }: LaneOptions): Promise<Lane> {
  const connectionString = await postgres.database(name)
  const sandbox = await startSandbox({ controlPort: 0, seed })
  const receiver = await startReceiver()
  const nodes: Node[] = []
  const aheadMs = () => sandbox.clock.aheadMs()
  // One after the other: the first migrates.
  for (const one of workers) {
    nodes.push(await startNode({ connectionString, urls: sandbox.urls, workers: one, aheadMs }))
  }
  const asked = nodes.filter((_, n) => workers[n] === 'off')
  const call = merchant((asked.length > 0 ? asked : nodes).map(({ url }) => url))
  const control = jsonClient(sandbox.controlUrl)
  await listen({ call, control }, { sandbox, receiver, ears: asked[0] ?? nodes[0] })
  return {
    nodes,
    receiver,
    lives: [],
    call,
    control,
    pass: async (ms) => {
      await control('POST', '/control/clock', { advanceMs: ms })
      for (const node of nodes) node.tellClock()
    },
    close: async () => {
      await Promise.all(nodes.map((node) => node.close()))
      await receiver.close()
      await sandbox.close()
    },
  }
}

interface Listening {
  readonly sandbox: Sandbox
  readonly receiver: Receiver
  readonly ears: Node | undefined
}

/** Providers post to us, and we to the merchant. */
async function listen({ call, control }: Shop, { sandbox, receiver, ears }: Listening): Promise<void> {
  for (const provider of Object.keys(sandbox.urls)) {
    const path = ears?.paths()[provider]
    if (path === undefined) throw new Error(`${provider} has no webhook URL`)
    await control('PUT', '/control/webhook-targets', { provider, url: `${ears?.url}${path}` })
  }
  const { status } = await call('POST', '/v1/webhook-endpoints', { url: receiver.url, types: DELIVERED })
  if (status >= 300) throw new Error('no endpoint for events')
}

const DELIVERED = ['payment.paid', 'order.recorded', 'cancellation.done']

/** What a protocol makes us wait for: the life of a lost call, negative proofs, ladders, retries of webhooks. */
const WAITS_SECONDS = [20, 30, 45, 30, 60, 35, 35, 65, 120, 300, 300, 600, 600] as const
/** And then nothing may happen any more. */
const AFTERWARDS_SECONDS = [600, 3_600, 7_200] as const

export interface Settled {
  /** What is wrong in the end. */
  readonly wrong: readonly string[]
  /** Until every order was as it must be: by the clock on the wall, and by the clock of the processes beside it. */
  readonly realMs: number
  readonly simulatedMs: number
}

/** Lets the dust settle, measures how long that takes, and judges when much more time has passed. */
export async function settle(lane: Lane): Promise<Settled> {
  const from = performance.now()
  let simulatedMs = 0
  await Promise.all(lane.nodes.map((node) => node.up()))
  const open = new Set(lane.lives)
  for (const seconds of WAITS_SECONDS) {
    await untilIdle(lane)
    await Promise.all([...open].map((one) => goOnLater(lane, one)))
    await untilIdle(lane)
    const wrong = await judge(lane, [...open])
    for (const one of open) if (!wrong.some((what) => what.startsWith(`${one.orderId} `))) open.delete(one)
    if (open.size === 0) break
    await lane.pass(seconds * 1_000)
    simulatedMs += seconds * 1_000
  }
  const realMs = performance.now() - from
  for (const seconds of AFTERWARDS_SECONDS) {
    await lane.pass(seconds * 1_000)
    await untilIdle(lane)
  }
  // A key names one cancellation for ever: asked again at the very end, nothing may happen either.
  for (const one of lane.lives) await askAgain(lane, one)
  const wrong = [...(await judge(lane, lane.lives)), ...(await untold(lane)), ...(await unended(lane))]
  return { wrong, realMs, simulatedMs }
}

const MAX_IDLE_LOOKS = 400

async function untilIdle({ call }: Lane): Promise<void> {
  for (let looks = 0; looks < MAX_IDLE_LOOKS; looks += 1) {
    // A worker claims what has become due within this.
    await sleep(looks === 0 ? 350 : 50)
    const { body } = await call('GET', '/v1/attention')
    const counts = body.counts as { reason: string; due: number }[]
    if (counts.every(({ reason, due }) => due === 0 || reason === 'needs_operator')) return
  }
}

/** Events that the merchant was not told. */
async function untold({ call, pass, receiver }: Lane): Promise<string[]> {
  const wanted: string[] = []
  for (let after = 0; ; ) {
    const { body } = await call('GET', `/v1/events?after=${after}&limit=500`)
    const events = body.data as { type: string; id: string }[]
    wanted.push(...events.filter(({ type }) => DELIVERED.includes(type)).map(({ id }) => id))
    if (events.length === 0) break
    after = body.next
  }
  const missing = () => {
    const told = new Set(receiver.received.map(({ event }) => event.id as string))
    return wanted.filter((id) => !told.has(id))
  }
  for (let tries = 0; tries < 100 && missing().length > 0; tries += 1) {
    await pass(30_000)
    await sleep(300)
  }
  return missing().map((id) => `event ${id} was never delivered`)
}

/** Waits for comparisons of books; answers those that did not end. */
export async function unended({ call, pass }: Lane): Promise<string[]> {
  const open = async () => {
    const { body } = await call('GET', '/v1/reconciliations')
    return (body.data as { id: number; state: string; date: string }[]).filter(({ state }) => !ENDED.has(state))
  }
  for (let tries = 0; tries < 100 && (await open()).length > 0; tries += 1) {
    await pass(30_000)
    await sleep(300)
  }
  return (await open()).map(({ id, date, state }) => `comparison ${id} of ${date} is ${state}`)
}

const ENDED: ReadonlySet<string> = new Set(['done', 'cancelled'])
