/** Specifies what the answer of an approval tells about what was paid with (nicepay §5, §11). */
import { expect, test } from 'vitest'
import { NO_INSTRUMENT } from '../../core/instrument.ts'
import { instrumentOf } from './instrument.ts'

const nice = { ...NO_INSTRUMENT, gateway: 'nice' }

test.each([
  ['nothing', {}, {}],
  ['a credit card', { CardCl: '0', CcPartCl: '1', CardCode: '06' }, { card: 'credit', partialCancel: true }],
  ['a check card without parts', { CardCl: '1', CcPartCl: '0' }, { card: 'check', partialCancel: false }],
  ['Kakao Pay by card', { ClickpayCl: '16', CardCode: '06' }, { wallet: 'kakaopay', funding: 'card' }],
  ['Kakao Pay by money', { ClickpayCl: '16', CardCode: '40' }, { wallet: 'kakaopay', funding: 'money' }],
  ['Naver Pay', { ClickpayCl: '20' }, { wallet: 'naverpay' }],
  ['Payco', { ClickpayCl: '15' }, { wallet: 'payco' }],
  ['Toss Pay', { ClickpayCl: '25', CardCode: '46' }, { wallet: 'tosspay', funding: 'money' }],
  ['Samsung Pay', { ClickpayCl: '21' }, { wallet: 'other' }],
  ['a wallet of tomorrow', { ClickpayCl: '99' }, { wallet: 'other' }],
  ['a card type that nobody confirmed', { CardType: '03' }, {}],
  ['a card issued abroad', { CardCl: '0', CardCode: '25' }, { card: 'overseas' }],
  ['UnionPay', { CardCode: '34' }, { card: 'overseas' }],
  ['a Korean card of a foreign brand', { CardCl: '0', CardCode: '02' }, { card: 'credit' }],
  ['points of 국민', { CardCode: '02', PointAppAmt: '000000001000' }, { mixed: 'points_of_five' }],
  ['points of 롯데', { CardCode: '08', PointAppAmt: '000000001000' }, { mixed: 'points' }],
  ['no points', { CardCode: '08', PointAppAmt: '000000000000', CouponAmt: '' }, {}],
  ['a coupon', { CardCode: '02', CouponAmt: '000000000500' }, { mixed: 'coupon' }],
  [
    'points of a wallet',
    { ClickpayCl: '20', CardCode: '02', MultiCl: '1', MultiPointAmt: '300' },
    { wallet: 'naverpay', funding: 'card', mixed: 'points' },
  ],
  ['a culture gift card', { PayMethod: 'GIFT_CULT' }, { giftCertificate: true }],
])('%s', (_name, fields, expected) => {
  expect(instrumentOf(fields)).toEqual({ ...nice, ...expected })
})
