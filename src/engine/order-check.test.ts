/** The order check asks by function, URL or SQL; whatever goes wrong is "unknown", because doubt postpones. */
import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { amount } from '../core/money.ts'
import type { Payment } from '../core/payment/payment.ts'
import { createOrderCheck, type OrderCheckConfig } from './order-check.ts'
import { systemClock } from './system.ts'

const PAYMENT = {
  id: 'pay_1',
  orderId: 'ORDER1',
  providerOrderId: 'ORDER1',
  amounts: { total: amount(1_000) },
  currency: 'KRW',
  paidAt: null,
  metadata: { room: '바다방' },
} as unknown as Payment

const verdict = (config: OrderCheckConfig) => createOrderCheck(config, systemClock)(PAYMENT)

describe('a function', () => {
  it.each([
    [{ ref: 'R-1' }, { kind: 'ref', ref: 'R-1' }],
    [null, { kind: 'none' }],
    [undefined, { kind: 'unknown' }],
    [{ ref: '' }, { kind: 'unknown' }],
    [{ ref: 'x'.repeat(201) }, { kind: 'unknown' }],
    [{ ref: 7 }, { kind: 'unknown' }],
  ])('that answers %j means %j', async (answer, expected) => {
    expect(await verdict(() => answer as never)).toEqual(expected)
  })

  it('that throws, synchronously or not, means "unknown"', async () => {
    const thrower = () => {
      throw new Error('down')
    }
    expect(await verdict(thrower)).toEqual({ kind: 'unknown' })
    expect(await verdict(() => Promise.reject(new Error('down')))).toEqual({ kind: 'unknown' })
  })
})

describe('a signed URL', () => {
  const SECRET = 'a secret shared with the merchant'
  let server: Server
  let reply: (request: IncomingMessage, body: string) => { status?: number; body: string }
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const { status = 200, body } = reply(request, Buffer.concat(chunks).toString())
      response.writeHead(status, { location: '/elsewhere' }).end(body)
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))
  const ask = () => verdict({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/check`, secret: SECRET })

  it('gets the question with a signature that the merchant can verify', async () => {
    let verified = false
    reply = (request, body) => {
      const [, time, given] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(request.headers['maedeup-signature'])) ?? []
      verified = createHmac('sha256', SECRET).update(`${time}.${body}`).digest('hex') === given
      expect(JSON.parse(body)).toMatchObject({ orderId: 'ORDER1', amount: 1_000, metadata: { room: '바다방' } })
      return { body: '{"ref":"R-9"}' }
    }
    expect(await ask()).toEqual({ kind: 'ref', ref: 'R-9' })
    expect(verified).toBe(true)
  })

  it.each([
    ['{"ref":null}', 200, 'none'],
    ['{"ref":""}', 200, 'none'],
    ['{}', 200, 'unknown'],
    ['<html>', 200, 'unknown'],
    ['{"ref":null}', 500, 'unknown'],
    ['{"ref":null}', 404, 'unknown'],
    ['{"ref":null}', 302, 'unknown'],
    [`{"ref":"${'x'.repeat(300)}"}`, 200, 'unknown'],
  ])('that answers %s with %i means "%s"', async (body, status, kind) => {
    reply = () => ({ status, body })
    expect(await ask()).toEqual({ kind })
  })

  it('that cannot be reached means "unknown"', async () => {
    expect(await verdict({ url: 'http://127.0.0.1:1/check', secret: SECRET })).toEqual({ kind: 'unknown' })
  })
})

describe('a query', () => {
  let database: TestDatabase
  const client = () => new pg.Client({ connectionString: database.connectionString })
  beforeAll(async () => {
    database = await createTestDatabase()
    const db = client()
    await db.connect()
    await db.query('create table bookings (order_id text, reservation text)')
    await db.end()
  })
  afterEach(async () => {
    const db = client()
    await db.connect()
    await db.query('truncate bookings')
    await db.end()
  })
  afterAll(() => database.drop())

  const sql = 'select reservation from bookings where order_id = $1'
  const ask = () => verdict({ sql, connectionString: database.connectionString })

  it.each([
    [[], 'none'],
    [[['ORDER1', null]], 'none'],
    [[['ORDER1', '  ']], 'none'],
    [[['OTHER', 'R-1']], 'none'],
    [[['ORDER1', 'R-1']], 'ref'],
    [
      [
        ['ORDER1', null],
        ['ORDER1', 'R-1'],
      ],
      'ref',
    ],
    // Two reservations for one order: a person must look.
    [
      [
        ['ORDER1', 'R-1'],
        ['ORDER1', 'R-2'],
      ],
      'unknown',
    ],
  ])('over rows %j means "%s"', async (rows, kind) => {
    const db = client()
    await db.connect()
    for (const row of rows) await db.query('insert into bookings values ($1, $2)', row)
    await db.end()
    expect(await ask()).toMatchObject({ kind })
  })

  it('that fails means "unknown"', async () => {
    const config = { sql: 'select nothing from nowhere where x = $1', connectionString: database.connectionString }
    expect(await verdict(config)).toEqual({ kind: 'unknown' })
    expect(await verdict({ sql, connectionString: 'postgresql://x@127.0.0.1:1/x' })).toEqual({ kind: 'unknown' })
  })
})
