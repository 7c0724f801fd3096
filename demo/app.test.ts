/** The shop from outside: what a visitor sees and what Maedeup hears, on good days and on bad ones. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Shop } from './context.ts'
import {
  CHECKOUT_URL,
  type FakeMaedeup,
  FORM,
  fakeShop,
  NO_ANSWER,
  no,
  ok,
  openVisitor,
  PAYMENT_ID,
  payment,
} from './testing.ts'

let shop: Shop & { readonly maedeup: FakeMaedeup }
let visitor: Awaited<ReturnType<typeof openVisitor>>
beforeEach(async () => {
  shop = fakeShop()
  visitor = await openVisitor(shop)
})
afterEach(() => visitor.close())

const pay = (fields: Readonly<Record<string, string>> = {}) =>
  visitor.post('/rooms/sarangchae/pay', { ...FORM, ...fields })
const orderId = () => shop.maedeup.registered.at(-1)?.orderId ?? ''
const back = (path: 'success' | 'fail', id = orderId()) => visitor.get(`/${path}?paymentId=${PAYMENT_ID}&orderId=${id}`)
/** Pays and comes back, and answers the page where the visitor ends. */
async function book() {
  await pay()
  const { location = '' } = (await back('success')).headers
  return { location, page: await visitor.get(location) }
}

describe('every page', () => {
  test.each(['/', '/how', '/rooms/darak', '/reservations', `/payments/${PAYMENT_ID}`, '/nothing'])(
    '%s',
    async (path) => {
      for (const lang of ['ko', 'en']) {
        const { body, headers } = await visitor.get(`${path}?lang=${lang}`)
        expect(body).toContain(`<html lang="${lang}">`)
        expect(body).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|https?:\/\/(?!localhost)/)
        expect(body.replaceAll(/ data-[\w-]+="[^"]*"/g, '')).not.toMatch(/undefined|\[object|\{\w+\}/)
        expect(headers['content-security-policy']).toContain("default-src 'none'")
        expect(headers['content-security-policy']).not.toContain('unsafe')
        expect(headers['cache-control']).toBe('no-store')
        const labelled = [...body.matchAll(/<label for="(\w+)"/g)].map(([, id]) => id)
        for (const id of labelled) expect(body).toContain(`id="${id}"`)
      }
    },
  )

  test('the language is Korean at first, and what was chosen afterwards', async () => {
    expect((await visitor.get('/')).body).toContain('<html lang="ko">')
    await visitor.get('/?lang=en')
    expect((await visitor.get('/how')).body).toContain('<html lang="en">')
    expect((await visitor.get('/how?lang=fr')).body).toContain('<html lang="en">')
  })

  test('font, style and script are served by the shop; nothing outside their folders is', async () => {
    const types = ['/assets/shop.css', '/assets/live.mjs', '/fonts/pretendardvariable-dynamic-subset.css']
    const served = await Promise.all(types.map((path) => visitor.get(path)))
    const [css, script, font] = served.map(({ headers }) => headers['content-type'])
    expect([css, font]).toEqual(['text/css; charset=utf-8', 'text/css; charset=utf-8'])
    expect(script).toMatch(/^(text|application)\/javascript/)
    expect((await visitor.get('/assets/..%2fshop.ts')).statusCode).toBeGreaterThanOrEqual(400)
  })
})

