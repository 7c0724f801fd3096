/** For merchants who receive Maedeup's webhooks: is it genuine, and what does it say? No dependency, no network. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { TimelineType } from '../core/payment/events.ts'

/** Something happened to a payment; the same object that `GET /v1/events` shows. */
export interface PaymentEvent {
  /** Its place in the feed: order by it, events arrive in any order. */
  readonly feedSeq: number
  readonly paymentId: string
  /** Its place on the payment's timeline. */
  readonly seq: number
  readonly type: TimelineType
  readonly data: Readonly<Record<string, string | number | boolean | null>>
  /** RFC 3339, UTC. */
  readonly at: string
}

/** What `POST /v1/webhook-endpoints/{id}/test` sends. */
export interface TestEvent {
  readonly feedSeq: null
  readonly paymentId: null
  readonly seq: 0
  readonly type: 'webhook.test'
  readonly data: { readonly endpointId: string }
  readonly at: string
}

export type WebhookEvent = PaymentEvent | TestEvent

/** As Node, Fetch or a framework hands them over; names in any case. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>

export const WEBHOOK_PROBLEMS = {
  headers_missing: 'webhook-id, webhook-timestamp or webhook-signature is missing',
  timestamp_invalid: 'webhook-timestamp is no time in seconds',
  timestamp_too_old: 'it was signed too long ago: it may be replayed (or the clock here is wrong)',
  timestamp_in_future: 'it was signed in the future (or the clock here is wrong)',
  signature_wrong: 'no signature fits: another secret, or the body was changed (give the raw bytes, not parsed JSON)',
  body_invalid: 'the body is genuine and not JSON',
} as const satisfies Record<string, string>
export type WebhookProblem = keyof typeof WEBHOOK_PROBLEMS

/** Answer such a request with 400, and do nothing else. */
export class WebhookError extends Error {
  readonly problem: WebhookProblem

  constructor(problem: WebhookProblem) {
    super(WEBHOOK_PROBLEMS[problem])
    this.name = 'WebhookError'
    this.problem = problem
  }
}

export interface VerifyOptions {
  /** Default: now. */
  readonly now?: Date
  /** How far `webhook-timestamp` may be from now. Default 300. */
  readonly toleranceSeconds?: number
}

/** Standard Webhooks recommends five minutes. */
const TOLERANCE_SECONDS = 300
/** Two secrets are live at most; more signatures than these are somebody's attempt to keep us busy. */
const MAX_SIGNATURES = 10

/**
 * The event, where one of `secrets` (`whsec_…`) signed exactly these bytes just now; throws {@link WebhookError}
 * otherwise. Give the body as it arrived. The same event may come more than once, under the same `webhook-id`.
 */
export function verify(
  ...[body, headers, secrets, options = {}]: [
    body: string | Uint8Array,
    headers: WebhookHeaders,
    secrets: string | readonly string[],
    options?: VerifyOptions,
  ]
): WebhookEvent {
  const { now = new Date(), toleranceSeconds = TOLERANCE_SECONDS } = options
  const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    read(headers, name),
  )
  if (!id || !timestamp || !signature) throw new WebhookError('headers_missing')
  if (!/^\d{1,12}$/.test(timestamp)) throw new WebhookError('timestamp_invalid')
  const ageSeconds = Math.floor(now.getTime() / 1_000) - Number(timestamp)
  if (ageSeconds > toleranceSeconds) throw new WebhookError('timestamp_too_old')
  if (ageSeconds < -toleranceSeconds) throw new WebhookError('timestamp_in_future')
  const sent = signature.split(' ', MAX_SIGNATURES)
  const own = [secrets].flat().map((secret) => sign(secret, { id, timestamp, body }))
  if (!own.some((one) => sent.some((other) => isSame(one, other)))) throw new WebhookError('signature_wrong')
  return parse(body)
}

/** The headers that Maedeup would send with this body, for tests of your receiver. */
export function testHeaders(
  body: string | Uint8Array,
  secret: string,
  { id = 'dlv_00000000000000000000000000000000', at = new Date() }: { id?: string; at?: Date } = {},
): Record<'content-type' | 'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000))
  return {
    'content-type': 'application/json; charset=utf-8',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': sign(secret, { id, timestamp, body }),
  }
}

interface Signable {
  readonly id: string
  readonly timestamp: string
  readonly body: string | Uint8Array
}

/** Standard Webhooks, symmetric: HMAC-SHA256 over `id.timestamp.body`. */
function sign(secret: string, { id, timestamp, body }: Signable): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  if (key.length === 0) throw new TypeError('a webhook secret is "whsec_" and base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function read(headers: WebhookHeaders, name: string): string | null {
  if (headers instanceof Headers) return headers.get(name)
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === name) ?? []
  return typeof value === 'string' ? value : (value?.[0] ?? null)
}

function parse(body: string | Uint8Array): WebhookEvent {
  try {
    return JSON.parse(Buffer.from(body as Uint8Array).toString()) as WebhookEvent
  } catch {
    throw new WebhookError('body_invalid')
  }
}
