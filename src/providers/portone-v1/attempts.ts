/** Chooses among all transactions of one order number the payment that was asked about, and names the paid others. */
import type { Evidence } from '../../core/evidence.ts'

/** What is looked for: by reference where one is known, else the one that most probably is the payment. */
export interface Wanted {
  readonly ref: string | null
  readonly live: boolean
}

/**
 * The chosen attempt with the `others` that hold money; null where none is ours. With a reference only that one
 * is ours: who brought another order's reference must not have it refunded. Without one (the return was lost) it is the
 * earliest attempt of our own kind of money that is paid, then cancelled, then an account, then the latest attempt
 * at all: a paid one may sit behind newer failed ones (§5.2, §16 trap 8).
 */
export function chooseAttempt(attempts: readonly Evidence[], wanted: Wanted): Evidence | null {
  const chosen =
    wanted.ref === null ? likeliest(attempts, wanted.live) : (attempts.find(({ ref }) => ref === wanted.ref) ?? null)
  if (chosen === null) return null
  return withOthers(chosen, attempts)
}

/** The same evidence, and beside it every other attempt that holds money. */
export function withOthers(chosen: Evidence, attempts: readonly Evidence[]): Evidence {
  const others = attempts.filter((one) => one.ref !== chosen.ref && (one.balance ?? 0) > 0)
  return others.length === 0 ? chosen : { ...chosen, others }
}

/** Lower is likelier. */
const RANK: Readonly<Record<Evidence['status'], number>> = {
  paid: 0,
  partially_cancelled: 0,
  cancelled: 1,
  awaiting_deposit: 2,
  not_paid: 3,
  none: 4,
}

/** Attempts are in the order of their starts, newest first; test money on a live account comes last of all. */
function likeliest(attempts: readonly Evidence[], live: boolean): Evidence | null {
  const score = ({ status, live: real }: Evidence): number => RANK[status] + (real === !live ? 10 : 0)
  const ranked = attempts.toSorted((a, b) => score(a) - score(b) || (a.paidAt ?? 0) - (b.paidAt ?? 0))
  return ranked[0] ?? null
}
