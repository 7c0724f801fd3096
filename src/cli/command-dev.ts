/** `maedeup dev` (`npm start`): brings everything up and says where it is and what to try. */
import { startDevelopment } from './dev.ts'
import type { Environment } from './environment.ts'
import { DEVELOPMENT_KEY } from './keys.ts'
import { createLog } from './log.ts'
import { closeOnSignal, endWithDatabase, endWithParent } from './process.ts'

/** The longest is a provider's, moved in by two. */
const NAME_WIDTH = 14

export async function dev(env: Environment, say: (line: string) => void): Promise<void> {
  const startedAt = performance.now()
  const log = createLog(env.logLevel === 'info' ? 'warn' : env.logLevel, { pretty: true })
  say('Maedeup [매듭] is starting …')
  const development = await startDevelopment({ env, log, onLost: endWithDatabase(log), withShop: 'shop' })
  closeOnSignal(log, development.close)
  endWithParent(log)
  const { service, sandbox, shop } = development
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
  const local = service.publicUrl
  const rows = [
    ...(shop === null ? [] : [['demo shop', shop.url]]),
    ['API', `${local}/v1   (Authorization: Bearer ${DEVELOPMENT_KEY})`],
    ['API docs', `${local}/docs`],
    ['sandbox', `${sandbox.controlUrl}/control/books?provider=nicepay`],
    ...Object.entries(sandbox.urls).map(([provider, url]) => [`  ${provider}`, url]),
    ['database', `${service.database}, in ${env.dataDir}`],
  ]
  say(`\nMaedeup [매듭] is up after ${seconds} s:\n`)
  for (const [name, value] of rows) say(`  ${(name ?? '').padEnd(NAME_WIDTH)} ${value}`)
  say(whatToTry(shop?.url ?? null, env))
}

function whatToTry(shopUrl: string | null, { orderWithin }: Environment): string {
  if (shopUrl === null) return '\nTry: maedeup payments\n'
  const wait = orderWithin ?? 'PT20S'
  return `\nTry: book a room at ${shopUrl} with "lose my session after paying" on, and watch the money come back
(it comes back when no reservation was made within ${wait}).\n`
}
