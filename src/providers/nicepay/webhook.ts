/** Reads a deposit or payment notification [입금통보 / 결제통보] (nicepay §13): a hint, because nothing signs it. */
import iconv from 'iconv-lite'
import type { DepositNotice } from '../../core/account/account.ts'
import { digitsOf } from '../../core/account/check.ts'
import { parseForm } from '../../core/form.ts'
import { fromKstStamp } from '../../core/time.ts'
import type { RawWebhook, WebhookAnswer, WebhookReading } from '../../ports/provider.ts'
import type { Account } from './config.ts'
import type { Form } from './wire.ts'
import { parseAmount } from './wire.ts'

/** The body that ends NICEPAY's retries, when the OK-check option is on (§13). */
export const WEBHOOK_ANSWER: Readonly<Record<'accepted' | 'refused', WebhookAnswer>> = {
  accepted: { status: 200, contentType: 'text/plain; charset=utf-8', body: 'OK' },
  refused: { status: 400, contentType: 'text/plain; charset=utf-8', body: 'FAIL' },
}

/** The senders of notifications (§13), which nothing signs: for the channel's `webhookSources`. */
export const NICEPAY_WEBHOOK_SOURCES: readonly string[] = ['121.133.126.10', '121.133.126.11', '211.33.136.39']

/** The documented fields together have some 1,500 bytes; percent-encoded three times as many (§13). */
export const WEBHOOK_LIMIT_BYTES = 16 * 1024

/** Longest event name that is kept; real ones have six characters. */
const MAX_EVENT = 60

/** §13: money came. StateCd 1 and 2 are cancels, whatever the code. */
const DEPOSITED = '4110'
const CANCELLED: readonly string[] = ['1', '2']

/** The order number is spelt `MOID` here, `Moid` everywhere else. */
export function readNotification(account: Account, webhook: RawWebhook): WebhookReading {
  const fields = parseForm(webhook.body, (bytes) => iconv.decode(Buffer.from(bytes), 'cp949'))
  const notice = noticeOf(fields)
  if (notice.ref === null && notice.orderNumber === null)
    return { kind: 'refused', why: 'neither TID nor MOID is there' }
  if ((fields.MID ?? '') !== account.mid) return { kind: 'refused', why: 'another MID' }
  const isDeposit = fields.ResultCode === DEPOSITED && !CANCELLED.includes(fields.StateCd ?? '')
  return {
    kind: 'hint',
    event: `${fields.ResultCode ?? '?'}/${fields.StateCd ?? '?'}`.slice(0, MAX_EVENT),
    ref: notice.ref,
    orderNumber: notice.orderNumber,
    proven: null,
    ...(isDeposit ? { deposit: { ...notice, trusted: webhook.trusted === true } } : {}),
  }
}

const noticeOf = (fields: Form): DepositNotice => ({
  ref: given(fields.TID),
  orderNumber: given(fields.MOID),
  account: given(digitsOf(fields.VbankNum ?? '')),
  amount: parseAmount(fields.Amt),
  at: fromKstStamp(fields.AuthDate ?? ''),
})

const given = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text)
