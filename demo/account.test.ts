/** Paying by virtual account, from outside: what the guest sees, and what Maedeup and the bank hear. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Looked } from './books.ts'
import {
  ACCOUNT,
  awaitingDeposit,
  FORM,
  fakeShop,
  NO_ANSWER,
  no,
  ok,
  openVisitor,
  PAYMENT_ID,
  payment,
  quoteOf,
} from './testing.ts'

let shop: ReturnType<typeof fakeShop>
let visitor: Awaited<ReturnType<typeof openVisitor>>
let transfers: string[]
let looked: Looked
beforeEach(async () => {
  transfers = []
  looked = { kind: 'missing' }
  const deposit = async ({ id }: { id: string }) => {
    transfers.push(id)
    return true
  }
  shop = fakeShop({ books: { find: async () => looked, deposit } })
  visitor = await openVisitor(shop)
})
afterEach(() => visitor.close())

const BY_ACCOUNT = { ...FORM, pays: 'account', bank: 'SHINHAN', receipt: 'none' }

/** As Maedeup would answer from now on, whatever it is asked. */
function becomes(change: ReturnType<typeof payment>) {
  shop.maedeup.answers.payment = ok(change)
  shop.maedeup.answers.recordOrder = ok(change)
}

async function book(more: Readonly<Record<string, string>> = {}): Promise<string> {
  const sent = await visitor.post('/rooms/sarangchae/pay', { ...BY_ACCOUNT, ...more })
  const orderId = shop.maedeup.registered.at(-1)?.orderId ?? ''
  becomes(awaitingDeposit({ orderId, amount: 196_000 }))
  return (await visitor.get(sent.headers.location ?? '')).headers.location ?? ''
}
const posts = () => shop.maedeup.asked.filter((call) => call.startsWith('POST'))
const refundForm = {
  refund: 'RF-12345678',
  balance: '196000',
  amount: '98000',
  bank: 'KAKAO',
  number: '3333-01',
  holder: '김',
}

describe('a booking by account', () => {
  test('opens no window, is tied at once, and shows where to pay until when', async () => {
    const location = await book()
    expect(location).toMatch(/^\/reservations\/MS-/)
    expect(shop.maedeup.asked).toEqual([`PUT ${PAYMENT_ID} ${location.split('/').at(-1)} 196000`])
    const { body } = await visitor.get(location)
    expect(body).toContain('입금을 기다리고 있습니다')
    expect(body).toContain(`data-copy="${ACCOUNT.number}"`)
    expect(body).toContain('7월 23일 (목) 23:59까지')
    expect(body).toContain('196,000원')
    expect(body).not.toContain('예약번호')
    expect(body).toContain(`data-live="${location}/live"`)
    expect((await visitor.get('/reservations')).body).toContain('입금 대기')
  })

  test('while the account is still being issued the page says so', async () => {
    shop.maedeup.answers.recordOrder = no(409, 'MD_NOT_PAID_YET')
    const sent = await visitor.post('/rooms/sarangchae/pay', BY_ACCOUNT)
    const { location = '' } = (await visitor.get(sent.headers.location ?? '')).headers
    shop.maedeup.answers.payment = ok(
      awaitingDeposit({ state: 'approving', virtualAccount: { ...ACCOUNT, number: null } }),
    )
    const { body } = await visitor.get(location)
    expect(body).toContain('가상계좌를 발급하고 있습니다')
    expect(body).not.toContain('구매자가 지금 입금하기')
  })

  test.each([
    ['virtualAccount.bank', 'bank-wrong', '은행을 골라 주세요'],
    ['virtualAccount.cashReceipt', 'receipt-wrong', '‘신청 안 함’을 골라 주세요'],
    ['virtualAccount.cashReceipt.number', 'mobile-wrong', '현금영수증 번호가 올바르지 않습니다'],
  ])('refused for %s, the form says it beside the field', async (field, id, words) => {
    shop.maedeup.answers.register = no(422, 'MD_INVALID_REQUEST', [field])
    const form = { ...BY_ACCOUNT, receipt: 'income_deduction', mobile: '010-1' }
    const { statusCode, body } = await visitor.post('/rooms/sarangchae/pay', form)
    expect(statusCode).toBe(422)
    expect(body).toContain(`id="${id}"`)
    expect(body).toContain(words)
    expect(body).toContain('value="010-1"')
  })

  test('is confirmed as soon as anybody looks after the deposit', async () => {
    const location = await book()
    becomes(payment({ amount: 196_000, virtualAccount: ACCOUNT }))
    expect((await visitor.get(location)).body).toContain('예약이 확정되었습니다')
  })

  test('is over when the account ended without a deposit', async () => {
    const location = await book()
    becomes(awaitingDeposit({ state: 'expired' }))
    shop.maedeup.answers.recordOrder = no(409, 'MD_PAYMENT_ENDED')
    expect((await visitor.get(location)).body).toContain('입금되지 않은 채 가상계좌가 닫혔습니다')
  })

  test('stays as it is while Maedeup is away', async () => {
    const location = await book()
    shop.maedeup.answers.payment = NO_ANSWER
    const { statusCode, body } = await visitor.get(location)
    expect([statusCode, body.includes('입금을 기다리고 있습니다')]).toEqual([200, true])
  })

  test('is called off once; clicked twice, or too late, nothing more happens', async () => {
    const location = await book()
    expect((await visitor.post(`${location}/close`)).headers.location).toBe(location)
    expect((await visitor.get(location)).body).toContain('주문이 취소되었습니다')
    const { body } = await visitor.get('/reservations')
    expect(body).not.toContain('기한 만료')
    await visitor.post(`${location}/close`)
    expect(posts()).toHaveLength(1)
    visitor.cookies.clear()
    expect((await visitor.post(`${location}/close`)).statusCode).toBe(404)
  })
})

