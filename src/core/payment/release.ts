/** Ends a hold whose question has been answered by evidence. */
import { endAsk } from './ask.ts'
import { isOpen, placeHolder } from './attention.ts'
import { clearLadder, type Draft, note, patch } from './draft.ts'
import { TERMINAL_PAYMENT_STATES } from './states.ts'

/** Causes that mean "we could not find out": a proven end answers them. Contradictions stay for a person. */
const ANSWERED_BY_THE_END = [
  'ladder_ended',
  'unprovable',
  'net_cancel_refused',
  'refund_refused',
  'policy_forbids',
  'resend_refused',
  'order_check_undecided',
  'hard_window_over',
  'close_refused',
  'account_not_given',
  'disputed',
  'recovery_untied',
  'recovery_unproven',
] as const

/** Causes that were about one call: its proven end answers them, whatever else the payment does. */
const ANSWERED_BY_THE_CALL = ['unprovable', 'resend_refused'] as const

/** Causes that were about a missing order: recording it answers them. */
const ANSWERED_BY_AN_ORDER = [
  'net_cancel_refused',
  'policy_forbids',
  'order_check_undecided',
  'hard_window_over',
  'account_not_given',
  'recovery_untied',
] as const

/** Causes that were about a deposit: its proof answers them. */
const ANSWERED_BY_A_DEPOSIT = ['deposit_unproven', 'close_refused'] as const

/** Releases the hold when the payment has come to a proven end with nothing open, or the call in question has. */
export function releaseIfOver(draft: Draft): Draft {
  const { payment, cancellations } = draft.file
  const over =
    (TERMINAL_PAYMENT_STATES as readonly string[]).includes(payment.state) &&
    !cancellations.some(({ state }) => isOpen(state))
  if (over) return releaseFrom(endAsk(draft), ANSWERED_BY_THE_END)
  return placeHolder(cancellations) === null ? releaseFrom(draft, ANSWERED_BY_THE_CALL) : draft
}

/** Releases a hold that only asked where the order is; an unexplained call is another question. */
export const releaseForOrder = (draft: Draft): Draft =>
  placeHolder(draft.file.cancellations) === null ? releaseFrom(draft, ANSWERED_BY_AN_ORDER) : draft

/** The merchant says that there is no order: a hold that only asked for one is answered too. */
export const releaseForDrop = (draft: Draft): Draft => releaseFrom(draft, ['recovery_untied'])

/** No dispute is open any more: the hold that one of them caused is answered. */
export const releaseForDispute = (draft: Draft): Draft => releaseFrom(draft, ['disputed'])

export const releaseForDeposit = (draft: Draft): Draft => releaseFrom(draft, ANSWERED_BY_A_DEPOSIT)

function releaseFrom(draft: Draft, causes: readonly string[]): Draft {
  const { hold } = draft.file.payment
  if (hold === null || !causes.includes(hold.cause)) return draft
  return note(patch(clearLadder(draft, 'hint_heard'), { hold: null }), 'payment.released', {
    by: 'evidence',
    cause: hold.cause,
  })
}
