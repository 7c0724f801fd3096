/** PortOne V2's opener in a real browser: what the window says reaches our return URL, by promise and by redirect. */
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserMissing } from '../../../../test/browser.ts'
import { openWindowSite, PHONE, type WindowSite } from '../../../../test/http/window.ts'
import type { Payment } from '../../../core/payment/payment.ts'
import { samplePayment } from '../../../providers/portone-v2/fixtures/sample.ts'
import { worldOf } from '../../../providers/portone-v2/fixtures/world.ts'
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts'

describe.skipIf(browserMissing() !== null)('the window of PortOne', () => {
  let sandbox: Sandbox
  let site: WindowSite
  let payment: Payment = samplePayment({ buyer: { name: '홍길동', email: 'hong@example.com' } })
  let orders = 0

  beforeAll(async () => {
    sandbox = await startSandbox({ controlPort: 0 })
    site = await openWindowSite(worldOf(sandbox).provider, sandbox)
  })
  afterAll(() => site.close())

  /** What the adapter makes of what came to the return URL. */
  async function visit(act: (page: Page) => Promise<void>, context: BrowserContextOptions = {}): Promise<unknown> {
    orders += 1
    payment = { ...payment, providerOrderId: `WEB-${orders}`, providerRef: `WEB-${orders}` }
    return (await site.visit({ payment, act, context })).reading
  }
  const inWindow = (page: Page) => page.frameLocator('iframe[name=portone-v2-sandbox-window]')

  test('brings a paid payment back', async () => {
    const pay = (page: Page) => inWindow(page).getByRole('button', { name: '결제하기' }).click()
    expect(await visit(pay)).toMatchObject({ kind: 'approvable', ref: payment.providerRef })
    expect(await worldOf(sandbox).statusOf(payment)).toBe('paid')
  })

  test('brings it back on a phone, where the whole page goes there', async () => {
    const pay = (page: Page) => page.getByRole('button', { name: '결제하기' }).click()
    expect(await visit(pay, PHONE)).toMatchObject({ kind: 'approvable', ref: payment.providerRef })
  })

  test('brings back that the buyer left', async () => {
    const leave = (page: Page) => inWindow(page).getByRole('button', { name: '취소' }).click()
    expect(await visit(leave)).toMatchObject({ kind: 'abandoned' })
  })
})
