/** The differences that looking at payments brought to light. */
import type { Kysely, Selectable } from 'kysely'
import type { PaymentId } from '../../core/ids.ts'
import type { Instant } from '../../core/time.ts'
import type { Discrepancy, DiscrepancyQuery } from '../../ports/store.ts'
import type { Database, DiscrepancyRow } from './database.ts'
import { at } from './rows.ts'

export async function discrepancies(db: Kysely<Database>, query: DiscrepancyQuery): Promise<Discrepancy[]> {
  let rows = db.selectFrom('discrepancies').selectAll().orderBy('id', 'desc').limit(query.limit)
  if (query.channel !== undefined) rows = rows.where('channel', '=', query.channel)
  if (query.paymentId !== undefined) rows = rows.where('payment_id', '=', query.paymentId)
  if (query.kind !== undefined) rows = rows.where('kind', '=', query.kind)
  if (query.reconciliationId !== undefined) rows = rows.where('reconciliation_id', '=', query.reconciliationId)
  if (query.open !== undefined) rows = rows.where('resolved_at', query.open ? 'is' : 'is not', null)
  if (query.cursor !== undefined) rows = rows.where('id', '<', query.cursor)
  return (await rows.execute()).map(toDiscrepancy)
}

export async function resolveDiscrepancy(
  db: Kysely<Database>,
  id: number,
  resolution: { at: Instant; by: string; reason: string },
): Promise<boolean> {
  const result = await db
    .updateTable('discrepancies')
    .set({ resolved_at: new Date(resolution.at), resolved_by: resolution.by, resolution: resolution.reason })
    .where('id', '=', id)
    .where('resolved_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

const toDiscrepancy = (row: Selectable<DiscrepancyRow>): Discrepancy => ({
  id: row.id,
  paymentId: row.payment_id as PaymentId | null,
  channel: row.channel,
  kind: row.kind,
  detail: row.detail,
  openedAt: at(row.opened_at),
  ...(row.reconciliation_id === null
    ? {}
    : {
        found: {
          reconciliationId: row.reconciliation_id,
          ref: row.provider_ref,
          orderNumber: row.order_number,
          amount: row.amount,
        },
      }),
  resolved:
    row.resolved_at === null
      ? null
      : { at: at(row.resolved_at), by: row.resolved_by ?? '', reason: row.resolution ?? '' },
})
