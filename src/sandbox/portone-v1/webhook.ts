/** What PortOne V1 tells the merchant: three or four fields, unsigned, once or up to six times (§11). */
import { MINUTE_MS, SECOND_MS } from '../../core/time.ts'
import { isLoopbackTarget, type Message, type Notification } from '../notify.ts'
import { type Payment, type Status, statusOf } from './payment.ts'
import type { World } from './world.ts'

interface Facts {
  readonly imp_uid: string
  readonly merchant_uid: string
  readonly status: Status
  readonly cancellation_id?: string
}

/** The first attempt's limit; the sheet gives a resend 15 s in total, which differs for nobody who answers at all. */
const TIMEOUT_MS = 30 * SECOND_MS
const RETRY_MS = MINUTE_MS
/** With `first: webhook` the buyer waits for the merchant's answer, but not for a merchant that is not there. */
const MAX_WAIT_MS = 3 * SECOND_MS

/** Resolves when the merchant has answered, or is not expected to any more. */
export function notifyMerchant(world: World, payment: Payment, cancellationId?: string): Promise<unknown> {
  const facts: Facts = {
    imp_uid: payment.impUid,
    merchant_uid: payment.merchantUid,
    status: statusOf(payment.facts),
    ...(cancellationId === undefined ? {} : { cancellation_id: cancellationId }),
  }
  const answered = Promise.withResolvers<void>()
  const { webhookDelayMs } = world.switches()
  const send = (): void => {
    for (const url of targetsOf(payment)) world.host.notify(notification(world, facts, { url, answered }))
  }
  if (webhookDelayMs === 0) send()
  else world.host.timers.after(webhookDelayMs, send)
  return Promise.race([answered.promise, world.host.timers.wait(MAX_WAIT_MS)])
}

/** Null is the address of the console; the payment's own addresses override it, if they are on this machine. */
function targetsOf({ noticeUrls }: Payment): readonly (string | null)[] {
  const own = noticeUrls.filter(isLoopbackTarget)
  return own.length > 0 ? own : [null]
}

interface Sending {
  readonly url: string | null
  readonly answered: PromiseWithResolvers<void>
}

function notification(world: World, facts: Facts, { url, answered }: Sending): Notification {
  const { webhookRetries } = world.switches()
  return {
    ...message(world, facts),
    isAcknowledged(status) {
      answered.resolve()
      // A 4xx answer is not tried again: it counts as heard (§11).
      return status < 500
    },
    retryAfterMs: Array.from({ length: webhookRetries }, () => RETRY_MS),
    timeoutMs: TIMEOUT_MS,
    ...(url === null ? {} : { url }),
    forged: message(world, { ...facts, status: facts.status === 'paid' ? 'cancelled' : 'paid' }),
  }
}

function message(world: World, facts: Facts): Message {
  const isJson = world.switches().webhookFormat === 'json'
  const text = isJson ? JSON.stringify(facts) : new URLSearchParams({ ...facts }).toString()
  return {
    event: facts.status,
    contentType: isJson ? 'application/json' : 'application/x-www-form-urlencoded',
    body: Buffer.from(text),
    headers: () => ({ 'user-agent': 'PortOne-Webhook' }),
  }
}
