/** When a refund that is still open is due by law, told once, a business day ahead. */
import { refundAlertAt, refundDueAt } from '../cancellation/policy/business-days.ts'
import type { Instant } from '../time.ts'
import { owedSince } from './attention.ts'
import { type Context, type Decision, draftOf, finish, note, patch, unchanged } from './draft.ts'
import type { PaymentFile } from './payment.ts'

/** The end of the third business day (전자상거래법 §18②); null where nothing is owed. */
export function refundDueAtOf(file: PaymentFile): Instant | null {
  const since = owedSince(file)
  return since === null ? null : refundDueAt(since)
}

export function alertRefundDue(file: PaymentFile, { now }: Context): Decision {
  const since = owedSince(file)
  if (since === null || file.payment.refundAlertedFor === since || now < refundAlertAt(since)) return unchanged(file)
  const alerted = patch(draftOf(file), { refundAlertedFor: since })
  return finish(note(alerted, 'payment.refund_due_soon', { dueAt: refundDueAt(since) }))
}
