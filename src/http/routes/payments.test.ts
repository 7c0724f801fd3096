/** Registering and reading payments over HTTP: what is answered, and what is refused with the field's name. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ORDER, type Service, startService } from '../../../test/http/server.ts'

let shop: Service
beforeAll(async () => {
  shop = await startService()
})
afterAll(() => shop.close())

const register = (body: object) => shop.call('POST', '/v1/payments', { ...ORDER, ...body })
const RETURN_URLS = { success: 'https://shop.example/done?from=pay', fail: 'https://shop.example/failed' }

describe('POST /v1/payments', () => {
  test('answers 201 with the payment, its checkout and the page that opens it', async () => {
    const { status, body } = await register({
      orderId: 'FULL1',
      buyer: { name: '홍길동', email: 'a@b.kr', phone: '010-1234-5678' },
      orderWithin: 'PT20M',
      returnUrls: RETURN_URLS,
      taxFree: 1_000,
      vat: 4_455,
      metadata: { room: '바다방', note: 'two\nlines' },
    })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      orderId: 'FULL1',
      providerOrderId: 'FULL1',
      orderName: '바다방 1박',
      channel: 'nicepay',
      provider: 'nicepay',
      providerRef: null,
      method: 'card',
      state: 'ready',
      currency: 'KRW',
      amount: 50_000,
      paidAmount: 0,
      cancelledAmount: 0,
      balance: 0,
      refundable: 0,
      taxFree: 1_000,
      cancelledTaxFree: 0,
      order: null,
      orderDueAt: null,
      attention: { reason: 'return_missing' },
      virtualAccount: null,
      refundDueAt: null,
      supersededBy: null,
      attempt: 1,
      cancellations: [],
      approvedAt: null,
      metadata: { room: '바다방', note: 'two\nlines' },
      checkout: { global: 'goPay', args: { Amt: '50000', Moid: 'FULL1', ReturnURL: `${shop.url}/return/${body.id}` } },
      checkoutUrl: `${shop.url}/checkout/${body.id}`,
    })
    expect(body.checkout.sdkUrl).toContain('/v3/common/js/nicepay-pgweb.js')
    expect(body.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(body).not.toHaveProperty('providerState')
  })

  test('the same order and body again is 200 and the same payment, whatever the order of its keys', async () => {
    const first = await register({ orderId: 'TWICE', metadata: { a: '1', b: '2' } })
    const again = await register({ metadata: { b: '2', a: '1' }, orderId: 'TWICE' })
    expect([first.status, again.status]).toEqual([201, 200])
    expect(again.body.id).toBe(first.body.id)
    expect(first.body.checkoutUrl).toBeNull()
  })

  test('a live duplicate order with another amount is 409 and names orderId', async () => {
    const first = await register({ orderId: 'LIVE1' })
    const { status, body } = await register({ orderId: 'LIVE1', amount: 1_000 })
    expect(status).toBe(409)
    expect(body).toMatchObject({ code: 'MD_ORDER_HAS_OPEN_PAYMENT', errors: [{ field: 'orderId' }] })
    expect(body.detail).toContain(first.body.id)
  })

  test('after it was given up, the order gets a new attempt', async () => {
    const first = await register({ orderId: 'AGAIN' })
    expect((await shop.call('POST', `/v1/payments/${first.body.id}/expire`)).body.state).toBe('expired')
    const { status, body } = await register({ orderId: 'AGAIN', amount: 9_000 })
    expect(status).toBe(201)
    expect(body).toMatchObject({ attempt: 2, amount: 9_000, state: 'ready' })
    expect(body.id).not.toBe(first.body.id)
  })

  const WRONG = [
    ['an unknown field', { colour: 'red' }, 'colour'],
    ['an account without its deadline', { virtualAccount: { bank: 'SHINHAN' } }, 'virtualAccount.expiresAt'],
    ['an unknown field inside', { buyer: { nickname: 'x' } }, 'buyer.nickname'],
    ['an unknown channel', { channel: 'kakao' }, 'channel'],
    ['no amount', { amount: undefined }, 'amount'],
    ['an amount as text', { amount: '50000' }, 'amount'],
    ['half a won', { amount: 0.5 }, 'amount'],
    ['nothing', { amount: 0 }, 'amount'],
    ['less than nothing', { amount: -1 }, 'amount'],
    ['more than twelve digits', { amount: 1_000_000_000_000 }, 'amount'],
    ['more than the number type holds', { amount: 1e300 }, 'amount'],
    ['an order id that is a number', { orderId: 7 }, 'orderId'],
    ['an empty order id', { orderId: '' }, 'orderId'],
    ['a long order id', { orderId: 'x'.repeat(201) }, 'orderId'],
    ['an order id with U+0000', { orderId: 'a\u0000b' }, 'orderId'],
    ['an order name with half a character', { orderName: 'a\ud800' }, 'orderName'],
    ['an order name that the provider cannot show', { orderName: '🎁' }, 'orderName'],
    ['an unknown currency', { currency: 'XYZ' }, 'currency'],
    ['a currency that the channel does not take', { currency: 'USD' }, 'currency'],
    ['an unknown method', { method: 'coin' }, 'method'],
    ['a time to order of no duration', { orderWithin: '15 minutes' }, 'orderWithin'],
    ['a time to order of nothing', { orderWithin: 'PT0S' }, 'orderWithin'],
    ['a time to order of more than a week', { orderWithin: 'P7DT1S' }, 'orderWithin'],
    [
      'a return URL that is a script',
      { returnUrls: { ...RETURN_URLS, fail: 'javascript:alert(1)' } },
      'returnUrls.fail',
    ],
    [
      'a return URL with a password',
      { returnUrls: { ...RETURN_URLS, success: 'https://a:b@c.d' } },
      'returnUrls.success',
    ],
    ['one return URL only', { returnUrls: { success: 'https://c.d' } }, 'returnUrls.fail'],
    ['metadata that is no text', { metadata: { a: 1 } }, 'metadata.a'],
    [
      'metadata without end',
      { metadata: Object.fromEntries([...Array(51).keys()].map((i) => [`k${i}`, 'v'])) },
      'metadata',
    ],
    ['more tax-free than there is', { taxFree: 50_001 }, 'taxFree'],
    ['a list', { buyer: [] }, 'buyer'],
  ] as const

  test.each(WRONG)('%s is refused by its name, and nothing is stored', async (_what, change, field) => {
    const orderId = 'orderId' in change ? {} : { orderId: 'WRONG1' }
    const { status, body, headers } = await register({ ...orderId, ...change })
    expect(status).toBe(422)
    expect(headers.get('content-type')).toContain('application/problem+json')
    expect(body.errors.map((error: { field: string }) => error.field)).toContain(field)
    expect((await shop.call('GET', '/v1/payments?orderId=WRONG1')).body.data).toEqual([])
  })

  test('several wrong fields are all named', async () => {
    const { body } = await register({ orderId: '', amount: 'x', colour: 'red' })
    const fields = body.errors.map(({ field }: { field: string }) => field)
    expect(fields).toEqual(expect.arrayContaining(['orderId', 'amount', 'colour']))
    expect(body).toMatchObject({ code: 'MD_INVALID_REQUEST', status: 422, titleKo: expect.stringMatching(/[가-힣]/) })
  })
})

describe('GET /v1/payments', () => {
  test('reads one payment, and 404 for what is none', async () => {
    const { id } = await shop.book('READ1')
    expect((await shop.call('GET', `/v1/payments/${id}`)).body).toMatchObject({ id, orderId: 'READ1' })
    for (const wrong of ['pay_nonsense', `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`, '%00', 'x'.repeat(300)]) {
      const { status, body } = await shop.call('GET', `/v1/payments/${wrong}`)
      expect([status, body.code]).toEqual([404, 'MD_NOT_FOUND'])
    }
  })

  test('pages by key: every payment once, newest first, also while new ones come', async () => {
    const from = new Date(shop.deps.clock.now()).toISOString()
    const ids: string[] = []
    for (let index = 0; index < 7; index += 1) ids.push((await shop.book(`PAGE${index}`)).id)
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const more: string = cursor === '' ? '' : `&cursor=${cursor}`
      const { body } = await shop.call('GET', `/v1/payments?from=${from}&limit=3${more}`)
      seen.push(...body.data.map(({ id }: { id: string }) => id))
      if (cursor === '') await shop.book('PAGELATE')
      cursor = body.nextCursor
    }
    expect(seen).toEqual(ids.reverse())
  })

  test('finds by order, reference, state, channel, attention and time', async () => {
    const payment = await shop.paid('FIND1')
    const found = async (query: string) =>
      (await shop.call('GET', `/v1/payments?limit=200&${query}`)).body.data.map(({ id }: { id: string }) => id)
    for (const query of [
      'orderId=FIND1',
      `providerRef=${payment.providerRef}`,
      'state=paid',
      'channel=nicepay',
      'attention=order_missing',
      `from=${payment.createdAt}`,
    ])
      expect([query, await found(query)]).toEqual([query, expect.arrayContaining([payment.id])])
    for (const query of [
      'orderId=FIND2',
      'state=ready',
      'channel=other',
      'attention=needs_operator',
      `to=${payment.createdAt}`,
    ])
      expect([query, await found(query)]).toEqual([query, expect.not.arrayContaining([payment.id])])
    // Korean time; the plus arrives as a blank where the caller did not escape it.
    expect(await found('from=2020-01-01T09:00:00+09:00&orderId=FIND1')).toEqual([payment.id])
  })

  test.each([
    ['state=gone', 'state'],
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=x', 'limit'],
    ['from=yesterday', 'from'],
    ['cursor=abc', 'cursor'],
    ['colour=red', 'colour'],
    ['state=paid&state=ready', 'state'],
  ])('?%s is refused by its name', async (query, field) => {
    const { status, body } = await shop.call('GET', `/v1/payments?${query}`)
    expect([status, body.errors[0].field]).toEqual([422, field])
  })

  test('shows the timeline in pages', async () => {
    const { id, createdAt } = await shop.paid('LINE1')
    const all = (await shop.call('GET', `/v1/payments/${id}/events`)).body
    expect(all.data.map(({ type }: { type: string }) => type)).toEqual([
      'payment.registered',
      'payment.approval_started',
      'payment.paid',
    ])
    expect(all.data[0]).toMatchObject({
      paymentId: id,
      seq: 1,
      at: createdAt,
      data: { orderId: 'LINE1', amount: 50_000 },
    })
    const rest = (await shop.call('GET', `/v1/payments/${id}/events?after=1&limit=1`)).body
    expect(rest).toMatchObject({ data: [{ type: 'payment.approval_started' }], next: all.data[1].seq })
    expect((await shop.call('GET', '/v1/payments/pay_x/events')).status).toBe(404)
    expect((await shop.call('GET', `/v1/payments/${id}/events?after=${2 ** 31}`)).status).toBe(422)
  })
})
