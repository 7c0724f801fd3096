/** Specifies which configurations are taken, and that the refused ones name the field and never a secret. */
import { describe, expect, test } from 'vitest'
import type { NicepayRestOptions } from './config.ts'
import { readOptions } from './config.ts'
import { SECRET_KEY } from './fixtures/sample.ts'
import { nicepayRest } from './index.ts'

const LIVE = { clientKey: 'R2_0123456789abcdef0123456789abcdef', secretKey: SECRET_KEY }
const TEST = { ...LIVE, clientKey: 'S2_0123456789abcdef0123456789abcdef' }
const OLD = { ...LIVE, clientKey: 'af0d116236df437f831483ee9c500bc4' }

describe('real keys', () => {
  test('of a live shop go to the live host, of a test shop to the test host', () => {
    expect(readOptions(LIVE)).toMatchObject({ live: true, api: 'https://api.nicepay.co.kr' })
    expect(readOptions(TEST)).toMatchObject({ live: false, api: 'https://sandbox-api.nicepay.co.kr' })
    expect(readOptions(TEST)).toMatchObject({
      sdk: 'https://pay.nicepay.co.kr/v1/js/',
      browserOrigins: ['https://pay.nicepay.co.kr', 'https://*.nicepay.co.kr'],
    })
  })

  test('of the old shape do not tell, so the option does', () => {
    expect(readOptions(OLD)).toMatchObject({ live: true, api: 'https://api.nicepay.co.kr' })
    expect(readOptions({ ...OLD, live: false })).toMatchObject({ api: 'https://sandbox-api.nicepay.co.kr' })
  })

  test('of a test shop promise neither partial cancels nor a list', () => {
    expect(nicepayRest(TEST)).toMatchObject({ live: false, list: null, capabilities: { partialCancel: false } })
    expect(nicepayRest(LIVE)).toMatchObject({ live: true, capabilities: { partialCancel: true } })
  })
})

test('the sandbox is taken on loopback, playing live money whatever the key is called', () => {
  const urls = { api: 'http://127.0.0.1:4105', sdk: 'http://localhost:4105/v1/js/' }
  const account = readOptions({ ...TEST, live: true, urls, browserOrigins: ['https://example.com'] })
  expect(account).toMatchObject({
    live: true,
    api: 'http://127.0.0.1:4105',
    browserOrigins: ['http://localhost:4105', 'https://example.com'],
  })
})

test('a trusted origin may be spoken to in clear', () => {
  const urls = { api: 'http://sandbox:4105' }
  expect(readOptions({ ...TEST, live: true, urls, trustedOrigins: ['http://sandbox:4105'] })).toMatchObject(urls)
})

describe('refused', () => {
  test.each<[string, Partial<Record<keyof NicepayRestOptions, unknown>>]>([
    ['clientKey', { clientKey: 'short' }],
    ['clientKey', { clientKey: 'with:a:colon' }],
    ['clientKey', { clientKey: undefined }],
    ['secretKey', { secretKey: 'short' }],
    ['secretKey', { secretKey: 'line break at the end\n' }],
    ['secretKey', { secretKey: undefined }],
    ['live', { live: false }],
    ['live', { ...TEST, live: true }],
    ['urls.api', { urls: { api: 'https://sandbox-api.nicepay.co.kr' } }],
    ['urls.api', { ...TEST, urls: { api: 'https://api.nicepay.co.kr' } }],
    ['urls.api', { urls: { api: 'http://api.nicepay.co.kr' } }],
    ['urls.api', { urls: { api: 'https://api.nicepay.co.kr/v1' } }],
    ['urls.api', { urls: { api: 'https://user:pass@api.nicepay.co.kr' } }],
    ['urls.sdk', { urls: { sdk: 'javascript:alert(1)' } }],
    ['trustedOrigins', { trustedOrigins: ['http://sandbox/path'] }],
    ['browserOrigins', { browserOrigins: ["https://x; script-src 'unsafe-inline'"] }],
    ['timeouts.readMs', { timeouts: { readMs: 0 } }],
    ['timeouts.connectMs', { timeouts: { connectMs: 999_999 } }],
  ])('%s: %j', (field, change) => {
    const make = (): unknown => nicepayRest({ ...LIVE, ...change } as NicepayRestOptions)
    expect(make).toThrow(`nicepay-rest: ${field}`)
  })

  test('never with a secret in the words', () => {
    expect(() => readOptions({ ...LIVE, secretKey: 'canary secret' })).toThrow(/^(?!.*canary)/)
  })
})

test('the credential names the shop and the secret without telling it', () => {
  const { credential, account } = nicepayRest(LIVE)
  expect(credential).toMatch(new RegExp(`^${LIVE.clientKey}/[0-9a-f]{12}$`))
  expect(account).toBe(LIVE.clientKey)
  expect(nicepayRest({ ...LIVE, secretKey: 'another-secret' }).credential).not.toBe(credential)
})

test('overridden time-outs show in the capabilities, from which the engine reckons the end of a call', () => {
  const { capabilities } = nicepayRest({ ...LIVE, timeouts: { readMs: 1_000, connectMs: 200 } })
  expect(capabilities).toMatchObject({ connectTimeoutMs: 200, readTimeoutMs: { cancel: 1_000, list: 1_000 } })
  expect(nicepayRest(LIVE).capabilities.readTimeoutMs.approve).toBeGreaterThanOrEqual(30_000)
})
