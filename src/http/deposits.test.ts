/** A deposit as it really comes: the bank pays in, the PG calls our webhook, and we ask; on every provider. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Service, startService } from '../../test/http/server.ts'
import { allowing } from '../config/senders.ts'
import { DAY_MS } from '../core/time.ts'
import { NICEPAY_WEBHOOK_SOURCES } from '../providers/nicepay/webhook.ts'
import { NICEPAY_CREDENTIALS } from '../sandbox/nicepay/credentials.ts'

const PROVIDERS = ['nicepay', 'nicepay-rest', 'tosspayments', 'portone-v1', 'portone-v2'] as const
const ACCOUNT = { bank: 'SHINHAN', number: '56211105948400', holder: '홍길동', phone: '01012345678' }
const BUYER = { name: '홍길동', email: 'buyer@example.com', phone: '01012345678' }

describe.each(PROVIDERS)('on %s', (on) => {
  let shop: Service
  beforeAll(async () => {
    shop = await startService({ on })
    const url = `${shop.url}${shop.engine.webhookPath(on)}`
    await shop.control('PUT', '/control/webhook-targets', { provider: on, url })
  })
  afterAll(() => shop.close())

  const order = (orderId: string) => ({ orderId, orderName: '바다방', amount: 50_000, channel: on, buyer: BUYER })
  const read = async (id: string) => (await shop.call('GET', `/v1/payments/${id}`)).body
  const until = (id: string, what: object) =>
    vi.waitFor(async () => expect(await read(id)).toMatchObject(what), { timeout: 60_000, interval: 50 })
  const byWindow = on === 'nicepay-rest'

  async function issued(orderId: string) {
    const expiresAt = new Date(Date.now() + 3 * DAY_MS).toISOString()
    const more = byWindow
      ? { method: 'virtual_account' }
      : { virtualAccount: { bank: '088', holder: '매듭', expiresAt } }
    const { status, body } = await shop.call('POST', '/v1/payments', { ...order(orderId), ...more })
    expect(status).toBe(201)
    if (!byWindow) return body
    const buyer = {
      provider: on,
      orderId: body.providerOrderId,
      amount: 50_000,
      method: 'virtual_account',
      action: 'pay',
    }
    const played = (await shop.control('POST', '/control/buyers', buyer)) as { return: object }
    return (await shop.call('POST', `/v1/payments/${body.id}/approve`, { return: played.return })).body
  }
  const deposit = (ref: string) => shop.control('POST', '/control/deposits', { provider: on, ref, amount: 50_000 })

  test('the account waits, the deposit is heard, asked about and booked, and the order ties it', async () => {
    const account = await issued('DEPOSITED01')
    expect(account).toMatchObject({ state: 'awaiting_deposit', method: 'virtual_account' })
    expect(account.virtualAccount.number).toMatch(/^\d{10,16}$/)
    await deposit(account.providerRef)
    await until(account.id, { state: 'paid', paidAmount: 50_000 })
    const tied = await shop.call('PUT', `/v1/payments/${account.id}/order`, { ref: 'R1', amount: 50_000 })
    expect(tied).toMatchObject({ status: 200, body: { order: { ref: 'R1' } } })
  })

  test('the buyer lets the window issue one, and it lives the same life', async () => {
    const registered = await shop.call('POST', '/v1/payments', { ...order('WINDOW0001'), method: 'virtual_account' })
    const { id, providerOrderId } = registered.body
    const buyer = { provider: on, orderId: providerOrderId, amount: 50_000, method: 'virtual_account', action: 'pay' }
    const reserved = registered.body.checkout.args.ReqReserved
    const played = (await shop.control('POST', '/control/buyers', { ...buyer, reserved })) as { return: object }
    const { body } = await shop.call('POST', `/v1/payments/${id}/approve`, { return: played.return })
    expect(body).toMatchObject({
      state: 'awaiting_deposit',
      virtualAccount: { number: expect.stringMatching(/^\d+$/) },
    })
    expect(Date.parse(body.virtualAccount.expiresAt)).toBeGreaterThan(Date.now())
    await deposit(body.providerRef)
    await until(id, { state: 'paid', paidAmount: 50_000 })
  })

  test('a deposit whose order fell through goes back to the account that the buyer named', async () => {
    const { id, providerRef, providerOrderId } = await issued('DEPOSITED02')
    await deposit(providerRef)
    await until(id, { state: 'paid' })
    await shop.call('DELETE', `/v1/payments/${id}/order`, { reason: '방 없음' })
    const { data } = (await shop.call('GET', `/v1/payments/${id}/events`)).body
    const told = data.find((one: { type: string }) => one.type === 'payment.refund_account_needed')
    const given = await shop.visit(new URL(told.data.url).pathname, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(ACCOUNT).toString(),
    })
    expect(given.status).toBe(303)
    await until(id, { state: 'cancelled', hold: null })
    expect(await shop.books(providerOrderId)).toMatchObject([{ cancelledAmount: 50_000 }])
  })

  test('the notices come twice, late and forged: one deposit, and nothing else', async () => {
    for (const fault of ['webhook_duplicate', 'webhook_delay', 'webhook_forge'] as const) {
      const account = await issued(`NOTICES${fault.replaceAll('_', '').toUpperCase()}`)
      await shop.fault('webhook', fault, { times: 1 })
      await deposit(account.providerRef)
      await shop.clock.advance(10_000)
      await until(account.id, { paidAmount: 50_000 })
      const { state, cancellations } = await read(account.id)
      expect([state, cancellations]).toEqual(['paid', []])
      await shop.clearFaults()
    }
  })
})

describe('a NICEPAY notice that is right in everything', () => {
  const tell = async (shop: Service, orderId: string) => {
    const expiresAt = new Date(Date.now() + 3 * DAY_MS).toISOString()
    const virtualAccount = { bank: '088', expiresAt }
    const order = { orderId, orderName: '바다방', amount: 50_000, channel: 'nicepay', virtualAccount }
    const { body } = await shop.call('POST', '/v1/payments', order)
    const fields = {
      PG: 'NICE',
      PayMethod: 'VBANK',
      MID: NICEPAY_CREDENTIALS.mid,
      Amt: '50000',
      MOID: body.providerOrderId,
      TID: body.providerRef,
      AuthDate: '261120120000',
      ResultCode: '4110',
      VbankNum: body.virtualAccount.number,
      StateCd: '0',
    }
    const answer = await shop.visit(shop.engine.webhookPath('nicepay'), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    })
    const read = async () => (await shop.call('GET', `/v1/payments/${body.id}`)).body
    const told = async () =>
      (await shop.call('GET', `/v1/payments/${body.id}/events`)).body.data.map((one: { type: string }) => one.type)
    return { answer, read, told }
  }

  test('from an address that is not on the list is not acknowledged, and changes nothing', async () => {
    // As in production: NICEPAY's own addresses, and this machine is none of them.
    const shop = await startService({ channel: { webhookSources: allowing(NICEPAY_WEBHOOK_SOURCES) } })
    try {
      const { answer, read, told } = await tell(shop, 'STRANGER')
      expect([answer.status, answer.text]).toEqual([400, 'FAIL'])
      expect(await read()).toMatchObject({ state: 'awaiting_deposit', hold: null, paidAmount: 0 })
      expect(await told()).not.toContain('payment.deposit_heard')
    } finally {
      await shop.close()
    }
  })

  test('goes to the desk where there is no list, and a person who saw the money books it', async () => {
    const shop = await startService({ channel: { webhookSources: null } })
    try {
      const { answer, read, told } = await tell(shop, 'UNLISTED')
      expect([answer.status, answer.text]).toEqual([200, 'OK'])
      await vi.waitFor(async () => expect(await read()).toMatchObject({ hold: { cause: 'deposit_unproven' } }), {
        timeout: 60_000,
      })
      expect(await read()).toMatchObject({ state: 'awaiting_deposit', paidAmount: 0 })
      expect(await told()).toContain('payment.deposit_doubted')
      const seen = { decision: 'payment_paid', evidence: '가맹점관리자', reason: '입금 확인' }
      const { id } = await read()
      expect((await shop.call('POST', `/v1/attention/${id}/resolve`, seen)).status).toBe(200)
      expect(await read()).toMatchObject({ state: 'paid', paidAmount: 50_000, hold: null })
    } finally {
      await shop.close()
    }
  })
})
