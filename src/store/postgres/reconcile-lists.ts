/** Both sides of a comparison: what was listed, by reference, and our movements of the day, in short statements. */
import { type Kysely, sql } from 'kysely'
import type { Evidence, ListedCancel } from '../../core/evidence.ts'
import type { CancellationId } from '../../core/ids.ts'
import type { Amount, Currency } from '../../core/money.ts'
import {
  CANCEL_PREFIX,
  CHARGE_ENTRY,
  fold,
  type Listed,
  type ListedRow,
  type ListShape,
  PAYMENT_ENTRY,
} from '../../core/reconcile/listed.ts'
import type { UnseenCharge } from '../../core/reconcile/unseen.ts'
import type { Instant } from '../../core/time.ts'
import type { Page, RunKey, TimeKey, TimeRange, UnseenCancels } from '../../ports/reconciliation.ts'
import type { Database } from './database.ts'
import { toJson } from './json.ts'
import type { OurColumns } from './reconcile-ours.ts'
import { at, maybeAt } from './rows.ts'

type Db = Kysely<Database>

/** A row that came twice in one page counts as it came last; its day is the day's if either was. */
export async function keepListed(db: Db, { id, attempt }: RunKey, rows: readonly ListedRow[]): Promise<void> {
  if (rows.length === 0) return
  const once = [...new Map(rows.map((row) => [`${row.ref} ${row.entry}`, row])).values()]
  const column = <Value>(of: (row: ListedRow) => Value): Value[] => once.map(of)
  await sql`
    insert into listed_rows as known (run, attempt, ref, entry, within, order_number, status, amount, balance,
      currency, live, account, at, cancels)
    select ${id}, ${attempt}, row.* from unnest(${column(({ ref }) => ref)}::text[],
      ${column(({ entry }) => entry)}::text[], ${column(({ within }) => within)}::boolean[],
      ${column(({ orderNumber }) => orderNumber)}::text[], ${column(({ status }) => status)}::text[],
      ${column(({ amount }) => amount)}::bigint[], ${column(({ balance }) => balance)}::bigint[],
      ${column(({ currency }) => currency)}::text[], ${column(({ live }) => live)}::boolean[],
      ${column(({ account }) => account)}::text[],
      ${column(({ paidAt }) => (paidAt === null ? null : new Date(paidAt)))}::timestamptz[],
      ${column(({ cancels }) => (cancels === null ? null : toJson(cancels)))}::jsonb[]) as row
    on conflict (run, attempt, ref, entry) do update set within = known.within or excluded.within,
      order_number = excluded.order_number, status = excluded.status, amount = excluded.amount,
      balance = excluded.balance, currency = excluded.currency, live = excluded.live, account = excluded.account,
      at = excluded.at, cancels = excluded.cancels`.execute(db)
}

/** Rows come in a flood; without this the plans of what follows would be made for an empty table. */
export async function listedAll(db: Db): Promise<void> {
  await sql`analyze listed_rows`.execute(db)
}

export async function forgetListed(db: Db, { id, attempt }: RunKey): Promise<void> {
  await sql`delete from listed_rows where run = ${id} and attempt <= ${attempt}`.execute(db)
}

interface ListedColumns {
  readonly ref: string
  readonly entry: string
  readonly within: boolean
  readonly order_number: string | null
  readonly status: Evidence['status']
  readonly amount: Amount | null
  readonly balance: Amount | null
  readonly currency: Currency | null
  readonly live: boolean | null
  readonly account: string | null
  readonly at: Date | null
  readonly cancels: readonly ListedCancel[] | null
}

export async function listed(
  db: Db,
  { id, attempt }: RunKey,
  { after, limit, shape }: Page<string> & { shape: ListShape },
): Promise<Listed[]> {
  const { rows } = await sql<ListedColumns>`
    with wanted as (
      select ref from listed_rows where run = ${id} and attempt = ${attempt} and ref > ${after ?? ''}
      group by ref order by ref limit ${limit}
    )
    select ref, entry, within, order_number, status, amount, balance, currency, live, account, at, cancels
    from listed_rows
    where run = ${id} and attempt = ${attempt} and ref > ${after ?? ''} and ref <= (select max(ref) from wanted)
    order by ref, entry`.execute(db)
  const groups: ListedRow[][] = []
  for (const row of rows) {
    const last = groups.at(-1)
    if (last !== undefined && last[0]?.ref === row.ref) last.push(toListedRow(row))
    else groups.push([toListedRow(row)])
  }
  return groups.map((group) => fold(group, shape))
}

const toListedRow = ({ order_number: orderNumber, at: paidAt, ...row }: ListedColumns): ListedRow => ({
  ...row,
  orderNumber,
  paidAt: maybeAt(paidAt),
})

