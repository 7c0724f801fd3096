/** Holds the shared checks of configuration to their words, and the time-outs to what was overridden. */
import { describe, expect, test } from 'vitest'
import { checksOf, everyCall, isLoopback, secretFingerprint, withTimeouts } from './options.ts'
import { TOSSPAYMENTS_CAPABILITIES as CAPABILITIES } from './tosspayments/capabilities.ts'

const check = checksOf('any-pg')

describe('a URL', () => {
  test.each([
    'https://api.example.com',
    'http://127.0.0.1:4102',
    'http://127.1.2.3',
    'http://localhost:1',
    'http://[::1]:1',
    'http://sandbox:4102',
  ])('may be %s', (text) => {
    expect(check.secured('urls.api', text, ['http://sandbox:4102']).origin).toBe(text)
  })

  test.each([
    'http://api.example.com',
    'http://sandbox:4103',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
  ])('in clear is not %s', (text) => {
    expect(() => check.secured('urls.api', text, ['http://sandbox:4102'])).toThrow(
      `any-pg: urls.api must be https, on loopback, or its origin listed in trustedOrigins: ${text}`,
    )
  })

  test.each(['', 'api.example.com', 'ftp://example.com', 'https://a:b@example.com'])('is not %o', (text) => {
    expect(() => check.url('urls.sdk', text)).toThrow('any-pg: urls.sdk must be an http(s) URL without credentials')
  })

  test('is a bare origin where one is asked for', () => {
    expect(check.origin('urls.api', 'https://api.example.com/')).toBe('https://api.example.com')
    expect(() => check.origin('urls.api', 'https://api.example.com/v1')).toThrow('must be a bare origin')
    expect(check.browserOrigin('https://*.example.com')).toBe('https://*.example.com')
    expect(() => check.browserOrigin('https://example.com; script-src *')).toThrow('must be bare origins')
    expect(isLoopback(new URL('http://127.0.0.1.example.com'))).toBe(false)
  })
})

test('time-outs have a range, and what is overridden shows in the capabilities', () => {
  expect(check.timeouts(undefined)).toEqual({})
  for (const readMs of [0, -1, 1.5, 120_001]) {
    expect(() => check.timeouts({ readMs })).toThrow('any-pg: timeouts.readMs must be 1–120000 ms')
  }
  expect(withTimeouts(CAPABILITIES, {})).toEqual(CAPABILITIES)
  expect(withTimeouts(CAPABILITIES, { connectMs: 7, readMs: 9 })).toEqual({
    ...CAPABILITIES,
    connectTimeoutMs: 7,
    readTimeoutMs: everyCall(9),
  })
})

test('a fingerprint names a secret and does not tell it; what is not a text has a wrong form', () => {
  expect(secretFingerprint('a-secret')).toMatch(/^[0-9a-f]{12}$/)
  expect(secretFingerprint('a-secret')).not.toBe(secretFingerprint('a-secret', 'other label '))
  expect(() => check.shaped('key', undefined as unknown as string, /^\w+$/)).toThrow('any-pg: key has a wrong form')
})
