/** Judges what became of orders: no orphan stays, no good order is given away, none is paid twice. */
import { MINUTE_MS } from '../../src/core/time.ts'
import { heldOf, stateOf } from '../provider/books.ts'
import type { Sight } from '../witness.ts'
import { about, type Evidence, isOnDesk, isOrphanCancel, type Pair, planIn, type Violation } from './view.ts'

/** What no promise covers: other systems' payments, test money, and channels whose net the merchant switched off. */
function isOurs({ netOf, unknownOf }: Evidence, { one, channel, told }: Pair): boolean {
  const watched = told?.adoptedAs === 'watch'
  if (one.foreign) return unknownOf(channel) === 'net' && told !== null && netOf(channel) === 'on' && !watched
  return one.live && !watched
}

/** The merchant's net is off, or only says what it would do: then it was told so, and nothing is done. */
const wasLeft = ({ netOf }: Evidence, { told, channel }: Pair): boolean =>
  netOf(channel) !== 'on' &&
  told?.sights.some(({ types }) => types.includes('net.left_alone') || types.includes('net.would_cancel')) === true

/** Money without an order is on its way back, waits for an account with a clock, or is on the desk. */
export const noOrphanStays = (evidence: Evidence, pairs: readonly Pair[]): Violation[] =>
  pairs.flatMap((pair) => {
    const { one, view } = pair
    if (heldOf(one) <= 0 || !isOurs(evidence, pair)) return []
    if (view === null) return [about('no orphan stays', pair, 'money that nobody knows of')]
    if (view.order !== null || isOnDesk(view)) return []
    const mustGoBack = view.orderDroppedAt !== null || view.paidAmount !== view.amount
    if (wasLeft(evidence, pair) && !mustGoBack) return []
    const waits = view.attention?.reason
    if (waits === 'refund_account_needed' || waits === 'refund_unconfirmed') return []
    return [about('no orphan stays', pair, `${heldOf(one)} without an order, attention ${waits ?? 'none'}`)]
  })

/** Of the payments of one order one keeps money, the others have given it back or are with a person. */
export function noOrderIsPaidTwice(evidence: Evidence, pairs: readonly Pair[]): Violation[] {
  const kept = new Map<string, Pair[]>()
  for (const pair of pairs) {
    const { one, view, channel } = pair
    const isExcused = isOnDesk(view) || view?.attention?.reason === 'refund_account_needed'
    if (heldOf(one) <= 0 || isExcused || wasLeft(evidence, pair) || !isOurs(evidence, pair)) continue
    const order = `${channel} ${view?.orderId ?? one.orderNumber}`
    kept.set(order, [...(kept.get(order) ?? []), pair])
  }
  return [...kept.values()].flatMap((all) => {
    const [first] = all
    if (first === undefined || all.length === 1) return []
    return [about('no order has two live payments', first, all.map(({ one }) => one.ref).join(' and '))]
  })
}

/** An attempt that a newer one replaced can no longer be tied: the order has its payment (DESIGN §6). */
export const replacedIsNotTied = ({ told }: Evidence): Violation[] =>
  [...told.values()].flatMap(({ id, orderId, sights }) => {
    const replaced = sights.findIndex(({ types }) => types.includes('payment.superseded'))
    const tied = sights.findLastIndex(({ types }) => types.includes('order.recorded'))
    if (replaced < 0 || tied < replaced) return []
    return [{ promise: 'what was replaced is not tied', detail: `${id} of ${orderId}`, plan: planIn(orderId) }]
  })

/** Two processes' clocks, and the time between a check and the write that follows it. */
const GRACE_MS = MINUTE_MS

/** What the merchant confirmed is given back by nobody but the merchant, the provider's staff, or a person. */
export function noGoodOrderIsGivenAway({ ledger }: Evidence, pairs: readonly Pair[]): Violation[] {
  const asked = new Set([...ledger.intents.values()].flatMap(({ named }) => [...named] as string[]))
  return pairs.flatMap((pair) => {
    const { one, told } = pair
    const deal = told === null ? undefined : ledger.deals.get(told.id)
    if (deal === undefined || deal.confirmedAt === null || deal.dropped) return []
    const { confirmedAt } = deal
    // An account that ended without a deposit let its order go, and said so.
    if (told?.sights.some(({ at, types }) => at >= confirmedAt && types.includes('order.let_go'))) return []
    const known = told?.sights.at(-1)?.cancellations ?? []
    const given = one.cancels.find((cancel) => {
      if (cancel.of === null || stateOf(cancel) === 'failed' || asked.has(cancel.of)) return false
      const at = cancel.changes[0]?.at ?? 0
      return known.find(({ id }) => id === cancel.of)?.kind === 'net_cancel' && at > confirmedAt
    })
    return given === undefined ? [] : [about('no good order is given away', pair, `${given.of} after it was confirmed`)]
  })
}

/** Even a deadline at the end of a cancel window leaves the merchant so long (DESIGN §5). */
const LEAST_MS = 2 * MINUTE_MS

/** The net begins to give money back only after the merchant has had its time. */
export const noOrderIsTakenEarly = ({ told, ledger, view, skewMs, away }: Evidence): Violation[] =>
  [...told.values()].flatMap(({ id, orderId, sights }) => {
    const paidAt = sights.find(({ paid }) => paid > 0)?.at
    const born = sights.find(({ cancellations }) => cancellations.some(isOrphanCancel))
    const shown = view(id)
    const within = ledger.deals.get(id)?.orderWithinMs ?? null
    if (paidAt === undefined || born === undefined || shown === null || shown.supersededBy !== null) return []
    if (within === null || shown.orderDroppedAt !== null || shown.paidAmount !== shown.amount) return []
    // The carrier closes phone payments at the end of the month, and the deadline with it.
    const waits = shown.method === 'mobile' ? Math.min(within, LEAST_MS) : within
    const backAt = away.findLast(({ from, to }) => from < paidAt + waits && to > paidAt && to <= born.at)?.to ?? 0
    if (born.at >= Math.max(paidAt, backAt) + waits - skewMs) return []
    const late = `given back ${born.at - paidAt} ms after it was paid (we were away until ${backAt})`
    const detail = `${id}: ${late}, ${within} ms were promised`
    return [{ promise: 'no order is taken early', detail, plan: planIn(orderId) }]
  })

/** An order that the merchant's database shows when it is asked is not an orphan. */
export const noStoredOrderIsTaken = ({ told, ledger, view, skewMs }: Evidence): Violation[] =>
  [...told.values()].flatMap(({ id, orderId, sights }) => {
    const deal = ledger.deals.get(id)
    if (deal === undefined || deal.storedAt === null) return []
    if (!sights.some(({ cancellations }) => cancellations.some(isOrphanCancel))) return []
    // Where the buyer is asked for an account first, the net has decided when it asks.
    const born = sights.find((sight) => sight.cancellations.some(isOrphanCancel) || asksBuyer(sight))
    const shown = view(id)
    const isReplaced = shown?.supersededBy !== null || shown.paidAmount !== shown.amount
    if (born === undefined || isReplaced || !deal.isAskedFor) return []
    const gone = deal.givenUpAt !== null && deal.givenUpAt <= born.at
    if (gone || born.at - deal.storedAt < GRACE_MS + skewMs) return []
    return [
      {
        promise: 'no good order is given away',
        detail: `${id}: its order was there to be seen`,
        plan: planIn(orderId),
      },
    ]
  })

const asksBuyer = ({ types }: Sight): boolean => types.includes('payment.refund_account_needed')
