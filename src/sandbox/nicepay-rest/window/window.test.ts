/** The payment window: what it accepts, what it refuses, and how it ends in a real browser (manual: payment window). */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { browserMissing, openBrowser, openWindow } from '../../../../test/browser.ts'
import type { Texts } from '../../testing.ts'
import { openSite, type Shown, type Site, shopPolicy, type Visit, visitSite } from '../../window/testing.ts'
import { hash, openRestMerchant, type RestMerchant } from '../testing.ts'

let shop: RestMerchant
beforeAll(async () => {
  shop = await openRestMerchant()
})
afterAll(() => shop.sandbox.close())
beforeEach(() => shop.control('POST', '/control/reset', { seed: 7 }))

const baseUrl = (): string => shop.sandbox.urls['nicepay-rest'] ?? ''

const FIELDS: Texts = {
  clientId: 'R2_maedeup',
  method: 'cardAndEasyPay',
  orderId: 'ORDER1',
  amount: '120000',
  goodsName: '<별채> 1박 "봄"',
  returnUrl: 'http://shop.test/return',
  mallReserved: 'nonce-1',
}

describe('opening', () => {
  const open = (changes: Texts, headers: Texts = {}) => {
    const body = new URLSearchParams({ ...FIELDS, SandboxOpener: 'http://shop.test', ...changes })
    return fetch(`${baseUrl()}/v1/js/window`, { method: 'POST', body, headers })
  }
  test('shows goods, amount and methods, escaped, under a strict CSP', async () => {
    const response = await open({})
    const html = await response.text()
    expect(response.status).toBe(200)
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(html).toContain('&lt;별채&gt; 1박 -봄-')
    expect(html).toContain('120,000원')
    expect(html).toContain('간편결제')
    expect(html).not.toContain('가상계좌를')
  })
  const refused = [
    ['a missing field', { orderId: '' }, 'U100', 'orderId'],
    ['an account without holder', { method: 'vbank' }, 'U100', 'vbankHolder'],
    ['goods of more than 40 bytes', { goodsName: '가'.repeat(14) }, 'U105', 'goodsName'],
    ['an unknown client', { clientId: 'R2_other' }, 'P001', 'clientId'],
    ['an unknown method', { method: 'coin' }, 'U131', 'method'],
    ['a quotation mark in mallReserved', { mallReserved: '"' }, 'U131', 'mallReserved'],
    ['an amount with a comma', { amount: '120,000' }, 'U131', 'amount'],
    ['more free of tax than the amount', { taxFreeAmt: '120001' }, 'P036', 'taxFreeAmt'],
    ['a returnUrl that is a script', { returnUrl: 'javascript:alert(1)' }, 'U131', 'returnUrl'],
    ['a currency that the sandbox has not', { currency: 'USD' }, 'U131', 'currency'],
  ] as const
  test.each(refused)('%s is refused in words', async (_what, changes, code, field) => {
    const response = await open(changes)
    const html = await response.text()
    expect(response.status).toBe(400)
    expect(html).toContain(`<code>${code}</code> · ${field}`)
  })
  test('an order number that was paid is refused', async () => {
    await shop.paid()
    expect(await (await open({}, { 'accept-language': 'en' })).text()).toContain('<code>A127</code> · orderId')
  })
  test('the script is where the official one is', async () => {
    expect((await fetch(`${baseUrl()}/v1/js/`)).headers.get('content-type')).toContain('javascript')
  })
})

/** A shop whose page calls the SDK; with `?bad` it has the wrong client key. */
function shopPage(url: URL): Shown {
  const changes = { amount: 120_000, returnUrl: `${url.origin}/return` }
  const options = { ...FIELDS, ...changes, ...(url.searchParams.has('bad') ? { clientId: 'R2_other' } : {}) }
  const html = `<!doctype html><script src="${baseUrl()}/v1/js/${url.search}"></script>
    <script>
      var options = ${JSON.stringify(options)}
      options.fnError = function (result) { document.title = result.errorMsg }
    </script>
    <button onclick="AUTHNICE.requestPay(options)">buy</button>`
  return { csp: shopPolicy(baseUrl()), html }
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
  const inWindow = (page: Page) => page.frameLocator('iframe[name=nicepay-rest-sandbox-window]')

  test('paying posts a signed auth result to returnUrl, and the approval works', async () => {
    await visit('', async (page, complaints) => {
      await inWindow(page).getByText('간편결제').click()
      await inWindow(page).getByRole('button', { name: '결제하기' }).click()
      await page.getByText('received').waitFor()
      expect(complaints).toEqual([])
    })
    const [auth = {}] = site.received
    expect(auth).toMatchObject({ authResultCode: '0000', orderId: 'ORDER1', amount: '120000', mallReserved: 'nonce-1' })
    expect(auth.signature).toBe(hash(auth.authToken, 'R2_maedeup', '120000'))
    expect((await shop.approve(auth)).json).toMatchObject({ resultCode: '0000', payMethod: 'kakaopay' })
  })
  test('cancel and Escape come back to returnUrl as I002 and leave no transaction', async () => {
    for (const leave of ['button', 'key'] as const)
      await visit('', async (page) => {
        const cancel = inWindow(page).getByRole('button', { name: '취소' })
        await cancel.waitFor()
        if (leave === 'button') await cancel.click()
        else await inWindow(page).locator('h1').press('Escape')
        await page.getByText('received').waitFor()
      })
    expect(site.received).toMatchObject([{ authResultCode: 'I002' }, { authResultCode: 'I002', orderId: 'ORDER1' }])
    expect((await shop.control('GET', '/control/books?provider=nicepay-rest')).json).toEqual([])
  })
  test('a refused card comes back as a refusal', async () => {
    await visit('', async (page) => {
      await inWindow(page).getByRole('button', { name: '카드 한도 초과로 실패' }).click()
      await page.getByText('received').waitFor()
    })
    expect(site.received).toMatchObject([{ authResultCode: 'C002' }])
  })
  test('a window that could not open calls fnError when it is put away', async () => {
    await visit('?bad', async (page) => {
      await inWindow(page).getByRole('button', { name: '닫기' }).click()
      await expect.poll(() => page.title()).toBe('the payment window refused the request')
      expect(await page.locator('iframe').count()).toBe(0)
    })
    expect(site.received).toEqual([])
  })
  test('with ?return=post the whole page goes there and comes back, in English', async () => {
    await visit('?return=post&lang=en', async (page, complaints) => {
      await page.getByRole('button', { name: 'Pay', exact: true }).click()
      await page.getByText('received').waitFor()
      expect(new URL(page.url()).pathname).toBe('/return')
      expect(complaints).toEqual([])
    })
    expect(site.received).toMatchObject([{ authResultCode: '0000', authResultMsg: '인증 성공', orderId: 'ORDER1' }])
  })
})
