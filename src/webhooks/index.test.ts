/** What a merchant's server can rely on: genuine events pass, everything else is refused with a reason. */
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { testHeaders, verify, WebhookError, type WebhookHeaders, type WebhookProblem } from './index.ts'

const SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes! ok').toString('base64')}`
const OTHER = `whsec_${Buffer.from('another one of thirty-two bytes!').toString('base64')}`
const NOW = new Date('2026-11-20T06:24:59Z')
const EVENT = {
  feedSeq: 7,
  paymentId: 'pay_x',
  seq: 2,
  type: 'payment.paid',
  data: { amount: 50_000 },
  at: NOW.toISOString(),
}
const BODY = JSON.stringify(EVENT)
const HEADERS = testHeaders(BODY, SECRET, { at: NOW })
const later = (seconds: number) => ({ now: new Date(NOW.getTime() + seconds * 1_000) })

function problemOf(check: () => unknown): WebhookProblem | 'none' {
  try {
    check()
    return 'none'
  } catch (error) {
    if (error instanceof WebhookError) return error.problem
    throw error
  }
}

describe('a genuine webhook', () => {
  test.each<[string, string | Uint8Array]>([
    ['text', BODY],
    ['a buffer', Buffer.from(BODY)],
    ['bytes', new TextEncoder().encode(BODY)],
  ])('is its event, with the body as %s', (_what, body) => {
    expect(verify(body, HEADERS, SECRET, later(0))).toEqual(EVENT)
  })

  test.each<[string, WebhookHeaders]>([
    ['as Fetch has them', new Headers(HEADERS)],
    ['in capitals', Object.fromEntries(Object.entries(HEADERS).map(([name, value]) => [name.toUpperCase(), value]))],
    ['as lists', Object.fromEntries(Object.entries(HEADERS).map(([name, value]) => [name, [value]]))],
  ])('passes with headers %s', (_what, headers) => {
    expect(verify(BODY, headers, SECRET, later(0))).toEqual(EVENT)
  })

  test('passes with either of two secrets, and with either of two signatures', () => {
    const both = `${testHeaders(BODY, OTHER, { at: NOW })['webhook-signature']} ${HEADERS['webhook-signature']}`
    expect(verify(BODY, HEADERS, [OTHER, SECRET], later(0))).toEqual(EVENT)
    expect(verify(BODY, { ...HEADERS, 'webhook-signature': both }, SECRET, later(0))).toEqual(EVENT)
  })

  test('passes for five minutes, or as long as is wished', () => {
    expect(problemOf(() => verify(BODY, HEADERS, SECRET, later(300)))).toBe('none')
    expect(problemOf(() => verify(BODY, HEADERS, SECRET, { ...later(3_000), toleranceSeconds: 3_600 }))).toBe('none')
  })

  test('headers for tests are what the official library signs and takes', () => {
    const fresh = testHeaders(BODY, SECRET)
    expect(new Webhook(SECRET).verify(BODY, fresh)).toEqual(EVENT)
    expect(new Webhook(SECRET).sign(HEADERS['webhook-id'], NOW, BODY)).toBe(HEADERS['webhook-signature'])
    expect(verify(BODY, fresh, SECRET)).toEqual(EVENT)
  })
})

describe('anything else is refused', () => {
  const without = (name: keyof typeof HEADERS) => ({ ...HEADERS, [name]: undefined })

  test.each<[string, () => unknown, WebhookProblem]>([
    ['no id', () => verify(BODY, without('webhook-id'), SECRET, later(0)), 'headers_missing'],
    ['no timestamp', () => verify(BODY, without('webhook-timestamp'), SECRET, later(0)), 'headers_missing'],
    ['no signature', () => verify(BODY, without('webhook-signature'), SECRET, later(0)), 'headers_missing'],
    ['no headers', () => verify(BODY, {}, SECRET, later(0)), 'headers_missing'],
    [
      'a time in words',
      () => verify(BODY, { ...HEADERS, 'webhook-timestamp': 'now' }, SECRET, later(0)),
      'timestamp_invalid',
    ],
    ['replayed', () => verify(BODY, HEADERS, SECRET, later(301)), 'timestamp_too_old'],
    ['from the future', () => verify(BODY, HEADERS, SECRET, later(-301)), 'timestamp_in_future'],
    ['another secret', () => verify(BODY, HEADERS, OTHER, later(0)), 'signature_wrong'],
    ['no secret at all', () => verify(BODY, HEADERS, [], later(0)), 'signature_wrong'],
    ['a changed body', () => verify(BODY.replace('50000', '5'), HEADERS, SECRET, later(0)), 'signature_wrong'],
    [
      'parsed and written anew',
      () => verify(JSON.stringify(EVENT, null, 1), HEADERS, SECRET, later(0)),
      'signature_wrong',
    ],
    ['another id', () => verify(BODY, { ...HEADERS, 'webhook-id': 'dlv_1' }, SECRET, later(0)), 'signature_wrong'],
    [
      'another time',
      () => verify(BODY, { ...HEADERS, 'webhook-timestamp': '1795155898' }, SECRET, later(0)),
      'signature_wrong',
    ],
    [
      'another version',
      () =>
        verify(
          BODY,
          { ...HEADERS, 'webhook-signature': HEADERS['webhook-signature'].replace('v1', 'v2') },
          SECRET,
          later(0),
        ),
      'signature_wrong',
    ],
    ['no JSON', () => verify('{', testHeaders('{', SECRET, { at: NOW }), SECRET, later(0)), 'body_invalid'],
  ])('%s', (_what, check, problem) => {
    expect(problemOf(check)).toBe(problem)
  })

  test('a secret that is none is a mistake of the receiver, not a refusal', () => {
    expect(() => verify(BODY, HEADERS, '', later(0))).toThrow(TypeError)
  })
})
