/** Bad webhook bodies on every provider, over the wire: the documented answer, stored or refused, never a 500. */
import { request as httpRequest } from 'node:http'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import pg from 'pg'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Service, startService } from '../../../test/http/server.ts'
import type { PaymentFile, ProviderId } from '../../core/payment/payment.ts'
import { openEar } from '../../providers/kit/ear.ts'
import { SANDBOX_CREDENTIALS } from '../../sandbox/index.ts'

/** What each protocol wants to hear (docs/guides/webhooks-in.md). */
const ANSWERS = {
  nicepay: { accepted: [200, 'OK'], refused: [400, 'FAIL'] },
  'nicepay-rest': { accepted: [200, 'OK'], refused: [200, 'OK'] },
  tosspayments: { accepted: [200, '{}'], refused: [400, '{}'] },
  'portone-v1': { accepted: [200, 'OK'], refused: [400, 'FAIL'] },
  'portone-v2': { accepted: [200, 'OK'], refused: [400, 'FAIL'] },
} as const satisfies Record<ProviderId, object>
type Answered = keyof (typeof ANSWERS)[ProviderId]

interface Sent {
  readonly body: Buffer
  readonly contentType: string
  readonly headers: Readonly<Record<string, string>>
}

const { webhookSecret } = SANDBOX_CREDENTIALS['portone-v2']
/** PortOne signs each attempt anew. */
const signed = (body: Buffer, at = new Date()): Record<string, string> => ({
  'webhook-id': 'evt_bodies',
  'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
  'webhook-signature': new Webhook(webhookSecret).sign('evt_bodies', at, body.toString('utf8')),
})

