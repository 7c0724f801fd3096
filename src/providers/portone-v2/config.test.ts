/** Specifies which configurations are taken, and that the refused ones name the field and never a secret. */
import { describe, expect, test } from 'vitest'
import type { PortoneV2Options } from './config.ts'
import { readOptions } from './config.ts'
import { OPTIONS } from './fixtures/sample.ts'
import { portoneV2 } from './index.ts'

describe('defaults', () => {
  test('are the real PortOne and real money', () => {
    expect(readOptions(OPTIONS)).toMatchObject({
      live: true,
      api: 'https://api.portone.io',
      sdk: 'https://cdn.portone.io/v2/browser-sdk.js',
      retainOption: null,
      requiresHolderPhone: false,
      browserOrigins: ['https://*.portone.io', 'https://*.iamport.co', 'https://*.iamport.kr'],
    })
  })

  test('the sandbox is taken on loopback, with its own origin for the page', () => {
    const urls = { api: 'http://127.0.0.1:4104', sdk: 'http://localhost:4104/v2/browser-sdk.js' }
    expect(readOptions({ ...OPTIONS, urls, browserOrigins: ['https://*.inicis.com'] })).toMatchObject({
      api: 'http://127.0.0.1:4104',
      browserOrigins: ['http://localhost:4104', 'https://*.inicis.com'],
    })
  })

  test('a trusted origin may be spoken to in clear', () => {
    const urls = { api: 'http://sandbox:4104' }
    expect(readOptions({ ...OPTIONS, urls, trustedOrigins: ['http://sandbox:4104'] })).toMatchObject(urls)
  })
})

describe('refused', () => {
  test.each<[string, Partial<Record<keyof PortoneV2Options, unknown>>]>([
    ['storeId', { storeId: '' }],
    ['storeId', { storeId: 'store 1' }],
    ['storeId', { storeId: undefined }],
    ['channelKey', { channelKey: 'a/b?c=d' }],
    ['apiSecret', { apiSecret: 'short' }],
    ['apiSecret', { apiSecret: 'with a blank in it' }],
    ['webhookSecret', { webhookSecret: 'whsec_' }],
    ['webhookSecret', { webhookSecret: 'not base 64!!' }],
    ['webhookSecret', { webhookSecret: 'whsec_AAECAwQFB' }],
    ['promotionDiscountRetainOption', { promotionDiscountRetainOption: 'KEEP' }],
    ['urls.api', { urls: { api: 'http://api.portone.io' } }],
    ['urls.api', { urls: { api: 'https://api.portone.io/v2' } }],
    ['urls.api', { urls: { api: 'https://user:pass@api.portone.io' } }],
    ['urls.sdk', { urls: { sdk: 'javascript:alert(1)' } }],
    ['trustedOrigins', { trustedOrigins: ['http://sandbox/path'] }],
    ['browserOrigins', { browserOrigins: ["https://x; script-src 'unsafe-inline'"] }],
    ['timeouts.readMs', { timeouts: { readMs: 0 } }],
    ['timeouts.connectMs', { timeouts: { connectMs: 999_999 } }],
  ])('%s: %j', (field, change) => {
    const make = (): unknown => portoneV2({ ...OPTIONS, ...change } as PortoneV2Options)
    expect(make).toThrow(`portone-v2: ${field}`)
  })

  test('never with a secret in the words', () => {
    for (const change of [{ apiSecret: 'canary secret' }, { webhookSecret: 'canary secret' }]) {
      expect(() => readOptions({ ...OPTIONS, ...change })).toThrow(/^(?!.*canary)/)
    }
  })
})

test('the credential names the store and the secret without telling it', () => {
  const { credential } = portoneV2(OPTIONS)
  expect(credential).toMatch(/^store-[0-9a-f-]{36}\/[0-9a-f]{12}$/)
  expect(portoneV2({ ...OPTIONS, apiSecret: 'another-secret' }).credential).not.toBe(credential)
})

test('overridden time-outs show in the capabilities, from which the engine reckons the end of a call', () => {
  const { capabilities } = portoneV2({ ...OPTIONS, timeouts: { readMs: 1_000, connectMs: 200 } })
  expect(capabilities).toMatchObject({ connectTimeoutMs: 200, readTimeoutMs: { cancel: 1_000, list: 1_000 } })
  expect(portoneV2(OPTIONS).capabilities.readTimeoutMs.cancel).toBeGreaterThanOrEqual(60_000)
})
