/** Counts which cells of the transition tables, and which outcomes of which operations, a simulation has met. */
import { CANCELLATION_MOVES, type CancellationCause } from '../src/core/cancellation/states.ts'
import type { Outcome } from '../src/core/outcome.ts'
import type { Cancellation, PaymentFile } from '../src/core/payment/payment.ts'
import { PAYMENT_MOVES, type PaymentCause } from '../src/core/payment/states.ts'
import { OPERATIONS, type Operation } from '../src/ports/provider.ts'
import type { Commit } from './store.ts'

export interface Coverage {
  readonly payments: Map<string, number>
  readonly cancellations: Map<string, number>
  readonly calls: Map<string, number>
  saw(commit: Commit): void
  called(operation: Operation, outcome: Outcome<unknown>): void
}

/** What stands on the timeline of a write that makes the move. */
const TOLD_BY: Readonly<Record<PaymentCause, readonly string[]>> = {
  approval_started: ['payment.approval_started'],
  issue_started: ['payment.account_requested'],
  approval_not_sent: ['payment.approval_not_sent'],
  approval_refused: ['payment.failed'],
  nothing_charged: ['payment.failed'],
  given_up: ['payment.expired'],
  account_closed: ['payment.account_closed'],
  returned_in_part: ['cancellation.done'],
  returned_in_full: ['cancellation.done'],
  charge_seen: ['payment.paid'],
  account_issued: ['payment.account_issued', 'payment.deposit_lost'],
  account_gone: ['payment.account_closed'],
  late_charge_seen: ['payment.paid'],
  refund_bounced_in_full: ['cancellation.bounced'],
  refund_bounced_in_part: ['cancellation.bounced'],
  cancel_seen: ['cancellation.observed'],
  part_cancel_seen: ['cancellation.observed'],
}

export const createCoverage = (): Coverage => {
  const coverage = { payments: new Map(), cancellations: new Map(), calls: new Map() }
  return {
    ...coverage,
    saw: (commit) => {
      if (commit.before === null) return
      for (const cell of paymentCells(commit.before, commit)) count(coverage.payments, cell)
      for (const cell of cancellationCells(commit.before, commit.file)) count(coverage.cancellations, cell)
    },
    called: (operation, { kind, next }) => count(coverage.calls, `${operation} ${kind} ${next}`),
  }
}

const count = (cells: Map<string, number>, cell: string): void => void cells.set(cell, (cells.get(cell) ?? 0) + 1)

/** One write can make two moves: a charge and what became of it. */
function paymentCells(before: PaymentFile, { file, timeline }: Commit): string[] {
  const types = timeline.map(({ type }) => type as string)
  const charged = types.includes('payment.paid')
  const [was, is] = [before.payment.state, file.payment.state]
  return Object.entries(PAYMENT_MOVES).flatMap(([cause, move]) => {
    if (!TOLD_BY[cause as PaymentCause].some((type) => types.includes(type))) return []
    const from = move.from as readonly string[]
    const isCharge = cause === 'charge_seen' || cause === 'late_charge_seen'
    if (isCharge && from.includes(was)) return [`${cause}: ${was}`]
    if (move.to !== is) return []
    const start = charged && !isCharge && from.includes('paid') ? 'paid' : was
    return from.includes(start) ? [`${cause}: ${start}`] : []
  })
}

function cancellationCells(before: PaymentFile, file: PaymentFile): string[] {
  return file.cancellations.flatMap((one) => {
    const was = before.cancellations.find(({ id }) => id === one.id)
    if (was === undefined || was.state === one.state) return []
    const causes = Object.entries(CANCELLATION_MOVES).filter(
      ([cause, { from, to }]) =>
        to === one.state &&
        (from as readonly string[]).includes(was.state) &&
        isBy(cause as CancellationCause, was, one),
    )
    return causes.map(([cause]) => `${cause}: ${was.state}`)
  })
}

/** Moves between the same two states are told apart by what led to them. */
function isBy(cause: CancellationCause, was: Cancellation, is: Cancellation): boolean {
  const isRepetition = was.ladder?.reason === 'cancellation_unsettled'
  switch (cause) {
    case 'repeat_failed':
      return isRepetition
    case 'answer_lost':
      return !isRepetition
    case 'other_call':
      return was.via !== is.via
    case 'try_later':
      return is.ladder?.reason === 'cancellation_retry'
    case 'not_sent':
      return was.via === is.via && is.ladder?.reason !== 'cancellation_retry'
    default:
      return true
  }
}

export const PAYMENT_CELLS: readonly string[] = Object.entries(PAYMENT_MOVES).flatMap(([cause, { from }]) =>
  from.map((state) => `${cause}: ${state}`),
)
export const CANCELLATION_CELLS: readonly string[] = Object.entries(CANCELLATION_MOVES).flatMap(([cause, { from }]) =>
  from.map((state) => `${cause}: ${state}`),
)

const KINDS = ['done', 'accepted', 'refused', 'not_sent', 'unknown'] as const
/** What takes effect at once is not finished later; nobody's bank refuses a question; lists are not called. */
const IMPOSSIBLE = [
  ...['prepare accepted', 'approve accepted', 'net_cancel accepted', 'inquire accepted', 'issue accepted'],
  ...['close accepted', 'list'],
] as const

export const CALL_CELLS: readonly string[] = OPERATIONS.flatMap((operation) =>
  KINDS.map((kind) => `${operation} ${kind}`).filter((cell) => !IMPOSSIBLE.some((one) => cell.startsWith(one))),
)
