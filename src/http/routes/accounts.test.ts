/** Virtual accounts over HTTP: issued with their number, deposited by the PG's own notice, closed, and given back. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Service, startService } from '../../../test/http/server.ts'

const IN_THREE_DAYS = () => new Date(Date.now() + 3 * 86_400_000).toISOString()
const ACCOUNT = { bank: 'SHINHAN', number: '562-111-05948400', holder: '홍길동' }

let shop: Service
let serial = 0
beforeAll(async () => {
  shop = await startService()
  const url = `${shop.url}${shop.engine.webhookPath('nicepay')}`
  await shop.control('PUT', '/control/webhook-targets', { provider: 'nicepay', url })
})
afterAll(() => shop.close())

const issue = (more: object = {}, account: object = {}) => {
  serial += 1
  const virtualAccount = { bank: '088', expiresAt: IN_THREE_DAYS(), ...account }
  return shop.call('POST', '/v1/payments', {
    orderId: `VA${serial}`,
    orderName: '바다방 1박',
    amount: 50_000,
    channel: 'nicepay',
    virtualAccount,
    ...more,
  })
}
const read = async (id: string) => (await shop.call('GET', `/v1/payments/${id}`)).body
const cancel = (id: string, body: object, key = `k${id}${JSON.stringify(body).length}`) =>
  shop.call('POST', `/v1/payments/${id}/cancellations`, { reason: '변심', ...body }, { 'idempotency-key': key })
/** The bank pays in, the PG tells us, and we ask. */
async function deposited(more: object = {}) {
  const { body } = await issue(more)
  await shop.control('POST', '/control/deposits', { provider: 'nicepay', ref: body.providerRef, amount: 50_000 })
  await vi.waitFor(async () => expect((await read(body.id)).state).toBe('paid'), { timeout: 60_000, interval: 50 })
  return await read(body.id)
}

