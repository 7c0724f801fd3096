/** The opener of NICEPAY REST in a real browser: what the window says reaches our return URL. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserMissing, openBrowser } from '../../../../test/browser.ts'
import type { Payment } from '../../../core/payment/payment.ts'
import { samplePayment } from '../../../providers/nicepay-rest/fixtures/sample.ts'
import { worldOf } from '../../../providers/nicepay-rest/fixtures/world.ts'
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts'
import { readForm, readQuery } from '../../form.ts'
import { checkoutPage, checkoutPolicy } from '../checkout.ts'

const PHONE = {
  userAgent: 'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36',
  viewport: { width: 390, height: 844 },
  isMobile: true,
} as const
const NONCE = 'bm9uY2U='

describe.skipIf(browserMissing() !== null)('the window of NICEPAY REST', () => {
  let sandbox: Sandbox
  let browser: Browser
  let site: Server
  let payment: Payment = samplePayment({ buyer: { name: '홍길동', email: 'hong@example.com' } })
  let orders = 0

  beforeAll(async () => {
    sandbox = await startSandbox({ controlPort: 0 })
    browser = await openBrowser()
    const { provider } = worldOf(sandbox)
    site = createServer(async (request, response) => {
      const body = await buffer(request)
      if (request.url?.startsWith('/return')) {
        const fields = request.method === 'POST' ? readForm(body) : readQuery(request.url)
        return response.end(JSON.stringify(provider.readReturn(payment, fields)))
      }
      const action = `${origin()}/return`
      const checkout = provider.checkout(payment, sandbox.clock.now(), action)
      const file = { payment, cancellations: [] }
      const policy = checkoutPolicy(NONCE, { origins: provider.browserOrigins, onward: [origin()] })
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy })
      return response.end(checkoutPage({ file, checkout, action, language: 'ko', nonce: NONCE }))
    })
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  })
  afterAll(async () => {
    await browser.close()
    site.closeAllConnections()
    site.close()
    await sandbox.close()
  })
  const origin = (): string => `http://127.0.0.1:${(site.address() as AddressInfo).port}`

  /** What the adapter makes of what came to the return URL. */
  async function visit(act: (page: Page) => Promise<void>, context: BrowserContextOptions = {}): Promise<unknown> {
    orders += 1
    payment = { ...payment, providerOrderId: `WEB-${orders}` }
    const opened = await browser.newContext({ locale: 'ko-KR', ...context })
    const page = await opened.newPage()
    await page.goto(origin())
    await act(page)
    await page.waitForURL(`${origin()}/return**`)
    const reading: unknown = JSON.parse(await page.innerText('body'))
    await opened.close()
    return reading
  }
  const inWindow = (page: Page) => page.frameLocator('iframe[name=nicepay-rest-sandbox-window]')

  /** Genuine, echoed nonce included: the adapter checks all of it. */
  const genuine = { kind: 'approvable', ref: expect.stringMatching(/^[A-Za-z0-9]{30}$/) }

  test('brings a genuine authentication back', async () => {
    const pay = (page: Page) => inWindow(page).getByRole('button', { name: '결제하기' }).click()
    expect(await visit(pay)).toMatchObject(genuine)
  })

  test('brings it back on a phone, where the whole page goes there', async () => {
    const pay = (page: Page) => page.getByRole('button', { name: '결제하기' }).click()
    expect(await visit(pay, PHONE)).toMatchObject(genuine)
  })

  test('brings back that the buyer left', async () => {
    const leave = (page: Page) => inWindow(page).getByRole('button', { name: '취소' }).click()
    expect(await visit(leave)).toMatchObject({ kind: 'abandoned', code: 'I002' })
  })

  test('brings back that the window refused to open, when the buyer leaves it', async () => {
    const name = payment.orderName
    payment = { ...payment, orderName: '' }
    const leave = (page: Page) => inWindow(page).getByRole('button').first().click()
    expect(await visit(leave)).toMatchObject({ kind: 'abandoned', code: '9999' })
    payment = { ...payment, orderName: name }
  })
})
