/** Maps PortOne V2's payment methods to ours (portone-v2 §5.4). */
import type { Method } from '../../core/evidence.ts'

/** What the window is asked for. */
export const PAY_METHOD_OF = {
  card: 'CARD',
  virtual_account: 'VIRTUAL_ACCOUNT',
  transfer: 'TRANSFER',
  mobile: 'MOBILE',
  easy_pay: 'EASY_PAY',
} as const satisfies Record<Method, string>

/** Gift certificates, convenience stores and crypto have no method of ours. */
const METHODS: ReadonlyMap<string, Method> = new Map([
  ['PaymentMethodCard', 'card'],
  ['PaymentMethodVirtualAccount', 'virtual_account'],
  ['PaymentMethodTransfer', 'transfer'],
  ['PaymentMethodMobile', 'mobile'],
  ['PaymentMethodEasyPay', 'easy_pay'],
])

/** Our method for a `method.type`, or null where we have none. */
export const methodOf = (type: string | null): Method | null => METHODS.get(type ?? '') ?? null
