/** Reads what the buyer paid with from a payment object: PG, wallet, funding and card (portone-v1 §3). */
import { GATEWAYS, type Gateway, type Instrument, NO_INSTRUMENT, type Wallet } from '../../core/instrument.ts'
import { type Amount, isCurrency } from '../../core/money.ts'
import { toMinor } from './money.ts'
import type { PortonePayment } from './wire.ts'

/** `pg_provider`s whose name is not the gateway's own. */
const GATEWAY_OF: ReadonlyMap<string, Gateway> = new Map([
  ['html5_inicis', 'inicis'],
  ['kcp_quick', 'kcp'],
  ['nice_v2', 'nice'],
  ['tosspayments', 'toss'],
  ['uplus', 'toss'],
  ['danal_tpay', 'danal'],
  ['settle_acc', 'settle'],
  ['mobilians_v2', 'mobilians'],
  ['tosspay_v2', 'tosspay'],
  ['paypal_v2', 'paypal'],
])

/** Told, and in neither table: `other`. */
const gatewayOf = (name: string): Gateway =>
  GATEWAY_OF.get(name) ?? GATEWAYS.find((gateway) => gateway === name) ?? 'other'

/** By any of the three names under which a wallet may stand: the hub's, the method's, the gateway's. */
const WALLET_OF: ReadonlyMap<string, Wallet> = new Map([
  ['kakaopay', 'kakaopay'],
  ['naverpay', 'naverpay'],
  ['naverco', 'naverpay'],
  ['payco', 'payco'],
  ['tosspay', 'tosspay'],
  ['tosspay_v2', 'tosspay'],
  ['paypal', 'paypal'],
  ['paypal_v2', 'paypal'],
  ['wechat', 'wechat'],
  ['ssgpay', 'other'],
  ['lpay', 'other'],
  ['applepay', 'other'],
  ['samsung', 'other'],
])

/** Since 2024-09-02 `pay_method` may tell what is inside the wallet (§3); a point is the wallet's own money. */
const FUNDING_OF: ReadonlyMap<string, Instrument['funding']> = new Map([
  ['card', 'card'],
  ['trans', 'transfer'],
  ['point', 'money'],
])

/** §3: 0 credit, 1 check; anything else is not told. */
const CARD_OF: ReadonlyMap<unknown, Instrument['card']> = new Map([
  [0, 'credit'],
  [1, 'check'],
])

const GIFT_CERTIFICATES: ReadonlySet<string> = new Set(['cultureland', 'culturegift', 'smartculture', 'booknlife'])

/** Null where not even the PG is told. */
export function instrumentOf(payment: PortonePayment): Instrument | null {
  const { pg_provider, card_type, escrow } = payment
  if (pg_provider === null || pg_provider === '') return null
  const method = payment.pay_method ?? ''
  const wallet = walletOf(payment.emb_pg_provider ?? '', method, pg_provider)
  const card = CARD_OF.get(card_type) ?? null
  return {
    ...NO_INSTRUMENT,
    gateway: gatewayOf(pg_provider),
    wallet,
    funding: wallet === null ? null : (FUNDING_OF.get(method) ?? (card === null ? null : 'card')),
    card,
    giftCertificate: GIFT_CERTIFICATES.has(method),
    escrow: escrow === true,
    module: pg_provider,
    // §3: only accounts of Hecto's that take any number of deposits list them.
    fixedAccount: payment.deposit_history.length > 0,
    discount: discountOf(payment),
  }
}

/** §3, §7.5: what the promotion took off the order. */
function discountOf({ promotion, currency }: PortonePayment): Amount | null {
  const discount = promotion?.discount ?? null
  return discount === null || !isCurrency(currency) ? null : toMinor(discount, currency)
}

/** A hub's wallet that we have no name for still is one. */
function walletOf(hub: string, method: string, gateway: string): Wallet | null {
  if (hub !== '') return WALLET_OF.get(hub) ?? 'other'
  return WALLET_OF.get(method) ?? WALLET_OF.get(gateway) ?? null
}
