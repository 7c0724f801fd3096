/** Builds the fields of the payment window and says beforehand what the window could not carry (nicepay §4). */
import { MAX_AMOUNT } from '../../core/money.ts'
import type { Payment } from '../../core/payment/payment.ts'
import type { Instant } from '../../core/time.ts'
import { kstStamp } from '../../core/time.ts'
import type { Checkout } from '../../ports/provider.ts'
import { bindingOf } from '../digest.ts'
import { NICEPAY_CAPABILITIES } from './capabilities.ts'
import type { Account } from './config.ts'
import { PAY_METHOD_OF } from './methods.ts'
import { sign } from './sign.ts'
import { byteLength, fitText } from './wire.ts'

/** Bytes in EUC-KR (§3, §4, §8). */
export const MAX_BYTES = { goodsName: 40, buyerName: 30, buyerTel: 20, buyerEmail: 60, accountName: 30 } as const

/** A field name of ours and what is wrong with it. */
type Problem = { readonly field: string; readonly problem: string }

/**
 * What must be refused at registration: what is part of the money or of its name. Names and contact data are cut or
 * left out when sent, because no buyer should fail to pay for a long product name.
 */
export function findProblem(payment: Payment): Problem | null {
  const { total } = payment.amounts
  if (payment.currency !== 'KRW') return { field: 'currency', problem: 'NICEPAY takes KRW only' }
  if (total < 1 || total > MAX_AMOUNT) return { field: 'amount', problem: 'must be 1 to 999999999999 won' }
  if (!NICEPAY_CAPABILITIES.orderNumber.pattern.test(payment.providerOrderId)) {
    return { field: 'orderId', problem: 'the order number must be 1 to 64 letters or digits' }
  }
  if (!isVisible(fitText(payment.orderName, MAX_BYTES.goodsName))) {
    return { field: 'orderName', problem: 'has no character that NICEPAY can show (EUC-KR)' }
  }
  if ((payment.taxFree ?? 0) > total) return { field: 'taxFree', problem: 'is more than the amount' }
  if ((payment.taxFree ?? 0) + (payment.vat ?? 0) > total)
    return { field: 'vat', problem: 'is more than the taxed part' }
  return accountProblem(payment)
}

/** Which banks issue accounts is in the capabilities, so it was checked before (§8). */
function accountProblem({ virtualAccount }: Payment): Problem | null {
  const holder = virtualAccount?.by === 'api' ? virtualAccount.holder : null
  if (holder === null) return null
  // What the buyer's bank shows: half a name could be another shop's.
  if (byteLength(holder) > MAX_BYTES.accountName) {
    const [bytes, syllables] = [MAX_BYTES.accountName, MAX_BYTES.accountName / 2]
    const problem = `must be at most ${bytes} bytes in EUC-KR (${syllables} Korean syllables)`
    return { field: 'virtualAccount.holder', problem }
  }
  if (isVisible(fitText(holder, MAX_BYTES.accountName))) return null
  return { field: 'virtualAccount.holder', problem: 'has no character that NICEPAY can show (EUC-KR)' }
}

const isVisible = (text: string): boolean => /[^?\s]/.test(text)

/** What the merchant's page hands to `goPay(form)`: these as the form's fields. */
export function buildCheckout(
  account: Account,
  payment: Payment,
  opening: { at: Instant; returnUrl: string },
): Checkout {
  const ediDate = kstStamp(opening.at)
  const amt = String(payment.amounts.total)
  return {
    sdkUrl: account.windowScript,
    global: 'goPay',
    args: {
      // Mandatory (§4) and one value only; cards, which carry the easy-pay wallets too, are what most buyers want.
      PayMethod: PAY_METHOD_OF[payment.method ?? 'card'],
      GoodsName: fitText(payment.orderName, MAX_BYTES.goodsName),
      Amt: amt,
      MID: account.mid,
      Moid: payment.providerOrderId,
      EdiDate: ediDate,
      SignData: sign('S1', { ediDate, mid: account.mid, amt }, account.merchantKey),
      ReturnURL: opening.returnUrl,
      // The encoding of the auth result that comes back to us.
      CharSet: 'utf-8',
      ...buyerFields(payment),
      ...taxFields(payment),
      ...deadlineFields(payment),
      ReqReserved: bindingOf(payment.id, account.merchantKey),
    },
  }
}

/** The deposit deadline of an account, `YYYYMMDDHHMI` in KST (§4, §8). */
export const deadlineStamp = (at: Instant): string => kstStamp(at).slice(0, 12)

const deadlineFields = ({ method, virtualAccount }: Payment): Record<string, string> =>
  method === 'virtual_account' && virtualAccount !== null
    ? { VbankExpDate: deadlineStamp(virtualAccount.expiresAt) }
    : {}

/** What of the buyer is sent along: never needed, so never cut. */
export function buyerFields(payment: Payment): Record<string, string> {
  const name = fitText(payment.buyer?.name ?? '', MAX_BYTES.buyerName)
  const tel = (payment.buyer?.phone ?? '').replaceAll(/\D/g, '')
  const email = payment.buyer?.email ?? ''
  return {
    ...(name === '' ? {} : { BuyerName: name }),
    // A cut number or address is somebody else's: what does not fit is left out.
    ...(tel === '' || tel.length > MAX_BYTES.buyerTel ? {} : { BuyerTel: tel }),
    ...(!/^[\x21-\x7e]+$/.test(email) || byteLength(email) > MAX_BYTES.buyerEmail ? {} : { BuyerEmail: email }),
  }
}

/**
 * The tax split, when the merchant gave any part of it; the four must add up to Amt (§4, else 1615/1617). Without `vat`
 * the taxed part is taken to include a tenth of its supply price, rounded to the won.
 */
export function taxFields(payment: Payment): Record<string, string> {
  if (payment.taxFree === null && payment.vat === null) return {}
  const taxFree = payment.taxFree ?? 0
  const taxed = payment.amounts.total - taxFree
  const vat = payment.vat ?? taxed - Math.round((taxed * 10) / 11)
  return {
    SupplyAmt: String(taxed - vat),
    GoodsVat: String(vat),
    ServiceAmt: '0',
    TaxFreeAmt: String(taxFree),
  }
}
