/** The whole story in a real browser: booked and tied; session lost and money back; window closed and opened again. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserMissing } from '../test/browser.ts'
import { type Guesthouse, openGuesthouse, paymentIdOn, press } from '../test/guesthouse.ts'

/** Long enough to be seen counting, short enough to be waited for. */
const ORDER_WITHIN = 'PT3S'

/** What the shop calls them. */
const PGS = {
  nicepay: '나이스페이',
  tosspayments: '토스페이먼츠',
  'portone-v1': '포트원 V1',
  'portone-v2': '포트원 V2',
  'nicepay-rest': '나이스페이 (신형)',
} as const

const missing = browserMissing()

describe.skipIf(missing !== null)(`the guesthouse${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let house: Guesthouse
  beforeAll(async () => {
    house = await openGuesthouse({ orderWithin: ORDER_WITHIN })
  })
  afterAll(() => house?.close())

  /** Fills the form and goes to the payment window of the PG that it names, or of the default. */
  async function begin(page: Page, { loseSession = false, pg = '' } = {}): Promise<void> {
    await page.goto('/')
    await page.getByRole('link', { name: '달 보는 별채' }).click()
    await page.getByLabel('예약자 이름').fill('홍길동')
    await page.getByLabel('숙박').selectOption('2')
    await page.getByRole('switch', { name: '결제 후 내 세션 끊기' }).setChecked(loseSession)
    if (pg !== '') await page.getByRole('radio', { name: pg, exact: true }).check()
    await page.getByRole('button', { name: '결제하기' }).click()
    await page.waitForURL(/\/checkout\//)
  }

  test('a good reservation is tied to its payment', async () => {
    await house.visit(async (page) => {
      await begin(page)
      await press(page, '결제하기')
      await page.getByRole('heading', { name: '예약이 확정되었습니다' }).waitFor()
      const ref = await page.locator('.ref').textContent()
      expect(await page.getByRole('definition').allTextContents()).toContain('372,000원')
      await page.getByRole('link', { name: '결제 내역 보기' }).click()
      await page.getByText('예약이 기록되어 결제와 묶였습니다.').waitFor()
      expect(await house.maedeup(`/v1/payments/${paymentIdOn(page)}`)).toMatchObject({ state: 'paid', order: { ref } })
      await page.getByText('두 장부가 일치합니다').waitFor()
    })
  })

  test('a lost session: the clock runs out, the money comes back, and both books agree', async () => {
    await house.visit(async (page) => {
      await begin(page, { loseSession: true })
      await press(page, '결제하기')
      await page.getByRole('heading', { name: '세션이 만료되었습니다' }).waitFor()
      const clock = page.getByRole('timer', { name: '남은 시간' })
      expect(await clock.textContent()).toMatch(/[123]초/)
      expect(await page.locator('.timeline li').allTextContents()).toHaveLength(3)
      await page.getByRole('heading', { name: '구매자에게 돌려줬습니다' }).waitFor()
      await page.getByText('372,000원을 모두 돌려줬습니다.').waitFor()
      await page.getByText('두 장부가 일치합니다').waitFor()
      await page.getByText('취소가 완료되어 돈을 돌려줬습니다.').waitFor()
      expect(await page.getByRole('row', { name: /^취소/ }).textContent()).toMatch(/372,000원\s*372,000원/)
      const payment = await house.maedeup(`/v1/payments/${paymentIdOn(page)}`)
      expect(payment).toMatchObject({ state: 'cancelled', order: null, cancelledAmount: 372_000 })
      expect(await house.books(payment.providerOrderId)).toMatchObject([
        { cancelledAmount: 372_000, state: 'cancelled' },
      ])
      await page.goto('/reservations')
      expect(await page.locator('.badge').allTextContents()).toEqual(['예약 없음', '결제 취소'])
    })
  })

  test.each(['취소', '카드 한도 초과로 실패'])('“%s” in the window: the same order is tried again', async (button) => {
    await house.visit(async (page) => {
      await begin(page)
      const checkout = page.url()
      await press(page, button)
      await page.getByRole('heading', { name: '결제가 끝나지 않았습니다' }).waitFor()
      await page.getByRole('link', { name: '다시 결제하기' }).click()
      await page.waitForURL(checkout)
      await press(page, '결제하기')
      await page.getByRole('heading', { name: '예약이 확정되었습니다' }).waitFor()
    })
  })

  test('a booking that is called off: the money goes back at once', async () => {
    await house.visit(async (page) => {
      await begin(page)
      await press(page, '결제하기')
      await page.getByRole('button', { name: '예약 취소' }).click()
      await page.getByRole('heading', { name: '예약을 취소했습니다' }).waitFor()
      await page.getByRole('heading', { name: '구매자에게 돌려줬습니다' }).waitFor()
      await page.getByText('두 장부가 일치합니다').waitFor()
    })
  })

  test.each(Object.entries(PGS))('%s: booked, one night refunded, and both books agree', async (provider, pg) => {
    await house.visit(async (page) => {
      await begin(page, { pg })
      await press(page, '결제하기')
      await page.getByRole('heading', { name: '예약이 확정되었습니다' }).waitFor()
      await page.getByRole('button', { name: '1박 줄이기 · 186,000원' }).click()
      await page.getByText('환불 완료').waitFor()
      await page.getByText('지금 186,000원까지 환불할 수 있습니다.').waitFor()
      await page.getByRole('link', { name: '결제 내역 보기' }).click()
      await page.getByText('186,000원을 환불했고, 예약은 그대로입니다.').waitFor()
      await page.getByRole('columnheader', { name: `${pg}의 장부` }).waitFor()
      await page.getByText('두 장부가 일치합니다').waitFor()
      const payment = await house.maedeup(`/v1/payments/${paymentIdOn(page)}`)
      expect(payment).toMatchObject({ provider, state: 'partially_cancelled', cancelledAmount: 186_000 })
      const [book] = await house.books(payment.providerOrderId, provider)
      expect(book).toMatchObject({ cancelledAmount: 186_000, cancels: [{ amount: 186_000 }] })
    })
  })

  test('portone-v2, where the window itself moves the money: a lost session ends the same way', async () => {
    await house.visit(async (page) => {
      await begin(page, { pg: PGS['portone-v2'], loseSession: true })
      await press(page, '결제하기')
      await page.getByRole('heading', { name: '세션이 만료되었습니다' }).waitFor()
      await page.getByRole('heading', { name: '구매자에게 돌려줬습니다' }).waitFor()
      await page.getByText('두 장부가 일치합니다').waitFor()
      const payment = await house.maedeup(`/v1/payments/${paymentIdOn(page)}`)
      expect(payment).toMatchObject({ provider: 'portone-v2', state: 'cancelled', order: null })
      expect(await house.books(payment.providerOrderId, 'portone-v2')).toMatchObject([{ cancelledAmount: 372_000 }])
    })
  })

  test('a refund whose answer is lost is found out by asking, and made once', async () => {
    const fault = { provider: 'tosspayments', operation: 'cancel', fault: 'lose_reply', times: 1 }
    const headers = { 'content-type': 'application/json' }
    const url = `${house.controlUrl}/control/faults`
    await house.visit(async (page) => {
      await begin(page, { pg: PGS.tosspayments })
      await press(page, '결제하기')
      await page.getByRole('heading', { name: '예약이 확정되었습니다' }).waitFor()
      await fetch(url, { method: 'POST', headers, body: JSON.stringify(fault) })
      await page.getByLabel('환불할 금액').fill('30,000')
      await page.getByRole('button', { name: '환불하기', exact: true }).click()
      await page.getByText('환불 완료').waitFor()
      await page.getByRole('link', { name: '결제 내역 보기' }).click()
      await page.getByText('취소 결과를 받지 못해 조회합니다.').waitFor()
      const { providerOrderId } = await house.maedeup(`/v1/payments/${paymentIdOn(page)}`)
      expect(await house.books(providerOrderId, 'tosspayments')).toMatchObject([{ cancels: [{ amount: 30_000 }] }])
    })
  })

  test('on a phone, in English, the whole page goes to the window and comes back', async () => {
    const phone = { viewport: { width: 390, height: 844 }, userAgent: 'Mozilla/5.0 (iPhone)', locale: 'en-GB' }
    await house.visit(async (page) => {
      await page.goto('/rooms/darak?lang=en')
      await page.getByRole('switch', { name: 'Lose my session after paying' }).check()
      await page.getByRole('button', { name: 'Pay' }).click()
      await page.getByRole('button', { name: 'Pay', exact: true }).click()
      await page.getByRole('heading', { name: 'Your session has expired' }).waitFor()
      await page.getByRole('heading', { name: 'Returned to the buyer' }).waitFor()
    }, phone)
  })

  test('without JavaScript the form answers, and the rescue is followed by reloading', async () => {
    const plain = { javaScriptEnabled: false }
    await house.visit(
      async (page) => {
        await page.goto('/rooms/darak')
        await page.getByLabel('예약자 이름').fill('')
        await page.getByRole('button', { name: '결제하기' }).click()
        await page.getByText('예약자 이름을 1~30자로').waitFor()
      },
      { ...plain, expected: /422/ },
    )
    let address = ''
    await house.visit(async (page) => {
      await begin(page, { loseSession: true })
      await press(page, '결제하기')
      await page.waitForURL(/\/payments\//)
      address = page.url()
    })
    await house.visit(async (page) => {
      await page.goto(address)
      await page.getByRole('heading', { name: '구매자에게 돌려줬습니다' }).waitFor()
    }, plain)
  })

  test.each([320, 390, 768, 1280])('no page is wider than a window of %i', async (width) => {
    await house.visit(
      async (page) => {
        for (const lang of ['ko', 'en']) {
          for (const path of ['/', '/how', '/rooms/byeolchae', '/reservations']) {
            await page.goto(`${path}?lang=${lang}`)
            const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
            expect([path, lang, over]).toEqual([path, lang, 0])
          }
        }
      },
      { viewport: { width, height: 800 } },
    )
  })
})
