/** Value added tax as PortOne computes it where the merchant did not say (§7.3). */
import { type Amount, amount, minus } from '../../core/money.ts'

/** One eleventh of the taxable part, rounded. Parts need not add up to the whole (§7.3). */
export const vatOf = (total: Amount, taxFree: Amount): Amount => amount(Math.round(minus(total, taxFree) / 11))
