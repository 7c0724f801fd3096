/** Judges what the net must keep its hands off: other systems' payments, and channels where it is switched off. */
import { type Evidence, type Pair, planIn, type Violation } from './view.ts'

const about = (promise: string, { one, view }: Pair, detail: string): Violation => ({
  promise,
  detail: `${one.ref} of ${one.orderNumber} (${view?.id ?? 'unknown to us'}, ${view?.state ?? '-'}): ${detail}`,
  plan: planIn(one.orderNumber),
})

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
    const given = told?.sights.at(-1)?.cancellations.find(isOfOrphan)
    return given === undefined ? [] : [about('a net that is off does nothing', pair, `${given.id} gives it back`)]
  })

const isOfOrphan = ({ kind, reason }: { kind: string; reason: string }): boolean =>
  kind === 'net_cancel' && reason === '주문 미생성 자동취소'
