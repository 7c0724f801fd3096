/** Reads a deposit or payment notification [입금통보 / 결제통보] (nicepay §13): a hint, because nothing signs it. */
import iconv from 'iconv-lite'
import { parseForm } from '../../core/form.ts'
import type { RawWebhook, WebhookAnswer, WebhookReading } from '../../ports/provider.ts'
import type { Account } from './config.ts'

/** The body that ends NICEPAY's retries, when the OK-check option is on (§13). */
export const WEBHOOK_ANSWER: Readonly<Record<'accepted' | 'refused', WebhookAnswer>> = {
  accepted: { status: 200, contentType: 'text/plain; charset=utf-8', body: 'OK' },
  refused: { status: 400, contentType: 'text/plain; charset=utf-8', body: 'FAIL' },
}

/** Far above the sum of the documented fields (§13). */
const MAX_BODY_BYTES = 16 * 1024

/** The order number is spelt `MOID` here, `Moid` everywhere else. */
export function readNotification(account: Account, webhook: RawWebhook): WebhookReading {
  if (webhook.body.length > MAX_BODY_BYTES) return { kind: 'refused', why: 'the body is too large' }
  const fields = parseForm(webhook.body, (bytes) => iconv.decode(Buffer.from(bytes), 'cp949'))
  const ref = fields.TID ?? ''
  const orderNumber = fields.MOID ?? ''
  if (ref === '' && orderNumber === '') return { kind: 'refused', why: 'neither TID nor MOID is there' }
  if ((fields.MID ?? '') !== account.mid) return { kind: 'refused', why: 'another MID' }
  return {
    kind: 'hint',
    event: `${fields.ResultCode ?? '?'}/${fields.StateCd ?? '?'}`,
    ref: ref === '' ? null : ref,
    orderNumber: orderNumber === '' ? null : orderNumber,
    proven: null,
  }
}
