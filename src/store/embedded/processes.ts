/** What the machine's process table says: which server processes of a cluster live, and who started them. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** One living process. `command` is its command line; a dead one that nobody collected has none and is left out. */
export interface Process {
  readonly pid: number
  readonly parent: number
  readonly command: string
}

/** Every living process whose command line names the mark (a server and its workers carry it in their titles). */
export function processesMarked(mark: string): Process[] {
  return allProcesses().filter((process) => process.command.includes(mark))
}

/** The process, if it lives; a number alone proves nothing, for numbers are given out again. */
export function processOf(pid: number): Process | null {
  if (process.platform === 'linux') return readLinux(pid)
  return allProcesses().find((one) => one.pid === pid) ?? null
}

/** Sends a signal; a process that is gone already is what the signal was for. */
export function tell(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function allProcesses(): Process[] {
  if (process.platform !== 'linux') return listWithPs()
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readLinux(Number(name)))
    .filter((found) => found !== null)
}

/** `cmdline` and `stat` are readable whoever runs the process; `cwd`, the nearer clue, needs CAP_SYS_PTRACE. */
function readLinux(pid: number): Process | null {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    if (command === '') return null
    // The name in parentheses may itself hold spaces and parentheses: count from the last one.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' || state === 'X' ? null : { pid, parent: Number(parent), command }
  } catch {
    return null
  }
}

function listWithPs(): Process[] {
  const answer = spawnSync('ps', ['-axww', '-o', 'pid=,ppid=,stat=,command='], { encoding: 'utf8' })
  return answer.stdout
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line))
    .filter((row) => row !== null && !row[3]?.startsWith('Z'))
    .map((row) => ({ pid: Number(row?.[1]), parent: Number(row?.[2]), command: row?.[4] ?? '' }))
}
