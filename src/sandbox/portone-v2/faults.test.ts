/** Faults by operation: what each does to the money, to the answer, and which are refused (§14 item 12). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { FAULT_NAMES, OPERATIONS } from '../faults/catalogue.ts'
import { cannotPlay } from './playable.ts'
import { openShop, type Shop } from './testing.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.sandbox.close())
beforeEach(() => shop.control('POST', '/control/reset', { seed: 7 }))

const paid = async () => (await shop.book('order-1')).paidAmount
const cancelled = async () => (await shop.book('order-1')).cancelledAmount

describe('of the window’s charge', () => {
  test.each(['lose_request', 'error_before', 'maintenance'])(
    '%s: nothing is charged, nothing comes back',
    async (fault) => {
      await shop.fault({ operation: 'approve', fault, times: 1 })
      expect(await shop.buy()).toEqual({})
      expect((await shop.get('order-1')).status).toBe('READY')
      expect(await shop.buy()).toHaveProperty('txId')
      expect(await paid()).toBe(10_000)
    },
  )
  test.each(['lose_reply', 'error_after', 'garble'])('%s: it is charged, nothing comes back', async (fault) => {
    await shop.fault({ operation: 'approve', fault, times: 1 })
    expect(await shop.buy()).toEqual({})
    expect(await paid()).toBe(10_000)
  })
  test('late_effect: it is charged later', async () => {
    await shop.fault({ operation: 'approve', fault: 'late_effect', times: 1, delayMs: 60_000 })
    expect(await shop.buy()).toEqual({})
    expect(await paid()).toBe(0)
    await shop.advance(60_000)
    expect(await paid()).toBe(10_000)
  })
  test('test_channel: it looks PAID, on a TEST channel', async () => {
    await shop.fault({ operation: 'approve', fault: 'test_channel', times: 1 })
    await shop.buy()
    expect(await shop.get('order-1')).toMatchObject({ status: 'PAID', channel: { type: 'TEST' } })
  })
  test('async_then_refuse: PAY_PENDING, then FAILED', async () => {
    await shop.fault({ operation: 'approve', fault: 'async_then_refuse', times: 1 })
    await shop.buy()
    expect((await shop.get('order-1')).status).toBe('PAY_PENDING')
    await shop.advance(5_000)
    expect((await shop.get('order-1')).status).toBe('FAILED')
  })
  test('unlisted_code: the browser brings a code in no list', async () => {
    await shop.fault({ operation: 'approve', fault: 'unlisted_code', times: 1 })
    expect((await shop.buy()).code).toBe('SETTLEMENT_WINDOW_SEALED')
    expect(await paid()).toBe(0)
  })
  test('a window that is closed has nothing to lose', async () => {
    await shop.fault({ operation: 'approve', fault: 'lose_reply', times: 1 })
    expect(await shop.buy({ action: 'close' })).toHaveProperty('code')
    expect(await shop.buy()).toEqual({})
  })
})

describe('of a cancel', () => {
  beforeEach(() => shop.buy())
  test.each([
    ['lose_request', 0],
    ['lose_reply', 1_000],
  ] as const)('%s resets the connection', async (fault, money) => {
    await shop.fault({ operation: 'cancel', fault, times: 1 })
    await expect(shop.cancel('order-1', { amount: 1_000 })).rejects.toThrow()
    expect(await cancelled()).toBe(money)
  })
  test.each([
    ['error_before', 500, 0],
    ['error_after', 500, 1_000],
    ['garble', 200, 1_000],
    ['maintenance', 502, 0],
  ] as const)('%s is no JSON', async (fault, status, money) => {
    await shop.fault({ operation: 'cancel', fault, times: 1 })
    expect(await shop.cancel('order-1', { amount: 1_000 })).toMatchObject({ status, json: {} })
    expect(await cancelled()).toBe(money)
  })
  test('maintenance can be a 504', async () => {
    await shop.switches({ gatewayStatus: 504 })
    await shop.fault({ operation: 'cancel', fault: 'maintenance', times: 1 })
    expect(await shop.cancel('order-1', {}, 'cancel-refund-0001')).toMatchObject({ status: 504, json: {} })
    expect((await shop.cancel('order-1', {}, 'cancel-refund-0001')).status).toBe(200)
  })
  test('slow: the answer trickles, whole', async () => {
    await shop.fault({ operation: 'cancel', fault: 'slow', times: 1, delayMs: 50 })
    expect((await shop.cancel('order-1', {})).json).toMatchObject({ cancellation: { status: 'SUCCEEDED' } })
  })
  test('late_effect: the money goes back after the connection is gone', async () => {
    await shop.fault({ operation: 'cancel', fault: 'late_effect', times: 1, delayMs: 70_000 })
    await expect(shop.cancel('order-1', { amount: 1_000 })).rejects.toThrow()
    expect(await cancelled()).toBe(0)
    await shop.advance(70_000)
    expect(await cancelled()).toBe(1_000)
  })
  test('duplicate_request: with a key it happens once, without one twice', async () => {
    await shop.fault({ operation: 'cancel', fault: 'duplicate_request', times: 2 })
    await shop.cancel('order-1', { amount: 1_000 }, 'cancel-refund-0001')
    expect(await cancelled()).toBe(1_000)
    await shop.cancel('order-1', { amount: 1_000 })
    expect(await cancelled()).toBe(3_000)
  })
  test('unlisted_code and balance_short: nothing happens', async () => {
    await shop.fault({ operation: 'cancel', fault: 'unlisted_code', times: 1 })
    expect((await shop.cancel('order-1', {})).json.type).toBe('SETTLEMENT_WINDOW_SEALED')
    await shop.fault({ operation: 'cancel', fault: 'balance_short', times: 1 })
    expect(await shop.cancel('order-1', {})).toMatchObject({ status: 502, json: { pgCode: '8178' } })
    expect(await cancelled()).toBe(0)
  })
})

describe('of an inquiry and a list', () => {
  const list = async () => (await shop.call('GET', '/payments')).json.items as { status: string; channel: object }[]
  test('stale_inquiry: the state before the last change, or nothing yet', async () => {
    await shop.switches({ chargeOutcome: 'PAY_PENDING', asyncSettle: 'never' })
    await shop.buy()
    await shop.fault({ operation: 'inquire', fault: 'stale_inquiry', times: 1 })
    expect((await shop.get('order-1')).status).toBe('READY')
    await shop.switches({ chargeOutcome: 'PAID' })
    await shop.buy({ orderId: 'order-2' })
    await shop.cancel('order-2', { amount: 1_000 })
    await shop.fault({ operation: 'inquire', fault: 'stale_inquiry', times: 1 })
    expect(await shop.get('order-2')).toMatchObject({ status: 'PAID', amount: { cancelled: 0 } })
    await shop.fault({ operation: 'list', fault: 'stale_inquiry', times: 1 })
    expect((await list()).map(({ status }) => status)).toEqual(expect.arrayContaining(['READY', 'PAID']))
  })
  test('test_channel and unlisted_code: an answer that must not be honoured', async () => {
    await shop.buy()
    await shop.fault({ operation: 'inquire', fault: 'test_channel', times: 1 })
    expect(await shop.get('order-1')).toMatchObject({
      status: 'PAID',
      channel: { type: 'TEST', key: expect.any(String) },
    })
    await shop.fault({ operation: 'inquire', fault: 'unlisted_code', times: 1 })
    expect((await shop.get('order-1')).status).toBe('SETTLEMENT_SEALED')
    await shop.fault({ operation: 'list', fault: 'unlisted_code', times: 1 })
    expect(await list()).toMatchObject([{ status: 'SETTLEMENT_SEALED' }])
    expect(await shop.get('order-1')).toMatchObject({ status: 'PAID', channel: { type: 'LIVE' } })
  })
})

describe('of an account', () => {
  const body = {
    channelKey: 'channel-key-maedeup',
    method: { virtualAccount: { bank: 'SHINHAN', expiry: { validHours: 1 }, option: { type: 'NORMAL' } } },
    orderName: 'x',
    amount: { total: 10_000 },
    currency: 'KRW',
  }
  const issue = () => shop.call('POST', '/payments/order-1/instant', { body })
  const close = () => shop.call('POST', '/payments/order-1/virtual-account/close')
  const status = async () => (await shop.get('order-1')).status
  /** The HTTP status, or that the connection broke. */
  const heard = (call: ReturnType<typeof issue>) =>
    call.then(
      (reply) => reply.status,
      () => 'reset',
    )
  test.each([
    ['lose_request', 'reset', false],
    ['lose_reply', 'reset', true],
    ['error_before', 500, false],
    ['error_after', 500, true],
    ['garble', 200, true],
    ['maintenance', 502, false],
    ['unlisted_code', 409, false],
    ['duplicate_request', 409, true],
  ] as const)('%s: what is heard (%s) and what happened (%s)', async (fault, answer, happens) => {
    await shop.fault({ operation: 'issue', fault, times: 1 })
    expect(await heard(issue())).toBe(answer)
    expect(await status()).toBe(happens ? 'VIRTUAL_ACCOUNT_ISSUED' : undefined)
    if (!happens) await issue()
    await shop.fault({ operation: 'close', fault, times: 1 })
    expect(await heard(close())).toBe(answer)
    expect(await status()).toBe(happens ? 'FAILED' : 'VIRTUAL_ACCOUNT_ISSUED')
  })
  test('late_effect: issued, and closed, after the connection is gone', async () => {
    await shop.fault({ operation: 'issue', fault: 'late_effect', times: 1, delayMs: 60_000 })
    expect(await heard(issue())).toBe('reset')
    expect(await status()).toBeUndefined()
    await shop.advance(60_000)
    expect(await status()).toBe('VIRTUAL_ACCOUNT_ISSUED')
    await shop.fault({ operation: 'close', fault: 'late_effect', times: 1, delayMs: 60_000 })
    expect(await heard(close())).toBe('reset')
    await shop.advance(60_000)
    expect(await status()).toBe('FAILED')
  })
})

