/** A dispute as it comes (PortOne V2): a webhook makes us ask, and what was seen stops refunds until it is over. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Service, startService } from '../../test/http/server.ts'

describe('on PortOne V2', () => {
  let shop: Service
  beforeAll(async () => {
    shop = await startService({ on: 'portone-v2' })
    const url = `${shop.url}${shop.engine.webhookPath('portone-v2')}`
    await shop.control('PUT', '/control/webhook-targets', { provider: 'portone-v2', url })
  })
  afterAll(() => shop.close())

  const paid = async (orderId: string) => {
    const { payment } = await shop.pay(orderId)
    await shop.call('PUT', `/v1/payments/${payment.id}/order`, { ref: 'R' })
    return payment
  }
  const read = async (id: string) => (await shop.call('GET', `/v1/payments/${id}`)).body
  /** The signature's time is real, so the clock may not run minutes ahead. */
  const until = async (id: string, what: object) => {
    await vi.waitFor(
      async () => {
        await shop.pass(2_000)
        expect(await read(id)).toMatchObject(what)
      },
      { timeout: 60_000, interval: 200 },
    )
  }
  const dispute = async (paymentId: string, status: string) => {
    const body = JSON.stringify({ paymentId, status })
    const answer = await fetch(`${shop.sandbox.urls['portone-v2']}/sandbox/disputes`, { method: 'POST', body })
    expect(answer.status).toBe(200)
  }
  const refund = (id: string, key: string) =>
    shop.call(
      'POST',
      `/v1/payments/${id}/cancellations`,
      { amount: 10_000, reason: '변심' },
      { 'idempotency-key': key },
    )

  test('no refund is sent while it is open; resolved, the refund goes through', async () => {
    const { id, providerOrderId } = await paid('DISPUTED01')
    await dispute(providerOrderId, 'unresolved')
    await until(id, { hold: { cause: 'disputed' }, disputes: [{ state: 'open', reason: '물품 미수령' }] })
    expect(await refund(id, 'KEY1')).toMatchObject({ status: 409, body: { code: 'MD_ON_HOLD' } })
    await dispute(providerOrderId, 'resolved')
    await until(id, { hold: null, disputes: [{ state: 'resolved' }] })
    expect((await refund(id, 'KEY1')).status).toBe(201)
    expect(await shop.books(providerOrderId)).toMatchObject([{ cancelledAmount: 10_000 }])
  })

  test('lost, the money was taken: observed, told as a chargeback, and nobody gives it back again', async () => {
    const { id, providerRef, providerOrderId } = await paid('DISPUTED02')
    await dispute(providerOrderId, 'unresolved')
    await until(id, { hold: { cause: 'disputed' } })
    await shop.control('POST', '/control/switches', { provider: 'portone-v2', consoleTrigger: 'CHARGEBACK' })
    await shop.control('POST', '/control/console-cancels', { provider: 'portone-v2', ref: providerRef })
    await until(id, { state: 'cancelled', hold: null, cancelledAmount: 50_000, disputes: [{ state: 'lost' }] })
    const { data } = (await shop.call('GET', `/v1/payments/${id}/events`)).body
    const observed = data.find((one: { type: string }) => one.type === 'cancellation.observed')
    expect(observed.data).toMatchObject({ amount: 50_000, by: 'chargeback', at: expect.stringMatching(/Z$/) })
    expect((await refund(id, 'KEY2')).status).toBe(409)
    expect(await shop.books(providerOrderId)).toMatchObject([{ cancelledAmount: 50_000 }])
  })

  test('a correction by PortOne comes without a webhook, and is seen with the next look', async () => {
    const { id, providerRef } = await paid('DISPUTED03')
    await shop.control('POST', '/control/switches', { provider: 'portone-v2', consoleTrigger: 'PORTONE_ADMIN' })
    await shop.control('POST', '/control/console-cancels', { provider: 'portone-v2', ref: providerRef, amount: 20_000 })
    await shop.call('POST', `/v1/attention/${id}/retry`)
    await refund(id, 'KEY3')
    await until(id, { state: 'partially_cancelled' })
    const { data } = (await shop.call('GET', `/v1/payments/${id}/events`)).body
    expect(data.find((one: { type: string }) => one.type === 'cancellation.observed').data).toMatchObject({
      by: 'provider',
    })
  })
})
