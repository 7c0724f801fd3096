/** Tells what the buyer really paid with, as far as a payment object says: policies of cancellation hang on it. */
import type { EscrowStep, Gateway, Instrument, Mix, Wallet } from '../../core/instrument.ts'
import { NO_INSTRUMENT } from '../../core/instrument.ts'
import type { PortoneCard, PortonePayment } from './wire.ts'

/** `PgProvider` (§11: an open set), where a gateway of ours is behind it; what is told and not here is `other`. */
const GATEWAY_OF: ReadonlyMap<string, Gateway> = new Map([
  ['NICE', 'nice'],
  ['NICE_V2', 'nice'],
  ['TOSSPAYMENTS', 'toss'],
  ['UPLUS', 'toss'],
  ['INICIS', 'inicis'],
  ['INICIS_V2', 'inicis'],
  ['INICIS_UNIFIED', 'inicis'],
  ['HTML5_INICIS', 'inicis'],
  ['KCP', 'kcp'],
  ['KCP_V2', 'kcp'],
  ['KCP_BILLING', 'kcp'],
  ['KCP_QUICK', 'kcp'],
  ['KCP_DIRECT', 'kcp'],
  ['KSNET', 'ksnet'],
  ['SMARTRO', 'smartro'],
  ['SMARTRO_V2', 'smartro_v2'],
  ['WELCOME', 'welcome'],
  ['DANAL', 'danal'],
  ['DANAL_TPAY', 'danal'],
  ['DAOU', 'daou'],
  ['MOBILIANS', 'mobilians'],
  ['MOBILIANS_V2', 'mobilians'],
  ['KICC', 'kicc'],
  ['KICC_V2', 'kicc'],
  ['KPN', 'kpn'],
  ['SETTLE', 'settle'],
  ['SETTLE_ACC', 'settle'],
  ['SETTLE_FIRM', 'settle'],
  ['GALAXIA', 'galaxia'],
  ['INICIS_JP', 'inicis_jp'],
  ['KAKAOPAY', 'kakaopay'],
  ['NAVERPAY', 'naverpay'],
  ['NAVERCO', 'naverco'],
  ['PAYCO', 'payco'],
  ['TOSSPAY', 'tosspay'],
  ['TOSSPAY_V2', 'tosspay'],
  ['TOSS_BRANDPAY', 'toss_brandpay'],
  ['PAYPAL', 'paypal'],
  ['PAYPAL_V2', 'paypal'],
  ['PAYMENTWALL', 'paymentwall'],
  ['EXIMBAY', 'eximbay'],
  ['EXIMBAY_V2', 'eximbay'],
  ['PAYLETTER_GLOBAL', 'payletter_global'],
  ['TRIPLE_A', 'triple_a'],
])

/** `EasyPayProvider` (§5.4), likewise. */
const WALLET_OF: ReadonlyMap<string, Wallet> = new Map([
  ['KAKAOPAY', 'kakaopay'],
  ['NAVERPAY', 'naverpay'],
  ['PAYCO', 'payco'],
  ['TOSSPAY', 'tosspay'],
  ['PAYPAL', 'paypal'],
  ['WECHAT', 'wechat'],
])

/** What is inside a wallet (§5.4): points and money of its own are a "charge". */
const FUNDING_OF: ReadonlyMap<string, NonNullable<Instrument['funding']>> = new Map([
  ['PaymentMethodCard', 'card'],
  ['PaymentMethodEasyPayMethodCharge', 'money'],
  ['PaymentMethodTransfer', 'transfer'],
])

const CARD_OF: ReadonlyMap<string, NonNullable<Instrument['card']>> = new Map([
  ['CREDIT', 'credit'],
  ['DEBIT', 'check'],
  ['GIFT', 'gift'],
])

const CORPORATE: ReadonlyMap<string, boolean> = new Map([
  ['CORPORATE', true],
  ['PERSONAL', false],
])

/** 국민, 삼성, 하나, 신한 and 현대: their points come back in parts (cancel-policies, card-09). */
const FIVE_ISSUERS: ReadonlySet<string> = new Set([
  'KOOKMIN_CARD',
  'SAMSUNG_CARD',
  'HANA_CARD',
  'SHINHAN_CARD',
  'HYUNDAI_CARD',
])

/** §5.6. `CANCELLED` tells no step: the payment itself says what is cancelled. */
const ESCROW_STEP_OF: ReadonlyMap<string, EscrowStep> = new Map([
  ['BEFORE_REGISTERED', 'unshipped'],
  ['REGISTERED', 'shipped'],
  ['DELIVERED', 'shipped'],
  ['CONFIRMED', 'confirmed'],
  ['REJECTED', 'rejected'],
  ['REJECT_CONFIRMED', 'rejected'],
])

/** Null for a payment of which neither channel nor method is told, as before any attempt. */
export function instrumentOf(payment: PortonePayment): Instrument | null {
  const { channel, method, escrow } = payment
  if (channel === null && method === null) return null
  const inner = method?.easyPayMethod ?? null
  return {
    ...NO_INSTRUMENT,
    ...cardOf(method?.card ?? inner?.card ?? null),
    gateway: known(GATEWAY_OF, channel?.pgProvider),
    wallet: method?.type === 'PaymentMethodEasyPay' ? known(WALLET_OF, method.provider) : null,
    funding: FUNDING_OF.get(inner?.type ?? '') ?? null,
    giftCertificate: method?.type === 'PaymentMethodGiftCertificate',
    escrow: escrow !== null,
    module: channel?.pgProvider ?? null,
    mixed: mixOf(method?.type === 'PaymentMethodEasyPay' ? inner : method),
    escrowStep: ESCROW_STEP_OF.get(escrow?.status ?? '') ?? null,
    fixedAccount: method?.accountType === 'FIXED',
    convenienceStore: method?.type === 'PaymentMethodConvenienceStore',
    // §5.3: without a promotion it is the card company's or the wallet's own, which §9 says nothing of.
    discount: payment.promotionId === null || payment.amount.discount === 0 ? null : payment.amount.discount,
  }
}

function mixOf(paid: { readonly card: PortoneCard | null; readonly pointUsed: boolean } | null): Mix | null {
  if (paid?.pointUsed !== true) return null
  return FIVE_ISSUERS.has(paid.card?.issuer ?? '') ? 'points_of_five' : 'points'
}

const known = <Name extends string>(names: ReadonlyMap<string, Name>, told: string | null = null) =>
  told === null ? null : (names.get(told) ?? 'other')

const cardOf = (card: PortoneCard | null): Pick<Instrument, 'card' | 'corporate'> => ({
  card: CARD_OF.get(card?.type ?? '') ?? null,
  corporate: CORPORATE.get(card?.ownerType ?? '') ?? null,
})
