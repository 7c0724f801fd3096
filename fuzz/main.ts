/** Fuzzes from a terminal: `node fuzz/main.ts [--target answers] [--inputs 10000000] [--seed 1] [--input <base64>]` */
import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { planOf } from './plan.ts'
import { type Found, genuineOf, problemOf } from './run.ts'
import { parseSeed, readCorpus, writeSeed } from './seed.ts'
import { TARGETS, type TargetName } from './target.ts'
import { ALL } from './targets/all.ts'
import { watch } from './watch.ts'

const { values } = parseArgs({
  options: {
    target: { type: 'string' },
    inputs: { type: 'string', default: process.env.MAEDEUP_FUZZ_INPUTS ?? '200000' },
    seed: { type: 'string', default: process.env.MAEDEUP_FUZZ_SEED ?? '1' },
    input: { type: 'string' },
  },
})

const isTarget = (name: string): name is TargetName => (TARGETS as readonly string[]).includes(name)
const target = named(values.target)

if (values.input === undefined) await runAll()
else await again(values.input)

function named(name: string | undefined): TargetName | undefined {
  if (name === undefined || isTarget(name)) return name
  throw new Error(`there is no target ${name}: ${TARGETS.join(', ')}`)
}

async function runAll(): Promise<void> {
  const ranges = planOf({ inputs: Number(values.inputs), seed: Number(values.seed), target })
  const began = performance.now()
  const found = await watch(ranges, availableParallelism())
  const seconds = Math.round((performance.now() - began) / 100) / 10
  const judged = ranges.reduce((sum, { from, to }) => sum + to - from, 0)
  console.log(`${judged} inputs, seed ${values.seed}, ${seconds} s, ${found.length} found`)
  for (const one of kinds(found)) tell(one)
  process.exitCode = found.length === 0 ? 0 : 1
}

/** One of each kind: the same words are the same mistake. */
function kinds(found: readonly Found[]): readonly Found[] {
  return [...new Map(found.map((one) => [`${one.target} ${one.what.replaceAll(/\d+/g, '')}`, one])).values()]
}

/** What failed becomes a part of the corpus at once. */
function tell({ target: name, what, input }: Found): void {
  const bytes = Buffer.from(input, 'base64')
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 8)
  const path = writeSeed(name, `found-${hash}`, parseSeed(hash, bytes))
  console.log(`\n${name}: ${what}\n  kept as ${path}\n  node fuzz/main.ts --target ${name} --input ${input}`)
}

/** One input, as a failure printed it. */
async function again(base64: string): Promise<void> {
  const name = target
  if (name === undefined) throw new Error('--input needs --target')
  const input = parseSeed('given', Buffer.from(base64, 'base64'))
  const judge = await ALL[name].open()
  const genuine = genuineOf(input, readCorpus(name))
  const problem = await problemOf(judge, ALL[name], { input, genuine })
  await judge.close()
  console.log(problem ?? 'every promise holds')
  process.exitCode = problem === null ? 0 : 1
}
