/** Judges how the life of an account ended, by the bank's own books. */
import { openClose } from '../src/core/payment/attention.ts'
import type { AccountLife } from './core-account.ts'
import { must } from './core-rules.ts'

/** How it ended; throws where money stays nowhere, or an account that nobody waits for. */
export function verdictOn(life: AccountLife): string {
  const { payment, cancellations } = life.file
  const { amounts, state, order, accountAsk, hold } = payment
  if (hold !== null) return `desk: ${hold.cause}`
  const ours = amounts.paid - amounts.cancelledByUs - amounts.observedCancelled
  must(openClose(cancellations) === null, 'no close is open', cancellations)
  must(amounts.paid === life.paid || isUnseen(life), 'what was paid is known', [amounts, life.paid])
  must(ours === life.left || isUnseen(life), 'the sums agree', [amounts, life.left])
  if (amounts.paid > 0 && life.left > 0) must(order !== null || accountAsk !== null, 'tied, or asked for', payment)
  if (life.paid === 0) must(life.account !== 'live', 'no account stays that nobody waits for', payment)
  must(state !== 'awaiting_deposit' && state !== 'approving' && state !== 'ready', 'it came to an end', state)
  return order !== null && life.left > 0 ? 'tied' : amounts.paid > 0 ? 'given back' : state
}

/** A bank took money after the last look, and the provider, which could not be asked, never told of it. */
const isUnseen = (life: AccountLife): boolean => life.paid > 0 && life.file.payment.amounts.paid === 0 && life.wasSilent
