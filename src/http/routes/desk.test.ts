/** The desk and the net over HTTP: what waits for a person, what a person decides, and what stops the net. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Service, startService } from '../../../test/http/server.ts'

let shop: Service
beforeAll(async () => {
  shop = await startService()
})
afterAll(() => shop.close())

const pull = (what: 'brake' | 'pause') =>
  shop.deps.store.changeNet('nicepay', { what, at: shop.deps.clock.now(), detail: `${what} of a test` })

/** A payment whose approval nobody could settle, with the provider gone for good. */
async function held(orderId: string): Promise<string> {
  const payment = await shop.book(orderId)
  const returned = await shop.window(payment)
  await shop.fault('approve', 'lose_request', { times: 1 })
  for (const operation of ['inquire', 'net_cancel', 'cancel']) await shop.fault(operation, 'garble')
  await shop.call('POST', `/v1/payments/${payment.id}/approve`, { return: returned })
  for (let hour = 0; hour < 80; hour += 1) {
    await shop.pass(3_600_000)
    if ((await shop.call('GET', `/v1/payments/${payment.id}`)).body.hold !== null) break
  }
  await shop.clearFaults()
  return payment.id
}

describe('/v1/attention', () => {
  test('shows who waits for a person, and takes the decision with who, why and by what', async () => {
    const id = await held('DESK1')
    const desk = (await shop.call('GET', '/v1/attention')).body
    expect(desk.data.map((one: { id: string }) => one.id)).toEqual([id])
    expect(desk.data[0]).toMatchObject({ attention: { reason: 'needs_operator' }, hold: { cause: expect.any(String) } })
    expect(desk.counts).toContainEqual({ channel: 'nicepay', reason: 'needs_operator', due: 1, waiting: 0 })
    const onHold = await shop.call('POST', `/v1/attention/${id}/retry`)
    expect([onHold.status, onHold.body.code]).toEqual([409, 'MD_ON_HOLD'])
    const decision = { decision: 'payment_not_paid', evidence: 'PG admin page\nno such TID', reason: '전화 확인' }
    const { status, body } = await shop.call('POST', `/v1/attention/${id}/resolve`, decision)
    expect([status, body.state, body.hold]).toEqual([200, 'failed', null])
    const { data } = (await shop.call('GET', `/v1/payments/${id}/events`)).body
    const released = data.find(({ type }: { type: string }) => type === 'payment.released')
    expect(released.data).toMatchObject({ by: 'test shop', ...decision })
    const again = await shop.call('POST', `/v1/attention/${id}/resolve`, decision)
    expect([again.status, again.body.code]).toEqual([409, 'MD_NOT_ON_DESK'])
  })

  test.each([
    [{}, 'decision'],
    [{ decision: 'shrug', evidence: 'x', reason: 'x' }, 'decision'],
    [{ decision: 'release', reason: 'x' }, 'evidence'],
    [{ decision: 'cancellation_done', evidence: 'x', reason: 'x' }, 'cancellationId'],
    [{ decision: 'release', cancellationId: 'can_x', evidence: 'x', reason: 'x' }, 'cancellationId'],
  ])('a decision %j is refused by its field', async (body, field) => {
    const { id } = await shop.book(`SHAPE${field}${JSON.stringify(body).length}`)
    const answer = await shop.call('POST', `/v1/attention/${id}/resolve`, body)
    expect([answer.status, answer.body.errors[0].field]).toEqual([422, field])
  })

  test('a look now, for one payment and for all that are due', async () => {
    const { id } = await shop.paid('LOOK1')
    expect((await shop.call('POST', `/v1/attention/${id}/retry`)).body).toMatchObject({ id, state: 'paid' })
    const swept = await shop.call('POST', '/v1/attention/sweep?max=10')
    expect(swept).toMatchObject({ status: 200, body: { looked: expect.any(Number) } })
    expect((await shop.call('POST', '/v1/attention/sweep?max=501')).body.errors[0].field).toBe('max')
    expect((await shop.call('POST', '/v1/attention/pay_x/retry')).status).toBe(404)
  })
})

describe('/v1/net', () => {
  const release = (body: object) =>
    shop.call('POST', '/v1/net/release', { channel: 'nicepay', reason: 'seen', ...body })

  test('shows what is stopped, and lets it go on', async () => {
    expect((await shop.call('GET', '/v1/net')).body).toEqual({
      data: [
        {
          ...{ channel: 'nicepay', provider: 'nicepay', net: 'on', orderCheck: false },
          ...{ brake: null, pause: null, recovery: null },
        },
      ],
    })
    for (const what of ['brake', 'pause'] as const) {
      await pull(what)
      expect((await shop.call('GET', '/v1/net')).body.data[0][what]).toEqual({
        at: expect.stringMatching(/Z$/),
        detail: `${what} of a test`,
      })
      const { status, body } = await release({ what })
      expect([status, body[what]]).toEqual([200, null])
      expect((await release({ what })).body.code).toBe('MD_NOTHING_TO_RELEASE')
    }
  })

  test('a paused channel registers nothing and names the field', async () => {
    await pull('pause')
    const body = { orderId: 'PAUSED', orderName: 'x', amount: 1_000, channel: 'nicepay' }
    const refused = await shop.call('POST', '/v1/payments', body)
    expect(refused).toMatchObject({ status: 503, body: { code: 'MD_CHANNEL_PAUSED', errors: [{ field: 'channel' }] } })
    await release({ what: 'pause' })
    expect((await shop.call('POST', '/v1/payments', body)).status).toBe(201)
  })

  test.each([
    [{ what: 'recovery' }, 409, 'MD_NOTHING_TO_RELEASE'],
    [{ what: 'recovery', channel: 'kakao' }, 422, 'MD_UNKNOWN_CHANNEL'],
    [{ what: 'brake', channel: 'kakao' }, 422, 'MD_UNKNOWN_CHANNEL'],
    [{ what: 'horn' }, 422, 'MD_INVALID_REQUEST'],
    [{ what: 'brake', reason: '' }, 422, 'MD_INVALID_REQUEST'],
  ])('%j is refused', async (body, status, code) => {
    const answer = await release(body)
    expect([answer.status, answer.body.code]).toEqual([status, code])
  })
})
