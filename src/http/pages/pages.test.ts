/** The parts of pages: escaping that cannot be forgotten, the buyer's language, amounts as people read them. */
import { describe, expect, test } from 'vitest'
import { NOON, paid, withPayment } from '../../../test/core.ts'
import { instant } from '../../core/time.ts'
import { html } from './html.ts'
import { languageOf, moneyText } from './language.ts'
import { openerOf } from './opener.ts'
import { resultPage } from './outcome.ts'
import { TEXTS } from './texts.ts'

describe('html', () => {
  test('escapes every value', () => {
    const evil = `"><script>alert('x')</script>&`
    const { markup } = html`<a title="${evil}">${evil}</a>`
    const shown = '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;'
    expect(markup).toBe(`<a title="${shown}">${shown}</a>`)
  })

  test('keeps what it made, lists of it, numbers and nothing', () => {
    const rows = ['<1>', '2'].map((text) => html`<i>${text}</i>`)
    expect(html`${rows}${null}${3}${html`<b></b>`}`.markup).toBe('<i>&lt;1&gt;</i><i>2</i>3<b></b>')
  })
})

describe('language', () => {
  test.each([
    [undefined, 'ko'],
    ['', 'ko'],
    ['*', 'ko'],
    ['en', 'en'],
    ['en-US,en;q=0.9,ko;q=0.8', 'en'],
    ['ko-KR,ko;q=0.9,en-US;q=0.8', 'ko'],
    ['en;q=0.3, ko;q=0.7', 'ko'],
    ['de-DE,en;q=0.5', 'en'],
    ['de,ja', 'ko'],
    ['en;q=oops', 'en'],
  ] as const)('%s reads as %s', (header, language) => {
    expect(languageOf(header)).toBe(language)
  })

  test('amounts are written as people read them', () => {
    expect(moneyText(120_000, 'KRW', 'ko')).toBe('120,000원')
    expect(moneyText(120_000, 'KRW', 'en')).toBe('₩120,000')
    expect(moneyText(1_999, 'USD', 'en')).toBe('$19.99')
  })

  test('both languages say something everywhere', () => {
    for (const texts of Object.values(TEXTS)) expect(Object.values(texts).every((text) => text.length > 1)).toBe(true)
  })
})

describe('the page of an account that waits for its deposit', () => {
  const virtualAccount = {
    by: 'window',
    bank: 'SHINHAN',
    number: '56211101234567',
    holder: '매듭도령',
    expiresAt: instant(Date.UTC(2026, 10, 23, 9)),
    issuedAt: NOON,
    cashReceipt: null,
  } as const

  test.each([
    ['ko', '신한은행', '입금 기한'],
    ['en', 'Shinhan', 'Pay until'],
  ] as const)('tells in %s where and until when to pay', (language, bank, until) => {
    const file = withPayment(paid(), { state: 'awaiting_deposit', virtualAccount })
    const page = { file, code: null, checkoutUrl: '/x', language, shop: null } as const
    const whole = resultPage({ ...page, account: 'whole' })
    for (const text of [bank, '56211101234567', '매듭도령', until, '2026-11-23 18:00']) expect(whole).toContain(text)
    const masked = resultPage({ ...page, account: 'masked' })
    for (const text of [bank, '**********4567', until]) expect(masked).toContain(text)
    for (const text of ['56211101234567', '매듭도령']) expect(masked).not.toContain(text)
  })
})

test('a provider’s global that the page cannot call is a bug, said aloud', () => {
  expect(() => openerOf('goFly')).toThrow('goFly')
})
