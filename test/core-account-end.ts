/** Judges how the life of an account ended, by the bank's own books. */
import { isOurs, openClose } from '../src/core/payment/attention.ts'
import type { AccountLife } from './core-account.ts'
import { must } from './core-rules.ts'

/** How it ended; throws where money stays nowhere, or an account that nobody waits for. */
export function verdictOn(life: AccountLife): string {
  const { payment, cancellations } = life.file
  const { amounts, state, order, accountAsk, hold } = payment
  if (hold !== null) return `desk: ${hold.cause}`
  const ours = amounts.paid - amounts.cancelledByUs - amounts.observedCancelled
  must(openClose(cancellations) === null, 'no close is open', cancellations)
  must(amounts.paid === life.bank.paid || isUnseen(life), 'what was paid is known', [amounts, life.bank.paid])
  must(ours === life.bank.left || isUnseen(life), 'the sums agree', [amounts, life.bank.left])
  if (amounts.paid > 0 && life.bank.left > 0) must(order !== null || accountAsk !== null, 'tied, or asked for', payment)
  if (life.bank.paid === 0) must(life.bank.account !== 'live', 'no account stays that nobody waits for', payment)
  endsInSilence(life)
  if (life.partOnly !== null)
    must(life.bank.paid - life.bank.left <= life.partOnly, 'one intent is paid out once', life.bank.refunds)
  must(state !== 'awaiting_deposit' && state !== 'approving' && state !== 'ready', 'it came to an end', state)
  return order !== null && life.bank.left > 0 ? 'tied' : amounts.paid > 0 ? 'given back' : state
}

/** What we wanted to give back ourselves is given, asked about, or a person's. */
function endsInSilence({ file: { payment, cancellations } }: AccountLife): void {
  const last = cancellations.findLast(({ kind }) => kind === 'refund' || kind === 'net_cancel')
  const failed = last?.state === 'refused' || last?.state === 'bounced'
  if (!failed || !isOurs(last) || last.answer?.message === 'not enough is left to cancel') return
  // An order that was recorded meanwhile answers a net cancel; a buyer who was told that money comes waits for it.
  const isAnswered = last.kind === 'net_cancel' && payment.order !== null
  must(payment.accountAsk !== null || payment.hold !== null || isAnswered, 'no silence', [payment, last])
}

/** A bank took money after the last look, and the provider, which could not be asked, never told of it. */
const isUnseen = (life: AccountLife): boolean =>
  life.bank.paid > 0 && life.file.payment.amounts.paid === 0 && life.wasSilent
