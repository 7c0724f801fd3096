/** The README's merchant, against the real service and the sandbox. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { KEY, type Service, startService } from '../test/http/server.ts'
import { createShop } from './merchant.ts'

let service: Service

beforeAll(async () => {
  service = await startService()
})

afterAll(async () => {
  await service.close()
})

test('pays, ties, and is told when it is too late', async () => {
  const { checkoutUrl, tie } = createShop({ url: service.url, apiKey: KEY }, 'https://shop.example')
  const url = await checkoutUrl({ id: 'BOOKING1', name: '바다방 1박', amount: 120_000 })
  expect(url).toContain('/checkout/pay_')
  const id = url.split('/').at(-1) ?? ''
  const order = { ref: 'RSV-1', amount: 120_000 }
  expect(await tie(id, order)).toBe('ask again')
  const fields = await service.window({ providerOrderId: 'BOOKING1', amount: 120_000 })
  await service.call('POST', `/v1/payments/${id}/approve`, { return: fields })
  expect(await tie(id, order)).toBe('confirm')
  expect(await tie(id, order)).toBe('confirm')
  expect(await tie(id, { ...order, ref: 'RSV-2' })).toBe('drop')
  await service.call('DELETE', `/v1/payments/${id}/order`, { reason: 'the room is broken' })
  expect(await tie(id, order)).toBe('drop')
})
