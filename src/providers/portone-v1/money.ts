/** Turns PortOne V1's major currency units into our minor ones and back; what does not fit exactly is no amount. */
import type { Amount, Currency } from '../../core/money.ts'
import { amount, CURRENCY_DECIMALS, isAmount } from '../../core/money.ts'

/** Below half a unit of any currency's last decimal, above the error of one multiplication at 12 digits. */
const NOISE = 1e-3

/** §1: KRW whole, USD with two decimals. Null for a fraction of a minor unit, negative or too large. */
export function toMinor(major: number, currency: Currency): Amount | null {
  const scaled = major * 10 ** CURRENCY_DECIMALS[currency]
  const minor = Math.round(scaled)
  return Math.abs(scaled - minor) < NOISE && isAmount(minor) ? amount(minor) : null
}

/** A quotient by a power of ten is the double nearest to the decimal, so JSON writes exactly that decimal. */
export const toMajor = (minor: Amount, currency: Currency): number => minor / 10 ** CURRENCY_DECIMALS[currency]
