/** One provider's checkout page in a real browser: a buyer acts in the sandbox's window, and something comes back. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { BrowserContextOptions, Page } from 'playwright-core'
import type { Payment } from '../../src/core/payment/payment.ts'
import { readForm, readQuery } from '../../src/http/form.ts'
import { checkoutPage, checkoutPolicy } from '../../src/http/pages/checkout.ts'
import type { Provider } from '../../src/ports/provider.ts'
import type { Sandbox } from '../../src/providers/fixtures/world.ts'
import { openBrowser } from '../browser.ts'

export const PHONE = {
  userAgent: 'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36',
  viewport: { width: 390, height: 844 },
  isMobile: true,
} as const

const NONCE = 'bm9uY2U='

export interface Visit {
  readonly payment: Payment
  readonly act: (page: Page) => Promise<void>
  readonly context?: BrowserContextOptions
}

/** What came to the return URL, what the adapter makes of it, and what the browser complained about. */
export interface Return {
  readonly fields: Readonly<Record<string, string>>
  readonly reading: ReturnType<Provider['readReturn']>
  readonly complaints: readonly string[]
}

export interface WindowSite {
  visit(visit: Visit): Promise<Return>
  /** Closes the browser and the sandbox too. */
  close(): Promise<void>
}

export async function openWindowSite(provider: Provider, sandbox: Sandbox): Promise<WindowSite> {
  let payment: Payment
  const browser = await openBrowser()
  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    if (request.url?.startsWith('/return')) {
      const fields = request.method === 'POST' ? readForm(body) : readQuery(request.url)
      return response.end(JSON.stringify({ fields, reading: provider.readReturn(payment, fields) }))
    }
    const action = `${origin()}/return`
    const checkout = provider.checkout(payment, sandbox.clock.now(), action)
    const file = { payment, cancellations: [] }
    const policy = checkoutPolicy(NONCE, { origins: provider.browserOrigins, onward: [origin()] })
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy })
    return response.end(checkoutPage({ file, checkout, action, language: 'ko', shop: null, nonce: NONCE }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    async visit({ payment: registered, act, context = {} }) {
      payment = registered
      const opened = await browser.newContext({ locale: 'ko-KR', ...context })
      const page = await opened.newPage()
      const complaints: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'error' && !/favicon|404/.test(message.text())) complaints.push(message.text())
      })
      await page.goto(origin())
      await act(page)
      await page.waitForURL(`${origin()}/return**`)
      const came: Omit<Return, 'complaints'> = JSON.parse(await page.innerText('body'))
      await opened.close()
      return { ...came, complaints }
    },
    async close() {
      await browser.close()
      server.closeAllConnections()
      server.close()
      await sandbox.close()
    },
  }
}
