/** Books money that came: what arrived, until when its order must come, and the way back where it cannot stay. */
import { sendBack } from '../cancellation/back.ts'
import { closeLost } from '../cancellation/close.ts'
import { cancelEnd } from '../cancellation/verdict.ts'
import type { Evidence } from '../evidence.ts'
import type { Amount } from '../money.ts'
import { openNetCancel } from './attention.ts'
import { orderDueAt } from './deadlines.ts'
import { type Context, clearLadder, type Draft, differ, hold, move, note } from './draft.ts'
import { releaseForDeposit } from './release.ts'

/** Given to the provider as the reason of a net cancel, without our tag. */
const WRONG_AMOUNT_REASON = '결제금액 불일치 자동취소'

/** The money is here: sums, deadline and timeline in one write. */
export function bookCharge(draft: Draft, evidence: Evidence, context: Context): Draft {
  const { payment } = draft.file
  const late = payment.state === 'failed' || payment.state === 'expired'
  const paid = evidence.amount ?? payment.amounts.total
  const method = evidence.method ?? payment.method
  const { paidAt } = evidence
  const instrument = evidence.instrument ?? payment.instrument
  // With its money: the window of an account before its deposit is another one (va-00), and mostly over by now.
  const charged = {
    ...payment,
    method,
    instrument,
    paidAt,
    learnedAt: context.now,
    amounts: { ...payment.amounts, paid },
  }
  const dueAt = orderDueAt(context.now, payment.orderWithinMs, cancelEnd(charged, context.policy))
  const { supersededBy, dropped, amounts } = payment
  const untieable = supersededBy !== null || dropped !== null || paid !== amounts.total
  const cleared = clearLadder(draft, 'approval_unsettled', 'return_missing', 'late_look', 'deposit_overdue')
  const booked = move(cleared, late ? 'late_charge_seen' : 'charge_seen', {
    amounts: { ...payment.amounts, paid },
    providerRef: payment.providerRef ?? evidence.ref,
    method,
    instrument,
    paidAt,
    learnedAt: context.now,
    orderDueAt: untieable ? context.now : dueAt,
    failure: null,
  })
  const noted = note(booked, 'payment.paid', { amount: paid, paidAt: evidence.paidAt, late })
  const told = closeLost(releaseForDeposit(noted), context)
  return paid === payment.amounts.total ? told : sendBackWrongAmount(told, paid, context)
}

/**
 * Money of another amount than frozen can never be tied: it goes back at once (DESIGN §4). Where an order was recorded
 * before the deposit came, or where "paid" means nothing, a person decides.
 */
function sendBackWrongAmount(draft: Draft, paid: Amount, context: Context): Draft {
  const { payment, cancellations } = draft.file
  const { total } = payment.amounts
  const noted = note(draft, 'payment.amount_differs', { registered: total, paid })
  const told = differ(noted, 'amount_differs', `${paid} arrived, ${total} was registered.`)
  if (paid === 0 || payment.order !== null) {
    const detail = `${paid} arrived where ${payment.amounts.total} was registered.`
    return hold(told, context.now, { cause: 'amount_differs', detail })
  }
  if (payment.hold !== null || openNetCancel(cancellations) !== null) return told
  return sendBack(told, { why: 'amount_differs', reason: WRONG_AMOUNT_REASON, requester: 'maedeup' }, context)
}
