/** The tests' browser runs, and what it draws in Korean is there to be seen. */

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserMissing, openBrowser, openWindow } from './browser.ts'

/** Runs in the page, which can decode a PNG; as text, for our TypeScript knows nothing of a page's globals. */
const COUNT_INK = `async (base64) => {
  const image = await createImageBitmap(await (await fetch('data:image/png;base64,' + base64)).blob())
  const paper = new OffscreenCanvas(image.width, image.height).getContext('2d')
  paper.drawImage(image, 0, 0)
  const { data } = paper.getImageData(0, 0, image.width, image.height)
  let dark = 0
  for (let at = 0; at < data.length; at += 4) if (data[at] < 128) dark += 1
  return dark
}`

const missing = browserMissing()

describe.skipIf(missing !== null)(`a real browser${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await openBrowser()
  })

  afterAll(() => browser?.close())

  /** How many dark pixels a text leaves on white paper. */
  async function inkOf(text: string): Promise<number> {
    const context = await openWindow(browser)
    const page = await context.newPage()
    await page.setContent(`<body style="margin: 20px; font-size: 32px">${text}</body>`)
    const picture = await page.screenshot()
    const ink = await page.evaluate<number>(`(${COUNT_INK})('${picture.toString('base64')}')`)
    await context.close()
    return ink
  }

  test('Korean text is drawn, also its rare syllables', async () => {
    expect(await inkOf('')).toBe(0)
    expect(await inkOf('매듭 결제 취소 환불 1,000원')).toBeGreaterThan(1_000)
    expect(await inkOf('뷁')).toBeGreaterThan(100)
    expect(await inkOf('똠')).not.toBe(await inkOf('뷁'))
  })

  test('the browser speaks Korean and lives in Seoul', async () => {
    const context = await openWindow(browser)
    const page = await context.newPage()
    const told = await page.evaluate(() => [navigator.language, new Date(0).getHours()])
    expect(told).toEqual(['ko-KR', 9])
    await context.close()
  })
})
