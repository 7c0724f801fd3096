/** Maps NICEPAY's payment methods and TIDs to ours (nicepay §4, §5, §10). */
import type { Method } from '../../core/evidence.ts'

interface PayMethod {
  readonly method: Method | null
  /** The ResultCode of a successful approval of this method (§5). */
  readonly successCode: string
}

/** By `PayMethod`. SSG_BANK and GIFT_CULT are known only to read their answers; no method of ours opens them. */
const PAY_METHODS: Readonly<Record<string, PayMethod>> = {
  CARD: { method: 'card', successCode: '3001' },
  BANK: { method: 'transfer', successCode: '4000' },
  VBANK: { method: 'virtual_account', successCode: '4100' },
  CELLPHONE: { method: 'mobile', successCode: 'A000' },
  SSG_BANK: { method: null, successCode: '0000' },
  GIFT_CULT: { method: null, successCode: '0000' },
}

/** What the window is asked for. Easy pay opens from the card window (ClickpayCl in the answer, §5). */
export const PAY_METHOD_OF = {
  card: 'CARD',
  easy_pay: 'CARD',
  transfer: 'BANK',
  mobile: 'CELLPHONE',
  virtual_account: 'VBANK',
} as const satisfies Record<Method, string>

/** The methods part of a TID (§10). */
const TID_METHODS: Readonly<Record<string, Method>> = {
  '01': 'card',
  '02': 'transfer',
  '03': 'virtual_account',
  '05': 'mobile',
}

/** Our method for a `PayMethod`, or null where we have none. */
export const methodOf = (payMethod: string): Method | null =>
  Object.hasOwn(PAY_METHODS, payMethod) ? (PAY_METHODS[payMethod]?.method ?? null) : null

/** Our method for a TID `MID(10) + method(2) + media(2) + time(12) + 4`, or null. */
export const methodOfTid = (tid: string): Method | null => TID_METHODS[tid.slice(10, 12)] ?? null

/** Window and TID say card for easy pay too, so what was registered stays; only ClickpayCl could tell (§5). */
export const keepEasyPay = (method: Method | null, registered: Method | null): Method | null =>
  method === 'card' && registered === 'easy_pay' ? 'easy_pay' : method

/** A TID of the documented length and alphabet (§10: 30 bytes). */
export const isTid = (text: string): boolean => /^[A-Za-z0-9]{30}$/.test(text)

/**
 * Whether a success code is one that moved or will move money for the method that the answer names. `PayMethod` is not
 * mandatory in an answer (§5): without it any payment's success code counts. 7001, a cash receipt, never does.
 */
export function isPaymentSuccess(code: string, payMethod: string): boolean {
  const named = Object.hasOwn(PAY_METHODS, payMethod) ? PAY_METHODS[payMethod] : undefined
  if (named !== undefined) return named.successCode === code
  return payMethod === '' && Object.values(PAY_METHODS).some((entry) => entry.successCode === code)
}

/** Our method for an approval that succeeded: from `PayMethod`, else from the success code. */
export function approvedMethod(answer: { code: string; payMethod: string; clickpay: string }): Method | null {
  const byCode = Object.keys(PAY_METHODS).find((name) => PAY_METHODS[name]?.successCode === answer.code) ?? ''
  const method = methodOf(answer.payMethod === '' ? byCode : answer.payMethod)
  return method === 'card' && answer.clickpay !== '' ? 'easy_pay' : method
}
