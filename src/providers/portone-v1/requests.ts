/** Writes the calls of PortOne V1: paths and bodies; the same intent always comes out as the same bytes. */
import type { Cancellation, Payment } from '../../core/payment/payment.ts'
import type { Instant } from '../../core/time.ts'
import { SECOND_MS } from '../../core/time.ts'
import type { ListQuery } from '../../ports/provider.ts'
import { taggedReason } from '../tag.ts'
import { type BankCodes, bankCodeOf, codesAt } from './banks.ts'
import type { Call } from './client.ts'
import type { Account } from './config.ts'
import { toMajor } from './money.ts'

/** Large enough for a busy hour, small enough for our limit on answers. */
const PAGE_SIZE = 100

/** §5: the most that findAll takes. Attempts of one order are one to three; who opens more hides nothing from us. */
const MAX_ATTEMPTS = 1_000

/** §7.1, in characters. */
const REASON = { max: 256, lengthOf: (text: string): number => Array.from(text).length } as const

/** §9: freezes amount and currency; a window that asks for another amount is blocked by PortOne. */
export const prepareCall = (payment: Payment): Call => ({
  operation: 'prepare',
  method: 'POST',
  path: '/payments/prepare',
  body: {
    merchant_uid: payment.providerOrderId,
    amount: toMajor(payment.amounts.total, payment.currency),
    currency: payment.currency,
  },
})

/** §9: what was registered, for a registration that seems to be there already. */
export const preparedCall = ({ providerOrderId }: Payment): Call => ({
  operation: 'prepare',
  method: 'GET',
  path: `/payments/prepare/${encodeURIComponent(providerOrderId)}`,
  body: null,
})

/** §5.2: every attempt of an order number, test payments included (§5.1). */
export const attemptsCall = (operation: 'approve' | 'inquire', orderNumber: string): Call => ({
  operation,
  method: 'GET',
  path: `/payments/findAll/${encodeURIComponent(orderNumber)}?limit=${MAX_ATTEMPTS}`,
  body: null,
})

/**
 * §5.1: for a payment whose order number nobody knows. A live account leaves test payments hidden, as PortOne wants
 * it; a test account sees nothing without the flag.
 */
export const referenceCall = (account: Account, operation: 'approve' | 'inquire' | 'close', ref: string): Call => ({
  operation,
  method: 'GET',
  path: `/payments/${encodeURIComponent(ref)}${account.live ? '' : '?include_sandbox=true'}`,
  body: null,
})

/** What is to be undone of what. */
export interface Undo {
  readonly payment: Payment
  readonly cancellation: Cancellation
}

type RefundFields = Readonly<Record<string, string>>

/**
 * §7.1: where the money goes, in the bank codes of the PG that took it: as the payment tells, else as configured. None
 * where no account is needed; null where that PG has no code for the bank.
 */
export function refundFields(configured: BankCodes, { payment, cancellation }: Undo): RefundFields | null {
  const { refundAccount } = cancellation
  if (refundAccount === null) return {}
  const { bank, number, holder, phone } = refundAccount
  const code = bankCodeOf(codesAt(payment.instrument?.gateway ?? null, configured), bank)
  if (code === null) return null
  return {
    refund_holder: holder,
    refund_bank: code,
    refund_account: number,
    ...(phone === null ? {} : { refund_tel: phone }),
  }
}

/**
 * §7.1. Always by imp_uid, and the amount is always said, also for all that is left: a missing one means "everything".
 * The checksum is the one stored with the first attempt, so a resend is the same body; without a stored one none goes.
 */
export const cancelCall = (ref: string, { payment, cancellation }: Undo, refund: RefundFields = {}): Call => ({
  operation: 'cancel',
  method: 'POST',
  path: '/payments/cancel',
  body: {
    imp_uid: ref,
    amount: toMajor(cancellation.amount, payment.currency),
    ...(cancellation.guard === null ? {} : { checksum: toMajor(cancellation.guard, payment.currency) }),
    ...taxFields(payment, cancellation),
    reason: taggedReason(cancellation.reason, cancellation.id, REASON),
    ...refund,
    ...(cancellation.promotion === null ? {} : { retain_promotion: cancellation.promotion === 'retain' }),
    extra: { requester: cancellation.requester === 'buyer' ? 'customer' : 'admin' },
    // §7.3: where the PG decides later, only the webhook says when.
    enable_webhook: true,
  },
  people: cancellation.refundAccount === null ? [] : [cancellation.refundAccount.holder],
})

function taxFields(payment: Payment, cancellation: Cancellation): Record<string, number> {
  const { taxFree, vat } = taxSplit(payment, cancellation)
  const { currency } = payment
  return {
    ...(taxFree === null ? {} : { tax_free: toMajor(taxFree, currency) }),
    ...(vat === null ? {} : { vat_amount: toMajor(vat, currency) }),
  }
}

/**
 * What the merchant said of this cancellation; where all of the payment goes back at once, what was said of the
 * payment, because "missing" means that everything is taxed, or is refused (§7.2).
 */
export function taxSplit(payment: Payment, cancellation: Cancellation): Pick<Cancellation, 'taxFree' | 'vat'> {
  const { paid, total } = payment.amounts
  const isWhole = cancellation.amount === (paid > 0 ? paid : total)
  return {
    taxFree: cancellation.taxFree ?? (isWhole ? payment.taxFree : null),
    vat: cancellation.vat ?? (isWhole ? payment.vat : null),
  }
}

const seconds = (at: Instant): number => Math.floor(at / SECOND_MS)

/** §5: both ends belong to it. Oldest first, so that what comes in meanwhile moves no page. */
export const listCall = ({ from, to }: ListQuery, page: number): Call => ({
  operation: 'list',
  method: 'GET',
  path: `/payments/status/all?from=${seconds(from)}&to=${seconds(to)}&page=${page}&limit=${PAGE_SIZE}&sorting=started`,
  body: null,
})

/** The page that a cursor names, from 1; null where it was not made by us. */
export function pageOf(cursor: string | null): number | null {
  if (cursor === null) return 1
  return /^[1-9]\d{0,5}$/.test(cursor) ? Number(cursor) : null
}

/** Whether an order number can stand in a path: dots alone would be taken for directories. */
export const isPathSafe = (text: string): boolean => text !== '' && text.length <= 40 && !/^\.{1,2}$/.test(text)

/** §3: at most 32; opaque, but what is in a path is chosen carefully, because browsers bring it. */
export const isReference = (text: string): boolean => /^[A-Za-z0-9_-]{1,32}$/.test(text)
