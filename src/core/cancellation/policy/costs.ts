/** What a cancel costs the merchant, what it needs to know, and when the buyer sees the money: the strictest counts. */
import { type BusinessDate, businessDate, type Instant } from '../../time.ts'
import { addBusinessDays, isBankDay, mobiliansPayout } from './business-days.ts'
import type { Verdict } from './quote.ts'
import type { BuyerDelay, Fee, Mode } from './rule.ts'
import { decisive, type Heard } from './speak.ts'

/** Ordered: the later stands, the stricter it is. */
const MODES = ['sync', 'async', 'next_business_day', 'manual'] as const satisfies readonly Mode[]
const NEEDS = {
  no: [],
  account: ['refund_account'],
  account_phone: ['refund_account', 'holder_phone'],
} as const
const KEPT = { same: ['kept'], later: ['kept', 'kept_later'] } as const satisfies Record<string, Fee['original'][]>

export const modeOf = ({ rules }: Heard): Mode =>
  MODES[Math.max(0, ...decisive(rules, 'mode').map(({ mode }) => MODES.indexOf(mode)))] ?? 'sync'

export function needsOf({ rules }: Heard): Verdict['needs'] {
  const asked = decisive(rules, 'account').map(({ account }) => NEEDS[account])
  return asked.reduce<Verdict['needs']>((most, one) => (one.length > most.length ? one : most), [])
}

export function feeOf({ rules, seen }: Heard): Verdict['fee'] {
  const fees = decisive(rules, 'fee').map(({ fee }) => fee)
  const kept: readonly Fee['original'][] = KEPT[seen.day]
  return {
    originalFeeKept: fees.some(({ original }) => kept.includes(original)),
    perRefundKrw: Math.max(0, ...fees.map(({ refundKrw }) => refundKrw)),
    issueFeeKrw: Math.max(0, ...fees.map(({ issueKrw }) => issueKrw)),
    vatExtra: fees.some(({ vat }) => vat),
    escrowFeeKept: escrowFee(fees, seen.means),
    borneBy: 'merchant',
  }
}

/** A surcharge is a share of a card payment or transfer, and a sum per account (es-06). */
function escrowFee(fees: readonly Fee[], means: Heard['seen']['means']): Verdict['fee']['escrowFeeKept'] {
  const [escrow] = fees.flatMap((fee) => fee.escrow ?? [])
  if (escrow === undefined) return null
  return means === 'virtual_account' ? { percent: 0, krw: escrow.accountKrw } : { percent: escrow.percent, krw: 0 }
}

/**
 * What a virtual account cost the merchant after so many refunds, without and as VAT (10 %). The buyer gets all of the
 * money back whatever it is (sheet §5).
 */
export function feeKrw({ fee }: Pick<Verdict, 'fee'>, refunds: number): { krw: number; vatKrw: number } {
  const krw = fee.issueFeeKrw + fee.perRefundKrw * refunds
  return { krw, vatKrw: fee.vatExtra ? Math.round(krw / 10) : 0 }
}

/** The days between which the money shows at the buyer, for a cancel sent at `from`; null where nobody says. */
export function buyerSees(heard: Heard, sent: { isPartial: boolean; from: Instant }): Verdict['buyerSees'] {
  const delays = decisive(heard.rules, 'buyer').map(({ buyer }) => daysOf(buyer, heard.seen.day, sent))
  return delays.reduce(
    (latest, one) => (latest === null || one === null || latest.to >= one.to ? latest : one),
    delays[0] ?? null,
  )
}

type Days = { readonly from: BusinessDate; readonly to: BusinessDate }

function daysOf(delay: BuyerDelay, day: 'same' | 'later', sent: { isPartial: boolean; from: Instant }): Days | null {
  const today = businessDate(sent.from)
  if (delay === 'unknown') return null
  if (delay === 'thursday') {
    const payout = mobiliansPayout(today)
    return { from: payout, to: payout }
  }
  const { sameDay, least, most } = delay
  if (day === 'same' && (sameDay === 'any' || (sameDay === 'full' && !sent.isPartial)))
    return { from: today, to: today }
  return { from: addBusinessDays(today, least, isBankDay), to: addBusinessDays(today, most, isBankDay) }
}
