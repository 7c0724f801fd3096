/** `maedeup doctor`: checks everything a start needs, one line each, and says what to do about what is wrong. */
import { readChannels } from '../config/channels.ts'
import type { Channel } from '../engine/channel.ts'
import { webhookTokens } from '../engine/hear.ts'
import { systemClock } from '../engine/system.ts'
import { withStore } from './command-store.ts'
import type { Environment } from './environment.ts'
import { loadConfig } from './load-config.ts'
import { findVault } from './secret.ts'

interface Check {
  readonly name: string
  /** A sentence where it is well; throws where it is not. */
  readonly run: () => Promise<string>
}

/** A clock further off than this breaks deadlines and signatures. */
const MAX_CLOCK_SKEW_MS = 2_000

export async function doctor(env: Environment, say: (line: string) => void): Promise<'well' | 'ill'> {
  let state: 'well' | 'ill' = 'well'
  for (const { name, run } of checksOf(env)) {
    try {
      say(`ok    ${name}: ${await run()}`)
    } catch (error) {
      state = 'ill'
      say(`WRONG ${name}: ${error instanceof Error ? error.message : error}`)
    }
  }
  return state
}

function checksOf(env: Environment): Check[] {
  return [
    { name: 'node', run: async () => process.version },
    { name: 'config', run: () => checkConfig(env) },
    { name: 'database', run: () => checkDatabase(env) },
    { name: 'clock', run: () => checkClock(env) },
    { name: 'net', run: () => checkNet(env) },
    { name: 'webhooks', run: () => webhookUrls(env) },
  ]
}

async function checkConfig(env: Environment): Promise<string> {
  const channels = readChannels(await loadConfig(env.configFile), systemClock)
  return [...channels.values()]
    .map(({ name, provider, net }) => `${name} (${provider.credential}, net ${net})`)
    .join(', ')
}

async function checkDatabase(env: Environment): Promise<string> {
  await withStore(env, (store) => store.ping())
  return env.databaseUrl === null ? `bundled, in ${env.dataDir}` : 'DATABASE_URL answers, and is up to date'
}

async function checkClock(env: Environment): Promise<string> {
  const skewMs = await withStore(env, async (store) => (await store.now()) - systemClock.now())
  if (Math.abs(skewMs) > MAX_CLOCK_SKEW_MS)
    throw new Error(`the database's clock is ${skewMs} ms away from ours; use NTP`)
  return `within ${Math.abs(skewMs)} ms of the database's`
}

const RECOVERS = 'recovers from a restore, until an operator releases it'

async function checkNet(env: Environment): Promise<string> {
  const stopped = await withStore(env, async (store) =>
    (await store.netStates()).filter(({ brake, pause, recovering }) => brake !== null || pause !== null || recovering),
  )
  if (stopped.length === 0) return 'nothing is stopped'
  throw new Error(stopped.map((one) => `${one.channel}: ${(one.pause ?? one.brake)?.detail ?? RECOVERS}`).join('; '))
}

/** A deposit that no inquiry tells is believed only from a listed sender. */
function unlisted({ provider, webhookSources }: Channel): string {
  const needed = provider.capabilities.virtualAccount?.depositProof === 'notice' && webhookSources === null
  return needed ? '\n        without webhookSources every deposit on this channel waits for a person' : ''
}

/** What to enter at each provider's site. Whoever has such a URL can make us look, and nothing more. */
async function webhookUrls(env: Environment): Promise<string> {
  const config = await loadConfig(env.configFile)
  const { fingerprints } = await findVault(env, 'production')
  const base = (env.publicUrl ?? config.publicUrl ?? `http://localhost:${env.port}`).replace(/\/$/, '')
  const channels = readChannels(config, systemClock)
  const urls = [...channels.values()].map((channel) => {
    const [token] = webhookTokens({ fingerprints }, channel.name)
    return `\n      ${channel.name}  ${base}/v1/webhooks/${channel.name}/${token}${unlisted(channel)}`
  })
  return `enter these at your providers${urls.join('')}`
}
