/** What a cancel of a promoted payment gives back: PortOne recomputes the charge of what is left (sheet §7). */
import { type Amount, amount, minus } from '../../money.ts'

/** A card promotion [프로모션] as the PortOne console sets it. */
export interface Promotion {
  readonly discount:
    | { readonly kind: 'rate'; readonly percent: number }
    | { readonly kind: 'fixed'; readonly amount: Amount }
  /** The order must be at least so much; null = any order. */
  readonly from: Amount | null
}

/** A promoted payment before the cancel. */
export interface Promoted {
  /** What was ordered, before the discount: amounts asked for and the balance lock are on this basis. */
  readonly ordered: Amount
  /** What the buyer was charged at first. */
  readonly paid: Amount
  /** What is left of `ordered`. */
  readonly left: Amount
  /** What is left of the charge. */
  readonly charged: Amount
}

export interface PromotionAsk {
  /** On the basis of the order. */
  readonly amount: Amount
  /** Whether the discount stays where what is left no longer earns it; the first partial cancel binds later ones. */
  readonly option: 'retain' | 'release'
  /**
   * How a retained fixed discount becomes a rate. The official example divides it by what was *paid* and applies it to
   * the *order* (1,000 of 5,000 = 20 %); by the order it would be 16.67 %.
   */
  readonly fixedRate: 'documented' | 'by_order'
}

export type PromotionCancel =
  /** `charge`: the recomputed charge. `left`: the next lock value. */
  | { readonly kind: 'refund'; readonly charge: Amount; readonly refund: Amount; readonly left: Amount }
  /** The charge would not change; whether such a cancel is taken is unconfirmed. */
  | { readonly kind: 'nothing_back' }
  /** The charge would grow: refused (V2 NEGATIVE_PROMOTION_ADJUSTED_CANCEL_AMOUNT). */
  | { readonly kind: 'impossible' }

/**
 * For simulators and for showing what to expect. An adapter must never book what this predicts of a fixed discount: it
 * reads the cancellation that the provider made. Throws where more is asked for than is left.
 */
export function cancelPromoted(promotion: Promotion, before: Promoted, ask: PromotionAsk): PromotionCancel {
  const left = minus(before.left, ask.amount)
  const charge = minus(left, discountOf(promotion, { ...before, left }, ask))
  if (charge > before.charged) return { kind: 'impossible' }
  if (charge === before.charged) return { kind: 'nothing_back' }
  return { kind: 'refund', charge, refund: minus(before.charged, charge), left }
}

function discountOf({ discount, from }: Promotion, now: Promoted, { option, fixedRate }: PromotionAsk): Amount {
  const earned = from === null || now.left >= from
  if (!earned && option === 'release') return amount(0)
  if (discount.kind === 'rate') return share(now.left, discount.percent, 100)
  if (earned) return amount(Math.min(discount.amount, now.left))
  return share(now.left, discount.amount, fixedRate === 'documented' ? now.paid : now.ordered)
}

/** Whole won, the rest of a division being the merchant's. */
const share = (of: Amount, parts: number, whole: number): Amount =>
  amount(Math.min(of, Number((BigInt(of) * BigInt(parts)) / BigInt(whole))))
