/** The app as a whole: who is let in, how every wrong request is answered, and what it tells about itself. */
import { request as httpRequest } from 'node:http'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { KEY, ORDER, type Service, sha256, startService } from '../../test/http/server.ts'
import { ERRORS } from '../core/errors.ts'
import { createApp } from './app.ts'

let shop: Service
beforeAll(async () => {
  shop = await startService()
})
afterAll(() => shop.close())

describe('keys', () => {
  test.each([
    ['none', {}],
    ['another scheme', { authorization: `Basic ${KEY}` }],
    ['a wrong one', { authorization: 'Bearer mk_wrong' }],
    ['an endless one', { authorization: `Bearer ${'x'.repeat(5_000)}` }],
  ])('%s: 401, before the body is looked at', async (_what, headers) => {
    for (const [method, path] of [
      ['GET', '/v1/payments'],
      ['POST', '/v1/payments'],
      ['GET', '/v1/events'],
      ['GET', '/metrics'],
    ] as const) {
      const init = { method, headers: { ...headers, ...(method === 'POST' ? { 'content-type': 'x/y' } : {}) } }
      const { status, body } = await shop.visit(path, { ...init, ...(method === 'POST' ? { body: '{' } : {}) })
      expect([path, status, body.code]).toEqual([path, 401, 'MD_UNAUTHORIZED'])
    }
  })

  test('a revoked key is refused within seconds', async () => {
    const { store, clock } = shop.deps
    await store.addApiKey({ id: 'key_old', name: 'old', hash: sha256('mk_old'), hint: 'mk_old' })
    const ask = () => shop.call('GET', '/v1/net', undefined, { authorization: 'Bearer mk_old' })
    expect((await ask()).status).toBe(200)
    await store.revokeApiKey('key_old', clock.now())
    shop.clock.advance(5_000)
    expect((await ask()).status).toBe(401)
  })
})

describe('wrong requests', () => {
  const post = (body: string, type: string) => shop.call('POST', '/v1/payments', body, { 'content-type': type })
  const BROKEN = [
    ['broken JSON', '{"orderId":', 'application/json', 400, 'MD_BAD_JSON'],
    ['JSON that would change prototypes', '{"__proto__":{"a":1}}', 'application/json', 400, 'MD_BAD_JSON'],
    ['a list', '[]', 'application/json', 422, 'MD_INVALID_REQUEST'],
    ['nothing', '', 'application/json', 422, 'MD_INVALID_REQUEST'],
    ['another media type', '<a/>', 'text/xml', 415, 'MD_MEDIA_TYPE'],
    ['a form', 'orderId=1', 'application/x-www-form-urlencoded', 415, 'MD_MEDIA_TYPE'],
    ['too much', JSON.stringify({ orderId: 'x'.repeat(70_000) }), 'application/json', 413, 'MD_BODY_TOO_LARGE'],
  ] as const
  test.each(BROKEN)('%s is a problem of the catalogue', async (_what, body, type, status, code) => {
    const answer = await post(body, type)
    expect([answer.status, answer.body.code]).toEqual([status, code])
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(answer.body).toMatchObject({
      type: `${shop.url}/errors#${code}`,
      title: ERRORS[code].title,
      titleKo: ERRORS[code].titleKo,
      requestId: answer.headers.get('x-request-id'),
    })
    expect(await shop.deps.store.feedHead()).toBe(0)
  })

  test('unknown paths are 404, wrong methods 405 with the right ones', async () => {
    for (const path of ['/', '/v2/payments', '/v1/payments/a/b/c', '/%zz', '/assets/pretendard/../package.json'])
      expect([path, (await shop.call('GET', path)).body.code]).toEqual([path, 'MD_NOT_FOUND'])
    const { status, body, headers } = await shop.call('PATCH', '/v1/payments/pay_x')
    expect([status, body.code, headers.get('allow')]).toEqual([405, 'MD_METHOD_NOT_ALLOWED', 'GET, HEAD'])
    expect((await shop.call('GET', '/v1/net/release')).headers.get('allow')).toBe('POST')
  })

  test('a length that is no length is answered, too', async () => {
    const { port } = new URL(shop.url)
    const status = await new Promise((resolve) => {
      const raw = httpRequest({ port, path: '/v1/payments', method: 'POST', headers: { 'content-length': '5' } })
      raw.on('response', (response) => resolve(response.statusCode)).on('error', () => resolve('cut'))
      raw.end('{"or"')
    })
    expect(status).toBe(401)
  })
})

