/** Every answer that a server can give is read as what it is: done, refused, or unknown. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createBooks } from './books.ts'
import { createMaedeup, type Maedeup } from './maedeup.ts'
import { ACCOUNT, awaitingDeposit, PAYMENT_ID, payment } from './testing.ts'

interface Heard {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly authorization: string | undefined
  readonly key?: unknown
  readonly body: unknown
}

let server: Server
let maedeup: Maedeup
let url: string
let heard: Heard[] = []
let answer: { status: number; body: string; cut?: true } = { status: 200, body: '{}' }

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      const { method, url: path, headers } = request
      const { authorization, 'idempotency-key': key } = headers
      const body = text && JSON.parse(text)
      heard.push({ method, url: path, authorization, ...(key && { key }), body })
      if (answer.cut) return request.socket.destroy()
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  maedeup = createMaedeup({ maedeupUrl: `${url}/`, apiKey: 'mk_test', orderWithin: 'PT20S' })
})
afterAll(() => new Promise((resolve) => server.close(resolve)))
beforeEach(() => {
  heard = []
})

const tie = () => maedeup.recordOrder(PAYMENT_ID, { ref: 'R1', amount: 1_000 })
const problem = (code: string) => JSON.stringify({ code, title: 'no' })

describe('an answer', () => {
  test('200 with a payment is done', async () => {
    answer = { status: 200, body: JSON.stringify(payment()) }
    expect(await tie()).toEqual({ kind: 'ok', value: payment() })
    expect(heard).toEqual([
      {
        method: 'PUT',
        url: `/v1/payments/${PAYMENT_ID}/order`,
        authorization: 'Bearer mk_test',
        body: { ref: 'R1', amount: 1_000 },
      },
    ])
  })

  test.each([
    [409, problem('MD_BEING_RETURNED'), { kind: 'refused', status: 409, code: 'MD_BEING_RETURNED' }],
    [404, problem('MD_NOT_FOUND'), { kind: 'refused', status: 404, code: 'MD_NOT_FOUND' }],
    [409, '{}', { kind: 'refused', status: 409, code: 'unknown' }],
    [429, problem('MD_RATE_LIMITED'), { kind: 'unknown' }],
    [500, problem('MD_INTERNAL'), { kind: 'unknown' }],
    [503, problem('MD_BUSY'), { kind: 'unknown' }],
    [200, '{"id":1}', { kind: 'unknown' }],
    [200, 'hello', { kind: 'unknown' }],
    [409, '<html>proxy</html>', { kind: 'unknown' }],
    [302, '', { kind: 'unknown' }],
  ])('%i %s', async (status, body, expected) => {
    answer = { status, body }
    expect(await tie()).toMatchObject(expected)
  })

  test('a connection that is cut, or refused, is unknown', async () => {
    answer = { status: 200, body: '', cut: true }
    expect((await tie()).kind).toBe('unknown')
    const gone = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => gone.once('listening', resolve))
    const maedeupUrl = `http://127.0.0.1:${(gone.address() as AddressInfo).port}`
    await new Promise((resolve) => gone.close(resolve))
    const nobody = createMaedeup({ maedeupUrl, apiKey: 'k', orderWithin: 'PT1S' })
    expect(await nobody.payment('pay_1')).toEqual({ kind: 'unknown', why: 'ECONNREFUSED' })
  })
})

test('a registration needs a checkout page that is a web page', async () => {
  const registration = {
    channel: 'portone-v2',
    orderId: 'MS1',
    orderName: '방',
    amount: 1_000,
    method: 'card' as const,
    buyer: { name: '김' },
    returnUrls: { success: 'http://shop/s', fail: 'http://shop/f' },
    metadata: {},
  }
  for (const checkoutUrl of ['javascript:alert(1)', null, 'x']) {
    answer = { status: 201, body: JSON.stringify({ ...payment(), checkoutUrl }) }
    expect((await maedeup.register(registration)).kind).toBe('unknown')
  }
  answer = { status: 201, body: JSON.stringify({ ...payment(), checkoutUrl: 'http://localhost:4000/checkout/1' }) }
  expect((await maedeup.register(registration)).kind).toBe('ok')
  expect(heard.at(-1)?.body).toEqual({ ...registration, orderWithin: 'PT20S' })
})

test('an account that was asked for needs no page; fields that are wrong are named', async () => {
  const virtualAccount = { bank: 'SHINHAN', holder: '매듭', expiresAt: '2026-07-23T23:59:00+09:00' }
  const common = {
    channel: 'nicepay',
    orderId: 'MS1',
    orderName: '방',
    amount: 1_000,
    buyer: { name: '김' },
    metadata: {},
  }
  const registration = { ...common, method: 'virtual_account' as const, virtualAccount }
  answer = { status: 201, body: JSON.stringify({ ...awaitingDeposit(), checkoutUrl: null }) }
  expect(await maedeup.register(registration)).toMatchObject({ kind: 'ok', value: { virtualAccount: ACCOUNT } })
  expect(heard.at(-1)?.body).toEqual({ ...registration, orderWithin: 'PT20S' })
  const errors = [{ field: 'virtualAccount.bank', problem: 'is none' }]
  answer = { status: 422, body: JSON.stringify({ code: 'MD_INVALID_REQUEST', errors }) }
  const refused = { kind: 'refused', status: 422, code: 'MD_INVALID_REQUEST', fields: ['virtualAccount.bank'] }
  expect(await maedeup.register(registration)).toEqual(refused)
})

test('a quote tells what a refund needs', async () => {
  const quote = { needs: ['refund_account'], buyerSees: { from: '2026-07-23', to: '2026-07-24' } }
  answer = { status: 200, body: JSON.stringify({ ...quote, allowed: 'yes' }) }
  expect(await maedeup.quote(PAYMENT_ID)).toEqual({ kind: 'ok', value: { ...quote, allowed: 'yes', nextAt: null } })
  expect(heard.at(-1)).toMatchObject({ method: 'GET', url: `/v1/payments/${PAYMENT_ID}/cancellation-quote` })
})

test('the sandbox’s buyer transfers the amount to the account’s number; what no bank takes is a no', async () => {
  const books = createBooks(url)
  answer = { status: 200, body: '{}' }
  expect(await books.deposit(awaitingDeposit({ amount: 1_000 }))).toBe(true)
  const body = { provider: 'nicepay', account: ACCOUNT.number, amount: 1_000 }
  expect(heard.at(-1)).toMatchObject({ method: 'POST', url: '/control/deposits', body })
  answer = { status: 409, body: '{}' }
  expect(await books.deposit(awaitingDeposit())).toBe(false)
})

test('a refund goes out under its key; only its state says whether it is done', async () => {
  const wish = { amount: 300, expectedBalance: 1_000, reason: '일부 환불' }
  for (const [status, state] of [
    [201, 'done'],
    [202, 'unknown'],
  ] as const) {
    answer = { status, body: JSON.stringify({ id: 'can_1', state, refundAccount: null }) }
    expect(await maedeup.refund(PAYMENT_ID, 'k-1', wish)).toMatchObject({ kind: 'ok', value: { id: 'can_1', state } })
  }
  expect(heard.at(-1)).toMatchObject({ url: `/v1/payments/${PAYMENT_ID}/cancellations`, key: 'k-1', body: wish })
})

test('the books are read by the PG’s own reference, else by the order number', async () => {
  const row = (ref: string, orderId: string) => ({
    ref,
    orderId,
    amount: 1,
    state: 'approved',
    cancelledAmount: 0,
    cancels: [],
  })
  const books = createBooks(url)
  answer = { status: 200, body: JSON.stringify([row('T0', payment().providerOrderId), row('T1', 'other')]) }
  expect(await books.find(payment())).toMatchObject({ kind: 'found', book: { ref: 'T1' } })
  expect(await books.find(payment({ providerRef: null }))).toMatchObject({ kind: 'found', book: { ref: 'T0' } })
  expect(await books.find(payment({ providerRef: null, providerOrderId: 'x' }))).toEqual({ kind: 'missing' })
  answer = { status: 503, body: '{}' }
  expect(await books.find(payment())).toEqual({ kind: 'unreachable' })
})
