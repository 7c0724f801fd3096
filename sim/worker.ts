/** Runs the worlds that the main thread sends, and answers with what is left of each. */
import { parentPort } from 'node:worker_threads'
import { runSeed } from './run.ts'
import type { WorldOptions } from './world.ts'

parentPort?.on('message', (options: WorldOptions) => {
  void runSeed(options).then((outcome) => parentPort?.postMessage(outcome))
})
