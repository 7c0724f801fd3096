/** What all requests together left behind: our tables among themselves, and against the provider's books. */
import pg from 'pg'
import type { BookRow } from '../../test/world.ts'
import type { Told } from './judge.ts'
import type { Stage } from './stage.ts'

/** What must be true of the tables whatever was asked; each row that one of these finds is a broken promise. */
const BROKEN = {
  'more went back, or is on its way, than was paid':
    'select id from payments where cancelled_by_us + observed_cancelled + in_flight > paid',
  'what went back is not the sum of its cancellations': `select id, cancelled_by_us from payments p
    where cancelled_by_us <> (select coalesce(sum(amount), 0) from cancellations c
      where c.payment_id = p.id and state = 'done' and kind in ('refund', 'net_cancel'))`,
  'what is held is not the sum of what is open': `select id, in_flight from payments p
    where in_flight <> (select coalesce(sum(reserved), 0) from cancellations c
      where c.payment_id = p.id and state in ('queued', 'sending', 'accepted', 'unknown'))`,
  'a payment without a beginning': `select id from payments p where not exists (select from events e
      where e.payment_id = p.id and e.type in ('payment.registered', 'payment.adopted'))`,
  'an event of nothing': 'select id from events e where not exists (select from payments p where p.id = e.payment_id)',
  'a timeline with a gap': `select payment_id from events group by payment_id having max(seq) <> count(distinct seq)`,
} as const

const PAYMENTS = `select p.*, exists (select from events e where e.payment_id = p.id
  and e.type in ('payment.corrected', 'payment.released')) as decided from payments p`

export async function leftBehind({ shop }: Stage, told: Told): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: shop.connectionString })
  await client.connect()
  try {
    const broken: string[] = []
    for (const [what, statement] of Object.entries(BROKEN)) {
      const { rows } = await client.query(statement)
      broken.push(...rows.map((row) => `${what}: ${JSON.stringify(row)}`))
    }
    const { rows } = await client.query<Row>(PAYMENTS)
    const refunds = await client.query<{ id: string }>(`select id from cancellations where kind = 'refund'`)
    return [...broken, ...untold(rows, refunds.rows, told), ...againstBooks(rows, await shop.books())]
  } finally {
    await client.end()
  }
}

interface Row {
  readonly id: string
  readonly state: string
  readonly provider_ref: string | null
  readonly cancelled_by_us: string
  readonly observed_cancelled: string
  readonly in_flight: string
  /** By a person, whose word counts more than the provider's. */
  readonly decided: boolean
}

/** A payment whose registration was refused must not wait for a buyer, and a refund that was refused never goes. */
const untold = (payments: readonly Row[], refunds: readonly { id: string }[], told: Told): readonly string[] =>
  [...payments.filter(({ state }) => state === 'ready'), ...refunds]
    .filter(({ id }) => !told.has(id))
    .map(({ id }) => `half-stored: ${id}`)

/**
 * Where the provider never had the money, only a forged notice told of it. That is believed, by the design, when it
 * comes from NICEPAY's own address with the secret of the URL and agrees in everything: nothing else ever tells (§7).
 */
function againstBooks(rows: readonly Row[], books: readonly BookRow[]): readonly string[] {
  return books.flatMap(({ ref, paidAmount, cancelledAmount }) => {
    if (cancelledAmount > paidAmount) return [`the provider gave ${cancelledAmount} of ${paidAmount} back: ${ref}`]
    if (paidAmount === 0) return []
    const ours = rows.find((row) => row.provider_ref === ref && Number(row.in_flight) === 0 && !row.decided)
    if (ours === undefined) return []
    const back = Number(ours.cancelled_by_us) + Number(ours.observed_cancelled)
    return back === cancelledAmount ? [] : [`our books say ${back}, theirs ${cancelledAmount}: ${ours.id} ${ref}`]
  })
}