describe('paying', () => {
  test('registers before the window opens, and sends the buyer to it', async () => {
    const answer = await pay({ phone: '010-1234-5678' })
    expect([answer.statusCode, answer.headers.location]).toEqual([303, CHECKOUT_URL])
    expect(shop.maedeup.registered).toEqual([
      {
        channel: 'nicepay',
        orderId: expect.stringMatching(/^MS20260722[0-9A-Z]{10}$/),
        orderName: '매듭 스테이 · 사랑채 온돌방',
        amount: 196_000,
        method: 'card',
        buyer: { name: '김매듭', phone: '010-1234-5678' },
        returnUrls: { success: 'http://localhost:4200/success', fail: 'http://localhost:4200/fail' },
        metadata: { shop: 'maedeup-stay', room: 'sarangchae', checkIn: '2026-08-01', nights: '2' },
      },
    ])
  })

  test('through the PG that the guest chose, and remembers it; another one than ours is not taken', async () => {
    const chosen = async () =>
      /name="channel" value="([^"]+)"[^>]* checked/.exec((await visitor.get('/rooms/darak')).body)?.[1]
    expect(await chosen()).toBe('nicepay')
    await pay({ channel: 'portone-v2' })
    expect(await chosen()).toBe('portone-v2')
    await pay({ channel: 'someone-elses' })
    expect(shop.maedeup.registered.map(({ channel }) => channel)).toEqual(['portone-v2', 'nicepay'])
  })

  test('the buyer comes back to the loopback name that was used, never to a host that was made up', async () => {
    await visitor.post('/rooms/darak/pay', FORM, { host: '127.0.0.1:4200' })
    await visitor.post('/rooms/darak/pay', FORM, { host: 'evil.example' })
    const [first, second] = shop.maedeup.registered.map(({ returnUrls }) => new URL(returnUrls?.success ?? '').hostname)
    expect([first, second]).toEqual(['127.0.0.1', 'localhost'])
  })

  test('what was typed wrongly comes back with words beside it, escaped; nothing is registered', async () => {
    const { statusCode, body } = await pay({ name: '<script>1</script>'.repeat(2), nights: '99' })
    expect(statusCode).toBe(422)
    expect(body).toContain('aria-describedby="name-wrong"')
    expect(body).toContain('1박부터 7박까지')
    expect(body).toContain('&lt;script&gt;')
    expect(shop.maedeup.registered).toEqual([])
  })

  test('when Maedeup is away the form stays filled and says that no money moved', async () => {
    shop.maedeup.answers.register = NO_ANSWER
    const { statusCode, body } = await pay({ name: '홍길동' })
    expect(statusCode).toBe(503)
    expect(body).toContain('결제를 시작하지 못했습니다')
    expect(body).toContain('value="홍길동"')
    expect(body).not.toContain('ECONNREFUSED')
  })

  test('a refused registration names its code', async () => {
    shop.maedeup.answers.register = no(422, 'MD_UNKNOWN_CHANNEL')
    expect((await pay()).body).toContain('MD_UNKNOWN_CHANNEL')
  })

  test.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': '', origin: 'http://evil.example' },
    { 'sec-fetch-site': '', origin: 'null' },
  ])('a form of another site is refused: %o', async (headers) => {
    expect((await visitor.post('/rooms/darak/pay', FORM, headers)).statusCode).toBe(403)
    expect(shop.maedeup.registered).toEqual([])
  })

  test('an oversize or strange body is refused politely', async () => {
    expect((await pay({ name: 'x'.repeat(10_000) })).statusCode).toBe(413)
    const json = await visitor.post('/rooms/darak/pay', {}, { 'content-type': 'text/plain' })
    expect([json.statusCode, json.body.includes('<html')]).toEqual([422, true])
  })
})

describe('coming back from a payment', () => {
  test('the reservation is tied and confirmed; the same return again shows the same one', async () => {
    const { location, page } = await book()
    const ref = location.split('/').at(-1)
    expect(page.body).toContain('예약이 확정되었습니다')
    expect(page.body).toContain('김매듭')
    expect(shop.maedeup.asked).toEqual([`PUT ${PAYMENT_ID} ${ref} 196000`])
    expect((await back('success')).headers.location).toBe(location)
    expect(shop.maedeup.asked).toHaveLength(1)
  })

  test('409: dropped, and the money goes back', async () => {
    shop.maedeup.answers.recordOrder = no(409, 'MD_BEING_RETURNED')
    expect((await book()).page.body).toContain('예약이 이루어지지 않았습니다')
  })

  test('no answer: the reservation stays pending, and its page keeps looking', async () => {
    shop.maedeup.answers.recordOrder = NO_ANSWER
    const { location, page } = await book()
    expect(page.body).toContain('예약을 확인하고 있습니다')
    expect(page.body).not.toContain('예약번호')
    expect(page.body).toContain(`data-live="${location}/live"`)
    expect(page.body).toContain('http-equiv="refresh"')
  })

  test('with the switch on the session is gone: nothing is reserved, nothing is recorded', async () => {
    await pay({ loseSession: 'on' })
    expect((await visitor.get('/rooms/darak')).body).toContain('name="loseSession" checked')
    expect((await back('success')).headers.location).toBe(`/payments/${PAYMENT_ID}`)
    const { body } = await visitor.get(`/payments/${PAYMENT_ID}`)
    expect(body).toContain('세션이 만료되었습니다')
    expect(body).toContain('role="timer"')
    expect(body).toContain('17초')
    expect(shop.maedeup.asked).toEqual([])
  })

  test('without the cookie it is the same: the true story', async () => {
    await pay()
    visitor.cookies.clear()
    expect((await back('success')).headers.location).toBe(`/payments/${PAYMENT_ID}`)
  })

  test('the payment of the address must be the one that was registered for the order', async () => {
    await pay()
    const other = await visitor.get(`/success?paymentId=pay_other&orderId=${orderId()}`)
    expect(other.headers.location).toBe('/payments/pay_other')
    expect(shop.maedeup.asked).toEqual([])
  })

  test.each(['', '?paymentId=pay_1', '?paymentId=/../x&orderId=MS20260722ABCDEFGHJK', '?paymentId=a&paymentId=b'])(
    'an address that makes no sense is not found: %s',
    async (query) => {
      expect((await visitor.get(`/success${query}`)).statusCode).toBe(404)
      expect((await visitor.get(`/fail${query}`)).statusCode).toBe(404)
    },
  )
})

