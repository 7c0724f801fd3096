/** The shop's reservations, in memory and bounded; each moves only along the table of states. */
import { type Bounded, createBounded } from './bounded.ts'

/**
 * `pending`: written down, not promised yet · `awaiting`: tied to a virtual account that waits for its deposit ·
 * `confirmed`: tied to its payment · `dropped`: the payment was not to be had, never promised · `closing`: called off
 * before the deposit, the account is being closed · `closed`: and that is certain · `cancelling`: called off, the money
 * is being asked back · `cancelled`: and that is committed.
 */
export type ReservationState = keyof typeof MOVES

const MOVES = {
  pending: ['awaiting', 'confirmed', 'dropped'],
  awaiting: ['confirmed', 'dropped', 'closing'],
  // Back where it is looked at anew: the deposit may have been faster.
  closing: ['closed', 'pending'],
  closed: [],
  confirmed: ['cancelling'],
  dropped: [],
  cancelling: ['cancelled'],
  cancelled: [],
} as const

const OPEN: ReadonlySet<ReservationState> = new Set(['pending', 'awaiting', 'closing', 'cancelling'])

export interface Stay {
  readonly roomId: string
  /** Calendar date in Korea, `2026-08-01`. */
  readonly checkIn: string
  readonly nights: number
}

export interface Reservation extends Stay {
  /** The number that the guest sees. */
  readonly ref: string
  /** The browser that made it. */
  readonly visitor: string
  readonly guestName: string
  readonly orderId: string
  readonly paymentId: string
  /** Won. */
  readonly amount: number
  readonly state: ReservationState
  /** What the guest must be told beside the state: they called it off, and the deposit was faster. */
  readonly remark: 'deposit_first' | null
  /** How often Maedeup was asked without an answer that settles it, and when to ask next. */
  readonly tries: number
  readonly nextTryAt: number
}

export interface Reservations {
  get(ref: string): Reservation | undefined
  /** The reservation that came of this order, if any: an order is reserved at most once. */
  ofOrder(orderId: string): Reservation | undefined
  ofPayment(paymentId: string): Reservation | undefined
  ofVisitor(visitor: string): readonly Reservation[]
  add(reservation: Reservation): Reservation
  /** Answers the reservation as it then is. A move that the table does not have changes nothing: the first one won. */
  move(ref: string, to: ReservationState): Reservation | undefined
  remark(ref: string, remark: Reservation['remark']): void
  postpone(ref: string, nextTryAt: number): void
  /** Those that still have to be settled with Maedeup. */
  unsettled(now: number, limit: number): readonly Reservation[]
}

/** Some months of a small guesthouse. */
const MAX_RESERVATIONS = 1_000

export function createReservations(): Reservations {
  const kept: Bounded<Reservation> = createBounded(MAX_RESERVATIONS)
  const change = (ref: string, patch: Partial<Reservation>): Reservation | undefined => {
    const before = kept.get(ref)
    if (before !== undefined) kept.set(ref, { ...before, ...patch })
    return kept.get(ref)
  }
  return {
    get: (ref) => kept.get(ref),
    ofOrder: (orderId) => kept.all().find((one) => one.orderId === orderId),
    ofPayment: (paymentId) => kept.all().find((one) => one.paymentId === paymentId),
    ofVisitor: (visitor) => kept.all().filter((one) => one.visitor === visitor),
    add: (reservation) => {
      kept.set(reservation.ref, reservation)
      return reservation
    },
    move: (ref, to) => {
      const state = kept.get(ref)?.state
      const allowed: readonly ReservationState[] = state === undefined ? [] : MOVES[state]
      return allowed.includes(to) ? change(ref, { state: to, tries: 0, nextTryAt: 0 }) : kept.get(ref)
    },
    remark: (ref, remark) => {
      change(ref, { remark })
    },
    postpone: (ref, nextTryAt) => {
      const before = kept.get(ref)
      if (before !== undefined) change(ref, { tries: before.tries + 1, nextTryAt })
    },
    unsettled: (now, limit) =>
      kept
        .all()
        .filter(({ state, nextTryAt }) => OPEN.has(state) && nextTryAt <= now)
        .slice(0, limit),
  }
}
