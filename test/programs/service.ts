/** A service process for crash tests and benches: its parent moves its clock, and probes may kill or stop it. */

import { developmentConfig } from '../../src/cli/dev-channels.ts'
import { readEnvironment } from '../../src/cli/environment.ts'
import { createLog } from '../../src/cli/log.ts'
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
const urls = JSON.parse(process.env.TEST_PROVIDER_URLS ?? '{}') as Record<string, string>
const config = developmentConfig(env, { urls })
const service = await startService({
  env,
  channels: readChannels(config, clock),
  retention: retentionOf(config),
  clock,
  log: createLog(env.logLevel, { pretty: false }),
  mode: 'development',
  onLost: () => process.exit(1),
})
process.on('SIGTERM', () => void service.close().then(() => process.exit(0)))
const webhookUrlOf = (channel: string) => `${service.url}${service.engine.webhookPath(channel)}`
process.send?.({
  url: service.url,
  webhookUrls: Object.fromEntries(Object.keys(config.channels).map((name) => [name, webhookUrlOf(name)])),
})
