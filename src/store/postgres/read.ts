/** Reads payments with everything that is decided together with them. */
import { type Kysely, type Selectable, sql } from 'kysely'
import type { RefundAccount } from '../../core/account/account.ts'
import type { CancellationId, PaymentId } from '../../core/ids.ts'
import { RECOVERING } from '../../core/payment/draft.ts'
import type { PaymentFile } from '../../core/payment/payment.ts'
import type { StoredEvent } from '../../ports/event.ts'
import type { OrderAttempts, PaymentQuery, ProviderReference } from '../../ports/store.ts'
import type { Database, EventRow } from './database.ts'
import { at, type CancellationRow, type PaymentRow, toCancellation, toPayment } from './rows.ts'
import type { Sealer } from './seal.ts'

export async function load(db: Kysely<Database>, sealer: Sealer, id: PaymentId): Promise<PaymentFile | null> {
  const row = await db.selectFrom('payments').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : ((await withCancellations(db, sealer, [row]))[0] ?? null)
}

export async function paymentOfCancellation(db: Kysely<Database>, id: CancellationId): Promise<PaymentId | null> {
  const row = await db.selectFrom('cancellations').select('payment_id').where('id', '=', id).executeTakeFirst()
  return (row?.payment_id as PaymentId | undefined) ?? null
}

export async function cancellationOfKey(db: Kysely<Database>, key: string) {
  const row = await db
    .selectFrom('cancellations')
    .select(['id', 'payment_id', 'fingerprint'])
    .where('idempotency_key', '=', key)
    .executeTakeFirst()
  if (row === undefined) return null
  const { id, payment_id, fingerprint } = row
  return {
    cancellationId: id as CancellationId,
    paymentId: payment_id as PaymentId,
    key,
    fingerprint: fingerprint ?? '',
  }
}

export async function paymentOfReference(
  db: Kysely<Database>,
  channel: string,
  { ref, orderNumber }: ProviderReference,
): Promise<PaymentId | null> {
  const ofChannel = db.selectFrom('payments').select('id').where('channel', '=', channel).orderBy('id', 'desc').limit(1)
  const byRef = ref === null ? undefined : await ofChannel.where('provider_ref', '=', ref).executeTakeFirst()
  if (byRef !== undefined) return byRef.id as PaymentId
  if (orderNumber === null) return null
  const byOrder = await ofChannel.where('provider_order_id', '=', orderNumber).executeTakeFirst()
  return (byOrder?.id as PaymentId | undefined) ?? null
}

export async function attemptsOf(db: Kysely<Database>, sealer: Sealer, orderId: string): Promise<OrderAttempts> {
  const row = await db
    .selectFrom('payments')
    .selectAll()
    .where('order_id', '=', orderId)
    .orderBy('attempt', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) return { latest: null }
  const [file] = await withCancellations(db, sealer, [row])
  return { latest: file === undefined ? null : { file, fingerprint: row.request_fingerprint } }
}

export async function nextSerial(db: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ serial: number }>`select nextval('provider_serials') as serial`.execute(db)
  return rows[0]?.serial ?? 0
}

/** Newest first, in keyset pages: ids sort by the time they were made. */
export async function list(db: Kysely<Database>, sealer: Sealer, query: PaymentQuery): Promise<PaymentFile[]> {
  let rows = db.selectFrom('payments').selectAll('payments').orderBy('payments.id', 'desc').limit(query.limit)
  if (query.cursor !== undefined) rows = rows.where('payments.id', '<', query.cursor)
  if (query.orderId !== undefined) rows = rows.where('order_id', '=', query.orderId)
  if (query.providerRef !== undefined) rows = rows.where('provider_ref', '=', query.providerRef)
  if (query.state !== undefined) rows = rows.where('state', '=', query.state)
  if (query.channel !== undefined) rows = rows.where('payments.channel', '=', query.channel)
  if (query.from !== undefined) rows = rows.where('created_at', '>=', new Date(query.from))
  if (query.to !== undefined) rows = rows.where('created_at', '<', new Date(query.to))
  const { attention } = query
  if (attention === 'needs_operator') rows = rows.where('hold_at', 'is not', null).where('hold_cause', '<>', RECOVERING)
  else if (attention !== undefined) {
    rows = rows
      .innerJoin('attention', 'attention.payment_id', 'payments.id')
      .where('attention.reason', '=', attention)
      .where('hold_at', 'is', null)
  }
  return withCancellations(db, sealer, await rows.execute())
}

export async function timeline(
  db: Kysely<Database>,
  id: PaymentId,
  page: { after: number; limit: number },
): Promise<StoredEvent[]> {
  const rows = await db
    .selectFrom('events')
    .selectAll()
    .where('payment_id', '=', id)
    .where('seq', '>', page.after)
    .orderBy('seq')
    .limit(page.limit)
    .execute()
  return rows.map(toEvent)
}

export const toEvent = (row: Selectable<EventRow>): StoredEvent => ({
  feedSeq: row.feed_seq,
  paymentId: row.payment_id as PaymentId,
  seq: row.seq,
  type: row.type as StoredEvent['type'],
  data: row.data,
  at: at(row.at),
})

async function withCancellations(db: Kysely<Database>, sealer: Sealer, rows: PaymentRow[]): Promise<PaymentFile[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const all = await db
    .selectFrom('cancellations')
    .selectAll()
    .where(sql<boolean>`payment_id = any(${ids}::text[])`)
    .orderBy('id')
    .execute()
  const accounts = await refundAccountsOf(db, sealer, all)
  const byPayment = Map.groupBy(all, ({ payment_id }) => payment_id)
  return rows.map((row) => ({
    payment: toPayment(row, sealer.openPayment(row)),
    cancellations: (byPayment.get(row.id) ?? []).map((one) => toCancellation(one, accounts.get(one.id) ?? null)),
  }))
}

/** Asked for only where one was ever given; the retention rule may have deleted it since. */
async function refundAccountsOf(
  db: Kysely<Database>,
  sealer: Sealer,
  cancellations: readonly CancellationRow[],
): Promise<ReadonlyMap<string, RefundAccount>> {
  const ids = cancellations.filter(({ detail }) => detail.shownAccount != null).map(({ id }) => id)
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('refund_accounts')
    .selectAll()
    .where(sql<boolean>`cancellation_id = any(${ids}::text[])`)
    .execute()
  return new Map(rows.map((row) => [row.cancellation_id, sealer.openRefundAccount(row.cancellation_id, row)]))
}
