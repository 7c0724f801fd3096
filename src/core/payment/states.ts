/** The payment's transition table: every move that exists, and by absence every move that is refused. */
import type { PaymentState } from './payment.ts'

interface PaymentMove {
  readonly from: readonly PaymentState[]
  readonly to: PaymentState
  /** `decision`: ours, never out of a terminal state. `observation`: a provider's fact, which may run backwards. */
  readonly kind: 'decision' | 'observation'
  /** What it means, for the docs diagram. */
  readonly means: string
}

/** Moves by cause. DB checks, the diagram in the docs and the tests derive from this table (DESIGN §4). */
export const PAYMENT_MOVES = {
  approval_started: { from: ['ready'], to: 'approving', kind: 'decision', means: 'the intent to approve is committed' },
  issue_started: {
    from: ['ready'],
    to: 'approving',
    kind: 'decision',
    means: 'the intent to issue an account is committed',
  },
  approval_not_sent: { from: ['approving'], to: 'ready', kind: 'decision', means: 'the approval provably never left' },
  approval_refused: { from: ['approving'], to: 'failed', kind: 'decision', means: 'a listed code refused it' },
  nothing_charged: { from: ['approving'], to: 'failed', kind: 'decision', means: 'negative proof: no charge exists' },
  given_up: { from: ['ready'], to: 'expired', kind: 'decision', means: 'time or the merchant gave it up' },
  account_closed: {
    from: ['approving', 'awaiting_deposit'],
    to: 'expired',
    kind: 'decision',
    means: 'the account takes no deposit any more',
  },
  returned_in_part: {
    from: ['paid', 'partially_cancelled'],
    to: 'partially_cancelled',
    kind: 'decision',
    means: 'part of the money went back',
  },
  returned_in_full: {
    from: ['approving', 'paid', 'partially_cancelled'],
    to: 'cancelled',
    kind: 'decision',
    means: 'all of the money went back',
  },
  charge_seen: {
    from: ['ready', 'approving', 'awaiting_deposit'],
    to: 'paid',
    kind: 'observation',
    means: 'the money is here',
  },
  account_issued: {
    from: ['ready', 'approving', 'paid'],
    to: 'awaiting_deposit',
    kind: 'observation',
    means: 'a virtual account waits for the deposit',
  },
  account_gone: {
    from: ['awaiting_deposit'],
    to: 'expired',
    kind: 'observation',
    means: 'the provider shows the account closed or over',
  },
  late_charge_seen: {
    from: ['failed', 'expired', 'cancelled'],
    to: 'paid',
    kind: 'observation',
    means: 'money after the end',
  },
  refund_bounced_in_full: {
    from: ['partially_cancelled', 'cancelled'],
    to: 'paid',
    kind: 'observation',
    means: 'the whole refund came back',
  },
  refund_bounced_in_part: {
    from: ['partially_cancelled', 'cancelled'],
    to: 'partially_cancelled',
    kind: 'observation',
    means: 'a refund came back',
  },
  cancel_seen: {
    from: ['ready', 'approving', 'awaiting_deposit', 'paid', 'partially_cancelled', 'failed', 'expired'],
    to: 'cancelled',
    kind: 'observation',
    means: 'the provider shows it cancelled without us',
  },
  part_cancel_seen: {
    from: ['paid', 'partially_cancelled'],
    to: 'partially_cancelled',
    kind: 'observation',
    means: 'the provider shows a partial cancel without us',
  },
} as const satisfies Record<string, PaymentMove>

export type PaymentCause = keyof typeof PAYMENT_MOVES

/** States that no decision of ours leaves. */
export const TERMINAL_PAYMENT_STATES = ['cancelled', 'failed', 'expired'] as const

/** Where `cause` leads from `from`, or null where the table has no such move. */
export function paymentMove(from: PaymentState, cause: PaymentCause): PaymentState | null {
  const move: PaymentMove = PAYMENT_MOVES[cause]
  return move.from.includes(from) ? move.to : null
}
