/** Approval, net cancel and inquiry over HTTP, as §19 items 1–6, 10 and 13 of the sheet demand. */
import iconv from 'iconv-lite'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hash, type Merchant, openMerchant, send } from '../testing.ts'

let shop: Merchant
beforeAll(async () => {
  shop = await openMerchant()
})
afterAll(() => shop.sandbox.close())
beforeEach(() => shop.control('POST', '/control/reset', { seed: 7 }))

const UNKNOWN_TID = 'nicepay00m01012505211322240123'

describe('the auth result', () => {
  test('is signed with S2 and names the transaction', async () => {
    const auth = await shop.authenticate({ reserved: 'nonce-1' })
    expect(auth).toMatchObject({
      AuthResultCode: '0000',
      PayMethod: 'CARD',
      MID: 'nicepay00m',
      Moid: 'ORDER1',
      Amt: '1000',
      ReqReserved: 'nonce-1',
      Signature: hash(auth.AuthToken ?? '', 'nicepay00m', '1000'),
    })
    expect(auth.TxTid).toMatch(/^nicepay00m0101\d{16}$/)
    expect(auth.AuthToken).toMatch(/^NICETOKN[0-9A-F]{32}$/)
    expect(await shop.book(auth.TxTid ?? '')).toMatchObject({ state: 'authenticated', paidAmount: 0 })
  })
  test('points approval and net cancel at two bases, which change places', async () => {
    const [first, second] = [await shop.authenticate(), await shop.authenticate()]
    const hosts = (auth: typeof first) => [auth.NextAppURL, auth.NetCancelURL].map((url) => new URL(url ?? '').hostname)
    expect(hosts(first)).toEqual(['127.0.0.1', 'localhost'])
    expect(hosts(second)).toEqual(['localhost', '127.0.0.1'])
    expect(new URL(first.NextAppURL ?? '').pathname).toBe('/webapi/pay_process.jsp')
    expect(new URL(first.NetCancelURL ?? '').pathname).toBe('/webapi/cancel_process.jsp')
    for (const auth of [first, second]) expect((await shop.approve(auth)).fields.ResultCode).toBe('3001')
    for (const auth of [first, second]) expect((await shop.netCancel(auth)).fields.ResultCode).toBe('2001')
  })
  test('of a closed window or a refused card has no token and leaves no transaction', async () => {
    const closed = await shop.authenticate({ action: 'close' })
    const failed = await shop.authenticate({ action: 'fail' })
    expect(closed.AuthResultCode).toBe('9999')
    expect(failed.AuthResultCode).toBe('3041')
    for (const auth of [closed, failed]) expect(auth).not.toHaveProperty('AuthToken')
    expect((await shop.control('GET', '/control/books?provider=nicepay')).json).toEqual([])
  })
})

