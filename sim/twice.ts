/** `node sim/twice.ts --seeds N`: two threads tell the same worlds, and compare what they saw, by its hash. */
import { parseArgs } from 'node:util'
import { runInThread } from './thread.ts'

const PAYMENTS = 50

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, seeds: { type: 'string', default: '200' } },
})
const [first, seeds] = [Number(values.seed), Number(values.seeds)]

async function hashesOf(order: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const hashes = new Map<number, string>()
  const waiting = order.map((seed) => ({ seed, payments: PAYMENTS }))
  await runInThread(
    () => waiting.shift(),
    ({ seed, hash }) => void hashes.set(seed, hash),
  )
  return hashes
}

const upwards = Array.from({ length: seeds }, (_, nth) => first + nth)
// Not in the same order: nothing may be left over from the world before.
const [once, again] = await Promise.all([hashesOf(upwards), hashesOf(upwards.toReversed())])
const others = upwards.filter((seed) => once.get(seed) !== again.get(seed))
for (const seed of others) console.log(`seed ${seed} told another story`)
const stories = new Set(once.values()).size
console.log(`${seeds - others.length} of ${seeds} seeds told the same story twice, ${stories} stories`)
process.exitCode = others.length === 0 ? 0 : 1
