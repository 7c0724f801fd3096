/** Hosts of one's own network, as the config names them. */
import { describe, expect, it } from 'vitest'
import { systemClock } from '../engine/system.ts'
import { nicepay } from '../providers/nicepay/index.ts'
import { NICEPAY_CREDENTIALS } from '../sandbox/nicepay/credentials.ts'
import { readChannels } from './channels.ts'
import type { MaedeupConfig } from './define.ts'
import { internalHosts } from './webhooks.ts'

const withHosts = (...hosts: string[]): MaedeupConfig => ({
  channels: { shop: { provider: nicepay(NICEPAY_CREDENTIALS) } },
  webhooks: { internalHosts: hosts },
})

describe('internal hosts', () => {
  it('are none by default', () => {
    expect(internalHosts({ channels: {} })).toEqual([])
  })

  it.each(['hooks.internal', '10.0.3.7', '::1', 'localhost'])('may be %s', (host) => {
    readChannels(withHosts(host), systemClock)
    expect(internalHosts(withHosts(host))).toEqual([host])
  })

  it.each(['http://hooks.internal', 'hooks.internal/path', '*.internal/', '[::1]', ''])('may not be %j', (host) => {
    expect(() => readChannels(withHosts(host), systemClock)).toThrow(/webhooks\.internalHosts\.0/)
  })
})
