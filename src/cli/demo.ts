/** `maedeup demo`: the story without a browser, in a world of its own; exit code 0 only if both books agree. */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jsonClient } from './client.ts'
import type { Ending, Stage } from './demo-steps.ts'
import { storiesOf } from './demo-story.ts'
import { type Development, startDevelopment } from './dev.ts'
import type { Environment } from './environment.ts'
import { DEVELOPMENT_KEY } from './keys.ts'
import { createLog } from './log.ts'

export interface DemoOptions {
  readonly env: Environment
  /** ISO 8601; how long an order may be missing. */
  readonly orderWithin: string
  /** One provider, or `all`. */
  readonly provider: string
  readonly say: (line: string) => void
}

/** Starts everything on free ports and a database that is thrown away, tells the stories, and compares the books. */
export async function runDemo({ env, orderWithin, provider, say }: DemoOptions): Promise<'agree' | 'differ'> {
  const dataDir = await mkdtemp(join(tmpdir(), 'maedeup-demo-'))
  say('Maedeup [매듭] — every payment ends tied: to an order, or back to the buyer.')
  say('Starting PostgreSQL, the service and the sandbox …')
  const log = createLog('silent', { pretty: false })
  const world = { ...env, dataDir, publicUrl: null, sandboxPort: 0, port: await freePort(), probe: null, orderWithin }
  const development = await startDevelopment({
    env: world,
    log,
    withShop: 'no shop',
    onLost: (reason) => say(`the database is gone: ${reason.message}`),
  })
  try {
    const endings: Ending[] = []
    for (const name of chosen(development, provider)) {
      endings.push(...(await tell(stageOf(development, name, { orderWithin, say }))))
    }
    return report(endings, say)
  } finally {
    await development.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

const channelsOf = ({ service }: Development) => service.engine.deps.channels

function chosen(development: Development, provider: string): readonly string[] {
  const known = [...channelsOf(development).keys()]
  if (provider === 'all') return known
  if (known.includes(provider)) return [provider]
  throw new Error(`There is no provider ${provider}. There is: ${known.join(', ')}, all.`)
}

type Telling = Pick<DemoOptions, 'orderWithin' | 'say'>

function stageOf(development: Development, provider: string, { orderWithin, say }: Telling): Stage {
  const { service, sandbox } = development
  const capabilities = channelsOf(development).get(provider)?.provider.capabilities
  if (capabilities === undefined) throw new Error(`there is no channel ${provider}`)
  const authorization = `Bearer ${DEVELOPMENT_KEY}`
  return {
    maedeup: jsonClient(service.url, { authorization }),
    withKey: (key) => jsonClient(service.url, { authorization, 'idempotency-key': key }),
    sandbox: jsonClient(sandbox.controlUrl),
    say,
    orderWithin,
    provider,
    capabilities,
    monotonicMs: () => performance.now(),
  }
}

async function tell(stage: Stage): Promise<readonly Ending[]> {
  const endings: Ending[] = []
  for (const [index, { title, run }] of storiesOf(stage).entries()) {
    stage.say(`\n${stage.provider}: ${index + 1}. ${title}`)
    endings.push(await run(stage, title))
  }
  return endings
}

function report(endings: readonly Ending[], say: (line: string) => void): 'agree' | 'differ' {
  const rows = endings.map(({ provider, story, ours, theirs, agree }) => [
    provider,
    story,
    `${ours.state}: paid ${ours.paid}, back ${ours.cancelled}`,
    theirs === null ? 'nothing' : `${theirs.state}: charged ${theirs.amount}, back ${theirs.cancelled}`,
    agree ? 'agree' : 'DIFFER',
  ])
  const table = [['provider', 'story', 'our books', 'the provider’s books', ''], ...rows]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)))
  say('')
  for (const row of table)
    say(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('   ')
        .trimEnd(),
    )
  const all = endings.every(({ agree }) => agree)
  say(all ? '\nBoth books agree: every payment is tied.' : '\nTHE BOOKS DIFFER.')
  return all ? 'agree' : 'differ'
}

/** The service must know its own address before it listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
