/** The recipe's other half: how a shop calls an order off and has the money go back. Copy this file. */
import type { Maedeup } from './maedeup.ts'
import type { Reservation, Reservations } from './reservations.ts'
import { waitMs } from './tie.ts'

export interface UntieDeps {
  readonly maedeup: Pick<Maedeup, 'dropOrder'>
  readonly reservations: Pick<Reservations, 'move' | 'postpone'>
  readonly now: () => number
}

/** What the card statement's note and the timeline will say. */
const REASON = '예약 취소'

/**
 * *Before* this call the order was marked `cancelling`: from then on the room is free and nobody may check in with it.
 * Then `DELETE /v1/payments/{id}/order`, repeated until it is answered; the same again starts no second refund.
 */
export async function untie(reservation: Reservation, deps: UntieDeps): Promise<Reservation | undefined> {
  const { ref, paymentId } = reservation
  const answer = await deps.maedeup.dropOrder(paymentId, REASON)
  const settled = answer.kind === 'ok' || (answer.kind === 'refused' && ENDED.has(answer.code))
  if (settled) return deps.reservations.move(ref, 'cancelled')
  deps.reservations.postpone(ref, deps.now() + waitMs(reservation.tries))
  return reservation
}

/** There is nothing left to give back: staff were faster. */
const ENDED: ReadonlySet<string> = new Set(['MD_PAYMENT_ENDED', 'MD_NOTHING_TO_RETURN'])
