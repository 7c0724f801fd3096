/** Cancels, refunds and virtual accounts over HTTP, as §19 "REST" item 4 of the sheet demands. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hash, openRestMerchant, type RestMerchant, type RestReply } from './testing.ts'

let shop: RestMerchant
beforeAll(async () => {
  shop = await openRestMerchant()
})
afterAll(() => shop.sandbox.close())
beforeEach(() => shop.control('POST', '/control/reset', { seed: 7 }))

const code = async (reply: Promise<RestReply>) => (await reply).json.resultCode
const part = (cancelAmt: number, orderId = 'CANCEL1') => ({ cancelAmt, orderId })
const DAY_MS = 86_400_000

describe('a card payment', () => {
  test('cancelled in full, under its own order number: the same tid, the key in the books', async () => {
    const tid = await shop.paid()
    const { json } = await shop.cancel(tid, { orderId: 'ORDER1', reason: 'md-1 변심' })
    expect(json).toMatchObject({ resultCode: '0000', tid, cancelledTid: tid, status: 'cancelled', balanceAmt: 0 })
    expect(json).toMatchObject({
      orderId: 'ORDER1',
      amount: 1000,
      cancels: [{ tid, amount: 1000, reason: 'md-1 변심' }],
    })
    expect(json.signature).toBe(hash(tid, '1000', json.ediDate))
    expect(json.cancelledAt).toMatch(/\+0900$/)
    expect(await shop.book(tid)).toMatchObject({
      state: 'cancelled',
      cancelledAmount: 1000,
      cancels: [{ amount: 1000, key: 'ORDER1', via: 'cancel' }],
    })
  })
  test('cancelled in parts: a tid of its own each, all of them in cancels[]', async () => {
    const tid = await shop.paid()
    const first = (await shop.cancel(tid, part(300))).json
    expect(first).toMatchObject({ status: 'partialCancelled', tid, orderId: 'ORDER1', amount: 1000, balanceAmt: 700 })
    expect(first.cancelledTid).toMatch(/^maedeup00m0110/)
    const second = (await shop.cancel(tid, part(700, 'CANCEL2'))).json
    expect(second).toMatchObject({ status: 'cancelled', balanceAmt: 0 })
    expect(second.cancels).toMatchObject([
      { tid: first.cancelledTid, amount: 300 },
      { tid: second.cancelledTid, amount: 700 },
    ])
    expect((await shop.book(tid)).cancels.map(({ key }) => key)).toEqual(['CANCEL1', 'CANCEL2'])
    expect((await shop.inquire(tid)).json).toMatchObject({ status: 'cancelled', cancelledTid: null })
  })
  test('the answer may carry the cancel’s order number and amount instead', async () => {
    await shop.switches({ cancelAnswerOrderId: 'cancel', cancelAnswerAmount: 'cancel' })
    const tid = await shop.paid()
    const { json } = await shop.cancel(tid, part(300))
    expect(json).toMatchObject({ orderId: 'CANCEL1', amount: 300, balanceAmt: 700 })
    expect(json.signature).toBe(hash(tid, '300', json.ediDate))
  })
  test('is never given back twice', async () => {
    const tid = await shop.paid()
    await shop.cancel(tid)
    expect(await code(shop.cancel(tid))).toBe('2015')
    expect(await code(shop.cancel(tid, { cancelAmt: 1000 }))).toBe('2015')
    expect(await code(shop.cancel(tid, part(300, 'CANCEL2')))).toBe('2013')
    expect((await shop.book(tid)).cancelledAmount).toBe(1000)
  })
  test('a partial cancel needs an order number that nothing used, not even a failed cancel', async () => {
    const tid = await shop.paid()
    await shop.paid({ orderId: 'ORDER2' })
    expect(await code(shop.cancel(tid, part(300, 'ORDER1')))).toBe('U112')
    expect(await code(shop.cancel(tid, part(300, 'ORDER2')))).toBe('U112')
    expect(await code(shop.cancel(tid, part(1001, 'FAILED')))).toBe('U123')
    expect(await code(shop.cancel(tid, part(300, 'FAILED')))).toBe('U112')
    expect(await code(shop.cancel(tid, part(300)))).toBe('0000')
    expect(await code(shop.cancel(tid, part(300)))).toBe('U112')
    expect((await shop.book(tid)).cancelledAmount).toBe(300)
  })
  const refused = [
    ['no order number', { orderId: '' }, 'U100'],
    ['no reason', { reason: '' }, 'U100'],
    ['a reason of more than 100 bytes', { reason: '가'.repeat(34) }, 'U105'],
    ['zero', part(0), 'U142'],
    ['a negative amount', part(-1), 'U142'],
    ['text for an amount', { cancelAmt: '1,000' }, 'U131'],
    ['more than was paid', part(1001), 'U123'],
    ['more free of tax than there is', { taxFreeAmt: 1 }, 'U319'],
    ['more free of tax than is cancelled', { ...part(300), taxFreeAmount: 301 }, 'U131'],
  ] as const
  test.each(refused)('%s is refused and changes nothing', async (_what, changes, expected) => {
    const tid = await shop.paid()
    expect(await code(shop.cancel(tid, changes))).toBe(expected)
    expect((await shop.book(tid)).state).toBe('approved')
  })
  test('that is only authenticated, failed or unknown has nothing to cancel', async () => {
    expect(await code(shop.cancel((await shop.authenticate()).tid ?? ''))).toBe('U122')
    expect(await code(shop.cancel('maedeup00m01012611201000000000'))).toBe('U122')
  })
  test('full after partial is 2031, or cancels the rest when switched', async () => {
    const tid = await shop.paid()
    await shop.cancel(tid, part(300))
    expect(await code(shop.cancel(tid, { orderId: 'CANCEL2' }))).toBe('2031')
    await shop.switches({ fullAfterPartial: 'accept' })
    expect(await code(shop.cancel(tid, { orderId: 'CANCEL3' }))).toBe('0000')
    expect((await shop.book(tid)).cancelledAmount).toBe(1000)
  })
  test('that cannot be cancelled in parts says so at approval and refuses', async () => {
    await shop.switches({ canPartCancel: false })
    const tid = await shop.paid()
    expect((await shop.inquire(tid)).json.card).toMatchObject({ canPartCancel: 'false' })
    expect(await code(shop.cancel(tid, part(300)))).toBe('1534')
  })
  test('in the sandbox of NICEPAY names no amount, and shows that it is made up', async () => {
    await shop.switches({ sandboxMode: true })
    const tid = await shop.paid()
    expect(tid).toMatch(/^UT/)
    expect((await shop.inquire(tid)).json).toMatchObject({ approveNo: '000000', card: { cardCode: '04' } })
    expect(await code(shop.cancel(tid, part(1000)))).toBe('U128')
    expect(await code(shop.cancel(tid))).toBe('0000')
  })
  test('can be cancelled for a year; a phone payment in its month', async () => {
    const card = await shop.paid()
    const phone = await shop.paid({ orderId: 'O2', method: 'mobile' })
    await shop.advance(32 * DAY_MS)
    expect(await code(shop.cancel(phone))).toBe('2016')
    await shop.advance(335 * DAY_MS)
    expect(await code(shop.cancel(card))).toBe('2016')
  })
})

const deposited = async () => {
  const tid = await shop.paid({ method: 'virtual_account' })
  await shop.control('POST', '/control/deposits', { provider: 'nicepay-rest', ref: tid, amount: 1000 })
  return tid
}

describe('a virtual account', () => {
  const refundTo = { refundAccount: '11012345678', refundBankCode: '088', refundHolder: '홍길동' }
  test('waits, takes its amount and nothing else, and is paid then', async () => {
    const tid = await shop.paid({ method: 'virtual_account' })
    const { vbank } = (await shop.inquire(tid)).json as { vbank: { vbankNumber: string } }
    expect(vbank).toMatchObject({ vbankCode: '088', vbankHolder: '샌드박스' })
    const pay = (amount: number) =>
      shop.control('POST', '/control/deposits', { provider: 'nicepay-rest', account: vbank.vbankNumber, amount })
    expect((await pay(999)).status).toBe(409)
    expect((await pay(1000)).status).toBe(200)
    expect((await shop.inquire(tid)).json).toMatchObject({ status: 'paid', paidAt: expect.stringMatching(/\+0900$/) })
  })
  test('without deposit is closed by a cancel, not in parts, and not after its end', async () => {
    const tid = await shop.paid({ method: 'virtual_account' })
    expect(await code(shop.cancel(tid, part(300)))).toBe('2045')
    expect((await shop.cancel(tid)).json).toMatchObject({ resultCode: '0000', status: 'cancelled', cancels: null })
    expect(await shop.book(tid)).toMatchObject({ state: 'closed', paidAmount: 0, cancelledAmount: 0 })
    const late = await shop.paid({ orderId: 'O2', method: 'virtual_account' })
    await shop.advance(7 * DAY_MS + 1)
    expect((await shop.inquire(late)).json).toMatchObject({ status: 'expired' })
    expect(await code(shop.cancel(late))).toBe('2016')
  })
  test('with deposit is refunded to an account that is named in full, for 180 days', async () => {
    const tid = await deposited()
    expect(await code(shop.cancel(tid))).toBe('U100')
    expect(await code(shop.cancel(tid, { ...refundTo, refundHolder: '' }))).toBe('U100')
    expect(await code(shop.cancel(tid, { ...part(300, 'CANCEL3'), ...refundTo }))).toBe('0000')
    await shop.advance(180 * DAY_MS + 1)
    expect(await code(shop.cancel(tid, { ...part(700, 'CANCEL2'), ...refundTo }))).toBe('2016')
    expect(await shop.book(tid)).toMatchObject({ state: 'partially_cancelled', cancelledAmount: 300 })
  })
})

describe('a refund account', () => {
  const refundTo = { refundAccount: '11012345678', refundBankCode: '088', refundHolder: '홍길동' }
  const refused = [
    ['of a bank that is in no list', { refundBankCode: '099' }, 'U131'],
    ['with hyphens', { refundAccount: '110-123-45678' }, 'U131'],
    ['of 17 digits', { refundAccount: '1'.repeat(17) }, 'U105'],
    ['of a holder of six syllables', { refundHolder: '가'.repeat(6) }, 'U105'],
  ] as const
  test.each(refused)('%s is refused and gives nothing back', async (_what, changes, expected) => {
    const tid = await deposited()
    expect(await code(shop.cancel(tid, { ...refundTo, ...changes }))).toBe(expected)
    expect(await shop.book(tid)).toMatchObject({ state: 'deposited', cancelledAmount: 0 })
  })
  test('of a holder of five syllables is taken: banks count two bytes each', async () => {
    expect(await code(shop.cancel(await deposited(), { ...refundTo, refundHolder: '가'.repeat(5) }))).toBe('0000')
  })
})

describe('money that comes late', () => {
  const pay = (ref: string) =>
    shop.control('POST', '/control/deposits', { provider: 'nicepay-rest', ref, amount: 1000 })
  const ends = {
    closed: (tid: string) => shop.cancel(tid),
    expired: () => shop.advance(7 * DAY_MS + 1),
  } as const
  test.each(['closed', 'expired'] as const)('on an account that is %s is turned away', async (how) => {
    const tid = await shop.paid({ method: 'virtual_account' })
    await ends[how](tid)
    expect((await pay(tid)).status).toBe(409)
    expect(await shop.book(tid)).toMatchObject({ state: how, paidAmount: 0 })
  })
  test.each(['closed', 'expired'] as const)('on an account that is %s is there, where switched', async (how) => {
    await shop.switches({ lateDeposits: 'accept' })
    const tid = await shop.paid({ method: 'virtual_account' })
    await ends[how](tid)
    expect((await pay(tid)).status).toBe(200)
    expect((await shop.inquire(tid)).json).toMatchObject({ status: 'paid', cancelledAt: '0', balanceAmt: 1000 })
    expect((await pay(tid)).status).toBe(409)
  })
})

describe('staff in the merchant admin', () => {
  test('cancels behind the merchant’s back; the look-up shows it', async () => {
    const tid = await shop.paid()
    const staff = (body: object) =>
      shop.control('POST', '/control/console-cancels', { provider: 'nicepay-rest', ref: tid, ...body })
    expect((await staff({ amount: 400 })).status).toBe(200)
    expect((await shop.inquire(tid)).json).toMatchObject({
      status: 'partialCancelled',
      balanceAmt: 600,
      cancels: [{ amount: 400, reason: '관리자 취소' }],
    })
    expect((await staff({ amount: 601 })).status).toBe(409)
    expect((await staff({ at: 'underlying' })).status).toBe(422)
    await staff({})
    expect(await shop.book(tid)).toMatchObject({ state: 'cancelled', cancels: [{ via: 'console', key: null }, {}] })
    expect(await code(shop.cancel(tid))).toBe('2015')
  })
})
