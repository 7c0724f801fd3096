/** The sums of a payment: what is left, what is free, and the invariant that guards them. */
import { type Amount, amount, ZERO } from '../money.ts'
import type { Amounts } from './payment.ts'

/** What a payment holds before any money came. */
export const unpaid = (total: Amount): Amounts => ({
  total,
  paid: ZERO,
  cancelledByUs: ZERO,
  observedCancelled: ZERO,
  inFlight: ZERO,
})

/** All that went back, whoever sent it. */
export const cancelledAmount = (sums: Amounts): Amount => amount(sums.cancelledByUs + sums.observedCancelled)

/** Paid minus all cancelled [취소 가능 잔액]; never below zero even when a provider's books contradict ours. */
export const balanceOf = (sums: Amounts): Amount =>
  amount(Math.max(0, sums.paid - sums.cancelledByUs - sums.observedCancelled))

/** The balance minus what open cancellations hold. */
export const refundableOf = (sums: Amounts): Amount => amount(Math.max(0, balanceOf(sums) - sums.inFlight))

/** What we decide never exceeds what arrived: asserted before every write, and by the database again. */
export const amountsHold = (sums: Amounts): boolean => sums.cancelledByUs + sums.inFlight <= sums.paid
