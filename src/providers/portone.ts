/** Holds what PortOne V1 and V2 have in common: what they cannot carry, and how their answers are sifted. */
import { MAX_AMOUNT } from '../core/money.ts'
import type { Outcome, ProviderAnswer } from '../core/outcome.ts'
import type { Payment } from '../core/payment/payment.ts'
import type { Capabilities } from '../ports/provider.ts'
import type { Kept } from './json.ts'

/** What must be refused at registration: what is part of the money or of its name, which PortOne calls `idName`. */
export function findProblemOf(
  { currencies, orderNumber }: Capabilities,
  idName: string,
  payment: Payment,
): { readonly field: string; readonly problem: string } | null {
  const { total } = payment.amounts
  const taxFree = payment.taxFree ?? 0
  if (!currencies.includes(payment.currency)) {
    return { field: 'currency', problem: `must be one of ${currencies.join(', ')}` }
  }
  if (total < 1 || total > MAX_AMOUNT) return { field: 'amount', problem: 'must be 1 to 999999999999' }
  if (!orderNumber.pattern.test(payment.providerOrderId)) {
    return { field: 'orderId', problem: `the ${idName} must be 1 to 40 letters, digits, hyphens or underscores` }
  }
  if (payment.orderName.trim() === '') return { field: 'orderName', problem: 'must not be blank' }
  if (taxFree > total) return { field: 'taxFree', problem: 'is more than the amount' }
  if (taxFree + (payment.vat ?? 0) > total) return { field: 'vat', problem: 'is more than the taxed part' }
  return null
}

/** A success, whose body is still to be read, or a listed answer that counts as one (`absent`: no such payment). */
export type Sifted =
  | { readonly kind: 'success'; readonly body: unknown }
  | { readonly kind: 'absent'; readonly answer: ProviderAnswer }
  | { readonly kind: 'outcome'; readonly outcome: Outcome<never> }

export const ended = (outcome: Outcome<never>): Sifted => ({ kind: 'outcome', outcome })

/** For calls that ask about no payment: there, "no such payment" says nothing. */
export function settled<T>(sifted: Sifted, read: (body: unknown) => Outcome<T>): Outcome<T> {
  switch (sifted.kind) {
    case 'outcome':
      return sifted.outcome
    case 'absent':
      return { kind: 'unknown', answer: sifted.answer, next: 'inquire' }
    case 'success':
      return read(sifted.body)
  }
}

/** Fields that are kept as they are. */
export const values = (paths: readonly string[]): Kept => Object.fromEntries(paths.map((path) => [path, 'value']))
