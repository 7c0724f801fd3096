/** Counts refunds that are due by law soon: of those still owed, the ones that the merchant was told about. */
import { type Kysely, sql } from 'kysely'
import { OWED_HOLDS } from '../../core/payment/attention.ts'
import { OPEN_CANCELLATION_STATES } from '../../core/payment/payment.ts'
import type { Database } from './database.ts'

const HOLDS = sql.join(OWED_HOLDS.map((cause) => sql.lit(cause)))

/** As literals: the index of what is owed is found by these words (0008_owed_refunds.sql). */
const OPEN = sql.join(OPEN_CANCELLATION_STATES.map((state) => sql.lit(state)))

/**
 * Owed is what core's `owedSince` says: a cancellation that is open, an account that the buyer is asked for, or money
 * that a person has to give back (here also where that person has booked it, until the hold is released). Who is asked
 * waits in the queue or is on the desk; payments whose buyer or order is awaited are neither.
 */
export async function refundsDueSoon(db: Kysely<Database>): Promise<{ channel: string; refunds: number }[]> {
  const { rows } = await sql<{ channel: string; refunds: number }>`
    with open as (
      select payment_id, min(coalesce((detail ->> 'owedSince')::bigint,
        round(extract(epoch from created_at) * 1000)::bigint)) as since from cancellations
      where state in (${OPEN}) and amount > 0 group by payment_id
    ), perhaps as (
      select payment_id from open
      union select payment_id from attention where reason not in ('return_missing', 'order_missing')
      union select id from payments where hold_at is not null
    ), told as (
      select channel, since as open_since, hold_cause, round(extract(epoch from hold_at) * 1000)::bigint as held_at,
        (detail #>> '{accountAsk,since}')::bigint as asked_since, (detail ->> 'refundAlertedFor')::bigint as told_for
      from perhaps join payments on id = perhaps.payment_id left join open using (payment_id)
    )
    select channel, count(*)::int as refunds from told
    where told_for = least(open_since, asked_since) or (hold_cause in (${HOLDS}) and told_for <= held_at)
    group by channel order by channel`.execute(db)
  return rows
}
