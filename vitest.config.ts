/** How the tests run: one PostgreSQL for all of them, files sharing processes, two at a time. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{src,test,demo,sim,fuzz,chaos,examples,tools}/**/*.test.ts'],
    globalSetup: 'test/global-setup.ts',
    pool: 'forks',
    // Files share a process (20 database files: 1.5 s, not 6.4 s): no test may leave state in a module.
    isolate: false,
    maxWorkers: 2,
    // A slow, busy machine with a real browser and killed servers: how long a thing takes is for the benchmarks to say.
    testTimeout: 240_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    teardownTimeout: 30_000,
  },
})
