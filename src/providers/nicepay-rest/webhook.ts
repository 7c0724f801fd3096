/** Reads a webhook: the payment object once more, signed with R-b (nicepay §16 "Webhook"); a hint, and proven. */
import type { RawWebhook, WebhookAnswer, WebhookReading } from '../../ports/provider.ts'
import type { Account } from './config.ts'
import { checkObject } from './sign.ts'
import { noticeShape } from './wire.ts'

const OK: WebhookAnswer = { status: 200, contentType: 'text/html; charset=utf-8', body: 'OK' }

/**
 * Also what we refuse is answered OK: the sample that is posted when the URL is registered may lack a valid signature,
 * and any other answer fails the registration (U337, U338; §18 trap 31). It is stored as refused all the same.
 */
export const WEBHOOK_ANSWER: Readonly<Record<'accepted' | 'refused', WebhookAnswer>> = { accepted: OK, refused: OK }

/** The senders of webhooks (§15, firewall table): for the channel's `webhookSources`. */
export const NICEPAY_REST_WEBHOOK_SOURCES: readonly string[] = ['121.133.126.86', '121.133.126.87']

/** A payment object with its cancels is some 5 kB (§16). */
export const WEBHOOK_LIMIT_BYTES = 64 * 1024

const refused = (why: string): WebhookReading => ({ kind: 'refused', why })

/** The signature covers tid, amount and time; what happened to the payment is for the inquiry to say. */
export function readNotification(account: Account, { body }: RawWebhook): WebhookReading {
  const parsed = noticeShape.safeParse(parse(body))
  if (!parsed.success) return refused('not a payment object')
  const { tid, orderId, status } = parsed.data
  switch (checkObject(parsed.data, account.secretKey)) {
    case 'right':
      return { kind: 'hint', event: status, ref: tid, orderNumber: orderId, proven: true }
    case 'wrong':
      return refused('the signature is wrong')
    case 'missing':
      // A failed transaction (§16), or a sample: nothing that has to be looked at.
      return { kind: 'ignored', event: status }
  }
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return undefined
  }
}
