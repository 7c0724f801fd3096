/** Makes the outcomes and readings that all adapters give alike. */
import type { ErrorCode } from '../core/errors.ts'
import type { Evidence } from '../core/evidence.ts'
import type { Next, Outcome } from '../core/outcome.ts'
import { notSent, unknownOutcome } from '../core/outcome.ts'
import type { Exchange, ReturnReading } from '../ports/provider.ts'
import type { TransportResult } from './transport.ts'

/** A call that was not made because it cannot be: what the next step is depends on the call. */
export const impossible = (why: string, next: Next): Outcome<never> => ({
  kind: 'refused',
  answer: { code: null, message: `not sent: ${why}` },
  next,
})

/** What is known where no answer came; an outcome that proves nothing unless not a byte was sent. */
export const unanswered = ({
  kind,
  why,
}: Exclude<TransportResult, { kind: 'answer' }>): { readonly kind: 'nothing'; readonly outcome: Outcome<never> } => ({
  kind: 'nothing',
  outcome: kind === 'not_sent' ? notSent(why) : unknownOutcome(why),
})

/** How an exchange ended, as its record says it. */
export const observed = (result: TransportResult): Pick<Exchange, 'httpStatus' | 'trouble'> =>
  result.kind === 'answer' ? { httpStatus: result.status, trouble: null } : { httpStatus: null, trouble: result.why }

/** An answer that cannot be believed as it is: ask. */
export const doubt = (why: string, code: string | null): Outcome<never> => unknownOutcome(why.slice(0, 500), code)

/** Evidence that the provider knows of no such payment. */
export const noPayment = (asked: Pick<Evidence, 'ref' | 'orderNumber' | 'live' | 'account'>): Evidence => ({
  status: 'none',
  amount: null,
  balance: null,
  currency: null,
  method: null,
  paidAt: null,
  cancels: null,
  ...asked,
})

/** A return that is tampered with, incomplete or foreign. */
export const rejected = (error: ErrorCode, detail: string): ReturnReading => ({ kind: 'rejected', error, detail })
