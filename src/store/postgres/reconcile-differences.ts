/** Differences that comparisons found: one row for each subject of a channel, however often it is found. */
import { type Kysely, sql } from 'kysely'
import type { PaymentId } from '../../core/ids.ts'
import type { Difference } from '../../core/reconcile/judge.ts'
import type { DifferenceKind } from '../../core/reconcile/kinds.ts'
import type { Instant } from '../../core/time.ts'
import type { KindCount, OpenDifference, RunKey } from '../../ports/reconciliation.ts'
import type { Database } from './database.ts'
import { toJson, toText } from './json.ts'

type Db = Kysely<Database>

/** Who resolves what settled by itself; a person's word stays, ours is taken back where it differs again. */
const BY_ITSELF = 'maedeup'

/** Nothing is written by an attempt that was taken over. */
const isAtWork = ({ id, attempt }: RunKey) =>
  sql`exists (select from reconciliations where id = ${id} and attempt = ${attempt} and state = 'running')`

export async function writeDifferences(
  db: Db,
  run: RunKey,
  { channel, differences, at }: { channel: string; differences: readonly Difference[]; at: Instant },
): Promise<void> {
  if (differences.length === 0) return
  const once = [...new Map(differences.map((one) => [one.subject, one])).values()]
  const rows = once.map(({ paymentId, orderNumber, detail, ...one }) => ({
    ...one,
    payment_id: paymentId,
    order_number: orderNumber,
    detail: toText(detail),
  }))
  await sql`
    insert into discrepancies as known (payment_id, channel, kind, detail, opened_at, reconciliation_id, provider_ref,
      order_number, amount, subject, seen_attempt)
    select d.payment_id, ${channel}, d.kind, d.detail, ${new Date(at)}, ${run.id}, d.ref, d.order_number, d.amount,
      d.subject, ${run.attempt}
    from jsonb_to_recordset(${toJson(rows)}::jsonb) as d (payment_id text, kind text, detail text, ref text,
      order_number text, amount bigint, subject text)
    where ${isAtWork(run)}
    order by d.subject
    on conflict (channel, subject) where subject is not null do update set
      payment_id = coalesce(excluded.payment_id, known.payment_id), detail = excluded.detail,
      amount = excluded.amount, reconciliation_id = excluded.reconciliation_id, seen_attempt = excluded.seen_attempt,
      asked_attempt = case when known.reconciliation_id = excluded.reconciliation_id then known.asked_attempt end,
      resolved_at = case when known.resolved_by = ${BY_ITSELF} then null else known.resolved_at end,
      resolved_by = case when known.resolved_by = ${BY_ITSELF} then null else known.resolved_by end,
      resolution = case when known.resolved_by = ${BY_ITSELF} then null else known.resolution end`.execute(db)
}

export async function unasked(
  db: Db,
  { id, attempt }: RunKey,
  { kinds, limit }: { kinds: readonly string[]; limit: number },
): Promise<OpenDifference[]> {
  const { rows } = await sql<{
    id: number
    kind: DifferenceKind
    subject: string
    payment_id: PaymentId | null
    provider_ref: string | null
    order_number: string | null
    amount: number | null
    detail: string
  }>`
    select id, kind, subject, payment_id, provider_ref, order_number, amount, detail from discrepancies
    where reconciliation_id = ${id} and seen_attempt = ${attempt} and resolved_at is null
      and kind = any(${[...kinds]}::text[]) and asked_attempt is distinct from ${attempt}
    order by id limit ${limit}`.execute(db)
  return rows.map(({ payment_id: paymentId, provider_ref: ref, order_number: orderNumber, ...row }) => ({
    ...row,
    paymentId,
    ref,
    orderNumber,
  }))
}

export async function markAsked(
  db: Db,
  run: RunKey,
  { id, resolution }: { id: number; resolution: { at: Instant; reason: string } | null },
): Promise<void> {
  const settled = resolution !== null
  await sql`
    update discrepancies set asked_attempt = ${run.attempt},
      resolved_at = ${resolution === null ? null : new Date(resolution.at)}::timestamptz,
      resolved_by = case when ${settled}::boolean then ${BY_ITSELF} end,
      resolution = ${resolution === null ? null : toText(resolution.reason)}::text
    where id = ${id} and resolved_at is null and ${isAtWork(run)}`.execute(db)
}

export async function resolveGone(
  db: Db,
  run: RunKey,
  { at, reason }: { at: Instant; reason: string },
): Promise<number> {
  const { rows } = await sql`
    update discrepancies set resolved_at = ${new Date(at)}, resolved_by = ${BY_ITSELF}, resolution = ${toText(reason)}
    where reconciliation_id = ${run.id} and seen_attempt <> ${run.attempt} and resolved_at is null and ${isAtWork(run)}
    returning id`.execute(db)
  return rows.length
}

export async function counts(db: Db, id: number): Promise<KindCount[]> {
  const { rows } = await sql<KindCount>`
    select kind, count(*) filter (where resolved_at is null)::int as open,
      count(*) filter (where resolved_at is not null)::int as resolved
    from discrepancies where reconciliation_id = ${id} group by kind order by kind`.execute(db)
  return rows
}
