/** Approval: the call after which the money has moved, once and only for the authenticated amount (§5). */
import { ZERO } from '../../core/money.ts'
import { after, DAY_MS, type Instant, kstStamp } from '../../core/time.ts'
import { ACCOUNT_BANKS, PAY_METHODS, type Situation } from './codes.ts'
import { type Answer, type Fields, textOf } from './form.ts'
import { amountOf, hashedAmount, padded, refusal } from './request.ts'
import { sign } from './signature.ts'
import { move, type State, type Transaction } from './transaction.ts'
import type { World } from './world.ts'

/** Why a transaction in this state cannot be approved (§19 item 8). */
const REFUSED_IN = {
  authenticated: null,
  approved: 'approvedTwice',
  issued: 'approvedTwice',
  deposited: 'approvedTwice',
  partially_cancelled: 'approvedTwice',
  cancelled: 'approveCancelled',
  closed: 'approveCancelled',
  expired: 'approveCancelled',
  failed: 'cardLimit',
} as const satisfies Record<State, Situation | null>

/** An account issued in the window lives so long, where the merchant said nothing. */
const ACCOUNT_LIFE_MS = 7 * DAY_MS
const WINDOW_BANK = '088'

export function approve(world: World, fields: Fields, arrivedAt: Instant): Answer {
  const tx = world.find(textOf(fields, 'TID'))
  if (tx === null || tx.authToken !== textOf(fields, 'AuthToken')) return refusal('unknownToken', fields, world)
  if (amountOf(textOf(fields, 'Amt')) !== tx.amount) return refusal('amountDiffers', fields, world)
  const refused = REFUSED_IN[tx.state]
  if (refused !== null) return refusal(refused, fields, world)
  const { authLifeMs, cardLimitKrw } = world.switches()
  if (arrivedAt > after(tx.authenticatedAt, authLifeMs)) return refusal('authExpired', fields, world)
  if (tx.method === 'CARD' && cardLimitKrw !== null && tx.amount > cardLimitKrw) {
    move(tx, 'failed')
    return refusal('cardLimit', fields, world)
  }
  charge(world, tx)
  return approvedAnswer(world, tx, textOf(fields, 'MallReserved'))
}

function charge(world: World, tx: Transaction): void {
  const random = world.host.random()
  tx.approval = { at: world.now(), authCode: random.digits(8), ccPartCl: world.switches().ccPartCl }
  if (tx.method === 'VBANK') {
    tx.account = {
      number: random.digits(14),
      bankCode: WINDOW_BANK,
      bankName: ACCOUNT_BANKS[WINDOW_BANK] ?? '',
      expiresAt: tx.accountEndsAt ?? after(world.now(), ACCOUNT_LIFE_MS),
    }
    move(tx, 'issued')
    return
  }
  tx.paid = tx.amount
  move(tx, 'approved')
}

function approvedAnswer(world: World, tx: Transaction, mallReserved: string): Answer {
  const { code, message } = PAY_METHODS[tx.method]
  const signed = { TID: tx.tid, MID: world.mid, Amt: hashedAmount(tx.amount, world) }
  return {
    ResultCode: code,
    ResultMsg: message,
    Amt: padded(tx.amount),
    MID: world.mid,
    Moid: tx.moid,
    Signature: sign('S4', signed, world.merchantKey),
    TID: tx.tid,
    ...approvalFields(tx),
    PayMethod: tx.method,
    BuyerName: tx.buyer.name,
    BuyerTel: tx.buyer.tel,
    BuyerEmail: tx.buyer.email,
    GoodsName: tx.goodsName,
    MallReserved: mallReserved,
    ...EXTRAS[tx.method](tx),
  }
}

/** Shared with the inquiry; an account has no approval number yet. */
export const approvalFields = ({ approval, method }: Transaction) => ({
  AuthCode: approval === null || method === 'VBANK' ? '' : approval.authCode,
  AuthDate: approval === null ? '' : kstStamp(approval.at).slice(2),
})

const RECEIPT = { RcptType: '0', RcptTID: '', RcptAuthCode: '' }

const EXTRAS = {
  CARD: (tx) => ({
    CardCode: '06',
    CardName: '[신한]',
    CardNo: '12341234****1234',
    CardQuota: '00',
    CardInterest: '0',
    AcquCardCode: '06',
    AcquCardName: '[신한]',
    CardCl: '0',
    CcPartCl: tx.approval?.ccPartCl ?? '0',
    CardType: '01',
    ClickpayCl: tx.clickpay,
    CouponAmt: padded(ZERO),
    CouponMinAmt: padded(ZERO),
    PointAppAmt: padded(ZERO),
    MultiCl: '0',
    // Multi* amounts are the ones that are not padded (§3).
    MultiCardAcquAmt: '0',
    MultiPointAmt: '0',
    MultiCouponAmt: '0',
    MultiRcptAmt: '0',
    ...RECEIPT,
  }),
  BANK: () => ({ BankCode: '088', BankName: '신한은행', ...RECEIPT }),
  VBANK: (tx) => accountFields(tx),
  CELLPHONE: () => ({}),
} as const satisfies Record<Transaction['method'], (tx: Transaction) => Answer>

export function accountFields({ account }: Transaction): Answer {
  if (account === null) return {}
  const expires = kstStamp(account.expiresAt)
  return {
    VbankBankCode: account.bankCode,
    VbankBankName: account.bankName,
    VbankNum: account.number,
    VbankExpDate: expires.slice(0, 8),
    VbankExpTime: expires.slice(8),
  }
}
