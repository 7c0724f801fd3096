/** Faults on every operation of PortOne V1, and what the books say afterwards (portone-v1 §15, §17 item 9). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Merchant, openMerchant } from './testing.ts'

let shop: Merchant
beforeAll(async () => {
  shop = await openMerchant()
})
afterAll(() => shop.sandbox.close())
beforeEach(() => shop.reset())

const once = { times: 1 }
const cancelled = async (imp_uid: string) => (await shop.book(imp_uid)).cancelledAmount

describe('a cancel', () => {
  test.each(['lose_request', 'lose_reply'] as const)('%s: the connection breaks', async (fault) => {
    const imp_uid = await shop.paid()
    await shop.fault('cancel', fault, once)
    await expect(shop.cancel({ imp_uid, amount: 1000, checksum: 10_000 })).rejects.toThrow()
    const happened = fault === 'lose_reply'
    expect(await cancelled(imp_uid)).toBe(happened ? 1000 : 0)
    // The original checksum makes a second sending harmless.
    const again = await shop.cancel({ imp_uid, amount: 1000, checksum: 10_000 })
    expect(again.code).toBe(happened ? 1 : 0)
    expect(await cancelled(imp_uid)).toBe(1000)
  })
  test('late_effect: it happens after we gave up, even after we looked', async () => {
    const imp_uid = await shop.paid()
    await shop.fault('cancel', 'late_effect', { ...once, delayMs: 60_000 })
    await expect(shop.cancel({ imp_uid })).rejects.toThrow()
    expect((await shop.inquire(imp_uid)).response).toMatchObject({ status: 'paid' })
    await shop.advance(60_000)
    expect(await cancelled(imp_uid)).toBe(10_000)
  })
  test('error_before, error_after: an HTML page under HTTP 500', async () => {
    const imp_uid = await shop.paid()
    await shop.fault('cancel', 'error_before', once)
    await shop.fault('cancel', 'error_after', once)
    for (const expected of [0, 1000]) {
      const { status, text } = await shop.cancel({ imp_uid, amount: 1000 })
      expect([status, text.startsWith('<!doctype html>')]).toEqual([500, true])
      expect(await cancelled(imp_uid)).toBe(expected)
    }
  })
  test('garble, slow, duplicate_request: half a body, a trickle, and twice the money', async () => {
    const imp_uid = await shop.paid()
    await shop.fault('cancel', 'garble', once)
    const garbled = await shop.cancel({ imp_uid, amount: 1000 })
    expect([garbled.status, garbled.code]).toEqual([200, undefined])
    await shop.fault('cancel', 'slow', { ...once, delayMs: 50 })
    expect((await shop.cancel({ imp_uid, amount: 1000 })).code).toBe(0)
    await shop.fault('cancel', 'duplicate_request', once)
    expect((await shop.cancel({ imp_uid, amount: 1000 })).code).toBe(0)
    expect(await cancelled(imp_uid)).toBe(4000)
  })
  test('unlisted_code, maintenance: nothing happens', async () => {
    const imp_uid = await shop.paid()
    await shop.fault('cancel', 'unlisted_code', once)
    expect(await shop.cancel({ imp_uid })).toMatchObject({ status: 200, code: -97 })
    await shop.fault('cancel', 'maintenance', once)
    expect(await shop.cancel({ imp_uid })).toMatchObject({ status: 503, code: -1 })
    expect(await cancelled(imp_uid)).toBe(0)
  })
  test('refuse_connection: nothing is sent at all', async () => {
    const imp_uid = await shop.paid()
    const token = await shop.token()
    await shop.fault('cancel', 'refuse_connection')
    await expect(
      shop.bare({ method: 'POST', path: '/payments/cancel', body: { imp_uid }, headers: { authorization: token } }),
    ).rejects.toThrow()
    await shop.control('DELETE', '/control/faults')
    expect((await shop.cancel({ imp_uid })).code).toBe(0)
  })
})

describe('an inquiry', () => {
  test('stale_inquiry: it shows what was before the last change', async () => {
    const imp_uid = await shop.paid()
    await shop.fault('inquire', 'stale_inquiry', once)
    expect((await shop.inquire(imp_uid)).response).toMatchObject({ status: 'ready', paid_at: 0 })
    await shop.cancel({ imp_uid, amount: 1000 })
    await shop.fault('inquire', 'stale_inquiry', once)
    expect((await shop.call('GET', '/payments/findAll/ORDER1')).response.list).toMatchObject([{ cancel_amount: 0 }])
    await shop.fault('list', 'stale_inquiry', once)
    expect((await shop.call('GET', '/payments/status/paid')).response).toMatchObject({ total: 1 })
    const account = String((await shop.issue({ merchant_uid: 'ORDER2' })).response.imp_uid)
    await shop.fault('inquire', 'stale_inquiry', once)
    expect((await shop.inquire(account)).status).toBe(404)
  })
  test('test_channel: the payment is taken for a test, and hidden as tests are', async () => {
    const imp_uid = await shop.paid()
    await shop.fault('inquire', 'test_channel', { times: 2 })
    expect((await shop.inquire(imp_uid)).status).toBe(404)
    expect((await shop.inquire(imp_uid, '?include_sandbox=true')).response).toMatchObject({ sandbox: true })
    expect((await shop.inquire(imp_uid)).response).toMatchObject({ sandbox: false })
  })
  test('lose_reply, maintenance, unlisted_code on inquiry and list', async () => {
    const imp_uid = await shop.paid()
    for (const [operation, path] of [
      ['inquire', `/payments/${imp_uid}`],
      ['list', '/payments/status/all'],
    ] as const) {
      await shop.fault(operation, 'lose_reply', once)
      await expect(shop.call('GET', path)).rejects.toThrow()
      await shop.fault(operation, 'maintenance', once)
      expect((await shop.call('GET', path)).status).toBe(503)
      await shop.fault(operation, 'unlisted_code', once)
      expect((await shop.call('GET', path)).code).toBe(-97)
    }
  })
})

describe('an account', () => {
  test('is issued, and revoked, though the answer is lost', async () => {
    await shop.fault('issue', 'lose_reply', once)
    await expect(shop.issue()).rejects.toThrow()
    const { list } = (await shop.call('GET', '/payments/findAll/ORDER1')).response
    expect(list).toMatchObject([{ status: 'ready', pay_method: 'vbank' }])
    const [{ imp_uid } = { imp_uid: '' }] = list as readonly { imp_uid: string }[]
    await shop.fault('close', 'lose_reply', once)
    await expect(shop.call('DELETE', `/vbanks/${imp_uid}`)).rejects.toThrow()
    expect((await shop.inquire(imp_uid)).response).toMatchObject({ status: 'failed' })
  })
})

describe('the charge of the window', () => {
  const books = async () => (await shop.control('GET', '/control/books?provider=portone-v1')).json
  test.each([
    ['lose_request', 'ready'],
    ['error_before', 'ready'],
    ['lose_reply', 'paid'],
    ['error_after', 'paid'],
    ['garble', 'paid'],
  ] as const)('%s: the buyer never comes back, and the payment is %s', async (fault, state) => {
    await shop.fault('approve', fault, once)
    expect(await shop.buyer()).toEqual({})
    expect(await books()).toMatchObject([{ state, paidAmount: state === 'paid' ? 10_000 : 0 }])
  })
  test('late_effect: the buyer never comes back, and pays later', async () => {
    await shop.fault('approve', 'late_effect', { ...once, delayMs: 60_000 })
    expect(await shop.buyer()).toEqual({})
    expect(await books()).toMatchObject([{ state: 'ready' }])
    await shop.advance(60_000)
    expect(await books()).toMatchObject([{ state: 'paid' }])
  })
  test('test_channel: it is paid with play money', async () => {
    await shop.fault('approve', 'test_channel', once)
    const imp_uid = await shop.paid()
    expect((await shop.inquire(imp_uid)).status).toBe(404)
    expect((await shop.inquire(imp_uid, '?include_sandbox=true')).response).toMatchObject({
      sandbox: true,
      status: 'paid',
    })
  })
  test('maintenance, unlisted_code: no charge; a window that takes nothing uses up no fault', async () => {
    await shop.fault('approve', 'maintenance', once)
    await shop.fault('approve', 'unlisted_code', once)
    await shop.buyer({ action: 'fail', orderId: 'ORDER2' })
    expect(await shop.buyer()).toMatchObject({ success: 'false', error_code: 'F1999' })
    expect(await shop.buyer()).toMatchObject({ success: 'false', error_code: 'F9797' })
    expect((await books()) as unknown[]).toMatchObject([{}, { state: 'ready' }, { state: 'ready' }])
  })
})

describe('what cannot be played is refused in words', () => {
  test.each([
    ['net_cancel', 'lose_reply', 'no net cancel'],
    ['approve', 'duplicate_request', 'charges once'],
    ['approve', 'balance_short', 'cancel only'],
    ['cancel', 'stale_inquiry', 'inquire, list'],
    ['cancel', 'wrong_signature', 'no way'],
    ['cancel', 'webhook_drop', 'webhook'],
    ['webhook', 'lose_reply', 'faults of their own'],
  ])('%s %s', async (operation, fault, words) => {
    const { status, json } = await shop.fault(operation, fault)
    expect(status).toBe(422)
    expect(JSON.stringify(json)).toContain(words)
  })
})

describe('switches', () => {
  test('change single answers, name what is wrong, and are forgotten by a reset', async () => {
    const imp_uid = await shop.paid()
    await shop.switches({ codes: { checksumMismatch: { code: 77, message: '잔액 불일치' } } })
    await shop.switches({ codes: { aboveBalance: { status: 400 } } })
    expect(await shop.cancel({ imp_uid, checksum: 1 })).toMatchObject({ status: 200, code: 77, message: '잔액 불일치' })
    expect(await shop.cancel({ imp_uid, amount: 10_001 })).toMatchObject({ status: 400, code: 1 })
    expect(await shop.switches({ gravity: 1 })).toMatchObject({ status: 422, json: { errors: [{ field: 'gravity' }] } })
    expect(await shop.switches({ webhookRetries: 6 })).toMatchObject({
      json: { errors: [{ field: 'webhookRetries' }] },
    })
    await shop.reset()
    expect((await shop.control('GET', '/control/switches?provider=portone-v1')).json).toMatchObject({ codes: {} })
  })
})
