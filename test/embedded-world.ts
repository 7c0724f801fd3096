/** A data folder and the real processes that own it, for tests that kill them. */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { expect } from 'vitest'
import { openHome } from '../src/store/embedded/home.ts'
import { type Process, processesMarked } from '../src/store/embedded/processes.ts'
import { makeScratchFolder } from './scratch.ts'

const PROGRAM = join(import.meta.dirname, 'programs/own-database.ts')

/** What is promised to a start after any kill; a busy machine gets no more. */
const START_WITHIN_MS = 10_000

/** What the program says, one JSON object per line. */
export interface Line {
  readonly connectionString?: string
  readonly socketDir?: string
  readonly pid?: number
  readonly owned?: boolean
  readonly failed?: string
  readonly inUseBy?: number | null
  readonly lost?: string
  readonly log?: string
}

export interface Owner {
  readonly child: ChildProcess
  readonly lines: Line[]
  readonly exited: Promise<number | null>
  /** The first line that says how the start came out. */
  readonly outcome: Promise<Line>
}

export class EmbeddedWorld {
  readonly dataDir = makeScratchFolder('maedeup-embedded-')
  readonly owners: Owner[] = []

  constructor() {
    chmodSync(this.dataDir, 0o711) // As the launcher makes it; a fresh scratch folder is closed to all others.
  }

  /** Starts a process that wants to own the folder. `load` keeps the server busy, `leave` ends when it is there. */
  own(mode: 'idle' | 'load' | 'leave' = 'idle', uid?: number): Owner {
    const child = spawn(process.execPath, [PROGRAM, this.dataDir, mode], {
      stdio: ['ignore', 'pipe', 'inherit'],
      ...(uid === undefined ? {} : { uid, gid: uid }),
    })
    const lines: Line[] = []
    const { promise: outcome, resolve } = Promise.withResolvers<Line>()
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text) as Line
      lines.push(line)
      if (line.pid !== undefined || line.failed !== undefined) resolve(line)
    })
    const exited = new Promise<number | null>((done) => {
      child.once('close', (code) => done(code))
    })
    exited.then((code) => resolve({ failed: `exited with ${code} and said nothing` }))
    const owner = { child, lines, exited, outcome }
    this.owners.push(owner)
    return owner
  }

  servers(): Process[] {
    return processesMarked(openHome(this.dataDir).mark)
  }

  /** Starts once more and proves that the database answers, in the promised time. */
  async expectStart(): Promise<Line> {
    const from = performance.now()
    const line = await this.own().outcome
    expect(line.failed).toBeUndefined()
    expect(line.owned).toBe(true)
    expect(await ask(line.connectionString, 'select 1')).toBe(1)
    expect(performance.now() - from).toBeLessThan(START_WITHIN_MS)
    return line
  }

  async end(): Promise<void> {
    for (const { child } of this.owners) child.kill('SIGKILL')
    await Promise.all(this.owners.map((owner) => owner.exited))
    // Its death watch ends each server in order; killed servers would leave shared memory behind.
    await until('servers gone', () => this.servers().length === 0)
    rmSync(this.dataDir, { recursive: true, force: true })
  }
}

/** The first value of the first row. */
export async function ask(connectionString: string | undefined, text: string): Promise<unknown> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {})
  await client.connect()
  try {
    return Object.values((await client.query(text)).rows[0] ?? {})[0]
  } finally {
    await client.end()
  }
}

export async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + START_WITHIN_MS
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`still waiting: ${what}`)
    await sleep(10)
  }
}
