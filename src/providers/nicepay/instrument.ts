/** Says what a buyer paid with, as far as the answer of an approval tells (nicepay §5, §11). */
import type { Instrument, Mix, Wallet } from '../../core/instrument.ts'
import { NO_INSTRUMENT } from '../../core/instrument.ts'
import { isOverseas, OF_FIVE_ISSUERS } from '../nice-cards.ts'
import type { Form } from './wire.ts'
import { parseAmount } from './wire.ts'

/** `ClickpayCl` (§5): SK Pay, SSG, Samsung, L.Pay and Apple have no rules of their own. */
const WALLETS: ReadonlyMap<string, Wallet> = new Map([
  ['6', 'other'],
  ['7', 'other'],
  ['8', 'other'],
  ['15', 'payco'],
  ['16', 'kakaopay'],
  ['18', 'other'],
  ['20', 'naverpay'],
  ['21', 'other'],
  ['22', 'other'],
  ['25', 'tosspay'],
])

/** `CardCl` (§5). */
const CARDS: ReadonlyMap<string, Instrument['card']> = new Map([
  ['0', 'credit'],
  ['1', 'check'],
])

/** `CardCode` of balances inside wallets (§11): Payco points, Kakao, SSG, Naver points, Toss. The others are cards. */
const MONEY_CARD_CODES: readonly string[] = ['39', '40', '41', '42', '46']

/** `CcPartCl` (§5). */
const PARTIAL: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['0', false],
])

/** `CardType` 03 as overseas, and 02 as corporate, is "the usual reading, unconfirmed" (§5): neither is told on. */
export function instrumentOf(fields: Form): Instrument {
  const clickpay = fields.ClickpayCl ?? ''
  const wallet = clickpay === '' ? null : (WALLETS.get(clickpay) ?? 'other')
  return {
    ...NO_INSTRUMENT,
    gateway: 'nice',
    wallet,
    funding: wallet === null ? null : fundingOf(fields.CardCode ?? ''),
    card: isOverseas(fields.CardCode) ? 'overseas' : (CARDS.get(fields.CardCl ?? '') ?? null),
    partialCancel: PARTIAL.get(fields.CcPartCl ?? '') ?? null,
    giftCertificate: fields.PayMethod === 'GIFT_CULT',
    mixed: mixOf(fields, wallet !== null),
  }
}

/** §5. A wallet's own points are none of the card's: which parts come back the PG decides (policies §16, 12). */
function mixOf(fields: Form, isWallet: boolean): Mix | null {
  const has = (name: string) => (parseAmount(fields[name]) ?? 0) > 0
  if (has('PointAppAmt')) return !isWallet && OF_FIVE_ISSUERS.has(fields.CardCode ?? '') ? 'points_of_five' : 'points'
  if (has('MultiPointAmt')) return 'points'
  return has('CouponAmt') || has('MultiCouponAmt') ? 'coupon' : null
}

function fundingOf(cardCode: string): Instrument['funding'] {
  if (cardCode === '') return null
  return MONEY_CARD_CODES.includes(cardCode) ? 'money' : 'card'
}
