/** Maps NICEPAY's payment methods and tids to ours (nicepay §16, §18 trap 26). */
import type { Method } from '../../core/evidence.ts'

/** §16 `payMethod`; the manual writes some of them in capitals. */
const METHODS: Readonly<Record<string, Method>> = {
  card: 'card',
  vbank: 'virtual_account',
  bank: 'transfer',
  cellphone: 'mobile',
  naverpay: 'easy_pay',
  kakaopay: 'easy_pay',
  payco: 'easy_pay',
  ssgpay: 'easy_pay',
  samsungpay: 'easy_pay',
}

/** What the window is asked for: there is none for all wallets, so they come together with the cards. */
export const WINDOW_METHOD = {
  card: 'card',
  easy_pay: 'cardAndEasyPay',
  transfer: 'bank',
  mobile: 'cellphone',
  virtual_account: 'vbank',
} as const satisfies Record<Method, string>

export const isAccount = (word: string | null | undefined): boolean => methodOf(word) === 'virtual_account'

export function methodOf(word: string | null | undefined): Method | null {
  const name = (word ?? '').toLowerCase()
  return Object.hasOwn(METHODS, name) ? (METHODS[name] ?? null) : null
}

/** A tid of the documented length and alphabet (§16: 30 bytes). */
export const isTid = (text: string): boolean => /^[A-Za-z0-9]{30}$/.test(text)

/** §18 trap 26: the test host gives out tids that begin so, and never moves real money. */
export const isTestTid = (tid: string): boolean => tid.startsWith('UT')