describe('approval', () => {
  const methods = [
    ['card', 'CARD', '3001'],
    ['easy_pay', 'CARD', '3001'],
    ['transfer', 'BANK', '4000'],
    ['mobile', 'CELLPHONE', 'A000'],
    ['virtual_account', 'VBANK', '4100'],
  ] as const
  test.each(methods)('%s succeeds with the code of its method', async (method, payMethod, code) => {
    const auth = await shop.authenticate({ method })
    const { fields, status } = await shop.approve(auth)
    expect(status).toBe(200)
    expect(fields).toMatchObject({ ResultCode: code, PayMethod: payMethod, TID: auth.TxTid, Moid: 'ORDER1' })
    expect(fields.AuthDate).toMatch(/^\d{12}$/)
  })
  test('pads Amt to 12 and signs the padded text; Multi* stay unpadded', async () => {
    const { fields } = await shop.approve(await shop.authenticate())
    expect(fields.Amt).toBe('000000001000')
    expect(fields.Signature).toBe(hash(fields.TID ?? '', 'nicepay00m', '000000001000'))
    expect(fields.MultiPointAmt).toBe('0')
    expect(fields.PointAppAmt).toBe('000000000000')
    expect(fields.CcPartCl).toBe('1')
  })
  test('signs the plain amount when switched', async () => {
    await shop.switches({ signaturePadding: 'plain' })
    const { fields } = await shop.approve(await shop.authenticate())
    expect(fields.Signature).toBe(hash(fields.TID ?? '', 'nicepay00m', '1000'))
  })
  test('twice is 1682, after a cancel 1673; money moves once', async () => {
    const auth = await shop.paid()
    expect((await shop.approve(auth)).fields.ResultCode).toBe('1682')
    await shop.netCancel(auth)
    expect((await shop.approve(auth)).fields.ResultCode).toBe('1673')
    expect(await shop.book(auth.TxTid ?? '')).toMatchObject({ state: 'cancelled', paidAmount: 1000 })
  })
  test('later than the authentication lasts is A245 and charges nothing', async () => {
    const auth = await shop.authenticate()
    await shop.advance(10 * 60_000 + 1)
    expect((await shop.approve(auth)).fields.ResultCode).toBe('A245')
    expect((await shop.book(auth.TxTid ?? '')).state).toBe('authenticated')
  })
  test('above the card limit is refused and stays refused', async () => {
    await shop.switches({ cardLimitKrw: 500 })
    const auth = await shop.authenticate()
    expect((await shop.approve(auth)).fields.ResultCode).toBe('3041')
    await shop.switches({ cardLimitKrw: null })
    expect((await shop.approve(auth)).fields.ResultCode).toBe('3041')
    expect((await shop.book(auth.TxTid ?? '')).state).toBe('failed')
  })
})

describe('bad calls answer HTTP 200 with a code and change nothing (items 3–5)', () => {
  const bad = [
    ['a wrong SignData', { SignData: 'f'.repeat(64) }, 'A211'],
    ['a missing field', { EdiDate: '' }, '9000'],
    ['a field that is too long', { MallReserved: 'x'.repeat(501) }, '9001'],
    ['a TID of the wrong length', { TID: 'nicepay00m0101' }, '1652'],
    ['another amount', { Amt: '900' }, 'A123'],
    ['an unknown token', { AuthToken: 'NICETOKN0' }, 'A210'],
    ['an unknown MID', { MID: 'nicepay99m' }, 'A114'],
    ['another merchant’s TID', { TID: `other0000m${UNKNOWN_TID.slice(10)}` }, 'A122'],
  ] as const
  test.each(bad)('%s', async (_what, changes, code) => {
    const auth = await shop.authenticate()
    const { status, fields } = await shop.approve(auth, changes)
    expect([status, fields.ResultCode]).toEqual([200, code])
    expect(fields).not.toHaveProperty('Signature')
    expect((await shop.book(auth.TxTid ?? '')).state).toBe('authenticated')
  })
  test('byte limits count EUC-KR: 250 syllables fit into 500 bytes, 251 do not', async () => {
    const auth = await shop.authenticate()
    expect((await shop.approve(auth, { MallReserved: '가'.repeat(251) })).fields.ResultCode).toBe('9001')
    expect((await shop.approve(auth, { MallReserved: '가'.repeat(250) })).fields.ResultCode).toBe('3001')
  })
  test('a failed signature is A101 on a cancel, A211 on an inquiry, and one code for all when switched', async () => {
    const tid = (await shop.paid()).TxTid ?? ''
    const wrong = { SignData: '0' }
    expect((await shop.cancel(tid, wrong)).fields.ResultCode).toBe('A101')
    expect((await shop.inquire(tid, wrong)).fields.ResultCode).toBe('A211')
    await shop.switches({ signFailCode: 'A999' })
    expect((await shop.cancel(tid, wrong)).fields.ResultCode).toBe('A999')
    expect((await shop.book(tid)).state).toBe('approved')
  })
  test('a JSON body misses every field', async () => {
    const { fields } = await send(`${shop.sandbox.urls.nicepay}/webapi/pay_process.jsp`, '{"TID":"x"}')
    expect(fields.ResultCode).toBe('9000')
  })
  test('answers are EUC-KR unless CharSet=utf-8, and KV when asked', async () => {
    const korean = await shop.approve(await shop.authenticate(), { CharSet: '' })
    expect(iconv.decode(korean.bytes, 'euc-kr')).toContain('카드 결제 성공')
    const pairs = await shop.approve(await shop.authenticate(), { EdiType: 'KV' })
    expect(new URLSearchParams(pairs.bytes.toString()).get('ResultMsg')).toBe('카드 결제 성공')
  })
})

