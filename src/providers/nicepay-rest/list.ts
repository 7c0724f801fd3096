/** Reads one page of the provider's list: a row that cannot be read makes the page unknown, never shorter. */
import type { Evidence } from '../../core/evidence.ts'
import type { Outcome } from '../../core/outcome.ts'
import { unknownOutcome } from '../../core/outcome.ts'
import { SECOND_MS } from '../../core/time.ts'
import type { ListPage, ListQuery } from '../../ports/provider.ts'
import type { JsonReply } from '../json.ts'
import type { Account } from './config.ts'
import { rowEvidence } from './evidence.ts'
import { isOutcome, sift } from './outcome.ts'
import type { Place } from './requests.ts'
import { cursorOf, nextDay } from './requests.ts'
import type { Row } from './wire.ts'
import { listShape } from './wire.ts'

const doubt = (why: string): Outcome<never> => unknownOutcome(why)

/** §16 "Reconciliation": a day at a time, so the rows before and after the time asked for are left out here. */
export function readList(
  account: Account,
  { query, place }: { query: ListQuery; place: Place },
  reply: JsonReply,
): Outcome<ListPage> {
  const read = sift('list', reply)
  if (isOutcome(read)) return read
  const parsed = listShape.safeParse(read.json)
  if (!parsed.success) return doubt('the answer is not a list of transactions')
  const { transactions, pagination } = parsed.data
  const rows: Evidence[] = []
  for (const row of transactions) {
    const judged = rowEvidence(account, row)
    if ('problem' in judged) return doubt(judged.problem)
    if (isWithin(row, query)) rows.push(judged.evidence)
  }
  const next = nextPlace(place, query, pagination)
  if (next !== null && 'problem' in next) return doubt(next.problem)
  return {
    kind: 'done',
    evidence: { rows, next: next === null ? null : cursorOf(next) },
    answer: read.answer,
    next: 'none',
  }
}

/** Rows tell whole seconds; one whose time cannot be read is better shown than lost. */
const isWithin = ({ transactionAt: at }: Row, { from, to }: ListQuery): boolean =>
  at === null || (at > from - SECOND_MS && at <= to)

function nextPlace(
  place: Place,
  query: ListQuery,
  { hasMore, nextSequence }: { hasMore: boolean; nextSequence?: number | null | undefined },
): Place | { readonly problem: string } | null {
  if (!hasMore) {
    const day = nextDay(place.day, query)
    return day === null ? null : { day, sequence: null }
  }
  // A page that points at itself would be read for ever.
  if (nextSequence === null || nextSequence === undefined || nextSequence <= (place.sequence ?? 0)) {
    return { problem: 'there is more, and it is not said where' }
  }
  return { day: place.day, sequence: nextSequence }
}
