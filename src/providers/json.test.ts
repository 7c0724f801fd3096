/** Specifies the shared JSON exchange: what is sent, what counts as an answer, what is recorded. */
import type { RequestListener } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { instant } from '../core/time.ts'
import type { Exchange } from '../ports/provider.ts'
import type { JsonRequest } from './json.ts'
import { exchangeJson, pick } from './json.ts'

let url = ''
let answer: RequestListener = (_request, response) => void response.end()
const server = createServer((request, response) => answer(request, response))
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

async function run(change: Partial<JsonRequest> = {}, mayStillSend = true) {
  const exchanges: Exchange[] = []
  const reply = await exchangeJson(
    {
      operation: 'inquire',
      method: 'GET',
      url: `${url}/a?token=hidden`,
      headers: {},
      body: null,
      connectTimeoutMs: 500,
      readTimeoutMs: 500,
      secrets: ['a-secret-text'],
      keep: { request: { amount: 'value' }, response: { code: 'value', message: 'text' }, headers: ['x-trace'] },
      ...change,
    },
    {
      at: instant(0),
      mayStillSend: () => mayStillSend,
      record: (exchange) => void exchanges.push(exchange),
      monotonicMs: () => 0,
    },
  )
  return { reply, exchanges }
}

test('sends the body as JSON with its headers, and records the listed fields only', async () => {
  let seen = {}
  answer = async (request, response) => {
    const { method, headers } = request
    const { accept, 'content-type': type, 'x-own': own } = headers
    seen = { method, accept, type, own, body: await text(request) }
    response
      .writeHead(402, { 'x-trace': 't1', 'x-other': 'o' })
      .end('{"code":"C","message":"a-secret-text 12345678","z":1}')
  }
  const { reply, exchanges } = await run({ method: 'POST', headers: { 'X-Own': '1' }, body: { amount: 5, b: '가' } })
  const type = 'application/json'
  expect(seen).toEqual({ method: 'POST', type, accept: type, own: '1', body: '{"amount":5,"b":"가"}' })
  expect(reply).toMatchObject({ kind: 'answer', status: 402, json: { code: 'C', message: '[secret] 12345678', z: 1 } })
  expect(exchanges).toEqual([
    {
      operation: 'inquire',
      endpoint: `POST ${url}/a`,
      request: { amount: '5' },
      httpStatus: 402,
      response: { code: 'C', message: '[secret] [number]', '(x-trace)': 't1' },
      trouble: null,
      tookMs: 0,
    },
  ])
})

describe('a body that is no JSON', () => {
  const deep = '['.repeat(200_000) + ']'.repeat(200_000)
  test.each([
    ['nothing', ''],
    ['half', '{"code":'],
    ['HTML', '<html>'],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['one that is nested without end', deep],
  ])('%s is an answer without one', async (_name, body) => {
    answer = (_request, response) => void response.end(body)
    const { reply, exchanges } = await run()
    expect(reply).toMatchObject({ kind: 'answer', status: 200, json: undefined })
    expect(exchanges[0]?.response).toEqual({ '(body)': `not JSON, ${Buffer.byteLength(body)} bytes` })
  })
})

test('a lost answer is unknown, a closed fence is not sent, and both are recorded', async () => {
  answer = (request) => void request.socket.resetAndDestroy()
  const lost = await run()
  expect(lost.reply).toMatchObject({ kind: 'nothing', outcome: { kind: 'unknown', next: 'inquire' } })
  expect(lost.exchanges).toMatchObject([{ httpStatus: null, response: {}, trouble: expect.stringMatching(/^reset/) }])
  const fenced = await run({}, false)
  expect(fenced.reply).toMatchObject({ kind: 'nothing', outcome: { kind: 'not_sent' } })
  expect(fenced.exchanges).toMatchObject([{ trouble: expect.stringMatching(/^fence/) }])
})

test('an answer beyond its limit is lost', async () => {
  answer = (_request, response) => void response.end(JSON.stringify('x'.repeat(2_000)))
  expect((await run({ maxAnswerBytes: 1_000 })).reply).toMatchObject({ kind: 'nothing', outcome: { kind: 'unknown' } })
})

describe('picking', () => {
  test.each([
    [
      { a: 1, b: true, c: 'x' },
      { a: '1', b: 'true', c: 'x' },
    ],
    [{ a: null, b: {}, c: [] }, {}],
    [{ a: { d: 'y' } }, { 'a.d': 'y' }],
    [{ a: [{ d: 1 }, { d: 2 }, {}] }, { 'a.d': '1, 2' }],
    [[{ c: 1 }, { c: 2 }], { c: '1, 2' }],
    [{ a: [[{ d: 1 }]], b: [[2]] }, {}],
    ['text', {}],
    [undefined, {}],
    [JSON.parse('{"__proto__":{"c":"evil"}}'), {}],
  ])('of %j', (body, expected) => {
    expect(pick(body, { a: 'value', b: 'value', c: 'value', 'a.d': 'value' })).toEqual(expected)
  })

  test('goes no deeper than its paths, whatever is sent', () => {
    expect(pick(JSON.parse('['.repeat(5_000) + ']'.repeat(5_000)), { a: 'value' })).toEqual({})
  })

  test('keeps at most 500 characters', () => {
    expect(pick({ a: 'x'.repeat(900) }, { a: 'value' }).a).toHaveLength(500)
  })
})
