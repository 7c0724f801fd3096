/** What the guide tells a merchant to do works against the real order check. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createOrderCheck } from '../src/engine/order-check.ts'
import { systemClock } from '../src/engine/system.ts'
import { isGenuine, type Question } from './order-check.ts'
import { examplePayment } from './payment.ts'

const SECRET = 'a shared secret of the shop'
const RESERVATIONS = new Map([
  ['BOOKING1', 'RSV-1'],
  ['EMPTY', ''],
])

let server: Server
let url: string
let lastQuestion: Question | null = null

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const body = (await request.toArray()).join('')
    const question = { signature: String(request.headers['maedeup-signature']), body }
    lastQuestion = question
    if (!isGenuine(question, SECRET, Date.now() / 1_000)) return response.writeHead(401).end()
    const { orderId } = JSON.parse(body) as { orderId: string }
    if (orderId === 'BUSY') return response.writeHead(503).end()
    return response.end(JSON.stringify({ ref: RESERVATIONS.get(orderId) ?? null }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
})

afterAll(() => {
  server.close()
})

const ask = (orderId: string, secret = SECRET) =>
  createOrderCheck({ url, secret }, systemClock)({ ...examplePayment, orderId })

describe('a signed order check', () => {
  test('a reservation that exists ties the payment', async () => {
    expect(await ask('BOOKING1')).toEqual({ kind: 'ref', ref: 'RSV-1' })
  })

  test.each(['UNKNOWN-TO-THE-SHOP', 'EMPTY'])('no reservation for %s is "none"', async (orderId) => {
    expect(await ask(orderId)).toEqual({ kind: 'none' })
  })

  test('trouble at the shop, or a wrong secret, is "cannot tell"', async () => {
    expect(await ask('BUSY')).toEqual({ kind: 'unknown' })
    expect(await ask('BOOKING1', 'another secret of somebody')).toEqual({ kind: 'unknown' })
  })

  test('a changed body, an old question and garbage are not genuine', async () => {
    await ask('BOOKING1')
    const question = lastQuestion ?? { signature: '', body: '' }
    const now = Date.now() / 1_000
    expect(isGenuine(question, SECRET, now)).toBe(true)
    expect(isGenuine({ ...question, body: `${question.body} ` }, SECRET, now)).toBe(false)
    expect(isGenuine(question, SECRET, now + 400)).toBe(false)
    expect(isGenuine({ ...question, signature: 'undefined' }, SECRET, now)).toBe(false)
  })
})
