/** Builds the arguments of the payment window (SDK v2) and says beforehand what Toss could not carry (§3). */
import type { VirtualAccount } from '../../core/account/account.ts'
import type { Bank } from '../../core/account/bank.ts'
import { MAX_AMOUNT } from '../../core/money.ts'
import type { Payment } from '../../core/payment/payment.ts'
import { SECOND_MS } from '../../core/time.ts'
import type { Checkout } from '../../ports/provider.ts'
import { codeUnits, composed, cut } from '../text.ts'
import { TOSSPAYMENTS_CAPABILITIES } from './capabilities.ts'
import type { Account } from './config.ts'
import { NO_RECEIPT, RECEIPT_TYPE, WINDOW_METHOD } from './methods.ts'
import { kstSeconds } from './wire.ts'

/** §3, in characters. */
const MAX = { orderName: 100, customerName: 100, customerEmail: 100 } as const

/** §3 minimum amounts in won; below them Toss answers BELOW_MINIMUM_AMOUNT. Where nothing is said, 1. */
const MINIMUM_KRW: Readonly<Partial<Record<string, number>>> = {
  card: 100,
  easy_pay: 100,
  transfer: 200,
  virtual_account: 200,
}

/** A field name of ours and what is wrong with it. */
type Problem = { readonly field: string; readonly problem: string }

/** What is part of the money or of its name is refused here; names and contact data are cut or left out when sent. */
export function findProblem(payment: Payment): Problem | null {
  const { total } = payment.amounts
  const minimum = MINIMUM_KRW[payment.method ?? 'card'] ?? 1
  if (payment.currency !== 'KRW') return { field: 'currency', problem: 'this adapter takes KRW only' }
  if (total < minimum || total > MAX_AMOUNT)
    return { field: 'amount', problem: `must be ${minimum} to ${MAX_AMOUNT} won` }
  if (!TOSSPAYMENTS_CAPABILITIES.orderNumber.pattern.test(payment.providerOrderId)) {
    return { field: 'orderId', problem: 'the order number must be 6 to 64 letters, digits, "-" or "_"' }
  }
  if (orderNameOf(payment) === '') return { field: 'orderName', problem: 'is empty' }
  const taxFree = payment.taxFree ?? 0
  if (taxFree > total) return { field: 'taxFree', problem: 'is more than the amount' }
  // §5: Toss takes no VAT, it computes it; another one would be wrong on every receipt.
  const vat = Math.round((total - taxFree) / 11)
  if (payment.vat !== null && payment.vat !== vat) {
    return { field: 'vat', problem: `Toss Payments computes the VAT itself, here ${vat}: leave it out` }
  }
  return payment.virtualAccount === null ? null : findWishProblem(payment, payment.virtualAccount)
}

/** §4.4. The window asks the buyer for bank and name; our own call must bring them. */
function findWishProblem(payment: Payment, { by, bank, expiresAt }: VirtualAccount): Problem | null {
  const lifeMs = expiresAt - payment.createdAt
  const { longestLifeMs, issuingBanks } = TOSSPAYMENTS_CAPABILITIES.virtualAccount
  if (lifeMs < SECOND_MS || lifeMs > longestLifeMs) {
    return { field: 'virtualAccount.expiresAt', problem: 'must be later than now, and within 90 days' }
  }
  if (by === 'window') return null
  if (bank === null || !(issuingBanks as readonly Bank[]).includes(bank)) {
    return { field: 'virtualAccount.bank', problem: `must be one of ${issuingBanks.join(', ')}` }
  }
  if (buyerFields(payment).customerName === undefined) {
    return { field: 'buyer.name', problem: 'Toss Payments issues accounts by name only' }
  }
  return null
}

/**
 * Arguments for `TossPayments(clientKey).payment({ customerKey }).requestPayment({ … })`: names with a dot are nested
 * (`amount.value`), `amount.value` and `taxFreeAmount` are numbers there. Both URLs are ours: what they bring tells
 * them apart. No `customerKey`: the buyer is `TossPayments.ANONYMOUS`.
 */
export function buildCheckout(account: Account, payment: Payment, returnUrl: string): Checkout {
  return {
    sdkUrl: account.sdk,
    global: 'TossPayments',
    args: {
      clientKey: account.clientKey,
      // One kind per window; cards, which carry the easy-pay wallets too, are what most buyers want.
      method: WINDOW_METHOD[payment.method ?? 'card'],
      'amount.currency': payment.currency,
      'amount.value': String(payment.amounts.total),
      orderId: payment.providerOrderId,
      orderName: orderNameOf(payment),
      successUrl: returnUrl,
      failUrl: returnUrl,
      ...buyerFields(payment),
      ...(payment.taxFree === null ? {} : { taxFreeAmount: String(payment.taxFree) }),
      ...accountFields(payment),
    },
  }
}

/** The buyer gives the number of the cash receipt in the window: it does not travel through the page. */
function accountFields({ method, virtualAccount }: Payment): Record<string, string> {
  if (method !== 'virtual_account' || virtualAccount === null) return {}
  const { expiresAt, cashReceipt } = virtualAccount
  return {
    'virtualAccount.dueDate': kstSeconds(expiresAt),
    'virtualAccount.cashReceipt.type': cashReceipt === null ? NO_RECEIPT : RECEIPT_TYPE[cashReceipt.kind],
  }
}

export const orderNameOf = ({ orderName }: Payment): string => fitting(orderName, MAX.orderName)

interface BuyerFields {
  readonly customerName?: string
  readonly customerMobilePhone?: string
  readonly customerEmail?: string
}

export function buyerFields({ buyer }: Payment): BuyerFields {
  const name = fitting(buyer?.name ?? '', MAX.customerName)
  const phone = (buyer?.phone ?? '').replaceAll(/\D/g, '')
  const email = buyer?.email ?? ''
  return {
    ...(name === '' ? {} : { customerName: name }),
    // A cut number or address is somebody else's: what does not fit is left out.
    ...(/^\d{8,15}$/.test(phone) ? { customerMobilePhone: phone } : {}),
    ...(/^[\x21-\x7e]+@[\x21-\x7e]+$/.test(email) && email.length <= MAX.customerEmail ? { customerEmail: email } : {}),
  }
}

const fitting = (text: string, max: number): string => cut(composed(text), codeUnits(max))
