/** `node sim/planted/plant.ts`: plants one bug after the other in a copy of the code, and says what catches each. */
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { BUGS, type Bug } from './bugs.ts'

const { values } = parseArgs({
  options: {
    payments: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
})

/** A bug can keep a world from ever coming to rest; that is caught too. */
const LONGEST_MS = 300_000
/** Of the bugs so many must be caught, or the auditor sleeps. */
const MUST_CATCH = 0.95

interface Caught {
  readonly bug: Bug
  readonly by: string | null
  readonly seconds: number
}

const root = join(import.meta.dirname, '..', '..')
const copy = mkdtempSync(join(tmpdir(), 'planted-'))
process.once('exit', () => rmSync(copy, { recursive: true, force: true }))
for (const part of ['src', 'sim', 'package.json']) cpSync(join(root, part), join(copy, part), { recursive: true })
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))

/** Null where nothing noticed; the promise that was broken, or that no answer came in time. */
function simulate(): Promise<string | null> {
  const args = ['sim/main.ts', '--seed', values.seed, '--payments', values.payments, '--no-shrink']
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: copy, timeout: LONGEST_MS, maxBuffer: 100_000_000 }, (error, told) => {
      if (error === null) return resolve(null)
      const [, promise = 'it does not come to rest'] = /BROKEN \(.*\): (.*)/.exec(told) ?? []
      return resolve(error.killed === true ? 'it does not come to rest' : promise)
    })
  })
}

async function plant(bug: Bug): Promise<Caught> {
  const path = join(copy, bug.file)
  const sound = readFileSync(path, 'utf8')
  if (sound.split(bug.from).length !== 2) throw new Error(`"${bug.name}" does not fit ${bug.file} any more`)
  writeFileSync(
    path,
    sound.replace(bug.from, () => bug.to),
  )
  const beganMs = performance.now()
  const by = await simulate()
  writeFileSync(path, sound)
  return { bug, by, seconds: Math.round((performance.now() - beganMs) / 1_000) }
}

const unplanted = await simulate()
if (unplanted !== null) throw new Error(`the code breaks a promise as it is: ${unplanted}`)
const wanted = BUGS.filter(({ name }) => values.only === undefined || name.includes(values.only))
const caught: Caught[] = []
console.log('| planted bug | in | caught by | s |\n|---|---|---|---|')
for (const bug of wanted) {
  const one = await plant(bug)
  caught.push(one)
  console.log(`| ${bug.name} | \`${bug.file}\` | ${one.by ?? '**nothing**'} | ${one.seconds} |`)
}
const found = caught.filter(({ by }) => by !== null).length
console.log(`\n${found} of ${wanted.length} caught within ${values.payments} payments.`)
process.exitCode = found < wanted.length * MUST_CATCH ? 1 : 0
