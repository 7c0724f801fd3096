/** The payment window: what it accepts, what it refuses, and how it ends in a real browser (§2, §3). */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { browserMissing, openBrowser, openWindow } from '../../../../test/browser.ts'
import { openShop, type Shop } from '../testing.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.sandbox.close())
beforeEach(() => shop.reset())

type Texts = Readonly<Record<string, string>>

const FIELDS: Texts = {
  clientKey: 'test_ck_maedeup',
  method: 'CARD',
  amount: '120000',
  orderId: 'ORDER1',
  orderName: '한옥 게스트하우스 <별채> 1박',
  successUrl: 'http://shop.test/success?kept=1',
  failUrl: 'http://shop.test/fail',
}

const open = (changes: Texts) => {
  const body = new URLSearchParams({ ...FIELDS, SandboxOpener: 'http://shop.test', ...changes })
  return fetch(`${shop.url}/sandbox/payment-window`, { method: 'POST', body })
}

describe('opening', () => {
  test('shows order, amount and methods, escaped, and begins a session', async () => {
    const response = await open({})
    const html = await response.text()
    expect(response.status).toBe(200)
    expect(html).toContain('한옥 게스트하우스 &lt;별채&gt; 1박')
    expect(html).toContain('120,000원')
    expect(html).toContain('토스페이먼츠 결제창')
    await shop.switches({ pendingOnLookup: 'visible' })
    expect((await shop.call('/v1/payments/orders/ORDER1')).json.status).toBe('READY')
  })
  const refused = [
    ['an unknown client key', { clientKey: 'test_ck_other' }, 'INVALID_API_KEY', 'clientKey'],
    ['the secret key', { clientKey: 'test_sk_maedeup' }, 'INVALID_API_KEY', 'clientKey'],
    ['no amount', { amount: '0' }, 'INVALID_REQUEST', 'amount'],
    ['a short orderId', { orderId: 'A' }, 'INVALID_REQUEST', 'orderId'],
    ['an unknown method', { method: 'COIN' }, 'INVALID_REQUEST', 'method'],
    ['a script as successUrl', { successUrl: 'javascript:alert(1)' }, 'INVALID_REQUEST', 'successUrl'],
    [
      'a due date that is over',
      { method: 'VIRTUAL_ACCOUNT', dueDate: '2020-01-01T00:00:00' },
      'INVALID_REQUEST',
      'dueDate',
    ],
    ['a strange receipt', { method: 'VIRTUAL_ACCOUNT', cashReceiptType: 'x' }, 'INVALID_REQUEST', 'cashReceipt.type'],
    ['more tax-free than amount', { taxFreeAmount: '120001' }, 'INVALID_REQUEST', 'taxFreeAmount'],
  ] as const
  test.each(refused)('%s is refused in words', async (_what, changes, code, field) => {
    const response = await open({ ...changes, SandboxLang: 'en' })
    expect(response.status).toBe(400)
    expect(await response.text()).toContain(`<code>${code}</code> · ${field}`)
  })
  test('a window that was open for 30 minutes ends at failUrl', async () => {
    const session = /data-session="(\w+)"/.exec(await (await open({})).text())?.[1]
    await shop.advance(30 * 60_000)
    const body = new URLSearchParams({ action: 'pay', method: 'card' })
    const response = await fetch(`${shop.url}/sandbox/windows/${session}`, { method: 'POST', body })
    const { returnUrl } = (await response.json()) as { returnUrl: string }
    expect(returnUrl).toContain('/fail?code=PAY_PROCESS_ABORTED')
  })
})

