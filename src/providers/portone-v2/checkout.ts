/** Builds what `PortOne.requestPayment` needs and says beforehand what PortOne V2 could not carry. */
import { MAX_AMOUNT } from '../../core/money.ts'
import type { Payment } from '../../core/payment/payment.ts'
import type { Checkout } from '../../ports/provider.ts'
import { PORTONE_V2_CAPABILITIES } from './capabilities.ts'
import type { Account } from './config.ts'
import { PAY_METHOD_OF } from './methods.ts'
import { paymentIdOf } from './requests.ts'

/** A field name of ours and what is wrong with it. */
type Problem = { readonly field: string; readonly problem: string }

/** What must be refused at registration: what is part of the money or of its name. */
export function findProblem(payment: Payment): Problem | null {
  const { total } = payment.amounts
  const currencies: readonly string[] = PORTONE_V2_CAPABILITIES.currencies
  if (!currencies.includes(payment.currency)) {
    return { field: 'currency', problem: `must be one of ${currencies.join(', ')}` }
  }
  if (total < 1 || total > MAX_AMOUNT) return { field: 'amount', problem: 'must be 1 to 999999999999' }
  if (!PORTONE_V2_CAPABILITIES.orderNumber.pattern.test(payment.providerOrderId)) {
    return { field: 'orderId', problem: 'the paymentId must be 1 to 40 letters, digits, hyphens or underscores' }
  }
  if (payment.orderName.trim() === '') return { field: 'orderName', problem: 'must not be blank' }
  if ((payment.taxFree ?? 0) > total) return { field: 'taxFree', problem: 'is more than the amount' }
  if ((payment.taxFree ?? 0) + (payment.vat ?? 0) > total)
    return { field: 'vat', problem: 'is more than the taxed part' }
  return null
}

/**
 * The one argument of `PortOne.requestPayment`, flattened: a dot in a name opens an object (`customer.email`), and the
 * three names that end in `Amount` are numbers there. README.md has the lines that turn it back.
 */
export function buildCheckout(account: Account, payment: Payment, returnUrl: string): Checkout {
  return {
    sdkUrl: account.sdk,
    global: 'PortOne',
    args: {
      storeId: account.storeId,
      channelKey: account.channelKey,
      paymentId: paymentIdOf(payment),
      orderName: payment.orderName,
      totalAmount: String(payment.amounts.total),
      currency: payment.currency,
      payMethod: PAY_METHOD_OF[payment.method ?? 'card'],
      // Phones leave the page and come back here; elsewhere the SDK's promise brings the same fields.
      redirectUrl: returnUrl,
      ...(payment.taxFree === null ? {} : { taxFreeAmount: String(payment.taxFree) }),
      ...(payment.vat === null ? {} : { vatAmount: String(payment.vat) }),
      ...customerFields(payment),
    },
  }
}

function customerFields({ buyer }: Payment): Record<string, string> {
  const { name = '', phone = '', email = '' } = buyer ?? {}
  return {
    ...(name === '' ? {} : { 'customer.fullName': name }),
    ...(phone === '' ? {} : { 'customer.phoneNumber': phone }),
    ...(email === '' ? {} : { 'customer.email': email }),
  }
}
