/** Several real service processes on one PostgreSQL and one sandbox; any of them may be killed at any time. */
import { type ChildProcess, fork } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { type JsonClient, jsonClient, type Reply } from '../../src/cli/client.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { CHILD_ENV } from '../child-env.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { freePort } from '../free-port.ts'
import { makeScratchFolder } from '../scratch.ts'

interface Node {
  readonly port: number
  readonly folder: string
  child: ChildProcess | null
}

export interface Cluster {
  readonly sandbox: Sandbox
  readonly database: TestDatabase
  /** Of the first node. */
  readonly url: string
  readonly control: JsonClient
  /** Asks any node, and another one where there is no answer: what a merchant behind a load balancer does. */
  readonly call: Call
  /** Asks every node at once. */
  all(method: string, path: string, body?: object): Promise<Reply[]>
  /** `kill -9` of one node; it is started again behind this call. */
  killOne(): Promise<void>
  allUp(): Promise<void>
  readonly kills: () => number
  /** Time passes for nodes and sandbox alike. */
  pass(ms: number): Promise<void>
  close(): Promise<void>
}

type Call = (method: string, path: string, body?: object, headers?: Record<string, string>) => Promise<Reply>

const KEY = { authorization: 'Bearer mk_dev_maedeup' }
/** A merchant gives up after a minute; a node is back long before. */
const MAX_TRIES = 120
const TRY_AGAIN_MS = 250
/** Between the death of a node and its next start. */
const DEAD_FOR_MS = 400

export interface ClusterOptions {
  readonly nodes: number
  readonly seed: number
  /** Another cluster's, which is not closed with this one. */
  readonly sandbox?: Sandbox
  /** A restored one; the first start of the first node is `serve --recover` then. */
  readonly restored?: TestDatabase
}

export async function startCluster({ nodes: count, seed, ...given }: ClusterOptions): Promise<Cluster> {
  const database = given.restored ?? (await createTestDatabase())
  const sandbox = given.sandbox ?? (await startSandbox({ controlPort: 0, seed }))
  let recovers = given.restored !== undefined
  const nodes: Node[] = []
  const coming = new Set<Promise<void>>()
  let [aheadMs, killed, turn] = [sandbox.clock.aheadMs(), 0, 0]

  const start = async (node: Node): Promise<void> => {
    const child = fork('test/programs/node.ts', [], {
      execArgv: [],
      env: {
        ...CHILD_ENV,
        DATABASE_URL: database.connectionString,
        MAEDEUP_DATA: node.folder,
        MAEDEUP_PORT: String(node.port),
        MAEDEUP_SECRET: 'one secret that all processes of this test share',
        MAEDEUP_LOG: process.env.NODES_LOG ?? 'silent',
        MAEDEUP_ORDER_WITHIN: 'PT5S',
        TEST_URLS: JSON.stringify(sandbox.urls),
        TEST_AHEAD_MS: String(aheadMs),
        ...(recovers ? { TEST_RECOVER: '1' } : {}),
      },
    })
    recovers = false
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve())
      child.once('exit', (code) => reject(new Error(`a node ended with ${code} before it was up`)))
    })
    child.send(aheadMs)
    node.child = child
  }

  for (let n = 0; n < count; n += 1) {
    nodes.push({ port: await freePort(), folder: makeScratchFolder(`node-${n}`), child: null })
  }
  // One after the other: the first migrates.
  for (const node of nodes) await start(node)
  const askOne = (n: number, headers: Record<string, string> = {}): JsonClient =>
    jsonClient(`http://127.0.0.1:${nodes[n % nodes.length]?.port}`, { ...KEY, ...headers })
  const control = jsonClient(sandbox.controlUrl)

  const call: Call = async (method, path, body, headers) => {
    for (let tried = 0; ; tried += 1) {
      turn += 1
      const answer = await askOne(turn, headers)(method, path, body).catch(() => null)
      if (answer !== null && answer.status < 500) return answer
      if (tried > MAX_TRIES) throw new Error(`${method} ${path}: no node answers (${answer?.status ?? '-'})`)
      await sleep(TRY_AGAIN_MS)
    }
  }

  return {
    sandbox,
    database,
    url: `http://127.0.0.1:${nodes[0]?.port}`,
    control,
    call,
    all: async (...request) => await Promise.all(nodes.map((_, n) => askOne(n)(...request))),
    kills: () => killed,
    killOne: async () => {
      // On a machine so busy that a start takes longer than a kill, somebody must be left to do the work.
      const up = [...nodes.slice(killed % count), ...nodes.slice(0, killed % count)].filter(
        ({ child }) => child !== null,
      )
      const [node] = up
      const child = node?.child
      if (up.length < 2 || node === undefined || child == null) return
      node.child = null
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
      killed += 1
      await sleep(DEAD_FOR_MS)
      const starting = start(node).finally(() => coming.delete(starting))
      coming.add(starting)
    },
    allUp: async () => {
      await Promise.all(coming)
    },
    pass: async (ms) => {
      aheadMs += ms
      await control('POST', '/control/clock', { advanceMs: ms })
      for (const { child } of nodes) child?.send(aheadMs)
    },
    close: async () => {
      for (const { child } of nodes) child?.kill('SIGKILL')
      if (given.sandbox === undefined) await sandbox.close()
      await database.drop()
    },
  }
}
