/** The three webhooks of payments: their envelopes, their headers, and the one rule when they are heard (§11). */
import { type Instant, MINUTE_MS } from '../../core/time.ts'
import type { Attempt, Message } from '../notify.ts'
import { cancelJson, kstSeconds, kstTime, paymentJson } from './json.ts'
import type { Cancel, Payment, Status } from './payment.ts'
import type { EventName } from './switches.ts'
import type { World } from './world.ts'

/** Seven more sends, each four times later than the one before (§11). */
export const RETRY_AFTER_MS = [1, 4, 16, 64, 256, 1024, 4096].map((minutes) => minutes * MINUTE_MS)

/** Other 2xx are unconfirmed: only 200 counts. */
const isAcknowledged = (status: number): boolean => status === 200

/** Statuses that PAYMENT_STATUS_CHANGED is sent for; an account's issue and lost deposit come as twins (§6, §11). */
const TOLD: readonly Status[] = ['DONE', 'CANCELED', 'PARTIAL_CANCELED', 'ABORTED', 'EXPIRED', 'WAITING_FOR_DEPOSIT']

/** Tells of a payment's new status. Billing payments are not told of, nor is an account whose time is over. */
export function tellStatus(world: World, payment: Payment): void {
  if (payment.type === 'BILLING' || !TOLD.includes(payment.status)) return
  const forged = forgedOf(payment)
  send(world, {
    event: 'PAYMENT_STATUS_CHANGED',
    body: statusBody(world, payment),
    forged: statusBody(world, forged),
  })
  if (payment.account !== null)
    send(world, {
      event: 'DEPOSIT_CALLBACK',
      body: depositBody(world, payment),
      forged: depositBody(world, forged),
    })
}

/** Only cancels that end later are told of (§4.3). */
export function tellCancel(world: World, cancel: Cancel): void {
  const event = 'CANCEL_STATUS_CHANGED'
  const body = (told: Cancel) => ({ eventType: event, createdAt: bareTime(world.now()), data: cancelJson(told) })
  const opposite = cancel.status === 'DONE' ? 'ABORTED' : 'DONE'
  send(world, { event, body: body(cancel), forged: body({ ...cancel, status: opposite }) })
}

interface Told {
  readonly event: EventName
  readonly body: object
  readonly forged: object
}

function send(world: World, { event, body, forged }: Told): void {
  if (!world.switches().events.includes(event)) return
  world.host.notify({
    ...message(world, event, body),
    isAcknowledged,
    retryAfterMs: RETRY_AFTER_MS,
    forged: message(world, event, forged),
  })
}

/** The id stays equal over retries (unconfirmed); payment events carry no signature. */
function message(world: World, event: EventName, body: object): Message {
  const id = world.newTransactionKey().toLowerCase()
  return {
    event,
    contentType: 'application/json',
    body: Buffer.from(JSON.stringify(body)),
    headers: ({ at, retried }: Attempt) => ({
      'tosspayments-webhook-transmission-time': kstTime(at),
      'tosspayments-webhook-transmission-id': id,
      'tosspayments-webhook-transmission-retried-count': String(retried),
    }),
  }
}

const statusBody = (world: World, payment: Payment) => ({
  eventType: 'PAYMENT_STATUS_CHANGED',
  createdAt: bareTime(world.now()),
  data: paymentJson(payment, { now: world.now(), language: 'ko', secret: 'present' }),
})

/** Flat, without eventType and paymentKey (trap 14). */
const depositBody = (world: World, payment: Payment) => ({
  createdAt: bareTime(world.now()),
  secret: payment.secret,
  status: payment.status,
  transactionKey: payment.lastTransactionKey,
  orderId: payment.orderId,
})

/** A stranger says paid where it is not, cancelled where it is; it cannot know the secret. */
const forgedOf = (payment: Payment): Payment => ({
  ...payment,
  status: payment.status === 'DONE' ? 'CANCELED' : 'DONE',
  secret: `ps_${'0'.repeat(24)}`,
})

/** `2025-05-21T13:25:00.000000`, without offset. */
const bareTime = (at: Instant): string => `${kstSeconds(at)}.${String(at % 1_000).padStart(3, '0')}000`
