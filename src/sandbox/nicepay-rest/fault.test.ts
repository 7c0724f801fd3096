/** Faults over real HTTP: what the client sees and what the books say, as §19 "REST" item 8 of the sheet demands. */
import iconv from 'iconv-lite'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hash, openRestMerchant, type RestMerchant, type RestReply } from './testing.ts'

let shop: RestMerchant
beforeAll(async () => {
  shop = await openRestMerchant()
})
afterAll(() => shop.sandbox.close())
beforeEach(() => shop.control('POST', '/control/reset', { seed: 7 }))

const isCutOff = (call: Promise<unknown>): Promise<boolean> =>
  call.then(
    () => false,
    () => true,
  )
const state = async (tid: string | undefined) => (await shop.book(tid ?? '')).state
const code = async (reply: Promise<RestReply>) => (await reply).json.resultCode
const plan = (operation: string, fault: string, more: object = {}) =>
  shop.fault({ operation, fault, times: 1, ...more })
const part = (cancelAmt: number, orderId: string) => ({ cancelAmt, orderId })

describe('the connection breaks', () => {
  test('lose_request: nothing happened; lose_reply: it did, and the look-up by order number proves it', async () => {
    await plan('approve', 'lose_request')
    const auth = await shop.authenticate()
    expect(await isCutOff(shop.approve(auth))).toBe(true)
    expect(await state(auth.tid)).toBe('authenticated')
    await plan('approve', 'lose_reply')
    expect(await isCutOff(shop.approve(auth))).toBe(true)
    expect((await shop.find('ORDER1')).json).toMatchObject({ status: 'paid', tid: auth.tid })
  })
  test('a partial cancel whose answer was lost is in cancels[], and its order number is used up', async () => {
    const tid = await shop.paid()
    await plan('cancel', 'lose_reply')
    expect(await isCutOff(shop.cancel(tid, part(300, 'C1')))).toBe(true)
    expect((await shop.inquire(tid)).json).toMatchObject({ balanceAmt: 700, cancels: [{ amount: 300 }] })
    expect(await code(shop.cancel(tid, part(300, 'C1')))).toBe('U112')
  })
  test.each(['error_before', 'error_after'])('%s: an HTML page with HTTP 500', async (fault) => {
    const auth = await shop.authenticate()
    await plan('approve', fault)
    const { status, contentType } = await shop.approve(auth)
    expect([status, contentType]).toEqual([500, 'text/html;charset=utf-8'])
    expect(await state(auth.tid)).toBe(fault === 'error_after' ? 'approved' : 'authenticated')
  })
  test('garble: half a body', async () => {
    await plan('approve', 'garble')
    const auth = await shop.authenticate()
    expect((await shop.approve(auth)).json).toEqual({})
    expect(await state(auth.tid)).toBe('approved')
  })
  test('duplicate_request: the second of two equal partial cancels hears U112', async () => {
    const tid = await shop.paid()
    await plan('cancel', 'duplicate_request')
    expect(await code(shop.cancel(tid, part(300, 'C1')))).toBe('U112')
    expect((await shop.book(tid)).cancelledAmount).toBe(300)
  })
  test('refuse_connection: nobody is there, then everybody again', async () => {
    await shop.fault({ operation: 'approve', fault: 'refuse_connection' })
    expect(await isCutOff(shop.find('ORDER1'))).toBe(true)
    await shop.control('DELETE', '/control/faults', { provider: 'nicepay-rest' })
    expect((await shop.find('ORDER1')).status).toBe(404)
  })
})

describe('an approval that comes late', () => {
  test('is P049 while it runs, no payment meanwhile, and charged afterwards', async () => {
    await plan('approve', 'late_effect', { delayMs: 60_000 })
    const auth = await shop.authenticate()
    expect(await isCutOff(shop.approve(auth))).toBe(true)
    expect(await code(shop.approve(auth))).toBe('P049')
    expect(await code(shop.find('ORDER1'))).toBe('U107')
    expect(await code(shop.netCancel('ORDER1'))).toBe('U107')
    await shop.advance(60_000)
    expect((await shop.find('ORDER1')).json).toMatchObject({ status: 'paid' })
    expect(await code(shop.approve(auth))).toBe('P045')
  })
})

