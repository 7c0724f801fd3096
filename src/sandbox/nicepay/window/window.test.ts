/** The payment window: what it accepts, what it refuses, and how it ends in a real browser (nicepay §4). */
import iconv from 'iconv-lite'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { browserMissing, openBrowser, openWindow } from '../../../../test/browser.ts'
import { hash, type Merchant, openMerchant, type Texts } from '../../testing.ts'
import { openSite, type Shown, type Site, shopPolicy, type Visit, visitSite } from '../../window/testing.ts'

let shop: Merchant
beforeAll(async () => {
  shop = await openMerchant()
})
afterAll(() => shop.sandbox.close())
beforeEach(() => shop.control('POST', '/control/reset', { seed: 7 }))

const EDI_DATE = '20250521132000'
const FIELDS: Texts = {
  GoodsName: '한옥 게스트하우스 <별채> 1박',
  Amt: '120000',
  MID: 'nicepay00m',
  EdiDate: EDI_DATE,
  Moid: 'ORDER1',
  PayMethod: 'CARD',
  ReqReserved: 'nonce-1',
  CharSet: 'utf-8',
  SignData: hash(EDI_DATE, 'nicepay00m', '120000'),
}

describe('opening', () => {
  const open = (changes: Texts, headers: Texts = {}) => {
    const fields = { ...FIELDS, SandboxCharset: 'utf-8', SandboxOpener: 'http://shop.test', ...changes }
    const url = `${shop.sandbox.urls.nicepay}/v3/v3Payment.jsp`
    return fetch(url, { method: 'POST', body: new URLSearchParams(fields), headers })
  }
  test('shows goods, amount and method, escaped, under a strict CSP', async () => {
    const response = await open({})
    const html = await response.text()
    expect(response.status).toBe(200)
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(html).toContain('한옥 게스트하우스 &lt;별채&gt; 1박')
    expect(html).toContain('120,000원')
    expect(html).toContain('샌드박스')
    expect(html).not.toMatch(/https?:\/\/(?!shop\.test)/)
  })
  test('speaks Korean unless asked for English by script or browser', async () => {
    expect(await (await open({})).text()).toContain('결제하기')
    expect(await (await open({ SandboxLang: 'en' })).text()).toContain('>Pay<')
    expect(await (await open({}, { 'accept-language': 'en-GB,en;q=0.9' })).text()).toContain('>Pay<')
    expect(await (await open({}, { 'accept-language': 'fr,ko;q=0.9,en;q=0.8' })).text()).toContain('결제하기')
    expect(await (await open({ SandboxLang: 'ko' }, { 'accept-language': 'en' })).text()).toContain('결제하기')
  })
  const refused = [
    ['a wrong SignData', { SignData: hash('x') }, 'A211', 'SignData'],
    ['an amount that was changed after signing', { Amt: '1000' }, 'A211', 'SignData'],
    ['a missing field', { Moid: '' }, '9000', 'Moid'],
    ['goods of more than 40 bytes', { GoodsName: '가'.repeat(21) }, '9001', 'GoodsName'],
    ['an unknown MID', { MID: 'nicepay99m' }, 'A114', 'MID'],
    ['an unknown method', { PayMethod: 'COIN' }, '9000', 'PayMethod'],
    ['a deadline that is no time', { VbankExpDate: '20251399' }, '9000', 'VbankExpDate'],
    ['a quotation mark in ReqReserved', { ReqReserved: '"' }, '9000', 'ReqReserved'],
    ['a tax split with another sum', { SupplyAmt: '1', GoodsVat: '1' }, '1615', 'SupplyAmt'],
    ['neither opener nor ReturnURL', { SandboxOpener: '' }, '9000', 'ReturnURL'],
    ['a ReturnURL that is a script', { SandboxOpener: '', ReturnURL: 'javascript:alert(1)' }, '9000', 'ReturnURL'],
  ] as const
  test.each(refused)('%s is refused in words', async (_what, changes, code, field) => {
    const response = await open(changes)
    const html = await response.text()
    expect(response.status).toBe(400)
    expect(html).toContain('결제창을 열 수 없습니다')
    expect(html).toContain(`<code>${code}</code> · ${field}`)
  })
  test('a form of the shop’s own comes in EUC-KR unless it says utf-8', async () => {
    const bytes = [...iconv.encode('나이스상품', 'euc-kr')].map((byte) => `%${byte.toString(16)}`).join('')
    const { GoodsName: _goods, CharSet: _charset, ...ascii } = FIELDS
    const response = await fetch(`${shop.sandbox.urls.nicepay}/v3/v3Payment.jsp?lang=en`, {
      method: 'POST',
      body: `${new URLSearchParams(ascii)}&ReturnURL=https%3A%2F%2Fshop.test&GoodsName=${bytes}`,
    })
    const html = await response.text()
    expect(html).toContain('나이스상품')
    expect(html).toContain('>Pay<')
  })
  test('a tax split with the right sum is fine', async () => {
    expect((await open({ SupplyAmt: '109091', GoodsVat: '10909', TaxFreeAmt: '0' })).status).toBe(200)
  })
  test('an account from the window ends when the merchant said', async () => {
    const html = await (await open({ PayMethod: 'VBANK', VbankExpDate: '209912312359' })).text()
    const session = /[0-9A-F]{32}/.exec(html)?.[0] ?? ''
    const choice = new URLSearchParams({ action: 'pay', method: 'virtual_account' })
    const ended = await fetch(`${shop.sandbox.urls.nicepay}/sandbox/windows/${session}`, {
      method: 'POST',
      body: choice,
    })
    const { fields } = (await ended.json()) as { fields: Texts }
    expect((await shop.approve(fields)).fields).toMatchObject({ VbankExpDate: '20991231', VbankExpTime: '235900' })
  })
  test('serves script, style and font, and nothing beside the font', async () => {
    const at = (path: string) => fetch(`${shop.sandbox.urls.nicepay}${path}`)
    const css = await at('/sandbox/fonts/pretendard.css')
    expect(await css.text()).toContain('./woff2-dynamic-subset/PretendardVariable.subset.0.woff2')
    const slice = await at('/sandbox/fonts/woff2-dynamic-subset/PretendardVariable.subset.0.woff2')
    expect(slice.headers.get('content-type')).toBe('font/woff2')
    for (const name of ['..%2fpretendardvariable.css', 'PretendardVariable.subset.999.woff2'])
      expect((await at(`/sandbox/fonts/woff2-dynamic-subset/${name}`)).status).toBe(404)
    expect((await at('/v3/common/js/nicepay-pgweb.js')).headers.get('content-type')).toContain('javascript')
  })
  test('an unknown window or choice is refused', async () => {
    const end = (id: string, body: Texts) =>
      fetch(`${shop.sandbox.urls.nicepay}/sandbox/windows/${id}`, { method: 'POST', body: new URLSearchParams(body) })
    expect((await end('none', { action: 'pay', method: 'card' })).status).toBe(404)
    expect((await end('none', { action: 'steal', method: 'card' })).status).toBe(422)
  })
})

