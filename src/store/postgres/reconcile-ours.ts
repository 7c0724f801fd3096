/** Our side of a comparison: payments by reference or order number, and what moved on a day. */
import { type Kysely, sql } from 'kysely'
import type { CancellationId, PaymentId } from '../../core/ids.ts'
import type { Amount, Currency } from '../../core/money.ts'
import type { CancellationKind, CancellationState, PaymentState } from '../../core/payment/payment.ts'
import type { OurPayment } from '../../core/reconcile/ours.ts'
import type { DayTotals } from '../../core/reconcile/run.ts'
import type { Page, TimeRange } from '../../ports/reconciliation.ts'
import type { Database } from './database.ts'
import { at, maybeAt } from './rows.ts'

type Db = Kysely<Database>

export interface OurColumns {
  readonly id: PaymentId
  readonly provider_ref: string | null
  readonly provider_order_id: string
  readonly state: PaymentState
  readonly currency: Currency
  readonly paid: Amount
  readonly cancelled: number
  readonly paid_at: Date | null
}

const OUR_COLUMNS = sql`id, provider_ref, provider_order_id, state, currency, paid,
  cancelled_by_us + observed_cancelled as cancelled, paid_at`

export async function oursByRef(db: Db, channel: string, refs: readonly string[]): Promise<OurPayment[]> {
  if (refs.length === 0) return []
  const { rows } = await sql<OurColumns>`select ${OUR_COLUMNS} from payments
    where channel = ${channel} and provider_ref = any(${[...refs]}::text[])`.execute(db)
  return await withCancels(db, rows)
}

export async function oursByOrderNumber(db: Db, channel: string, numbers: readonly string[]): Promise<OurPayment[]> {
  if (numbers.length === 0) return []
  const { rows } = await sql<OurColumns>`select distinct on (provider_order_id) ${OUR_COLUMNS} from payments
    where channel = ${channel} and provider_order_id = any(${[...numbers]}::text[])
    order by provider_order_id, id desc`.execute(db)
  return await withCancels(db, rows)
}

interface CancelColumns {
  readonly id: CancellationId
  readonly payment_id: PaymentId
  readonly kind: CancellationKind
  readonly state: CancellationState
  readonly amount: Amount
  readonly provider_cancel_id: string | null
  readonly created_at: Date
  readonly settled_at: Date | null
}

async function withCancels(db: Db, rows: readonly OurColumns[]): Promise<OurPayment[]> {
  const ids = rows.map(({ id }) => id)
  const { rows: all } =
    ids.length === 0
      ? { rows: [] }
      : await sql<CancelColumns>`
          select id, payment_id, kind, state, amount, provider_cancel_id, created_at, settled_at from cancellations
          where payment_id = any(${ids}::text[]) order by id`.execute(db)
  const byPayment = Map.groupBy(all, ({ payment_id }) => payment_id)
  return rows.map(({ provider_ref: ref, provider_order_id: orderNumber, paid_at, ...row }) => ({
    ...row,
    ref,
    orderNumber,
    paidAt: maybeAt(paid_at),
    cancels: (byPayment.get(row.id) ?? []).map((one) => ({
      id: one.id,
      kind: one.kind,
      state: one.state,
      amount: one.amount,
      providerCancelId: one.provider_cancel_id,
      createdAt: at(one.created_at),
      settledAt: maybeAt(one.settled_at),
    })),
  }))
}

export async function moved(
  db: Db,
  channel: string,
  { range, page }: { range: TimeRange; page: Page<PaymentId> },
): Promise<PaymentId[]> {
  const [from, to] = [new Date(range.from), new Date(range.to)]
  const { rows } = await sql<{ id: PaymentId }>`
    select id from (
      select id from payments where channel = ${channel} and paid_at >= ${from} and paid_at < ${to}
      union
      select payments.id from cancellations join payments on payments.id = payment_id
      where payments.channel = ${channel} and settled_at >= ${from} and settled_at < ${to}
    ) as moved
    where id > ${page.after ?? ''} order by id limit ${page.limit}`.execute(db)
  return rows.map(({ id }) => id)
}

export async function ourTotals(db: Db, channel: string, { from, to }: TimeRange): Promise<DayTotals> {
  const range = sql`>= ${new Date(from)} and`
  const { rows } = await sql<DayTotals>`
    select charged.*, cancelled.* from (
      select count(*)::int as charges, coalesce(sum(paid), 0)::bigint as charged from payments
      where channel = ${channel} and paid > 0 and paid_at ${range} paid_at < ${new Date(to)}
    ) as charged, (
      select count(*)::int as cancels, coalesce(sum(cancellations.amount), 0)::bigint as cancelled
      from cancellations join payments on payments.id = payment_id
      where payments.channel = ${channel} and cancellations.state = 'done' and cancellations.amount > 0
        and cancellations.kind <> 'account_close' and settled_at ${range} settled_at < ${new Date(to)}
    ) as cancelled`.execute(db)
  return rows[0] ?? { charges: 0, charged: 0, cancels: 0, cancelled: 0 }
}
