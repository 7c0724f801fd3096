/** Toss Payments' opener in a real browser: what the window says reaches our return URL, by redirect and by promise. */
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserMissing } from '../../../../test/browser.ts'
import { openWindowSite, PHONE, type WindowSite } from '../../../../test/http/window.ts'
import { amount } from '../../../core/money.ts'
import type { Payment } from '../../../core/payment/payment.ts'
import { afterReturn } from '../../../providers/tosspayments/fixtures/sample.ts'
import { type World, worldOf } from '../../../providers/tosspayments/fixtures/world.ts'
import { startSandbox } from '../../../sandbox/index.ts'

describe.skipIf(browserMissing() !== null)('the window of Toss Payments', () => {
  let world: World
  let site: WindowSite
  let payment: Payment

  beforeAll(async () => {
    world = worldOf(await startSandbox({ controlPort: 0 }))
    site = await openWindowSite(world.provider, world.sandbox)
  })
  afterAll(() => site.close())

  /** What came to the return URL, and what the adapter makes of it. */
  async function visit(act: (page: Page) => Promise<void>, context: BrowserContextOptions = {}) {
    payment = { ...world.fresh(), taxFree: amount(300), buyer: { name: '홍길동', phone: '010-1234-5678' } }
    return site.visit({ payment, act, context })
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