/** A shop with a strict CSP of its own; every page has the three ways to open the window. */
function serveShop(sandboxUrl: string): Promise<{ url: string; server: Server }> {
  const csp = [
    `default-src 'none'; script-src 'unsafe-inline' ${sandboxUrl}`,
    `frame-src ${sandboxUrl}; form-action 'self' ${sandboxUrl}`,
  ].join('; ')
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://shop')
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': csp })
      .end(`<!doctype html><script src="${sandboxUrl}${pathname === '/v1' ? '/v1/payment' : '/v2/standard'}"></script>
        <script>
          const order = { orderId: 'ORDER1', orderName: '한옥 1박',
            successUrl: location.origin + '/success', failUrl: location.origin + '/fail' }
          const amount = { currency: 'KRW', value: 120000 }
          const toss = TossPayments('test_ck_maedeup')
          const told = (error) => { document.title = error.code }
          function v1() { toss.requestPayment('카드', { ...order, amount: 120000 }).catch(told) }
          function v2(more) {
            const payment = toss.payment({ customerKey: TossPayments.ANONYMOUS })
            payment.requestPayment({ ...order, method: 'CARD', amount, ...more }).catch(told)
          }
        </script>
        <button onclick="v1()">one</button><button onclick="v2()">two</button>
        <button onclick="v2({ windowTarget: 'self' })">self</button>`)
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server })
    })
  })
}

describe.skipIf(browserMissing() !== null)('in a browser', () => {
  let browser: Browser
  let site: Awaited<ReturnType<typeof serveShop>>
  beforeAll(async () => {
    browser = await openBrowser()
    site = await serveShop(shop.url)
  })
  afterAll(async () => {
    await browser.close()
    site.server.closeAllConnections()
    await new Promise((resolve) => site.server.close(resolve))
  })

  const visit = async (path: string, button: string, use: (page: Page) => Promise<void>) => {
    const context = await openWindow(browser)
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('favicon')) complaints.push(message.text())
    })
    await page.goto(`${site.url}${path}`)
    await page.getByRole('button', { name: button, exact: true }).click()
    await use(page)
    expect(complaints).toEqual([])
    await context.close()
  }
  const inWindow = (page: Page) => page.frameLocator('iframe[name=tosspayments-sandbox-window]')
  const returned = async (page: Page, path: string): Promise<Texts> => {
    await page.waitForURL(`**${path}?**`)
    return Object.fromEntries(new URL(page.url()).searchParams)
  }

  test('v2: paying goes to successUrl, and the confirm works', async () => {
    await visit('/v2', 'two', async (page) => {
      await inWindow(page).getByText('간편결제').click()
      await inWindow(page).getByRole('button', { name: '결제하기' }).click()
      const { paymentKey = '', orderId = '', amount, paymentType } = await returned(page, '/success')
      expect([orderId, amount, paymentType]).toEqual(['ORDER1', '120000', 'NORMAL'])
      const { json } = await shop.confirm({ paymentKey, orderId, amount: Number(amount) })
      expect(json).toMatchObject({ status: 'DONE', method: '간편결제', orderName: '한옥 1박' })
    })
  })
  test('v1: the cancel button goes to failUrl, and nothing is booked', async () => {
    await visit('/v1', 'one', async (page) => {
      await inWindow(page).getByRole('button', { name: '취소' }).click()
      expect(await returned(page, '/fail')).toMatchObject({ code: 'PAY_PROCESS_CANCELED', orderId: 'ORDER1' })
    })
    expect((await shop.control('GET', '/control/books?provider=tosspayments')).json).toEqual([])
  })
  test('Escape closes the window and rejects the promise with USER_CANCEL', async () => {
    await visit('/v2', 'two', async (page) => {
      await inWindow(page).getByRole('button', { name: '취소' }).waitFor()
      await inWindow(page).locator('h1').press('Escape')
      await expect.poll(() => page.title()).toBe('USER_CANCEL')
      expect(await page.locator('iframe').count()).toBe(0)
    })
  })
  test('windowTarget self: the page goes there and comes back, also when the card is refused', async () => {
    await visit('/v2', 'self', async (page) => {
      await page.getByRole('button', { name: '카드 한도 초과로 실패' }).click()
      expect(await returned(page, '/fail')).toMatchObject({ code: 'REJECT_CARD_COMPANY' })
    })
  })
})