/** A shop whose page holds the fields of the payment in a form of its own. */
function shopPage(url: URL): Shown {
  const sandboxUrl = shop.sandbox.urls.nicepay
  const fields: Texts = { ...FIELDS, ReturnURL: `${url.origin}/return` }
  const inputs = Object.entries(fields).map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`)
  const html = `<!doctype html><script src="${sandboxUrl}/v3/common/js/nicepay-pgweb.js${url.search}"></script>
    <script>
      function nicepaySubmit() { document.forms[0].submit() }
      function nicepayClose() { document.title = 'closed' }
    </script>
    <form method="post" action="/return">${inputs.join('')}</form>
    <button onclick="goPay(document.forms[0])">buy</button>`
  return { csp: shopPolicy(sandboxUrl), html }
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
  beforeEach(() => {
    site.received.length = 0
  })

  const visit = async (query: string, use: Visit) => visitSite(await openWindow(browser), `${site.url}/${query}`, use)
  const inWindow = (page: Page) => page.frameLocator('iframe[name=nicepay-sandbox-window]')

  test('paying fills the shop’s form, calls nicepaySubmit, and the approval works', async () => {
    await visit('', async (page, complaints) => {
      await inWindow(page).getByText('간편결제').click()
      await inWindow(page).getByRole('button', { name: '결제하기' }).click()
      await page.getByText('received').waitFor()
      expect(complaints).toEqual([])
    })
    const [auth = {}] = site.received
    expect(auth).toMatchObject({ AuthResultCode: '0000', Moid: 'ORDER1', Amt: '120000', ReqReserved: 'nonce-1' })
    expect((await shop.approve(auth)).fields).toMatchObject({ ResultCode: '3001', ClickpayCl: '16' })
  })
  test('cancel and Escape call nicepayClose and leave no transaction', async () => {
    for (const leave of ['button', 'key'] as const)
      await visit('', async (page) => {
        const cancel = inWindow(page).getByRole('button', { name: '취소' })
        await cancel.waitFor()
        if (leave === 'button') await cancel.click()
        else await inWindow(page).locator('h1').press('Escape')
        await expect.poll(() => page.title()).toBe('closed')
        expect(await page.locator('iframe').count()).toBe(0)
      })
    expect(site.received).toEqual([])
    expect((await shop.control('GET', '/control/books?provider=nicepay')).json).toEqual([])
  })
  test('a refused card comes back as a refusal', async () => {
    await visit('', async (page) => {
      await inWindow(page).getByRole('button', { name: '카드 한도 초과로 실패' }).click()
      await page.getByText('received').waitFor()
    })
    expect(site.received).toMatchObject([{ AuthResultCode: '3041', Moid: 'ORDER1' }])
  })
  test('with ?return=post the whole page goes there and comes back to ReturnURL, in English', async () => {
    await visit('?return=post&lang=en', async (page, complaints) => {
      await page.getByRole('button', { name: 'Pay', exact: true }).click()
      await page.getByText('received').waitFor()
      expect(new URL(page.url()).pathname).toBe('/return')
      expect(complaints).toEqual([])
    })
    expect(site.received).toMatchObject([{ AuthResultCode: '0000', AuthResultMsg: '인증 성공', Moid: 'ORDER1' }])
  })
  test('when the sandbox does not answer, the buyer is told and may try again', async () => {
    await visit('', async (page) => {
      const pay = inWindow(page).getByRole('button', { name: '결제하기' })
      await pay.waitFor()
      await shop.fault({ operation: 'approve', fault: 'refuse_connection' })
      await pay.click()
      await inWindow(page).getByText('샌드박스가 답하지 않습니다').waitFor()
      await shop.control('DELETE', '/control/faults')
      await pay.click()
      await page.getByText('received').waitFor()
    })
  })
})
