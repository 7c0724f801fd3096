/** A copy of the source tree, in which bugs are planted one at a time; the tree itself is never touched. */
import { type ChildProcess, fork } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bug, plantedIn } from './bug.ts'
import type { Report } from './report.ts'

export interface Range {
  /** The first world; the others follow. */
  readonly seed: number
  readonly payments: number
}

/** What became of a hunt. `by`: the promises that were seen to be broken, in which world, after how many payments. */
export interface Hunted extends Range {
  readonly by: string | null
  readonly detail: string
}

export interface Field {
  /** Simulates with the bug in the code, or without any, until a promise is broken or the payments are over. */
  hunt(range: Range, bug?: Bug): Promise<Hunted>
  remove(): void
}

/** A world takes a second or two. One that tells nothing for so long, on however slow a machine, never ends. */
const SILENCE_MS = 150_000

const root = join(import.meta.dirname, '..', '..')

export function makeField(): Field {
  const children = new Set<ChildProcess>()
  const copy = mkdtempSync(join(tmpdir(), 'maedeup-planted-'))
  for (const part of ['src', 'sim', 'package.json']) cpSync(join(root, part), join(copy, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  return {
    hunt: async (range, bug) => {
      if (bug === undefined) return await simulate({ copy, children }, range)
      const path = join(copy, bug.file)
      const sound = readFileSync(path, 'utf8')
      writeFileSync(path, plantedIn(sound, bug))
      try {
        return await simulate({ copy, children }, range)
      } finally {
        writeFileSync(path, sound)
      }
    },
    remove: () => {
      for (const child of children) child.kill('SIGKILL')
      rmSync(copy, { recursive: true, force: true })
    },
  }
}

interface Made {
  readonly copy: string
  readonly children: Set<ChildProcess>
}

function simulate({ copy, children }: Made, { seed, payments }: Range): Promise<Hunted> {
  const program = join(copy, 'sim', 'planted', 'hunt.ts')
  const child = fork(program, [`${seed}`, `${payments}`], { cwd: copy, execArgv: [], stdio: 'ignore' })
  children.add(child)
  return new Promise((resolve, reject) => {
    let last: Report | null = null
    const silence = setTimeout(() => child.kill('SIGKILL'), SILENCE_MS)
    child.on('message', (report: Report) => {
      last = report
      silence.refresh()
    })
    child.on('exit', (code, signal) => {
      clearTimeout(silence)
      children.delete(child)
      // What is no program any more is caught by nobody.
      if (last === null) return reject(new Error('the code does not even start'))
      const { broken, detail, ...at } = last
      if (broken.length > 0) resolve({ ...at, by: broken.join('; '), detail })
      else if (code === 0) resolve({ ...at, by: null, detail: '' })
      else resolve({ ...at, by: signal === null ? 'the world runs' : 'the world comes to an end', detail: `${code}` })
    })
  })
}
