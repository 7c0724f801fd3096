/** The one write of an engine step: payment, cancellations, attention and events in one statement. */
import { type Kysely, sql } from 'kysely'
import type { RefundAccount } from '../../core/account/account.ts'
import type { CancellationId } from '../../core/ids.ts'
import { attentionEntryOf } from '../../core/payment/attention.ts'
import type { Payment } from '../../core/payment/payment.ts'
import type { CancellationKey, NewPayment, Write, Written } from '../../ports/store.ts'
import type { Database } from './database.ts'
import { toJson } from './json.ts'
import { date, toCancellationJson, toColumns } from './rows.ts'
import type { Sealer } from './seal.ts'

/** PostgreSQL's code for a broken unique index. */
const UNIQUE_VIOLATION = '23505'

/** Updates where the version is still the one that was read; everything else rides on that. */
export async function save(db: Kysely<Database>, sealer: Sealer, write: Write): Promise<Written> {
  const { before, file } = write
  const { id, created_at, order_id, attempt, provider_order_id, channel, provider, ...columns } = toColumns(
    file.payment,
  )
  const same = before.payment.providerState === file.payment.providerState
  const sealed = same ? null : sealer.providerState(file.payment)
  const sameAccounts = accountsAreSame(before.payment, file.payment)
  const accounts = sameAccounts ? null : sealer.accounts(file.payment)
  try {
    const { rows } = await sql<{ saved: number }>`
      with payment as (
        update payments set (${columnList(columns)}, provider_state, virtual_account)
          = (${valueList(columns)}, coalesce(${sealed}::bytea, provider_state),
            case when ${sameAccounts}::boolean then virtual_account else ${accounts}::bytea end)
        where id = ${id} and version = ${before.payment.version}
        returning id
      ), ${riders(sealer, write)}
      select count(*)::int as saved from payment`.execute(db)
    return rows[0]?.saved === 1 ? 'saved' : 'lost_race'
  } catch (error) {
    return conflictOf(error)
  }
}

/** Inserts a registration and, in the same transaction, marks the attempt that it replaces. */
export async function insert(db: Kysely<Database>, sealer: Sealer, wish: NewPayment): Promise<Written> {
  const { file, timeline, at } = wish
  const write: Write = { before: { payment: file.payment, cancellations: [] }, file, timeline, at }
  const columns = {
    ...toColumns(wish.file.payment),
    request_fingerprint: wish.fingerprint,
    provider_state: sealer.providerState(wish.file.payment),
    virtual_account: sealer.accounts(wish.file.payment),
  }
  try {
    return await db.transaction().execute(async (trx) => {
      if (wish.supersede !== null && (await save(trx, sealer, wish.supersede)) !== 'saved') return 'lost_race'
      await sql`
        with payment as (
          insert into payments (${columnList(columns)}) values (${valueList(columns)}) returning id
        ), ${riders(sealer, write)}
        select count(*) from payment`.execute(trx)
      return 'saved'
    })
  } catch (error) {
    return conflictOf(error)
  }
}

/** What breaking a unique index means: mostly a lost race, after which the caller reads again and sees the winner. */
const CONFLICTS: Readonly<Record<string, Written>> = {
  payments_pkey: 'lost_race',
  payments_one_open_per_order: 'lost_race',
  payments_attempt: 'lost_race',
  cancellations_one_under_way: 'lost_race',
  payments_provider_ref: 'ref_taken',
  cancellations_key: 'key_taken',
}

function conflictOf(error: unknown): Written {
  const { code, constraint } = error as { code?: string; constraint?: string }
  const meaning = code === UNIQUE_VIOLATION ? CONFLICTS[constraint ?? ''] : undefined
  if (meaning === undefined) throw error
  return meaning
}

const columnList = (columns: object) => sql.join(Object.keys(columns).map((name) => sql.ref(name)))
const valueList = (columns: object) => sql.join(Object.values(columns).map((value) => sql`${value}`))

