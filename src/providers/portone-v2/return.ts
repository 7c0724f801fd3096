/** Decides whether what the window brought back is about this payment; nothing in it is proof (portone-v2 §8, §10). */
import { createHash } from 'node:crypto'
import type { Payment } from '../../core/payment/payment.ts'
import type { ReturnReading } from '../../ports/provider.ts'
import { rejected } from '../outcome.ts'
import { safeText } from '../scrub.ts'
import { paymentIdOf } from './requests.ts'

/** PortOne's own id of one attempt (§5: a payment may have many). */
const TX_ID = /^[\x21-\x7e]{1,100}$/

/**
 * Nothing is signed and no amount comes back, so the only question here is whose return it is; whether and what was
 * paid the approval's look decides. A `code` is the SDK's word for "no": closed, refused or failed.
 */
export function readWindowReturn(payment: Payment, fields: Readonly<Record<string, string>>): ReturnReading {
  const { paymentId = '', txId = '', code = '', transactionType = '' } = fields
  const expected = paymentIdOf(payment)
  if (paymentId !== '' && paymentId !== expected) return rejected('MD_RETURN_OTHER_ORDER', 'paymentId is of another')
  if (code !== '') return { kind: 'abandoned', code: safeText(code).slice(0, 60), message: messageOf(fields) }
  if (paymentId === '') return rejected('MD_RETURN_INCOMPLETE', 'paymentId is missing')
  if (transactionType !== '' && transactionType !== 'PAYMENT') {
    return rejected('MD_RETURN_OTHER_ORDER', 'transactionType is not PAYMENT')
  }
  if (txId !== '' && !TX_ID.test(txId)) return rejected('MD_RETURN_INCOMPLETE', 'txId has a wrong form')
  return {
    kind: 'approvable',
    ref: expected,
    // The window does not say how the buyer paid; the look will.
    method: null,
    fingerprint: createHash('sha256')
      .update(JSON.stringify([paymentId, txId]), 'utf8')
      .digest('hex'),
    // Nothing is needed to undo it but its id.
    providerState: {},
  }
}

function messageOf({ message = '', pgCode = '', pgMessage = '' }: Readonly<Record<string, string>>): string {
  const pg = pgCode === '' ? pgMessage : `[${pgCode}] ${pgMessage}`
  return safeText([message, pg.trim()].filter((part) => part !== '').join(' / '))
}
