/** Judges what the net must keep its hands off: other systems' payments, and channels where it is switched off. */
import { about, type Evidence, isOrphanCancel, type Pair, type Violation } from './view.ts'

/** A shared MID carries payments that have their order elsewhere (DESIGN §7 `unknownPayments`). */
export const othersAreLeftAlone = ({ unknownOf }: Evidence, pairs: readonly Pair[]): Violation[] =>
  pairs.flatMap((pair) => {
    const { one, told, channel } = pair
    const isUnderNet = unknownOf(channel) === 'net' && told?.adoptedAs === 'on'
    if (!one.foreign || isUnderNet) return []
    const given = told?.sights.at(-1)?.cancellations.find(({ kind }) => kind === 'net_cancel')
    return given === undefined ? [] : [about('what is not ours is left alone', pair, `${given.id} gives it back`)]
  })

/** What the merchant switched off does nothing, and a dry run only says what it would do. */
export const switchedOffIsOff = ({ netOf }: Evidence, pairs: readonly Pair[]): Violation[] =>
  pairs.flatMap((pair) => {
    const { view, told, channel } = pair
    if (netOf(channel) === 'on' || view === null) return []
    // The merchant's own word, or money that no order can be made of: the net has no say in these.
    if (view.orderDroppedAt !== null || view.paidAmount !== view.amount) return []
    const given = told?.sights.at(-1)?.cancellations.find(isOrphanCancel)
    return given === undefined ? [] : [about('a net that is off does nothing', pair, `${given.id} gives it back`)]
  })
