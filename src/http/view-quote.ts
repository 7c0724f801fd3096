/** Shows a quote in the words of the API. */
import { refundableOf } from '../core/payment/amounts.ts'
import type { PaymentFile } from '../core/payment/payment.ts'
import { type Instant, toIso } from '../core/time.ts'
import type { Quote } from '../engine/quote.ts'
import type { QuoteJson } from './schemas/quote.ts'

const iso = (at: Instant | null): string | null => (at === null ? null : toIso(at))

export const quoteJson = ({ payment }: PaymentFile, quote: Quote): QuoteJson => ({
  paymentId: payment.id,
  amount: quote.amount,
  refundable: refundableOf(payment.amounts),
  closesAccount: payment.state === 'awaiting_deposit',
  allowed: quote.problem === null ? quote.allowed : 'no',
  because: quote.because,
  problem: quote.problem === null ? null : { code: quote.problem.code, detail: quote.problem.detail },
  warnings: [...quote.warnings],
  rules: [...quote.rules],
  until: iso(quote.until),
  nextAt: iso(quote.nextAt),
  partial: quote.partial,
  needs: [...quote.needs],
  fee: quote.fee,
  mode: quote.mode,
  buyerSees: quote.buyerSees,
})
