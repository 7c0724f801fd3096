/** What the hosted pages promise over HTTP: where a buyer is led, always to the same place, whatever comes back. */
import iconv from 'iconv-lite'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Service, startService } from '../../../test/http/server.ts'

let shop: Service
beforeAll(async () => {
  shop = await startService({ app: { answerWithinMs: 1_500 }, readMs: 8_000 })
})
afterAll(() => shop.close())
afterEach(() => shop.clearFaults())

const RETURN_URLS = { success: 'http://shop.test/done?q=%B0%A1#top', fail: 'http://shop.test/failed' }
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

const hosted = (orderId: string, more: object = {}) => shop.book(orderId, { returnUrls: RETURN_URLS, ...more })
const post = (id: string, fields: Record<string, string>) =>
  shop.visit(`/return/${id}`, { method: 'POST', headers: FORM, body: new URLSearchParams(fields).toString() })
const read = async (id: string) => (await shop.call('GET', `/v1/payments/${id}`)).body
const whereTo = ({ status, headers }: { status: number; headers: Headers }) => [status, headers.get('location')]
const success = ({ id, orderId }: { id: string; orderId: string }) =>
  `http://shop.test/done?q=%B0%A1&paymentId=${id}&orderId=${orderId}#top`
const failed = ({ id, orderId }: { id: string; orderId: string }, code: string) =>
  `http://shop.test/failed?paymentId=${id}&orderId=${orderId}&code=${code}`

describe('GET /checkout', () => {
  test('shows what is paid, with every value escaped, under a policy that names the provider alone', async () => {
    const payment = await hosted('PAGE1', { orderName: '<b>"바다방" & 뷰</b>' })
    const { status, text, headers } = await shop.visit(`/checkout/${payment.id}`)
    expect(status).toBe(200)
    expect(text).toContain('&lt;b&gt;&quot;바다방&quot; &amp; 뷰&lt;/b&gt;')
    expect(text).not.toContain('<b>')
    expect(text).toContain('50,000원')
    expect(text).toContain(`action="${shop.url}/return/${payment.id}"`)
    const origins = shop.engine.browserOrigins((await shop.deps.store.load(payment.id)) as never).join(' ')
    const policy = Object.fromEntries(
      (headers.get('content-security-policy') ?? '').split('; ').map((one) => [one.split(' ')[0], one]),
    )
    const nonce = /nonce="([^"]+)"/.exec(text)?.[1]
    expect(policy).toMatchObject({
      'default-src': "default-src 'none'",
      'script-src': `script-src 'nonce-${nonce}' ${origins}`,
      'frame-src': `frame-src ${origins}`,
      'connect-src': `connect-src ${origins}`,
      'form-action': `form-action 'self' https: ${origins} ${shop.url} http://shop.test`,
      'frame-ancestors': "frame-ancestors 'none'",
    })
    expect(headers.get('cache-control')).toBe('no-store')
    expect((await shop.visit(`/checkout/${payment.id}`)).text).not.toContain(`nonce="${nonce}"`)
  })

  test('speaks the browser’s language', async () => {
    const { id } = await hosted('PAGE2')
    const speak = async (language: string) =>
      (await shop.visit(`/checkout/${id}`, { headers: { 'accept-language': language } })).text
    expect(await speak('en-GB,en;q=0.9')).toContain('Open the payment window')
    expect(await speak('ko-KR,ko;q=0.9,en;q=0.8')).toContain('결제창 열기')
    expect(await speak('fr')).toContain('결제창 열기')
  })

  test('does not open what is not ready: it leads where the payment leads', async () => {
    const paid = await hosted('PAGE3')
    await post(paid.id, await shop.window(paid))
    expect(whereTo(await shop.visit(`/checkout/${paid.id}`))).toEqual([303, success(paid)])
    const gone = await hosted('PAGE4')
    await shop.call('POST', `/v1/payments/${gone.id}/expire`)
    expect(whereTo(await shop.visit(`/checkout/${gone.id}`))).toEqual([303, failed(gone, 'MD_PAYMENT_ENDED')])
  })

  test('says politely that there is no such payment', async () => {
    for (const path of ['/checkout/pay_x', '/checkout/pay_01hzzzzzzzzzzzzzzzzzzzzzzz', '/return/pay_x']) {
      const { status, text, headers } = await shop.visit(path)
      expect([status, headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
      expect(text).toContain('대상을 찾을 수 없습니다')
    }
  })

  test('its font and style are served from here', async () => {
    const css = await shop.visit('/assets/pretendard/pretendardvariable-dynamic-subset.css')
    expect(css.headers.get('content-type')).toContain('text/css')
    const slice = /url\(\.\/(woff2-dynamic-subset\/[^)]+)\)/.exec(css.text)?.[1]
    expect((await shop.visit(`/assets/pretendard/${slice}`)).status).toBe(200)
    expect((await shop.visit('/assets/pages.css')).text).toContain('--accent')
  })
})

