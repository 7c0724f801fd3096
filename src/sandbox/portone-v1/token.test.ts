/** Tokens and the door: reuse, stretch, end, and every way to be turned away (portone-v1 §1, §2, §17 items 1–3). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Instant, instant } from '../../core/time.ts'
import type { SandboxClock } from '../clock.ts'
import { KEYS, type Merchant, openMerchant } from './testing.ts'

/** A clock that stands where a test puts it. */
function standing(): SandboxClock & { at: Instant } {
  const clock = {
    at: instant(1_700_000_000_000),
    now: () => clock.at,
    aheadMs: () => 0,
    advance: (ms: number) => {
      clock.at = instant(clock.at + ms)
    },
    onAdvance: () => () => undefined,
  }
  return clock
}

const clock = standing()
let shop: Merchant
beforeAll(async () => {
  shop = await openMerchant(clock)
})
afterAll(() => shop.sandbox.close())
beforeEach(() => shop.reset())

const getToken = () => shop.bare({ method: 'POST', path: '/users/getToken', body: KEYS })
const knock = (authorization: string) =>
  shop.bare({ method: 'GET', path: '/payments/status/all', headers: { authorization } })

describe('a token', () => {
  test('the vectors of §2.1', async () => {
    const at = (seconds: number) => {
      clock.at = instant(seconds * 1000)
    }
    at(1_700_000_000)
    const first = (await getToken()).response
    expect(first).toMatchObject({ now: 1_700_000_000, expired_at: 1_700_001_800 })
    const steps = [
      [1_700_000_600, 1_700_001_800],
      [1_700_001_739, 1_700_001_800],
      [1_700_001_740, 1_700_002_100],
    ] as const
    for (const [now, expired_at] of steps) {
      at(now)
      expect((await getToken()).response).toEqual({ access_token: first.access_token, expired_at, now })
    }
    at(1_700_002_090)
    expect((await knock(`Bearer ${first.access_token}`)).status).toBe(200)
    at(1_700_002_100)
    expect(await knock(`Bearer ${first.access_token}`)).toMatchObject({
      status: 401,
      code: -1,
      message: 'Unauthorized',
    })
    at(1_700_002_101)
    const second = (await getToken()).response
    expect(second.access_token).not.toBe(first.access_token)
    expect(second.expired_at).toBe(1_700_003_901)
  })
  test('outlives a reset of the books, like the imp_uids that were given out', async () => {
    const token = await shop.token()
    const before = await shop.paid()
    await shop.reset()
    expect((await knock(token)).status).toBe(200)
    expect(await shop.paid()).not.toBe(before)
  })
  const wrong = [
    ['a wrong secret', { ...KEYS, imp_secret: 'x' }, 401, '인증에 실패하였습니다. API키와 secret을 확인하세요.'],
    ['no secret', { imp_key: KEYS.imp_key }, 400, 'imp_key, imp_secret 파라메터가 누락되었습니다.'],
    ['nothing', {}, 400, 'imp_key, imp_secret 파라메터가 누락되었습니다.'],
  ] as const
  test.each(wrong)('is not given for %s', async (_what, body, status, message) => {
    expect(await shop.bare({ method: 'POST', path: '/users/getToken', body })).toMatchObject({
      status,
      code: -1,
      message,
    })
  })
})

describe('the door', () => {
  test('takes the token with Bearer and bare, a Tier header, and nobody without one', async () => {
    const token = await shop.token()
    expect((await knock(`Bearer ${token}`)).status).toBe(200)
    expect((await knock(token)).status).toBe(200)
    const headers = { authorization: token, tier: 'ABC' }
    expect((await shop.bare({ method: 'GET', path: '/payments/status/all', headers })).status).toBe(200)
    for (const header of ['', 'Bearer', 'Bearer x']) expect((await knock(header)).status).toBe(401)
  })
  test('turns away before anything happens: no call is logged and no fault used up', async () => {
    const imp_uid = await shop.paid()
    await shop.fault('cancel', 'lose_reply', { times: 1 })
    expect((await shop.bare({ method: 'POST', path: '/payments/cancel', body: { imp_uid } })).status).toBe(401)
    expect((await shop.control('GET', '/control/calls?provider=portone-v1')).json).toEqual([])
    expect((await shop.control('GET', '/control/faults?provider=portone-v1')).json).toMatchObject([{ remaining: 1 }])
  })
  test('reads JSON and forms with brackets, and a slash at the end of the path', async () => {
    const imp_uid = await shop.paid()
    const form = `imp_uid=${imp_uid}&amount=1000&extra%5Brequester%5D=customer&reason=%EA%B3%A0%EA%B0%9D`
    expect(await shop.call('POST', '/payments/cancel/', form)).toMatchObject({
      code: 0,
      response: { cancel_amount: 1000 },
    })
    const { json } = await shop.control('GET', '/control/calls?provider=portone-v1')
    expect(json).toMatchObject([
      { operation: 'cancel', code: '0', fields: { reason: '고객', extra: '{"requester":"customer"}' } },
    ])
  })
  test('puts every refusal into the envelope', async () => {
    const token = await shop.token()
    const headers = { authorization: token, 'content-type': 'application/json' }
    const broken = await shop.bare({ method: 'POST', path: '/payments/cancel', body: '{', headers })
    expect(broken).toMatchObject({ status: 400, code: -1, response: {} })
    expect(await shop.call('GET', '/moon')).toMatchObject({ status: 404, code: -1 })
    expect(await shop.call('GET', '/payments/imp_1')).toMatchObject({ status: 404, code: -1 })
    const long = await shop.call('POST', '/payments/cancel', { reason: 'x'.repeat(300_000) })
    expect(long).toMatchObject({ status: 400, code: -1 })
  })
})