describe('the sandbox’s button', () => {
  test('has the buyer transfer, and says so until Maedeup has heard', async () => {
    const location = await book()
    expect((await visitor.get(location)).body).toContain(`action="/payments/${PAYMENT_ID}/deposit"`)
    expect((await visitor.post(`/payments/${PAYMENT_ID}/deposit`)).headers.location).toBe(location)
    expect(transfers).toEqual([PAYMENT_ID])
    const row = { ref: 'T1', orderId: 'x', amount: 196_000, paidAmount: 196_000, state: 'deposited' }
    looked = { kind: 'found', book: { ...row, cancelledAmount: 0, cancels: [] } }
    const { body } = await visitor.get(location)
    expect(body).toContain('이체했습니다')
    expect(body).not.toContain('구매자가 지금 입금하기')
  })

  test('does nothing to a payment that waits for no deposit, or is another shop’s', async () => {
    shop.maedeup.answers.payment = ok(payment())
    expect((await visitor.post(`/payments/${PAYMENT_ID}/deposit`)).headers.location).toBe(`/payments/${PAYMENT_ID}`)
    shop.maedeup.answers.payment = ok(awaitingDeposit({ metadata: {} }))
    expect((await visitor.post(`/payments/${PAYMENT_ID}/deposit`)).statusCode).toBe(404)
    expect(transfers).toEqual([])
  })

  test('is nowhere without a sandbox', async () => {
    const real = await openVisitor({ ...shop, books: null })
    shop.maedeup.answers.payment = ok(awaitingDeposit())
    expect((await real.get(`/payments/${PAYMENT_ID}`)).body).not.toContain('입금하기')
    expect((await real.post(`/payments/${PAYMENT_ID}/deposit`)).statusCode).toBe(404)
    await real.close()
  })
})

