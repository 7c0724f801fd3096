/** Chooses between Korean and English for a buyer, and writes amounts as people read them. */
import { CURRENCY_DECIMALS, type Currency } from '../../core/money.ts'
import { type Instant, kstStamp } from '../../core/time.ts'

export type Language = 'ko' | 'en'

/** Whichever of the two the browser likes better; Korean where it says nothing. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wishes = (acceptLanguage ?? '').split(',').map((wish) => {
    const [tag = '', ...parameters] = wish.trim().toLowerCase().split(';')
    const quality = parameters.map((one) => /^\s*q=([\d.]+)$/.exec(one)?.[1]).find((one) => one !== undefined)
    return { tag, quality: Number(quality ?? 1) }
  })
  const best = (language: Language): number =>
    Math.max(0, ...wishes.filter(({ tag }) => tag.split('-')[0] === language).map(({ quality }) => quality))
  return best('en') > best('ko') ? 'en' : 'ko'
}

/** Language that a buyer chose on the page itself, else the browser's. */
export const chosenLanguage = (wish: unknown, acceptLanguage: string | undefined): Language =>
  wish === 'ko' || wish === 'en' ? wish : languageOf(acceptLanguage)

/** `11월 23일 (월)`, `Mon, 23 November`: a Korean calendar date. */
export function dayText(date: string, language: Language): string {
  const parts = { timeZone: 'UTC', month: 'long', day: 'numeric', weekday: 'short' } as const
  return new Intl.DateTimeFormat(language === 'ko' ? 'ko-KR' : 'en-GB', parts).format(Date.parse(`${date}T00:00:00Z`))
}

/** `2026-11-23 18:00`, Korean time. */
export const kstText = (at: Instant): string =>
  kstStamp(at).replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)\d\d$/, '$1-$2-$3 $4:$5')

/** `120,000원` in Korean, `₩120,000` in English. */
export function moneyText(minorUnits: number, currency: Currency, language: Language): string {
  const major = minorUnits / 10 ** CURRENCY_DECIMALS[currency]
  if (currency === 'KRW' && language === 'ko') return `${new Intl.NumberFormat('ko-KR').format(major)}원`
  const locale = language === 'ko' ? 'ko-KR' : 'en-US'
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(major)
}
