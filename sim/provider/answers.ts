/** Builds outcomes as an adapter would: with a provider's words and nothing that would have to be hidden. */
import type { Evidence } from '../../src/core/evidence.ts'
import type { Next, Outcome } from '../../src/core/outcome.ts'

const answer = (code: string) => ({ code, message: code })

export const done = <E>(evidence: E, next: Next = 'none'): Outcome<E> => ({
  kind: 'done',
  evidence,
  answer: answer('OK'),
  next,
})

export const accepted = <E>(evidence: E): Outcome<E> => ({
  kind: 'accepted',
  evidence,
  answer: answer('PENDING'),
  next: 'inquire',
})

export const refused = (next: Next, code = 'NO'): Outcome<never> => ({ kind: 'refused', answer: answer(code), next })

export const unknown = (code: string, next: Next = 'inquire'): Outcome<never> => ({
  kind: 'unknown',
  answer: answer(code),
  next,
})

/** The store and MID of every simulated channel. */
export const ACCOUNT = 'sim-shop'

/** A reading in which nothing is told. */
export const UNTOLD: Evidence = {
  status: 'none',
  ref: null,
  amount: null,
  balance: null,
  currency: null,
  method: null,
  live: null,
  account: null,
  paidAt: null,
  cancels: null,
}
