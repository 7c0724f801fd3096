/** The README's merchant, against the real service and the sandbox. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { KEY, type Service, startService } from '../test/http/server.ts'
import { checkoutUrl, tie } from './merchant.ts'

let service: Service
const before = { url: process.env.MAEDEUP_URL, key: process.env.MAEDEUP_API_KEY }

beforeAll(async () => {
  service = await startService()
  process.env.MAEDEUP_URL = service.url
  process.env.MAEDEUP_API_KEY = KEY
})

afterAll(async () => {
  restore('MAEDEUP_URL', before.url)
  restore('MAEDEUP_API_KEY', before.key)
  await service.close()
})

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}

test('pays, ties, and is told when it is too late', async () => {
  const url = await checkoutUrl({ id: 'BOOKING1', name: '바다방 1박', amount: 120_000 }, 'https://shop.example')
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
