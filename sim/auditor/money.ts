/** Judges the providers' books: what went back, for which intent, and whether ours say the same in the end. */
import { type Cancel, chargedOf, heldOf, returnedOf, stateOf, takenOf } from '../provider/books.ts'
import { about, type Evidence, isOnDesk, type Pair, planIn, type Violation } from './view.ts'

/** Never more refunded than paid. */
export const refundedAtMostPaid = (_: Evidence, pairs: readonly Pair[]): Violation[] =>
  pairs.flatMap((pair) => {
    const { one } = pair
    const paid = one.charge === null ? 0 : one.charge.amount
    return takenOf(one) > paid ? [about('refunded <= paid', pair, `${takenOf(one)} of ${paid} went back`)] : []
  })

/** Also where the bank sent it back later. */
const wasDone = ({ changes }: Cancel): boolean => changes.some(({ state }) => state === 'done')

/** One effect per intent: a cancellation of ours is in the books once, and as large as it was asked for. */
export const oneEffectPerIntent = (_: Evidence, pairs: readonly Pair[]): Violation[] =>
  pairs.flatMap((pair) => {
    const ours = pair.one.cancels.filter((cancel) => cancel.of !== null && stateOf(cancel) !== 'failed')
    const twice = ours.find((cancel, at) => ours.findIndex(({ of }) => of === cancel.of) !== at)
    const found = twice === undefined ? [] : [about('one effect per intent', pair, `${twice.of} took effect twice`)]
    const odd = pair.one.cancels.filter(wasDone).find(({ of, amount }) => {
      const asked = pair.view?.cancellations.find(({ id }) => id === of)
      return of !== null && (asked === undefined || (asked.amount !== amount && asked.kind !== 'net_cancel'))
    })
    if (odd !== undefined) found.push(about('one effect per intent', pair, `${odd.of} was asked for otherwise`))
    return found
  })

/** A key names one cancellation, for ever, and one cancellation has one key. */
export function oneKeyOneCancellation({ ledger }: Evidence): Violation[] {
  const byCancellation = new Map<string, string>()
  return [...ledger.intents.values()].flatMap(({ key, named, paymentId, tookAnother }) => {
    const found: string[] = named.size > 1 ? [`key ${key} names ${[...named].join()}`] : []
    if (tookAnother) found.push(`key ${key} was taken for another body`)
    for (const id of named) {
      const other = byCancellation.get(id)
      if (other !== undefined) found.push(`${id} is named by ${key} and ${other}`)
      byCancellation.set(id, key)
    }
    const plan = planIn(ledger.deals.get(paymentId)?.orderId ?? '')
    return found.map((detail) => ({ promise: 'a key names one cancellation', detail, plan }))
  })
}

/** No intent is lost: what was acknowledged has come to an end, or a person has it. */
export function noIntentIsLost({ ledger, view }: Evidence): Violation[] {
  return [...ledger.intents.values()].flatMap(({ key, named, paymentId, amount }) => {
    const shown = view(paymentId)
    return [...named].flatMap((id) => {
      const one = shown?.cancellations.find((cancellation) => cancellation.id === id)
      const isOver = one !== undefined && ['done', 'refused', 'bounced'].includes(one.state)
      const isSized = one === undefined || amount === null || one.amount === amount || one.kind === 'account_close'
      const plan = planIn(ledger.deals.get(paymentId)?.orderId ?? '')
      if (!isSized)
        return [{ promise: 'no intent is lost', detail: `${key} asked for ${amount}, not ${one?.amount}`, plan }]
      if (isOver || isOnDesk(shown)) return []
      return [{ promise: 'no intent is lost', detail: `${key}: ${id} is ${one?.state ?? 'gone'}`, plan }]
    })
  })
}

/** The merchant was told that the two books differ. */
const wasTold = (told: Pair['told']): boolean =>
  told?.sights.some(({ types }) => types.includes('discrepancy.opened')) === true

/** Sums agree, unless a person was told that they do not. */
export const sumsAgree = ({ netOf }: Evidence, pairs: readonly Pair[]): Violation[] =>
  pairs.flatMap((pair) => {
    const { one, view, told } = pair
    if (view === null || told === null || isOnDesk(view) || netOf(pair.channel) === undefined) return []
    if (wasTold(told)) return []
    const [charged, returned] = [chargedOf(one), returnedOf(one)]
    // It came and went behind our back; where only "cancelled" is told, that is a closed account as well (nicepay §9).
    const isNothing = charged === returned && one.cancels.every(({ of }) => of === null)
    if (isNothing && view.paidAmount === 0 && view.cancelledAmount === 0) return []
    if (view.paidAmount !== charged)
      return [about('sums agree', pair, `${charged} was charged, we show ${view.paidAmount}`)]
    if (view.cancelledAmount === returned) return []
    return [about('sums agree', pair, `${returned} went back, we show ${view.cancelledAmount}`)]
  })

/** Every charge is known in the end, however late it came. */
export const everyChargeIsSeen = ({ unknownOf }: Evidence, pairs: readonly Pair[]): Violation[] =>
  pairs.flatMap((pair) => {
    const { one, view, channel } = pair
    if (heldOf(one) === 0 || !one.live || isOnDesk(view)) return []
    if (view === null) {
      // Other systems' payments, of which we hear only where we are told.
      return one.foreign || unknownOf(channel) === 'ignore' ? [] : [about('every charge is seen', pair, 'nobody knows')]
    }
    if (view.paidAmount > 0) return []
    return [about('every charge is seen', pair, `${chargedOf(one)} is here, we show none`)]
  })

/** The provider's test mode moves no money: what it shows is never shown as paid. */
export const testMoneyIsNoMoney = (_: Evidence, pairs: readonly Pair[]): Violation[] =>
  pairs.flatMap((pair) =>
    !pair.one.live && (pair.view?.paidAmount ?? 0) > 0 ? [about('test money is no money', pair, 'shown as paid')] : [],
  )

/** What we show as given back was given back: by our own call, or the same sum by somebody at the provider's site. */
export const doneIsDone = (_: Evidence, pairs: readonly Pair[]): Violation[] =>
  pairs.flatMap((pair) => {
    const { one, view } = pair
    const others = one.cancels.filter((cancel) => cancel.of === null && stateOf(cancel) === 'done')
    const untrue = view?.cancellations.find(({ id, kind, state, amount }) => {
      if (state !== 'done' || (kind !== 'refund' && kind !== 'net_cancel')) return false
      const isOurs = one.cancels.some((cancel) => cancel.of === id && wasDone(cancel))
      return !isOurs && !others.some((cancel) => cancel.amount === amount)
    })
    return untrue === undefined ? [] : [about('done is done', pair, `${untrue.id} of ${untrue.amount} never happened`)]
  })

/** What we show as refused took no effect; where it did after all, somebody was told that the books differ. */
export const refusedIsRefused = (_: Evidence, pairs: readonly Pair[]): Violation[] =>
  pairs.flatMap((pair) => {
    const { one, view, told } = pair
    const refused = view?.cancellations.filter(({ state }) => state === 'refused') ?? []
    const untrue = refused.find(({ id }) => one.cancels.some((cancel) => cancel.of === id && wasDone(cancel)))
    if (untrue === undefined || wasTold(told)) return []
    return [about('refused is refused', pair, `${untrue.id} of ${untrue.amount} went back`)]
  })