describe('POST /v1/payments with virtualAccount', () => {
  test('201 with the number for the buyer, and 200 with the same account when asked again', async () => {
    const expiresAt = IN_THREE_DAYS()
    const cashReceipt = { type: 'income_deduction', number: '010-1234-5678' }
    const first = await issue({ orderId: 'VASAME' }, { expiresAt, cashReceipt, holder: '매듭' })
    expect(first).toMatchObject({ status: 201, body: { state: 'awaiting_deposit', method: 'virtual_account' } })
    const { virtualAccount } = first.body
    expect(virtualAccount).toMatchObject({ bank: 'SHINHAN', cashReceipt: 'income_deduction' })
    expect(virtualAccount.number).toMatch(/^\d{10,16}$/)
    expect(Date.parse(expiresAt) - Date.parse(virtualAccount.expiresAt)).toBeLessThan(60_000)
    expect(first.body.checkout).toBeNull()
    const again = await issue({ orderId: 'VASAME' }, { expiresAt, cashReceipt, holder: '매듭' })
    expect(again).toMatchObject({ status: 200, body: { id: first.body.id, virtualAccount } })
    expect(await shop.books('VASAME')).toHaveLength(1)
  })

  test.each([
    [{}, { bank: 'NOWHERE' }, 'virtualAccount.bank'],
    [{}, { bank: 'KEXIM' }, 'virtualAccount.bank'],
    [{}, { expiresAt: '2020-01-01T00:00:00Z' }, 'virtualAccount.expiresAt'],
    [{}, { expiresAt: 'tomorrow' }, 'virtualAccount.expiresAt'],
    [{}, { expiresAt: new Date(Date.now() + 91 * 86_400_000).toISOString() }, 'virtualAccount.expiresAt'],
    [{}, { holder: '주식회사 매듭상점 서촌 본점 예약팀' }, 'virtualAccount.holder'],
    [{}, { cashReceipt: { type: 'income_deduction', number: '0212345678' } }, 'virtualAccount.cashReceipt.number'],
    [{}, { cashReceipt: { type: 'expenditure_proof', number: '1234567890' } }, 'virtualAccount.cashReceipt.number'],
    [{}, { colour: 'red' }, 'virtualAccount.colour'],
    [{ method: 'card' }, {}, 'method'],
  ])('422 naming the field for %j %j, and nothing is stored', async (more, account, field) => {
    const answer = await issue({ orderId: 'VAWRONG', ...more }, account)
    expect(answer.status).toBe(422)
    expect(answer.body.errors.map((one: { field: string }) => one.field)).toContain(field)
    expect((await shop.call('GET', '/v1/payments?orderId=VAWRONG')).body.data).toEqual([])
  })

  test('an amount that is none is one error, in plain words', async () => {
    const { body } = await issue({ orderId: 'VAMINUS', amount: -1 })
    expect(body.errors).toEqual([{ field: 'amount', problem: 'must be at least 1' }])
    const empty = await shop.call('POST', '/v1/payments', {})
    expect(empty.body.errors[0]).toEqual({ field: 'orderId', problem: 'is required' })
  })

  test('202 while the provider has not answered, and the account is there when it has', async () => {
    const slow = await startService({ app: { answerWithinMs: 2_000 } })
    try {
      await slow.fault('issue', 'slow', { times: 1, delayMs: 6_000 })
      const virtualAccount = { bank: '088', expiresAt: IN_THREE_DAYS() }
      const order = { orderId: 'VASLOW', orderName: '바다방', amount: 50_000, channel: 'nicepay', virtualAccount }
      const answer = await slow.call('POST', '/v1/payments', order)
      expect(answer).toMatchObject({ status: 202, body: { state: 'approving', virtualAccount: { number: null } } })
    } finally {
      await slow.close()
    }
  })

  test('409 where the provider refuses to issue; the next registration is a new attempt', async () => {
    await shop.fault('issue', 'refuse_connection', { times: 1 })
    const refused = await issue({ orderId: 'VAREFUSED' })
    expect(refused).toMatchObject({ status: 409, body: { code: 'MD_ISSUE_REFUSED' } })
    await shop.clearFaults()
    expect(await issue({ orderId: 'VAREFUSED' })).toMatchObject({ status: 201, body: { attempt: 2 } })
  })

  test('422 on a protocol whose window issues accounts', async () => {
    const rest = await startService({ on: 'nicepay-rest' })
    try {
      const virtualAccount = { bank: '088', expiresAt: IN_THREE_DAYS() }
      const order = { orderId: 'VAREST', orderName: '바다방', amount: 50_000, channel: 'nicepay-rest', virtualAccount }
      const answer = await rest.call('POST', '/v1/payments', order)
      expect(answer).toMatchObject({ status: 422, body: { code: 'MD_ACCOUNT_UNSUPPORTED' } })
      expect(answer.body.errors).toMatchObject([{ field: 'virtualAccount' }])
    } finally {
      await rest.close()
    }
  })

  test('422 on a channel without the method', async () => {
    const cards = await startService({
      provider: (made) => ({ ...made, capabilities: { ...made.capabilities, methods: ['card'] } }),
    })
    try {
      const order = { orderId: 'CARDS', orderName: '바다방', amount: 50_000, channel: 'nicepay' }
      const answer = await cards.call('POST', '/v1/payments', { ...order, method: 'virtual_account' })
      expect(answer).toMatchObject({ status: 422, body: { code: 'MD_METHOD_UNSUPPORTED' } })
      expect(answer.body.errors).toMatchObject([{ field: 'method' }])
    } finally {
      await cards.close()
    }
  })
})

describe('before the deposit', () => {
  test('the order may be recorded, and is let go when the account is closed', async () => {
    const { body } = await issue()
    const tied = await shop.call('PUT', `/v1/payments/${body.id}/order`, { ref: 'R1', amount: 50_000 })
    expect(tied).toMatchObject({ status: 200, body: { order: { ref: 'R1' } } })
    expect(await cancel(body.id, {})).toMatchObject({ status: 201, body: { kind: 'account_close', amount: 0 } })
    expect(await read(body.id)).toMatchObject({ state: 'expired', order: null, paidAmount: 0 })
    expect(await shop.books(body.providerOrderId)).toMatchObject([{ state: 'closed' }])
  })

  test('a part cannot be cancelled, and no account is taken', async () => {
    const { body } = await issue()
    expect(await cancel(body.id, { amount: 1_000 })).toMatchObject({ status: 409 })
    const taken = await cancel(body.id, { refundAccount: ACCOUNT })
    expect(taken).toMatchObject({ status: 422, body: { code: 'MD_REFUND_ACCOUNT_NOT_TAKEN' } })
    expect(await read(body.id)).toMatchObject({ state: 'awaiting_deposit' })
  })

  test('DELETE …/order closes the account', async () => {
    const { body } = await issue()
    expect((await shop.call('DELETE', `/v1/payments/${body.id}/order`, { reason: '방 없음' })).status).toBe(202)
    await vi.waitFor(async () => expect((await read(body.id)).state).toBe('expired'), { timeout: 60_000 })
  })
})

