/** Virtual accounts in a real browser: issued and paid into, called off, refunded, and paid into without a booking. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserMissing } from '../test/browser.ts'
import { type Guesthouse, openGuesthouse, paymentIdOn, press } from '../test/guesthouse.ts'

const PGS = {
  nicepay: '나이스페이',
  tosspayments: '토스페이먼츠',
  'portone-v1': '포트원 V1',
  'portone-v2': '포트원 V2',
  'nicepay-rest': '나이스페이 (신형)',
} as const
type Pg = keyof typeof PGS

const ALL = Object.keys(PGS) as Pg[]

const missing = browserMissing()

describe.skipIf(missing !== null)(`a virtual account${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let house: Guesthouse
  beforeAll(async () => {
    house = await openGuesthouse({ orderWithin: 'PT2S' })
  })
  afterAll(() => house?.close())

  /** Fills the form and pays by account; where the PG issues in its window only, the window is gone through. */
  async function book(page: Page, pg: Pg, { loseSession = false } = {}): Promise<void> {
    await page.goto('/rooms/byeolchae')
    await page.getByLabel('숙박').selectOption('2')
    await page.getByRole('radio', { name: '가상계좌 (무통장입금)' }).check()
    await page.getByRole('radio', { name: PGS[pg], exact: true }).check()
    await page.getByRole('switch', { name: '결제 후 내 세션 끊기' }).setChecked(loseSession)
    if (pg !== 'nicepay-rest') await page.getByLabel('입금할 은행').selectOption({ label: 'KB국민은행' })
    await page.getByRole('button', { name: '결제하기' }).click()
    if (pg === 'nicepay-rest') await press(page, '신한은행 계좌 발급받기')
  }

  /** A PG is asked about one payment every ten seconds at most, and the issue was one time: the clock is moved. */
  async function transfer(page: Page): Promise<void> {
    await page.getByRole('button', { name: '구매자가 지금 입금하기' }).click()
    await page
      .getByText('이체했습니다.')
      .or(page.getByRole('heading', { name: '확정' }))
      .waitFor()
    await house.passTime(11_000)
  }

  /** What the payment and the PG's books say of it, from the booking's page. */
  async function bothBooks(page: Page, pg: Pg) {
    await page.getByRole('link', { name: /결제 내역 보기|환불 과정 보기/ }).click()
    await page.waitForURL(/\/payments\//)
    const payment = await house.maedeup(`/v1/payments/${paymentIdOn(page)}`)
    const [book] = await house.books(payment.providerOrderId, pg)
    return { payment, book }
  }

  test.each(ALL)('%s: a booking waits for its deposit, and is confirmed by it; half of it goes back', async (pg) => {
    await house.visit(
      async (page) => {
        await book(page, pg)
        await page.getByRole('heading', { name: '입금을 기다리고 있습니다' }).waitFor()
        expect(await page.locator('.account-number b').textContent()).toMatch(/^\d{10,16}$/)
        expect(await page.getByRole('definition').allTextContents()).toContain('372,000원')
        expect(await page.locator('.account').textContent()).toMatch(/월 \d+일 \(.\) \d\d:\d\d까지 \(한국 시간\)/)
        await transfer(page)
        await page.getByRole('heading', { name: '예약이 확정되었습니다' }).waitFor()
        await page.getByRole('button', { name: '1박 줄이기 · 186,000원' }).click()
        await page.getByText('환불받을 은행을 골라 주세요.').waitFor()
        await page.getByLabel('은행').selectOption({ label: '카카오뱅크' })
        await page.getByLabel('계좌번호').fill('3333-01-12345')
        await page.getByLabel('예금주').fill('김매듭')
        await page.getByRole('button', { name: '1박 줄이기 · 186,000원' }).click()
        await page.getByText(/카카오뱅크 \*+2345 계좌로/).waitFor()
        const { payment, book: theirs } = await bothBooks(page, pg)
        expect(payment).toMatchObject({ state: 'partially_cancelled', cancelledAmount: 186_000 })
        expect(theirs).toMatchObject({ paidAmount: 372_000, cancelledAmount: 186_000 })
        await page.getByText('두 장부가 일치합니다').waitFor()
        expect(await page.content()).not.toContain('333301')
      },
      { expected: /422/ },
    )
  })

  test.each(ALL)('%s: called off before the deposit, the account is closed and nothing was paid', async (pg) => {
    await house.visit(async (page) => {
      await book(page, pg)
      await page.getByRole('button', { name: '주문 취소' }).click()
      await page.getByRole('heading', { name: '주문이 취소되었습니다' }).waitFor()
      const { payment, book: theirs } = await bothBooks(page, pg)
      expect(payment).toMatchObject({ state: 'expired', order: null, paidAmount: 0 })
      expect(theirs).toMatchObject({ paidAmount: 0 })
    })
  })

  test.each(['nicepay', 'tosspayments'] as const)(
    '%s: paid into without a booking, the buyer is asked for an account, and all of it goes back',
    async (pg) => {
      await house.visit(async (page) => {
        await book(page, pg, { loseSession: true })
        await page.getByRole('heading', { name: '세션이 만료되었습니다' }).waitFor()
        await transfer(page)
        const link = page.getByRole('link', { name: '환불받을 계좌 입력하기' })
        await link.waitFor()
        const [asked] = await Promise.all([page.waitForEvent('popup'), link.click()])
        await asked.getByLabel('은행').selectOption('SHINHAN')
        await asked.getByLabel('계좌번호').fill('110-123-456789')
        await asked.getByLabel('예금주').fill('김매듭')
        await asked.getByRole('button', { name: '이 계좌로 환불받기' }).click()
        await page.getByRole('heading', { name: '구매자에게 돌려줬습니다' }).waitFor()
        await page.getByText(/372,000원을 신한은행 \*+6789 계좌로 보냈습니다/).waitFor()
        await page.getByText('두 장부가 일치합니다').waitFor()
        const payment = await house.maedeup(`/v1/payments/${paymentIdOn(page)}`)
        expect(payment).toMatchObject({ state: 'cancelled', order: null, cancelledAmount: 372_000 })
        expect(await house.books(payment.providerOrderId, pg)).toMatchObject([{ cancelledAmount: 372_000 }])
      })
    },
  )

  test('a paid booking that is called off asks the buyer for an account, too', async () => {
    await house.visit(async (page) => {
      await book(page, 'nicepay')
      await transfer(page)
      await page.getByRole('button', { name: '예약 취소' }).click()
      await page.getByRole('heading', { name: '환불받을 계좌를 여쭤보는 중' }).waitFor()
      await page.getByRole('link', { name: '환불받을 계좌 입력하기' }).waitFor()
    })
  })

  test('a cash receipt is asked for with the account; a number that cannot be right comes back', async () => {
    await house.visit(
      async (page) => {
        await page.goto('/rooms/darak')
        await page.getByRole('radio', { name: '가상계좌 (무통장입금)' }).check()
        expect(await page.getByLabel('사업자등록번호').isVisible()).toBe(false)
        await page.getByRole('radio', { name: '지출증빙용' }).check()
        await page.getByLabel('사업자등록번호').fill('123-45-67890')
        await page.getByRole('button', { name: '결제하기' }).click()
        await page.getByText('현금영수증 번호가 올바르지 않습니다.').waitFor()
        await page.getByRole('radio', { name: '소득공제용' }).check()
        await page.getByLabel('현금영수증 휴대폰 번호').fill('010-1234-5678')
        await page.getByRole('button', { name: '결제하기' }).click()
        await page.getByRole('heading', { name: '입금을 기다리고 있습니다' }).waitFor()
        await page.getByRole('link', { name: '결제 내역 보기' }).click()
        await page.waitForURL(/\/payments\//)
        const payment = await house.maedeup(`/v1/payments/${paymentIdOn(page)}`)
        expect(payment).toMatchObject({ virtualAccount: { cashReceipt: 'income_deduction' } })
      },
      { expected: /422/ },
    )
  })

  test('the number is copied with one press', async () => {
    await house.visit(
      async (page) => {
        await book(page, 'tosspayments')
        const number = await page.locator('.account-number b').textContent()
        await page.getByRole('button', { name: '복사' }).click()
        await page.getByRole('button', { name: '복사했습니다' }).waitFor()
        expect(await page.evaluate('navigator.clipboard.readText()')).toBe(number)
      },
      { permissions: ['clipboard-read', 'clipboard-write'] },
    )
  })

  test('on a phone, in English, without JavaScript: everything is there, and nothing is too wide', async () => {
    const phone = { viewport: { width: 360, height: 780 }, locale: 'en-GB' }
    let address = ''
    const fits = async (page: Page) =>
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
    await house.visit(
      async (page) => {
        await page.goto('/rooms/darak?lang=en')
        await page.getByRole('radio', { name: 'Virtual account (bank transfer)' }).check()
        await page.getByRole('radio', { name: 'Toss Payments' }).check()
        await page.getByRole('button', { name: 'Pay' }).click()
        await page.getByRole('heading', { name: 'Waiting for your transfer' }).waitFor()
        expect(await page.getByRole('button', { name: 'Copy' }).isVisible()).toBe(false)
        address = (await page.getByRole('link', { name: 'See the payment' }).getAttribute('href')) ?? ''
        await page.getByRole('button', { name: 'The buyer transfers now' }).click()
        await house.passTime(11_000)
        await page.getByRole('heading', { name: 'Your booking is confirmed' }).waitFor()
      },
      { ...phone, javaScriptEnabled: false },
    )
    await house.visit(async (page) => {
      await book(page, 'tosspayments')
      await fits(page)
      await page.getByRole('link', { name: '결제 내역 보기' }).click()
      await page.getByRole('heading', { name: '입금 계좌' }).waitFor()
      await fits(page)
      await page.goto(`${address}?lang=en`)
      await fits(page)
    }, phone)
  })
})
