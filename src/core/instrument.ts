/** What the buyer really paid with, as far as the provider told: cancellation policies depend on it. */

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
}
