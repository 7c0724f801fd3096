/** Decides whether the redirect is for this payment and for this amount; nothing signs it (§2, §15 trap 18). */
import { createHash } from 'node:crypto'
import type { Payment } from '../../core/payment/payment.ts'
import type { ReturnReading } from '../../ports/provider.ts'
import { rejected } from '../outcome.ts'
import { safeText } from '../scrub.ts'
import { isPaymentKey } from './requests.ts'

/** Everything that confirm depends on (§4.1). The widget adds `paymentType`, which nothing depends on. */
const REQUIRED = ['paymentKey', 'orderId', 'amount'] as const

/** Codes of failUrl are words; a longer one was made up. */
const MAX_CODE = 64

/**
 * §2: success is `paymentKey, orderId, amount`, failure `code, message` and perhaps `orderId`. That the paymentKey is
 * really of this order only Toss can tell: it compares all three at confirm (§4.1), and so do we with its answer.
 */
export function readRedirect(payment: Payment, fields: Readonly<Record<string, string>>): ReturnReading {
  const { code = '', message = '', orderId = '', paymentKey = '', amount = '' } = fields
  const isOther = orderId !== '' && orderId !== payment.providerOrderId
  if (isOther) return rejected('MD_RETURN_OTHER_ORDER', 'orderId is of another order')
  if (code !== '') return { kind: 'abandoned', code: safeText(code).slice(0, MAX_CODE), message: safeText(message) }
  const missing = REQUIRED.filter((name) => (fields[name] ?? '') === '')
  if (missing.length > 0) return rejected('MD_RETURN_INCOMPLETE', `missing: ${missing.join(', ')}`)
  if (!isPaymentKey(paymentKey)) return rejected('MD_RETURN_INCOMPLETE', 'paymentKey has a wrong form')
  if (!/^\d{1,12}$/.test(amount) || Number(amount) !== payment.amounts.total) {
    return rejected('MD_RETURN_AMOUNT', 'amount is not the registered amount')
  }
  const depends = [paymentKey, orderId, String(payment.amounts.total)]
  return {
    kind: 'approvable',
    ref: paymentKey,
    // The redirect does not say how the buyer paid; the confirm does.
    method: null,
    fingerprint: createHash('sha256').update(JSON.stringify(depends), 'utf8').digest('hex'),
    providerState: { paymentKey, orderId, amount: String(payment.amounts.total) },
  }
}
