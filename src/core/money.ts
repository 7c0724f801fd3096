/** Amounts of money: safe integers in minor units, made in one place and never negative. */

declare const amountBrand: unique symbol

/** A whole, non-negative number of minor currency units (KRW has none: 1 = 1 won; USD: 1 = 1 cent). */
export type Amount = number & { readonly [amountBrand]: 'Amount' }

/** Minor units per major unit, by ISO 4217 code. What is not here is not accepted as a currency. */
export const CURRENCY_DECIMALS = { KRW: 0, USD: 2, JPY: 0, CNY: 2, EUR: 2 } as const satisfies Record<string, number>

/** ISO 4217 code of a currency that Maedeup can carry. */
export type Currency = keyof typeof CURRENCY_DECIMALS

/** The largest amount accepted anywhere: 12 digits, the widest amount field of any supported protocol. */
export const MAX_AMOUNT = 999_999_999_999

/** True for a whole number of minor units between 0 and {@link MAX_AMOUNT}. */
export const isAmount = (value: unknown): value is Amount =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= MAX_AMOUNT

/** The one constructor. What is no amount is a bug of the caller: boundaries check with {@link isAmount}. */
export function amount(value: number): Amount {
  if (!isAmount(value)) throw new RangeError(`not an amount in minor units: ${value}`)
  return value
}

/** Nothing. */
export const ZERO: Amount = amount(0)

/** `a + b`; throws where the sum is no amount. */
export const plus = (a: Amount, b: Amount): Amount => amount(a + b)

/** `a - b`; throws where it would be negative, because negative money is always a bug. */
export const minus = (a: Amount, b: Amount): Amount => amount(a - b)

/** True for a supported ISO 4217 code. */
export const isCurrency = (value: unknown): value is Currency =>
  typeof value === 'string' && Object.hasOwn(CURRENCY_DECIMALS, value)
