/** What every call has in common: authentication, bodies, stores, Idempotency-Key (§14 items 1–4, 16). */
import { request } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SITUATIONS } from './errors.ts'
import { checkedAnswers, complaintOf, openShop, type Shop, specMissing } from './testing.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.sandbox.close())
beforeEach(() => shop.control('POST', '/control/reset', { seed: 7 }))

const SECRET = 'portone-v2-secret-maedeup'
const under = (authorization: string) => shop.call('GET', '/payments/order-1', { headers: { authorization } })

describe('authentication', () => {
  test.each(['', 'PortOne wrong', `Bearer ${SECRET}`, SECRET])('%j is 401 with a type', async (authorization) => {
    expect(await under(authorization)).toMatchObject({ status: 401, json: { type: 'UNAUTHORIZED' } })
  })
  test('by token, which lives half an hour; a refresh kills the refresh token before it', async () => {
    const login = () =>
      shop.call('POST', '/login/api-secret', { body: { apiSecret: SECRET }, headers: { authorization: '' } })
    const refresh = (refreshToken: unknown) => shop.call('POST', '/token/refresh', { body: { refreshToken } })
    const { accessToken, refreshToken } = (await login()).json
    expect((await under(`Bearer ${accessToken}`)).status).toBe(404)
    const second = (await refresh(refreshToken)).json
    expect((await refresh(refreshToken)).status).toBe(401)
    await login()
    expect((await refresh(second.refreshToken)).status).toBe(401)
    await shop.advance(1_800_000)
    expect((await under(`Bearer ${second.accessToken}`)).status).toBe(401)
    expect((await shop.call('POST', '/login/api-secret', { body: { apiSecret: 'wrong' } })).status).toBe(401)
    expect((await shop.call('POST', '/login/api-secret', { body: {} })).status).toBe(400)
  })
  test('is not needed for the banks', async () => {
    const banks = await fetch(`${shop.url}/banks`)
    expect(((await banks.json()) as { items: object[] }).items).toContainEqual({
      bank: 'SHINHAN',
      name: { ko: '신한' },
    })
  })
})

describe('bodies and errors', () => {
  test('are JSON whatever the content type says', async () => {
    await shop.buy()
    for (const type of ['text/plain;charset=UTF-8', 'application/json', 'application/x-www-form-urlencoded'])
      expect((await shop.cancel('order-1', { amount: 100 })).status, type).toBe(200)
    expect(await shop.call('POST', '/payments/order-1/cancel', { body: '{"reason":' })).toMatchObject({
      status: 400,
      json: { type: 'INVALID_REQUEST' },
    })
  })
  test('a GET may carry its filter as a body', async () => {
    await shop.buy()
    const text = await new Promise<string>((resolve, reject) => {
      const body = JSON.stringify({ filter: { status: ['FAILED'] } })
      const headers = { authorization: `PortOne ${SECRET}`, connection: 'close', 'content-length': body.length }
      const sent = request(`${shop.url}/payments`, { method: 'GET', headers }, (response) => {
        response.setEncoding('utf8').on('data', resolve)
      })
      sent.on('error', reject).end(body)
    })
    expect(JSON.parse(text)).toMatchObject({ items: [], page: { totalCount: 0 } })
  })
  test('carry a message or not', async () => {
    const seen = new Set<boolean>()
    for (let i = 0; i < 20; i += 1) seen.add('message' in (await shop.get('nobody')))
    expect(seen.size).toBe(2)
    await shop.switches({ messageRate: 0 })
    expect(await shop.get('nobody')).toEqual({ type: 'PAYMENT_NOT_FOUND' })
  })
  test('the table has one type per row of §3, each with the status of its meaning', () => {
    const status: Record<string, number> = { NOT_FOUND: 404, UNAUTHORIZED: 401, FORBIDDEN: 403 }
    for (const row of Object.values(SITUATIONS)) {
      const named = Object.entries(status).find(([end]) => row.type.endsWith(end))?.[1]
      if (named !== undefined) expect(row.status, row.type).toBe(named)
    }
  })
})

describe('another store', () => {
  test('does not see the payment, or is forbidden to', async () => {
    await shop.buy()
    const get = () => shop.call('GET', '/payments/order-1?storeId=store-other')
    expect(await get()).toMatchObject({ status: 404, json: { type: 'PAYMENT_NOT_FOUND' } })
    expect((await shop.cancel('order-1', { storeId: 'store-other' })).status).toBe(404)
    await shop.switches({ foreignStore: 'forbidden' })
    expect(await get()).toMatchObject({ status: 403, json: { type: 'FORBIDDEN' } })
    expect((await shop.call('GET', '/payments/order-1?storeId=store-maedeup')).status).toBe(200)
  })
})