describe('/return', () => {
  test('approves and leads to the shop; the same return again repeats the same 303', async () => {
    const payment = await hosted('BACK1')
    const fields = await shop.window(payment)
    const first = await post(payment.id, fields)
    expect(whereTo(first)).toEqual([303, success(payment)])
    for (let times = 0; times < 3; times += 1)
      expect(whereTo(await post(payment.id, fields))).toEqual([303, success(payment)])
    expect((await read(payment.id)).state).toBe('paid')
    expect(await shop.books('BACK1')).toHaveLength(1)
  })

  test('takes a query as well as a form, and CP949 as well as UTF-8', async () => {
    const one = await hosted('BACK2')
    const query = new URLSearchParams(await shop.window(one)).toString()
    expect(whereTo(await shop.visit(`/return/${one.id}?${query}`))).toEqual([303, success(one)])
    const two = await hosted('BACK3')
    const left = { AuthResultCode: '9999', AuthResultMsg: '뷁 결제창을 닫음' }
    const body = Object.entries(left).map(([name, value]) => `${name}=${percent(value)}`)
    await shop.visit(`/return/${two.id}`, { method: 'POST', headers: FORM, body: body.join('&') })
    const { data } = (await shop.call('GET', `/v1/payments/${two.id}/events`)).body
    expect(data.at(-1).data.detail).toContain('뷁 결제창을 닫음')
  })

  const percent = (text: string) =>
    [...iconv.encode(text, 'cp949')].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')

  test('a closed or refused window leads to the fail URL, and the payment stays ready', async () => {
    const payment = await hosted('BACK4')
    for (const action of ['close', 'fail']) {
      const fields = await shop.window(payment, { action })
      expect(whereTo(await post(payment.id, fields))).toEqual([303, failed(payment, 'MD_RETURN_ABANDONED')])
    }
    expect((await read(payment.id)).state).toBe('ready')
    expect(whereTo(await post(payment.id, await shop.window(payment)))).toEqual([303, success(payment)])
  })

  test('what is forged, foreign, incomplete or different leads to the fail URL with its code, every time', async () => {
    const payment = await hosted('BACK5')
    const good = await shop.window(payment)
    const wrong = [
      [{ ...good, Signature: '0'.repeat(64) }, 'MD_RETURN_FORGED'],
      [{ ...good, Moid: 'OTHER' }, 'MD_RETURN_OTHER_ORDER'],
      [{ ...good, NextAppURL: 'https://evil.example/webapi/pay_process.jsp' }, 'MD_RETURN_URL'],
      [{ ...good, TxTid: '' }, 'MD_RETURN_INCOMPLETE'],
      [{}, 'MD_RETURN_INCOMPLETE'],
    ] as const
    for (const [fields, code] of [...wrong, ...wrong])
      expect(whereTo(await post(payment.id, fields))).toEqual([303, failed(payment, code)])
    expect((await read(payment.id)).state).toBe('ready')
    await post(payment.id, good)
    const other = await shop.window(payment)
    expect(whereTo(await post(payment.id, other))).toEqual([303, failed(payment, 'MD_RETURN_DIFFERENT')])
    // A second tab that is closed changes nothing about a payment that went through.
    const closed = await shop.window(payment, { action: 'close' })
    expect(whereTo(await post(payment.id, closed))).toEqual([303, success(payment)])
  })

  test('an approval that could not be sent may be tried again with the same return', async () => {
    const payment = await hosted('BACK6')
    const fields = await shop.window(payment)
    await shop.fault('approve', 'refuse_connection')
    expect(whereTo(await post(payment.id, fields))).toEqual([303, failed(payment, 'MD_APPROVAL_NOT_SENT')])
    await shop.clearFaults()
    expect(whereTo(await post(payment.id, fields))).toEqual([303, success(payment)])
  })

  test('a refused approval says so each time', async () => {
    const payment = await hosted('BACK7')
    const fields = await shop.window(payment)
    await shop.control('POST', '/control/switches', { provider: 'nicepay', cardLimitKrw: 1 })
    const first = whereTo(await post(payment.id, fields))
    await shop.control('POST', '/control/switches', { provider: 'nicepay', cardLimitKrw: null })
    expect(first).toEqual([303, failed(payment, 'MD_APPROVAL_REFUSED')])
    expect(whereTo(await post(payment.id, fields))).toEqual(first)
  })

  test('a slow approval shows the checking page, which then leads to the shop', async () => {
    const payment = await hosted('WAIT1')
    const fields = await shop.window(payment)
    await shop.fault('approve', 'slow', { delayMs: 3_000, times: 1 })
    const { status, text } = await post(payment.id, fields)
    expect(status).toBe(200)
    expect(text).toContain(`<meta http-equiv="refresh" content="2;url=${shop.url}/return/${payment.id}">`)
    expect(text).toContain('결제를 확인하고 있습니다')
    expect((await post(payment.id, fields)).text).toContain('결제를 확인하고 있습니다')
    expect((await shop.visit(`/checkout/${payment.id}`)).text).toContain('결제를 확인하고 있습니다')
    const where = async () => whereTo(await shop.visit(`/return/${payment.id}`))
    await expect.poll(where, { timeout: 60_000 }).toEqual([303, success(payment)])
  })

  test('an approval that stays unsettled leads to the fail URL after a minute, with a code of its own', async () => {
    const payment = await hosted('WAIT2')
    await shop.fault('approve', 'lose_reply', { times: 1 })
    await shop.fault('inquire', 'garble')
    expect((await post(payment.id, await shop.window(payment))).status).toBe(200)
    shop.clock.advance(59_000)
    expect((await shop.visit(`/return/${payment.id}`)).status).toBe(200)
    shop.clock.advance(2_000)
    const { headers } = await shop.visit(`/return/${payment.id}`)
    expect(headers.get('location')).toBe(failed(payment, 'MD_APPROVAL_UNSETTLED'))
    expect((await read(payment.id)).state).toBe('approving')
  })

  test('without return URLs the result is shown here, with a way to try again', async () => {
    const payment = await shop.book('PLAIN1')
    const closed = await post(payment.id, await shop.window(payment, { action: 'close' }))
    expect(closed.text).toContain('결제되지 않았습니다')
    expect(closed.text).toContain(`href="${shop.url}/checkout/${payment.id}"`)
    const paid = await post(payment.id, await shop.window(payment))
    expect([paid.status, paid.text.includes('결제가 완료되었습니다')]).toEqual([200, true])
    expect((await shop.visit(`/return/${payment.id}`)).text).toContain('결제가 완료되었습니다')
  })

  test('a body beyond every measure is refused, whatever its type', async () => {
    const { id } = await hosted('BIG1')
    const { status, text } = await shop.visit(`/return/${id}`, { method: 'POST', body: 'x'.repeat(70_000) })
    expect([status, text.includes('MD_BODY_TOO_LARGE')]).toEqual([413, true])
    const xml = await shop.visit(`/return/${id}`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: '<a/>',
    })
    expect(whereTo(xml)[1]).toContain('MD_RETURN_INCOMPLETE')
  })

  test('who tries returns at random is slowed down, others are not', async () => {
    const [one, two] = [await hosted('LIMIT1'), await hosted('LIMIT2')]
    const statuses = await Promise.all(
      Array.from({ length: 130 }, async () => (await post(one.id, { AuthResultCode: '0000' })).status),
    )
    expect(statuses.filter((status) => status === 429)).toHaveLength(10)
    expect((await post(two.id, {})).status).not.toBe(429)
    const { data } = (await shop.call('GET', `/v1/payments/${one.id}/events?limit=1000`)).body
    expect(data.length).toBeLessThan(30)
  })
})

