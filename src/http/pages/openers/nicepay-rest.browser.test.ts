/** The opener of NICEPAY REST in a real browser: what the window says reaches our return URL. */
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserMissing } from '../../../../test/browser.ts'
import { openWindowSite, PHONE, type WindowSite } from '../../../../test/http/window.ts'
import type { Payment } from '../../../core/payment/payment.ts'
import { samplePayment } from '../../../providers/nicepay-rest/fixtures/sample.ts'
import { worldOf } from '../../../providers/nicepay-rest/fixtures/world.ts'
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts'

describe.skipIf(browserMissing() !== null)('the window of NICEPAY REST', () => {
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
    payment = { ...payment, providerOrderId: `WEB-${orders}` }
    return (await site.visit({ payment, act, context })).reading
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
