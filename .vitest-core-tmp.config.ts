import { defineConfig } from 'vitest/config'
export default defineConfig({ root: '/work/main', test: { include: ['src/core/**/*.test.ts'], isolate: false, pool: 'forks', maxWorkers: 2, testTimeout: 120000 } })
