/** What the buyer really paid with, as far as the provider told: cancellation policies depend on it. */
import type { Amount } from './money.ts'

/** The gateway behind the protocol: fixed for NICEPAY and Toss, told by PortOne. `other` = not in our table. */
export const GATEWAYS = [
  'nice',
  'toss',
  'inicis',
  'kcp',
  'ksnet',
  'smartro',
  'smartro_v2',
  'welcome',
  'danal',
  'daou',
  'mobilians',
  'kicc',
  'kpn',
  'settle',
  'galaxia',
  'inicis_jp',
  'kakaopay',
  'naverpay',
  'naverco',
  'payco',
  'tosspay',
  'toss_brandpay',
  'paypal',
  'paymentwall',
  'eximbay',
  'payletter_global',
  'triple_a',
  'other',
] as const
export type Gateway = (typeof GATEWAYS)[number]

/** Wallets [간편결제] whose own cancellation rules differ from those of the card or account inside. */
export const WALLETS = ['kakaopay', 'naverpay', 'payco', 'tosspay', 'paypal', 'wechat', 'other'] as const
export type Wallet = (typeof WALLETS)[number]

/** How far an escrow [에스크로] is: nothing sent, sent or delivered, confirmed [구매확정] or rejected [구매거절] by the buyer. */
export const ESCROW_STEPS = ['unshipped', 'shipped', 'confirmed', 'rejected'] as const
export type EscrowStep = (typeof ESCROW_STEPS)[number]

/**
 * What paid a part of it beside the card [복합결제]: the issuer's points (`points_of_five`: of the five issuers that
 * give parts of them back), or a coupon.
 */
export const MIXES = ['points_of_five', 'points', 'coupon'] as const
export type Mix = (typeof MIXES)[number]

export interface Instrument {
  /** Null where the protocol does not tell. */
  readonly gateway: Gateway | null
  readonly wallet: Wallet | null
  /** What a wallet took the money from: the underlying method. */
  readonly funding: 'card' | 'money' | 'transfer' | null
  readonly card: 'credit' | 'check' | 'prepaid' | 'gift' | 'overseas' | null
  readonly corporate: boolean | null
  /** The provider's own word on partial cancels of this payment (NICEPAY `CcPartCl`, Toss `isPartialCancelable`). */
  readonly partialCancel: boolean | null
  readonly giftCertificate: boolean
  readonly escrow: boolean
  // What follows is absent from payments that were written down before it was read, which is as good as not told.
  /** PortOne's own name of the gateway's module (V1 `pg_provider`, V2 `pgProvider`): some rules are about one. */
  readonly module?: string | null
  readonly mixed?: Mix | null
  /** As it stood when the provider was last asked. */
  readonly escrowStep?: EscrowStep | null
  /** An account of the buyer's own that takes many deposits [고정식]. */
  readonly fixedAccount?: boolean
  /** Paid at the till of a convenience store [편의점]. */
  readonly convenienceStore?: boolean
  /** What of the order a promotion [프로모션] or an instant discount [즉시할인] paid. */
  readonly discount?: Amount | null
}

/** Nothing was told. */
export const NO_INSTRUMENT: Instrument = {
  gateway: null,
  wallet: null,
  funding: null,
  card: null,
  corporate: null,
  partialCancel: null,
  giftCertificate: false,
  escrow: false,
  module: null,
  mixed: null,
  escrowStep: null,
  fixedAccount: false,
  convenienceStore: false,
  discount: null,
}
