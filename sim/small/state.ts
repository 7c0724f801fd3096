/** What a small world is made of: our books, the provider's, what runs in our processes, what is on the wire. */
import type { Evidence } from '../../src/core/evidence.ts'
import type { CancellationId } from '../../src/core/ids.ts'
import type { Outcome } from '../../src/core/outcome.ts'
import type { PaymentEvent } from '../../src/core/payment/decide.ts'
import type { Effect } from '../../src/core/payment/draft.ts'
import type { Inquiry } from '../../src/core/payment/inquire.ts'
import type { PaymentFile, Reason } from '../../src/core/payment/payment.ts'
import type { Instant } from '../../src/core/time.ts'
import type { Asked } from './acts.ts'
import type { Books } from './books.ts'

/** Calls that change something at the provider. */
export type MoneyCall = 'approve' | 'issue' | 'cancel' | 'net_cancel' | 'close'

/** A call as it was committed; `asked` is null where it is about the payment itself. */
export interface Sent {
  readonly call: MoneyCall
  readonly asked: Asked | null
}

/** What one of our processes will do next, with what it keeps in its memory; a crash forgets it. */
export type Doing =
  /** A decision asked for a cancellation to be begun. */
  | { readonly do: 'start'; readonly id: CancellationId }
  /** The intent is committed; the request has not left. */
  | { readonly do: 'send'; readonly sent: Sent }
  /** What came of the call is known here and not written yet. */
  | { readonly do: 'write'; readonly event: PaymentEvent }
  /** The worker has read that a call has no answer, and in time. */
  | { readonly do: 'look'; readonly id: CancellationId; readonly reason: Reason }
  /** The question has not left. */
  | ({ readonly do: 'ask' } & Asking)
  /** The answer is known here and not folded in yet. */
  | ({
      readonly do: 'fold'
      readonly outcome: Outcome<Evidence>
      /** What the provider's books were when it was asked; null where the answer is not the whole truth. */
      readonly saw: string | null
    } & Asking)

/** Why the provider is asked, and what our file said before. */
export type Asking = Pick<Inquiry, 'reason' | 'hintsHeard'> & { readonly acts: string }

export type Task = Doing & {
  /** Whose: the worker's, or a request's. */
  readonly of: string
  /** The lease that ends with it; null where there is none. */
  readonly lease: Instant | null
  /** Before this moment it goes on; null = whenever it likes (a process that was stopped). */
  readonly before: Instant | null
}

/** A request that we gave up, and that takes effect all the same. */
export interface Late {
  readonly sent: Sent
  /** It arrives no later than this. */
  readonly until: Instant
}

export interface State {
  readonly file: PaymentFile
  readonly books: Books
  readonly tasks: readonly Task[]
  readonly late: readonly Late[]
  /** Until when nobody else may look at the payment. */
  readonly leasedUntil: Instant | null
  /** The payment is on the desk, and asking again could not tell more: time stands still until something happens. */
  readonly isSeen: boolean
  /** What the world may still do to us. */
  readonly left: Left
  readonly env: Env
}

/** What buyer, merchant and provider have done of their own accord, or may still do; a number for each. */
export type Env = Readonly<Partial<Record<'asked' | 'hints' | 'ordered' | 'paid' | 'returned', number>>>

/** So many crashes, misfortunes on the line, and cancels that the provider takes to end them later. */
export interface Left {
  readonly crashes: number
  readonly faults: number
  readonly pending: number
}

/** Nothing is under way, and nothing can go wrong. */
export const NOTHING_LEFT = {
  tasks: [],
  late: [],
  leasedUntil: null,
  isSeen: false,
  left: { crashes: 0, faults: 0, pending: 0 },
} as const satisfies Partial<State>

/** What a task becomes when a decision of it was committed. */
export function doingOf(effect: Effect, { cancellations }: PaymentFile): Doing | null {
  switch (effect.type) {
    case 'approve':
      return { do: 'send', sent: { call: 'approve', asked: null } }
    case 'issue_account':
      return { do: 'send', sent: { call: 'issue', asked: null } }
    case 'start_cancellation':
      return { do: 'start', id: effect.cancellationId }
    case 'call_cancellation': {
      const one = cancellations.find(({ id }) => id === effect.cancellationId)
      if (one === undefined) throw new Error('a call for a cancellation that is not there')
      const { id, amount, guard, keyEpoch, attempts, via } = one
      const call = via === 'net_cancel_call' ? 'net_cancel' : via
      return { do: 'send', sent: { call, asked: { id, amount, guard, keyEpoch, attempts, via } } }
    }
    case 'pause_channel':
      return null
  }
}
