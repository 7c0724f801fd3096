/** Accounts that took no money and refunds that came back, from outside: what the guest reads is what happened. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fitsHolder } from './limits.ts'
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
beforeEach(async () => {
  shop = fakeShop()
  visitor = await openVisitor(shop)
})
afterEach(() => visitor.close())

const BY_ACCOUNT = { ...FORM, pays: 'account', bank: 'SHINHAN', receipt: 'none' }

/** As Maedeup would answer from now on, whatever it is asked. */
function becomes(change: ReturnType<typeof payment>) {
  shop.maedeup.answers.payment = ok(change)
  shop.maedeup.answers.recordOrder = ok(change)
}

async function book(): Promise<string> {
  const sent = await visitor.post('/rooms/sarangchae/pay', BY_ACCOUNT)
  const orderId = shop.maedeup.registered.at(-1)?.orderId ?? ''
  becomes(awaitingDeposit({ orderId, amount: 196_000 }))
  return (await visitor.get(sent.headers.location ?? '')).headers.location ?? ''
}
const refundForm = {
  refund: 'RF-12345678',
  balance: '196000',
  amount: '98000',
  bank: 'KAKAO',
  number: '3333-01',
  holder: '김',
}

describe('an account that took no money', () => {
  test('is no paid booking while it is asked about, and none that was refunded when it is over', async () => {
    const location = await book()
    shop.reservations.move(location.split('/').at(-1) ?? '', 'dropped')
    becomes(awaitingDeposit({ state: 'expired' }))
    const { body } = await visitor.get(location)
    for (const words of ['환불 과정', '결제 금액', '돌려']) expect(body).not.toContain(words)
    expect(body).toContain('결제 내역 보기')
  })

  test('and whose number never came says that, and nothing of a payment', async () => {
    shop.maedeup.answers.recordOrder = NO_ANSWER
    const sent = await visitor.post('/rooms/sarangchae/pay', BY_ACCOUNT)
    const { location = '' } = (await visitor.get(sent.headers.location ?? '')).headers
    const virtualAccount = { ...ACCOUNT, number: null }
    shop.maedeup.answers.payment = ok(awaitingDeposit({ state: 'expired', virtualAccount }))
    expect((await visitor.get(location)).body).toContain('그때까지 입금하지 말아 주세요')
    expect((await visitor.get(location)).body).not.toContain('결제는 되었지만')
    shop.maedeup.answers.recordOrder = no(409, 'MD_PAYMENT_ENDED')
    expect((await visitor.get(location)).body).toContain('가상계좌를 발급받지 못했습니다')
  })

  test('which its guest closed is told as closed, with no money that went back', async () => {
    const refundAccount = null
    const cancellations = [{ id: 'can_1', kind: 'account_close', state: 'done', amount: 0, refundAccount }]
    becomes(awaitingDeposit({ state: 'expired', cancellations }))
    const step = (type: string, data: object) => ({
      type,
      at: '2026-07-22T14:30:00Z',
      data: { cancellationId: 'can_1', ...data },
    })
    shop.maedeup.timeline = async () =>
      ok([
        step('cancellation.queued', { amount: 0 }),
        step('cancellation.done', { amount: 0 }),
        step('payment.inquired', { code: 'DONE' }),
      ])
    const { body } = await visitor.get(`/payments/${PAYMENT_ID}`)
    for (const words of ['계좌 닫힘', '입금 전에 가상계좌를 닫기로 했습니다', '발급취소가 끝났습니다'])
      expect(body).toContain(words)
    for (const words of ['기한 만료', '돈을 돌려', '<span class="sum">0원', 'expired</td>', 'DONE']) {
      expect(body).not.toContain(words)
    }
  })

  test('but did when its guest wanted it closed: the guest is told', async () => {
    const location = await book()
    shop.maedeup.answers.refund = no(409, 'MD_CANCELLATION_REFUSED')
    becomes(payment({ amount: 196_000, paidAmount: 196_000, virtualAccount: ACCOUNT }))
    await visitor.post(`${location}/close`)
    const { body } = await visitor.get(location)
    for (const words of ['예약이 확정되었습니다', '입금이 먼저 확인되어 취소되지 않았습니다'])
      expect(body).toContain(words)
  })

  test('that the PG would not issue comes with advice', async () => {
    shop.maedeup.answers.register = no(409, 'MD_ISSUE_REFUSED')
    const { body } = await visitor.post('/rooms/sarangchae/pay', BY_ACCOUNT)
    expect(body).toContain('다른 은행을 고르거나 잠시 후 다시')
    expect(body).not.toContain('MD_')
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

  test('that came back says so, promises no date, and asks for another account', async () => {
    const refundAccount = { bank: 'KAKAO', number: '**3301' }
    shop.maedeup.answers.refund = ok({ id: 'can_1', state: 'done', refundAccount })
    await visitor.post(`${location}/refunds`, refundForm)
    const cancellations = [{ id: 'can_1', kind: 'refund', state: 'bounced', amount: 98_000, refundAccount }]
    const refundDueAt = '2026-07-27T14:59:59.999Z'
    becomes(
      payment({
        amount: 196_000,
        paidAmount: 196_000,
        refundable: 196_000,
        virtualAccount: ACCOUNT,
        cancellations,
        refundDueAt,
      }),
    )
    const { body } = await visitor.get(location)
    for (const words of ['환불 되돌아옴', '다른 계좌로 다시 환불받아 주세요', '환불한 금액이 되돌아왔습니다']) {
      expect(body).toContain(words)
    }
    expect(body).not.toContain('환불 완료')
    expect(body).not.toContain('**3301 계좌로')
    expect((await visitor.get(`/payments/${PAYMENT_ID}`)).body).toContain('알려주신 계좌로 입금되지 않아')
  })

  test('says what this PG takes, and fills in only a name that fits', async () => {
    const { body } = await visitor.get(location)
    for (const words of ['한글은 5자, 영문과 숫자는 10자까지', '숫자 16자리까지', 'value="김매듭"']) {
      expect(body).toContain(words)
    }
    const english = (await visitor.get(`${location}?lang=en`)).body
    expect(english).toContain('at most 5 Korean syllables or 10 Latin letters and digits')
    expect(fitsHolder('nicepay', '남궁매듭이')).toBe(true)
    expect(['남궁매듭이네', 'Maedeup Kim'].map((name) => fitsHolder('nicepay', name))).toEqual([false, false])
    expect(fitsHolder('portone-v1', 'Maedeup Kim')).toBe(true)
  })

  test('with several slips names them all', async () => {
    shop.maedeup.answers.refund = no(422, 'MD_INVALID_REQUEST', ['refundAccount.number'])
    const { body } = await visitor.post(`${location}/refunds`, { ...refundForm, holder: 'Maedeup Kim' })
    for (const name of ['number', 'holder']) expect(body).toContain(`id="${name}-wrong"`)
  })

  test('of all of it leaves a booking that says so, and offers no second one', async () => {
    becomes(
      payment({
        amount: 196_000,
        paidAmount: 196_000,
        cancelledAmount: 196_000,
        refundable: 0,
        virtualAccount: ACCOUNT,
      }),
    )
    const { body } = await visitor.get(location)
    expect(body).toContain('결제 금액은 모두 환불했습니다')
    expect(body).not.toContain('남은 결제 금액을 모두')
  })
})
