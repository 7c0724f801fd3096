/** Builds what `IMP.request_pay` needs and says beforehand what PortOne V1 could not carry. */
import type { Payment } from '../../core/payment/payment.ts'
import { kstStamp } from '../../core/time.ts'
import type { Checkout, Provider } from '../../ports/provider.ts'
import { findProblemOf } from '../portone.ts'
import { buyerFields, fittingName } from './buyer.ts'
import { capabilitiesOf } from './capabilities.ts'
import type { Account } from './config.ts'
import { PAY_METHOD_OF } from './methods.ts'
import { toMajor } from './money.ts'
import { accountProblem } from './needs.ts'

export function findProblem(account: Account): Provider['validate'] {
  const capabilities = capabilitiesOf(account)
  return (payment) => findProblemOf(capabilities, 'merchant_uid', payment) ?? accountProblem(account, payment)
}

/**
 * The argument of `IMP.request_pay` and, as `userCode`, that of `IMP.init` before it. All are texts here; the hosted
 * page makes numbers of `amount`, `tax_free` and `vat_amount`.
 */
export function buildCheckout(account: Account, payment: Payment, returnUrl: string): Checkout {
  const { currency } = payment
  return {
    sdkUrl: account.sdk,
    global: 'IMP',
    args: {
      userCode: account.userCode,
      ...(account.pg === null ? {} : { pg: account.pg }),
      ...(account.channelKey === null ? {} : { channelKey: account.channelKey }),
      pay_method: PAY_METHOD_OF[payment.method ?? 'card'],
      merchant_uid: payment.providerOrderId,
      name: fittingName(payment.orderName),
      amount: String(toMajor(payment.amounts.total, currency)),
      currency,
      // Phones leave the page and come back here; elsewhere the callback brings the same fields (§12).
      m_redirect_url: returnUrl,
      ...(payment.taxFree === null ? {} : { tax_free: String(toMajor(payment.taxFree, currency)) }),
      ...(payment.vat === null ? {} : { vat_amount: String(toMajor(payment.vat, currency)) }),
      ...deadline(account, payment),
      ...buyerFields(payment.buyer),
    },
  }
}

/** cancel-policies §8: KST, as the PG takes it. Inicis' form is in no sheet; most take the long one. */
function deadline({ rules }: Account, { method, virtualAccount }: Payment): Record<string, string> {
  if (method !== 'virtual_account' || virtualAccount === null) return {}
  const [year, month, day, hour, minute, second] = kstStamp(virtualAccount.expiresAt).match(/^\d{4}|\d\d/g) ?? []
  switch (rules.due) {
    case 'date':
      return { vbank_due: `${year}${month}${day}` }
    case 'time':
      return { vbank_due: `${year}-${month}-${day} ${hour}:${minute}:${second}` }
  }
}
