/** The demo guesthouse with everything behind it, and a real browser in front of it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'
import { startDevelopment } from '../src/cli/dev.ts'
import { readEnvironment } from '../src/cli/environment.ts'
import { DEVELOPMENT_KEY } from '../src/cli/keys.ts'
import { createLog } from '../src/cli/log.ts'
import { openBrowser } from './browser.ts'
import { createTestDatabase } from './database.ts'
import { freePort } from './free-port.ts'

type Json = Record<string, unknown>

export interface Guesthouse {
  readonly controlUrl: string
  /** A visitor of its own; whatever the browser complains about (a broken CSP, a missing file) fails the test. */
  visit(use: (page: Page) => Promise<void>, change?: BrowserContextOptions & { expected?: RegExp }): Promise<void>
  /** Reads Maedeup's API. */
  maedeup(path: string): Promise<Json>
  /** The PG's own books of one order. */
  books(orderId: unknown, provider?: string): Promise<Json[]>
  /** Moves the clock of everything but the browser. */
  passTime(ms: number): Promise<void>
  close(): Promise<void>
}

export async function openGuesthouse({ orderWithin }: { orderWithin: string }): Promise<Guesthouse> {
  const database = await createTestDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), 'maedeup-story-'))
  const env = readEnvironment({
    DATABASE_URL: database.connectionString,
    MAEDEUP_DATA: dataDir,
    MAEDEUP_PORT: String(await freePort()),
    MAEDEUP_SANDBOX_PORT: '0',
    MAEDEUP_DEMO_PORT: '0',
    MAEDEUP_ORDER_WITHIN: orderWithin,
  })
  const log = createLog('silent', { pretty: false })
  const { service, sandbox, shop, close } = await startDevelopment({ env, log, onLost: () => {}, withShop: 'shop' })
  const browser = await openBrowser()
  return {
    controlUrl: sandbox.controlUrl,
    visit: async (use, { expected, ...change } = {}) => {
      const usual = { locale: 'ko-KR', timezoneId: 'Asia/Seoul', viewport: { width: 1280, height: 800 } }
      const context = await browser.newContext({ ...usual, baseURL: shop?.url ?? '', ...change })
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
      page.on('pageerror', (error) => complaints.push(error.message))
      await use(page)
      await context.close()
      expect(complaints.filter((complaint) => expected?.test(complaint) !== true)).toEqual([])
    },
    maedeup: async (path) => {
      const headers = { authorization: `Bearer ${DEVELOPMENT_KEY}` }
      return (await fetch(`${service.url}${path}`, { headers })).json() as Promise<Json>
    },
    books: async (orderId, provider = 'nicepay') => {
      const answer = await fetch(`${sandbox.controlUrl}/control/books?provider=${provider}`)
      return ((await answer.json()) as Json[]).filter((book) => book.orderId === orderId)
    },
    passTime: async (advanceMs) => {
      const headers = { 'content-type': 'application/json' }
      await fetch(`${sandbox.controlUrl}/control/clock`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ advanceMs }),
      })
    },
    close: async () => {
      await browser.close()
      await close()
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Presses a button of the sandbox's payment window. */
export const press = (page: Page, name: string): Promise<void> =>
  page.frameLocator('iframe[name$=sandbox-window]').getByRole('button', { name, exact: true }).click()

/** The payment whose page is open. */
export const paymentIdOn = (page: Page): string => page.url().split('/').at(-1) ?? ''
