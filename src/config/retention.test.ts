/** Retention in the config: thirty days unless said otherwise, and a wrong duration is named with its field. */
import { describe, expect, it } from 'vitest'
import { DAY_MS } from '../core/time.ts'
import { systemClock } from '../engine/system.ts'
import { nicepay } from '../providers/nicepay/index.ts'
import { NICEPAY_CREDENTIALS } from '../sandbox/nicepay/credentials.ts'
import { readChannels } from './channels.ts'
import { defineConfig, type MaedeupConfig } from './define.ts'
import { retentionOf } from './retention.ts'

const configWith = (retention?: object): MaedeupConfig => {
  const channels = { shop: { provider: nicepay(NICEPAY_CREDENTIALS) } }
  return defineConfig({ channels, ...(retention === undefined ? {} : { retention }) })
}

it('webhooks are kept for half a year, or as long as the config says', () => {
  expect(retentionOf(configWith()).webhooksMs).toBe(180 * DAY_MS)
  expect(retentionOf(configWith({ webhooks: 'P30D' })).webhooksMs).toBe(30 * DAY_MS)
})

describe('the account of a refund', () => {
  it.each([
    [undefined, 30 * DAY_MS],
    [{}, 30 * DAY_MS],
    [{ refundAccounts: 'P7D' }, 7 * DAY_MS],
    [{ refundAccounts: 'PT0S' }, 0],
    [{ refundAccounts: 'P1827D' }, 1_827 * DAY_MS],
  ])('with %j is kept for %d ms', (retention, ms) => {
    const config = configWith(retention)
    expect(readChannels(config, systemClock).size).toBe(1)
    expect(retentionOf(config).refundAccountsMs).toBe(ms)
  })

  it.each([
    [{ refundAccounts: '30 days' }, /retention\.refundAccounts: must be an ISO 8601 duration between PT0S and P1827D/],
    [{ refundAccounts: 'P1828D' }, /retention\.refundAccounts: must be/],
    [{ refundAccounts: 30 }, /retention\.refundAccounts/],
    [{ refundAccount: 'P30D' }, /retention.*refundAccount/],
    [{ webhooks: 'P6D' }, /retention\.webhooks: must be an ISO 8601 duration between P7D and P1827D/],
    ['P30D', /retention/],
  ])('with %j does not start', (retention, words) => {
    expect(() => readChannels(configWith(retention as object), systemClock)).toThrow(words)
  })
})
