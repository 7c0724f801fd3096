/** Hands ranges to threads, waits for what they find, and ends the thread that stands still, with its input. */
import { Worker } from 'node:worker_threads'
import { makeInput } from './make.ts'
import type { Found, Range } from './run.ts'
import { formatSeed, readGenuine } from './seed.ts'
import { ALL } from './targets/all.ts'
import type { Work } from './worker.ts'

/** Far beyond any pause of a busy machine: an input that is only slow is told by its CPU time. */
const STANDS_STILL_MS = 20_000
const LOOK_MS = 1_000

/** What was found in all ranges; a hang ends its thread. */
export async function watch(ranges: readonly Range[], threads: number): Promise<readonly Found[]> {
  const shares = Array.from({ length: threads }, (_, n) => ranges.filter((_range, index) => index % threads === n))
  const found = await Promise.all(shares.filter((share) => share.length > 0).map(watchOne))
  return found.flat()
}

function watchOne(ranges: readonly Range[]): Promise<readonly Found[]> {
  const work: Work = { ranges, place: new SharedArrayBuffer(8) }
  const shown = new Int32Array(work.place)
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: work })
  const found: Found[] = []
  return new Promise((resolve, reject) => {
    let [seen, still] = ['', 0]
    const look = setInterval(() => {
      const now = shown.join()
      still = now === seen ? still + LOOK_MS : 0
      seen = now
      if (still < STANDS_STILL_MS) return
      found.push(hung(ranges[shown[0] ?? 0], shown[1] ?? 0))
      void worker.terminate()
    }, LOOK_MS)
    worker.on('message', (told: { found: readonly Found[] }) => void found.push(...told.found))
    worker.on('error', reject)
    worker.on('exit', () => {
      clearInterval(look)
      resolve(found)
    })
  })
}

function hung(range: Range | undefined, index: number): Found {
  if (range === undefined) throw new Error('a thread stood still before its first input')
  const { input } = makeInput({ ...range, index }, readGenuine(range.target), ALL[range.target].twist)
  const what = `hangs at index ${index} of seed ${range.seed}`
  return { target: range.target, what, input: formatSeed(input).toString('base64') }
}
