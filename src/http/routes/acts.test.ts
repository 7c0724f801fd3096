/** What a merchant does with a payment over HTTP: approve, expire, tie, let go; with the provider healthy and not. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Service, startService } from '../../../test/http/server.ts'

let shop: Service
beforeAll(async () => {
  shop = await startService({ app: { answerWithinMs: 1_500 }, readMs: 8_000 })
})
afterAll(() => shop.close())
afterEach(() => shop.clearFaults())

const approve = (id: string, fields: object) => shop.call('POST', `/v1/payments/${id}/approve`, { return: fields })
const read = async (id: string) => (await shop.call('GET', `/v1/payments/${id}`)).body

describe('POST …/approve', () => {
  test('200 paid; the same return again is 200 and charges nothing twice', async () => {
    const payment = await shop.book('PAY1')
    const returned = await shop.window(payment)
    const first = await approve(payment.id, returned)
    expect(first.status).toBe(200)
    expect(first.body).toMatchObject({
      state: 'paid',
      paidAmount: 50_000,
      balance: 50_000,
      refundable: 50_000,
      providerRef: returned.TxTid,
      attention: { reason: 'order_missing' },
      orderDueAt: expect.any(String),
      approvedAt: expect.any(String),
    })
    expect(first.body.attention.at).toBe(first.body.orderDueAt)
    const again = await approve(payment.id, returned)
    expect([again.status, again.body.state]).toEqual([200, 'paid'])
    expect(await shop.books('PAY1')).toHaveLength(1)
  })

  test('a different return for a paid payment is refused', async () => {
    const payment = await shop.book('PAY2')
    await approve(payment.id, await shop.window(payment))
    const { status, body } = await approve(payment.id, await shop.window(payment))
    expect([status, body.code]).toEqual([409, 'MD_RETURN_DIFFERENT'])
  })

  test('202 while the provider is slow, and paid without being asked again', async () => {
    const payment = await shop.book('SLOW1')
    const returned = await shop.window(payment)
    await shop.fault('approve', 'slow', { delayMs: 3_000, times: 1 })
    const { status, body } = await approve(payment.id, returned)
    expect([status, body.state]).toEqual([202, 'approving'])
    await expect.poll(async () => (await read(payment.id)).state, { timeout: 60_000 }).toBe('paid')
    expect((await approve(payment.id, returned)).status).toBe(200)
  })

  test('202 when the answer is lost', async () => {
    const payment = await shop.book('LOST1')
    await shop.fault('approve', 'lose_reply', { times: 1 })
    const { status, body } = await approve(payment.id, await shop.window(payment))
    expect([status, body.state]).toEqual([202, 'approving'])
    expect(body.attention.reason).toBe('approval_unsettled')
  })

  test('409 when the provider refuses, with its words; the same return says so again', async () => {
    const payment = await shop.book('REFUSED1')
    const returned = await shop.window(payment)
    await shop.control('POST', '/control/switches', { provider: 'nicepay', cardLimitKrw: 49_999 })
    const first = await approve(payment.id, returned)
    await shop.control('POST', '/control/switches', { provider: 'nicepay', cardLimitKrw: null })
    expect([first.status, first.body.code]).toEqual([409, 'MD_APPROVAL_REFUSED'])
    expect(first.body.detail).toContain('한도')
    expect((await approve(payment.id, returned)).body.code).toBe('MD_APPROVAL_REFUSED')
    expect((await read(payment.id)).failure).toMatchObject({ code: '3041' })
  })

  test('503 when it provably did not leave; the same return then approves', async () => {
    const payment = await shop.book('NOTSENT1')
    const returned = await shop.window(payment)
    await shop.fault('approve', 'refuse_connection')
    const { status, body } = await approve(payment.id, returned)
    expect([status, body.code, body.retry]).toEqual([503, 'MD_APPROVAL_NOT_SENT', 'same'])
    expect((await read(payment.id)).state).toBe('ready')
    await shop.clearFaults()
    expect((await approve(payment.id, returned)).status).toBe(200)
  })

  test.each([
    ['forged', { Signature: 'f'.repeat(64) }, 409, 'MD_RETURN_FORGED'],
    ['for another amount', { Amt: '1000' }, 409, 'MD_RETURN_FORGED'],
    ['for another order', { Moid: 'OTHER' }, 409, 'MD_RETURN_OTHER_ORDER'],
    ['naming a foreign host', { NextAppURL: 'https://evil.example/webapi/pay_process.jsp' }, 409, 'MD_RETURN_URL'],
    ['lacking a field', { AuthToken: '' }, 422, 'MD_RETURN_INCOMPLETE'],
    ['of a closed window', { AuthResultCode: '9999' }, 409, 'MD_RETURN_ABANDONED'],
  ])('a return %s is refused and stands on the timeline', async (what, change, status, code) => {
    const payment = await shop.book(`BAD${what.replaceAll(/\W/g, '')}`)
    const answer = await approve(payment.id, { ...(await shop.window(payment)), ...change })
    expect([answer.status, answer.body.code]).toEqual([status, code])
    const { data } = (await shop.call('GET', `/v1/payments/${payment.id}/events`)).body
    expect(data.at(-1).type).toMatch(/return_refused|window_left/)
    expect((await read(payment.id)).state).toBe('ready')
  })

  test.each([
    ['no body', undefined, 'body'],
    ['no return', {}, 'return'],
    ['a return of numbers', { return: { Amt: 1 } }, 'return.Amt'],
    ['U+0000 in a value', { return: { AuthResultMsg: '\u0000' } }, 'return.AuthResultMsg'],
    ['too many fields', { return: Object.fromEntries([...Array(201).keys()].map((i) => [`k${i}`, ''])) }, 'return'],
  ])('%s is refused by its name', async (_what, body, field) => {
    const { id } = await shop.book(`SHAPE${field.replaceAll(/\W/g, '')}${JSON.stringify(body)?.length ?? 0}`)
    const answer = await shop.call('POST', `/v1/payments/${id}/approve`, body)
    expect([answer.status, answer.body.errors[0].field]).toEqual([422, field])
  })

  test('404 for a payment that is none', async () => {
    expect((await approve('pay_x', {})).status).toBe(404)
  })
})

describe('POST …/expire', () => {
  test('gives a ready payment up, with or without an empty body, and says the same again', async () => {
    const { id } = await shop.book('GIVEUP')
    for (const [body, headers] of [
      [undefined, {}],
      ['', { 'content-type': 'application/json' }],
      [{}, {}],
    ] as const) {
      const answer = await shop.call('POST', `/v1/payments/${id}/expire`, body, headers)
      expect([answer.status, answer.body.state]).toEqual([200, 'expired'])
    }
    expect((await shop.call('POST', `/v1/payments/${id}/expire`, { why: 'x' })).body.errors[0].field).toBe('why')
  })

  test('409 for a paid one', async () => {
    const { id } = await shop.paid('GIVEUP2')
    const { status, body } = await shop.call('POST', `/v1/payments/${id}/expire`)
    expect([status, body.code]).toEqual([409, 'MD_NOT_READY'])
  })
})

const tie = (id: string, body: object) => shop.call('PUT', `/v1/payments/${id}/order`, body)
const drop = (id: string, body: object = { reason: '객실 없음' }) =>
  shop.call('DELETE', `/v1/payments/${id}/order`, body)

describe('PUT …/order', () => {
  test('ties; the same ref again 200, another 409', async () => {
    const { id } = await shop.paid('TIE1')
    const first = await tie(id, { ref: 'R-1', amount: 50_000 })
    expect(first.status).toBe(200)
    expect(first.body).toMatchObject({ order: { ref: 'R-1', recordedAt: expect.any(String) }, attention: null })
    expect((await tie(id, { ref: 'R-1' })).status).toBe(200)
    const other = await tie(id, { ref: 'R-2' })
    expect([other.status, other.body.code]).toEqual([409, 'MD_ORDER_DIFFERS'])
  })

  test('another amount than was paid is 409, and nothing is recorded', async () => {
    const { id } = await shop.paid('TIE2')
    const { status, body } = await tie(id, { ref: 'R', amount: 49_999 })
    expect([status, body.code]).toEqual([409, 'MD_AMOUNT_DIFFERS'])
    expect((await read(id)).order).toBeNull()
  })

  test('before it is paid 409, and its shape is checked', async () => {
    const { id } = await shop.book('TIE3')
    expect((await tie(id, { ref: 'R' })).body.code).toBe('MD_NOT_PAID_YET')
    expect((await tie(id, {})).body.errors[0].field).toBe('ref')
    expect((await tie(id, { ref: 'R', amount: 0 })).body.errors[0].field).toBe('amount')
    expect((await tie('pay_x', { ref: 'R' })).status).toBe(404)
  })
})

describe('DELETE …/order', () => {
  test('202 with the net cancel under way, then 200 done; a PUT afterwards is 409', async () => {
    const { id } = await shop.paid('DROP1')
    await shop.fault('net_cancel', 'slow', { delayMs: 300, times: 1 })
    const first = await drop(id)
    expect(first.status).toBe(202)
    expect(first.body.cancellations).toMatchObject([{ kind: 'net_cancel', amount: 50_000, reason: '객실 없음' }])
    expect((await tie(id, { ref: 'R' })).status).toBe(409)
    await expect.poll(async () => (await drop(id)).status, { timeout: 60_000 }).toBe(200)
    const { body } = await drop(id)
    expect(body).toMatchObject({ state: 'cancelled', cancelledAmount: 50_000, balance: 0, refundable: 0 })
    expect(body.cancellations).toHaveLength(1)
    expect(await shop.books('DROP1')).toMatchObject([{ state: 'cancelled', cancelledAmount: 50_000 }])
    const [{ id: cancellationId }] = body.cancellations
    const read = await shop.call('GET', `/v1/cancellations/${cancellationId}`)
    expect(read.body).toMatchObject({
      id: cancellationId,
      paymentId: id,
      state: 'done',
      requester: 'merchant',
      settledAt: expect.any(String),
    })
  })

  test('needs a reason, and a payment with money', async () => {
    const { id } = await shop.book('DROP2')
    expect((await drop(id, {})).body.errors[0].field).toBe('reason')
    expect((await drop(id)).body.code).toBe('MD_NOT_PAID_YET')
  })

  test('404 for cancellations that are none', async () => {
    for (const id of ['can_x', 'can_01hzzzzzzzzzzzzzzzzzzzzzzz'])
      expect((await shop.call('GET', `/v1/cancellations/${id}`)).status).toBe(404)
  })
})
