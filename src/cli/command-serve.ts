/** `maedeup serve`: the service in production, with the channels of the merchant's config. */
import { readChannels } from '../config/channels.ts'
import { retentionOf } from '../config/retention.ts'
import { internalHosts } from '../config/webhooks.ts'
import { systemClock } from '../engine/system.ts'
import type { Environment } from './environment.ts'
import { loadConfig } from './load-config.ts'
import { createLog } from './log.ts'
import { closeOnSignal, endWithDatabase } from './process.ts'
import { type RecoverOptions, readRecover } from './recover-options.ts'
import { startService } from './service.ts'

export async function serve(env: Environment, options: RecoverOptions): Promise<void> {
  const recover = readRecover(options)
  const log = createLog(env.logLevel, { pretty: false })
  const config = await loadConfig(env.configFile)
  const channels = readChannels(config, systemClock)
  const service = await startService({
    env: { ...env, publicUrl: env.publicUrl ?? config.publicUrl?.replace(/\/$/, '') ?? null },
    channels,
    retention: retentionOf(config),
    displayName: config.displayName?.trim(),
    internalHosts: internalHosts(config),
    clock: systemClock,
    log,
    mode: 'production',
    ...(recover === null ? {} : { recover }),
    onLost: endWithDatabase(log),
  })
  closeOnSignal(log, service.close)
  log.info({ url: service.url, channels: [...channels.keys()], database: service.database }, 'Maedeup is up')
}
