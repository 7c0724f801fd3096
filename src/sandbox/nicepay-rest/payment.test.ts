/** Credentials, approval, signData and net cancel over HTTP, as §19 "REST" items 1–3 and 5 of the sheet demand. */
import iconv from 'iconv-lite'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { BASIC, EDI_DATE, hash, openRestMerchant, type RestMerchant, said } from './testing.ts'

let shop: RestMerchant
beforeAll(async () => {
  shop = await openRestMerchant()
})
afterAll(() => shop.sandbox.close())
beforeEach(() => shop.control('POST', '/control/reset', { seed: 7 }))

const UNKNOWN_TID = 'maedeup00m01012611201000000000'

describe('who may call (item 1)', () => {
  const strangers = [
    ['nobody', ''],
    ['another secret', `Basic ${Buffer.from('R2_maedeup:guessed').toString('base64')}`],
    ['a newline in the Base64 text', `Basic ${Buffer.from('R2_maedeup:maedeup_rest_secret\n').toString('base64')}`],
    ['another scheme', 'Digest x'],
  ] as const
  test.each(strangers)('%s is 401 U104', async (_who, authorization) => {
    const tid = await shop.paid()
    expect(said(await shop.call(`/v1/payments/${tid}`, { headers: { authorization } }))).toEqual([401, 'U104'])
    expect(said(await shop.call(`/v1/payments/${tid}/cancel`, { headers: { authorization }, body: {} }))).toEqual([
      401,
      'U104',
    ])
  })
  const token = async () => (await shop.call('/v1/access-token', { body: {} })).json
  test('a token of 30 minutes opens the same doors, and is the same while it is valid', async () => {
    const tid = await shop.paid()
    const first = await token()
    expect(first).toMatchObject({ resultCode: '0000', tokenType: 'Bearer' })
    expect(first.accessToken).toMatch(/^[0-9a-f]{40}$/)
    const bearer = { authorization: `Bearer ${first.accessToken}` }
    expect(said(await shop.call(`/v1/payments/${tid}`, { headers: bearer }))).toEqual([200, '0000'])
    await shop.advance(29 * 60_000)
    expect((await token()).accessToken).toBe(first.accessToken)
    await shop.advance(60_000)
    expect(said(await shop.call(`/v1/payments/${tid}`, { headers: bearer }))).toEqual([401, 'U305'])
    expect((await token()).accessToken).not.toBe(first.accessToken)
  })
  test('a token is not asked for with a token; a key of one kind refuses the other with 403 U103', async () => {
    const { accessToken } = await token()
    const bearer = { authorization: `Bearer ${accessToken}` }
    expect(said(await shop.call('/v1/access-token', { headers: bearer, body: {} }))).toEqual([403, 'U103'])
    await shop.switches({ authType: 'bearer' })
    expect(said(await shop.find('ORDER1'))).toEqual([403, 'U103'])
    expect(said(await shop.call('/v1/payments/find/ORDER1', { headers: bearer }))).toEqual([404, 'U107'])
    await shop.switches({ authType: 'basic' })
    expect(said(await shop.call('/v1/payments/find/ORDER1', { headers: bearer }))).toEqual([403, 'U103'])
  })
  test('405 U308 for another method, 404 for what is not there', async () => {
    const other = { method: 'DELETE', headers: { authorization: BASIC } }
    for (const path of ['/v1/payments/x', '/v1/payments/x/cancel', '/v1/access-token', '/v1/transactions'])
      expect(said(await shop.call(path, other))).toEqual([405, 'U308'])
    expect(said(await shop.call('/v1/payments/x/cancel'))).toEqual([405, 'U308'])
    expect(said(await shop.inquire(UNKNOWN_TID))).toEqual([404, 'U107'])
    expect(said(await shop.call('/v2/payments/x'))).toEqual([404, 'U320'])
  })
})

describe('the window’s end', () => {
  test('posts an auth result signed with R-0', async () => {
    const auth = await shop.authenticate({ reserved: 'nonce-1' })
    expect(auth).toMatchObject({
      authResultCode: '0000',
      clientId: 'R2_maedeup',
      orderId: 'ORDER1',
      amount: '1000',
      mallReserved: 'nonce-1',
      signature: hash(auth.authToken, 'R2_maedeup', '1000'),
    })
    expect(auth.tid).toMatch(/^maedeup00m0101\d{16}$/)
    expect(await shop.book(auth.tid ?? '')).toMatchObject({ state: 'authenticated', paidAmount: 0 })
  })
  test('closed or refused: no tid, no token, no signature, no transaction', async () => {
    for (const [action, code] of [
      ['close', 'I002'],
      ['fail', 'C002'],
    ]) {
      const result = await shop.authenticate({ action })
      expect(result).toMatchObject({ authResultCode: code, orderId: 'ORDER1' })
      expect(Object.keys(result)).not.toEqual(expect.arrayContaining(['tid', 'authToken', 'signature']))
    }
    expect((await shop.control('GET', '/control/books?provider=nicepay-rest')).json).toEqual([])
  })
  test('without an approval there is no payment', async () => {
    const auth = await shop.authenticate()
    expect(said(await shop.inquire(auth.tid ?? ''))).toEqual([404, 'U107'])
    expect(said(await shop.find('ORDER1'))).toEqual([404, 'U107'])
    expect(said(await shop.netCancel('ORDER1'))).toEqual([404, 'U107'])
  })
  test('of a client-approval key charges by itself and posts the payment', async () => {
    await shop.switches({ approvalMode: 'client' })
    const result = await shop.authenticate()
    expect(result).toMatchObject({ resultCode: '0000', status: 'paid', amount: '1000', failedAt: '0' })
    expect(result.signature).toBe(hash(result.tid, '1000', result.ediDate))
    expect((await shop.book(result.tid ?? '')).state).toBe('approved')
    expect(await shop.authenticate({ action: 'close', orderId: 'O2' })).toMatchObject({ resultCode: 'I002' })
    expect(await shop.authenticate()).toMatchObject({ resultCode: 'A127', orderId: 'ORDER1', amount: '1000' })
  })
})

