/** `node sim/small/main.ts [provider…]`: explores every small world to its end, and says what was seen. */
import { PROVIDER_IDS, type ProviderId } from '../../src/core/payment/payment.ts'
import { explore, Violation } from './explore.ts'
import type { Left } from './state.ts'
import { modelOf } from './world.ts'
import { MAX_STATES, SIZES, WORLDS } from './worlds.ts'

const startedAt = performance.now()
const secondsSince = (at: number): string => ((performance.now() - at) / 1_000).toFixed(1)
const wanted = process.argv.slice(2)
const providers = PROVIDER_IDS.filter((id) => wanted.length === 0 || wanted.includes(id))
if (wanted.some((one) => !providers.some((id) => id === one))) throw new Error(`one of ${PROVIDER_IDS.join(', ')}`)
const sums = { states: 0, leaves: 0, broken: 0 }

/** One world to its end: what was in it, or the shortest way to where a promise breaks. */
function show(
  provider: ProviderId,
  [name, worldOf]: (typeof WORLDS)[number],
  [size, left]: readonly [string, Left],
): void {
  const began = performance.now()
  const title = `${name}, ${size}`
  try {
    const { states, leaves, interleavings, ends } = explore(modelOf(worldOf(provider), left), MAX_STATES)
    sums.states += states
    sums.leaves += leaves
    const many = `${states} states, ${leaves} endings, ${interleavings.toExponential(1)} interleavings`
    console.log(`  ${title}: ${many}, ${secondsSince(began)} s`)
    console.log(`    ${[...ends].map(([end, times]) => `${end} ${times}`).join(', ')}`)
  } catch (error) {
    if (!(error instanceof Violation)) throw error
    sums.broken += 1
    console.log(`BROKEN ${provider}: ${title}, ${secondsSince(began)} s\n${error.message}`)
  }
}

for (const provider of providers) {
  const [began, before] = [performance.now(), { ...sums }]
  for (const world of WORLDS) for (const size of Object.entries(SIZES)) show(provider, world, size)
  const [seen, ended] = [sums.states - before.states, sums.leaves - before.leaves]
  console.log(`${provider}: ${seen} states, ${ended} endings, ${secondsSince(began)} s`)
}

const { states, leaves, broken } = sums
const seconds = secondsSince(startedAt)
console.log(`${providers.length} profiles, ${states} states, ${leaves} endings, ${seconds} s, ${broken} broken`)
process.exitCode = broken === 0 ? 0 : 1