describe('coming back without having paid', () => {
  test('the same checkout page opens the window again', async () => {
    await pay()
    shop.maedeup.answers.payment = ok(payment({ state: 'ready', orderId: orderId(), paidAmount: 0 }))
    const { body } = await back('fail')
    expect(body).toContain('결제가 끝나지 않았습니다')
    expect(body).toContain(`href="${CHECKOUT_URL}"`)
  })

  test('a payment that has ended offers a new booking only', async () => {
    await pay()
    shop.maedeup.answers.payment = ok(payment({ state: 'failed', orderId: orderId(), paidAmount: 0 }))
    const { body } = await back('fail')
    expect(body).not.toContain(CHECKOUT_URL)
    expect(body).toContain('처음부터 다시 예약')
  })

  test('what the address says is only a hint: a paid payment is shown as paid', async () => {
    await pay()
    shop.maedeup.answers.payment = ok(payment({ orderId: orderId() }))
    expect((await back('fail')).headers.location).toBe(`/payments/${PAYMENT_ID}`)
  })

  test('an amount that differed is said so', async () => {
    await pay()
    shop.maedeup.answers.payment = ok(payment({ state: 'ready', orderId: orderId(), paidAmount: 0 }))
    const refused = { type: 'payment.return_refused', at: '2026-07-22T14:30:00Z', data: { code: 'MD_RETURN_AMOUNT' } }
    shop.maedeup.timeline = async () => ok([refused])
    expect((await back('fail')).body).toContain('금액이 예약 금액과 달라')
  })
})

describe('a visitor’s bookings', () => {
  test('are listed with the state of reservation and payment', async () => {
    await book()
    const { body } = await visitor.get('/reservations')
    expect(body).toContain('예약 확정')
    expect(body).toContain('결제 완료')
  })

  test('calling off gives the money back, once', async () => {
    const { location } = await book()
    expect((await visitor.post(`${location}/cancel`)).headers.location).toBe(`/payments/${PAYMENT_ID}`)
    expect((await visitor.get(location)).body).toContain('예약이 취소되었습니다')
    await visitor.post(`${location}/cancel`)
    expect(shop.maedeup.asked.filter((call) => call.startsWith('DELETE'))).toHaveLength(1)
    expect((await visitor.get(`/payments/${PAYMENT_ID}`)).body).toContain('예약을 취소했습니다')
  })

  test('are nobody else’s', async () => {
    const { location } = await book()
    visitor.cookies.clear()
    expect((await visitor.get(location)).statusCode).toBe(404)
    expect((await visitor.post(`${location}/cancel`)).statusCode).toBe(404)
    expect((await visitor.get('/reservations')).body).toContain('아직 예약이 없습니다')
  })

  test('are listed also while Maedeup is away', async () => {
    await book()
    shop.maedeup.answers.payment = NO_ANSWER
    const { statusCode, body } = await visitor.get('/reservations')
    expect(statusCode).toBe(200)
    expect(body).toContain('확인할 수 없음')
  })
})

describe('a payment’s page', () => {
  test('is polite while Maedeup is away, and offers to try again', async () => {
    shop.maedeup.answers.payment = NO_ANSWER
    const { statusCode, body } = await visitor.get(`/payments/${PAYMENT_ID}`)
    expect(statusCode).toBe(503)
    expect(body).toContain(`href="/payments/${PAYMENT_ID}"`)
    expect(body).not.toMatch(/Error|at .*\.ts/)
  })

  test('is not shown for payments of other shops', async () => {
    shop.maedeup.answers.payment = ok(payment({ metadata: { shop: 'other' } }))
    expect((await visitor.get(`/payments/${PAYMENT_ID}`)).statusCode).toBe(404)
  })
})
