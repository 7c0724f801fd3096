/** What the shop remembers of a visitor between two clicks: just what is lost when a session is lost. */
import { createBounded } from './bounded.ts'
import type { Stay } from './reservations.ts'

/** A booking that was begun and sent off to be paid. It lives in the session only, as in so many shops. */
export interface Checkout extends Stay {
  readonly orderId: string
  readonly guestName: string
  /** Won. */
  readonly amount: number
  readonly paymentId: string
  /** Null where no window opens. */
  readonly checkoutUrl: string | null
}

export interface Sessions {
  remember(visitor: string, checkout: Checkout): void
  find(visitor: string, orderId: string): Checkout | undefined
  /** The session is gone, with all that was in it. */
  lose(visitor: string): void
}

const MAX_SESSIONS = 1_000
/** Bookings that one visitor may have begun at the same time, in several tabs. */
const MAX_CHECKOUTS = 10

export function createSessions(): Sessions {
  const sessions = createBounded<readonly Checkout[]>(MAX_SESSIONS)
  return {
    remember: (visitor, checkout) => {
      const before = sessions.get(visitor) ?? []
      // Set anew, so that the visitor counts as recent again.
      sessions.delete(visitor)
      sessions.set(visitor, [checkout, ...before].slice(0, MAX_CHECKOUTS))
    },
    find: (visitor, orderId) => sessions.get(visitor)?.find((checkout) => checkout.orderId === orderId),
    lose: (visitor) => sessions.delete(visitor),
  }
}
