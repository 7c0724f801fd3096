/** Runs ranges in a thread of its own and shows how far it is: one that hangs can be stopped, and says at what. */
import { parentPort, workerData } from 'node:worker_threads'
import { type Range, run } from './run.ts'
import { ALL } from './targets/all.ts'

export interface Work {
  readonly ranges: readonly Range[]
  /** [range, index] at which the thread is. */
  readonly place: SharedArrayBuffer
}

const { ranges, place } = workerData as Work
const shown = new Int32Array(place)

for (const [number, range] of ranges.entries()) {
  Atomics.store(shown, 0, number)
  const found = await run(ALL[range.target], range, (index) => Atomics.store(shown, 1, index))
  parentPort?.postMessage({ range, found })
}
