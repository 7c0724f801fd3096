/** Between the wire, which counts in major units with decimals, and the books, which count in minor units (§1). */
import { type Amount, CURRENCY_DECIMALS, type Currency, isAmount } from '../../core/money.ts'

/** Null when it is no amount of this currency: negative, too large, or with more decimals than the currency has. */
export function toMinor(major: number, currency: Currency): Amount | null {
  const scaled = major * 10 ** CURRENCY_DECIMALS[currency]
  const minor = Math.round(scaled)
  // The wire carries at most six decimals; a difference beyond rounding noise is a fraction of a minor unit.
  return Math.abs(scaled - minor) < 1e-6 && isAmount(minor) ? minor : null
}

export const toMajor = (minor: number, currency: Currency): number => minor / 10 ** CURRENCY_DECIMALS[currency]
