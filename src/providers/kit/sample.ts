/** Makes the payments and cancellations that the kit plays with, every one with buyer data that must never be kept. */
import type { CashReceipt, RefundAccount, VirtualAccount } from '../../core/account/account.ts'
import type { Method } from '../../core/evidence.ts'
import { ID_RANDOM_BYTES, newCancellationId, newPaymentId } from '../../core/ids.ts'
import { amount, ZERO } from '../../core/money.ts'
import type { Amounts, Cancellation, Payment, ProviderId } from '../../core/payment/payment.ts'
import { UNTOUCHED } from '../../core/payment/register.ts'
import type { Instant } from '../../core/time.ts'
import { after, DAY_MS, HOUR_MS } from '../../core/time.ts'

/** Divisible into the sizes of parts that the kit tries, and above every documented minimum. */
export const TOTAL = amount(10_000)

/** The buyer of every payment of the kit: none of these may be in a record. */
const BUYER = { name: '카나리아김', email: 'canary.kit@example.com', phone: '01098765432' } as const

/** Where deposits of the kit go back to, and whose cash receipts they are: none of these may be in a record either. */
export const REFUND_ACCOUNT = {
  bank: 'KOOKMIN',
  number: '11023456789012',
  holder: '카나리아박',
  phone: '01087654321',
} as const satisfies RefundAccount
export const RECEIPTS = [
  { kind: 'income_deduction', number: '01076543210' },
  { kind: 'expenditure_proof', number: '1234567891' },
] as const satisfies readonly CashReceipt[]

/** All that must not be kept of the people behind a payment. */
export const CANARIES: readonly string[] = [
  ...Object.values(BUYER),
  REFUND_ACCOUNT.number,
  REFUND_ACCOUNT.holder,
  REFUND_ACCOUNT.phone,
  ...RECEIPTS.map(({ number }) => number),
]

export const amountsOf = (change: Partial<Amounts> = {}): Amounts => ({
  total: TOTAL,
  paid: ZERO,
  cancelledByUs: ZERO,
  observedCancelled: ZERO,
  inFlight: ZERO,
  ...change,
})

/** Ten bytes in which the number stands; ids only have to differ. */
function bytesOf(serial: number): Uint8Array {
  const bytes = new Uint8Array(ID_RANDOM_BYTES)
  new DataView(bytes.buffer).setUint32(ID_RANDOM_BYTES - 4, serial)
  return bytes
}

/** What a merchant may ask of an account. */
export type AccountWish = Partial<Pick<VirtualAccount, 'bank' | 'cashReceipt'>>

/** With a deadline that is no whole minute or second: what is rounded, and how, is seen. */
const ACCOUNT_LIFE_MS = 3 * DAY_MS + 61_234

export const askedAccount = (
  at: Instant,
  wish: Pick<VirtualAccount, 'by' | 'bank' | 'cashReceipt'>,
): VirtualAccount => ({ ...wish, number: null, holder: null, expiresAt: after(at, ACCOUNT_LIFE_MS), issuedAt: null })

interface Birth {
  readonly provider: ProviderId
  readonly serial: number
  readonly at: Instant
  readonly method: Method
  readonly refIsOrderNumber: boolean
}

/** As the engine would have registered it. */
export function samplePayment({ provider, serial, at, method, refIsOrderNumber }: Birth): Payment {
  const orderId = `KITORDER${String(serial).padStart(6, '0')}`
  return {
    ...NOTHING_YET,
    id: newPaymentId(at, bytesOf(serial)),
    channel: provider,
    provider,
    orderId,
    providerOrderId: orderId,
    providerRef: refIsOrderNumber ? orderId : null,
    method,
    virtualAccount:
      method === 'virtual_account' ? askedAccount(at, { by: 'window', bank: null, cashReceipt: null }) : null,
    createdAt: at,
    readyUntil: after(at, HOUR_MS),
  }
}

const NOTHING_YET = {
  ...UNTOUCHED,
  version: 1,
  attempt: 1,
  orderName: '바다방 1박',
  currency: 'KRW',
  amounts: amountsOf(),
  taxFree: null,
  vat: null,
  orderWithinMs: 15 * 60_000,
  buyer: BUYER,
  returnUrls: null,
  metadata: {},
} as const satisfies Partial<Payment>

/** As the engine would send it: reserved, and with the balance that our books believe in as its guard. */
export function sampleCancellation(payment: Payment, serial: number, at: Instant): Cancellation {
  const { paid, cancelledByUs, observedCancelled } = payment.amounts
  return {
    id: newCancellationId(at, bytesOf(serial)),
    paymentId: payment.id,
    kind: 'refund',
    via: 'cancel',
    state: 'sending',
    amount: TOTAL,
    reserved: TOTAL,
    taxFree: null,
    vat: null,
    promotion: null,
    refundAccount: null,
    shownAccount: null,
    guard: paid > 0 ? amount(paid - cancelledByUs - observedCancelled) : null,
    keyEpoch: 0,
    reason: '고객 요청',
    requester: 'merchant',
    createdAt: at,
    settledAt: null,
    attempts: 1,
    sentAt: at,
    callEndsAt: at,
    providerCancelId: null,
    answer: null,
    ladder: null,
    credential: null,
  }
}
