/** Decides whether what the window brought back is genuine, for this payment, and for this amount (nicepay §4). */
import { createHash } from 'node:crypto'
import type { Payment, ProviderState } from '../../core/payment/payment.ts'
import type { ReturnReading } from '../../ports/provider.ts'
import { bindingOf, sameDigest } from '../digest.ts'
import { rejected } from '../outcome.ts'
import { safeText } from '../scrub.ts'
import { NICEPAY_CAPABILITIES } from './capabilities.ts'
import type { Account } from './config.ts'
import { urlProblem } from './guard.ts'
import { isTid, keepEasyPay, methodOf } from './methods.ts'
import { sign } from './sign.ts'

/** Everything that approval and a later net cancel depend on; without one of them neither can be made (§4). */
const REQUIRED = ['AuthToken', 'MID', 'Moid', 'Amt', 'TxTid', 'NextAppURL', 'NetCancelURL', 'Signature'] as const
type Returned = Readonly<Record<(typeof REQUIRED)[number], string>>

/** §4: AuthToken is opaque, at most 40 bytes. */
const AUTH_TOKEN = /^[\x21-\x7e]{1,40}$/

/** §4: codes have four characters; a much longer one was made up. */
const MAX_CODE = 10

/**
 * Reads the auth result. The order of the checks: did the buyer authenticate, is all there, is it ours, is it genuine
 * (S2 over AuthToken, MID and Amt), is it the frozen amount — so an Amt changed in the browser reads as forged and only
 * a genuine authentication of another amount reads as that — and last the URLs, which nothing signs.
 */
export function readAuthResult(
  account: Account,
  payment: Payment,
  fields: Readonly<Record<string, string>>,
): ReturnReading {
  const code = fields.AuthResultCode ?? ''
  if (code === '') return rejected('MD_RETURN_INCOMPLETE', 'AuthResultCode is missing')
  if (code !== '0000') {
    return {
      kind: 'abandoned',
      code: safeText(code).slice(0, MAX_CODE),
      message: safeText(fields.AuthResultMsg ?? ''),
    }
  }
  const missing = REQUIRED.filter((name) => (fields[name] ?? '') === '')
  if (missing.length > 0) return rejected('MD_RETURN_INCOMPLETE', `missing: ${missing.join(', ')}`)
  const returned = Object.fromEntries(REQUIRED.map((name) => [name, fields[name] ?? ''])) as Returned
  return (
    shapeProblem(returned) ??
    ownershipProblem(account, payment, { ...returned, ReqReserved: fields.ReqReserved ?? '' }) ??
    moneyProblem(account, payment, returned) ??
    routeProblem(account, returned) ??
    methodProblem(fields.PayMethod ?? '') ??
    approvable(payment, returned, fields.PayMethod ?? '')
  )
}

/** TxTid is not signed: a wrong shape must not travel into a call. */
function shapeProblem(returned: Returned): ReturnReading | null {
  if (!AUTH_TOKEN.test(returned.AuthToken)) return rejected('MD_RETURN_INCOMPLETE', 'AuthToken has a wrong form')
  if (!isTid(returned.TxTid)) return rejected('MD_RETURN_INCOMPLETE', 'TxTid has a wrong form')
  return null
}

/**
 * S2 does not cover Moid, so the window carries a nonce in ReqReserved. It is checked where it came back: §4 promises
 * the echo but not on every route, and whoever strips it still meets the Moid check here and in the approval's answer.
 */
function ownershipProblem(
  account: Account,
  payment: Payment,
  returned: Returned & { readonly ReqReserved: string },
): ReturnReading | null {
  if (returned.MID !== account.mid) return rejected('MD_RETURN_OTHER_ORDER', 'MID is not of this channel')
  if (returned.Moid !== payment.providerOrderId) return rejected('MD_RETURN_OTHER_ORDER', 'Moid is of another order')
  if (returned.ReqReserved === '') return null
  return sameDigest(returned.ReqReserved, bindingOf(payment.id, account.merchantKey))
    ? null
    : rejected('MD_RETURN_OTHER_ORDER', 'ReqReserved is not the nonce of this payment')
}

function moneyProblem(account: Account, payment: Payment, returned: Returned): ReturnReading | null {
  const parts = { authToken: returned.AuthToken, mid: returned.MID, amt: returned.Amt }
  if (!sameDigest(returned.Signature, sign('S2', parts, account.merchantKey))) {
    return rejected('MD_RETURN_FORGED', 'Signature does not fit AuthToken, MID and Amt')
  }
  const isFrozenAmount = /^\d{1,12}$/.test(returned.Amt) && Number.parseInt(returned.Amt, 10) === payment.amounts.total
  return isFrozenAmount ? null : rejected('MD_RETURN_AMOUNT', 'Amt is not the registered amount')
}

function routeProblem(account: Account, returned: Returned): ReturnReading | null {
  const next = urlProblem(returned.NextAppURL, 'approve', account)
  if (next !== null) return rejected('MD_RETURN_URL', `NextAppURL: ${next}`)
  const net = urlProblem(returned.NetCancelURL, 'net_cancel', account)
  return net === null ? null : rejected('MD_RETURN_URL', `NetCancelURL: ${net}`)
}

/**
 * The form passes through the buyer's browser, so its PayMethod can be changed there. A method that the channel does
 * not offer is turned away before any money moves: nobody would hear the deposit of an account issued that way.
 */
function methodProblem(payMethod: string): ReturnReading | null {
  if (payMethod === '') return null
  const offered: readonly (string | null)[] = NICEPAY_CAPABILITIES.methods
  return offered.includes(methodOf(payMethod)) ? null : rejected('MD_METHOD_UNSUPPORTED', 'PayMethod is not offered')
}

function approvable(payment: Payment, returned: Returned, payMethod: string): ReturnReading {
  const depends = REQUIRED.map((name) => returned[name])
  const state: ProviderState = {
    authToken: returned.AuthToken,
    txTid: returned.TxTid,
    nextAppUrl: returned.NextAppURL,
    netCancelUrl: returned.NetCancelURL,
    amt: String(payment.amounts.total),
    mid: returned.MID,
  }
  return {
    kind: 'approvable',
    ref: returned.TxTid,
    method: keepEasyPay(methodOf(payMethod), payment.method),
    fingerprint: createHash('sha256').update(JSON.stringify(depends), 'utf8').digest('hex'),
    providerState: state,
  }
}
