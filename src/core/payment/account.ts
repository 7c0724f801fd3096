/** Takes in what a provider says about a virtual account: issued, deposited, taken back by the bank, or gone. */
import { closeOverdue, queueClose } from '../cancellation/close.ts'
import { settleClose } from '../cancellation/settle-close.ts'
import type { Evidence } from '../evidence.ts'
import { ZERO } from '../money.ts'
import { after, DAY_MS } from '../time.ts'
import { endAccount } from './account-end.ts'
import { openClose, openNetCancel } from './attention.ts'
import { overdueAt } from './deadlines.ts'
import { bookDeposit, isDepositTold } from './deposit.ts'
import { type Context, clearLadder, type Draft, differ, hold, move, note, patch } from './draft.ts'

/** Where the provider names no deadline: Toss Payments' default (tosspayments §4.4), the shortest documented. */
const DEFAULT_LIFE_MS = 7 * DAY_MS

const UNKNOWN_NUMBER_REASON = '계좌번호 미확인 발급취소'
const AFTER_THE_END_REASON = '종료된 결제의 가상계좌 발급취소'

/** The account stands, and as far as the protocol can tell, no deposit came. */
export function seeAccount(before: Draft, evidence: Evidence, context: Context): Draft {
  const draft = rememberAccount(before, evidence, context)
  switch (draft.file.payment.state) {
    case 'ready':
    case 'approving':
      return seeIssued(draft, evidence, context)
    case 'awaiting_deposit':
      return isDepositTold(draft, context) ? bookDeposit(draft, evidence, context) : settleClose(draft, context)
    case 'failed':
    case 'expired':
      return isDepositTold(draft, context)
        ? bookDeposit(draft, evidence, context)
        : closeAfterTheEnd(draft, evidence, context)
    case 'paid':
    case 'partially_cancelled':
    case 'cancelled':
      return seeDepositLost(draft, context)
  }
}

/** What the provider says of the account goes over what was asked for; another number is another account. */
function rememberAccount(draft: Draft, { virtualAccount: told }: Evidence, context: Context): Draft {
  if (told == null) return draft
  const known = draft.file.payment.virtualAccount ?? {
    by: 'window',
    bank: null,
    number: null,
    holder: null,
    expiresAt: after(context.now, DEFAULT_LIFE_MS),
    issuedAt: null,
    cashReceipt: null,
  }
  if (known.number !== null && known.number !== told.number) {
    const detail = 'The provider shows another account than the one that it had issued.'
    return hold(draft, context.now, { cause: 'contradiction', detail })
  }
  const virtualAccount = {
    ...known,
    bank: told.bank ?? known.bank,
    number: told.number,
    holder: told.holder ?? known.holder,
    expiresAt: told.expiresAt ?? known.expiresAt,
    issuedAt: known.issuedAt ?? context.now,
  }
  return patch(draft, { virtualAccount })
}

function seeIssued(draft: Draft, evidence: Evidence, context: Context): Draft {
  const { payment, cancellations } = draft.file
  if (openNetCancel(cancellations) !== null) {
    const detail = 'An account was issued for an approval that is being undone.'
    return hold(draft, context.now, { cause: 'contradiction', detail })
  }
  const cleared = clearLadder(draft, 'approval_unsettled', 'return_missing', 'late_look')
  const issued = move(cleared, 'account_issued', {
    providerRef: payment.providerRef ?? evidence.ref,
    method: 'virtual_account',
    instrument: evidence.instrument ?? payment.instrument,
  })
  const { virtualAccount } = payment
  const told = note(issued, 'payment.account_issued', {
    bank: virtualAccount?.bank ?? null,
    expiresAt: virtualAccount?.expiresAt ?? null,
  })
  // What was issued without us is somebody else's to close.
  if (payment.approval === null || context.policy.virtualAccount?.closes !== true) return told
  if (virtualAccount?.number != null || openClose(cancellations) !== null) return settleClose(told, context)
  // Only the lost answer had the number: nobody can pay on such an account, and it must not stay beside the next one.
  const unknown = note(told, 'payment.account_unknown')
  return queueClose(unknown, { reason: UNKNOWN_NUMBER_REASON, requester: 'maedeup' }, context)
}

/** Late looks find an account that stands although the payment ended: it is closed, so that no deposit can come. */
function closeAfterTheEnd(draft: Draft, { ref }: Evidence, context: Context): Draft {
  const { payment, cancellations } = draft.file
  if (openClose(cancellations) !== null) return settleClose(draft, context)
  // What was refused while nothing stood yet (a lost issue that took effect late) says nothing about this account.
  const tried = cancellations.some(
    ({ kind, state, reason }) => kind === 'account_close' && (state === 'done' || reason === AFTER_THE_END_REASON),
  )
  if (tried || payment.watched || context.policy.virtualAccount?.closes !== true) return draft
  // The window may have issued it after its return was missed: then only this reading names it, and the close needs it.
  const named = patch(draft, { providerRef: payment.providerRef ?? ref })
  return queueClose(named, { reason: AFTER_THE_END_REASON, requester: 'maedeup' }, context)
}

/** `paid → awaiting_deposit`: the bank took the deposit back, and the buyer must pay again (tosspayments §6). */
function seeDepositLost(draft: Draft, context: Context): Draft {
  const { amounts, method, state, order } = draft.file.payment
  if (method !== 'virtual_account') return draft
  const untouched = amounts.cancelledByUs + amounts.observedCancelled + amounts.inFlight === 0
  if (state !== 'paid' || !untouched) {
    const detail = `The provider shows the account without its deposit; ours is ${state}.`
    return hold(draft, context.now, { cause: 'contradiction', detail })
  }
  const cleared = clearLadder(draft, 'order_missing', 'refund_account_needed', 'refund_unconfirmed')
  const waiting = move(cleared, 'account_issued', {
    amounts: { ...amounts, paid: ZERO },
    paidAt: null,
    learnedAt: null,
    orderDueAt: null,
    depositNotice: null,
    accountAsk: null,
  })
  const told = note(waiting, 'payment.deposit_lost', { amount: amounts.paid, order: order?.ref ?? null })
  return differ(told, 'deposit_lost', `A deposit of ${amounts.paid} was taken back by the bank.`)
}

/** The provider shows the account closed or over, and no money in it. */
export function seeAccountGone(draft: Draft, context: Context): Draft {
  const { payment, cancellations } = draft.file
  if (payment.depositNotice !== null) {
    const detail = 'A deposit was told, and the provider shows the account closed.'
    return hold(draft, context.now, { cause: 'deposit_unproven', detail })
  }
  const close = openClose(cancellations)
  if (close === null) return endAccount(draft, { cause: 'account_gone', by: 'provider', context })
  return settleClose(draft, context, 'gone')
}

/** After the deadline and an inquiry that showed no deposit: close it where that can be done, else it is over. */
export function endOverdue(draft: Draft, context: Context): Draft {
  const { payment, cancellations } = draft.file
  const due = overdueAt(payment)
  const over = payment.state === 'awaiting_deposit' && due !== null && context.now >= due
  if (!over || payment.hold !== null || openClose(cancellations) !== null) return draft
  return closeOverdue(draft, context)
}
