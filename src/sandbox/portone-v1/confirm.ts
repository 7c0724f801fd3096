/** The confirm process: the merchant's own server is asked just before the charge and may stop it (§11.1). */
import { SECOND_MS } from '../../core/time.ts'
import { isLoopbackTarget } from '../notify.ts'
import { decodeBody, textOf } from './fields.ts'
import { toMajor } from './money.ts'
import type { Payment } from './payment.ts'

const TIMEOUT_MS = 10 * SECOND_MS
const NO_REASON = '알 수 없음'

/** Null when the charge may go on, else why not. Only HTTP 200 in time is a yes. */
export async function objectionOf(payment: Payment, confirmUrl: string): Promise<string | null> {
  // The sandbox reaches this machine only: an address elsewhere cannot say yes.
  if (!isLoopbackTarget(confirmUrl)) return NO_REASON
  const { impUid: imp_uid, merchantUid: merchant_uid, facts, currency } = payment
  try {
    const response = await fetch(confirmUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({ imp_uid, merchant_uid, amount: toMajor(facts.amount, currency) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const body = Buffer.from(await response.arrayBuffer())
    if (response.status === 200) return null
    return textOf(decodeBody(body, 'application/json') ?? {}, 'reason') || NO_REASON
  } catch {
    return NO_REASON
  }
}
