/** A service that waits, read and compiled, for its parent's word; that one moves its clock and says where it dies. */
import { developmentConfig } from '../../src/cli/dev-channels.ts'
import { readEnvironment } from '../../src/cli/environment.ts'
import { createLog } from '../../src/cli/log.ts'
import { startService } from '../../src/cli/service.ts'
import { readChannels } from '../../src/config/channels.ts'
import { retentionOf } from '../../src/config/retention.ts'
import { movableClock } from '../../src/engine/system.ts'
import { type Armed, createFailpoints } from '../failpoints.ts'

/** What its parent tells it; `arm` is answered with `armed`. */
export type Order =
  | { readonly say: 'go'; readonly aheadMs: number }
  | { readonly say: 'clock'; readonly aheadMs: number }
  | { readonly say: 'arm'; readonly armed: Armed | null }

export type Word =
  | { readonly say: 'waiting' }
  | { readonly say: 'armed' }
  | { readonly say: 'up'; readonly path: Paths }
/** Where each provider posts its webhooks. */
type Paths = Readonly<Record<string, string>>

const env = readEnvironment()
let aheadMs = 0
const say = (word: Word) => process.send?.(word)
const failpoints = createFailpoints(async () => {
  process.kill(process.pid, 'SIGKILL')
  return await new Promise<never>(() => {})
})

process.on('disconnect', () => process.exit(1))
process.on('message', (order: Order) => {
  if (order.say === 'clock') aheadMs = order.aheadMs
  if (order.say === 'arm') {
    failpoints.arm(order.armed)
    say({ say: 'armed' })
  }
  if (order.say === 'go') {
    aheadMs = order.aheadMs
    // Without its database it ends, and whoever watches over it starts another one.
    go().catch((error: unknown) => {
      process.stderr.write(`${error}\n`)
      process.exit(1)
    })
  }
})
say({ say: 'waiting' })

async function go(): Promise<void> {
  const clock = movableClock(() => aheadMs)
  const config = developmentConfig(env, { urls: JSON.parse(process.env.CHAOS_URLS ?? '{}') as Record<string, string> })
  const channels = readChannels(config, clock)
  const { engine } = await startService({
    env,
    channels: new Map(
      [...channels].map(([name, channel]) => [name, { ...channel, provider: failpoints.provider(channel.provider) }]),
    ),
    retention: retentionOf(config),
    clock,
    log: createLog(env.logLevel, { pretty: false }),
    mode: 'development',
    failpoints,
    onLost: () => process.exit(1),
  })
  say({ say: 'up', path: Object.fromEntries([...channels.keys()].map((name) => [name, engine.webhookPath(name)])) })
}