describe('after the deposit', () => {
  test('a refund without the account is 422 by field; with it the money goes back, shown masked', async () => {
    const { id } = await deposited()
    await shop.call('PUT', `/v1/payments/${id}/order`, { ref: 'R2' })
    const without = await cancel(id, {}, 'va-refund')
    expect(without).toMatchObject({ status: 422, body: { code: 'MD_REFUND_ACCOUNT_NEEDED' } })
    const fields = without.body.errors.map((one: { field: string }) => one.field)
    expect(fields).toEqual(['refundAccount.bank', 'refundAccount.number', 'refundAccount.holder'])
    expect((await read(id)).cancellations).toEqual([])
    const refunded = await cancel(id, { amount: 20_000, refundAccount: ACCOUNT }, 'va-refund')
    expect(refunded).toMatchObject({ status: 201, body: { state: 'done', refundAccount: { bank: 'SHINHAN' } } })
    expect(refunded.body.refundAccount.number).toBe('**********8400')
    expect(await read(id)).toMatchObject({ state: 'partially_cancelled', refundable: 30_000, refundDueAt: null })
  })

  test('an account that this protocol cannot carry is 422 by its field', async () => {
    const { id } = await deposited()
    const long = await cancel(id, { refundAccount: { ...ACCOUNT, number: '12345678901234567890' } })
    expect(long).toMatchObject({ status: 422, body: { errors: [{ field: 'refundAccount.number' }] } })
    const name = await cancel(id, { refundAccount: { ...ACCOUNT, holder: '주식회사 매듭상점' } })
    expect(name).toMatchObject({ status: 422, body: { errors: [{ field: 'refundAccount.holder' }] } })
    expect((await read(id)).cancellations).toEqual([])
  })

  test('a card payment takes no account', async () => {
    const { id } = await shop.paid('VACARD')
    const answer = await cancel(id, { refundAccount: ACCOUNT })
    expect(answer).toMatchObject({ status: 422, body: { code: 'MD_REFUND_ACCOUNT_NOT_TAKEN' } })
  })
})

describe('GET …/cancellation-quote', () => {
  test('says what the refund of a deposit needs, costs the merchant, and when the buyer sees it', async () => {
    const { id } = await deposited()
    const { status, body } = await shop.call('GET', `/v1/payments/${id}/cancellation-quote?amount=20000`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ amount: 20_000, refundable: 50_000, problem: null, mode: 'next_business_day' })
    expect(body).toMatchObject({ needs: ['refund_account'], fee: { perRefundKrw: 300, borneBy: 'merchant' } })
    expect(body.rules).toContain('va-01')
    expect(body.buyerSees.from).toMatch(/^\d{4}-\d\d-\d\d$/)
  })

  test('says that an account is closed before its deposit, and what the balance has against an amount', async () => {
    const { body } = await issue()
    expect((await shop.call('GET', `/v1/payments/${body.id}/cancellation-quote`)).body).toMatchObject({
      closesAccount: true,
      amount: 50_000,
      needs: [],
    })
    const { id } = await shop.paid('VAQUOTE')
    expect((await shop.call('GET', `/v1/payments/${id}/cancellation-quote?amount=60000`)).body).toMatchObject({
      allowed: 'no',
      problem: { code: 'MD_BALANCE_TOO_SMALL' },
    })
    const wrong = await shop.call('GET', `/v1/payments/${id}/cancellation-quote?amount=0`)
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ field: 'amount' }] } })
  })
})
