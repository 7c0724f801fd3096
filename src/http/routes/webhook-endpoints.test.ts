/** Endpoints and deliveries over HTTP: secrets shown once, URLs guarded, every attempt to be seen, redrive by hand. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Service, startService } from '../../../test/http/server.ts'
import { type Receiver, startReceiver } from '../../../test/receiver.ts'
import { verify } from '../../webhooks/index.ts'

let service: Service
let shop: Receiver
const made: string[] = []
beforeAll(async () => {
  service = await startService()
  shop = await startReceiver()
})
afterEach(async () => {
  for (const id of made.splice(0)) await service.call('DELETE', `/v1/webhook-endpoints/${id}`)
  shop.answer(204)
  shop.received.length = 0
})
afterAll(async () => {
  await service.close()
  await shop.close()
})

async function add(more: object = {}) {
  const answer = await service.call('POST', '/v1/webhook-endpoints', { url: shop.url, ...more })
  if (answer.status === 201) made.push(answer.body.id)
  return answer
}

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape.
async function deliveries(id: string, is: (data: any[]) => boolean): Promise<any[]> {
  for (let waited = 0; ; waited += 50) {
    const { body } = await service.call('GET', `/v1/webhook-endpoints/${id}/deliveries`)
    if (is(body.data)) return body.data
    if (waited > 15_000) throw new Error(JSON.stringify(body))
    await sleep(50)
  }
}

let orders = 0
function order(): string {
  orders += 1
  return `HOOK${orders}`
}

describe('an endpoint', () => {
  test('shows its secret once, when it is made', async () => {
    const { status, body } = await add({ description: '예약 서버', types: ['payment.*', 'order.recorded'] })
    expect(status).toBe(201)
    expect(body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    const { secret, ...rest } = body
    expect(rest).toMatchObject({
      id: expect.stringMatching(/^ep_/),
      url: shop.url,
      description: '예약 서버',
      types: ['payment.*', 'order.recorded'],
      state: 'enabled',
      disabled: null,
      failingSince: null,
      previousSecretUntil: null,
    })
    const one = await service.call('GET', `/v1/webhook-endpoints/${body.id}`)
    expect(one).toMatchObject({ status: 200, body: rest })
    const all = await service.call('GET', '/v1/webhook-endpoints')
    expect(all.body.data).toEqual([rest])
    expect(all.text + one.text).not.toContain(secret)
    expect(JSON.stringify(service.logged)).not.toContain(secret)
  })

  test('delivers what the feed shows, byte for byte', async () => {
    const { body: endpoint } = await add({ types: ['payment.paid'] })
    const payment = await service.paid(order())
    const [one] = await shop.until(1)
    const { body: feed } = await service.call('GET', `/v1/events?paymentId=${payment.id}&limit=1000`)
    const event = feed.data.find(({ type }: { type: string }) => type === 'payment.paid')
    expect(one?.event).toEqual(event)
    expect(one?.body).toBe(JSON.stringify(event))
    expect(verify(one?.body ?? '', one?.headers ?? {}, endpoint.secret)).toMatchObject({ paymentId: payment.id })
    const [delivery] = await deliveries(endpoint.id, ([first]) => first?.state === 'delivered')
    expect(delivery).toMatchObject({
      id: one?.id,
      endpointId: endpoint.id,
      feedSeq: event.feedSeq,
      paymentId: payment.id,
      type: 'payment.paid',
      attempts: 1,
      nextAttemptAt: null,
      log: [{ status: 204, trouble: null }],
    })
    expect(await service.call('GET', `/v1/deliveries/${delivery.id}`)).toMatchObject({ status: 200, body: delivery })
  })

  test('is changed, switched off and on again, and removed', async () => {
    const { body: endpoint } = await add({ types: ['payment.paid'] })
    const path = `/v1/webhook-endpoints/${endpoint.id}`
    const off = await service.call('PATCH', path, { state: 'disabled', description: '쉬는 중' })
    expect(off.body).toMatchObject({ state: 'disabled', disabled: { why: 'by_hand' }, description: '쉬는 중' })
    await service.paid(order())
    await sleep(600)
    expect(shop.received).toEqual([])
    expect((await service.call('PATCH', path, { state: 'enabled' })).body).toMatchObject({
      state: 'enabled',
      disabled: null,
    })
    await shop.until(1)
    await service.call('PATCH', path, { state: 'disabled' })
    await service.paid(order())
    await sleep(300)
    await service.call('PATCH', path, { state: 'enabled', resume: 'from_now' })
    await sleep(600)
    expect(shop.received).toHaveLength(1)
    expect((await service.call('DELETE', path)).status).toBe(204)
    for (const method of ['GET', 'DELETE']) expect((await service.call(method, path)).status).toBe(404)
    expect((await service.call('PATCH', path, {})).status).toBe(404)
    expect((await service.call('POST', `${path}/rotate`)).status).toBe(404)
    expect((await service.call('POST', `${path}/test`)).status).toBe(404)
    expect((await service.call('GET', `${path}/deliveries`)).status).toBe(404)
  })

  test('gets a new secret beside the old one, or at once', async () => {
    const { body: endpoint } = await add()
    const path = `/v1/webhook-endpoints/${endpoint.id}/rotate`
    const { status, body: rotated } = await service.call('POST', path)
    expect(status).toBe(200)
    expect(rotated.secret).not.toBe(endpoint.secret)
    expect(Date.parse(rotated.previousSecretUntil) - Date.now()).toBeGreaterThan(23 * 3_600_000)
    await service.call('POST', `/v1/webhook-endpoints/${endpoint.id}/test`)
    const [both] = await shop.until(1)
    for (const secret of [endpoint.secret, rotated.secret]) verify(both?.body ?? '', both?.headers ?? {}, secret)
    const { body: last } = await service.call('POST', path, { overlap: 'PT0S' })
    await service.call('POST', `/v1/webhook-endpoints/${endpoint.id}/test`)
    const [, one] = await shop.until(2)
    verify(one?.body ?? '', one?.headers ?? {}, last.secret)
    expect(() => verify(one?.body ?? '', one?.headers ?? {}, [endpoint.secret, rotated.secret])).toThrow('no signature')
    expect((await service.call('POST', path, { overlap: 'P8D' })).status).toBe(422)
  })

  test('is tested on request, and says what came of it', async () => {
    const { body: endpoint } = await add()
    const path = `/v1/webhook-endpoints/${endpoint.id}/test`
    expect((await service.call('POST', path)).body).toMatchObject({ delivered: true, status: 204, trouble: null })
    shop.answer(404)
    expect((await service.call('POST', path)).body).toMatchObject({ delivered: false, status: 404 })
  })

  test.each([
    [{ url: 'http://shop.example.com/' }, 'MD_WEBHOOK_URL'],
    [{ url: 'https://169.254.169.254/latest' }, 'MD_WEBHOOK_URL'],
    [{ url: 'https://localhost/' }, 'MD_WEBHOOK_URL'],
    [{ url: 'https://a:b@shop.example.com/' }, 'MD_WEBHOOK_URL'],
    [{ url: '' }, 'MD_INVALID_REQUEST'],
    [{ url: 'https://shop.example.com/\0' }, 'MD_INVALID_REQUEST'],
    [{ types: ['payment.unheard_of'] }, 'MD_INVALID_REQUEST'],
    [{ types: ['*'] }, 'MD_INVALID_REQUEST'],
    [{ types: ['order.*', 'order.*'] }, 'MD_INVALID_REQUEST'],
    [{ secret: 'whsec_mine' }, 'MD_INVALID_REQUEST'],
  ])('%j is refused', async (more, code) => {
    const answer = await add(more)
    expect(answer).toMatchObject({ status: 422, body: { code } })
    expect((await service.call('GET', '/v1/webhook-endpoints')).body.data).toEqual([])
  })

  test('cannot be moved to where it could not be made', async () => {
    const { body: endpoint } = await add()
    const answer = await service.call('PATCH', `/v1/webhook-endpoints/${endpoint.id}`, { url: 'https://10.0.0.1/' })
    expect(answer).toMatchObject({ status: 422, body: { code: 'MD_WEBHOOK_URL', errors: [{ field: 'url' }] } })
    expect((await service.call('GET', `/v1/webhook-endpoints/${endpoint.id}`)).body.url).toBe(shop.url)
  })

  test('there are sixteen at most', async () => {
    for (let n = 0; n < 16; n += 1) expect((await add({ types: ['order.dropped'] })).status).toBe(201)
    expect(await add()).toMatchObject({ status: 409, body: { code: 'MD_TOO_MANY_ENDPOINTS' } })
  })

  test('needs a key', async () => {
    expect((await service.visit('/v1/webhook-endpoints')).status).toBe(401)
  })
})

describe('a delivery', () => {
  test('that failed shows why, and is delivered again on request', async () => {
    const { body: endpoint } = await add({ types: ['payment.paid'] })
    shop.answer(503)
    await service.paid(order())
    const [failed] = await deliveries(endpoint.id, ([one]) => one?.attempts === 1)
    expect(failed).toMatchObject({ state: 'pending', log: [{ status: 503, trouble: expect.stringContaining('503') }] })
    expect(failed.nextAttemptAt).not.toBeNull()
    shop.answer(204)
    const again = await service.call('POST', `/v1/deliveries/${failed.id}/redeliver`)
    expect(again).toMatchObject({ status: 200, body: { id: failed.id, state: 'pending' } })
    await deliveries(endpoint.id, ([one]) => one?.state === 'delivered')
    await service.call('POST', `/v1/deliveries/${failed.id}/redeliver`)
    await shop.until(3)
    expect(new Set(shop.received.map(({ id }) => id))).toEqual(new Set([failed.id]))
  })

  test('that died comes back with all others since a time', async () => {
    const { body: endpoint } = await add({ types: ['payment.paid'] })
    const path = `/v1/webhook-endpoints/${endpoint.id}`
    shop.answer(410)
    await service.paid(order())
    await deliveries(endpoint.id, ([one]) => one?.state === 'dead')
    shop.answer(204)
    expect((await service.call('GET', path)).body.disabled.why).toBe('gone')
    await service.call('PATCH', path, { state: 'enabled' })
    const tooLate = new Date(Date.now() + 60_000).toISOString()
    expect((await service.call('POST', `${path}/redeliver`, { since: tooLate })).body).toEqual({ redelivering: 0 })
    const since = new Date(Date.now() - 60_000).toISOString()
    expect((await service.call('POST', `${path}/redeliver`, { since })).body).toEqual({ redelivering: 1 })
    await deliveries(endpoint.id, ([one]) => one?.state === 'delivered')
    expect((await service.call('POST', `${path}/redeliver`, {})).status).toBe(422)
  })

  test('is one of a page', async () => {
    const { body: endpoint } = await add({ types: ['payment.*'] })
    await service.paid(order())
    const all = await deliveries(
      endpoint.id,
      (data) => data.length >= 3 && data.every(({ state }) => state === 'delivered'),
    )
    const path = `/v1/webhook-endpoints/${endpoint.id}/deliveries`
    const { body: first } = await service.call('GET', `${path}?limit=2`)
    const { body: second } = await service.call('GET', `${path}?limit=200&cursor=${first.nextCursor}`)
    expect([...first.data, ...second.data]).toEqual(all)
    expect(second.nextCursor).toBeNull()
    expect((await service.call('GET', `${path}?state=dead`)).body.data).toEqual([])
  })

  test('that nobody made is not found', async () => {
    for (const [method, path] of [
      ['GET', '/v1/deliveries/dlv_0'],
      ['GET', '/v1/deliveries/dlv%00'],
      ['POST', '/v1/deliveries/dlv_0/redeliver'],
      ['POST', '/v1/deliveries/dlv%00/redeliver'],
      ['GET', '/v1/webhook-endpoints/nothing'],
    ] as const)
      expect((await service.call(method, path)).status).toBe(404)
  })
})
