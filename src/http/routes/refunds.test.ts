/** Refunds, adoption, webhooks and discrepancies over HTTP. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Service, startService } from '../../../test/http/server.ts'

let shop: Service
beforeAll(async () => {
  shop = await startService()
})
afterAll(() => shop.close())

const refund = (id: string, body: object, key: string | null = 'key') =>
  shop.call('POST', `/v1/payments/${id}/cancellations`, body, key === null ? {} : { 'idempotency-key': key })

describe('POST …/cancellations', () => {
  test('201 when the money went back, and the same answer for the same key', async () => {
    const { id } = await shop.paid('HTTPREFUND1')
    const first = await refund(id, { amount: 1_000, reason: '고객 요청' }, 'a1')
    expect(first).toMatchObject({ status: 201, body: { state: 'done', amount: 1_000, kind: 'refund' } })
    expect(await refund(id, { amount: 1_000, reason: '고객 요청' }, 'a1')).toMatchObject({
      status: 201,
      body: { id: first.body.id },
    })
    expect(await shop.call('GET', `/v1/cancellations/${first.body.id}`)).toMatchObject({ body: { state: 'done' } })
  })

  test.each([
    [{ amount: 0, reason: 'x' }, 'amount'],
    [{ amount: -1, reason: 'x' }, 'amount'],
    [{ amount: 1.5, reason: 'x' }, 'amount'],
    [{ amount: '1000', reason: 'x' }, 'amount'],
    [{ amount: 1_000 }, 'reason'],
    [{ amount: 1_000, reason: 'x', requester: 'nobody' }, 'requester'],
    [{ amount: 1_000, reason: 'x', taxFree: 2_000 }, 'taxFree'],
    [{ amount: 1_000, reason: 'x', amoumt: 1 }, 'amoumt'],
    [{ reason: 'x', refundAccount: { bank: '999', number: '123456', holder: '홍길동' } }, 'refundAccount.bank'],
    [{ reason: 'x', refundAccount: { bank: '088', number: '12a', holder: '홍길동' } }, 'refundAccount.number'],
    [{ reason: 'x', refundAccount: { bank: '088', number: '123456', holder: ' ' } }, 'refundAccount.holder'],
    [{ reason: 'x', refundAccount: { bank: '088', number: '123456' } }, 'refundAccount.holder'],
    [
      { reason: 'x', refundAccount: { bank: '088', number: '123456', holder: '김', phone: 'x' } },
      'refundAccount.phone',
    ],
  ])('422 naming the field for %j, and nothing is stored', async (body, field) => {
    const { id } = await shop.paid(`HTTPBAD${field}${JSON.stringify(body).length}`)
    const answer = await refund(id, body, `bad ${field}`.replaceAll(' ', '-'))
    expect(answer).toMatchObject({ status: 422, body: { code: 'MD_INVALID_REQUEST' } })
    expect(JSON.stringify(answer.body.errors)).toContain(field)
    expect((await shop.call('GET', `/v1/payments/${id}`)).body.cancellations).toEqual([])
  })

  test('a key is required, means one request for ever, and can be anything visible', async () => {
    const { id } = await shop.paid('HTTPKEY1')
    expect(await refund(id, { reason: 'x' }, null)).toMatchObject({ status: 422, body: { code: 'MD_KEY_MISSING' } })
    expect(await refund(id, { reason: 'x' }, 'has blank')).toMatchObject({
      status: 422,
      body: { code: 'MD_KEY_MISSING' },
    })
    await refund(id, { amount: 1_000, reason: 'x' }, 'k1')
    expect(await refund(id, { amount: 2_000, reason: 'x' }, 'k1')).toMatchObject({
      status: 422,
      body: { code: 'MD_KEY_REUSED' },
    })
  })

  test('409 with the cancellation inside when the balance says no', async () => {
    const { id } = await shop.paid('HTTPBALANCE1')
    expect(await refund(id, { amount: 1_000, reason: 'x', expectedBalance: 1 }, 'b1')).toMatchObject({
      status: 409,
      body: { code: 'MD_BALANCE_DIFFERS', cancellation: { state: 'refused', amount: 1_000 } },
    })
    expect(await refund(id, { amount: 99_999_999, reason: 'x' }, 'b2')).toMatchObject({
      status: 409,
      body: { code: 'MD_BALANCE_TOO_SMALL', cancellation: { state: 'refused' } },
    })
  })
})

describe('adoption on NICEPAY, which tells no amount', () => {
  test('needs a claim, shows it as unproven, and refunds by one call', async () => {
    const { providerRef } = await shop.paid('HTTPADOPTED1')
    const other = await startService()
    try {
      // The sandbox of the other service knows nothing of this transaction: nothing to adopt there.
      const missing = await other.call('POST', '/v1/payments/adopt', { channel: 'nicepay', providerRef })
      expect(missing).toMatchObject({ status: 404, body: { code: 'MD_NOTHING_TO_ADOPT' } })
    } finally {
      await other.close()
    }
    const known = await shop.call('POST', '/v1/payments/adopt', { channel: 'nicepay', providerRef })
    expect(known).toMatchObject({ status: 200, body: { orderId: 'HTTPADOPTED1' } })
  })

  test('422 without a reference', async () => {
    expect(await shop.call('POST', '/v1/payments/adopt', { channel: 'nicepay' })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'providerRef' }] },
    })
  })
})

describe('a webhook', () => {
  const post = (path: string, body: string) =>
    fetch(`${shop.url}${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })

  test('is answered as NICEPAY expects, and makes us look', async () => {
    const { id, providerRef } = await shop.paid('HTTPHOOK1')
    const path = shop.engine.webhookPath('nicepay')
    const answer = await post(
      path,
      `PG=NICE&MID=nicepay00m&MOID=HTTPHOOK1&TID=${providerRef}&ResultCode=3001&StateCd=1`,
    )
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe('OK')
    const types = async () =>
      (await shop.call('GET', `/v1/payments/${id}/events`)).body.data.map((e: { type: string }) => e.type)
    await expect.poll(types).toContain('payment.hint_heard')
    await shop.settle()
    expect(await types()).toContain('payment.inquired')
  })

  test('with a wrong token or channel is 404 and stored nowhere', async () => {
    expect((await post('/v1/webhooks/nicepay/wrong', 'x=1')).status).toBe(404)
    expect((await post('/v1/webhooks/nowhere/wrong', 'x=1')).status).toBe(404)
  })

  test('that is no notification of this account is refused as documented, never a 500', async () => {
    const path = shop.engine.webhookPath('nicepay')
    // The last is longer than anything that is read; it is refused as its protocol refuses.
    for (const body of ['', 'x'.repeat(40_000), '%ff%fe', 'MID=other&TID=1', '{"json":true}', 'x'.repeat(300_000)]) {
      expect((await post(path, body)).status).toBe(400)
    }
  })
})

test('discrepancies are listed and resolved with a reason', async () => {
  const { id, providerRef } = await shop.paid('HTTPDESYNC1')
  const staff = { provider: 'nicepay', ref: providerRef, amount: 1_000 }
  await shop.control('POST', '/control/console-cancels', staff)
  // NICEPAY cannot show it; the next attempt meets it: the answer's remainder is not ours.
  await refund(id, { amount: 1_000, reason: 'x' }, 'd1')
  const { body } = await shop.call('GET', `/v1/discrepancies?paymentId=${id}`)
  expect(body.data).toMatchObject([{ kind: 'desync', paymentId: id, resolved: null }])
  const resolved = await shop.call('POST', `/v1/discrepancies/${body.data[0].id}/resolve`, { reason: '직원이 취소' })
  expect(resolved).toMatchObject({ status: 200, body: { resolved: { reason: '직원이 취소' } } })
  expect((await shop.call('POST', `/v1/discrepancies/${body.data[0].id}/resolve`, { reason: 'x' })).status).toBe(404)
})

test('1,000 identical POSTs at once with one key are one cancellation, and every answer names it', async () => {
  const { id, providerOrderId } = await shop.paid('HTTPTHOUSAND')
  const asked = Array.from({ length: 1_000 }, () => refund(id, { amount: 1_000, reason: '고객 요청' }, 'thousand'))
  const answers = await Promise.all(asked)
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
  expect(answers.every(({ status }) => status === 201 || status === 202)).toBe(true)
  expect(await shop.books(providerOrderId)).toMatchObject([{ cancelledAmount: 1_000, cancels: [{ amount: 1_000 }] }])
})
