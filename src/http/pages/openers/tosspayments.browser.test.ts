/** Toss Payments' opener in a real browser: what the window says reaches our return URL, by redirect and by promise. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserMissing, openBrowser } from '../../../../test/browser.ts'
import { amount } from '../../../core/money.ts'
import type { Payment } from '../../../core/payment/payment.ts'
import { afterReturn } from '../../../providers/tosspayments/fixtures/sample.ts'
import { type World, worldOf } from '../../../providers/tosspayments/fixtures/world.ts'
import { startSandbox } from '../../../sandbox/index.ts'
import { readForm, readQuery } from '../../form.ts'
import { checkoutPage, checkoutPolicy } from '../checkout.ts'

const PHONE = {
  userAgent: 'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36',
  viewport: { width: 390, height: 844 },
  isMobile: true,
} as const
const NONCE = 'bm9uY2U='

describe.skipIf(browserMissing() !== null)('the window of Toss Payments', () => {
  let world: World
  let browser: Browser
  let site: Server
  let payment: Payment

  beforeAll(async () => {
    world = worldOf(await startSandbox({ controlPort: 0 }))
    browser = await openBrowser()
    site = createServer(async (request, response) => {
      const body = await buffer(request)
      if (request.url?.startsWith('/return')) {
        const fields = request.method === 'POST' ? readForm(body) : readQuery(request.url)
        return response.end(JSON.stringify({ fields, reading: world.provider.readReturn(payment, fields) }))
      }
      const action = `${origin()}/return`
      const checkout = world.provider.checkout(payment, world.sandbox.clock.now(), action)
      const file = { payment, cancellations: [] }
      const policy = checkoutPolicy(NONCE, { origins: world.provider.browserOrigins, onward: [origin()] })
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy })
      return response.end(checkoutPage({ file, checkout, action, language: 'ko', nonce: NONCE }))
    })
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  })
  afterAll(async () => {
    await browser.close()
    site.closeAllConnections()
    site.close()
    await world.sandbox.close()
  })
  const origin = (): string => `http://127.0.0.1:${(site.address() as AddressInfo).port}`

  /** What came to the return URL, and what the adapter makes of it. */
  async function visit(act: (page: Page) => Promise<void>, context: BrowserContextOptions = {}) {
    payment = { ...world.fresh(), taxFree: amount(300), buyer: { name: '홍길동', phone: '010-1234-5678' } }
    const opened = await browser.newContext({ locale: 'ko-KR', ...context })
    const page = await opened.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('favicon')) complaints.push(message.text())
    })
    await page.goto(origin())
    await act(page)
    await page.waitForURL(`${origin()}/return**`)
    const came = JSON.parse(await page.innerText('body'))
    await opened.close()
    return { ...came, complaints: complaints.filter((text) => !text.includes('404')) }
  }
  const inWindow = (page: Page) => page.frameLocator('iframe[name=tosspayments-sandbox-window]')

  test('brings back what can be confirmed, for the amount that was registered', async () => {
    const { reading, complaints } = await visit((page) =>
      inWindow(page).getByRole('button', { name: '결제하기' }).click(),
    )
    expect(reading).toMatchObject({ kind: 'approvable' })
    expect(complaints).toEqual([])
    expect(await world.provider.approve(afterReturn(payment, reading), world.call())).toMatchObject({
      kind: 'done',
      evidence: { status: 'paid', amount: 1000 },
    })
  })

  test('brings it back on a phone, where the whole page goes there', async () => {
    const { reading } = await visit((page) => page.getByRole('button', { name: '결제하기' }).click(), PHONE)
    expect(reading).toMatchObject({ kind: 'approvable' })
  })

  test('brings back that the buyer left, by redirect', async () => {
    const { reading } = await visit((page) => inWindow(page).getByRole('button', { name: '취소' }).click())
    expect(reading).toMatchObject({ kind: 'abandoned', code: 'PAY_PROCESS_CANCELED' })
  })

  test('brings back that the buyer left, by the promise, and none of our arguments with it', async () => {
    const { fields, reading } = await visit(async (page) => {
      await inWindow(page).getByRole('button', { name: '결제하기' }).waitFor()
      await inWindow(page).locator('body').press('Escape')
    })
    expect(reading).toMatchObject({ kind: 'abandoned', code: 'USER_CANCEL' })
    expect(Object.keys(fields).sort()).toEqual(['code', 'message', 'orderId'])
  })
})
