/** The PortOne window: what it accepts, what it refuses, and how it ends in a real browser. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { browserMissing, openBrowser, openWindow } from '../../../../test/browser.ts'
import { openSite, type Shown, type Site, shopPolicy, type Visit, visitSite } from '../../window/testing.ts'
import { openShop, type Shop } from '../testing.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.sandbox.close())
beforeEach(() => shop.control('POST', '/control/reset', { seed: 7 }))

const PARAMS = {
  storeId: 'store-maedeup',
  channelKey: 'channel-key-maedeup',
  paymentId: 'order-1',
  orderName: '한옥 게스트하우스 <별채> 1박',
  totalAmount: 120_000,
  currency: 'KRW',
  payMethod: 'CARD',
  customer: { fullName: '홍길동' },
  customData: { room: 3 },
}

const post = (path: string, fields: Readonly<Record<string, string>>) =>
  fetch(`${shop.url}${path}`, { method: 'POST', body: new URLSearchParams(fields) })
const open = (changes: object = {}, fields: Readonly<Record<string, string>> = {}) =>
  post('/sandbox/window', { params: JSON.stringify({ ...PARAMS, ...changes }), opener: 'http://shop.test', ...fields })
const sessionOf = (html: string): string => /data-session="([0-9A-F]+)"/.exec(html)?.[1] ?? ''
const end = async (changes: object = {}, action = 'pay') => {
  const session = sessionOf(await (await open(changes)).text())
  const response = await post(`/sandbox/windows/${session}`, { action, method: 'card' })
  return { status: response.status, json: (await response.json()) as { fields: object; returnUrl: string | null } }
}

describe('opening', () => {
  test('shows goods and amount, escaped, under a strict CSP, and begins the payment', async () => {
    const response = await open()
    const html = await response.text()
    expect(response.status).toBe(200)
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(html).toContain('한옥 게스트하우스 &lt;별채&gt; 1박')
    expect(html).toContain('120,000원')
    expect(await shop.get('order-1')).toMatchObject({
      status: 'READY',
      orderName: PARAMS.orderName,
      customData: '{"room":3}',
      customer: { name: '홍길동' },
      amount: { total: 120_000, paid: 0 },
    })
    expect(await (await open({}, { lang: 'en' })).text()).toContain('>Pay<')
  })
  const refused = [
    ['another store', { storeId: 'x' }, 'INVALID_REQUEST', 'storeId'],
    ['another channel', { channelKey: 'x' }, 'CHANNEL_NOT_FOUND', 'channelKey'],
    ['no order name', { orderName: undefined }, 'INVALID_REQUEST', 'orderName'],
    ['no amount', { totalAmount: 0 }, 'INVALID_REQUEST', 'totalAmount'],
    ['half a won', { totalAmount: 0.5 }, 'INVALID_REQUEST', 'totalAmount'],
    ['an unknown method', { payMethod: 'COIN' }, 'INVALID_REQUEST', 'payMethod'],
    ['an unknown promotion', { promotionId: 'x' }, 'INVALID_REQUEST', 'promotionId'],
    ['too large a tax-free part', { taxFreeAmount: 120_001 }, 'SUM_OF_PARTS_EXCEEDS_TOTAL_AMOUNT', 'taxFreeAmount'],
    ['a redirectUrl that is a script', { redirectUrl: 'javascript:alert(1)' }, 'INVALID_REQUEST', 'redirectUrl'],
  ] as const
  test.each(refused)('%s is refused in words', async (_what, changes, code, field) => {
    const response = await open(changes)
    const html = await response.text()
    expect(response.status).toBe(400)
    expect(html).toContain(`<code>${code}</code> · ${field}`)
    expect((await shop.call('GET', '/payments/order-1')).status).toBe(404)
  })
  test('what is no JSON is refused', async () => {
    expect((await post('/sandbox/window', { params: '{' })).status).toBe(400)
  })
  test('another amount than the pre-registered one is refused, unless it is not looked at', async () => {
    await shop.call('POST', '/payments/order-1/pre-register', { body: { totalAmount: 1_000 } })
    expect(await (await open()).text()).toContain('PAYMENT_AMOUNT_MISMATCH')
    await shop.switches({ preRegister: 'ignore' })
    expect((await open()).status).toBe(200)
  })
  test('what is paid cannot be opened again', async () => {
    await shop.buy()
    expect(await (await open()).text()).toContain('ALREADY_PAID')
  })
  test('an account ends when the shop says', async () => {
    const dueDate = '2099-01-01T00:00:00Z'
    await end({ payMethod: 'VIRTUAL_ACCOUNT', virtualAccount: { accountExpiry: { dueDate } } })
    expect(await shop.get('order-1')).toMatchObject({ method: { expiredAt: '2099-01-01T00:00:00.000Z' } })
  })
})

describe('ending', () => {
  test('two windows of one payment: the second finds it paid', async () => {
    const [first, second] = [sessionOf(await (await open()).text()), sessionOf(await (await open()).text())]
    const pay = (session: string) => post(`/sandbox/windows/${session}`, { action: 'pay', method: 'card' })
    expect(await (await pay(first)).json()).toMatchObject({ fields: { paymentId: 'order-1' } })
    expect(await (await pay(second)).json()).toMatchObject({ fields: { code: 'ALREADY_PAID' } })
    expect((await pay(first)).status).toBe(404)
    expect((await shop.book('order-1')).paidAmount).toBe(120_000)
  })
  test('a redirect carries the same fields in its query', async () => {
    const { json } = await end({ redirectUrl: 'http://shop.test/return?own=1' })
    const query = new URL(json.returnUrl ?? '').searchParams
    expect(Object.fromEntries(query)).toEqual({ own: '1', ...json.fields })
  })
  test('a lost end leaves a dead window and a paid payment', async () => {
    await shop.fault({ operation: 'approve', fault: 'lose_reply', times: 1 })
    expect((await end()).status).toBe(502)
    expect((await shop.get('order-1')).status).toBe('PAID')
  })
  test('a promotion of the shop is used', async () => {
    await end({ promotionId: 'promotion-10-percent' })
    expect(await shop.get('order-1')).toMatchObject({ amount: { discount: 12_000, paid: 108_000 } })
  })
})

/** `?redirect` sends the whole page away; the answer is shown in the title. */
function shopPage(url: URL): Shown {
  const redirect = { redirectUrl: `${url.origin}/done`, windowType: { pc: 'REDIRECTION' } }
  const params = { ...PARAMS, ...(url.searchParams.has('redirect') ? redirect : {}) }
  if (url.pathname === '/done') return { csp: "default-src 'none'", html: `<h1>received</h1>` }
  const html = `<!doctype html><title>shop</title><script src="${shop.url}/v2/browser-sdk.js${url.search}"></script>
    <button id="buy">buy</button>
    <script>
      document.getElementById('buy').onclick = function () {
        PortOne.requestPayment(${JSON.stringify(params).replaceAll('<', '\\u003c')}).then(function (response) {
          document.title = JSON.stringify(response)
        })
      }
    </script>`
  return { csp: shopPolicy(shop.url), html }
}

