/** Judges a range of inputs of one target, with the CPU time of each; every broken promise is told with its input. */
import { makeInput } from './make.ts'
import { formatSeed, readGenuine, type Seed } from './seed.ts'
import { Finding, type Judge, type Target, type TargetName } from './target.ts'

export interface Range {
  readonly target: TargetName
  readonly seed: number
  readonly from: number
  readonly to: number
}

export interface Found {
  readonly target: TargetName
  readonly what: string
  /** The whole input, as a file of the corpus, in base64. */
  readonly input: string
}

/** Enough to see what is wrong; more of the same would not help. */
const MOST_FOUND = 20
/** A collector or a compiler that struck just then does not strike so often. */
const TRIES = 5

/** `progress` is told the index before it is judged: what hangs is known by it. */
export async function run(target: Target, range: Range, progress: (index: number) => void): Promise<readonly Found[]> {
  const corpus = readGenuine(target.name)
  const judge = await target.open()
  const found: Found[] = []
  try {
    for (let index = range.from; index < range.to && found.length < MOST_FOUND; index += 1) {
      progress(index)
      const { input, genuine } = makeInput({ ...range, index }, corpus, target.twist)
      const what = await problemOf(judge, target, { input, genuine })
      if (what !== null) found.push({ target: target.name, what, input: base64Of(input, genuine) })
    }
    return found
  } finally {
    await judge.close()
  }
}

interface Pair {
  readonly input: Seed
  readonly genuine: Seed
}

/** Null where every promise holds. */
export async function problemOf(judge: Judge, { mostMs }: Target, { input, genuine }: Pair): Promise<string | null> {
  let leastMs = Number.POSITIVE_INFINITY
  for (let tried = 0; tried < TRIES && leastMs > mostMs; tried += 1) {
    const before = process.threadCpuUsage()
    const problem = await judged(judge, input, genuine)
    if (problem !== null) return problem
    const { user, system } = process.threadCpuUsage(before)
    leastMs = Math.min(leastMs, (user + system) / 1_000)
  }
  return leastMs <= mostMs ? null : `takes ${Math.round(leastMs)} ms of CPU time`
}

async function judged(judge: Judge, input: Seed, genuine: Seed): Promise<string | null> {
  try {
    await judge.judge(input, genuine)
    return null
  } catch (error) {
    if (error instanceof Finding) return error.message
    return `threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
  }
}

const base64Of = (input: Seed, genuine: Seed): string =>
  formatSeed({ head: { ...input.head, seed: genuine.name }, body: input.body }).toString('base64')

/** What an input of the corpus was made from; itself, where nobody changed it. */
export const genuineOf = (input: Seed, corpus: readonly Seed[]): Seed =>
  corpus.find(({ name }) => name === input.head.seed) ?? input
