/** Verifies and reads a webhook of PortOne V2, in both of its versions (portone-v2 §10): a hint, and proven. */
import { verify, WebhookVerificationError } from '@portone/server-sdk/webhook'
import { z } from 'zod'
import { parseForm } from '../../core/form.ts'
import type { RawWebhook, WebhookAnswer, WebhookReading } from '../../ports/provider.ts'
import type { Account } from './config.ts'

/** §15: exactly 200. A refusal is repeated up to five times, which costs nothing. */
export const WEBHOOK_ANSWER: Readonly<Record<'accepted' | 'refused', WebhookAnswer>> = {
  accepted: { status: 200, contentType: 'text/plain; charset=utf-8', body: 'OK' },
  refused: { status: 400, contentType: 'text/plain; charset=utf-8', body: 'FAIL' },
}

/** The sender of webhooks (§10.3; changes are mailed in advance): for the channel's `webhookSources`. */
export const PORTONE_V2_WEBHOOK_SOURCES: readonly string[] = ['52.78.5.241']

/** Real ones have some 300 bytes (§10.4). */
export const WEBHOOK_LIMIT_BYTES = 16 * 1024

/** Longest event name that is kept. */
const MAX_EVENT = 60

/** §10.1, 2024-04-25. `data` differs between the kinds of event. */
const LATEST = z.object({
  type: z.string(),
  data: z.object({ storeId: z.string().optional(), paymentId: z.string().optional() }),
})

/** §10.1, 2024-01-01: JSON or a form. Without `status` it is a confirm request. */
const FIRST = z.object({ payment_id: z.string(), status: z.string().optional() })

const refused = (why: string): WebhookReading => ({ kind: 'refused', why })

/**
 * The signature covers id, time and the raw bytes; the SDK judges it, with its five minutes of tolerance on the
 * machine's own clock. Only what it lets through is read.
 */
export async function readNotification(account: Account, webhook: RawWebhook): Promise<WebhookReading> {
  const text = Buffer.from(webhook.body).toString('utf8')
  try {
    return readLatest(account, await verify(account.webhookSecret, text, webhook.headers))
  } catch (error) {
    if (error instanceof WebhookVerificationError) return refused(error.reason)
    // §10.3: the SDK parses only after the signature was right, so what is not JSON here is genuine all the same.
    if (error instanceof SyntaxError)
      return readFirst(parseForm(webhook.body, (bytes) => Buffer.from(bytes).toString('utf8')))
    throw error
  }
}

/** Genuine, whatever it says from here on. */
function readLatest(account: Account, body: unknown): WebhookReading {
  const parsed = LATEST.safeParse(body)
  if (!parsed.success) return readFirst(body)
  const { type, data } = parsed.data
  const event = type.slice(0, MAX_EVENT)
  if (event === 'Transaction.Confirm') return confirmRequest
  // One secret may serve several stores; unknown kinds of event are to be ignored (§10.2).
  const isOurs = data.storeId === undefined || data.storeId === account.storeId
  const { paymentId } = data
  if (!isOurs || paymentId === undefined || !event.startsWith('Transaction.')) return { kind: 'ignored', event }
  return hint(event, paymentId)
}

function readFirst(body: unknown): WebhookReading {
  const parsed = FIRST.safeParse(body)
  if (!parsed.success) return { kind: 'ignored', event: '?' }
  const { payment_id: paymentId, status } = parsed.data
  return status === undefined ? confirmRequest : hint(status.slice(0, MAX_EVENT), paymentId)
}

/** §10.7: to answer it with 200 would approve the payment, which is not for a webhook address to do. */
const confirmRequest = refused('a confirm request (confirmUrl), which needs an address of its own')

const hint = (event: string, paymentId: string): WebhookReading => ({
  kind: 'hint',
  event,
  ref: paymentId,
  orderNumber: paymentId,
  proven: true,
})
