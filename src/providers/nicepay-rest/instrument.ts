/** Reads what the buyer paid with, as far as a payment object tells it (nicepay §16). */
import type { Instrument, Wallet } from '../../core/instrument.ts'
import { NO_INSTRUMENT } from '../../core/instrument.ts'
import { isOverseas } from '../nice-cards.ts'
import { methodOf } from './methods.ts'
import type { RestPayment } from './wire.ts'

/** §16 `payMethod`; the last two are cards in a phone, with no rules of their own. */
const WALLETS: Readonly<Record<string, Wallet>> = {
  naverpay: 'naverpay',
  kakaopay: 'kakaopay',
  payco: 'payco',
  samsungpay: 'other',
  ssgpay: 'other',
}

/** §16 `card.cardType`. */
const CARDS = { credit: 'credit', check: 'check' } as const satisfies Record<string, Instrument['card']>

export function instrumentOf({ payMethod, card, coupon, useEscrow }: RestPayment): Instrument {
  const isWallet = methodOf(payMethod) === 'easy_pay'
  return {
    ...NO_INSTRUMENT,
    gateway: 'nice',
    wallet: isWallet ? (look(WALLETS, payMethod) ?? 'other') : null,
    // A wallet without a card took points or its own money; which of them is not said.
    funding: isWallet && card !== null ? 'card' : null,
    card: isOverseas(card?.cardCode) ? 'overseas' : look(CARDS, card?.cardType),
    partialCancel: card?.canPartCancel ?? null,
    escrow: useEscrow ?? false,
    mixed: (coupon?.couponAmt ?? 0) > 0 ? 'coupon' : null,
  }
}

function look<Value>(table: Readonly<Record<string, Value>>, word: string | null | undefined): Value | null {
  const name = (word ?? '').toLowerCase()
  return Object.hasOwn(table, name) ? (table[name] ?? null) : null
}
