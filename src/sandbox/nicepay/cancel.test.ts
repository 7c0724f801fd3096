/** Cancels, refunds and virtual accounts over HTTP, as §19 items 2 and 7–9 of the sheet demand. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createRandom } from '../random.ts'
import { hash, type Merchant, openMerchant, send, type Texts } from '../testing.ts'

let shop: Merchant
beforeAll(async () => {
  shop = await openMerchant()
})
afterAll(() => shop.sandbox.close())
beforeEach(() => shop.control('POST', '/control/reset', { seed: 7 }))

const code = async (reply: Promise<{ fields: Texts }>) => (await reply).fields.ResultCode
const part = (won: string, moid = 'CANCEL1') => ({ CancelAmt: won, PartialCancelCode: '1', Moid: moid })
const paidTid = async (buyer?: object) => (await shop.paid(buyer)).TxTid ?? ''

describe('a card payment', () => {
  test('cancelled in full: 2001, padded amounts, S6, and the key in the books', async () => {
    const tid = await paidTid()
    const { fields } = await shop.cancel(tid)
    expect(fields).toMatchObject({ ResultCode: '2001', CancelAmt: '000000001000', TID: tid, Moid: 'CANCEL1' })
    expect(fields.RemainAmt).toBe('000000000000')
    expect(fields.Signature).toBe(hash(tid, 'nicepay00m', '000000001000'))
    expect(fields.CancelDate).toMatch(/^\d{8}$/)
    expect(fields.CancelTime).toMatch(/^\d{6}$/)
    expect(await shop.book(tid)).toMatchObject({
      state: 'cancelled',
      cancelledAmount: 1000,
      cancels: [{ amount: 1000, key: 'CANCEL1', via: 'cancel' }],
    })
  })
  test('cancelled in parts: a TID with media code 10 each, signed over it, and the remainder told', async () => {
    const tid = await paidTid()
    const first = (await shop.cancel(tid, part('300'))).fields
    expect(first.TID).toMatch(/^nicepay00m0110/)
    expect(first.RemainAmt).toBe('000000000700')
    expect(first.Signature).toBe(hash(first.TID ?? '', 'nicepay00m', '000000000300'))
    expect((await shop.book(tid)).state).toBe('partially_cancelled')
    expect(await code(shop.cancel(tid, part('700', 'CANCEL2')))).toBe('2001')
    expect(await shop.book(tid)).toMatchObject({ state: 'cancelled', cancelledAmount: 1000 })
  })
  test('is never given back twice', async () => {
    const tid = await paidTid()
    await shop.cancel(tid)
    expect(await code(shop.cancel(tid))).toBe('2015')
    expect(await code(shop.cancel(tid, part('300')))).toBe('2013')
    expect((await shop.book(tid)).cancelledAmount).toBe(1000)
  })
  const refused = [
    ['zero', { CancelAmt: '0' }, '2010'],
    ['a negative amount', { CancelAmt: '-1' }, '2010'],
    ['text for an amount', { CancelAmt: '1,000' }, '9000'],
    ['another code than 0 and 1', { PartialCancelCode: '2' }, '9000'],
    ['a full cancel of another amount', { CancelAmt: '900' }, '2011'],
    ['a part above the remainder', part('1001'), '2032'],
    ['an unknown TID', { TID: 'nicepay00m01012505211322240123' }, '2012'],
    ['a reason of more than 50 syllables', { CancelMsg: '가'.repeat(51) }, '9001'],
  ] as const
  test.each(refused)('%s is refused and changes nothing', async (_what, changes, expected) => {
    const tid = await paidTid()
    expect(await code(shop.cancel(tid, changes))).toBe(expected)
    expect((await shop.book(tid)).state).toBe('approved')
  })
  test('only authenticated: there is nothing to cancel', async () => {
    expect(await code(shop.cancel((await shop.authenticate()).TxTid ?? ''))).toBe('2012')
  })
  test('full after partial is 2031, or cancels the rest when switched', async () => {
    const tid = await paidTid()
    await shop.cancel(tid, part('300'))
    expect(await code(shop.cancel(tid, { CancelAmt: '700' }))).toBe('2031')
    await shop.switches({ fullAfterPartial: 'accept' })
    expect(await code(shop.cancel(tid, { CancelAmt: '1000' }))).toBe('2011')
    expect(await code(shop.cancel(tid, { CancelAmt: '700' }))).toBe('2001')
  })
  test('with CcPartCl 0 it cannot be cancelled in parts; a card says so at approval', async () => {
    await shop.switches({ ccPartCl: '0' })
    const tid = await paidTid()
    await shop.switches({ ccPartCl: '1' })
    expect(await code(shop.cancel(tid, part('300')))).toBe('1534')
  })
  test('the same Moid twice executes twice without the contract, and is 2015 with it', async () => {
    const tid = await paidTid()
    await shop.cancel(tid, part('300'))
    expect(await code(shop.cancel(tid, part('300')))).toBe('2001')
    expect((await shop.book(tid)).cancelledAmount).toBe(600)
    await shop.switches({ moidDedup: true })
    expect(await code(shop.cancel(tid, part('300')))).toBe('2015')
    expect(await code(shop.cancel(tid, part('300', 'CANCEL2')))).toBe('2001')
  })
  test('the reason arrives readable, and broken when it was sent as UTF-8', async () => {
    await shop.cancel(await paidTid())
    const fields = {
      MID: 'nicepay00m',
      CancelAmt: '1000',
      EdiDate: '20250521140000',
      Moid: 'C2',
      PartialCancelCode: '0',
    }
    const text = new URLSearchParams({
      ...fields,
      TID: await paidTid(),
      SignData: hash(fields.MID, fields.CancelAmt, fields.EdiDate),
      CancelMsg: '고객요청',
    })
    await send(`${shop.sandbox.urls.nicepay}/webapi/cancel_process.jsp`, text.toString())
    const { json } = await shop.control('GET', '/control/calls?provider=nicepay')
    const calls = json as readonly { operation: string; code: string; fields: Texts }[]
    expect(calls.map(({ operation }) => operation)).toEqual(['approve', 'cancel', 'approve', 'cancel'])
    expect(calls[1]).toMatchObject({ code: '2001', fields: { CancelMsg: '고객요청' } })
    expect(calls[3]?.code).toBe('2001')
    expect(calls[3]?.fields.CancelMsg).not.toContain('고객')
  })
  test('a code can be changed by a switch', async () => {
    const auth = await shop.paid()
    await shop.switches({ codes: { approvedTwice: '2201' } })
    expect(await code(shop.approve(auth))).toBe('2201')
  })
})

describe('whatever is asked', () => {
  test('no more is given back than was paid, and the remainders told add up', async () => {
    const random = createRandom(11, 'test')
    const auth = await shop.paid()
    const tid = auth.TxTid ?? ''
    let given = 0
    for (let i = 0; i < 60; i += 1) {
      const won = String(Math.floor(random.next() * 250) + 1)
      const dice = random.next()
      const { fields } =
        dice < 0.1
          ? await shop.netCancel(auth)
          : await shop.cancel(tid, dice < 0.3 ? { CancelAmt: won } : part(won, `CANCEL${i}`))
      if (fields.ResultCode === '2001') given += Number(fields.CancelAmt)
      const book = await shop.book(tid)
      expect(book.cancelledAmount).toBe(given)
      expect(book.cancelledAmount).toBeLessThanOrEqual(book.paidAmount)
    }
  })
})

describe('a phone payment', () => {
  test('in a later KST month needs a refund account', async () => {
    const tid = await paidTid({ method: 'mobile' })
    await shop.advance(32 * 86_400_000)
    expect(await code(shop.cancel(tid))).toBe('2016')
    const account = { RefundAcctNo: '56211105948400', RefundBankCd: '088', RefundAcctNm: '홍길동' }
    expect(await code(shop.cancel(tid, account))).toBe('2001')
  })
  test('is cancelled again by the OTID of the cancel before', async () => {
    const first = await shop.cancel(await paidTid({ method: 'mobile' }), part('300'))
    expect(await code(shop.cancel(first.fields.OTID ?? '', part('300', 'CANCEL2')))).toBe('2001')
  })
})

describe('a virtual account', () => {
  const TID = 'nicepay00m03012505211325000456'
  const ACCOUNT = { RefundAcctNo: '56211105948400', RefundBankCd: '088', RefundAcctNm: '홍길동' }
  const deposit = (body: object) => shop.control('POST', '/control/deposits', { provider: 'nicepay', ...body })

  test('is issued by server under the merchant’s own TID, without signature', async () => {
    const { fields } = await shop.issue(TID)
    expect(fields).toMatchObject({ ResultCode: '4100', TID, VbankBankCode: '088', VbankBankName: '신한은행' })
    expect([fields.VbankExpDate, fields.VbankExpTime]).toEqual(['20991231', '235959'])
    expect(fields).not.toHaveProperty('Signature')
    expect(await shop.book(TID)).toMatchObject({ state: 'issued', paidAmount: 0, account: fields.VbankNum })
    expect(await code(shop.issue(TID))).toBe('A225')
  })
  test('is not issued by a bank that cannot, for a receipt without number, or for a broken date', async () => {
    expect(await code(shop.issue(TID, { BankCode: '090' }))).toBe('9000')
    expect(await code(shop.issue(TID, { CashReceiptType: '1' }))).toBe('9000')
    expect(await code(shop.issue(TID, { VbankExpDate: '20991399' }))).toBe('9000')
  })
  test('takes exactly its amount, once', async () => {
    const { fields } = await shop.issue(TID)
    expect((await deposit({ ref: TID, amount: 900 })).status).toBe(409)
    expect((await deposit({ account: fields.VbankNum, amount: 1000 })).json).toMatchObject({ state: 'deposited' })
    expect((await deposit({ ref: TID, amount: 1000 })).status).toBe(409)
    expect((await deposit({ account: '123', amount: 1000 })).status).toBe(404)
  })
  test('without deposit is closed in full only, and no money counts as cancelled', async () => {
    await shop.issue(TID)
    expect(await code(shop.cancel(TID, part('300')))).toBe('2045')
    expect(await code(shop.cancel(TID))).toBe('2001')
    expect(await shop.book(TID)).toMatchObject({ state: 'closed', cancelledAmount: 0, cancels: [] })
    expect(await code(shop.cancel(TID))).toBe('2015')
    expect((await shop.inquire(TID)).fields.Status).toBe('1')
  })
  test('ends when its minute begins, where a minute was named', async () => {
    const { fields } = await shop.issue(TID, { VbankExpDate: '209912312359' })
    expect([fields.VbankExpDate, fields.VbankExpTime]).toEqual(['20991231', '235900'])
  })
  test('is closed by an operation of its own, also one that was never issued', async () => {
    expect(await code(shop.cancel(TID))).toBe('2012')
    await shop.issue(TID)
    await shop.cancel(TID)
    await shop.cancel(TID)
    const calls = (await shop.control('GET', '/control/calls?provider=nicepay')).json as { operation: string }[]
    expect(calls.map(({ operation }) => operation)).toEqual(['close', 'issue', 'close', 'close'])
  })
  test.each(['expired', 'closed'])(
    'that is %s takes a late deposit when switched, and gives it back',
    async (state) => {
      await shop.issue(TID, { VbankExpDate: state === 'expired' ? '20250101' : '20991231' })
      if (state === 'closed') await shop.cancel(TID)
      expect((await shop.book(TID)).state).toBe(state)
      expect((await deposit({ ref: TID, amount: 1000 })).status).toBe(409)
      await shop.switches({ lateDeposits: 'accept' })
      expect((await deposit({ ref: TID, amount: 900 })).status).toBe(409)
      expect((await deposit({ ref: TID, amount: 1000 })).json).toMatchObject({ state: 'deposited', paidAmount: 1000 })
      expect((await deposit({ ref: TID, amount: 1000 })).status).toBe(409)
      expect(await code(shop.cancel(TID, ACCOUNT))).toBe('2211')
    },
  )
  test.each(['lose_reply', 'error_after', 'garble'])(
    'under %s is issued although the answer says nothing',
    async (fault) => {
      await shop.fault({ operation: 'issue', fault, times: 1 })
      await shop.issue(TID).catch(() => undefined)
      expect((await shop.book(TID)).state).toBe('issued')
      await shop.fault({ operation: 'close', fault, times: 1 })
      await shop.cancel(TID).catch(() => undefined)
      expect((await shop.book(TID)).state).toBe('closed')
    },
  )
  test('with deposit is refunded to an account only', async () => {
    await shop.issue(TID)
    await deposit({ ref: TID, amount: 1000 })
    expect(await code(shop.cancel(TID))).toBe('2047')
    expect(await code(shop.cancel(TID, { RefundAcctNo: '1' }))).toBe('9000')
    expect(await code(shop.cancel(TID, { ...part('1001'), ...ACCOUNT }))).toBe('2026')
    expect(await code(shop.cancel(TID, { ...part('400'), ...ACCOUNT }))).toBe('2211')
    expect(await code(shop.cancel(TID, { ...part('600', 'CANCEL2'), ...ACCOUNT }))).toBe('2211')
    expect(await shop.book(TID)).toMatchObject({ state: 'cancelled', cancelledAmount: 1000 })
  })
  test('ends at its deadline; what comes later is turned away', async () => {
    const auth = await shop.paid({ method: 'virtual_account' })
    await shop.advance(7 * 86_400_000 + 1)
    expect((await shop.book(auth.TxTid ?? '')).state).toBe('expired')
    expect((await deposit({ ref: auth.TxTid, amount: 1000 })).status).toBe(409)
    expect(await code(shop.cancel(auth.TxTid ?? ''))).toBe('2001')
  })
})

describe('staff at the provider’s site', () => {
  const staff = (body: object) => shop.control('POST', '/control/console-cancels', { provider: 'nicepay', ...body })
  test('cancels a part or the rest, never more', async () => {
    const tid = await paidTid()
    expect((await staff({ ref: tid, amount: 1001 })).status).toBe(409)
    expect((await staff({ ref: tid, amount: 300 })).json).toMatchObject({ state: 'partially_cancelled' })
    expect((await staff({ ref: tid })).json).toMatchObject({
      state: 'cancelled',
      cancelledAmount: 1000,
      cancels: [{ amount: 300, via: 'console', key: null }, { amount: 700 }],
    })
    expect((await staff({ ref: tid })).status).toBe(409)
    expect((await staff({ ref: 'none' })).status).toBe(404)
    expect((await staff({ ref: tid, at: 'underlying' })).status).toBe(422)
  })
})