describe('the control API', () => {
  test('says why a fault cannot be played', async () => {
    const { status, json } = await shop.fault({ operation: 'net_cancel', fault: 'lose_reply' })
    expect(status).toBe(422)
    expect(JSON.stringify(json)).toContain('no net cancel')
  })
  test('every pair is played or refused in words', () => {
    for (const operation of OPERATIONS)
      for (const fault of FAULT_NAMES) expect(cannotPlay(operation, fault)?.length ?? 1).toBeGreaterThan(0)
    expect(cannotPlay('webhook', 'webhook_forge')).toBeNull()
    expect(cannotPlay('webhook', 'garble')).not.toBeNull()
    expect(cannotPlay('cancel', 'stale_inquiry')).not.toBeNull()
    expect(cannotPlay('cancel', 'euckr_answer')).not.toBeNull()
  })
  test('shows what was really sent', async () => {
    await shop.buy()
    await shop.cancel('order-1', { amount: 1_000 }, 'cancel-refund-0001')
    const calls = (await shop.control('GET', '/control/calls?provider=portone-v2')).json
    expect(calls).toMatchObject([
      {
        operation: 'cancel',
        path: '/payments/order-1/cancel',
        fields: { amount: '1000', 'Idempotency-Key': '"cancel-refund-0001"' },
        code: 'SUCCEEDED',
      },
    ])
  })
  test('refuses an unknown switch', async () => {
    expect((await shop.switches({ mood: 'good' })).status).toBe(422)
    expect((await shop.switches({ webhookSecrets: [] })).status).toBe(422)
  })
})