describe('its own state', () => {
  test('healthz and readyz need no key', async () => {
    expect((await shop.visit('/healthz')).body).toEqual({ status: 'ok' })
    expect((await shop.visit('/readyz')).body).toEqual({ status: 'ready' })
  })

  test('metrics count requests by route and show what is due and who waits for a person', async () => {
    await shop.paid('METRIC1')
    const { text, status } = await shop.call('GET', '/metrics')
    expect(status).toBe(200)
    expect(text).toMatch(/duration_seconds_count\{method="POST",route="\/v1\/payments",status="201"\} [1-9]/)
    expect(text).toMatch(/maedeup_attention\{channel="nicepay",reason="order_missing",when="later"\} 1/)
    expect(text).toContain('maedeup_refunds_due_soon{channel="nicepay"} 0')
    expect(text).toContain('maedeup_feed_streams 0')
    expect(text).toContain('# TYPE maedeup_webhook_delivery_oldest_seconds gauge')
    expect(text).not.toContain('pay_')
  })

  test('in development metrics are open', async () => {
    const app = await createApp({ engine: shop.engine, publicUrl: 'http://x/', development: true })
    expect((await app.inject('/metrics')).statusCode).toBe(200)
    await app.close()
  })

  test('helmet guards every answer, and nothing tells what we are made of', async () => {
    const { headers } = await shop.call('GET', '/v1/net')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-powered-by')).toBeNull()
  })

  test('the log has route, status and key, but no body, key text or query', async () => {
    shop.logged.length = 0
    await shop.call('GET', '/v1/payments?orderId=SECRETQUERY')
    await shop.visit('/return/pay_x?AuthToken=SECRETTOKEN')
    await shop.call('POST', '/v1/payments', { orderId: 'SECRETBODY' })
    await expect.poll(() => shop.logged.filter(({ message }) => message === 'request').length).toBe(3)
    const text = JSON.stringify(shop.logged)
    expect(text).toContain('"route":"/v1/payments","status":200')
    expect(text).toContain('"key":"test shop"')
    expect(text).not.toMatch(new RegExp(`SECRET|${KEY}`))
  })
})

describe('trouble', () => {
  test('a database that is gone is 503 with advice, never a raw 500; the process lives', async () => {
    const other = await startService()
    await other.deps.store.close()
    for (const path of ['/v1/payments', '/readyz', '/checkout/pay_01hzzzzzzzzzzzzzzzzzzzzzzz']) {
      const { status, text } = await other.call('GET', path)
      expect([path, status]).toEqual([path, 503])
      expect(text).toContain('MD_UNAVAILABLE')
      expect(text).not.toMatch(/driver|pool|postgres/i)
    }
    expect((await other.visit('/healthz')).status).toBe(200)
    expect((await other.call('GET', '/metrics')).status).toBe(503)
    await other.app.close()
    await other.close().catch(() => undefined)
  })

  test('so is one that is taken away under us', async () => {
    const other = await startService()
    expect((await other.call('GET', '/v1/payments')).status).toBe(200)
    const admin = new pg.Client({ connectionString: inject('postgresUrl') })
    await admin.connect()
    const name = new URL(other.connectionString.replace('postgresql://maedeup@/', 'postgresql://maedeup@host/'))
      .pathname
    await admin.query(`drop database ${name.slice(1)} with (force)`)
    await admin.end()
    for (let times = 0; times < 3; times += 1) {
      const { status, body } = await other.call('POST', '/v1/payments', { ...ORDER, orderId: 'GONE' })
      expect([status, body.code]).toEqual([503, 'MD_UNAVAILABLE'])
    }
    await other.close()
  })

  test('a bug is 500 without details, and the log has them', async () => {
    const engine = { ...shop.engine, net: () => Promise.reject(new Error('the secret of the bug')) }
    const app = await createApp({ engine, publicUrl: 'http://x', development: true })
    const answer = await app.inject({ url: '/v1/net', headers: { authorization: `Bearer ${KEY}` } })
    expect([answer.statusCode, answer.json().code]).toEqual([500, 'MD_INTERNAL'])
    expect(answer.body).not.toContain('secret')
    expect(JSON.stringify(shop.logged)).toContain('the secret of the bug')
    await app.close()
  })
})
