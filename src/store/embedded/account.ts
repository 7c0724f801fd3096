/** Chooses the account that runs the server (PostgreSQL refuses root), and starts commands under it. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { chownSync, mkdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** An account to change to; `null` wherever it is used means "as ourselves". */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/** A program to run, and the folders that it has to get into. */
export interface Command {
  readonly file: string
  readonly args: readonly string[]
  readonly reaches: readonly string[]
  readonly stdio: SpawnOptions['stdio']
}

/** Accounts that root may change to, the best first; no account is ever made. */
const UNPRIVILEGED = ['postgres', 'nobody']

/** Keeps one right only, to pass closed folders such as root's home; `no_setuid_fixup` lets it survive the change. */
const KEEP_DAC_OVERRIDE = [
  '--clear-groups',
  '--securebits=+no_setuid_fixup',
  '--inh-caps=+dac_override',
  '--ambient-caps=+dac_override',
]

/** As root: the owner of the cluster where there is one, so that it stays readable for who made it. */
export function chooseAccount(clusterDir: string): Account | null {
  if (process.getuid?.() !== 0) return null
  const owner = statOf(clusterDir)
  if (owner !== null && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const name of UNPRIVILEGED) {
    const row = accounts.find(([user]) => user === name)
    if (row !== undefined) return { uid: Number(row[2]), gid: Number(row[3]) }
  }
  throw new Error('PostgreSQL does not run as root, and there is no account "postgres" or "nobody" to run it as.')
}

/** Makes a folder that only the account can open (the folder may exist: what root owns is handed over). */
export function makePrivateFolder(path: string, account: Account | null): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  if (account !== null && statSync(path).uid === 0) chownSync(path, account.uid, account.gid)
}

/** Starts a command in a process group of its own, so that Ctrl-C in a terminal does not reach it before us. */
export function spawnAs(account: Account | null, command: Command): ChildProcess {
  const options: SpawnOptions = {
    cwd: '/',
    detached: true,
    stdio: command.stdio,
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
  }
  if (account === null) return spawn(command.file, command.args, options)
  if (command.reaches.every((path) => canEnter(account, path))) {
    return spawn(command.file, command.args, { ...options, uid: account.uid, gid: account.gid })
  }
  const change = [`--reuid=${account.uid}`, `--regid=${account.gid}`, ...KEEP_DAC_OVERRIDE]
  return spawn('setpriv', [...change, command.file, ...command.args], options)
}

/** May the account walk down to this folder? Access lists are not read: a wrong no only costs the longer way. */
function canEnter(account: Account, folder: string): boolean {
  let path = realpathSync(folder)
  for (;;) {
    const stats = statSync(path)
    const shift = stats.uid === account.uid ? 6 : stats.gid === account.gid ? 3 : 0
    if (((stats.mode >> shift) & 1) === 0) return false
    const parent = dirname(path)
    if (parent === path) return true
    path = parent
  }
}

function statOf(path: string): Stats | null {
  return statSync(path, { throwIfNoEntry: false }) ?? null
}
