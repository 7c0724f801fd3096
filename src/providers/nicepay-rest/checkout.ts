/** Builds the argument of `AUTHNICE.requestPay` and says beforehand what the window could not carry (nicepay §16). */
import { MAX_AMOUNT } from '../../core/money.ts'
import type { Payment } from '../../core/payment/payment.ts'
import type { Instant } from '../../core/time.ts'
import { HOUR_MS } from '../../core/time.ts'
import type { Checkout } from '../../ports/provider.ts'
import { bindingOf } from '../digest.ts'
import { composed, cut, utf8Bytes } from '../text.ts'
import { NICEPAY_REST_CAPABILITIES } from './capabilities.ts'
import type { Account } from './config.ts'
import { WINDOW_METHOD } from './methods.ts'

/** Bytes, counted in UTF-8: the stricter reading of a manual that does not name the encoding. */
const MAX_BYTES = { goodsName: 40, buyerName: 30, buyerTel: 40, buyerEmail: 60, vbankHolder: 40 } as const

/** Four digits. */
const MOST_HOURS = 9_999

/** §18 trap 29: rejected or mangled in goods names; the two quotes become "-" in the window itself. */
const UNSAFE_IN_NAMES = /[%&|$\-+=\\[\]"]/g

/** A field name of ours and what is wrong with it. */
type Problem = { readonly field: string; readonly problem: string }

/** What is part of the money or of its name is refused here; names and contact data are cut or left out when sent. */
export function findProblem(payment: Payment): Problem | null {
  const { total } = payment.amounts
  if (payment.currency !== 'KRW') return { field: 'currency', problem: 'this adapter takes KRW only' }
  if (total < 1 || total > MAX_AMOUNT) return { field: 'amount', problem: `must be 1 to ${MAX_AMOUNT} won` }
  if (!NICEPAY_REST_CAPABILITIES.orderNumber.pattern.test(payment.providerOrderId)) {
    return { field: 'orderId', problem: 'the order number must be 1 to 64 letters, digits, "-" or "_"' }
  }
  if (goodsNameOf(payment) === '') return { field: 'orderName', problem: 'has no character that NICEPAY can show' }
  const taxFree = payment.taxFree ?? 0
  if (taxFree > total) return { field: 'taxFree', problem: 'is more than the amount' }
  // There is no field for VAT: NICEPAY computes it, and another one would be wrong on every receipt.
  const vat = Math.round((total - taxFree) / 11)
  if (payment.vat !== null && payment.vat !== vat) {
    return { field: 'vat', problem: `NICEPAY computes the VAT itself, here ${vat}: leave it out` }
  }
  return payment.method === 'virtual_account' ? accountProblem(payment) : null
}

/** The window asks the buyer for bank and cash receipt, and has no field for either. */
function accountProblem(payment: Payment): Problem | null {
  const { bank, cashReceipt } = payment.virtualAccount ?? { bank: null, cashReceipt: null }
  if (bank !== null) return { field: 'virtualAccount.bank', problem: 'the buyer chooses the bank in the window' }
  if (cashReceipt !== null) {
    return { field: 'virtualAccount.cashReceipt', problem: 'the buyer asks for the receipt in the window' }
  }
  if (holderOf(payment) === '') return { field: 'buyer.name', problem: 'an account is issued in the name of somebody' }
  return null
}

/** When the window opens, and where its result goes. */
interface Opening {
  readonly at: Instant
  readonly returnUrl: string
}

/**
 * Arguments for `AUTHNICE.requestPay({ … })`; `amount` and `taxFreeAmt` are numbers there. The result is posted to
 * `returnUrl` by the window itself.
 */
export function buildCheckout(account: Account, payment: Payment, { at, returnUrl }: Opening): Checkout {
  return {
    sdkUrl: account.sdk,
    global: 'AUTHNICE',
    args: {
      clientId: account.clientKey,
      // Mandatory. Where the buyer may choose, cards and wallets are what most want.
      method: WINDOW_METHOD[payment.method ?? 'easy_pay'],
      orderId: payment.providerOrderId,
      amount: String(payment.amounts.total),
      goodsName: goodsNameOf(payment),
      returnUrl,
      // Echoed in the return, where it ties the authentication to this payment.
      mallReserved: bindingOf(payment.id, account.secretKey),
      currency: payment.currency,
      // The encoding of the form that is posted to us.
      returnCharSet: 'utf-8',
      ...buyerFields(payment),
      ...(payment.method === 'virtual_account' ? accountFields(payment, at) : {}),
      ...(payment.taxFree === null ? {} : { taxFreeAmt: String(payment.taxFree) }),
    },
  }
}

const goodsNameOf = ({ orderName }: Payment): string => fitting(orderName.replaceAll(UNSAFE_IN_NAMES, ' '), 'goodsName')

/**
 * Manual "payment window", virtual accounts: a holder is mandatory, the life is in whole hours from the issue and at
 * most four digits long. The form of the other field, `vbankExpDate`, is not documented.
 */
function accountFields(payment: Payment, at: Instant): Record<string, string> {
  const deadline = payment.virtualAccount?.expiresAt ?? null
  const hours = deadline === null ? 0 : Math.floor((deadline - at) / HOUR_MS)
  return {
    vbankHolder: holderOf(payment),
    ...(deadline === null ? {} : { vbankValidHours: String(Math.min(Math.max(hours, 1), MOST_HOURS)) }),
  }
}

const holderOf = ({ virtualAccount, buyer }: Payment): string =>
  fitting(virtualAccount?.holder ?? buyer?.name ?? '', 'vbankHolder')

function buyerFields({ buyer }: Payment): Record<string, string> {
  const name = fitting(buyer?.name ?? '', 'buyerName')
  const tel = (buyer?.phone ?? '').replaceAll(/\D/g, '')
  const email = buyer?.email ?? ''
  return {
    ...(name === '' ? {} : { buyerName: name }),
    // A cut number or address is somebody else's: what does not fit is left out.
    ...(tel === '' || tel.length > MAX_BYTES.buyerTel ? {} : { buyerTel: tel }),
    ...(/^[\x21-\x7e]+$/.test(email) && email.length <= MAX_BYTES.buyerEmail ? { buyerEmail: email } : {}),
  }
}

/** Controls and runs of blanks become one blank. */
const fitting = (text: string, field: keyof typeof MAX_BYTES): string =>
  cut(composed(text, /[\p{Cc}\s]+/gu), utf8Bytes(MAX_BYTES[field]))
