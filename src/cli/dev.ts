/** Everything at once for development: bundled database, sandbox, service and demo shop, on one movable clock. */
import type { Logger } from 'pino'
import { readChannels } from '../config/channels.ts'
import { retentionOf } from '../config/retention.ts'
import { movableClock, systemRandom } from '../engine/system.ts'
import type { Clock } from '../ports/clock.ts'
import { createSandboxClock } from '../sandbox/clock.ts'
import { type Sandbox, startSandbox } from '../sandbox/index.ts'
import { jsonClient } from './client.ts'
import { developmentConfig } from './dev-channels.ts'
import type { Environment } from './environment.ts'
import { DEVELOPMENT_KEY } from './keys.ts'
import { portInUse, type Service, startService } from './service.ts'

export interface Development {
  readonly service: Service
  readonly sandbox: Sandbox
  /** Null in a published package, which has no demo. */
  readonly shop: Shop | null
  readonly clock: Clock
  close(): Promise<void>
}

interface Shop {
  readonly url: string
  close(): Promise<void>
}

export interface DevelopmentOptions {
  readonly env: Environment
  readonly log: Logger
  readonly onLost: (reason: Error) => void
  readonly withShop: 'shop' | 'no shop'
}

/** Time moves for the whole world when the sandbox's control API is told so. */
export async function startDevelopment(options: DevelopmentOptions): Promise<Development> {
  const { env, log, onLost } = options
  const sandboxClock = createSandboxClock()
  const clock = movableClock(sandboxClock.aheadMs)
  const opened: { close(): Promise<void> }[] = []
  const close = async () => {
    for (const one of opened.splice(0).reverse()) await one.close()
  }
  try {
    const sandbox = await openSandbox(env, sandboxClock)
    opened.push(sandbox)
    const config = developmentConfig(env, sandbox)
    const read = { channels: readChannels(config, clock), retention: retentionOf(config) }
    const { displayName } = config
    const service = await startService({ env, ...read, displayName, clock, log, mode: 'development', onLost })
    opened.push(service)
    await handWebhookUrls(service, sandbox)
    const shop = options.withShop === 'shop' ? await openShop({ env, service, sandbox, clock, log }) : null
    if (shop !== null) opened.push(shop)
    return { service, sandbox, shop, clock, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function openSandbox(env: Environment, clock: Sandbox['clock']): Promise<Sandbox> {
  try {
    return await startSandbox({ controlPort: env.sandboxPort, clock })
  } catch (error) {
    throw portInUse(error, { name: 'MAEDEUP_SANDBOX_PORT', port: (error as { port?: number }).port ?? env.sandboxPort })
  }
}

/** Providers tell us what happened by calling us; in development the sandbox is told where. */
async function handWebhookUrls({ engine, url }: Service, { controlUrl, urls }: Sandbox): Promise<void> {
  const control = jsonClient(controlUrl)
  for (const provider of Object.keys(urls)) {
    if (!engine.deps.channels.has(provider)) continue
    await control('PUT', '/control/webhook-targets', { provider, url: `${url}${engine.webhookPath(provider)}` })
  }
}

interface ShopNeeds {
  readonly env: Environment
  readonly service: Service
  readonly sandbox: Sandbox
  readonly clock: Clock
  readonly log: Logger
}

/** The demo lies outside the package's sources: it is an ordinary merchant, found beside them in a checkout. */
async function openShop({ env, service, sandbox, clock, log }: ShopNeeds): Promise<Shop | null> {
  const file = new URL('../../demo/shop.ts', import.meta.url).href
  const found = await import(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ERR_MODULE_NOT_FOUND') return null
    throw error
  })
  if (found === null) return null
  const { startShop } = found as { startShop: (options: object) => Promise<Shop> }
  try {
    return await startShop({
      port: env.demoPort,
      maedeupUrl: service.url,
      checkoutOrigin: service.publicUrl,
      apiKey: DEVELOPMENT_KEY,
      channels: [...service.engine.deps.channels.keys()],
      sandboxControlUrl: sandbox.controlUrl,
      ...(env.orderWithin === null ? {} : { orderWithin: env.orderWithin }),
      clock,
      random: systemRandom,
      log,
    })
  } catch (error) {
    throw portInUse(error, { name: 'MAEDEUP_DEMO_PORT', port: env.demoPort })
  }
}
