/** Builds what `IMP.request_pay` needs and says beforehand what PortOne V1 could not carry. */
import { MAX_AMOUNT } from '../../core/money.ts'
import type { Payment } from '../../core/payment/payment.ts'
import type { Checkout } from '../../ports/provider.ts'
import { PORTONE_V1_CAPABILITIES } from './capabilities.ts'
import type { Account } from './config.ts'
import { PAY_METHOD_OF } from './methods.ts'
import { toMajor } from './money.ts'

/** A field name of ours and what is wrong with it. */
type Problem = { readonly field: string; readonly problem: string }

/** §3, in characters. */
const MAX = { name: 40, buyer_name: 16, buyer_email: 64, buyer_tel: 16 } as const

/** What must be refused at registration: what is part of the money or of its name. */
export function findProblem(payment: Payment): Problem | null {
  const { total } = payment.amounts
  const currencies: readonly string[] = PORTONE_V1_CAPABILITIES.currencies
  if (!currencies.includes(payment.currency)) {
    return { field: 'currency', problem: `must be one of ${currencies.join(', ')}` }
  }
  if (total < 1 || total > MAX_AMOUNT) return { field: 'amount', problem: 'must be 1 to 999999999999' }
  if (!PORTONE_V1_CAPABILITIES.orderNumber.pattern.test(payment.providerOrderId)) {
    return { field: 'orderId', problem: 'the merchant_uid must be 1 to 40 letters, digits, hyphens or underscores' }
  }
  if (payment.orderName.trim() === '') return { field: 'orderName', problem: 'must not be blank' }
  if ((payment.taxFree ?? 0) > total) return { field: 'taxFree', problem: 'is more than the amount' }
  if ((payment.taxFree ?? 0) + (payment.vat ?? 0) > total)
    return { field: 'vat', problem: 'is more than the taxed part' }
  return null
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

/** Cut between characters, so that as many as fit are whole. */
function fitting(text: string, max: number): string {
  let kept = ''
  for (const character of text.normalize('NFC').toWellFormed().trim()) {
    if (kept.length + character.length > max) break
    kept += character
  }
  return kept.trimEnd()
}
