/** Builds what `IMP.request_pay` needs and says beforehand what PortOne V1 could not carry. */
import type { Payment } from '../../core/payment/payment.ts'
import type { Checkout, Provider } from '../../ports/provider.ts'
import { findProblemOf } from '../portone.ts'
import { codeUnits, cut } from '../text.ts'
import { PORTONE_V1_CAPABILITIES } from './capabilities.ts'
import type { Account } from './config.ts'
import { PAY_METHOD_OF } from './methods.ts'
import { toMajor } from './money.ts'

/** §3, in characters. */
const MAX = { name: 40, buyer_name: 16, buyer_email: 64, buyer_tel: 16 } as const

export const findProblem: Provider['validate'] = (payment) =>
  findProblemOf(PORTONE_V1_CAPABILITIES, 'merchant_uid', payment)

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
      name: fitting(payment.orderName, MAX.name),
      amount: String(toMajor(payment.amounts.total, currency)),
      currency,
      // Phones leave the page and come back here; elsewhere the callback brings the same fields (§12).
      m_redirect_url: returnUrl,
      ...(payment.taxFree === null ? {} : { tax_free: String(toMajor(payment.taxFree, currency)) }),
      ...(payment.vat === null ? {} : { vat_amount: String(toMajor(payment.vat, currency)) }),
      ...buyerFields(payment),
    },
  }
}

/** A name is shortened; half an address or number is none, so what is too long stays away. */
function buyerFields({ buyer }: Payment): Record<string, string> {
  const { name = '', phone = '', email = '' } = buyer ?? {}
  return {
    ...(name === '' ? {} : { buyer_name: fitting(name, MAX.buyer_name) }),
    ...(phone === '' || phone.length > MAX.buyer_tel ? {} : { buyer_tel: phone }),
    ...(email === '' || email.length > MAX.buyer_email ? {} : { buyer_email: email }),
  }
}

const fitting = (text: string, max: number): string => cut(text.normalize('NFC').toWellFormed().trim(), codeUnits(max))
