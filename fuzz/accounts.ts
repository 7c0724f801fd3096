/** The five adapters with the sandbox's credentials, at any address; and the channels that they would be. */
import { developmentConfig } from '../src/cli/dev-channels.ts'
import { readChannels } from '../src/config/channels.ts'
import type { Channel } from '../src/engine/channel.ts'
import { movableClock } from '../src/engine/system.ts'
import type { Provider } from '../src/ports/provider.ts'

export const PROVIDERS = ['nicepay', 'nicepay-rest', 'tosspayments', 'portone-v1', 'portone-v2'] as const

/** Where nobody is: what is kept in the corpus names this address instead of the one that it was recorded at. */
export const NOWHERE = 'http://127.0.0.1:9'

export function channelsAt(
  origin: string,
  change: (provider: Provider) => Provider = (provider) => provider,
): ReadonlyMap<string, Channel> {
  const urls = Object.fromEntries(PROVIDERS.map((id) => [id, origin]))
  const clock = movableClock(() => 0)
  const channels = readChannels(developmentConfig({ orderWithin: null }, { urls }), clock)
  return new Map([...channels].map(([name, one]) => [name, { ...one, provider: change(one.provider) }]))
}

export function channelOf(channels: ReadonlyMap<string, Channel>, id: unknown): Channel {
  const channel = channels.get(String(id))
  if (channel === undefined) throw new Error(`there is no adapter for ${id}`)
  return channel
}

export const providerOf = (channels: ReadonlyMap<string, Channel>, id: unknown): Provider =>
  channelOf(channels, id).provider
