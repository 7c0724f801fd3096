/** What a refused close means: a deposit is there, there never was an account, or a person has to look. */
import type { Evidence } from '../evidence.ts'
import type { Outcome } from '../outcome.ts'
import { climbOverdue } from '../payment/account-end.ts'
import { bookCharge } from '../payment/charge.ts'
import { overdueAt } from '../payment/deadlines.ts'
import { askWhy, type Context, type Draft, hold } from '../payment/draft.ts'
import type { Cancellation } from '../payment/payment.ts'
import { bookRefused } from './book.ts'

interface Refused {
  readonly id: Cancellation['id']
  readonly outcome: Extract<Outcome<unknown>, { kind: 'refused' }>
  readonly context: Context
}

/** A listed refusal to close; "later" and "our key is wrong" are dealt with like any cancellation's. */
export function closeRefused(draft: Draft, { id, outcome, context }: Refused): Draft {
  const { answer, next } = outcome
  const { state } = draft.file.payment
  const refused = bookRefused(draft, id, { answer, now: context.now })
  if (next === 'ask_account') return depositSeen(refused, context)
  // "There is nothing under this reference" ends the close of an issue that nobody could settle: proof goes on.
  if (state === 'approving') return refused
  if (next === 'inquire') return askWhy(laterIfOverdue(refused, context))
  if (state !== 'awaiting_deposit') return refused
  const detail = `The provider refused to close the account: ${answer.code ?? 'no code'} ${answer.message}`
  return hold(refused, context.now, { cause: 'close_refused', detail })
}

const laterIfOverdue = (draft: Draft, context: Context): Draft => {
  const due = overdueAt(draft.file.payment)
  return due !== null && context.now >= due ? climbOverdue(draft, context) : draft
}

const DEPOSITED: Evidence = {
  status: 'paid',
  ref: null,
  amount: null,
  balance: null,
  currency: null,
  method: 'virtual_account',
  live: null,
  account: null,
  paidAt: null,
  cancels: null,
}

/** "Close refused: deposited" is a deposit (DESIGN §5); accounts take the registered amount and nothing else. */
function depositSeen(draft: Draft, context: Context): Draft {
  const { state, depositNotice } = draft.file.payment
  switch (state) {
    case 'awaiting_deposit':
    case 'failed':
    case 'expired':
      return bookCharge(draft, { ...DEPOSITED, paidAt: depositNotice?.at ?? null }, context)
    case 'approving': {
      const detail = 'The provider says that a deposit came on an account whose number was never told to anybody.'
      return hold(draft, context.now, { cause: 'contradiction', detail })
    }
    case 'ready':
    case 'paid':
    case 'partially_cancelled':
    case 'cancelled':
      return draft
  }
}