describe('Idempotency-Key', () => {
  const KEY = 'cancel-refund-0001'
  const cancelled = async () => (await shop.book('order-1')).cancelledAmount
  beforeEach(() => shop.buy())

  test('the same answer comes back, with quotes or without, and the money moves once', async () => {
    const first = await shop.cancel('order-1', { amount: 1_000 }, KEY)
    const again = await shop.call('POST', '/payments/order-1/cancel', {
      body: { reason: '고객 요청', amount: 1_000 },
      headers: { 'idempotency-key': KEY },
    })
    expect(again.text).toBe(first.text)
    expect(await cancelled()).toBe(1_000)
  })
  test('a refusal is replayed too: after a definite one a new key is needed', async () => {
    await shop.fault({ operation: 'cancel', fault: 'balance_short', times: 1 })
    const first = await shop.cancel('order-1', { amount: 1_000 }, KEY)
    expect((await shop.cancel('order-1', { amount: 1_000 }, KEY)).text).toBe(first.text)
    expect((await shop.cancel('order-1', { amount: 1_000 }, 'cancel-refund-0002')).status).toBe(200)
  })
  test('while the first is under way: 409, and afterwards its answer', async () => {
    await shop.fault({ operation: 'cancel', fault: 'late_effect', times: 1 })
    await expect(shop.cancel('order-1', { amount: 1_000 }, KEY)).rejects.toThrow()
    expect((await shop.cancel('order-1', { amount: 1_000 }, KEY)).json.type).toBe('IDEMPOTENCY_OUTSTANDING_REQUEST')
    await shop.advance(5_000)
    expect((await shop.cancel('order-1', { amount: 1_000 }, KEY)).status).toBe(200)
    expect(await cancelled()).toBe(1_000)
  })
  test('a request that never arrived leaves its key free; one whose answer was lost does not', async () => {
    await shop.fault({ operation: 'cancel', fault: 'lose_request', times: 1 })
    await expect(shop.cancel('order-1', { amount: 1_000 }, KEY)).rejects.toThrow()
    await shop.fault({ operation: 'cancel', fault: 'lose_reply', times: 1 })
    await expect(shop.cancel('order-1', { amount: 1_000 }, KEY)).rejects.toThrow()
    expect(await cancelled()).toBe(1_000)
    expect((await shop.cancel('order-1', { amount: 1_000 }, KEY)).json).toMatchObject({
      cancellation: { status: 'SUCCEEDED' },
    })
    expect(await cancelled()).toBe(1_000)
  })
  test('after three hours it is a new request', async () => {
    await shop.cancel('order-1', { amount: 1_000 }, KEY)
    await shop.advance(3 * 3_600_000 - 5_000)
    await shop.cancel('order-1', { amount: 1_000 }, KEY)
    expect(await cancelled()).toBe(1_000)
    await shop.advance(5_000)
    await shop.cancel('order-1', { amount: 1_000 }, KEY)
    expect(await cancelled()).toBe(2_000)
  })
  test('names one request', async () => {
    const first = await shop.cancel('order-1', { amount: 1_000 }, KEY)
    expect((await shop.cancel('order-1', { amount: 2_000 }, KEY)).status).toBe(422)
    await shop.switches({ keyReuse: 'replay' })
    expect((await shop.cancel('order-1', { amount: 2_000 }, KEY)).text).toBe(first.text)
  })
  test.each(['short', 'x'.repeat(257)])('%s is no key', async (key) => {
    expect((await shop.cancel('order-1', {}, key)).status).toBe(400)
  })
  test('is ignored on GET', async () => {
    const get = () => shop.call('GET', '/payments/order-1', { headers: { 'idempotency-key': KEY } })
    expect((await get()).json.status).toBe('PAID')
    await shop.cancel('order-1', {})
    expect((await get()).json.status).toBe('CANCELLED')
  })
})

describe.skipIf(specMissing() !== null)('the official schema', () => {
  test('was held against all these answers', () => {
    expect(checkedAnswers.count).toBeGreaterThan(50)
  })
  test('catches a field too many, one too few, and an unknown value', async () => {
    await shop.buy()
    const json = await shop.get('order-1')
    const complaint = (changes: object) =>
      complaintOf({ method: 'GET', path: '/payments/order-1', status: 200, json: { ...json, ...changes } })
    expect(complaint({})).toBeNull()
    expect(complaint({ mood: 'good' })).toContain('additional properties')
    expect(complaint({ paidAt: undefined })).toContain('paidAt')
    expect(complaint({ status: 'SETTLED' })).toContain('allowed values')
    expect(complaint({ channel: { type: 'LOVE' } })).not.toBeNull()
  })
})
