/** The tests against the real test environments of the PGs: only by `npm run test:live`, never with the others. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/live/*.live.ts'],
    // A real PG may take its documented 60 s, and each promise may need two calls.
    testTimeout: 150_000,
    // One at a time: test keys are often limited to a hundred calls a minute.
    maxWorkers: 1,
    fileParallelism: false,
  },
})
