/** The cancellation's transition table: every move that exists, and by absence every move that is refused. */
import type { CancellationState } from '../payment/payment.ts'

interface CancellationMove {
  readonly from: readonly CancellationState[]
  readonly to: CancellationState
  readonly kind: 'decision' | 'observation'
  readonly means: string
}

/** Moves by cause (DESIGN §4). A cancellation is born `queued`, `refused` (policy, balance) or, observed, `done`. */
export const CANCELLATION_MOVES = {
  sent: { from: ['queued'], to: 'sending', kind: 'decision', means: 'the intent to send is committed' },
  not_sent: { from: ['sending'], to: 'queued', kind: 'decision', means: 'the call provably never left' },
  try_later: { from: ['sending'], to: 'queued', kind: 'decision', means: 'a listed "try later": nothing happened' },
  other_call: { from: ['sending'], to: 'queued', kind: 'decision', means: 'this call is closed, another is open' },
  repeat_failed: {
    from: ['sending'],
    to: 'unknown',
    kind: 'decision',
    means: 'sent again in vain; what became of the first call is still unknown',
  },
  resent: { from: ['unknown'], to: 'sending', kind: 'decision', means: 'sent again under the provider’s resend rule' },
  taken: { from: ['sending', 'unknown'], to: 'accepted', kind: 'observation', means: 'taken, finishes later' },
  answer_lost: { from: ['sending'], to: 'unknown', kind: 'observation', means: 'we do not know what happened' },
  happened: {
    // `queued`: an earlier attempt that was answered "not now" happened all the same.
    from: ['queued', 'sending', 'accepted', 'unknown'],
    to: 'done',
    kind: 'observation',
    means: 'the money went back',
  },
  did_not_happen: {
    from: ['queued', 'sending', 'accepted', 'unknown'],
    to: 'refused',
    kind: 'observation',
    means: 'a listed refusal, negative proof, or nothing left to cancel',
  },
  bounced: { from: ['done'], to: 'bounced', kind: 'observation', means: 'the money came back to us' },
} as const satisfies Record<string, CancellationMove>

export type CancellationCause = keyof typeof CANCELLATION_MOVES

/** Where `cause` leads from `from`, or null where the table has no such move. */
export function cancellationMove(from: CancellationState, cause: CancellationCause): CancellationState | null {
  const move: CancellationMove = CANCELLATION_MOVES[cause]
  return move.from.includes(from) ? move.to : null
}
