/** Renders a payment as Toss' Payment object, every key of §5 present, in Korean or in English. */
import { after, businessDate, type Instant, kstStamp, MINUTE_MS } from '../../core/time.ts'
import type { Method } from '../simulator.ts'
import { M_ID } from './credentials.ts'
import { type Account, balanceOf, type Cancel, type Payment, taxLeft } from './payment.ts'

export type Language = 'ko' | 'en'

export interface View {
  readonly now: Instant
  readonly language: Language
  readonly secret: 'present' | 'null'
}

const VERSION = '2022-11-16'

/** The refund account can be read for so long (§4.2). */
const REFUND_ACCOUNT_VISIBLE_MS = 30 * MINUTE_MS

export const METHOD_NAMES = {
  card: { ko: '카드', en: 'CARD' },
  virtual_account: { ko: '가상계좌', en: 'VIRTUAL_ACCOUNT' },
  transfer: { ko: '계좌이체', en: 'TRANSFER' },
  mobile: { ko: '휴대폰', en: 'MOBILE_PHONE' },
  easy_pay: { ko: '간편결제', en: 'EASY_PAY' },
} as const satisfies Record<Method, Record<Language, string>>

const WORDS = {
  credit: { ko: '신용', en: 'CREDIT' },
  personal: { ko: '개인', en: 'PERSONAL' },
  ordinary: { ko: '일반', en: 'NORMAL' },
  tossPay: { ko: '토스페이', en: 'TOSSPAY' },
} as const

/** `2025-05-21T13:25:00+09:00` */
export const kstTime = (at: Instant): string => `${kstSeconds(at)}+09:00`

/** `2025-05-21T13:25:00`, the Korean wall clock without offset (trap 19). */
export const kstSeconds = (at: Instant): string => {
  const [, hour, minute, second] = /(\d\d)(\d\d)(\d\d)$/.exec(kstStamp(at)) ?? []
  return `${businessDate(at)}T${hour}:${minute}:${second}`
}

const kstTimeOrNull = (at: Instant | null): string | null => (at === null ? null : kstTime(at))

/** Tax is recomputed on what is left (§5). */
function taxes(payment: Payment) {
  const taxFreeAmount = taxLeft(payment, 'taxFree')
  const taxExemptionAmount = taxLeft(payment, 'taxExemption')
  const taxed = Math.max(0, balanceOf(payment) - taxFreeAmount - taxExemptionAmount)
  const vat = Math.round(taxed / 11)
  return { suppliedAmount: taxed - vat, vat, taxFreeAmount, taxExemptionAmount }
}

export function paymentJson(payment: Payment, view: View): object {
  return {
    version: VERSION,
    mId: M_ID,
    paymentKey: payment.paymentKey,
    orderId: payment.orderId,
    orderName: payment.orderName,
    type: payment.type,
    currency: 'KRW',
    method: METHOD_NAMES[payment.method][view.language],
    status: payment.status,
    totalAmount: payment.amount,
    balanceAmount: balanceOf(payment),
    ...taxes(payment),
    requestedAt: kstTime(payment.requestedAt),
    approvedAt: kstTimeOrNull(payment.approvedAt),
    useEscrow: false,
    cultureExpense: false,
    lastTransactionKey: payment.lastTransactionKey,
    isPartialCancelable: payment.isPartialCancelable,
    cancels: payment.cancels.length === 0 ? null : payment.cancels.map(cancelJson),
    ...methodObjects(payment, view),
    secret: view.secret === 'present' && hasSecret(payment) ? payment.secret : null,
    country: 'KR',
    failure: payment.failure,
    receipt: null,
    checkout: null,
    cashReceipt: null,
    cashReceipts: null,
    discount: null,
    metadata: null,
  }
}

/** Cards that are not billed have none: their webhooks can only be looked up (§5, §11). */
const hasSecret = ({ method, type }: Payment): boolean => method === 'virtual_account' || type === 'BILLING'

export const cancelJson = (cancel: Cancel) => ({
  cancelAmount: cancel.amount,
  cancelReason: cancel.reason,
  taxFreeAmount: cancel.taxFree,
  taxExemptionAmount: cancel.taxExemption,
  refundableAmount: cancel.balanceAfter,
  cardDiscountAmount: 0,
  transferDiscountAmount: 0,
  easyPayDiscountAmount: 0,
  canceledAt: kstTime(cancel.at),
  transactionKey: cancel.transactionKey,
  receiptKey: null,
  cancelStatus: cancel.status,
  cancelRequestId: cancel.cancelRequestId,
})

/** Exactly one is filled, the one of the method; none before the approval. */
function methodObjects(payment: Payment, view: View) {
  const none = {
    card: null as object | null,
    virtualAccount: null as object | null,
    transfer: null as object | null,
    mobilePhone: null as object | null,
    giftCertificate: null,
    easyPay: null as object | null,
  }
  if (payment.account !== null) return { ...none, virtualAccount: accountJson(payment, payment.account, view) }
  if (payment.approvedAt === null) return none
  switch (payment.method) {
    case 'card':
      return { ...none, card: cardJson(payment, view.language) }
    case 'transfer':
      return { ...none, transfer: { bankCode: '88', settlementStatus: 'INCOMPLETED' } }
    case 'mobile':
      return {
        ...none,
        mobilePhone: {
          customerMobilePhone: payment.customerMobilePhone,
          settlementStatus: 'INCOMPLETED',
          receiptUrl: null,
        },
      }
    case 'easy_pay': {
      const provider = WORDS.tossPay[view.language]
      return { ...none, easyPay: { provider, amount: payment.amount, discountAmount: 0 } }
    }
    case 'virtual_account':
      return none
  }
}

const cardJson = (payment: Payment, language: Language) => ({
  amount: payment.amount,
  issuerCode: '61',
  acquirerCode: '31',
  number: '48902300****406*',
  installmentPlanMonths: 0,
  approveNo: '00000000',
  useCardPoint: false,
  cardType: WORDS.credit[language],
  ownerType: WORDS.personal[language],
  acquireStatus: 'READY',
  isInterestFree: false,
  interestPayer: null,
})

/** The due date passes in silence: only `expired` tells (trap 16). */
function accountJson(payment: Payment, account: Account, { now, language }: View) {
  const { refundTo } = account
  const isVisible = refundTo !== null && now <= after(refundTo.at, REFUND_ACCOUNT_VISIBLE_MS)
  return {
    accountType: WORDS.ordinary[language],
    accountNumber: account.number,
    bankCode: account.bankCode,
    customerName: account.customerName,
    depositorName: payment.paid > 0 ? account.customerName : '',
    dueDate: kstSeconds(account.dueAt),
    expired: payment.paid === 0 && now > account.dueAt,
    settlementStatus: 'INCOMPLETED',
    refundStatus: account.refundStatus,
    refundReceiveAccount: isVisible ? refundTo.account : null,
  }
}
