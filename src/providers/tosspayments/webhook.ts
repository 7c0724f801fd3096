/** Reads the three envelopes of a Toss webhook (§11) as hints: payment events are unsigned. */
import { z } from 'zod'
import type { RawWebhook, WebhookAnswer, WebhookReading } from '../../ports/provider.ts'
import type { Account } from './config.ts'

const answer = (status: number, body: string): WebhookAnswer => ({
  status,
  contentType: 'application/json; charset=utf-8',
  body,
})

/** §11: exactly 200 within 10 s, or it is sent again for almost four days. */
export const WEBHOOK_ANSWER: Readonly<Record<'accepted' | 'refused', WebhookAnswer>> = {
  accepted: answer(200, '{}'),
  refused: answer(400, '{}'),
}

/** The senders of webhooks (§11): for the channel's `webhookSources`. */
export const TOSSPAYMENTS_WEBHOOK_SOURCES: readonly string[] = [
  '13.124.18.147',
  '13.124.108.35',
  '3.36.173.151',
  '3.38.81.32',
  '115.92.221.121',
  '115.92.221.122',
  '115.92.221.123',
  '115.92.221.125',
  '115.92.221.126',
  '115.92.221.127',
]

/** A whole Payment with its metadata is some 15 kB at most (§3, §5). */
export const WEBHOOK_LIMIT_BYTES = 128 * 1024

/** Longest event name that is kept. */
const MAX_EVENT = 100

const text = z.string().min(1).max(300).nullish().catch(null)

const enveloped = z.object({
  eventType: z.string().min(1).max(MAX_EVENT),
  data: z.object({ paymentKey: text, orderId: text, mId: text }).nullish().catch(null),
})

/** Flat, without eventType and paymentKey (§15 trap 14). */
const depositCallback = z.object({
  status: z.string().min(1).max(100),
  orderId: z.string().min(1).max(300),
})

/** Events about payments. The others are about payouts, billing keys and BrandPay, which are no payments of ours. */
const FOLLOWED: ReadonlySet<string> = new Set(['PAYMENT_STATUS_CHANGED', 'CANCEL_STATUS_CHANGED'])

/**
 * `proven` is always null: the one proof is a `secret` that equals the one in the confirm answer, and an adapter keeps
 * nothing to compare with. §11 wants the look-up in any case.
 */
export function readEvent(account: Account, { body }: RawWebhook): WebhookReading {
  const json = parse(body)
  const envelope = enveloped.safeParse(json)
  if (envelope.success) return readEnvelope(account, envelope.data)
  const deposit = depositCallback.safeParse(json)
  if (!deposit.success) return { kind: 'refused', why: 'not an event of Toss Payments' }
  const { status, orderId } = deposit.data
  const event = `DEPOSIT_CALLBACK/${status}`.slice(0, MAX_EVENT)
  return { kind: 'hint', event, ref: null, orderNumber: orderId, proven: null }
}

function readEnvelope(account: Account, { eventType, data }: z.output<typeof enveloped>): WebhookReading {
  if (!FOLLOWED.has(eventType)) return { kind: 'ignored', event: eventType }
  const { paymentKey = null, orderId = null, mId = null } = data ?? {}
  // A Cancel object names no payment (§11): its cancel is followed by looking, as every accepted one is.
  if (paymentKey === null && orderId === null) return { kind: 'ignored', event: eventType }
  if (account.mid !== null && mId !== null && mId !== account.mid) return { kind: 'refused', why: 'another MID' }
  return { kind: 'hint', event: eventType, ref: paymentKey, orderNumber: orderId, proven: null }
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return undefined
  }
}
