/** The config: defaults of DESIGN, durations in ISO 8601, and an error that names each wrong field. */
import { describe, expect, it } from 'vitest'
import { systemClock } from '../engine/system.ts'
import { nicepay } from '../providers/nicepay/index.ts'
import { NICEPAY_CREDENTIALS } from '../sandbox/nicepay/credentials.ts'
import { readChannels } from './channels.ts'
import { type ChannelConfig, defineConfig } from './define.ts'

const provider = nicepay(NICEPAY_CREDENTIALS)
const read = (channel: object, name = 'shop') =>
  readChannels(defineConfig({ channels: { [name]: { provider, ...channel } as ChannelConfig } }), systemClock).get(name)

describe('a channel', () => {
  it('has the net, the brake and the gap rule on by default, 15 minutes for the order, an hour for the return', () => {
    expect(read({})).toMatchObject({
      name: 'shop',
      net: 'on',
      orderWithinMs: 15 * 60_000,
      readyForMs: 60 * 60_000,
      orderCheck: null,
      brake: { orphans: 20, share: 0.5, windowMs: 15 * 60_000 },
      gapRule: true,
    })
  })

  it('takes what is written', () => {
    const written = { net: 'dry_run', orderWithin: 'PT5M', brake: { orphans: 5, window: 'PT1H' }, gapRule: 'off' }
    expect(read(written)).toMatchObject({
      net: 'dry_run',
      orderWithinMs: 300_000,
      brake: { orphans: 5, share: 0.5, windowMs: 3_600_000 },
      gapRule: false,
    })
    expect(read({ brake: 'off' })?.brake).toBeNull()
    expect(read({ orderCheck: () => null })?.orderCheck).toBeTypeOf('function')
  })
})

describe('the merchant’s name', () => {
  const named = (displayName: string) => () =>
    readChannels(defineConfig({ displayName, channels: { shop: { provider } } }), systemClock)

  it('is a line that fits above a page', () => {
    expect(named('매듭 스테이')).not.toThrow()
    for (const wrong of ['', '   ', '매'.repeat(61), '두\n줄']) expect(named(wrong)).toThrow('displayName')
  })
})

describe('a wrong config names the field', () => {
  it.each([
    [{ net: 'maybe' }, /channels\.shop\.net/],
    [{ orderWithin: '15 minutes' }, /channels\.shop\.orderWithin: must be an ISO 8601 duration/],
    [{ orderWithin: 'P30D' }, /channels\.shop\.orderWithin/],
    [{ readyFor: 'PT0S' }, /channels\.shop\.readyFor/],
    [{ provider: {} }, /channels\.shop\.provider: must be a provider/],
    [{ brake: { share: 2 } }, /channels\.shop\.brake/],
    [{ orderCheck: { url: 'ftp://x', secret: 'y' } }, /channels\.shop\.orderCheck/],
    [{ orderCheck: { sql: 'select 1', connectionString: 'postgresql://x' } }, /channels\.shop\.orderCheck/],
    [{ nett: 'on' }, /channels\.shop.*nett/],
  ])('%j', (channel, words) => {
    expect(() => read(channel)).toThrow(words)
  })

  it.each([
    ['card-01', { window: 'P0Y' }, /rules\.card-01: card-01\.window takes a window such as P1Y/],
    ['gc-01', { window: 'P0D' }, /rules\.gc-01: gc-01\.window takes/],
    ['card-01', { window: 'P999Y' }, /rules\.card-01: card-01\.window takes/],
    ['va-01', { fee: { original: 'kept', issueKrw: 0, refundKrw: 0, vat: true, x: 1 } }, /va-01\.fee has no field x/],
    ['tr-04', { window: 'P1Y' }, /rules\.tr-04: tr-04 rests on a fact .* say applies: true/],
    ['xx-99', { hard: true }, /rules\.xx-99: there is no rule xx-99/],
  ])('and the rule: %s %j', (id, change, words) => {
    expect(() => read({ cancellationPolicy: { rules: { [id]: change } } })).toThrow(words)
  })

  it('and takes a contract that no protocol tells', () => {
    const rules = { 'tr-04': { applies: true } }
    expect(read({ cancellationPolicy: { rules } })?.cancellationPolicy.ruleChanges).toEqual(rules)
  })

  it('also a bad name, and a config without channels', () => {
    expect(() => read({}, 'My Shop')).toThrow(/My Shop: channel names are lower-case/)
    expect(() => readChannels({ channels: {} }, systemClock)).toThrow(/at least one channel/)
  })

  it('and never quotes a secret', () => {
    const secret = 'hunter2hunter2hunter2'
    const wrong = () => read({ orderCheck: { url: 'nowhere', secret } })
    expect(wrong).toThrow()
    expect(() => read({ orderCheck: { url: 'nowhere', secret } })).not.toThrow(new RegExp(secret))
  })
})
