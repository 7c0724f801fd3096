/** A real browser for a test: headless Chromium that shows Korean, on Korean time. */
import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { inject } from 'vitest'

/**
 * The sandbox needs rights that containers do not give; the pages are our own. (The list that the package itself
 * suggests is not used: it switches web security off, which the tests want on.)
 */
const ARGS = [
  '--no-sandbox',
  '--no-zygote',
  '--headless=shell',
  '--font-render-hinting=none',
  '--disable-dev-shm-usage', // Containers give /dev/shm 64 MB.
]

/** Why there is no browser here, or null: `test.skipIf(browserMissing() !== null)`. */
export function browserMissing(): string | null {
  const prepared = inject('browser')
  return prepared.kind === 'missing' ? prepared.why : null
}

/** @throws Error where {@link browserMissing} has a reason. Whoever opens it closes it. */
export async function openBrowser(): Promise<Browser> {
  const prepared = inject('browser')
  if (prepared.kind === 'missing') throw new Error(prepared.why)
  const { executablePath, env } = prepared
  return chromium.launch({ executablePath, args: ARGS, env: { ...process.env, ...env } })
}

/** A window as our users have it. `await page.evaluate(() => document.fonts.ready)` before a picture is taken. */
export function openWindow(browser: Browser): Promise<BrowserContext> {
  return browser.newContext({ locale: 'ko-KR', timezoneId: 'Asia/Seoul', viewport: { width: 1280, height: 800 } })
}