describe.each(Object.keys(ANSWERS) as ProviderId[])('%s', (on) => {
  let shop: Service
  let sql: pg.Client
  let paid: PaymentFile
  let genuine: Sent
  beforeAll(async () => {
    shop = await startService({ on })
    sql = new pg.Client({ connectionString: shop.connectionString })
    await sql.connect()
    genuine = await hearGenuine()
  })
  afterAll(async () => {
    await sql.end()
    await shop.close()
  })
  beforeEach(() => sql.query('delete from inbox'))
  afterEach(async () => {
    const bugs = shop.logged.filter(({ level }) => level === 'error')
    expect(bugs, JSON.stringify(bugs)).toEqual([])
  })

  /** As the simulator sends it; NICEPAY's older protocol is only heard of deposits there. */
  async function hearGenuine(): Promise<Sent> {
    if (on === 'nicepay') {
      paid = await shop.pay('BODIES0001')
      const { providerRef, providerOrderId } = paid.payment
      const { mid } = SANDBOX_CREDENTIALS.nicepay
      const text = `MID=${mid}&TID=${providerRef}&MOID=${providerOrderId}&Amt=50000&ResultCode=3001&StateCd=0`
      return { body: Buffer.from(text), contentType: 'application/x-www-form-urlencoded', headers: {} }
    }
    const ear = await openEar({ status: 200, contentType: 'text/plain', body: 'OK' })
    try {
      await shop.control('PUT', '/control/webhook-targets', { provider: on, url: ear.url })
      paid = await shop.pay('BODIES0001')
      await vi.waitFor(() => expect(ear.heard.length).toBeGreaterThan(0), { timeout: 60_000 })
    } finally {
      await shop.control('PUT', '/control/webhook-targets', { provider: on, url: null })
      await ear.close()
    }
    const one = ear.heard[0]
    if (one === undefined) throw new Error('nothing was heard')
    return { body: Buffer.from(one.body), contentType: one.contentType, headers: headersFor(Buffer.from(one.body)) }
  }

  const headersFor = (body: Buffer): Record<string, string> => (on === 'portone-v2' ? signed(body) : {})

  async function send(sent: Partial<Sent> = {}): Promise<[status: number, text: string]> {
    const { body, contentType, headers } = { ...genuine, headers: headersFor(genuine.body), ...sent }
    const answer = await fetch(`${shop.url}${shop.engine.webhookPath(on)}`, {
      method: 'POST',
      headers: { 'content-type': contentType, ...headers },
      body: new Uint8Array(body),
    })
    return [answer.status, await answer.text()]
  }

  const states = async () =>
    (await sql.query<{ state: string }>('select state from inbox')).rows.map(({ state }) => state)
  const answered = (as: Answered) => [...ANSWERS[on][as]]
  const sums = async () => {
    const { payment } = await shop.load(paid.payment.id)
    return [payment.state, payment.amounts, payment.hold]
  }

  test('the genuine one is accepted, stored and followed; also replayed, at once and again and again', async () => {
    const before = await sums()
    const answers = await Promise.all(Array.from({ length: 20 }, () => send()))
    expect(answers).toEqual(answers.map(() => answered('accepted')))
    await expect.poll(states).toEqual(Array(20).fill('heard'))
    expect(await sums()).toEqual(before)
  })

  test.each([
    ['is cut in the middle', (body: Buffer) => body.subarray(0, body.length / 2)],
    ['is cut at its last byte', (body: Buffer) => body.subarray(0, -1)],
    ['is compressed', (body: Buffer) => gzipSync(body)],
    ['is UTF-16', (body: Buffer) => Buffer.from(body.toString('utf8'), 'utf16le')],
    ['has bytes of no encoding in it', (body: Buffer) => Buffer.concat([Buffer.from([0xff, 0xfe, 0x80]), body])],
    ['is empty', () => Buffer.alloc(0)],
    ['is noughts', () => Buffer.alloc(2_000)],
    ['is of another protocol', () => Buffer.from('<xml><event>paid</event></xml>')],
    ['is deep', () => Buffer.from('['.repeat(5_000))],
  ])('one that %s is answered as documented, and changes nothing', async (_what, change) => {
    const before = await sums()
    const body = change(genuine.body)
    const compressed: Record<string, string> = body[0] === 0x1f ? { 'content-encoding': 'gzip' } : {}
    // Signed as it was: a body that was changed on the way does not fit its signature.
    const got = await send({ body, headers: { ...headersFor(genuine.body), ...compressed } })
    expect([answered('refused'), answered('accepted')]).toContainEqual(got)
    await expect.poll(async () => (await states()).filter((state) => state === 'stored')).toEqual([])
    expect(await sums()).toEqual(before)
  })

  test.each(['', 'nonsense', 'text/plain;charset=euc-kr', 'application/xml', 'multipart/form-data; boundary=x', '/'])(
    'one that calls itself %j is read by what it is',
    async (contentType) => {
      expect(await send({ contentType })).toEqual(answered('accepted'))
      await expect.poll(states).toEqual(['heard'])
    },
  )

  test('one that is too large for its protocol is refused unread; one without end too', async () => {
    const { webhookLimitBytes } = shop.deps.channels.get(on)?.provider ?? { webhookLimitBytes: 0 }
    const body = Buffer.concat([genuine.body, Buffer.alloc(webhookLimitBytes, ' ')])
    expect(await send({ body, headers: headersFor(body) })).toEqual(answered('refused'))
    expect(await states()).toEqual(['refused'])
    const { rows } = await sql.query<{ bytes: number }>('select max(length(body)) as bytes from inbox')
    expect(rows[0]?.bytes).toBeLessThan(200)
    const endless = await send({ body: Buffer.alloc(3_000_000, 'x'), headers: {} }).catch(() => null)
    if (endless !== null) expect(endless).toEqual(answered('refused'))
    expect(await states()).toEqual(['refused'])
  })

  test('one that dribbles in is accepted, and one that never ends holds nobody up', async () => {
    const { port, pathname } = new URL(`${shop.url}${shop.engine.webhookPath(on)}`)
    const dribble = (end: 'end' | 'never') => {
      const options = { port, path: pathname, method: 'POST', host: '127.0.0.1' }
      const headers = { 'content-type': genuine.contentType, ...headersFor(genuine.body) }
      const call = httpRequest({ ...options, headers })
      const answer = new Promise<number>((resolve, reject) => {
        call.once('response', (response) => resolve(response.resume().statusCode ?? 0)).once('error', reject)
      })
      const pieces = Math.ceil(genuine.body.length / 10)
      let at = 0
      const timer = setInterval(() => {
        call.write(genuine.body.subarray(at, at + pieces))
        at += pieces
        if (at < genuine.body.length) return
        clearInterval(timer)
        if (end === 'end') call.end()
      }, 20)
      return { answer, destroy: () => call.destroy() }
    }
    const never = dribble('never')
    never.answer.catch(() => undefined)
    expect(await dribble('end').answer).toBe(200)
    expect(await send()).toEqual(answered('accepted'))
    never.destroy()
    await expect.poll(states).toEqual(['heard', 'heard'])
  })

  test('headers beyond all measure are refused before anything is read', async () => {
    const path = `${shop.url}${shop.engine.webhookPath(on)}`
    const huge = await fetch(path, { method: 'POST', headers: { 'x-huge': 'x'.repeat(20_000) }, body: '{}' })
    expect(huge.status).toBe(431)
    const long = await send({ headers: { ...headersFor(genuine.body), 'x-long': 'x'.repeat(9_000) } })
    expect(long).toEqual(answered('accepted'))
    const { rows } = await sql.query<{ bytes: number }>('select max(length(headers::text)) as bytes from inbox')
    expect(rows[0]?.bytes).toBeLessThan(4_000)
  })

  test('a token that is nearly right is nothing, whatever the body', async () => {
    const path = shop.engine.webhookPath(on)
    const wrong = `${path.slice(0, -1)}${path.endsWith('A') ? 'B' : 'A'}`
    for (const body of ['{}', 'x'.repeat(300_000)]) {
      const { status } = await shop.visit(wrong, { method: 'POST', body }).catch(() => ({ status: 404 }))
      expect(status).toBe(404)
    }
    expect(await states()).toEqual([])
  })

  test('whatever comes is answered as documented, and moves nothing', async () => {
    const before = await sums()
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.json().map((text) => Buffer.from(text)),
      fc.webQueryParameters().map((text) => iconv.encode(text, 'cp949')),
      fc.record({ at: fc.nat(), with: fc.nat({ max: 255 }) }).map((one) => {
        const body = Buffer.from(genuine.body)
        body[one.at % body.length] = one.with
        return body
      }),
    )
    const type = fc.oneof(fc.constantFrom(genuine.contentType, '', 'a/b'), fc.stringMatching(/^[\w/;= -]{0,30}$/))
    await fc.assert(
      fc.asyncProperty(bytes, type, async (body, contentType) => {
        const got = await send({ body: Buffer.from(body), contentType: contentType.trim() })
        expect([answered('refused'), answered('accepted')]).toContainEqual(got)
      }),
      { numRuns: 100 },
    )
    expect(await sums()).toEqual(before)
  })
})

describe('on PortOne V2, a signature', () => {
  let shop: Service
  beforeAll(async () => {
    shop = await startService({ on: 'portone-v2' })
  })
  afterAll(() => shop.close())

  test.each([
    [-400, 400],
    [-250, 200],
    [250, 200],
    [400, 400],
  ])('of %i s from now is answered %i', async (seconds, status) => {
    const body = Buffer.from(JSON.stringify({ type: 'Transaction.Paid', data: { paymentId: 'x' } }))
    const headers = { 'content-type': 'application/json', ...signed(body, new Date(Date.now() + seconds * 1_000)) }
    const answer = await shop.visit(shop.engine.webhookPath('portone-v2'), { method: 'POST', headers, body })
    expect(answer.status).toBe(status)
  })
})
