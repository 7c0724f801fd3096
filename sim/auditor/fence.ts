/** Judges when: nothing of ours takes effect long after it was decided, whatever held the process up in between. */
import { HOUR_MS, MINUTE_MS } from '../../src/core/time.ts'
import { PROFILES } from '../profiles.ts'
import { type Evidence, type Pair, planIn, type Violation } from './view.ts'

/** Between the decision and the provider's books: the send fence, and the way there. */
const WAY_MS = MINUTE_MS

/** A cancel that a slept-over process sends when a person has long decided would be a second one. */
export const cancelsAreFresh = (_: Evidence, pairs: readonly Pair[]): Violation[] =>
  pairs.flatMap((pair) => {
    const longest = Math.max(PROFILES[pair.channel].lateCancelMs, HOUR_MS) + WAY_MS
    return pair.one.cancels.flatMap(({ of, changes }) => {
      const [first] = changes
      const sent = pair.told?.sights.findLast(
        ({ at, cancellations }) => at <= (first?.at ?? 0) && cancellations.some((one) => isSending(one, of)),
      )
      if (of === null || first === undefined || sent === undefined || first.at - sent.at <= longest) return []
      return [stale(pair, `${of} took effect ${first.at - sent.at} ms after it was last under way`)]
    })
  })

const isSending = ({ id, state }: { id: string; state: string }, of: string | null): boolean =>
  id === of && state === 'sending'

/** The same of an approval. */
export const approvalsAreFresh = (_: Evidence, pairs: readonly Pair[]): Violation[] =>
  pairs.flatMap((pair) => {
    const { one, told, channel } = pair
    const { capabilities, lateApproveMs } = PROFILES[channel]
    if (one.charge === null || one.account !== null || capabilities.moneyMoves === 'in_window') return []
    const at = one.charge.at
    const started = told?.sights.findLast((sight) => sight.at <= at && sight.types.includes('payment.approval_started'))
    if (started === undefined || at - started.at <= lateApproveMs + WAY_MS) return []
    return [stale(pair, `charged ${at - started.at} ms after the approval began`)]
  })

const stale = ({ one }: Pair, detail: string): Violation => ({
  promise: 'what is old is not sent',
  detail: `${one.ref} of ${one.orderNumber}: ${detail}`,
  plan: planIn(one.orderNumber),
})
