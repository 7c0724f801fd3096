/** One of several service processes on one database: its parent moves its clock, and kills it. */
import { developmentConfig } from '../../src/cli/dev-channels.ts'
import { readEnvironment } from '../../src/cli/environment.ts'
import { createLog } from '../../src/cli/log.ts'
import { readRecover } from '../../src/cli/recover-options.ts'
import { startService } from '../../src/cli/service.ts'
import { readChannels } from '../../src/config/channels.ts'
import { retentionOf } from '../../src/config/retention.ts'
import { movableClock } from '../../src/engine/system.ts'

const env = readEnvironment()
let aheadMs = Number(process.env.TEST_AHEAD_MS ?? '0')
process.on('message', (ms: number) => {
  aheadMs = ms
})
process.on('disconnect', () => process.exit(1))

const clock = movableClock(() => aheadMs)
const config = developmentConfig(env, { urls: JSON.parse(process.env.TEST_URLS ?? '{}') as Record<string, string> })
const recover = process.env.TEST_RECOVER === undefined ? null : readRecover({ recover: true })
const service = await startService({
  env,
  channels: readChannels(config, clock),
  retention: retentionOf(config),
  clock,
  log: createLog(env.logLevel, { pretty: false }),
  mode: 'development',
  onLost: () => process.exit(1),
  ...(recover === null ? {} : { recover }),
})
process.on('SIGTERM', () => void service.close().then(() => process.exit(0)))
process.send?.({ url: service.url })
