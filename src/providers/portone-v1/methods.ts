/** Maps PortOne V1's payment methods to ours (portone-v1 §3). */
import type { Method } from '../../core/evidence.ts'

/** What the window is asked for. Wallets have a name each and no common one; card windows offer them (§3). */
export const PAY_METHOD_OF = {
  card: 'card',
  virtual_account: 'vbank',
  transfer: 'trans',
  mobile: 'phone',
  easy_pay: 'card',
} as const satisfies Record<Method, string>

const METHODS: ReadonlyMap<string, Method> = new Map([
  ['card', 'card'],
  ['trans', 'transfer'],
  ['vbank', 'virtual_account'],
  ['phone', 'mobile'],
  ['ssgpay', 'easy_pay'],
  ['lpay', 'easy_pay'],
  ['payco', 'easy_pay'],
  ['kakaopay', 'easy_pay'],
  ['tosspay', 'easy_pay'],
  ['naverpay', 'easy_pay'],
  ['applepay', 'easy_pay'],
  ['samsung', 'easy_pay'],
  ['paypal', 'easy_pay'],
])

/** Our method for a `pay_method`, an open set; null where we have none (gift certificates, points). */
export const methodOf = (name: string | null): Method | null => METHODS.get(name ?? '') ?? null