describe.skipIf(browserMissing() !== null)('in a browser', () => {
  let browser: Browser
  let site: Site
  beforeAll(async () => {
    browser = await openBrowser()
    site = await openSite(shopPage)
  })
  afterAll(async () => {
    await browser.close()
    await site.close()
  })

  const visit = async (query: string, use: Visit) => visitSite(await openWindow(browser), `${site.url}/${query}`, use)
  const inWindow = (page: Page) => page.frameLocator('iframe[name=portone-v2-sandbox-window]')
  const promised = async (page: Page) => {
    await expect.poll(() => page.title()).toContain('paymentId')
    expect(await page.locator('iframe').count()).toBe(0)
    return JSON.parse(await page.title()) as object
  }

  test('paying keeps the promise: the payment is paid already', async () => {
    await visit('', async (page, complaints) => {
      await inWindow(page).getByRole('button', { name: '결제하기' }).click()
      expect(await promised(page)).toEqual({
        transactionType: 'PAYMENT',
        paymentId: 'order-1',
        txId: expect.any(String),
      })
      expect(complaints).toEqual([])
    })
    expect((await shop.get('order-1')).status).toBe('PAID')
  })
  test('cancel and Escape come back with a code, and the buyer may try again', async () => {
    for (const leave of ['button', 'key'] as const)
      await visit('', async (page) => {
        const cancel = inWindow(page).getByRole('button', { name: '취소' })
        await cancel.waitFor()
        if (leave === 'button') await cancel.click()
        else await inWindow(page).locator('h1').press('Escape')
        expect(await promised(page)).toMatchObject({ code: 'FAILURE_TYPE_PG', pgCode: 'PAY_PROCESS_CANCELED' })
      })
    expect(await shop.get('order-1')).toMatchObject({ status: 'FAILED' })
    expect((await shop.book('order-1')).paidAmount).toBe(0)
  })
  test('a refused card comes back as a refusal', async () => {
    await visit('', async (page) => {
      await inWindow(page).getByRole('button', { name: '카드 한도 초과로 실패' }).click()
      expect(await promised(page)).toMatchObject({ pgCode: 'EXCEED_MAX_AMOUNT' })
    })
  })
  test('a window that cannot open says why, and the promise is kept', async () => {
    await shop.buy()
    await visit('', async (page) => {
      await inWindow(page).getByText('ALREADY_PAID').waitFor()
      await inWindow(page).getByRole('button', { name: '닫기' }).click()
      expect(await promised(page)).toMatchObject({ paymentId: 'order-1', code: expect.any(String) })
    })
  })
  test('by redirect the whole page goes there and comes back to redirectUrl, in English', async () => {
    await visit('?redirect&lang=en', async (page, complaints) => {
      await page.getByRole('button', { name: 'Pay', exact: true }).click()
      await page.getByText('received').waitFor()
      const { pathname, searchParams } = new URL(page.url())
      expect(pathname).toBe('/done')
      expect(Object.fromEntries(searchParams)).toMatchObject({ paymentId: 'order-1', transactionType: 'PAYMENT' })
      expect(complaints).toEqual([])
    })
    expect((await shop.get('order-1')).status).toBe('PAID')
  })
  test('a lost end is told to the buyer', async () => {
    await shop.fault({ operation: 'approve', fault: 'lose_reply', times: 1 })
    await visit('', async (page) => {
      await inWindow(page).getByRole('button', { name: '결제하기' }).click()
      await inWindow(page).getByText('샌드박스가 답하지 않습니다').waitFor()
    })
    expect((await shop.get('order-1')).status).toBe('PAID')
  })
})
