/** The list by status and time that reconciliation walks (§5). */
import { after, DAY_MS, instant, SECOND_MS } from '../../core/time.ts'
import { ok, refusal } from './answer.ts'
import { type Fields, numberOf, textOf } from './fields.ts'
import { asStatus, seen, view } from './inquire.ts'
import { pageOf, sorted } from './paging.ts'
import { type Facts, type Status, statusOf } from './payment.ts'
import type { Process } from './request.ts'
import type { World } from './world.ts'

const MAX_SPAN_MS = 90 * DAY_MS

/** A payment is found by the time of what it finally is. */
const TIME_OF = {
  ready: ({ startedAt }) => startedAt,
  paid: ({ paidAt }) => paidAt,
  cancelled: ({ cancelledAt }) => cancelledAt,
  failed: ({ failedAt }) => failedAt,
} as const satisfies Record<Status, (facts: Facts) => number | null>

/** `GET /payments/status/{status}`. */
export const listByStatus: Process = (world, { params, query, look }) => {
  const status = params.payment_status ?? ''
  if (status !== 'all' && asStatus(status) === null) return refusal(world, 'badStatus')
  const range = rangeOf(world, query)
  if (range === null) return refusal(world, 'badRange')
  const found = seen(world.all(), look).filter(({ facts }) => {
    const at = TIME_OF[statusOf(facts)](facts)
    return (status === 'all' || statusOf(facts) === status) && at !== null && at >= range.from && at < range.end
  })
  const ordered = sorted(found, textOf(query, 'sorting'))
  if (ordered === null) return refusal(world, 'badSorting')
  const page = pageOf(ordered, query)
  // An empty result has a first page; a page behind the data is an error.
  if (page === null || (page.list.length === 0 && page.previous > 0)) return refusal(world, 'badPaging')
  return ok({ ...page, list: page.list.map((one) => view(world, one)) })
}

/** Both ends belong to it, in whole seconds: `end` is the first moment after. Null when it is too long or none. */
function rangeOf(world: World, query: Fields): { readonly from: number; readonly end: number } | null {
  const to = numberOf(query, 'to') ?? Math.floor(world.now() / SECOND_MS)
  const from = numberOf(query, 'from') ?? Math.max(0, to - MAX_SPAN_MS / SECOND_MS)
  if (!Number.isSafeInteger(to) || !Number.isSafeInteger(from) || from < 0 || to < from) return null
  if ((to - from) * SECOND_MS > MAX_SPAN_MS) return null
  return { from: from * SECOND_MS, end: after(instant(to * SECOND_MS), SECOND_MS) }
}
