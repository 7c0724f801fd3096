/** Reads a deposit or payment notification [입금통보 / 결제통보] (nicepay §13): a hint, because nothing signs it. */
import iconv from 'iconv-lite'
import type { DepositNotice } from '../../core/account/account.ts'
import { digitsOf } from '../../core/account/check.ts'
import { parseForm } from '../../core/form.ts'
import { fromKstStamp } from '../../core/time.ts'
import type { RawWebhook, WebhookAnswer, WebhookReading } from '../../ports/provider.ts'
import type { Account } from './config.ts'
import { bareAddress } from './config.ts'
import type { Form } from './wire.ts'
import { parseAmount } from './wire.ts'

/** The body that ends NICEPAY's retries, when the OK-check option is on (§13). */
export const WEBHOOK_ANSWER: Readonly<Record<'accepted' | 'refused', WebhookAnswer>> = {
  accepted: { status: 200, contentType: 'text/plain; charset=utf-8', body: 'OK' },
  refused: { status: 400, contentType: 'text/plain; charset=utf-8', body: 'FAIL' },
}

/** Far above the sum of the documented fields (§13). */
const MAX_BODY_BYTES = 16 * 1024

/** §13: money came. StateCd 1 and 2 are cancels, whatever the code. */
const DEPOSITED = '4110'
const CANCELLED: readonly string[] = ['1', '2']

/** The order number is spelt `MOID` here, `Moid` everywhere else. */
export function readNotification(account: Account, webhook: RawWebhook): WebhookReading {
  if (webhook.body.length > MAX_BODY_BYTES) return { kind: 'refused', why: 'the body is too large' }
  const fields = parseForm(webhook.body, (bytes) => iconv.decode(Buffer.from(bytes), 'cp949'))
  const notice = noticeOf(fields)
  if (notice.ref === null && notice.orderNumber === null)
    return { kind: 'refused', why: 'neither TID nor MOID is there' }
  if ((fields.MID ?? '') !== account.mid) return { kind: 'refused', why: 'another MID' }
  const isDeposit = fields.ResultCode === DEPOSITED && !CANCELLED.includes(fields.StateCd ?? '')
  const trusted = account.notificationSources.includes(bareAddress(webhook.source ?? ''))
  // Not acknowledged, so that a genuine one from an address that we were not told of comes again.
  if (isDeposit && !trusted) return { kind: 'refused', why: 'a deposit from an address that is not on the list' }
  return {
    kind: 'hint',
    event: `${fields.ResultCode ?? '?'}/${fields.StateCd ?? '?'}`,
    ref: notice.ref,
    orderNumber: notice.orderNumber,
    proven: null,
    ...(isDeposit ? { deposit: { ...notice, trusted } } : {}),
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