/** What rides on the payment's row: nothing of it happens where that row was not written. */
function riders(sealer: Sealer, { before, file, timeline, at, key }: Write) {
  const { payment } = file
  const due = attentionEntryOf(file)
  const firstSeq = payment.version - timeline.length + 1
  const events = timeline.map(({ type, data }, index) => ({ seq: firstSeq + index, type, data }))
  const changed = file.cancellations
    .filter((one) => !before.cancellations.includes(one))
    .map((one) => ({ ...toCancellationJson(one), ...(one.id === key?.cancellationId ? keyJson(key) : {}) }))
  const accounts = file.cancellations
    .filter(({ id }) => !before.cancellations.some((known) => known.id === id))
    .flatMap((one) => (one.refundAccount === null ? [] : [accountJson(sealer, one.id, one.refundAccount)]))
  return sql`
    cancelled as (
      insert into cancellations (id, payment_id, kind, via, state, amount, reserved, reason, requester, created_at,
        settled_at, attempts, provider_cancel_id, detail, idempotency_key, fingerprint)
      select c.* from payment, jsonb_to_recordset(${toJson(changed)}::jsonb) as c (id text, payment_id text,
        kind text, via text, state text, amount bigint, reserved bigint, reason text, requester text,
        created_at timestamptz, settled_at timestamptz, attempts integer, provider_cancel_id text, detail jsonb,
        idempotency_key text, fingerprint text)
      on conflict (id) do update set via = excluded.via, state = excluded.state, reserved = excluded.reserved,
        settled_at = excluded.settled_at, attempts = excluded.attempts,
        provider_cancel_id = excluded.provider_cancel_id, detail = excluded.detail,
        idempotency_key = coalesce(cancellations.idempotency_key, excluded.idempotency_key),
        fingerprint = coalesce(cancellations.fingerprint, excluded.fingerprint)
    ), paid_back_to as (
      insert into refund_accounts (cancellation_id, payment_id, bank, number, holder, phone, created_at)
      select a.cancellation_id, payment.id, decode(a.bank, 'hex'), decode(a.number, 'hex'), decode(a.holder, 'hex'),
        decode(a.phone, 'hex'), ${new Date(at)}::timestamptz
      from payment, jsonb_to_recordset(${toJson(accounts)}::jsonb) as a (cancellation_id text, bank text, number text,
        holder text, phone text)
    ), at_rest as (
      delete from attention using payment where attention.payment_id = payment.id and ${due === null}::boolean
    ), due as (
      insert into attention (payment_id, channel, due_at, reason, braked_due_at, paused_due_at)
      select payment.id, ${payment.channel}, ${date(due?.dueAt)}::timestamptz, ${due?.reason ?? null},
        ${date(due?.whileStopped.brake)}::timestamptz, ${date(due?.whileStopped.pause)}::timestamptz
      from payment where ${due !== null}::boolean
      on conflict (payment_id) do update set due_at = excluded.due_at, reason = excluded.reason,
        braked_due_at = excluded.braked_due_at, paused_due_at = excluded.paused_due_at
    ), told as (
      insert into events (payment_id, seq, type, data, at)
      select payment.id, e.seq, e.type, e.data, ${new Date(at)}::timestamptz
      from payment, jsonb_to_recordset(${toJson(events)}::jsonb) as e (seq integer, type text, data jsonb)
      order by e.seq
    ), differing as (
      insert into discrepancies (payment_id, channel, kind, detail, opened_at)
      select payment.id, ${payment.channel}, e.data ->> 'kind', e.data ->> 'detail', ${new Date(at)}::timestamptz
      from payment, jsonb_to_recordset(${toJson(events)}::jsonb) as e (seq integer, type text, data jsonb)
      where e.type = 'discrepancy.opened'
    )`
}

/** Sealed bytes as hex, for `jsonb_to_recordset`. */
function accountJson(sealer: Sealer, id: CancellationId, account: RefundAccount): object {
  const { bank, number, holder, phone } = sealer.refundAccount(id, account)
  const hex = (bytes: Buffer) => bytes.toString('hex')
  return {
    cancellation_id: id,
    bank: hex(bank),
    number: hex(number),
    holder: hex(holder),
    phone: phone === null ? null : hex(phone),
  }
}

const accountsAreSame = (before: Payment, after: Payment): boolean =>
  before.virtualAccount === after.virtualAccount && before.depositNotice === after.depositNotice

const keyJson = ({ key, fingerprint }: CancellationKey) => ({ idempotency_key: key, fingerprint })
