/** A merchant's site for tests of payment windows: it shows one page, keeps what is posted to it, and is visited. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BrowserContext, Page } from 'playwright-core'
import type { Texts } from '../testing.ts'

export interface Shown {
  readonly csp: string
  readonly html: string
}

export interface Site {
  readonly url: string
  /** The forms that came, oldest first. */
  readonly received: Texts[]
  readonly close: () => Promise<void>
}

/** `page` is given the address that was visited, with its query. */
export async function openSite(page: (url: URL) => Shown): Promise<Site> {
  const received: Texts[] = []
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        received.push(Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())))
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<h1>received</h1>')
      })
      return
    }
    const { csp, html } = page(new URL(request.url ?? '/', `http://${request.headers.host}`))
    const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': csp }
    response.writeHead(200, headers).end(html)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** The policy of a careful shop: nothing but the provider's script and window, and its own inline code. */
export const shopPolicy = (providerUrl: string): string =>
  [
    `default-src 'none'; script-src 'unsafe-inline' ${providerUrl}`,
    `frame-src ${providerUrl}; form-action 'self' ${providerUrl}`,
  ].join('; ')

/** What a visitor does on the page, and what the browser complained about until then. */
export type Visit = (page: Page, complaints: readonly string[]) => Promise<void>

/** Opens the address, presses "buy", and closes the context when `use` is done. */
export async function visitSite(context: BrowserContext, address: string, use: Visit): Promise<void> {
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(address)
  await page.getByText('buy').click()
  await use(page, complaints)
  await context.close()
}
