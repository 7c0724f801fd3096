/** Makes the database cluster once, whole or not at all, whatever moment the process is killed at. */
import type { ChildProcess } from 'node:child_process'
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Account, makePrivateFolder, spawnAs } from './account.ts'
import type { Binaries } from './binaries.ts'
import type { Home } from './home.ts'
import { processesMarked, processOf, tell } from './processes.ts'

/** `lc-ctype` must know Unicode: with plain C, pg_trgm finds nothing in Korean. */
const INITDB_ARGS = [
  '--username=maedeup',
  '--auth=trust',
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--lc-collate=C',
  '--lc-ctype=C.UTF-8',
  '--lc-messages=C',
  '--no-instructions',
]

const MAX_OUTPUT_CHARS = 4_000

const MAKERS_MAY_LIVE_MS = 2_000
const POLL_EVERY_MS = 20

export interface ClusterPlan {
  readonly binaries: Binaries
  readonly home: Home
  readonly account: Account | null
  /** `off` only for clusters that may be lost, as those of tests. */
  readonly sync: 'on' | 'off'
}

/** initdb writes beside the final place; only a finished cluster is moved there, in one step. */
export async function ensureCluster(plan: ClusterPlan): Promise<'made' | 'found'> {
  const { home, account } = plan
  await removeUnfinished(home)
  if (existsSync(home.cluster)) return 'found'
  const draft = join(home.dataDir, `postgres.new-${process.pid}`)
  makePrivateFolder(draft, account)
  const args = ['-D', draft, ...INITDB_ARGS, ...(plan.sync === 'off' ? ['--no-sync'] : [])]
  const reaches = [dirname(plan.binaries.initdb), home.dataDir]
  const made = await outcomeOf(
    spawnAs(account, { file: plan.binaries.initdb, args, reaches, stdio: ['ignore', 'pipe', 'pipe'] }),
  )
  if (made.code !== 0) {
    rmSync(draft, { recursive: true, force: true })
    throw new Error(`PostgreSQL could not make its data folder in ${home.dataDir}:\n${made.output}`)
  }
  return moveInto(home, draft)
}

function moveInto(home: Home, draft: string): 'made' | 'found' {
  try {
    renameSync(draft, home.cluster)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (existsSync(home.cluster)) return 'found' // Another start was faster; its cluster is as good.
    throw error
  }
  const folder = openSync(home.dataDir, 'r')
  fsyncSync(folder)
  closeSync(folder)
  return 'made'
}

/** What a start that was killed in the middle of initdb left; a living start's draft is not touched. */
async function removeUnfinished(home: Home): Promise<void> {
  for (const name of readdirSync(home.dataDir)) {
    const maker = Number(/^postgres\.new-(\d+)$/.exec(name)?.[1] ?? Number.NaN)
    if (Number.isNaN(maker) || (maker !== process.pid && processOf(maker) !== null)) continue
    const draft = join(home.dataDir, name)
    await endMakers(draft)
    rmSync(draft, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}

/** initdb outlives the process that started it, and would write on in the folder that is about to be removed. */
async function endMakers(draft: string): Promise<void> {
  // Asked first: killed, it would leave its shared memory behind, which nothing else ever frees.
  for (const { pid } of processesMarked(draft)) tell(pid, 'SIGTERM')
  for (let waitedMs = 0; waitedMs < MAKERS_MAY_LIVE_MS; waitedMs += POLL_EVERY_MS) {
    if (processesMarked(draft).length === 0) return
    await sleep(POLL_EVERY_MS)
  }
  for (const { pid } of processesMarked(draft)) tell(pid, 'SIGKILL')
}

async function outcomeOf(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-MAX_OUTPUT_CHARS)
    })
  }
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, output: error.message }))
    child.once('close', (code) => resolve({ code, output }))
  })
}
