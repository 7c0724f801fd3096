/** Bugs by which our sums, or the feed of what happened, stop being true. */
import { type Bug, bug } from '../bug.ts'

const BOOK = 'src/core/cancellation/book.ts'
const LIST = 'src/core/cancellation/list.ts'
const EVIDENCE = 'src/core/payment/evidence.ts'

export const SUMS: readonly Bug[] = [
  bug('a refund that came back stays booked', LIST, [
    "return own.state === 'done' ? bounce(draft, own, context) : draft",
    'return draft',
  ]),
  bug('cancels of others are not seen', LIST, [
    '  if (foreign.length === 0) return draft\n  const holder',
    '  if (foreign.length >= 0) return draft\n  const holder',
  ]),
  bug('a cancel of others is booked twice', LIST, [
    'const sums = { ...amounts, observedCancelled: plus(amounts.observedCancelled, amount) }',
    'const sums = { ...amounts, observedCancelled: plus(plus(amounts.observedCancelled, amount), amount) }',
  ]),
  bug('a refused refund keeps its reservation', BOOK, [
    'inFlight: minus(amounts.inFlight, one.reserved) } })',
    'inFlight: amounts.inFlight } })',
  ]),
  bug('a refund that is done keeps its reservation', BOOK, [
    'inFlight: minus(amounts.inFlight, reserved),',
    'inFlight: amounts.inFlight,',
  ]),
  bug('a deposit that the bank took back stays', 'src/core/payment/account.ts', [
    "  if (method !== 'virtual_account') return draft\n  const untouched",
    '  if (method !== null) return draft\n  const untouched',
  ]),
  bug('a net cancel of a charge that was seen holds nothing', EVIDENCE, [
    'if (open === null || open.reserved !== 0) return draft',
    'if (open === null || open.reserved === 0) return draft',
  ]),
  bug('an approval that was undone is booked as never paid', BOOK, [
    'const paid = unsettled ? amounts.total : amounts.paid',
    'const paid = amounts.paid',
  ]),
  bug('the feed leaves an entry out', 'src/store/memory/feed.ts', [
    'const batch = data.unplaced.splice(0, limit)',
    'const batch = data.unplaced.splice(0, limit).filter((_, at) => at % 1_000 !== 999)',
  ]),
]
