/** Settings: whatever is written there is read, or refused in one message that names the fields and no secret. */
import { readEnvironment } from '../../src/cli/environment.ts'
import { readChannels } from '../../src/config/channels.ts'
import type { MaedeupConfig } from '../../src/config/define.ts'
import { movableClock } from '../../src/engine/system.ts'
import { channelsAt, NOWHERE, providerOf } from '../accounts.ts'
import type { Seed } from '../seed.ts'
import { type Judge, must, type Target } from '../target.ts'

export const config: Target = { name: 'config', mostMs: 50, open }

type Written = Record<string, unknown>

async function open(): Promise<Judge> {
  const provider = providerOf(channelsAt(NOWHERE), 'nicepay')
  const clock = movableClock(() => 0)
  return {
    judge({ head, body }: Seed) {
      const written = read(body)
      if (written === null) return
      if (head.of === 'environment') mustBeRead(() => readEnvironment(texts(written)), 'The environment is not usable')
      else mustBeRead(() => readChannels(withProvider(written, provider), clock), 'maedeup.config is not usable')
    },
    async close() {},
  }
}

function read(body: Uint8Array): Written | null {
  try {
    const value = JSON.parse(Buffer.from(body).toString('utf8')) as unknown
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Written) : null
  } catch {
    return null
  }
}

const isPlain = (value: unknown): value is Written =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An environment holds nothing but texts. */
const texts = (written: Written): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(written).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  )

/** A provider is a function's result and cannot stand in JSON. */
function withProvider(written: Written, provider: object): MaedeupConfig {
  const { channels } = written
  if (!isPlain(channels)) return written as unknown as MaedeupConfig
  const bound = Object.entries(channels).map(([name, one]) => [name, isPlain(one) ? { provider, ...one } : one])
  return { ...written, channels: Object.fromEntries(bound) } as MaedeupConfig
}

function mustBeRead(reading: () => unknown, words: string): void {
  try {
    reading()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    must(message.startsWith(words), `not one message for a person: ${String(error)}`)
  }
}
