/** The recipe: how a shop ties its order to a paid payment, and what it does when it gets no answer. Copy this file. */
import type { Maedeup } from './maedeup.ts'
import type { Reservation, Reservations } from './reservations.ts'

export interface TieDeps {
  readonly maedeup: Pick<Maedeup, 'recordOrder'>
  readonly reservations: Pick<Reservations, 'move' | 'postpone'>
  readonly now: () => number
}

/**
 * 1. *Before* this call the order was written down as `pending`: it exists, but nothing was promised to the buyer.
 * 2. `PUT /v1/payments/{id}/order` verifies and ties in one call. No signature to check, no state to compare, no
 *    amount to look up: Maedeup does all of it, and in the same moment decides against a net cancel that might race us.
 * 3. 200 → confirm · 409 → drop · no answer → stay pending and ask again, as often as it takes. The same PUT again is
 *    the same tie, so repeating can never harm; and it always ends, because after the deadline the answer is 409.
 * 4. 200 for a virtual account that still waits → the order is tied to it, and unpaid. The same PUT again tells when
 *    the deposit came (200, `paid`), and when the account ended without one (409).
 *
 * What must never happen: to confirm without a 200 (the money may be on its way back), or to drop without a 409 (the
 * payment may be tied, and then nobody gives it back).
 */
export async function tie(reservation: Reservation, deps: TieDeps): Promise<Reservation | undefined> {
  const { ref, paymentId, amount } = reservation
  const answer = await deps.maedeup.recordOrder(paymentId, { ref, amount })
  switch (answer.kind) {
    case 'ok':
      if (answer.value.state !== 'awaiting_deposit') return deps.reservations.move(ref, 'confirmed')
      deps.reservations.move(ref, 'awaiting')
      return askAgainLater(reservation, deps)
    case 'refused':
      if (isFinal(answer)) return deps.reservations.move(ref, 'dropped')
      return askAgainLater(reservation, deps)
    case 'unknown':
      return askAgainLater(reservation, deps)
  }
}

/**
 * Maedeup says that this payment will never carry this order: it is going back, went back, failed, or is of another
 * amount. "Not paid yet" is no such answer (an approval may still be settling), and neither are a wrong API key (401)
 * or a request that we built wrongly (422): those are our own mistakes, and the guest must not pay for them.
 */
function isFinal({ status, code }: { status: number; code: string }): boolean {
  return status === 404 || (status === 409 && code !== 'MD_NOT_PAID_YET')
}

/** 1, 2, 4 … 60 seconds: quick while the buyer is looking, gentle while Maedeup is down. */
export function waitMs(tries: number): number {
  return Math.min(1_000 * 2 ** tries, 60_000)
}

function askAgainLater(reservation: Reservation, { reservations, now }: TieDeps): Reservation {
  reservations.postpone(reservation.ref, now() + waitMs(reservation.tries))
  return reservation
}
