/** What an engine needs, on a bench's database: real clock, real randomness, a log that only counts errors. */
import { DAY_MS } from '../../src/core/time.ts'
import type { Channel } from '../../src/engine/channel.ts'
import type { EngineDeps, Log } from '../../src/engine/deps.ts'
import { systemClock, systemRandom } from '../../src/engine/system.ts'
import type { Clock } from '../../src/ports/clock.ts'
import { openJobs } from '../../src/store/jobs.ts'
import { say } from './figures.ts'
import type { BenchDatabase } from './place.ts'

const log: Log = {
  info: () => {},
  warn: () => {},
  error: (data, message) => say(`error: ${message} ${JSON.stringify(data)}`),
}

export const depsOf = (
  { connectionString, store, vault }: BenchDatabase,
  { channels = [], clock = systemClock }: { channels?: readonly Channel[]; clock?: Clock } = {},
): EngineDeps => ({
  store,
  jobs: openJobs({ connectionString, clock, onTrouble: (error) => say(`jobs: ${error.message}`) }),
  channels: new Map(channels.map((channel) => [channel.name, channel])),
  clock,
  random: systemRandom,
  log,
  probe: () => {},
  fingerprints: vault.fingerprints,
  retention: { refundAccountsMs: 30 * DAY_MS, webhooksMs: 180 * DAY_MS },
  webhooks: { publicUrl: 'http://localhost:4000', internalHosts: ['127.0.0.1'] },
})
