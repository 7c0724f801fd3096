/** The control API refuses bad input with problem+json that names the field, and never with a 500. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startSandbox } from '../index.ts'
import { type Merchant, openMerchant } from '../testing.ts'

let shop: Merchant
beforeAll(async () => {
  shop = await openMerchant()
})
afterAll(() => shop.sandbox.close())
beforeEach(() => shop.control('POST', '/control/reset', { seed: 7 }))

const BUYER = { provider: 'nicepay', orderId: 'O1', amount: 1000 }
const FAULT = { provider: 'nicepay', operation: 'approve', fault: 'slow' }

const BAD: readonly (readonly [string, string, object, string])[] = [
  ['POST', '/control/buyers', { ...BUYER, amount: -1 }, 'amount'],
  ['POST', '/control/buyers', { ...BUYER, amount: 1.5 }, 'amount'],
  ['POST', '/control/buyers', { ...BUYER, amount: '1000' }, 'amount'],
  ['POST', '/control/buyers', { ...BUYER, orderId: '' }, 'orderId'],
  ['POST', '/control/buyers', { ...BUYER, orderId: 'x'.repeat(65) }, 'orderId'],
  ['POST', '/control/buyers', { ...BUYER, method: 'cash' }, 'method'],
  ['POST', '/control/buyers', { ...BUYER, action: 'run' }, 'action'],
  ['POST', '/control/buyers', { ...BUYER, provider: 'kakao' }, 'provider'],
  ['POST', '/control/buyers', { ...BUYER, colour: 'red' }, 'colour'],
  ['POST', '/control/buyers', [], 'body'],
  ['POST', '/control/deposits', { provider: 'nicepay', amount: 1000 }, 'ref'],
  ['POST', '/control/deposits', { provider: 'nicepay', ref: 'a', account: 'b', amount: 1000 }, 'ref'],
  ['POST', '/control/console-cancels', { provider: 'nicepay', ref: 'a', at: 'moon' }, 'at'],
  ['POST', '/control/faults', { ...FAULT, fault: 'flood' }, 'fault'],
  ['POST', '/control/faults', { ...FAULT, operation: 'guess' }, 'operation'],
  ['POST', '/control/faults', { ...FAULT, times: 0 }, 'times'],
  ['POST', '/control/faults', { ...FAULT, rate: 1.1 }, 'rate'],
  ['POST', '/control/faults', { ...FAULT, delayMs: -1 }, 'delayMs'],
  ['POST', '/control/faults', { ...FAULT, only: 'dc1' }, 'only'],
  ['POST', '/control/faults', { ...FAULT, fault: 'refuse_connection', rate: 0.5 }, 'rate'],
  ['POST', '/control/faults', { ...FAULT, fault: 'test_channel' }, 'fault'],
  ['POST', '/control/faults', { ...FAULT, fault: 'async_then_refuse' }, 'fault'],
  ['POST', '/control/faults', { ...FAULT, fault: 'webhook_drop', operation: 'approve' }, 'fault'],
  ['POST', '/control/faults', { ...FAULT, operation: 'list' }, 'fault'],
  ['POST', '/control/faults', { ...FAULT, fault: 'wrong_signature', operation: 'inquire' }, 'fault'],
  ['POST', '/control/faults', { ...FAULT, fault: 'stale_inquiry' }, 'fault'],
  ['DELETE', '/control/faults', { provider: 'nicepay', id: 'x' }, 'id'],
  ['POST', '/control/clock', { advanceMs: -1 }, 'advanceMs'],
  ['POST', '/control/clock', {}, 'advanceMs'],
  ['POST', '/control/reset', { seed: 'x' }, 'seed'],
  ['POST', '/control/switches', { provider: 'nicepay', moidDedup: 'yes' }, 'moidDedup'],
  ['POST', '/control/switches', { provider: 'nicepay', gravity: 1 }, 'gravity'],
  ['POST', '/control/switches', { provider: 'nicepay', codes: { approvedTwice: 'x' } }, 'codes.approvedTwice'],
]

describe('bad input', () => {
  test.each(BAD)('%s %s %j names %s', async (method, path, body, field) => {
    const { status, json } = await shop.control(method, path, body)
    expect(status).toBe(422)
    expect(json).toMatchObject({ status: 422, errors: [{ field }] })
  })
  test.each(['/control/books', '/control/calls?provider=kakao', '/control/switches'])('GET %s', async (path) => {
    expect((await shop.control('GET', path)).json).toMatchObject({ status: 422, errors: [{ field: 'provider' }] })
  })
  test('broken JSON, another media type and an unknown path are problems too', async () => {
    const post = (type: string, body: string) =>
      fetch(`${shop.sandbox.controlUrl}/control/clock`, { method: 'POST', headers: { 'content-type': type }, body })
    for (const [response, status] of [
      [await post('application/json', '{'), 400],
      [await post('text/xml', '<a/>'), 415],
      [await fetch(`${shop.sandbox.controlUrl}/control/moon`), 404],
    ] as const) {
      expect(response.status).toBe(status)
      expect(response.headers.get('content-type')).toContain('application/problem+json')
    }
  })
})

describe('good input', () => {
  test('faults are listed with what remains, and deleted by query or body', async () => {
    expect((await shop.fault({ ...FAULT, times: 3, delayMs: 1 })).status).toBe(201)
    await shop.fault({ ...FAULT, operation: 'cancel', rate: 0.5 })
    await shop.approve(await shop.authenticate())
    expect((await shop.control('GET', '/control/faults?provider=nicepay')).json).toMatchObject([
      { provider: 'nicepay', operation: 'approve', fault: 'slow', times: 3, remaining: 2 },
      { operation: 'cancel', times: null, remaining: null, rate: 0.5 },
    ])
    const removed = await shop.control('DELETE', '/control/faults?operation=cancel')
    expect(removed.json).toMatchObject({ removed: [{ operation: 'cancel' }] })
    expect((await shop.control('DELETE', '/control/faults')).json).toMatchObject({
      removed: [{ operation: 'approve' }],
    })
  })
  test('switches are shown, changed one by one, and reset', async () => {
    expect((await shop.switches({ moidDedup: true })).json).toMatchObject({ moidDedup: true, ccPartCl: '1' })
    await shop.switches({ codes: { approvedTwice: '2201' } })
    const { json } = await shop.switches({ codes: { windowClosed: 'I002' } })
    expect(json).toMatchObject({ moidDedup: true, codes: { approvedTwice: '2201', windowClosed: 'I002' } })
    await shop.control('POST', '/control/reset', {})
    const fresh = await shop.control('GET', '/control/switches?provider=nicepay')
    expect(fresh.json).toMatchObject({ moidDedup: false, codes: {} })
  })
  test('the clock is the one that was lent', async () => {
    const before = shop.sandbox.clock.now()
    await shop.advance(60_000)
    expect(shop.sandbox.clock.now() - before).toBeGreaterThanOrEqual(60_000)
  })
  test('a reset keeps TIDs unique, and the same seed gives the same tokens', async () => {
    const first = await shop.authenticate()
    await shop.control('POST', '/control/reset', { seed: 7 })
    const second = await shop.authenticate()
    expect(second.AuthToken).toBe(first.AuthToken)
    expect(second.TxTid).not.toBe(first.TxTid)
  })
})

describe('starting', () => {
  test('two sandboxes live side by side on free ports, and close', async () => {
    const other = await startSandbox({ controlPort: 0, cardLimitKrw: 100 })
    expect(other.controlUrl).not.toBe(shop.sandbox.controlUrl)
    await other.close()
    await expect(fetch(other.controlUrl)).rejects.toThrow()
  })
  test('a taken port is an error and leaves nothing open', async () => {
    const taken = Number(new URL(shop.sandbox.urls.nicepay).port)
    await expect(startSandbox({ controlPort: 0, ports: { nicepay: taken } })).rejects.toThrow('EADDRINUSE')
    await expect(startSandbox({ controlPort: taken, ports: { nicepay: 0 } })).rejects.toThrow('EADDRINUSE')
  })
})