/** A bundle of the day, and which of it no list shows; the last of the bundle says where the next one begins. */
export async function unseenCharges(
  db: Db,
  { id, attempt }: RunKey,
  wish: { channel: string; range: TimeRange; readTo: Instant; shape: ListShape; page: Page<TimeKey> },
): Promise<{ charges: UnseenCharge[]; next: TimeKey | null }> {
  const { channel, range, shape, page, readTo } = wish
  const entry = shape === 'movements' ? CHARGE_ENTRY : PAYMENT_ENTRY
  const { rows } = await sql<OurColumns & { last: boolean; bundle: number }>`
    with bundle as materialized (
      select id, provider_ref, provider_order_id, paid, paid_at from payments
      where channel = ${channel} and paid_at < ${new Date(range.to)}
        and (paid_at, id) > (${new Date(page.after?.at ?? range.from)}, ${page.after?.id ?? ''}) and paid > 0
      order by paid_at, id limit ${page.limit}
    )
    select bundle.*, false as last, 0 as bundle from bundle
    where not exists (select from listed_rows
        where run = ${id} and attempt = ${attempt} and ref = bundle.provider_ref and entry = ${entry})
      and not (${shape === 'payments'}::boolean and exists (select from cancellations
        where payment_id = bundle.id and settled_at >= ${new Date(readTo)}))
    union all
    (select bundle.*, true, (select count(*)::int from bundle) from bundle order by paid_at desc, id desc limit 1)
    `.execute(db)
  const charges = rows.flatMap(({ last, paid_at, ...row }) =>
    last || paid_at === null
      ? []
      : [
          {
            paymentId: row.id,
            ref: row.provider_ref,
            orderNumber: row.provider_order_id,
            paid: row.paid,
            paidAt: at(paid_at),
          },
        ],
  )
  return { charges, next: nextOf(rows, page.limit) }
}

function nextOf(
  rows: readonly { last: boolean; bundle: number; id: string; paid_at: Date | null }[],
  limit: number,
): TimeKey | null {
  const last = rows.find((row) => row.last)
  if (last === undefined || last.paid_at === null || last.bundle < limit) return null
  return { at: at(last.paid_at), id: last.id }
}

interface OurCancelColumns extends OurColumns {
  readonly cancellation_id: CancellationId
  readonly provider_cancel_id: string | null
  readonly amount: number
  readonly created_at: Date
  readonly last: boolean
  readonly bundle: number
}

/** Cancels of ours; what we only observed came from the provider itself. `paid_at` is the time of the cancel here. */
export async function unseenCancels(
  db: Db,
  { id, attempt }: RunKey,
  wish: { channel: string; range: TimeRange; readFrom: Instant; page: Page<TimeKey> },
): Promise<UnseenCancels> {
  const { channel, range, page, readFrom } = wish
  const { rows } = await sql<OurCancelColumns>`
    with bundle as materialized (
      select id, payment_id, amount, provider_cancel_id, created_at, settled_at, kind, state from cancellations
      where settled_at < ${new Date(range.to)}
        and (settled_at, id) > (${new Date(page.after?.at ?? range.from)}, ${page.after?.id ?? ''})
      order by settled_at, id limit ${page.limit}
    )
    select bundle.id as cancellation_id, payments.id, provider_ref, provider_order_id, bundle.amount,
      provider_cancel_id, bundle.created_at, settled_at as paid_at, false as last, 0 as bundle
    from bundle join payments on payments.id = bundle.payment_id
    where payments.channel = ${channel} and bundle.state = 'done' and bundle.amount > 0
      and bundle.kind not in ('observed', 'account_close')
      and not exists (select from listed_rows
        where run = ${id} and attempt = ${attempt} and ref = payments.provider_ref
          and starts_with(entry, ${CANCEL_PREFIX}) and (entry = ${CANCEL_PREFIX} || bundle.provider_cancel_id
            or ((bundle.provider_cancel_id is null or cancels -> 0 ->> 'providerCancelId' = '')
              and (cancels -> 0 ->> 'amount')::bigint = bundle.amount)))
    union all
    (select bundle.id, bundle.payment_id, null, '', 0, null, bundle.created_at, settled_at, true,
      (select count(*)::int from bundle) from bundle order by settled_at desc, bundle.id desc limit 1)`.execute(db)
  const last = rows.find((row) => row.last)
  const unseen = rows.filter((row) => !row.last)
  const isTold = ({ created_at }: OurCancelColumns) => at(created_at) >= readFrom
  return {
    cancels: unseen.filter(isTold).map((row) => ({
      paymentId: row.id,
      ref: row.provider_ref,
      orderNumber: row.provider_order_id,
      cancellationId: row.cancellation_id,
      providerCancelId: row.provider_cancel_id,
      amount: row.amount,
      createdAt: at(row.created_at),
      settledAt: at(row.paid_at ?? row.created_at),
    })),
    doubtful: unseen.filter((row) => !isTold(row)).map(({ id: paymentId }) => paymentId),
    next:
      last === undefined || last.bundle < page.limit || last.paid_at === null
        ? null
        : { at: at(last.paid_at), id: last.cancellation_id },
  }
}
