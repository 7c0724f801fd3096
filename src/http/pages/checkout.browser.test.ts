/** The hosted pages in a real browser: from the checkout through the sandbox's window to the shop. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserMissing, openBrowser } from '../../../test/browser.ts'
import { type Service, startService } from '../../../test/http/server.ts'

describe.skipIf(browserMissing() !== null)('a buyer', () => {
  let shop: Service
  let browser: Browser
  let site: { url: string; server: Server }
  beforeAll(async () => {
    shop = await startService({ app: { answerWithinMs: 1_000 } })
    browser = await openBrowser()
    site = await serveSite()
  })
  afterAll(async () => {
    await browser.close()
    site.server.closeAllConnections()
    site.server.close()
    await shop.close()
  })

  const PHONE = {
    userAgent: 'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36',
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
  } as const

  interface Visit {
    readonly payment: { readonly id: string; readonly checkoutUrl: string; readonly orderId: string }
    readonly page: Page
    /** What the browser complained about: a policy that is too strict shows here. */
    readonly complaints: readonly string[]
  }

  async function visit(orderId: string, use: (visit: Visit) => Promise<void>, context: BrowserContextOptions = {}) {
    const returnUrls = { success: `${site.url}/done`, fail: `${site.url}/failed` }
    const payment = await shop.book(orderId, { returnUrls })
    const opened = await browser.newContext({ locale: 'ko-KR', timezoneId: 'Asia/Seoul', ...context })
    const page = await opened.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await use({ payment, page, complaints })
    await opened.close()
  }

  const inWindow = (page: Page) => page.frameLocator('iframe[name=nicepay-sandbox-window]')
  const arrived = async (page: Page, path: string) => {
    await page.waitForURL(`${site.url}${path}?**`)
    return Object.fromEntries(new URL(page.url()).searchParams)
  }
  const stateOf = async (id: string) => (await shop.call('GET', `/v1/payments/${id}`)).body.state

  test('pays in the overlay and arrives at the shop', async () => {
    await visit('WEB1', async ({ payment, page, complaints }) => {
      await page.goto(payment.checkoutUrl)
      await inWindow(page).getByRole('button', { name: '결제하기' }).click()
      expect(await arrived(page, '/done')).toEqual({ paymentId: payment.id, orderId: 'WEB1' })
      expect(await stateOf(payment.id)).toBe('paid')
      expect(complaints).toEqual([])
      await page.goto(payment.checkoutUrl)
      expect(new URL(page.url()).pathname).toBe('/done')
    })
  })

  test('pays on a phone, where the whole page goes to the window and comes back', async () => {
    const use = async ({ payment, page, complaints }: Visit) => {
      await page.goto(payment.checkoutUrl)
      await page.getByRole('button', { name: '결제하기' }).click()
      expect(await arrived(page, '/done')).toMatchObject({ paymentId: payment.id })
      expect(complaints).toEqual([])
    }
    await visit('WEB2', use, PHONE)
  })

  test('closes the window, is led to the fail page, and may pay after all', async () => {
    await visit('WEB3', async ({ payment, page }) => {
      await page.goto(payment.checkoutUrl)
      await inWindow(page).getByRole('button', { name: '취소' }).click()
      expect(await arrived(page, '/failed')).toMatchObject({ code: 'MD_RETURN_ABANDONED' })
      expect(await stateOf(payment.id)).toBe('ready')
      const { data } = (await shop.call('GET', `/v1/payments/${payment.id}/events`)).body
      expect(data.at(-1)).toMatchObject({ type: 'payment.window_left', data: { code: '9999' } })
      await page.goto(payment.checkoutUrl)
      await inWindow(page).getByRole('button', { name: '결제하기' }).click()
      await arrived(page, '/done')
    })
  })

  test('turns back from the window on a phone and is not sent into it again', async () => {
    const use = async ({ payment, page }: Visit) => {
      await page.goto(`${site.url}/cart`)
      await page.goto(payment.checkoutUrl)
      await page.getByRole('button', { name: '결제하기' }).waitFor()
      await page.goBack()
      await page.waitForURL(`${site.url}/cart`)
      expect(await stateOf(payment.id)).toBe('ready')
    }
    await visit('WEB4', use, PHONE)
  })

  test('is told when the provider’s script does not come, and can go back to the shop', async () => {
    await visit('WEB5', async ({ payment, page }) => {
      await page.route('**/nicepay-pgweb.js', (route) => route.abort())
      await page.goto(payment.checkoutUrl)
      await page.getByText('결제창을 열지 못했습니다').waitFor()
      await page.getByRole('link', { name: '결제하지 않고 돌아가기' }).click()
      expect(await arrived(page, '/failed')).toMatchObject({ code: 'MD_RETURN_ABANDONED' })
      expect(await stateOf(payment.id)).toBe('ready')
    })
  })

  test('sees Korean in its own font, and nothing runs over the edge of a small phone', async () => {
    const use = async ({ payment, page }: Visit) => {
      await page.route('**/nicepay-pgweb.js', (route) => route.abort())
      await page.goto(payment.checkoutUrl)
      await page.evaluate('document.fonts.ready')
      expect(await page.evaluate(`document.fonts.check('16px "Pretendard Variable"', '결제')`)).toBe(true)
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    }
    await visit('WEB6', use, { ...PHONE, viewport: { width: 320, height: 568 } })
  })

  test('waits on the checking page and arrives by itself', async () => {
    await visit('WEB7', async ({ payment, page }) => {
      await page.goto(payment.checkoutUrl)
      await shop.fault('approve', 'slow', { delayMs: 5_000, times: 1 })
      await inWindow(page).getByRole('button', { name: '결제하기' }).click()
      await page.getByText('결제를 확인하고 있습니다').waitFor()
      await arrived(page, '/done')
    })
  })
})

/** A shop of another origin. */
function serveSite(): Promise<{ url: string; server: Server }> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<link rel="icon" href="data:,">shop')
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server })
    })
  })
}
