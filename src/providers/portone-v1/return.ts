/** Decides whether what the window brought back is about this payment; nothing in it is proof (portone-v1 §12). */
import { createHash } from 'node:crypto'
import type { Payment } from '../../core/payment/payment.ts'
import type { ReturnReading } from '../../ports/provider.ts'
import { rejected } from '../outcome.ts'
import { safeText } from '../scrub.ts'
import { isReference } from './requests.ts'

/**
 * Nothing is signed and no amount comes back, so the only question here is whose return it is; whether and what was
 * paid the approval's look decides, which finds the imp_uid only among the attempts of this order. The callback says
 * `success`, newer SDKs and redirects `imp_success`, some redirects neither.
 */
export function readWindowReturn(payment: Payment, fields: Readonly<Record<string, string>>): ReturnReading {
  const { imp_uid: ref = '', merchant_uid: order = '', success = '', imp_success = '', error_code = '' } = fields
  if (order !== '' && order !== payment.providerOrderId) {
    return rejected('MD_RETURN_OTHER_ORDER', 'merchant_uid is of another order')
  }
  if (error_code !== '' || success === 'false' || imp_success === 'false') {
    const code = safeText(error_code).slice(0, 60)
    return { kind: 'abandoned', code: code === '' ? 'unsuccessful' : code, message: safeText(fields.error_msg ?? '') }
  }
  if (order === '') return rejected('MD_RETURN_INCOMPLETE', 'merchant_uid is missing')
  if (ref === '') return rejected('MD_RETURN_INCOMPLETE', 'imp_uid is missing')
  if (!isReference(ref)) return rejected('MD_RETURN_INCOMPLETE', 'imp_uid has a wrong form')
  return {
    kind: 'approvable',
    ref,
    // The window does not say how the buyer paid; the look will.
    method: null,
    fingerprint: createHash('sha256')
      .update(JSON.stringify([order, ref]), 'utf8')
      .digest('hex'),
    // Nothing is needed to undo it but its reference.
    providerState: {},
  }
}
