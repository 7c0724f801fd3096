/** The shop's own records of refunds, in memory and bounded: what was asked for, and what is known of it. */
import { type Bounded, createBounded } from './bounded.ts'
import type { Quote, RefundAccount, ShownAccount } from './maedeup.ts'

/** `asked`: written down, and not known yet, however often it was asked for · `done` and `refused` are for ever. */
export type RefundState = 'asked' | 'done' | 'refused'

export const ACCOUNT_FIELDS = ['bank', 'number', 'holder', 'phone'] as const satisfies (keyof RefundAccount)[]
export type AccountField = (typeof ACCOUNT_FIELDS)[number]

export type RefundEnd = Pick<Refund, 'code'> & { readonly state: 'done' | 'refused' } & Partial<
    Pick<Refund, 'wrong' | 'shown' | 'cancellationId'>
  >

export interface Refund {
  readonly id: string
  /** The booking that it belongs to. */
  readonly ref: string
  readonly paymentId: string
  /** Won. */
  readonly amount: number
  /** What was refundable when the form was shown, won. */
  readonly expectedBalance: number
  readonly reason: string
  /** Where the money goes, if not back the way it came; forgotten once the refund is settled. */
  readonly account: RefundAccount | null
  /** When the buyer will see it, as Maedeup said before. */
  readonly buyerSees: Quote['buyerSees']
  /** The cancellation that it became; null until Maedeup told. */
  readonly cancellationId: string | null
  /** Milliseconds since 1970. */
  readonly at: number
  readonly state: RefundState
  /** Why it was refused. */
  readonly code: string | null
  /** Fields of the account that were wrong: it was refused for that, and nothing was done. */
  readonly wrong: readonly AccountField[]
  /** The account as Maedeup tells it, masked. */
  readonly shown: ShownAccount
  readonly tries: number
  readonly nextTryAt: number
}

export interface Refunds {
  get(id: string): Refund | undefined
  /** Newest first. */
  ofReservation(ref: string): readonly Refund[]
  add(refund: Refund): Refund
  /** The first end that is told stays. */
  settle(id: string, end: RefundEnd): Refund | undefined
  /** It was never more than a form with a slip in it. */
  withdraw(id: string): void
  postpone(id: string, nextTryAt: number): Refund | undefined
  unsettled(now: number, limit: number): readonly Refund[]
}

const MAX_REFUNDS = 1_000

export function createRefunds(): Refunds {
  const kept: Bounded<Refund> = createBounded(MAX_REFUNDS)
  const change = (id: string, patch: Partial<Refund>): Refund | undefined => {
    const before = kept.get(id)
    if (before?.state === 'asked') kept.set(id, { ...before, ...patch })
    return kept.get(id)
  }
  return {
    get: (id) => kept.get(id),
    ofReservation: (ref) => kept.all().filter((one) => one.ref === ref),
    add: (refund) => {
      kept.set(refund.id, refund)
      return refund
    },
    settle: (id, end) => change(id, { ...end, account: null }),
    withdraw: (id) => kept.delete(id),
    postpone: (id, nextTryAt) => change(id, { tries: (kept.get(id)?.tries ?? 0) + 1, nextTryAt }),
    unsettled: (now, limit) =>
      kept
        .all()
        .filter(({ state, nextTryAt }) => state === 'asked' && nextTryAt <= now)
        .slice(0, limit),
  }
}
