/** Reads from a Payment object what the buyer really paid with (§5); a word that is in no table tells nothing. */
import { type Instrument, NO_INSTRUMENT } from '../../core/instrument.ts'
import type { TossPayment } from './wire.ts'

const CARDS: Readonly<Record<string, Instrument['card']>> = { 신용: 'credit', 체크: 'check', 기프트: 'gift' }
const OWNERS: Readonly<Record<string, boolean>> = { 개인: false, 법인: true }

/** Names of `easyPay.provider`; the sheet lists none, so any other is a wallet of which we know no rule. */
const WALLETS: Readonly<Record<string, Instrument['wallet']>> = {
  토스페이: 'tosspay',
  카카오페이: 'kakaopay',
  네이버페이: 'naverpay',
  페이코: 'payco',
  페이팔: 'paypal',
  PayPal: 'paypal',
}

/** §5: one per kind of certificate. */
const GIFT_CERTIFICATE = /상품권$/

const told = <T>(table: Readonly<Record<string, T>>, word: string | null | undefined): T | null =>
  word !== null && word !== undefined && Object.hasOwn(table, word) ? (table[word] ?? null) : null

export function instrumentOf(payment: TossPayment): Instrument {
  const { card, easyPay, transfer, discount, virtualAccount } = payment
  return {
    ...NO_INSTRUMENT,
    gateway: 'toss',
    wallet: walletOf(easyPay?.provider),
    funding: easyPay === null ? null : card !== null ? 'card' : transfer !== null ? 'transfer' : null,
    card: told(CARDS, card?.cardType),
    corporate: told(OWNERS, card?.ownerType),
    partialCancel: payment.isPartialCancelable,
    giftCertificate: GIFT_CERTIFICATE.test(payment.method ?? ''),
    escrow: payment.useEscrow === true,
    // Which issuers stand behind `issuerCode` is not in the sheet, so no points are taken for those of the five.
    mixed: card?.useCardPoint === true ? 'points' : null,
    fixedAccount: virtualAccount?.accountType === '고정',
    // §9 EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT: a part must not be smaller than the instant discount.
    discount: (discount?.amount ?? 0) > 0 ? (discount?.amount ?? null) : null,
  }
}

const walletOf = (provider: string | null | undefined): Instrument['wallet'] =>
  provider === null || provider === undefined || provider === '' ? null : (told(WALLETS, provider) ?? 'other')
