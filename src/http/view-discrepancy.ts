/** A difference as the API shows it: the row, and what the table of kinds says about it. */
import { kindRow } from '../core/reconcile/kinds.ts'
import { toIso } from '../core/time.ts'
import type { Discrepancy } from '../ports/store.ts'

/** What payments find out by themselves is about money that contradicts itself. */
const OF_PAYMENTS = 'critical'

export function shownDiscrepancy({ id, paymentId, channel, kind, detail, openedAt, resolved, found }: Discrepancy) {
  // The same word may come from a payment, which has a rule of its own for it.
  const row = found === undefined ? undefined : kindRow(kind)
  return {
    id,
    paymentId,
    channel,
    kind,
    severity: row?.severity ?? OF_PAYMENTS,
    title: row?.en ?? null,
    titleKo: row?.ko ?? null,
    detail,
    suggestion: row?.suggestion ?? null,
    suggestionKo: row?.suggestionKo ?? null,
    reconciliationId: found?.reconciliationId ?? null,
    providerRef: found?.ref ?? null,
    orderNumber: found?.orderNumber ?? null,
    amount: found?.amount ?? null,
    openedAt: toIso(openedAt),
    resolved: resolved === null ? null : { ...resolved, at: toIso(resolved.at) },
  } as const
}