describe('a refund of a deposit', () => {
  let location = ''
  beforeEach(async () => {
    location = await book()
    becomes(payment({ amount: 196_000, paidAmount: 196_000, refundable: 196_000, virtualAccount: ACCOUNT }))
    const buyerSees = { from: '2026-07-23', to: '2026-07-23' }
    shop.maedeup.answers.quote = ok(quoteOf({ needs: ['refund_account'], buyerSees }))
    await visitor.get(location)
  })

  test('asks for the account that the quote wants, and tells when the money comes', async () => {
    const { body } = await visitor.get(location)
    for (const id of ['bank', 'number', 'holder']) expect(body).toContain(`<label for="${id}"`)
    expect(body).not.toContain('<label for="phone"')
    expect(body).toContain('환불하시면 7월 23일 (목)에 계좌로 입금됩니다')
    shop.maedeup.answers.quote = ok(quoteOf({ needs: ['refund_account', 'holder_phone'] }))
    expect((await visitor.get(location)).body).toContain('<label for="phone"')
    shop.maedeup.answers.quote = NO_ANSWER
    expect((await visitor.get(location)).body).toContain('지금은 환불할 수 없습니다')
  })

  test('goes to the account, which is then shown as Maedeup masks it and kept no longer', async () => {
    const refundAccount = { bank: 'KAKAO', number: '**3301' }
    shop.maedeup.answers.refund = ok({ id: 'can_1', state: 'done', refundAccount })
    await visitor.post(`${location}/refunds`, refundForm)
    expect(posts()).toEqual([`POST ${PAYMENT_ID} stay-refund-RF-12345678 98000 of 196000 to KAKAO 3333-01 김`])
    const { body } = await visitor.get(location)
    expect(body).toContain('카카오뱅크 **3301 계좌로 7월 23일 (목)에 입금됩니다.')
    expect(body).not.toContain('3333-01')
    expect(shop.refunds.get('RF-12345678')?.account).toBeNull()
  })

  test('with a wrong account comes back with words beside the field, and the same form may be sent again', async () => {
    shop.maedeup.answers.refund = no(422, 'MD_INVALID_REQUEST', ['refundAccount.number'])
    const { statusCode, body } = await visitor.post(`${location}/refunds`, refundForm)
    expect(statusCode).toBe(422)
    expect(body).toContain('aria-describedby="number-wrong number-hint" aria-invalid="true"')
    expect(body).toContain('계좌번호를 숫자 6~16자리로')
    expect(body).toContain('아직 아무것도 환불되지 않았습니다')
    expect(body).toContain('value="3333-01"')
    expect(body).not.toContain('환불 내역')
    shop.maedeup.answers.refund = ok({ id: 'can_1', state: 'done', refundAccount: null })
    await visitor.post(`${location}/refunds`, { ...refundForm, number: '3333-01-12345' })
    expect(shop.refunds.get('RF-12345678')?.state).toBe('done')
  })

  test('while it is open the page says by when the law wants it done', async () => {
    shop.maedeup.answers.refund = NO_ANSWER
    await visitor.post(`${location}/refunds`, refundForm)
    becomes(payment({ virtualAccount: ACCOUNT, refundDueAt: '2026-07-27T14:59:59.999Z' }))
    expect((await visitor.get(location)).body).toContain('늦어도 7월 27일 (월)까지')
  })
})

describe('a deposit without a booking', () => {
  test('the page tells what would happen, and later links to where the buyer names an account', async () => {
    await visitor.post('/rooms/sarangchae/pay', { ...BY_ACCOUNT, loseSession: 'on' })
    const orderId = shop.maedeup.registered.at(-1)?.orderId ?? ''
    becomes(awaitingDeposit({ orderId }))
    const back = await visitor.get(`/success?paymentId=${PAYMENT_ID}&orderId=${orderId}`)
    expect(back.headers.location).toBe(`/payments/${PAYMENT_ID}`)
    expect((await visitor.get(`/payments/${PAYMENT_ID}`)).body).toContain('예약이 없는 계좌입니다')
    becomes(payment({ orderId, virtualAccount: ACCOUNT, refundDueAt: '2026-07-27T14:59:59.999Z' }))
    const url = `http://localhost:4000/refund-account/${PAYMENT_ID}/x.y`
    const asked = (data: Record<string, unknown>) => ({
      type: 'payment.refund_account_needed',
      at: '2026-07-22T14:30:00Z',
      data,
    })
    shop.maedeup.timeline = async () => ok([asked({ url })])
    expect((await visitor.get(`/payments/${PAYMENT_ID}`)).body).toContain(
      `href="${url}" target="_blank" rel="noopener"`,
    )
    shop.maedeup.timeline = async () => ok([asked({ url: 'javascript:alert(1)' })])
    expect((await visitor.get(`/payments/${PAYMENT_ID}`)).body).not.toContain('javascript:')
    expect(shop.maedeup.asked).toEqual([])
  })
})