describe('the protocol speaks', () => {
  test('self_net_cancel: charged and given back by NICEPAY itself, U504', async () => {
    await plan('approve', 'self_net_cancel')
    const auth = await shop.authenticate()
    expect(await code(shop.approve(auth))).toBe('U504')
    expect((await shop.find('ORDER1')).json).toMatchObject({ status: 'cancelled', balanceAmt: 0 })
    expect(await shop.book(auth.tid ?? '')).toMatchObject({ cancels: [{ via: 'provider', key: null }] })
  })
  test.each(['maintenance', 'unlisted_code', 'balance_short'])('%s: nothing happens', async (fault) => {
    const tid = await shop.paid()
    await plan('cancel', fault)
    expect(await code(shop.cancel(tid))).toBe(
      { maintenance: 'U501', unlisted_code: 'Z999', balance_short: '2023' }[fault],
    )
    expect(await state(tid)).toBe('approved')
  })
  test('wrong_signature: of approval and look-up', async () => {
    await plan('approve', 'wrong_signature')
    await plan('inquire', 'wrong_signature')
    const auth = await shop.authenticate()
    for (const { json } of [await shop.approve(auth), await shop.inquire(auth.tid ?? '')])
      expect(json.signature).not.toBe(hash(auth.tid, '1000', json.ediDate))
    const honest = (await shop.inquire(auth.tid ?? '')).json
    expect(honest.signature).toBe(hash(auth.tid, '1000', honest.ediDate))
  })
  test('stale_inquiry: the state before the last change, by tid and by order number', async () => {
    const tid = await shop.paid()
    await shop.cancel(tid, part(300, 'C1'))
    await shop.fault({ operation: 'inquire', fault: 'stale_inquiry', times: 2 })
    for (const { json } of [await shop.inquire(tid), await shop.find('ORDER1')])
      expect(json).toMatchObject({ status: 'paid', balanceAmt: 1000, cancels: null })
    expect((await shop.inquire(tid)).json).toMatchObject({ balanceAmt: 700 })
  })
  test('euckr_answer: whatever was asked for', async () => {
    await plan('list', 'euckr_answer')
    const reply = await shop.call('/v1/transactions', { query: { date: '20260101' } })
    expect(reply.contentType).toBe('application/json;charset=euc-kr')
    expect(iconv.decode(reply.bytes, 'euc-kr')).toContain('정상')
  })
  test('close is a cancel of an account without deposit', async () => {
    await plan('close', 'lose_request')
    const tid = await shop.paid({ method: 'virtual_account' })
    expect(await isCutOff(shop.cancel(tid))).toBe(true)
    expect(await code(shop.cancel(tid))).toBe('0000')
    await plan('close', 'unlisted_code')
    expect(await code(shop.cancel(tid))).toBe('Z999')
    expect(await code(shop.cancel(tid))).toBe('2015')
  })
})

describe('what cannot be played is said so', () => {
  test.each([
    ['issue', 'slow'],
    ['approve', 'test_channel'],
    ['cancel', 'async_then_refuse'],
    ['list', 'wrong_signature'],
    ['webhook', 'slow'],
    ['cancel', 'webhook_drop'],
  ])('%s %s', async (operation, fault) => {
    expect((await shop.fault({ operation, fault })).status).toBe(422)
  })
  test('faulted and honest calls are recorded as they came', async () => {
    await plan('approve', 'lose_reply')
    await isCutOff(shop.approve(await shop.authenticate()))
    const { json } = await shop.control('GET', '/control/calls?provider=nicepay-rest')
    expect(json).toMatchObject([
      { operation: 'approve', fault: 'lose_reply', code: '0000', fields: { amount: '1000' } },
    ])
  })
})
