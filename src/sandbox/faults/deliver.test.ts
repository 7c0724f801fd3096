/** Every fault over real HTTP: what the client sees, and what the provider's books say (nicepay §19 item 11). */
import iconv from 'iconv-lite'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hash, type Merchant, openMerchant, type Reply, type Texts } from '../testing.ts'

let shop: Merchant
beforeAll(async () => {
  shop = await openMerchant()
})
afterAll(() => shop.sandbox.close())
beforeEach(() => shop.control('POST', '/control/reset', { seed: 7 }))

/** The error code of a call that got no answer. */
async function cutOff(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  )
  const cause = error instanceof Error ? error.cause : null
  return cause instanceof Error && 'code' in cause ? String(cause.code) : `answered: ${String(error)}`
}

const state = async (auth: Texts) => (await shop.book(auth.TxTid ?? '')).state
const plan = (fault: string, more: object = {}) => shop.fault({ operation: 'approve', times: 1, fault, ...more })

describe('the connection breaks', () => {
  test('lose_request: reset, nothing processed', async () => {
    await plan('lose_request')
    const auth = await shop.authenticate()
    expect(await cutOff(shop.approve(auth))).toBe('ECONNRESET')
    expect(await state(auth)).toBe('authenticated')
    expect((await shop.approve(auth)).fields.ResultCode).toBe('3001')
  })
  test('lose_request with delayMs: held so long first', async () => {
    await plan('lose_request', { delayMs: 150 })
    const began = performance.now()
    expect(await cutOff(shop.approve(await shop.authenticate()))).toBe('ECONNRESET')
    expect(performance.now() - began).toBeGreaterThan(140)
  })
  test('lose_reply: reset, but it happened', async () => {
    await plan('lose_reply')
    const auth = await shop.authenticate()
    expect(await cutOff(shop.approve(auth))).toBe('ECONNRESET')
    expect(await state(auth)).toBe('approved')
  })
  test('late_effect: reset at once, it happens 5 s later on the sandbox clock', async () => {
    await plan('late_effect')
    const auth = await shop.authenticate()
    expect(await cutOff(shop.approve(auth))).toBe('ECONNRESET')
    expect((await shop.netCancel(auth)).fields.ResultCode).toBe('2012')
    await shop.advance(4_000)
    expect(await state(auth)).toBe('authenticated')
    await shop.advance(1_000)
    expect(await state(auth)).toBe('approved')
    const { json } = await shop.control('GET', '/control/calls?provider=nicepay')
    expect(json).toMatchObject([{ fault: 'late_effect', code: '3001' }, { code: '2012' }])
  })
  test('refuse_connection: ECONNREFUSED until deleted', async () => {
    await shop.fault({ operation: 'approve', fault: 'refuse_connection' })
    const auth = await shop.authenticate()
    expect(await cutOff(shop.approve(auth))).toBe('ECONNREFUSED')
    expect(await cutOff(shop.inquire(auth.TxTid ?? ''))).toBe('ECONNREFUSED')
    await shop.control('DELETE', '/control/faults', { provider: 'nicepay', fault: 'refuse_connection' })
    expect((await shop.approve(auth)).fields.ResultCode).toBe('3001')
  })
  test('refuse_connection with times: one second each, and reset opens the port too', async () => {
    await shop.fault({ operation: 'approve', fault: 'refuse_connection', times: 2 })
    const auth = await shop.authenticate()
    expect(await cutOff(shop.approve(auth))).toBe('ECONNREFUSED')
    await shop.advance(2_000)
    expect((await shop.approve(auth)).fields.ResultCode).toBe('3001')
    await shop.fault({ operation: 'approve', fault: 'refuse_connection' })
    await shop.control('POST', '/control/reset', {})
    expect((await shop.inquire(auth.TxTid ?? '')).fields.Status).toBe('9')
  })
  test('refuse_connection only on dc1: the other data centre still answers', async () => {
    const planned = await shop.fault({ operation: 'approve', fault: 'refuse_connection', only: 'dc1' })
    // Where localhost has no address of its own the sandbox must say so instead of refusing both.
    if (planned.status === 422) return expect(planned.json).toMatchObject({ errors: [{ field: 'only' }] })
    const [first, second] = [await shop.authenticate(), await shop.authenticate()]
    expect(await cutOff(shop.approve(first))).toBe('ECONNREFUSED')
    expect((await shop.approve(second)).fields.ResultCode).toBe('3001')
  })
})

