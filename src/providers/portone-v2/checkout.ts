/** Builds what `PortOne.requestPayment` needs and says beforehand what PortOne V2 could not carry. */
import type { Payment } from '../../core/payment/payment.ts'
import type { Checkout, Provider } from '../../ports/provider.ts'
import { findProblemOf } from '../portone.ts'
import { dueDateOf } from './account-requests.ts'
import { PORTONE_V2_CAPABILITIES } from './capabilities.ts'
import type { Account } from './config.ts'
import { PAY_METHOD_OF } from './methods.ts'
import { paymentIdOf } from './requests.ts'

export const findProblem: Provider['validate'] = (payment) =>
  findProblemOf(PORTONE_V2_CAPABILITIES, 'paymentId', payment)

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
      ...accountFields(payment),
      ...customerFields(payment),
    },
  }
}

/** Until when the account that the window issues waits for its deposit; the buyer chooses the bank there. */
const accountFields = ({ method, virtualAccount }: Payment): Record<string, string> =>
  method !== 'virtual_account' || virtualAccount === null
    ? {}
    : { 'virtualAccount.accountExpiry.dueDate': dueDateOf(virtualAccount.expiresAt) }

function customerFields({ buyer }: Payment): Record<string, string> {
  const { name = '', phone = '', email = '' } = buyer ?? {}
  return {
    ...(name === '' ? {} : { 'customer.fullName': name }),
    ...(phone === '' ? {} : { 'customer.phoneNumber': phone }),
    ...(email === '' ? {} : { 'customer.email': email }),
  }
}
