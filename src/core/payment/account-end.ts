/** Ends an account: what that means for the payment, its order and its late looks. */
import { climb } from './deadlines.ts'
import { type Context, clearLadder, type Draft, hold, move, note, setLadder } from './draft.ts'
import { releaseIfOver } from './release.ts'

export interface Ending {
  readonly cause: 'account_gone' | 'account_closed'
  readonly by: string
  readonly context: Context
}

/** `… → expired`: an order that waited for this account is let go, and late looks begin. */
export function endAccount(draft: Draft, { cause, by, context }: Ending): Draft {
  const { order } = draft.file.payment
  const cleared = clearLadder(draft, 'approval_unsettled', 'deposit_overdue', 'return_missing')
  const ended = note(move(cleared, cause, { order: null }), 'payment.account_closed', { by })
  const letGo = order === null ? ended : note(ended, 'order.let_go', { ref: order.ref })
  const look = climb('late_look', 0, context)
  return releaseIfOver(look === null ? letGo : setLadder(letGo, 'late_look', look))
}

/** A ladder of its own, so that a refused close is not tried again in the same second. */
export const climbOverdue = (draft: Draft, context: Context): Draft => {
  const rung = (draft.file.payment.ladders.deposit_overdue?.rung ?? -1) + 1
  const position = climb('deposit_overdue', rung, context)
  if (position !== null) return setLadder(draft, 'deposit_overdue', position)
  const ended = setLadder(draft, 'deposit_overdue', { rung, nextAt: context.now })
  const detail = 'Whether a deposit came could not be found out, and the account could not be closed.'
  return hold(ended, context.now, { cause: 'ladder_ended', detail })
}

/** It is closed: what that means for the payment depends on where it stands. */
export function bookClosed(draft: Draft, context: Context): Draft {
  const { state } = draft.file.payment
  switch (state) {
    case 'approving':
    case 'awaiting_deposit':
      return endAccount(draft, { cause: 'account_closed', by: 'us', context })
    case 'failed':
    case 'expired':
      return draft
    case 'ready':
    case 'paid':
    case 'partially_cancelled':
    case 'cancelled': {
      const detail = `The provider closed the account of a payment that is ${state}.`
      return hold(draft, context.now, { cause: 'contradiction', detail })
    }
  }
}