describe('approval and the payment object (item 2)', () => {
  test.each([
    ['card', 'card', 'paid'],
    ['easy_pay', 'kakaopay', 'paid'],
    ['transfer', 'bank', 'paid'],
    ['mobile', 'cellphone', 'paid'],
    ['virtual_account', 'vbank', 'ready'],
  ])('%s', async (method, payMethod, status) => {
    const auth = await shop.authenticate({ method })
    const { json, contentType } = await shop.approve(auth)
    expect(contentType).toBe('application/json;charset=utf-8')
    expect(json).toMatchObject({
      resultCode: '0000',
      tid: auth.tid,
      payMethod,
      status,
      cancelledAt: '0',
      failedAt: '0',
    })
    expect(json).toMatchObject({ amount: 1000, balanceAmt: 1000, currency: 'KRW', cancels: null, useEscrow: false })
    expect(json.signature).toBe(hash(auth.tid, '1000', json.ediDate))
    expect(json.ediDate).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0900$/)
    expect(json.paidAt).toMatch(status === 'paid' ? /\+0900$/ : /^0$/)
    for (const part of ['card', 'bank', 'vbank'])
      expect(json[part] === null).toBe(part !== (payMethod === 'kakaopay' ? 'card' : payMethod))
  })
  test('a card says as text whether it can be cancelled in parts', async () => {
    const { json } = await shop.approve(await shop.authenticate())
    expect(json.card).toMatchObject({ canPartCancel: 'true', cardCode: '06' })
  })
  const bad = [
    ['another amount', { amount: 999 }, [200, 'A123']],
    ['no amount', { amount: null }, [200, 'U100']],
    ['an amount that is no number', { amount: 'many' }, [200, 'U131']],
    ['a wrong signData', { ediDate: EDI_DATE, signData: 'f'.repeat(64) }, [200, 'U312']],
    ['signData without ediDate', { signData: 'f'.repeat(64) }, [200, 'U100']],
    ['a charset that is too long', { returnCharSet: 'x'.repeat(11) }, [200, 'U105']],
  ] as const
  test.each(bad)('%s changes nothing', async (_what, changes, expected) => {
    const auth = await shop.authenticate()
    expect(said(await shop.approve(auth, changes))).toEqual(expected)
    expect((await shop.book(auth.tid ?? '')).state).toBe('authenticated')
  })
  test('a body that is no JSON, an unknown tid', async () => {
    const { tid } = await shop.authenticate()
    expect(said(await shop.call(`/v1/payments/${tid}`, { body: 'amount=1000' }))).toEqual([200, 'U131'])
    expect(said(await shop.call(`/v1/payments/${UNKNOWN_TID}`, { body: { amount: 1000 } }))).toEqual([404, 'U121'])
  })
  test('decimals are cut silently', async () => {
    expect(said(await shop.approve(await shop.authenticate(), { amount: 1000.9 }))).toEqual([200, '0000'])
  })
  test('twice is P045, too late A245, above the card limit 3095 in the words of the card company', async () => {
    const auth = await shop.authenticate()
    await shop.approve(auth)
    expect(said(await shop.approve(auth))).toEqual([200, 'P045'])
    const late = await shop.authenticate({ orderId: 'LATE' })
    await shop.advance(10 * 60_000 + 1)
    expect(said(await shop.approve(late))).toEqual([200, 'A245'])
    await shop.switches({ cardLimitKrw: 500 })
    const dear = await shop.authenticate({ orderId: 'DEAR' })
    expect((await shop.approve(dear)).json).toMatchObject({ resultCode: '3095', messageSource: 'external' })
    const failed = (await shop.inquire(dear.tid ?? '')).json
    expect(failed).toMatchObject({ status: 'failed', signature: null, paidAt: '0', balanceAmt: 0 })
  })
  test('an order number is paid once; a failed payment does not use it up', async () => {
    await shop.paid()
    expect(said(await shop.approve(await shop.authenticate()))).toEqual([200, 'A127'])
    await shop.switches({ cardLimitKrw: 500 })
    await shop.paid({ orderId: 'O2' })
    await shop.switches({ cardLimitKrw: null })
    expect(said(await shop.approve(await shop.authenticate({ orderId: 'O2' })))).toEqual([200, '0000'])
  })
  test('answers in EUC-KR when asked to', async () => {
    const { bytes, contentType } = await shop.approve(await shop.authenticate(), { returnCharSet: 'euc-kr' })
    expect(contentType).toBe('application/json;charset=euc-kr')
    expect(iconv.decode(bytes, 'euc-kr')).toContain('정상 처리되었습니다.')
  })
})

