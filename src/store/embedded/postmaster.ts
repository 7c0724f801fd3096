/** The server process: seen, started, watched and stopped, with nothing taken on trust from a crash's leftovers. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, linkSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Account, spawnAs } from './account.ts'
import type { Binaries } from './binaries.ts'
import { type Home, socketPath } from './home.ts'
import { processesMarked, processOf } from './processes.ts'

/** What there is of a server on a cluster, at this moment. `launcher`: who started it and still lives. */
export type Sighting =
  | { readonly kind: 'none' }
  /** The server was killed and its workers are on their way out: they must be gone before the next one starts. */
  | { readonly kind: 'leftovers'; readonly pids: readonly number[] }
  | { readonly kind: 'coming_or_going'; readonly pid: number }
  | { readonly kind: 'ready'; readonly pid: number; readonly socketDir: string; readonly launcher: number | null }

/** A setting of no meaning to PostgreSQL: it tells who started a server, in its command line. */
const LAUNCHER_SETTING = 'maedeup.launcher_pid'

/** The file that says where a running server is: line 1 its pid, line 5 its socket's folder, line 8 its state. */
const PID_FILE = 'postmaster.pid'

/** Server output is for the day it fails to start; older output beyond this size is kept in one file beside it. */
const MAX_LOG_BYTES = 10_000_000

/** Fast shutdown waits for a checkpoint; then the server is told to leave all as it is; then it is ended. */
const STOP_LADDER = [
  { signal: 'SIGINT', waitMs: 20_000 },
  { signal: 'SIGQUIT', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
] as const

export function look(home: Home): Sighting {
  const lines = readLines(join(home.cluster, PID_FILE))
  const pid = Number(lines[0])
  const server = pid > 0 ? processOf(pid) : null
  if (server?.command.includes(home.mark)) {
    const socketDir = lines[4]
    if (lines[7]?.trim() !== 'ready' || !socketDir) return { kind: 'coming_or_going', pid }
    const starter = Number(new RegExp(`${LAUNCHER_SETTING}=(\\d+)`).exec(server.command)?.[1])
    // A process whose parent died gets another one: the same parent as at the start means that it lives.
    return { kind: 'ready', pid, socketDir, launcher: server.parent === starter ? starter : null }
  }
  const pids = processesMarked(home.mark).map((one) => one.pid)
  return pids.length === 0 ? { kind: 'none' } : { kind: 'leftovers', pids }
}

export interface StartPlan {
  readonly binaries: Binaries
  readonly home: Home
  readonly account: Account | null
  readonly socketDir: string
  readonly settings: Readonly<Record<string, string | number>>
}

export interface Postmaster {
  readonly pid: number
  /** Resolves when the process has ended, for whatever reason. */
  readonly ended: Promise<void>
  readonly hasEnded: () => boolean
  readonly stop: () => Promise<void>
}

/** Starts a server where {@link look} saw none. It may end at once: when another start was faster, for one. */
export function startPostmaster(plan: StartPlan): Postmaster {
  const { home, account, socketDir } = plan
  removeIfStale(join(home.cluster, PID_FILE), home)
  removeIfStale(`${socketPath(socketDir)}.lock`, home)
  const settings = { ...plan.settings, cluster_name: home.mark, [LAUNCHER_SETTING]: process.pid }
  const args = ['-D', home.cluster, '-k', socketDir]
  for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`)
  const log = openLog(home.logFile)
  const reaches = [dirname(plan.binaries.postgres), home.dataDir, dirname(socketDir)]
  const child = spawnAs(account, { file: plan.binaries.postgres, args, reaches, stdio: ['ignore', log, log] })
  closeSync(log)
  const watch = watchDeath(child)
  let over = false
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      over = true
      watch?.kill('SIGKILL')
      resolve()
    }
    child.once('exit', end)
    child.once('error', end) // The program could not be run at all.
  })
  child.unref()
  return { pid: child.pid ?? 0, ended, hasEnded: () => over, stop: () => stopServer(child, ended) }
}

/** When our process dies in whatever way, the pipe closes and the server shuts down; nobody needs to be alive. */
function watchDeath(child: ChildProcess): ChildProcess | null {
  if (child.pid === undefined) return null
  const watch = spawn('sh', ['-c', 'cat >/dev/null; kill -INT "$0" 2>/dev/null', String(child.pid)], {
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  watch.on('error', () => {}) // No shell: the server then outlives us, and the next start takes it over.
  watch.stdin?.on('error', () => {})
  watch.unref()
  const pipe = watch.stdin as { unref?: () => void } | null
  pipe?.unref?.()
  return watch
}

async function stopServer(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.ref()
  for (const { signal, waitMs } of STOP_LADDER) {
    child.kill(signal)
    const timer = Promise.withResolvers<'late'>()
    const clock = setTimeout(() => timer.resolve('late'), waitMs)
    const first = await Promise.race([ended, timer.promise])
    clearTimeout(clock)
    if (first !== 'late') return
  }
}

/**
 * PostgreSQL will not start while the pid in its lock file is anyone's, and pids are given out again. The file is first
 * moved aside and read there: should another start have written it this very moment, it is put back.
 */
function removeIfStale(path: string, home: Home): void {
  const aside = `${path}.${process.pid}`
  try {
    renameSync(path, aside)
  } catch {
    return // There is none.
  }
  const owner = processOf(Number(readLines(aside)[0]))
  if (owner?.command.includes(home.mark)) linkSync(aside, path)
  rmSync(aside, { force: true })
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n')
  } catch {
    return []
  }
}

function openLog(path: string): number {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size > MAX_LOG_BYTES) renameSync(path, `${path}.1`)
  return openSync(path, 'a', 0o600)
}

/** The end of the server's output, for the message of a start that failed. */
export function logTail(home: Home): string {
  return readLines(home.logFile).slice(-12).join('\n').trim()
}
