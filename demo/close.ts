/** Calling an order off before its deposit: the virtual account is closed, unless the money was faster. Copy this. */
import type { Maedeup } from './maedeup.ts'
import type { Reservation, Reservations } from './reservations.ts'
import { type TieDeps, tie, waitMs } from './tie.ts'

export interface CloseDeps extends TieDeps {
  readonly maedeup: Pick<Maedeup, 'refund'> & TieDeps['maedeup']
  readonly reservations: Pick<Reservations, 'remark'> & TieDeps['reservations']
}

/** An order is called off once, so its own number makes the key. */
const keyOf = ({ ref }: Reservation): string => `stay-close-${ref}`

const REASON = '입금 전 주문 취소'

/**
 * 1. *Before* this call the order was marked `closing`.
 * 2. `POST …/cancellations`, without an amount: before a deposit that closes the account. `expectedBalance: 0` says
 *    that we believe no money is there; should there be some, nothing is done, and certainly no refund.
 * 3. 201 → closed · ended before → closed as well · refused → the deposit came first: ask again how the payment stands,
 *    and the guest has a paid booking and is told so · no answer → ask again.
 */
export async function close(reservation: Reservation, deps: CloseDeps): Promise<Reservation | undefined> {
  const { ref, paymentId } = reservation
  const answer = await deps.maedeup.refund(paymentId, keyOf(reservation), { expectedBalance: 0, reason: REASON })
  if (answer.kind === 'ok' && answer.value.state === 'done') return deps.reservations.move(ref, 'closed')
  if (answer.kind === 'refused' && answer.code === 'MD_PAYMENT_ENDED') return deps.reservations.move(ref, 'closed')
  if (answer.kind === 'refused' && MONEY_FIRST.has(answer.code)) {
    // A guest who called it off and finds it confirmed must be told why.
    deps.reservations.remark(ref, 'deposit_first')
    const back = deps.reservations.move(ref, 'pending')
    return back?.state === 'pending' ? await tie(back, deps) : back
  }
  deps.reservations.postpone(ref, deps.now() + waitMs(reservation.tries))
  return reservation
}

/** We were told of another balance than none, or the PG would not close an account that somebody had paid into. */
const MONEY_FIRST: ReadonlySet<string> = new Set(['MD_BALANCE_DIFFERS', 'MD_CANCELLATION_REFUSED'])