describe('the answer is no answer', () => {
  test('error_before and error_after: an HTML page, without and with the effect', async () => {
    const auth = await shop.authenticate()
    await plan('error_before')
    const before = await shop.approve(auth)
    expect(before.status).toBe(500)
    expect(before.bytes.toString()).toContain('<html>')
    expect(await state(auth)).toBe('authenticated')
    await plan('error_after')
    expect((await shop.approve(auth)).status).toBe(500)
    expect(await state(auth)).toBe('approved')
  })
  test('garble: it happened, the JSON is cut', async () => {
    await plan('garble')
    const auth = await shop.authenticate()
    const { status, bytes } = await shop.approve(auth)
    expect(status).toBe(200)
    expect(() => JSON.parse(bytes.toString())).toThrow(SyntaxError)
    expect(await state(auth)).toBe('approved')
  })
  test('slow: the body trickles over delayMs and is whole in the end', async () => {
    await plan('slow', { delayMs: 300 })
    const began = performance.now()
    const { fields } = await shop.approve(await shop.authenticate())
    expect(performance.now() - began).toBeGreaterThan(250)
    expect(fields.ResultCode).toBe('3001')
  })
  test('duplicate_request: it is processed twice, the second answer comes', async () => {
    await plan('duplicate_request')
    expect((await shop.approve(await shop.authenticate())).fields.ResultCode).toBe('1682')
    const auth = await shop.paid()
    await shop.fault({ operation: 'cancel', fault: 'duplicate_request', times: 1 })
    const part = { CancelAmt: '300', PartialCancelCode: '1' }
    expect((await shop.cancel(auth.TxTid ?? '', part)).fields.RemainAmt).toBe('000000000400')
  })
})

describe('the answer says something else', () => {
  test('wrong_signature: it happened, the signature is of nothing', async () => {
    await plan('wrong_signature')
    const auth = await shop.authenticate()
    const { fields } = await shop.approve(auth)
    expect(fields.ResultCode).toBe('3001')
    expect(fields.Signature).not.toBe(hash(fields.TID ?? '', 'nicepay00m', '000000001000'))
    expect(await state(auth)).toBe('approved')
  })
  const harmless = [
    ['unlisted_code', 'Z999'],
    ['maintenance', 'A299'],
  ] as const
  test.each(harmless)('%s: %s, and nothing happened', async (fault, code) => {
    await plan(fault)
    const auth = await shop.authenticate()
    const { status, fields } = await shop.approve(auth)
    expect([status, fields.ResultCode]).toEqual([200, code])
    expect(await state(auth)).toBe('authenticated')
  })
  test('balance_short: a cancel is refused with 2023', async () => {
    const auth = await shop.paid()
    await shop.fault({ operation: 'cancel', fault: 'balance_short', times: 1 })
    expect((await shop.cancel(auth.TxTid ?? '')).fields.ResultCode).toBe('2023')
    expect(await state(auth)).toBe('approved')
  })
  test('stale_inquiry: the state before the last change', async () => {
    const auth = await shop.paid()
    const tid = auth.TxTid ?? ''
    await shop.fault({ operation: 'inquire', fault: 'stale_inquiry', times: 2 })
    expect((await shop.inquire(tid)).fields.Status).toBe('9')
    await shop.netCancel(auth)
    expect((await shop.inquire(tid)).fields.Status).toBe('0')
    expect((await shop.inquire(tid)).fields.Status).toBe('1')
  })
  test('euckr_answer: EUC-KR although utf-8 was asked for', async () => {
    await plan('euckr_answer')
    const { bytes }: Reply = await shop.approve(await shop.authenticate())
    expect(bytes.toString('utf8')).toContain('\uFFFD')
    expect(iconv.decode(bytes, 'euc-kr')).toContain('카드 결제 성공')
  })
})

describe('each operation has faults of its own', () => {
  test('net cancel, cancel, close, issue and inquiry are told apart', async () => {
    const operations = ['approve', 'cancel', 'net_cancel', 'inquire', 'issue', 'close']
    for (const operation of operations) await shop.fault({ operation, fault: 'error_before', times: 1 })
    const auth = await shop.authenticate()
    const tid = 'nicepay00m03012505211325000456'
    const statuses: number[] = []
    const twice = async (call: () => Promise<Reply>) => {
      for (let i = 0; i < 2; i += 1) statuses.push((await call()).status)
    }
    await twice(() => shop.approve(auth))
    await twice(() => shop.cancel(auth.TxTid ?? '', { CancelAmt: '1', PartialCancelCode: '1' }))
    await twice(() => shop.netCancel(auth))
    await twice(() => shop.inquire(tid))
    await twice(() => shop.issue(tid))
    await twice(() => shop.cancel(tid))
    expect(statuses).toEqual(Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? 500 : 200)))
    expect((await shop.control('GET', '/control/faults')).json).toEqual([])
  })
  test('a reset drops late effects and lets held connections go', async () => {
    await plan('slow', { delayMs: 3_600_000 })
    const held = shop.approve(await shop.authenticate())
    await new Promise((resolve) => setTimeout(resolve, 50))
    await shop.control('POST', '/control/reset', {})
    expect((await shop.control('GET', '/control/books?provider=nicepay')).json).toEqual([])
    await shop.advance(3_600_000)
    expect((await held).status).toBe(200)
  })
})
