/** Webhooks of both versions: signed anew for each attempt, retried with full jitter, logged on the payment (§10). */
import { Webhook } from 'standardwebhooks'
import { MINUTE_MS, toIso } from '../../core/time.ts'
import type { Attempt, Message } from '../notify.ts'
import { PORTONE_V2_CREDENTIALS } from './credentials.ts'
import type { Delivery, Payment } from './payment.ts'
import type { World } from './world.ts'

/** The names of §10.2 without `Transaction.`, and what the older version calls them (§10.1). */
const NAMES = {
  Ready: 'Ready',
  Paid: 'Paid',
  VirtualAccountIssued: 'VirtualAccountIssued',
  PayPending: 'PayPending',
  Failed: 'Failed',
  PartialCancelled: 'PartialCancelled',
  Cancelled: 'Cancelled',
  CancelPending: 'CancelPending',
  DisputeCreated: null,
  DisputeResolved: null,
} as const

export type EventName = keyof typeof NAMES

export interface Event {
  readonly name: EventName
  readonly cancellationId?: string
  /** What the delivery log says about an event that no call of the merchant caused (§10.6). */
  readonly trigger?: Trigger
}

type Trigger =
  | 'MANUAL'
  | 'VIRTUAL_ACCOUNT_DEPOSIT'
  | 'ASYNC_CANCEL_APPROVED'
  | 'ASYNC_PAY_APPROVED'
  | 'ASYNC_PAY_FAILED'
  | 'ASYNC_PAY_PENDING'
  | 'DISPUTE_CREATED'
  | 'DISPUTE_RESOLVED'

/** Before the second to the sixth attempt; the real delay is anything between nothing and this (§10.5). */
const BASE_DELAYS_MS = [1, 4, 16, 64, 256].map((minutes) => minutes * MINUTE_MS)
const READ_TIMEOUT_MS = 30_000

/** A stranger does not know the secret. */
const STRANGER_SECRET = Buffer.from('a-stranger-who-does-not-know-it!').toString('base64')

export function announce(world: World, payment: Payment, event: Event): void {
  const written = write(world, payment, event)
  if (written === null) return
  const { contentType, body } = written
  const delivery: Delivery = {
    id: world.newId(),
    name: event.name,
    body,
    contentType,
    paymentStatus: payment.status,
    trigger: event.trigger ?? null,
    triggeredAt: world.now(),
    url: '',
    status: null,
    count: 0,
    requestedAt: null,
    response: null,
  }
  payment.webhooks.push(delivery)
  deliverTo(world, payment, delivery)
}

/** Sends what the log holds, under the same id: the first time, or again because somebody asked. */
export function deliverTo(world: World, payment: Payment, delivery: Delivery): void {
  const [noticeUrl] = payment.order.noticeUrls
  const message = messageOf(world, delivery)
  world.host.notify({
    ...message,
    ...(noticeUrl === undefined ? {} : { url: noticeUrl }),
    headers: (attempt) => {
      begin(delivery, attempt)
      return message.headers(attempt)
    },
    isAcknowledged: (status, body) => {
      const isOk = status >= 200 && status < 300
      delivery.status = isOk ? 'SUCCEEDED' : 'FAILED_NOT_OK_RESPONSE'
      delivery.response = { code: String(status), body: body.slice(0, 1_000), at: world.now() }
      return isOk
    },
    retryAfterMs: BASE_DELAYS_MS.map((baseMs) => Math.floor(world.host.random().next() * baseMs)),
    timeoutMs: READ_TIMEOUT_MS,
    forged: forgedOf(world, payment),
  })
}

/** Until an answer comes, the attempt counts as one without. */
function begin(delivery: Delivery, { at, retried, url }: Attempt): void {
  delivery.count = retried + 1
  delivery.requestedAt = at
  delivery.url = url
  delivery.status = 'FAILED_UNEXPECTED_ERROR'
}

function messageOf(world: World, { id, name, body, contentType }: Omit<Signable, 'secrets'>): Message {
  const signers = world.switches().webhookSecrets
  return signed({ id, name, body, contentType, secrets: signers })
}

interface Signable {
  readonly id: string
  readonly name: string
  readonly body: string
  readonly contentType: string
  readonly secrets: readonly string[]
}

/** A new timestamp and signature for every attempt, else retries would be too old for every SDK (§10.5, §15). */
const signed = ({ id, name, body, contentType, secrets }: Signable): Message => ({
  event: `Transaction.${name}`,
  contentType,
  body: Buffer.from(body),
  headers: ({ at }) => ({
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, new Date(at), body)).join(' '),
  }),
})

/** Says of a payment that it is cancelled, or of a cancelled one that it is paid; signed by someone else. */
function forgedOf(world: World, payment: Payment): Message {
  const name = payment.status === 'CANCELLED' ? 'Paid' : 'Cancelled'
  const { contentType, body } = write(world, payment, { name }) ?? { contentType: JSON_TYPE, body: '{}' }
  return signed({ id: world.newId(), name, contentType, body, secrets: [STRANGER_SECRET] })
}

const JSON_TYPE = 'application/json'
const FORM_TYPE = 'application/x-www-form-urlencoded'

/** Null where the version has no such event. The bytes are fixed when it happens (§10.1). */
function write(world: World, payment: Payment, event: Event): { contentType: string; body: string } | null {
  const { webhookVersion, webhookForm } = world.switches()
  const { paymentId } = payment.order
  if (webhookVersion === '2024-04-25') {
    const data = { storeId: PORTONE_V2_CREDENTIALS.storeId, paymentId, transactionId: payment.transactionId }
    const cancellation = event.cancellationId === undefined ? {} : { cancellationId: event.cancellationId }
    const body = {
      type: `Transaction.${event.name}`,
      timestamp: toIso(world.now()),
      data: { ...data, ...cancellation },
    }
    return { contentType: JSON_TYPE, body: JSON.stringify(body) }
  }
  const status = NAMES[event.name]
  if (status === null) return null
  const fields = { payment_id: paymentId, tx_id: payment.transactionId, status }
  return webhookForm === 'json'
    ? { contentType: JSON_TYPE, body: JSON.stringify(fields) }
    : { contentType: FORM_TYPE, body: new URLSearchParams(fields).toString() }
}