describe('the number of a virtual account', () => {
  const NUMBER = /<dd>\d{10,16}<\/dd>/
  const MASKED = /<dd>\*{6,12}\d{4}<\/dd>/

  test('of a window is whole in the answer to its own return, and masked for who has the payment’s id', async () => {
    const rest = await startService({ on: 'nicepay-rest' })
    try {
      const buyer = { name: '홍길동' }
      const wish = { method: 'virtual_account', channel: 'nicepay-rest', buyer }
      const { id, providerOrderId: orderId } = await rest.book('VAPAGE', wish)
      const played = { provider: 'nicepay-rest', orderId, amount: 50_000, method: 'virtual_account', action: 'pay' }
      const { return: fields } = (await rest.control('POST', '/control/buyers', played)) as {
        return: Record<string, string>
      }
      const body = new URLSearchParams(fields).toString()
      const back = () => rest.visit(`/return/${id}`, { method: 'POST', headers: FORM, body })
      for (const answer of [await back(), await back()]) expect(answer.text).toMatch(NUMBER)
      const forged = await rest.visit(`/return/${id}`, {
        method: 'POST',
        headers: FORM,
        body: new URLSearchParams({ ...fields, signature: '0' }).toString(),
      })
      for (const answer of [await rest.visit(`/return/${id}`), await rest.visit(`/checkout/${id}`)]) {
        expect(answer.text).toMatch(MASKED)
        expect(answer.text).not.toMatch(NUMBER)
      }
      expect(forged.text).not.toMatch(NUMBER)
    } finally {
      await rest.close()
    }
  })

  test('of an account that we issued is the merchant’s to show', async () => {
    const expiresAt = new Date(Date.now() + 3 * 86_400_000).toISOString()
    const { id } = await shop.book('VAAPI', { method: 'virtual_account', virtualAccount: { bank: '088', expiresAt } })
    for (const path of [`/checkout/${id}`, `/return/${id}`]) {
      const { text } = await shop.visit(path)
      expect(text).toMatch(MASKED)
      expect(text).not.toMatch(NUMBER)
    }
    expect((await post(id, { AuthResultCode: '0000' })).text).not.toMatch(NUMBER)
  })
})
