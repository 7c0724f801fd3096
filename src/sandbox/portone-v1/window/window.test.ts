/** The payment window: what it accepts, what it refuses, and how it ends in a real browser (portone-v1 §9–§12). */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { browserMissing, openBrowser, openWindow } from '../../../../test/browser.ts'
import type { Book } from '../../simulator.ts'
import { type Merchant, openEar, openMerchant } from '../testing.ts'

let shop: Merchant
let ear: Awaited<ReturnType<typeof openEar>>
beforeAll(async () => {
  ear = await openEar()
  shop = await openMerchant()
})
afterAll(async () => {
  await shop.sandbox.close()
  ear.close()
})
beforeEach(async () => {
  await shop.reset()
  ear.heard.length = 0
  Object.assign(ear.says, { status: 200, body: '' })
})

const PARAMS = {
  pg: 'nice_v2',
  pay_method: 'card',
  merchant_uid: 'ORDER1',
  name: '한옥 게스트하우스 <별채> 1박',
  amount: 120_000,
  buyer_name: '홍길동',
}

const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${shop.url}${path}`, { method: 'POST', body: new URLSearchParams(fields), headers })
const open = (changes: object = {}, fields: Record<string, string> = {}) =>
  post('/sandbox/iamport/window', {
    user_code: 'imp00000000',
    params: JSON.stringify({ ...PARAMS, ...changes }),
    opener: 'http://shop.test',
    ...fields,
  })
const sessionOf = (html: string) => /data-session="([0-9A-F]+)"/.exec(html)?.[1] ?? ''
const end = async (changes: object, choice: Record<string, string> = {}) => {
  const session = sessionOf(await (await open(changes)).text())
  const response = await post(`/sandbox/windows/${session}`, { action: 'pay', method: 'card', ...choice })
  const text = await response.text()
  return { status: response.status, json: (response.ok ? JSON.parse(text) : {}) as { fields: Record<string, string> } }
}
const books = async () => (await shop.control('GET', '/control/books?provider=portone-v1')).json as readonly Book[]

describe('opening', () => {
  test('shows goods and amount, escaped, under a strict CSP, and starts a payment', async () => {
    const response = await open()
    const html = await response.text()
    expect(response.status).toBe(200)
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(html).toContain('한옥 게스트하우스 &lt;별채&gt; 1박')
    expect(html).toContain('120,000원')
    expect(await books()).toMatchObject([{ orderId: 'ORDER1', amount: 120_000, state: 'ready', paidAmount: 0 }])
    expect(await (await open({}, { lang: 'en' })).text()).toContain('>Pay<')
  })
  test('offers what pay_method asks for', async () => {
    const offered = async (pay_method: string) =>
      [
        ...(await (await open({ pay_method, vbank_due: '20991231' })).text()).matchAll(/name="method" value="(\w+)"/g),
      ].map(([, name]) => name)
    expect(await offered('card')).toEqual(['card', 'easy_pay'])
    expect(await offered('vbank')).toEqual(['virtual_account'])
    expect(await offered('tosspay')).toEqual(['easy_pay'])
    expect(await offered('')).toHaveLength(5)
  })
  const refused = [
    ['an unknown user code', {}, { user_code: 'imp99999999' }, 'F0003', 'IMP.init'],
    ['no merchant_uid', { merchant_uid: '' }, {}, 'F0001', 'merchant_uid'],
    ['a merchant_uid of 41 characters', { merchant_uid: 'x'.repeat(41) }, {}, 'F0002', 'merchant_uid'],
    ['no amount', { amount: undefined }, {}, 'F0001', 'amount'],
    ['half a won', { amount: 0.5 }, {}, 'F0002', 'amount'],
    ['an unknown currency', { currency: 'BTC' }, {}, 'F0002', 'currency'],
    ['an unknown channel', { channelKey: 'channel-key-x' }, {}, 'F0004', 'channelKey'],
    ['a redirect that is a script', { m_redirect_url: 'javascript:alert(1)' }, {}, 'F0002', 'm_redirect_url'],
    ['an end that is no date', { vbank_due: '20991399' }, {}, 'F0002', 'vbank_due'],
    ['an account without its end', { pay_method: 'vbank' }, {}, 'F0001', 'vbank_due'],
    ['params that are no JSON', {}, { params: '{' }, 'F0001', 'merchant_uid'],
  ] as const
  test.each(refused)('%s is refused in words', async (_what, changes, fields, code, field) => {
    const response = await open(changes, fields)
    expect(response.status).toBe(400)
    expect(await response.text()).toContain(`<code>${code}</code> · ${field}`)
    expect(await books()).toEqual([])
  })
  test('an amount that was registered otherwise, and an order that was paid, are blocked', async () => {
    await shop.call('POST', '/payments/prepare', { merchant_uid: 'ORDER1', amount: 1 })
    expect(await (await open()).text()).toContain('F0005')
    await shop.paid({ orderId: 'ORDER2' })
    expect(await (await open({ merchant_uid: 'ORDER2' })).text()).toContain('F1002')
  })
})

describe('ending', () => {
  test('a foreign currency counts in minor units in the books, in major ones on the wire', async () => {
    const { json } = await end({ currency: 'USD', amount: 10.5 })
    expect(await books()).toMatchObject([{ amount: 1050, paidAmount: 1050 }])
    const { imp_uid = '' } = json.fields
    expect((await shop.inquire(imp_uid)).response).toMatchObject({ amount: 10.5, currency: 'USD' })
    expect((await shop.cancel({ imp_uid, amount: 0.5, checksum: 10.5 })).response).toMatchObject({ cancel_amount: 0.5 })
  })
  test('an account lives as long as vbank_due says; the test channel pays with play money', async () => {
    const account = await end({ pay_method: 'vbank', vbank_due: '209912312359' }, { method: 'virtual_account' })
    expect((await shop.inquire(account.json.fields.imp_uid ?? '')).response).toMatchObject({
      vbank_date: Date.parse('2099-12-31T23:59:59+09:00') / 1000,
      buyer_name: '홍길동',
    })
    const played = await end({ merchant_uid: 'ORDER2', channelKey: 'channel-key-maedeup-test' })
    expect((await shop.inquire(played.json.fields.imp_uid ?? '')).status).toBe(404)
  })
  test('an end is a time with or without signs, and a date alone at Smartro’s new gateway', async () => {
    const dueOf = async (vbank_due: string, merchant_uid: string) => {
      const { json } = await end({ pay_method: 'vbank', merchant_uid, vbank_due }, { method: 'virtual_account' })
      return (await shop.inquire(json.fields.imp_uid ?? '')).response.vbank_date
    }
    const noon = Date.parse('2099-12-31T12:00:00+09:00') / 1000
    const midnight = Date.parse('2099-12-31T23:59:59+09:00') / 1000
    expect(await dueOf('2099-12-31 12:00:00', 'A')).toBe(noon)
    expect(await dueOf('20991231120000', 'B')).toBe(noon)
    expect(await dueOf('2099-12-31', 'C')).toBe(midnight)
    await shop.switches({ pgProvider: 'smartro_v2' })
    expect(await dueOf('20991231', 'D')).toBe(midnight)
    expect((await open({ pay_method: 'vbank', vbank_due: '2099-12-31' })).status).toBe(400)
  })
  test('the merchant is asked before the charge, and may stop it with a reason', async () => {
    const confirm_url = `${ear.url}/confirm`
    const { json } = await end({ confirm_url, notice_url: `${ear.url}/own` })
    const { imp_uid = '' } = json.fields
    expect(json.fields).toMatchObject({ success: 'true' })
    expect(JSON.parse(ear.heard[0]?.body ?? '')).toEqual({ imp_uid, merchant_uid: 'ORDER1', amount: 120_000 })
    await expect.poll(() => ear.heard.map(({ path }) => path)).toEqual(['/confirm', '/own'])
    const says = [
      [{ status: 400, body: '{"reason":"재고 부족"}' }, '고객사 요청에 의해 결제를 중단합니다. (상세사유 : 재고 부족)'],
      [{ status: 500, body: '' }, '고객사 요청에 의해 결제를 중단합니다. (상세사유 : 알 수 없음)'],
    ] as const
    for (const [answer, fail_reason] of says) {
      Object.assign(ear.says, answer)
      const { fields } = (await end({ merchant_uid: 'ORDER2', confirm_url })).json
      expect(fields).toMatchObject({ success: 'false', error_msg: fail_reason })
      expect((await shop.inquire(fields.imp_uid ?? '')).response).toMatchObject({ status: 'failed', fail_reason })
    }
  })
  test('with `first: webhook` the merchant has heard before the buyer comes back', async () => {
    await shop.switches({ first: 'webhook' })
    await end({ notice_url: [`${ear.url}/own`] })
    expect(ear.heard).toMatchObject([{ path: '/own' }])
  })
  test('a lost end answers nothing of use, though it was paid', async () => {
    await shop.fault('approve', 'lose_reply', { times: 1 })
    expect((await end({})).status).toBe(502)
    expect(await books()).toMatchObject([{ state: 'paid' }])
  })
  test('two windows that were open together both take money, as two attempts of one order', async () => {
    const sessions = [sessionOf(await (await open()).text()), sessionOf(await (await open()).text())]
    for (const session of sessions) await post(`/sandbox/windows/${session}`, { action: 'pay', method: 'card' })
    const { response } = await shop.call('GET', '/payments/findAll/ORDER1/paid')
    expect(response).toMatchObject({ total: 2 })
  })
  test('twice is once', async () => {
    const session = sessionOf(await (await open()).text())
    const finish = () => post(`/sandbox/windows/${session}`, { action: 'pay', method: 'card' })
    expect((await finish()).status).toBe(200)
    expect((await finish()).status).toBe(404)
  })
})

/** A shop with a strict CSP of its own, whose page shows what the callback or the redirect brought. */
function serveShop(sandboxUrl: string): Promise<{ url: string; server: Server; returned: URLSearchParams[] }> {
  const returned: URLSearchParams[] = []
  const csp = [
    `default-src 'none'; script-src 'unsafe-inline' ${sandboxUrl}`,
    `frame-src ${sandboxUrl}; form-action 'self' ${sandboxUrl}`,
  ].join('; ')
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
    const page = (html: string) =>
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': csp })
        .end(`<!doctype html>${html}`)
    if (url.pathname === '/return') {
      returned.push(url.searchParams)
      return page('<h1>returned</h1>')
    }
    const params = { ...PARAMS, m_redirect_url: `${url.origin}/return?mine=1` }
    page(`<script src="${sandboxUrl}/v1/iamport.js${url.search}"></script>
      <pre></pre>
      <button onclick="buy()">buy</button>
      <script>
        function buy() {
          IMP.init('imp00000000')
          IMP.request_pay(${JSON.stringify(params)}, function (answer) {
            document.querySelector('pre').textContent = JSON.stringify(answer)
          })
        }
      </script>`)
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, returned })
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
  beforeEach(() => {
    site.returned.length = 0
  })

  const visit = async (query: string, use: (page: Page) => Promise<void>) => {
    const context = await openWindow(browser)
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await page.goto(`${site.url}/${query}`)
    await page.getByText('buy').click()
    await use(page)
    expect(complaints).toEqual([])
    await context.close()
  }
  const inWindow = (page: Page) => page.frameLocator('iframe[name=portone-v1-sandbox-window]')
  const answerIn = async (page: Page) => {
    await page.getByText('merchant_uid').waitFor()
    return JSON.parse((await page.locator('pre').textContent()) ?? '') as Record<string, unknown>
  }

  test('paying calls back with success, and the money has moved', async () => {
    await visit('', async (page) => {
      await inWindow(page).getByText('간편결제').click()
      await inWindow(page).getByRole('button', { name: '결제하기' }).click()
      const answer = await answerIn(page)
      expect(answer).toMatchObject({ success: true, imp_success: true, merchant_uid: 'ORDER1', error_msg: null })
      expect(await page.locator('iframe').count()).toBe(0)
      expect((await shop.inquire(String(answer.imp_uid))).response).toMatchObject({
        status: 'paid',
        pay_method: 'kakaopay',
        channel: 'pc',
      })
    })
  })
  test('closing calls back with the reason and takes nothing', async () => {
    await visit('', async (page) => {
      await inWindow(page).getByRole('button', { name: '취소' }).click()
      expect(await answerIn(page)).toMatchObject({ success: false, error_msg: expect.stringContaining('결제포기') })
    })
    expect(await books()).toMatchObject([{ state: 'failed', paidAmount: 0 }])
  })
  test('with ?return=redirect the whole page goes there and comes back to m_redirect_url, in English', async () => {
    await visit('?return=redirect&lang=en', async (page) => {
      await page.getByRole('button', { name: 'Pay', exact: true }).click()
      await page.getByText('returned').waitFor()
    })
    const [query] = site.returned
    const [book] = await books()
    expect(Object.fromEntries(query ?? [])).toEqual({
      mine: '1',
      imp_uid: book?.ref,
      merchant_uid: 'ORDER1',
      imp_success: 'true',
    })
    expect((await shop.inquire(book?.ref ?? '')).response).toMatchObject({ status: 'paid', channel: 'mobile' })
  })
  test('a window that cannot open says so, and calls back without imp_uid', async () => {
    await shop.paid()
    const context = await openWindow(browser)
    const page = await context.newPage()
    await page.goto(site.url)
    await page.getByText('buy').click()
    await inWindow(page).getByText('F1002').waitFor()
    await inWindow(page).getByRole('button', { name: '닫기' }).click()
    expect(await answerIn(page)).toMatchObject({ success: false, imp_uid: null, merchant_uid: 'ORDER1' })
    await context.close()
  })
})
