/** Virtual accounts: issued, deposited, revoked, raced for, refunded (portone-v1 §8, §14, §17 item 10). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Merchant, openMerchant } from './testing.ts'

let shop: Merchant
beforeAll(async () => {
  shop = await openMerchant()
})
afterAll(() => shop.sandbox.close())
beforeEach(() => shop.reset())

const ACCOUNT = { refund_holder: '홍길동', refund_bank: '088', refund_account: '56211105948400' }
const issued = async (body?: Record<string, unknown>) => String((await shop.issue(body)).response.imp_uid)
const revoke = (imp_uid: string, query = '') => shop.call('DELETE', `/vbanks/${imp_uid}${query}`)
const deposited = async (body?: Record<string, unknown>) => {
  const ref = await issued(body)
  expect((await shop.deposit({ ref, amount: 10_000 })).status).toBe(200)
  return ref
}

describe('issuing', () => {
  test('gives an account that waits, without money', async () => {
    const { status, code, response } = await shop.issue({ custom_data: { nights: 2 } })
    expect([status, code]).toEqual([200, 0])
    expect(response).toMatchObject({
      status: 'ready',
      pay_method: 'vbank',
      channel: 'api',
      vbank_code: '088',
      vbank_name: '신한은행',
      vbank_holder: '홍길동',
      custom_data: '{"nights":2}',
      paid_at: 0,
    })
    expect(response.vbank_num).toMatch(/^\d{14}$/)
    expect(await shop.book(String(response.imp_uid))).toMatchObject({
      state: 'issued',
      paidAmount: 0,
      account: response.vbank_num,
    })
    expect((await shop.call('GET', '/payments/findAll/ORDER1')).response).toMatchObject({ total: 1 })
  })
  const refused = [
    ['no channel', { channel_key: '' }, ': channel_key'],
    ['another channel', { channel_key: 'channel-key-of-others' }, '채널'],
    ['a bank that issues none here', { vbank_code: '090' }, ': vbank_code'],
    ['an end in the past', { vbank_due: 1 }, ': vbank_due'],
    ['an end in milliseconds', { vbank_due: 99_999_999_999_999 }, ': vbank_due'],
    ['no money', { amount: 0 }, ': amount'],
    ['a long name', { buyer_name: '가'.repeat(17) }, ': buyer_name'],
  ] as const
  test.each(refused)('%s is refused under HTTP 200', async (_what, body, message) => {
    const answer = await shop.issue(body)
    expect([answer.status, answer.code]).toEqual([200, 1])
    expect(answer.message).toContain(message)
  })
  test('a merchant_uid that was paid gets no account', async () => {
    await shop.paid()
    expect(await shop.issue()).toMatchObject({ code: 1, message: '이미 결제가 이루어진 거래건입니다.' })
  })
  test('asks for what the gateway asks for', async () => {
    await shop.switches({ pgProvider: 'html5_inicis' })
    const inicis = { vbank_code: '88', vbank_holder: '매듭', buyer_email: 'buyer@example.com' }
    expect((await shop.issue({ ...inicis, buyer_email: '' })).message).toContain(': buyer_email')
    expect((await shop.issue({ ...inicis, vbank_code: '088' })).message).toContain(': vbank_code')
    expect((await shop.issue(inicis)).message).toContain('hashData')
    await shop.switches({ pgProvider: 'tosspayments' })
    expect((await shop.issue()).response.vbank_holder).toBe(null)
  })
  test('through the test channel makes a test payment, whose refund finds no deposit', async () => {
    const { response } = await shop.issue({ channel_key: 'channel-key-maedeup-test' })
    expect(response.sandbox).toBe(true)
    const imp_uid = String(response.imp_uid)
    await shop.deposit({ ref: imp_uid, amount: 10_000 })
    expect((await shop.cancel({ imp_uid, ...ACCOUNT })).message).toContain('입금된 내역이 없습니다')
  })
})

describe('deposits', () => {
  test('come once, in the right amount, by ref or by account', async () => {
    const { response } = await shop.issue()
    expect((await shop.deposit({ ref: response.imp_uid, amount: 9000 })).status).toBe(409)
    expect((await shop.deposit({ account: response.vbank_num, amount: 10_000 })).json).toMatchObject({ state: 'paid' })
    expect((await shop.inquire(String(response.imp_uid))).response).toMatchObject({ status: 'paid' })
    expect((await shop.deposit({ ref: response.imp_uid, amount: 10_000 })).status).toBe(409)
    expect((await shop.deposit({ ref: 'none', amount: 10_000 })).status).toBe(404)
  })
  test('after the deadline the account still shows ready, and takes money only of a bank that lets it in', async () => {
    const [first, second] = [await issued(), await issued({ merchant_uid: 'ORDER2' })]
    await shop.advance(2 * 86_400_000)
    expect((await shop.inquire(first)).response).toMatchObject({ status: 'ready' })
    expect((await shop.deposit({ ref: first, amount: 10_000 })).status).toBe(409)
    await shop.switches({ lateDeposits: 'accept' })
    expect((await shop.deposit({ ref: second, amount: 10_000 })).status).toBe(200)
    expect((await shop.inquire(second)).response).toMatchObject({ status: 'paid' })
  })
  test('of which the gateway does not tell: the money is there and PortOne shows ready', async () => {
    await shop.switches({ depositNotice: false })
    const imp_uid = await deposited()
    expect((await shop.inquire(imp_uid)).response).toMatchObject({ status: 'ready', paid_at: 0 })
    expect(await shop.book(imp_uid)).toMatchObject({ state: 'paid', paidAmount: 10_000 })
    expect(await revoke(imp_uid)).toMatchObject({ status: 200, code: -1 })
    expect((await shop.staff({ ref: imp_uid })).status).toBe(409)
  })
})

describe('revoking', () => {
  test('ends an account that waits in failed, and no money comes any more', async () => {
    const imp_uid = await issued()
    expect(await revoke(imp_uid)).toMatchObject({ status: 200, code: 0, response: { status: 'failed' } })
    expect(await shop.book(imp_uid)).toMatchObject({ state: 'closed', cancelledAmount: 0 })
    expect((await shop.deposit({ ref: imp_uid, amount: 10_000 })).status).toBe(409)
    expect((await revoke(imp_uid)).status).toBe(400)
  })
  test('loses the race against a deposit', async () => {
    const imp_uid = await deposited()
    expect(await revoke(imp_uid)).toMatchObject({ status: 400, code: -1 })
    expect((await shop.inquire(imp_uid)).response).toMatchObject({ status: 'paid' })
  })
  test('is not for cards, nor for what nobody knows', async () => {
    expect((await revoke(await shop.paid())).status).toBe(400)
    expect((await revoke('imp_none')).status).toBe(404)
  })
})

describe('changing', () => {
  const change = (imp_uid: string, body: Record<string, unknown>) => shop.call('PUT', `/vbanks/${imp_uid}`, body)
  test('one gateway changes amount and end of an account that waits', async () => {
    expect((await change(await issued(), { amount: 1 })).status).toBe(400)
    await shop.switches({ pgProvider: 'settle' })
    const imp_uid = await issued({ merchant_uid: 'ORDER2', vbank_holder: '매듭', vbank_num: '12345678901234' })
    const due = Math.floor(shop.sandbox.clock.now() / 1000) + 3600
    const changed = await change(imp_uid, { amount: 9000, vbank_due: due })
    expect(changed.response).toMatchObject({ amount: 9000, vbank_date: due })
    expect((await change(imp_uid, { vbank_due: 1 })).code).toBe(1)
    expect((await change(imp_uid, { amount: 0 })).code).toBe(1)
    expect((await shop.deposit({ ref: imp_uid, amount: 9000 })).status).toBe(200)
    expect((await change(imp_uid, { amount: 1 })).status).toBe(400)
    expect((await change('imp_none', { amount: 1 })).status).toBe(404)
  })
})

describe('refunding', () => {
  test('needs holder, bank and account, and a bank of the gateway’s own table', async () => {
    const imp_uid = await deposited()
    for (const missing of ['refund_holder', 'refund_bank', 'refund_account'])
      expect(await shop.cancel({ imp_uid, ...ACCOUNT, [missing]: '' })).toMatchObject({ status: 200, code: 1 })
    expect((await shop.cancel({ imp_uid, ...ACCOUNT, refund_bank: '999' })).code).toBe(1)
    expect((await shop.cancel({ imp_uid, ...ACCOUNT, amount: 4000 })).response).toMatchObject({ cancel_amount: 4000 })
    expect((await shop.cancel({ imp_uid, ...ACCOUNT, refund_bank: '090' })).code).toBe(0)
    expect(await shop.book(imp_uid)).toMatchObject({ state: 'cancelled', cancelledAmount: 10_000 })
  })
  test('needs a phone number at some gateways and is impossible at one', async () => {
    await shop.switches({ pgProvider: 'smartro' })
    const smartro = await deposited()
    expect((await shop.cancel({ imp_uid: smartro, ...ACCOUNT })).code).toBe(1)
    expect((await shop.cancel({ imp_uid: smartro, ...ACCOUNT, refund_tel: '01000000000' })).code).toBe(0)
    await shop.switches({ pgProvider: 'danal_tpay' })
    const danal = await deposited({ merchant_uid: 'ORDER2' })
    expect((await shop.cancel({ imp_uid: danal, ...ACCOUNT })).code).toBe(-1)
  })
  test('is taken at once and final later at Smartro’s new gateway, whatever other cancels do there', async () => {
    await shop.switches({ pgProvider: 'smartro_v2' })
    const all = { vbank_holder: '매듭', buyer_email: 'buyer@example.com', buyer_tel: '01000000000' }
    const imp_uid = await deposited(all)
    const taken = await shop.cancel({ imp_uid, ...ACCOUNT, refund_tel: '01000000000' })
    expect(taken).toMatchObject({ code: 0, response: { status: 'paid', cancel_amount: 0, cancel_history: [] } })
    await shop.advance(60_000)
    expect((await shop.inquire(imp_uid)).response).toMatchObject({ status: 'cancelled', cancel_amount: 10_000 })
    const card = await shop.paid({ orderId: 'ORDER2' })
    expect((await shop.cancel({ imp_uid: card })).response).toMatchObject({ status: 'cancelled' })
  })
  test('the same digits are another bank at Kiwoompay', async () => {
    await shop.switches({ pgProvider: 'daou' })
    expect((await shop.issue({ vbank_code: '11' })).response).toMatchObject({
      vbank_code: '023',
      vbank_name: 'SC제일은행',
    })
  })
})
