/** What is going on with a payment, told in one word: from its state, its order and the clock. */
import type { Payment } from './maedeup.ts'

/**
 * `waiting`: paid, no reservation yet, the clock runs · `overdue`: it ran out · `returning`: the money is going back ·
 * `returned`: it is back · `tied`: the reservation is recorded · `checking`: the approval is being settled · `desk`: a
 * person looks at it · `deposit`: a virtual account waits for its deposit · `asking`: the money must go back, and the
 * buyer is asked where to · `unpaid`: nothing was paid yet · `ended`: never paid, and it will not be.
 */
export type Chapter =
  | 'waiting'
  | 'overdue'
  | 'returning'
  | 'returned'
  | 'tied'
  | 'checking'
  | 'desk'
  | 'deposit'
  | 'asking'
  | 'unpaid'
  | 'ended'

const GIVING_BACK: ReadonlySet<string> = new Set(['queued', 'sending', 'accepted', 'unknown'])

export function chapterOf(payment: Payment, now: number): Chapter {
  switch (payment.state) {
    case 'ready':
      return 'unpaid'
    case 'approving':
      return 'checking'
    case 'awaiting_deposit':
      return 'deposit'
    case 'failed':
    case 'expired':
      return 'ended'
    case 'cancelled':
      return 'returned'
    default:
      return chapterOfPaid(payment, now)
  }
}

function chapterOfPaid(payment: Payment, now: number): Chapter {
  if (payment.attention?.reason === 'needs_operator') return 'desk'
  if (payment.cancellations.some(({ state }) => GIVING_BACK.has(state))) return 'returning'
  // Something is due to the buyer, and nothing is on its way.
  if (payment.refundDueAt !== null) return 'asking'
  if (payment.order !== null) return 'tied'
  return leftMs(payment, now) > 0 ? 'waiting' : 'overdue'
}

/** Milliseconds until the deadline of the order; 0 when it passed or there is none. */
export function leftMs({ orderDueAt }: Payment, now: number): number {
  return orderDueAt === null ? 0 : Math.max(0, Date.parse(orderDueAt) - now)
}

/** Nothing more will happen by itself soon: the page may stop looking. */
export function isOver(chapter: Chapter): boolean {
  return chapter === 'returned' || chapter === 'tied' || chapter === 'ended'
}
