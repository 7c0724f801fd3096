/** A thread of its own that runs one world after the other, as long as there are some. */
import { Worker } from 'node:worker_threads'
import type { Outcome } from './run.ts'
import type { WorldOptions } from './world.ts'

/** Resolves when `next` has no more. */
export function runInThread(next: () => WorldOptions | undefined, take: (outcome: Outcome) => void): Promise<void> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url))
  return new Promise((resolve, reject) => {
    const goOn = (): void => {
      const world = next()
      if (world === undefined) void worker.terminate().then(() => resolve())
      else worker.postMessage(world)
    }
    worker.on('message', (outcome: Outcome) => {
      take(outcome)
      goOn()
    })
    worker.on('error', reject)
    goOn()
  })
}
