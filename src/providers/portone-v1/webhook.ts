/** Reads a webhook of PortOne V1, which nothing proves: a hint that makes us look, and no more (portone-v1 §11). */
import { z } from 'zod'
import { parseForm } from '../../core/form.ts'
import type { RawWebhook, WebhookAnswer, WebhookReading } from '../../ports/provider.ts'
import { isReference } from './requests.ts'

/** §11: any answer below 500 ends the sending. */
export const WEBHOOK_ANSWER: Readonly<Record<'accepted' | 'refused', WebhookAnswer>> = {
  accepted: { status: 200, contentType: 'text/plain; charset=utf-8', body: 'OK' },
  refused: { status: 400, contentType: 'text/plain; charset=utf-8', body: 'FAIL' },
}

/** The senders of webhooks (§11): for the channel's `webhookSources`. */
export const PORTONE_V1_WEBHOOK_SOURCES: readonly string[] = ['52.78.100.19', '52.78.48.223', '52.78.5.241']

/** Real ones have some 150 bytes; an escrow's has more (§11). */
export const WEBHOOK_LIMIT_BYTES = 16 * 1024

/** Longest event name that is kept. */
const MAX_EVENT = 60

/** §3: longest merchant_uid. */
const MAX_ORDER = 40

const BODY = z.object({
  imp_uid: z.string().refine(isReference),
  merchant_uid: z.string().min(1).max(MAX_ORDER),
  status: z.string().optional(),
  /** Only of events that are no change of the payment (Inicis escrow). */
  event: z.string().optional(),
})

const refused = (why: string): WebhookReading => ({ kind: 'refused', why })

/**
 * JSON or a form, as the console has it. The merchant_uid is as unproven as the rest: it may lead to a payment of ours,
 * and the inquiry that follows believes only what PortOne itself says of it.
 */
export async function readNotification(webhook: RawWebhook): Promise<WebhookReading> {
  const parsed = BODY.safeParse(decode(webhook))
  if (!parsed.success) return refused('not a notification of PortOne V1')
  const { imp_uid: ref, merchant_uid: orderNumber, status, event } = parsed.data
  if (event !== undefined) return { kind: 'ignored', event: event.slice(0, MAX_EVENT) }
  // §11.1: to answer a confirm call with 200 would approve the payment, which is not for a webhook address to do.
  if (status === undefined) return refused('a confirm request (confirm_url), which needs an address of its own')
  return { kind: 'hint', event: status.slice(0, MAX_EVENT), ref, orderNumber, proven: null }
}

/** By what it is, not by what its header says. */
function decode({ body }: RawWebhook): unknown {
  const text = Buffer.from(body).toString('utf8')
  if (!text.trimStart().startsWith('{')) return parseForm(body, (bytes) => Buffer.from(bytes).toString('utf8'))
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