describe('signData is optional, verified when present (item 3)', () => {
  test('of every call', async () => {
    const auth = await shop.authenticate()
    const { tid } = auth
    const sent = { ediDate: EDI_DATE }
    expect(said(await shop.approve(auth, { ...sent, signData: hash(tid, '1000', EDI_DATE) }))).toEqual([200, '0000'])
    const byTid = { ...sent, signData: hash(tid, EDI_DATE) }
    const byOrder = { ...sent, signData: hash('ORDER1', EDI_DATE) }
    expect(said(await shop.inquire(tid ?? '', byTid))).toEqual([200, '0000'])
    expect(said(await shop.find('ORDER1', byOrder))).toEqual([200, '0000'])
    expect(said(await shop.find('ORDER1', byTid))).toEqual([200, 'U312'])
    await shop.switches({ findSignature: 'either' })
    expect(said(await shop.find('ORDER1', byOrder))).toEqual([200, '0000'])
    const check = { amount: 1000, ...sent, signData: hash(tid, '1000', EDI_DATE) }
    expect(said(await shop.call(`/v1/check-amount/${tid}`, { body: check }))).toEqual([200, '0000'])
    const part = { cancelAmt: 300, ...byTid }
    expect(said(await shop.cancel(tid ?? '', part))).toEqual([200, '0000'])
    expect(said(await shop.cancel(tid ?? '', { ...part, signData: hash('x') }))).toEqual([200, 'U312'])
    expect(said(await shop.netCancel('ORDER1', { ...byOrder, signData: hash('x') }))).toEqual([200, 'U312'])
    expect(said(await shop.netCancel('ORDER1', byOrder))).toEqual([200, '2031'])
  })
  test('a plus that turned into a space fails', async () => {
    const tid = await shop.paid()
    const signData = hash(tid, EDI_DATE)
    const raw = await shop.call(`/v1/payments/${tid}?ediDate=${EDI_DATE}&signData=${signData}`)
    expect(said(raw)).toEqual([200, 'U312'])
    const escaped = EDI_DATE.replace('+', '%2B')
    expect(said(await shop.call(`/v1/payments/${tid}?ediDate=${escaped}&signData=${signData}`))).toEqual([200, '0000'])
  })
})

describe('net cancel (item 5)', () => {
  test('by order number, with no tid at all, everything', async () => {
    const tid = await shop.paid()
    const { json } = await shop.netCancel('ORDER1')
    expect(json).toMatchObject({ resultCode: '0000', tid, cancelledTid: tid, status: 'cancelled', balanceAmt: 0 })
    expect(json.cancels).toMatchObject([{ tid, amount: 1000 }])
    expect(await shop.book(tid)).toMatchObject({ cancels: [{ amount: 1000, key: null, via: 'net_cancel' }] })
    expect(said(await shop.netCancel('ORDER1'))).toEqual([200, '2015'])
  })
  test('later than an hour is 2020, and the ordinary cancel still works', async () => {
    const tid = await shop.paid()
    await shop.advance(3_600_000)
    const atTheEnd = await shop.netCancel('ORDER1')
    await shop.advance(60_000)
    await shop.paid({ orderId: 'O2' })
    await shop.advance(3_600_001)
    expect([said(atTheEnd), said(await shop.netCancel('O2'))]).toEqual([
      [200, '2020'],
      [200, '2020'],
    ])
    expect(said(await shop.cancel(tid))).toEqual([200, '0000'])
  })
  test('missing U100, too long U105, unknown 404 U107, not unique P035', async () => {
    expect(said(await shop.netCancel(''))).toEqual([200, 'U100'])
    expect(said(await shop.netCancel('x'.repeat(65)))).toEqual([200, 'U105'])
    expect(said(await shop.netCancel('UNKNOWN'))).toEqual([404, 'U107'])
    await shop.switches({ orderIdReuse: 'accept' })
    await shop.paid()
    await shop.paid()
    expect(said(await shop.netCancel('ORDER1'))).toEqual([200, 'P035'])
  })
  test('of an account without deposit closes it', async () => {
    const tid = await shop.paid({ method: 'virtual_account' })
    expect((await shop.netCancel('ORDER1')).json).toMatchObject({ status: 'cancelled', balanceAmt: 0, paidAt: '0' })
    expect(await shop.book(tid)).toMatchObject({ state: 'closed', cancelledAmount: 0 })
  })
})
