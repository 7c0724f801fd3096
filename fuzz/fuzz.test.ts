/** The share of the fuzzing that runs with the tests: the whole corpus, and 197,000 inputs of it made strange. */
import { availableParallelism } from 'node:os'
import { describe, expect, test } from 'vitest'
import { planOf } from './plan.ts'
import { genuineOf, problemOf } from './run.ts'
import { readCorpus } from './seed.ts'
import { TARGETS } from './target.ts'
import { ALL } from './targets/all.ts'
import { watch } from './watch.ts'

/** With the calls of `api.test.ts`: 200,000. `node fuzz/main.ts --inputs 10000000` makes more. */
const INPUTS = Number(process.env.MAEDEUP_FUZZ_INPUTS ?? 197_000)
const SEED = Number(process.env.MAEDEUP_FUZZ_SEED ?? 1)
const PATIENCE_MS = 600_000 + INPUTS

describe.each(TARGETS)('%s', (name) => {
  test('every seed keeps every promise, and what failed once does not fail again', async () => {
    const corpus = readCorpus(name)
    const judge = await ALL[name].open()
    for (const input of corpus) {
      const problem = await problemOf(judge, ALL[name], { input, genuine: genuineOf(input, corpus) })
      expect(problem, input.name).toBeNull()
    }
    await judge.close()
    expect(corpus.length).toBeGreaterThan(2)
  })
})

test(
  `${INPUTS} inputs: no throw, no hang, and nothing is believed that nobody said`,
  async () => {
    const threads = Math.max(1, availableParallelism() - 1)
    const found = await watch(planOf({ inputs: INPUTS, seed: SEED, target: undefined }), threads)
    expect(
      found.map(
        ({ target, what, input }) => `${target}: ${what}\nnode fuzz/main.ts --target ${target} --input ${input}`,
      ),
    ).toEqual([])
  },
  PATIENCE_MS,
)
