/** `npm run sim -- --seed N --payments M`: simulates, audits, and prints one command that repeats what failed. */
import { parseArgs } from 'node:util'
import { addCounts, type Counts, coverageLines, type Failure, type Outcome, shrink } from './run.ts'
import { runInThread } from './thread.ts'

/** A world is big enough for payments to meet, and small enough for many kinds of trouble. */
const WORLD = 250

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    payments: { type: 'string', default: '10000' },
    only: { type: 'string' },
    workers: { type: 'string', default: '2' },
    'keep-going': { type: 'boolean', default: false },
    'no-shrink': { type: 'boolean', default: false },
  },
})

const startedAt = performance.now()
const [seed, payments] = [Number(values.seed), Number(values.payments)]
const only = values.only?.split(',').map(Number)
const worlds = Array.from({ length: Math.max(1, Math.ceil(payments / WORLD)) }, (_, nth) => ({
  seed: seed + nth,
  payments: Math.min(WORLD, payments - nth * WORLD),
  ...(only === undefined ? {} : { only }),
}))

const total = worlds.length
const sums = { payments: 0, refundAttempts: 0, happened: 0, crashes: 0 }
const cells: { payments: Counts; cancellations: Counts; calls: Counts } = { payments: {}, cancellations: {}, calls: {} }
const failures: Failure[] = []
let done = 0

function take(outcome: Outcome): void {
  for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += outcome[name]
  for (const name of Object.keys(cells) as (keyof typeof cells)[]) addCounts(cells[name], outcome.cells[name])
  if (outcome.failure !== null) failures.push(outcome.failure)
  done += 1
  if (done % 40 === 0 || done === total) {
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
    console.log(`${done} of ${total} worlds, ${sums.payments} payments, ${seconds} s, ${failures.length} failed`)
  }
}

const next = () => (failures.length > 0 && !values['keep-going'] ? undefined : worlds.shift())

await Promise.all(
  Array.from({ length: Math.min(Number(values.workers), worlds.length) }, () => runInThread(next, take)),
)
const { refundAttempts, happened, crashes } = sums
console.log(`${sums.payments} payments, ${refundAttempts} refund attempts, ${happened} events, ${crashes} crashes`)
for (const line of coverageLines(cells)) console.log(line)
for (const { promise, detail, among, ...failure } of failures) {
  console.log(`\nBROKEN (1 of ${among}): ${promise}\n  ${detail}`)
  console.log(`  npm run sim -- --seed ${failure.seed} --payments ${failure.payments}`)
  const smaller =
    only === undefined && !values['no-shrink'] ? await shrink({ promise, detail, among, ...failure }) : null
  if (smaller !== null && smaller.length <= 50) {
    console.log(`  npm run sim -- --seed ${failure.seed} --payments ${failure.payments} --only ${smaller.join()}`)
  }
}
process.exitCode = failures.length === 0 ? 0 : 1
