/** The grammar of cancellation rules: what a row of the policy table can say, and about which payments (sheet §2). */
import type { EscrowStep, Gateway, Instrument, Mix, Wallet } from '../../instrument.ts'
import type { Currency } from '../../money.ts'
import type { ProviderId } from '../../payment/payment.ts'

/**
 * How long after payment: calendar years and months (safe end: the day before the anniversary), KST days (the day of
 * payment is day 0, the last day counts), the KST month of payment, until the deadline of a deposit, no limit, or only
 * the provider knows.
 */
export type Window = `P${number}${'Y' | 'M' | 'D'}` | 'CALMONTH' | 'DEADLINE' | 'NONE' | 'PG'

/** Whether less than all can go back; `most`: so many cancels of one payment, partial ones included. */
export type PartialRule = 'yes' | 'no' | 'depends' | { readonly most: number }

/** What a cancel costs the merchant beside the money that goes back. */
export interface Fee {
  /** The fee of the payment itself: `kept_later` = from the day after the payment on. */
  readonly original: 'returned' | 'kept' | 'kept_later'
  /** For the account that was issued, once per payment. */
  readonly issueKrw: number
  /** For the transfer to the buyer, per refund. */
  readonly refundKrw: number
  /** Whether VAT comes on top of the two. */
  readonly vat: boolean
  /** Of an escrow: what its surcharge was, which is kept whatever becomes of the fee of the payment. */
  readonly escrow?: { readonly percent: number; readonly accountKrw: number }
}

/** Whether the buyer's account has to be known, and its holder's phone. */
export type AccountNeed = 'no' | 'account' | 'account_phone'

export type Mode = 'sync' | 'next_business_day' | 'async' | 'manual'

/**
 * When the buyer sees the money: business days after the request, or the same day for what is cancelled on the day of
 * payment (`full` cancels only, or `any`); `thursday`: the weekly batch of KG Mobilians; `unknown`: nobody says.
 */
export type BuyerDelay =
  | { readonly sameDay: 'never' | 'full' | 'any'; readonly least: number; readonly most: number }
  | 'thursday'
  | 'unknown'

/** KST hours of the day in which the PG takes cancels; `resume` is when waiting ones are sent. */
export interface Hours {
  readonly from: `${number}:${number}`
  readonly until: `${number}:${number}`
  readonly resume: `${number}:${number}`
}

/** What moved the money: the method itself, or what a wallet took it from. */
export const MEANS = ['card', 'virtual_account', 'transfer', 'mobile', 'money'] as const
export type Means = (typeof MEANS)[number]

/** What a row of the sheet depends on, and no protocol tells us. */
export const UNSEEN = ['issuer', 'converted_currency', 'account_contract'] as const
export type Unseen = (typeof UNSEEN)[number]

/** A way to a gateway: a protocol that is one, or modules behind PortOne by their own names. All named must hold. */
export interface Route {
  readonly provider: ProviderId
  readonly gateway?: Gateway
  /** Where the module is not told, the gateway alone counts: then the provider decides (sheet §15). */
  readonly modules?: readonly string[]
}

/** Which payments a rule is about: all that is named must hold. */
export interface Scope {
  readonly means?: readonly Means[]
  readonly gateways?: readonly Gateway[]
  /** By one of these ways. */
  readonly routes?: readonly Route[]
  readonly wallets?: readonly Wallet[]
  /** Through a wallet, whichever; or without one. */
  readonly easyPay?: boolean
  readonly cards?: readonly NonNullable<Instrument['card']>[]
  readonly corporate?: true
  /** Points or a coupon paid a part. */
  readonly mixed?: readonly Mix[]
  /** Tax-free amount or VAT were given with the payment. */
  readonly taxed?: true
  readonly giftCertificate?: true
  readonly convenienceStore?: true
  readonly fixedAccount?: true
  readonly escrow?: true
  readonly escrowSteps?: readonly (EscrowStep | 'untold')[]
  readonly currency?: Currency
  readonly testMid?: true
  readonly deposited?: boolean
  /** Asked on the KST day of the payment, or later. */
  readonly day?: 'same' | 'later'
  /** Asked in a later KST month than the payment. */
  readonly month?: 'later'
  /** Asked more KST days after the payment than this. */
  readonly olderThanDays?: number
}

/** The cells of a row that a contract can say differently. */
export interface RuleChange {
  readonly window?: Window
  readonly partial?: PartialRule
  readonly fee?: Fee
  readonly account?: AccountNeed
  readonly mode?: Mode
  /** True: a no of this rule is final and never sent. False: the provider decides. */
  readonly hard?: boolean
  /** Declares the fact that a row rests on and no protocol tells: a contract of the merchant's. */
  readonly applies?: true
}

/** A row of the sheet's table. A cell that is absent says nothing, so that a more general row speaks. */
export interface Rule extends Omit<RuleChange, 'applies'> {
  readonly id: string
  readonly when: Scope
  /** A fact that no protocol tells: silent until a channel declares it; `doubt` warns of what it would forbid. */
  readonly unseen?: { readonly fact: Unseen; readonly speaks: 'never' | 'doubt' }
  /** Adds to what every other row says instead of giving way to more specific ones. */
  readonly stacks?: true
  /** Nothing can be cancelled at all. */
  readonly impossible?: true
  /** A shorter window for partial cancels. */
  readonly partialWindow?: Window
  /** Parts are cancelled by approving the remainder anew, which takes no less than this (sheet §13.1). */
  readonly leastLeft?: { readonly krw: number; readonly source: string }
  readonly buyer?: BuyerDelay
  readonly hours?: Hours
  readonly hard: boolean
  readonly ko: string
  readonly en: string
  /**
   * C: said by the PG or PortOne. P: third party or an old copy. U: unconfirmed, the safe assumption is written. Two:
   * not all of the row is as sure.
   */
  readonly conf: 'C' | 'P' | 'U' | 'C/P' | 'C/U'
  /** Codes of the sheet's §1. */
  readonly sources: readonly string[]
  readonly verifiedOn: string
}

/** The day on which the rows were last held against the sheet. */
export const VERIFIED_ON = '2026-11-20'

export const RETURNED = { original: 'returned', issueKrw: 0, refundKrw: 0, vat: false } as const satisfies Fee
export const KEPT = { ...RETURNED, original: 'kept' } as const satisfies Fee
export const KEPT_LATER = { ...RETURNED, original: 'kept_later' } as const satisfies Fee

/** One transfer to a buyer's account. VAT comes on top (Inicis, H7); elsewhere it is the safe assumption (§18). */
export const ONE_TRANSFER = { original: 'returned', issueKrw: 0, refundKrw: 300, vat: true } as const satisfies Fee
/** A deposited account: 300 for its issue stay with the PG, and each refund costs 300 more (G1, G2, H7). */
export const ACCOUNT_FEES = { original: 'kept', issueKrw: 300, refundKrw: 300, vat: true } as const satisfies Fee

/** Three to five business days: never the same day for a partial cancel (sheet §14). */
export const CARD_DELAY = { sameDay: 'full', least: 3, most: 5 } as const satisfies BuyerDelay
export const NEXT_BUSINESS_DAY = { sameDay: 'never', least: 1, most: 1 } as const satisfies BuyerDelay
/** Sources say the next, one to two, two to three business days: up to three is promised (sheet §14). */
export const ACCOUNT_DELAY = { sameDay: 'never', least: 1, most: 3 } as const satisfies BuyerDelay
export const AT_ONCE = { sameDay: 'any', least: 0, most: 0 } as const satisfies BuyerDelay
