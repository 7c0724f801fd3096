/** A comparison as the API shows it, and its report as lines for a spreadsheet. */
import { CSV_MARK, csvLine } from '../core/reconcile/csv.ts'
import { kindRow } from '../core/reconcile/kinds.ts'
import type { Reconciliation } from '../core/reconcile/run.ts'
import { type Instant, toIso } from '../core/time.ts'
import type { KindCount } from '../ports/reconciliation.ts'
import type { Discrepancy } from '../ports/store.ts'
import { shownDiscrepancy } from './view-discrepancy.ts'

const maybeIso = (at: Instant | null): string | null => (at === null ? null : toIso(at))

export function shownReconciliation(run: Reconciliation, counts: readonly KindCount[]) {
  const { failures, requestedAt, startedAt, endedAt, ...rest } = run
  return {
    ...rest,
    open: counts.reduce((sum, { open }) => sum + open, 0),
    requestedAt: toIso(requestedAt),
    startedAt: maybeIso(startedAt),
    endedAt: maybeIso(endedAt),
  }
}

export const shownKinds = (counts: readonly KindCount[]) =>
  counts.map(({ kind, open, resolved }) => {
    const row = kindRow(kind)
    return {
      kind,
      severity: row?.severity ?? ('critical' as const),
      title: row?.en ?? kind,
      titleKo: row?.ko ?? kind,
      open,
      resolved,
    }
  })

const HEADING = [
  'id',
  'date',
  'channel',
  'kind',
  'title',
  'titleKo',
  'severity',
  'state',
  'providerRef',
  'orderNumber',
  'paymentId',
  'amount',
  'detail',
  'suggestion',
  'suggestionKo',
  'openedAt',
  'resolvedAt',
  'resolvedBy',
  'resolution',
] as const

/** With the mark by which Excel knows UTF-8. */
export const reportHeading = (): string => `${CSV_MARK}${csvLine([...HEADING])}`

export function reportLine({ date }: Pick<Reconciliation, 'date'>, one: Discrepancy): string {
  const { resolved, ...shown } = shownDiscrepancy(one)
  const ending = { state: resolved === null ? 'open' : 'resolved', resolvedAt: resolved?.at ?? null }
  const who = { resolvedBy: resolved?.by ?? null, resolution: resolved?.reason ?? null }
  const cells = { ...shown, ...ending, ...who, date }
  return csvLine(HEADING.map((name) => cells[name]))
}
