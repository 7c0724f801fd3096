/** Writes the calls of PortOne V2: paths, bodies, keys; the same intent always comes out as the same bytes. */
import type { RefundAccount } from '../../core/account/account.ts'
import type { Cancellation, Payment } from '../../core/payment/payment.ts'
import { toIso } from '../../core/time.ts'
import type { InquiryTarget, ListQuery } from '../../ports/provider.ts'
import { taggedReason } from '../tag.ts'
import type { Call } from './client.ts'
import type { PortoneV2Operation } from './codes.ts'
import type { Account } from './config.ts'

/** Small enough for our limit on answers even where every payment has a long webhook log. */
export const PAGE_SIZE = 100

/** §6: `(number + 1) × size` may not exceed this. */
export const MAX_LISTED = 60_000

/** The payment's own name: chosen by us, and its reference from registration on (§5). */
export const paymentIdOf = (target: Pick<InquiryTarget, 'providerRef' | 'providerOrderId'>): string =>
  target.providerRef ?? target.providerOrderId

export const pathOf = (paymentId: string, rest = ''): string => `/payments/${encodeURIComponent(paymentId)}${rest}`

/** §8: freezes total and currency; a window that asks for another total is turned away by PortOne. */
export const prepareCall = (account: Account, payment: Payment): Call => ({
  operation: 'prepare',
  method: 'POST',
  path: pathOf(paymentIdOf(payment), '/pre-register'),
  body: {
    storeId: account.storeId,
    totalAmount: payment.amounts.total,
    ...(payment.taxFree === null ? {} : { taxFreeAmount: payment.taxFree }),
    currency: payment.currency,
  },
  // §12: idempotent in effect.
  idempotencyKey: null,
})

/** §5. An approval is the same look: the window has moved the money. Issuing and closing may end with one. */
export const lookCall = (account: Account, operation: PortoneV2Operation, paymentId: string): Call => ({
  operation,
  method: 'GET',
  path: pathOf(paymentId, `?storeId=${encodeURIComponent(account.storeId)}`),
  body: null,
  idempotencyKey: null,
})

/** §4: derived from the cancellation and its attempt group only; 32 characters and more. */
export const idempotencyKeyOf = ({ id, keyEpoch }: Pick<Cancellation, 'id' | 'keyEpoch'>): string => `${id}-${keyEpoch}`

/**
 * §7.1. The amount is always said, also for all that is left. The guard is the one stored with the first attempt, so a
 * resend is the same body; without a stored one none is sent.
 */
export const cancelCall = (account: Account, payment: Payment, cancellation: Cancellation): Call => ({
  operation: 'cancel',
  method: 'POST',
  path: pathOf(paymentIdOf(payment), '/cancel'),
  body: {
    storeId: account.storeId,
    amount: cancellation.amount,
    ...taxSplit(payment, cancellation),
    reason: taggedReason(cancellation.reason, cancellation.id, REASON),
    requester: cancellation.requester === 'buyer' ? 'CUSTOMER' : 'ADMIN',
    ...retainOption(account, cancellation),
    ...(cancellation.guard === null ? {} : { currentCancellableAmount: cancellation.guard }),
    ...(cancellation.refundAccount === null ? {} : { refundAccount: refundFields(cancellation.refundAccount) }),
  },
  idempotencyKey: idempotencyKeyOf(cancellation),
})

/** §9: what was said of this cancellation, else what holds for the channel. */
function retainOption({ retainOption }: Account, { promotion }: Cancellation): Record<string, string> {
  const option = promotion === null ? retainOption : RETAIN_OPTION[promotion]
  return option === null ? {} : { promotionDiscountRetainOption: option }
}

const RETAIN_OPTION = { retain: 'RETAIN', release: 'RELEASE' } as const

/** §7.1. Our names of banks are PortOne's. */
const refundFields = ({ bank, number, holder, phone }: RefundAccount): Record<string, string> => ({
  bank,
  number,
  holderName: holder,
  ...(phone === null ? {} : { holderPhoneNumber: phone }),
})

/**
 * What the merchant said of this cancellation; where all of the payment goes back at once, what was said of the
 * payment, because "missing" means that everything is taxed (§7.4).
 */
function taxSplit(payment: Payment, cancellation: Cancellation): Record<string, number> {
  const { paid, total } = payment.amounts
  const isWhole = cancellation.amount === (paid > 0 ? paid : total)
  const taxFree = cancellation.taxFree ?? (isWhole ? payment.taxFree : null)
  const vat = cancellation.vat ?? (isWhole ? payment.vat : null)
  return {
    ...(taxFree === null ? {} : { taxFreeAmount: taxFree }),
    ...(vat === null ? {} : { vatAmount: vat }),
  }
}

/**
 * PortOne states no limit, but hands the reason on to PGs of which the narrowest known (NICEPAY) takes 100 bytes of
 * EUC-KR, in which what is not ASCII is two.
 */
const REASON = {
  max: 100,
  lengthOf: (text: string): number =>
    Array.from(text).reduce((sum, character) => sum + (/^[ -~]$/.test(character) ? 1 : 2), 0),
} as const

/**
 * §6: payments of this store, kind of money and protocol version whose state changed in the time asked for, oldest
 * first. The filter goes into the query, as the official SDK does it: bodies of GETs get lost on the way.
 */
export function listCall(account: Account, query: ListQuery, page: number): Call {
  const body = {
    page: { number: page, size: PAGE_SIZE },
    filter: {
      storeId: account.storeId,
      timestampType: 'STATUS_CHANGED_AT',
      from: toIso(query.from),
      until: toIso(query.to),
      isTest: !account.live,
      version: 'V2',
      sortBy: 'STATUS_CHANGED_AT',
      sortOrder: 'ASC',
    },
  }
  return {
    operation: 'list',
    method: 'GET',
    path: `/payments?requestBody=${encodeURIComponent(JSON.stringify(body))}`,
    body: null,
    idempotencyKey: null,
  }
}

/** The page that a cursor names; null where it was not made by us. */
export function pageOf(cursor: string | null): number | null {
  if (cursor === null) return 0
  return /^\d{1,5}$/.test(cursor) ? Number(cursor) : null
}
