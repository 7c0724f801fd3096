/** Deletes what may not be kept for longer: the accounts of refunds that have been final for long enough. */
import { type Kysely, sql } from 'kysely'
import { isOpen } from '../../core/payment/attention.ts'
import { CANCELLATION_STATES } from '../../core/payment/payment.ts'
import type { Instant } from '../../core/time.ts'
import type { Database } from './database.ts'

/** From these nothing is ever sent again (core/cancellation/states.ts); a refund that bounced asks the buyer anew. */
const FINAL_STATES = CANCELLATION_STATES.filter((state) => !isOpen(state))

/** No refund ends before its account was given, so the index by age finds them. Processes may do this side by side. */
export async function forgetRefundAccounts(
  db: Kysely<Database>,
  settledBefore: Instant,
  limit: number,
): Promise<number> {
  const before = new Date(settledBefore)
  const result = await sql`
    delete from refund_accounts where cancellation_id = any(array(
      select a.cancellation_id from refund_accounts a join cancellations c on c.id = a.cancellation_id
      where a.created_at < ${before} and c.settled_at < ${before} and c.state = any(${FINAL_STATES}::text[])
      order by a.created_at limit ${limit}
      for update of a skip locked))`.execute(db)
  return Number(result.numAffectedRows ?? 0n)
}
