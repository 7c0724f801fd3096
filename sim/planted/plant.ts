/**
 * Plants one bug after the other into a copy of the code, and tells what catches each:
 * `node sim/planted/plant.ts --only <part of a name> --payments N --seed N --write`.
 */
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { commitOf } from '../../tools/prove/commit.ts'
import { BUGS } from './bugs.ts'
import { makeField } from './field.ts'
import { type Caught, HEAD, type Run, renderPage, rowOf, summaryOf } from './page.ts'
import { WORLD } from './report.ts'

const { values } = parseArgs({
  options: {
    payments: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1000' },
    only: { type: 'string', multiple: true, default: [''] },
    workers: { type: 'string', default: '2' },
    write: { type: 'boolean', default: false },
  },
})

/** Of the bugs so many must be caught, or the auditor sleeps. */
const MUST_CATCH = 0.95

const root = join(import.meta.dirname, '..', '..')
const [seed, payments] = [Number(values.seed), Number(values.payments)]
const wanted = BUGS.filter(({ name }) => values.only.some((part) => name.includes(part)))
if (wanted.length === 0) throw new Error(`no bug has "${values.only.join('" or "')}" in its name`)
if (values.write && wanted.length < BUGS.length) throw new Error('the page is written of all bugs, or not at all')

const beganMs = performance.now()
const planted = commitOf(root, ['src', 'sim', ':!sim/small'])
const fields = Array.from({ length: Number(values.workers) }, makeField)
process.once('exit', () => {
  for (const field of fields) field.remove()
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

await findNothing()
const caught = await plantAll()
const run: Run = {
  ...{ seed, payments, commit: planted },
  machine: `${availableParallelism()} cores, Node ${process.versions.node}`,
  seconds: Math.round((performance.now() - beganMs) / 1_000),
}
if (values.write) writeFileSync(join(root, 'docs', 'internals', 'planted-bugs.md'), renderPage(caught, run))
console.log(`\n${summaryOf(caught, run)}`)
process.exit(caught.filter(({ hunted }) => hunted.by !== null).length < wanted.length * MUST_CATCH ? 1 : 0)

/** Code that breaks a promise as it is would make every bug look caught. */
async function findNothing(): Promise<void> {
  const share = Math.ceil(payments / fields.length / WORLD) * WORLD
  const parts = fields.map((field, nth) => field.hunt({ seed: seed + (nth * share) / WORLD, payments: share }))
  for (const { by, detail, seed: broken } of await Promise.all(parts)) {
    if (by !== null) throw new Error(`without any bug, seed ${broken} breaks a promise: ${by}: ${detail}`)
  }
}

async function plantAll(): Promise<Caught[]> {
  const caught: Caught[] = []
  const left = [...wanted.entries()]
  console.log(HEAD)
  const lanes = fields.map(async (field) => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [at, bug] = next
      const one = { bug, hunted: await field.hunt({ seed, payments }, bug) }
      caught[at] = one
      console.log(rowOf(one))
    }
  })
  await Promise.all(lanes)
  return caught
}
