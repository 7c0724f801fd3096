/** The list of transactions: one entry per approval and per cancel, paged by transactionKey (§4.6). */
import { fromIso, type Instant } from '../../core/time.ts'
import { type Answer, type Input, refusal } from './answer.ts'
import { M_ID } from './credentials.ts'
import { kstTime, METHOD_NAMES } from './json.ts'
import { transactionsQuery } from './requests.ts'
import type { Recorded, World } from './world.ts'

export function listTransactions(world: World, input: Input): Answer {
  const read = transactionsQuery.safeParse(input.query)
  const [from, to] = read.success ? [moment(read.data.startDate), moment(read.data.endDate)] : [null, null]
  if (!read.success || from === null || to === null || from > to) return refusal(world, 'malformed', input)
  const { startingAfter, limit } = read.data
  const within = world.recorded().filter(({ transaction: { at } }) => at >= from && at <= to)
  const last = within.findIndex(({ transaction }) => transaction.transactionKey === startingAfter)
  if (startingAfter !== undefined && last === -1) return refusal(world, 'malformed', input)
  const page = within.slice(last + 1, last + 1 + limit)
  return { status: 200, json: page.map((recorded) => entryJson(world, recorded, input)), code: `${page.length}` }
}

/** A bare date is its first moment, also as an end (trap 21). */
function moment(text: string): Instant | null {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return fromIso(`${text}T00:00:00+09:00`)
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text) ? fromIso(`${text}+09:00`) : null
}

function entryJson(world: World, { payment, transaction }: Recorded, { language }: Input): object {
  const { transactionKey, status, at, won } = transaction
  return {
    mId: M_ID,
    transactionKey,
    paymentKey: payment.paymentKey,
    orderId: payment.orderId,
    method: METHOD_NAMES[payment.method][language],
    customerKey: payment.customerKey,
    useEscrow: false,
    receiptUrl: null,
    status,
    transactionAt: kstTime(at),
    currency: 'KRW',
    amount: world.switches().cancelSign === 'negative' ? won : Math.abs(won),
  }
}
