/** Decides whether what the window posted back is genuine, for this payment, and for this amount (nicepay §16). */
import { createHash } from 'node:crypto'
import type { Payment } from '../../core/payment/payment.ts'
import type { ReturnReading } from '../../ports/provider.ts'
import { bindingOf, sameDigest } from '../digest.ts'
import { rejected } from '../outcome.ts'
import { safeText } from '../scrub.ts'
import type { Account } from './config.ts'
import { isTid } from './methods.ts'
import { sign } from './sign.ts'

/** Everything that approval depends on. */
const REQUIRED = ['tid', 'clientId', 'orderId', 'amount', 'authToken', 'signature'] as const
type Returned = Readonly<Record<(typeof REQUIRED)[number], string>>

/** Codes have four characters; a much longer one was made up. */
const MAX_CODE = 20

/**
 * The order of the checks: is it about this order, did the buyer authenticate, is all there, is it ours, is it genuine
 * (R-0 over authToken, clientId and amount), is it the frozen amount. So an amount changed in the browser reads as
 * forged, and only a genuine authentication of another amount as that.
 */
export function readAuthResult(
  account: Account,
  payment: Payment,
  fields: Readonly<Record<string, string>>,
): ReturnReading {
  const { authResultCode: code = '', authResultMsg: message = '', orderId = '' } = fields
  const isOther = orderId !== '' && orderId !== payment.providerOrderId
  if (isOther) return rejected('MD_RETURN_OTHER_ORDER', 'orderId is of another order')
  // A key of the client approval model posts a finished payment object instead (§15).
  if (code === '') return rejected('MD_RETURN_INCOMPLETE', 'authResultCode is missing')
  if (code !== '0000') {
    return { kind: 'abandoned', code: safeText(code).slice(0, MAX_CODE), message: safeText(message) }
  }
  const missing = REQUIRED.filter((name) => (fields[name] ?? '') === '')
  if (missing.length > 0) return rejected('MD_RETURN_INCOMPLETE', `missing: ${missing.join(', ')}`)
  const returned = Object.fromEntries(REQUIRED.map((name) => [name, fields[name] ?? ''])) as Returned
  return (
    ownershipProblem(account, payment, { ...returned, mallReserved: fields.mallReserved ?? '' }) ??
    moneyProblem(account, payment, returned) ??
    approvable(payment, returned)
  )
}

/**
 * R-0 covers neither tid nor orderId (§18 trap 14): the nonce does, where it came back. A genuine token of another
 * order that strips it still meets the orderId in the answer of the approval. The tid goes into a path, so its form is
 * strict.
 */
function ownershipProblem(
  account: Account,
  payment: Payment,
  { tid, clientId, mallReserved }: Returned & { mallReserved: string },
): ReturnReading | null {
  if (!isTid(tid)) return rejected('MD_RETURN_INCOMPLETE', 'tid has a wrong form')
  if (clientId !== account.clientKey) return rejected('MD_RETURN_OTHER_ORDER', 'clientId is not ours')
  const expected = bindingOf(payment.id, account.secretKey)
  const isOurs = mallReserved === '' || sameDigest(mallReserved, expected)
  return isOurs ? null : rejected('MD_RETURN_OTHER_ORDER', 'mallReserved is of another payment')
}

function moneyProblem({ secretKey }: Account, payment: Payment, returned: Returned): ReturnReading | null {
  const { authToken, clientId, amount, signature } = returned
  if (!sameDigest(signature, sign('R-0', { authToken, clientId, amount }, secretKey))) {
    return rejected('MD_RETURN_FORGED', 'the signature is wrong')
  }
  const isFrozen = /^\d{1,12}$/.test(amount) && Number(amount) === payment.amounts.total
  return isFrozen ? null : rejected('MD_RETURN_AMOUNT', 'amount is not the registered amount')
}

function approvable(payment: Payment, returned: Returned): ReturnReading {
  const depends = REQUIRED.map((name) => returned[name])
  return {
    kind: 'approvable',
    ref: returned.tid,
    // The return does not say how the buyer pays; the approval does.
    method: null,
    fingerprint: createHash('sha256').update(JSON.stringify(depends), 'utf8').digest('hex'),
    providerState: { tid: returned.tid, orderId: returned.orderId, amount: String(payment.amounts.total) },
  }
}
