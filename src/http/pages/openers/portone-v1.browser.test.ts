/** PortOne V1's opener in a real browser: what the window says reaches our return URL, by callback and by redirect. */
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserMissing } from '../../../../test/browser.ts'
import { openWindowSite, PHONE, type WindowSite } from '../../../../test/http/window.ts'
import type { Payment } from '../../../core/payment/payment.ts'
import { samplePayment } from '../../../providers/portone-v1/fixtures/sample.ts'
import { type World, worldOf } from '../../../providers/portone-v1/fixtures/world.ts'
import { startSandbox } from '../../../sandbox/index.ts'

const IMP_UID = /^imp_\d{12}$/

describe.skipIf(browserMissing() !== null)('the window of PortOne V1', () => {
  let world: World
  let site: WindowSite
  let payment: Payment = samplePayment({ buyer: { name: '홍길동', email: 'hong@example.com' } })
  let orders = 0

  beforeAll(async () => {
    world = worldOf(await startSandbox({ controlPort: 0 }))
    site = await openWindowSite(world.provider, world.sandbox)
  })
  afterAll(() => site.close())

  /** What the adapter makes of what came to the return URL. */
  async function visit(act: (page: Page) => Promise<void>, context: BrowserContextOptions = {}): Promise<unknown> {
    orders += 1
    payment = { ...payment, providerOrderId: `WEB-${orders}` }
    return (await site.visit({ payment, act, context })).reading
  }
  const inWindow = (page: Page) => page.frameLocator('iframe[name=portone-v1-sandbox-window]')

  test('brings a paid payment back', async () => {
    const pay = (page: Page) => inWindow(page).getByRole('button', { name: '결제하기' }).click()
    expect(await visit(pay)).toMatchObject({ kind: 'approvable', ref: expect.stringMatching(IMP_UID) })
    expect(await world.statusOf(payment)).toBe('paid')
  })

  test('brings it back on a phone, where the whole page goes there', async () => {
    const pay = (page: Page) => page.getByRole('button', { name: '결제하기' }).click()
    expect(await visit(pay, PHONE)).toMatchObject({ kind: 'approvable', ref: expect.stringMatching(IMP_UID) })
  })

  test('brings back that the buyer left', async () => {
    const leave = (page: Page) => inWindow(page).getByRole('button', { name: '취소' }).click()
    expect(await visit(leave)).toMatchObject({ kind: 'abandoned', code: 'F400' })
  })
})