describe('net cancel', () => {
  test('gives everything back, signed with S6, and the Moid of the payment comes back', async () => {
    const auth = await shop.paid()
    const { fields } = await shop.netCancel(auth)
    expect(fields).toMatchObject({ ResultCode: '2001', CancelAmt: '000000001000', RemainAmt: '000000000000' })
    expect(fields.Moid).toBe('ORDER1')
    expect(fields.Signature).toBe(hash(auth.TxTid ?? '', 'nicepay00m', '000000001000'))
    expect(await shop.book(auth.TxTid ?? '')).toMatchObject({
      state: 'cancelled',
      cancelledAmount: 1000,
      cancels: [{ amount: 1000, key: null, via: 'net_cancel' }],
    })
  })
  test('of what was never approved is 2012, and the slow approval may still succeed', async () => {
    const auth = await shop.authenticate()
    expect((await shop.netCancel(auth)).fields.ResultCode).toBe('2012')
    expect((await shop.approve(auth)).fields.ResultCode).toBe('3001')
  })
  test('again is 2015; with another token A210; of another amount A123', async () => {
    const auth = await shop.paid()
    expect((await shop.netCancel(auth, { AuthToken: 'NICETOKN0' })).fields.ResultCode).toBe('A210')
    expect((await shop.netCancel(auth, { Amt: '900' })).fields.ResultCode).toBe('A123')
    await shop.netCancel(auth)
    expect((await shop.netCancel(auth)).fields.ResultCode).toBe('2015')
  })
  test('after its window is 2020; the ordinary cancel still works', async () => {
    await shop.switches({ netCancelWindowMs: 5 * 60_000 })
    const auth = await shop.paid()
    await shop.advance(5 * 60_000 + 1)
    expect((await shop.netCancel(auth)).fields.ResultCode).toBe('2020')
    expect((await shop.cancel(auth.TxTid ?? '')).fields.ResultCode).toBe('2001')
  })
  test('of a partly cancelled payment is refused', async () => {
    const auth = await shop.paid()
    await shop.cancel(auth.TxTid ?? '', { CancelAmt: '300', PartialCancelCode: '1' })
    expect((await shop.netCancel(auth)).fields.ResultCode).toBe('2031')
  })
})

describe('inquiry', () => {
  test('knows 0, 1 and 9, partly cancelled is 0, nothing is signed and no amount shown', async () => {
    const auth = await shop.authenticate()
    const tid = auth.TxTid ?? ''
    const status = async () => (await shop.inquire(tid)).fields.Status
    expect((await shop.inquire(UNKNOWN_TID)).fields).toMatchObject({ ResultCode: '0000', Status: '9' })
    expect(await status()).toBe('9')
    await shop.approve(auth)
    expect(await status()).toBe('0')
    await shop.cancel(tid, { CancelAmt: '300', PartialCancelCode: '1' })
    expect(await status()).toBe('0')
    await shop.cancel(tid, { CancelAmt: '700', PartialCancelCode: '1' })
    const { fields } = await shop.inquire(tid)
    expect(Object.keys(fields).sort()).toEqual(['AuthCode', 'AuthDate', 'ResultCode', 'ResultMsg', 'Status', 'TID'])
    expect(fields.Status).toBe('1')
  })
})

describe('time', () => {
  test('the night of the test MID cancels by itself when switched on', async () => {
    const tid = (await shop.paid()).TxTid ?? ''
    await shop.advance(24 * 3_600_000)
    expect((await shop.book(tid)).state).toBe('approved')
    await shop.switches({ nightlyAutoCancel: true })
    expect(await shop.book(tid)).toMatchObject({ state: 'cancelled', cancels: [{ via: 'provider', key: null }] })
    expect((await shop.inquire(tid)).fields.Status).toBe('1')
  })
})
