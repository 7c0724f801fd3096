/** Specifies tokens on the wire, the one repetition after a 401, and that nothing secret or personal is recorded. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { MINUTE_MS, after as plus } from '../../core/time.ts'
import {
  historyEntry,
  IMP_UID,
  NOW,
  OPTIONS,
  page,
  paid,
  partlyCancelled,
  portonePayment,
  sampleCancellation,
  testCall,
} from './fixtures/sample.ts'
import type { TinyPortone } from './fixtures/server.ts'
import { openTinyPortone, tokenAnswer, UNAUTHORIZED } from './fixtures/server.ts'
import { type PortoneV1Options, portoneV1 } from './index.ts'

let portone: TinyPortone
beforeAll(async () => {
  portone = await openTinyPortone()
})
afterAll(() => portone.close())
beforeEach(() => {
  portone.asked.length = 0
  portone.tokens(tokenAnswer())
})

const bound = (change: Partial<PortoneV1Options> = {}) =>
  portoneV1({ ...OPTIONS, urls: { api: portone.url }, timeouts: { readMs: 2_000 }, ...change })
const lines = () => portone.asked.map(({ line }) => line)
const found = [200, { code: 0, message: null, response: page([portonePayment()]) }] as const
const mine = sampleCancellation()
const cancelled = [
  200,
  {
    code: 0,
    message: null,
    response: partlyCancelled({ cancel_history: [historyEntry({ reason: `고객 요청 #${mine.id}` })] }),
  },
] as const
const TOKEN = 'POST /users/getToken'
const LOOK = 'GET /payments/findAll/order-0001?limit=1000'
const CANCEL = 'POST /payments/cancel'

describe('the token', () => {
  test('is asked for once, with key and secret, and sent with every call', async () => {
    const provider = bound({ tier: 'A1b' })
    portone.answers(found)
    await provider.inquire(paid(), testCall())
    await provider.inquire(paid(), testCall({ at: plus(NOW, 29 * MINUTE_MS) }))
    expect(lines()).toEqual([TOKEN, LOOK, LOOK])
    expect(JSON.parse(portone.asked[0]?.body ?? '')).toEqual({ imp_key: OPTIONS.impKey, imp_secret: OPTIONS.impSecret })
    expect(portone.asked[1]?.headers).toMatchObject({ authorization: 'Bearer token-of-the-tests-1', tier: 'A1b' })
  })

  test('is asked for again by the times of the server, whatever ours are', async () => {
    const provider = bound()
    portone.answers(found)
    // 61 s to live by the server's own two times, although its clock is years behind ours.
    portone.tokens(tokenAnswer('token-of-the-tests-1', { now: 1_000, expired_at: 1_061 }))
    await provider.inquire(paid(), testCall())
    await provider.inquire(paid(), testCall({ at: plus(NOW, 30_000) }))
    await provider.inquire(paid(), testCall({ at: plus(NOW, 31_000) }))
    expect(lines()).toEqual([TOKEN, LOOK, LOOK, TOKEN, LOOK])
  })

  test.each([
    [500, 'oops'],
    [200, 'not JSON'],
    [200, { code: 0, message: null, response: null }],
    [200, { code: -1, message: 'x', response: null }],
    [401, '<html>'],
    [400, { code: -1, message: 'imp_key, imp_secret 파라메터가 누락되었습니다.', response: null }],
  ])('that does not come (%s %j) proves that the call was not sent', async (status, body) => {
    portone.tokens([status, body])
    for (const outcome of [
      await bound().inquire(paid(), testCall()),
      await bound().cancel(paid(), mine, testCall()),
      await bound().approve(paid(), testCall()),
    ]) {
      expect(outcome).toMatchObject({ kind: 'not_sent', next: 'none' })
    }
    expect(lines()).toEqual([TOKEN, TOKEN, TOKEN])
  })

  test('that our key does not get stops the channel', async () => {
    portone.tokens([401, { code: -1, message: '인증에 실패하였습니다. API키와 secret을 확인하세요.', response: null }])
    const provider = bound()
    const refused = { kind: 'refused', next: 'pause_channel', answer: { code: 'WRONG_KEY' } }
    expect(await provider.cancel(paid(), mine, testCall())).toMatchObject(refused)
    expect(await provider.inquire(paid(), testCall())).toMatchObject(refused)
    expect(await provider.prepare?.(paid(), testCall())).toMatchObject(refused)
    expect(await provider.approve(paid(), testCall())).toMatchObject({ kind: 'unknown', next: 'pause_channel' })
  })
})

describe('a call that is turned away with 401', () => {
  test('is made once more under a new token, with the same bytes', async () => {
    portone.tokens(tokenAnswer(), tokenAnswer('token-of-the-tests-2'))
    portone.answers(UNAUTHORIZED, cancelled)
    const asked = testCall()
    expect(await bound().cancel(paid(), mine, asked)).toMatchObject({ kind: 'done' })
    expect(lines()).toEqual([TOKEN, CANCEL, TOKEN, CANCEL])
    expect(portone.asked[3]?.body).toBe(portone.asked[1]?.body)
    expect(portone.asked[3]?.headers.authorization).toBe('Bearer token-of-the-tests-2')
    expect(asked.exchanges.map(({ endpoint, httpStatus }) => [endpoint.split('/').at(-1), httpStatus])).toEqual([
      ['getToken', 200],
      ['cancel', 401],
      ['getToken', 200],
      ['cancel', 200],
    ])
  })

  test('twice is not made a third time; nothing happened', async () => {
    portone.answers(UNAUTHORIZED)
    expect(await bound().cancel(paid(), mine, testCall())).toMatchObject({
      kind: 'refused',
      next: 'retry_after',
      answer: { code: 'UNAUTHORIZED' },
    })
    expect(lines()).toEqual([TOKEN, CANCEL, TOKEN, CANCEL])
  })

  test('and became too old is not made again', async () => {
    portone.answers(UNAUTHORIZED)
    let asked = 0
    const mayStillSend = () => {
      asked += 1
      return asked <= 2
    }
    expect(await bound().cancel(paid(), mine, testCall({ mayStillSend }))).toMatchObject({
      kind: 'refused',
      next: 'retry_after',
    })
    expect(lines()).toEqual([TOKEN, CANCEL])
  })

  test('while no new token comes was turned away, and no more', async () => {
    portone.tokens(tokenAnswer(), [500, ''])
    portone.answers(UNAUTHORIZED)
    expect(await bound().cancel(paid(), mine, testCall())).toMatchObject({ kind: 'refused', next: 'retry_after' })
    expect(lines()).toEqual([TOKEN, CANCEL, TOKEN])
  })

  test('while our key was changed stops the channel', async () => {
    portone.tokens(tokenAnswer(), UNAUTHORIZED)
    portone.answers(UNAUTHORIZED)
    expect(await bound().cancel(paid(), mine, testCall())).toMatchObject({ kind: 'refused', next: 'pause_channel' })
  })

  test('says nothing about a payment that it was to look at', async () => {
    portone.answers(UNAUTHORIZED)
    expect(await bound().approve(paid(), testCall())).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })

  test('by something in between proves nothing, and is not repeated', async () => {
    portone.answers([401, '<html>proxy</html>'])
    expect(await bound().cancel(paid(), mine, testCall())).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(lines()).toEqual([TOKEN, CANCEL])
  })
})

test('no other answer is ever followed by a second call', async () => {
  for (const status of [200, 400, 403, 404, 409, 429, 500, 502, 503]) {
    portone.asked.length = 0
    portone.answers([status, { code: -1, message: 'x', response: null }])
    await bound().cancel(paid(), mine, testCall())
    expect(lines()).toEqual([TOKEN, CANCEL])
  }
})

test('nothing secret and nothing personal is recorded or told', async () => {
  const canaries = {
    buyer_name: '카나리아',
    buyer_email: 'canary@example.com',
    buyer_tel: '010-1111-2222',
    buyer_addr: 'canary street',
    card_number: '433012******1234',
    vbank_num: '56211105948400',
    vbank_holder: '카나리아',
    custom_data: '{"canary":1}',
    customer_uid: 'canary-customer',
    cancel_reason: 'canary reason',
    receipt_url: 'https://canary.example/receipt',
    deposit_history: [{ depositor_name: '카나리아' }],
    fail_reason: `카드 4330-1234-1234-1234 ${OPTIONS.impSecret} token-of-the-tests-1`,
  }
  portone.answers(
    [200, { code: 0, message: null, response: page([portonePayment(canaries)]) }],
    [200, { code: -1, message: `4330123412341234 ${OPTIONS.impKey} token-of-the-tests-1`, response: null }],
  )
  const asked = testCall()
  const provider = bound()
  const outcomes = [
    await provider.inquire(paid(), asked),
    await provider.cancel(paid(), sampleCancellation({ reason: '카나리아 010-1111-2222' }), asked),
  ]
  const kept = JSON.stringify([asked.exchanges, outcomes])
  expect(kept).toContain(IMP_UID)
  expect(asked.exchanges).toHaveLength(3)
  for (const word of ['카나리아', 'canary', '1111-2222', '433012', '1234123', '562111', 'token-of', 'of-the-tests']) {
    expect(kept).not.toContain(word)
  }
})

test('the credential names account and secret without telling it', () => {
  expect(bound().credential).toMatch(/^imp00000000\/[0-9a-f]{12}$/)
  expect(bound({ impSecret: 'another-secret' }).credential).not.toBe(bound().credential)
})
