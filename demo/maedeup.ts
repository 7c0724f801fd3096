/** Maedeup's HTTP API as this shop uses it: six calls, each answered with a value, never with an exception. */
import { z } from 'zod'
import { type Exchange, fetchJson } from './fetch-json.ts'

/** What the shop reads of a payment; there is more in it. */
const paymentSchema = z.object({
  id: z.string(),
  orderId: z.string(),
  providerOrderId: z.string(),
  orderName: z.string(),
  provider: z.string(),
  providerRef: z.string().nullable(),
  state: z.string(),
  amount: z.number(),
  paidAmount: z.number(),
  cancelledAmount: z.number(),
  /** What can still be refunded, in won. */
  refundable: z.number(),
  order: z.object({ ref: z.string() }).nullable(),
  orderDueAt: z.string().nullable(),
  attention: z.object({ at: z.string(), reason: z.string() }).nullable(),
  cancellations: z.array(z.object({ kind: z.string(), state: z.string(), amount: z.number() })),
  metadata: z.record(z.string(), z.string()),
})
export type Payment = z.infer<typeof paymentSchema>

const registeredSchema = paymentSchema.extend({ checkoutUrl: z.url({ protocol: /^https?$/ }) })
export type Registered = z.infer<typeof registeredSchema>

const eventSchema = z.object({
  type: z.string(),
  at: z.string(),
  data: z.record(z.string(), z.unknown()).default({}),
})
export type TimelineEvent = z.infer<typeof eventSchema>
const eventsSchema = z.object({ data: z.array(eventSchema) })

/** `done`: the money went back; anything else that is answered with success: not known yet. */
const refundSchema = z.object({ id: z.string(), state: z.string() })
export type RefundAnswer = z.infer<typeof refundSchema>

const problemSchema = z.object({ code: z.string() })

/**
 * `refused`: Maedeup understood and said no, and nothing was done. `unknown`: no answer, or none that says whether it
 * was done (time-out, reset, 5xx): the only safe thing is to ask again, and every call here may be repeated.
 */
export type Answer<Value> =
  | { readonly kind: 'ok'; readonly value: Value }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string }
  | { readonly kind: 'unknown'; readonly why: string }

export interface Registration {
  /** Which of our accounts at which PG; the buyer chose. */
  readonly channel: string
  readonly orderId: string
  readonly orderName: string
  /** Won. */
  readonly amount: number
  readonly method: 'card'
  readonly buyer: { readonly name: string; readonly phone?: string }
  readonly returnUrls: { readonly success: string; readonly fail: string }
  readonly metadata: Readonly<Record<string, string>>
}

export interface RefundWish {
  /** Won. */
  readonly amount: number
  readonly expectedBalance: number
  readonly reason: string
}

export interface Maedeup {
  register(registration: Registration): Promise<Answer<Registered>>
  payment(id: string): Promise<Answer<Payment>>
  timeline(id: string): Promise<Answer<readonly TimelineEvent[]>>
  /** "This payment belongs to this order of mine, of this amount." The same again answers the same. */
  recordOrder(id: string, order: { ref: string; amount: number }): Promise<Answer<Payment>>
  /** "The order fell through: give all of it back." The same again starts nothing new. */
  dropOrder(id: string, reason: string): Promise<Answer<unknown>>
  /** "Give so much of it back." The same key again shows how that refund stands, and never makes another. */
  refund(id: string, key: string, wish: RefundWish): Promise<Answer<RefundAnswer>>
}

export interface MaedeupOptions {
  readonly maedeupUrl: string
  readonly apiKey: string
  /** ISO-8601. */
  readonly orderWithin: string
}

export function createMaedeup({ maedeupUrl, apiKey, orderWithin }: MaedeupOptions): Maedeup {
  const base = `${maedeupUrl.replace(/\/$/, '')}/v1/payments`
  const headers = { authorization: `Bearer ${apiKey}` }
  const at = (id: string, rest = '') => `${base}/${encodeURIComponent(id)}${rest}`

  async function ask<Value>(exchange: Exchange, schema: z.ZodType<Value>): Promise<Answer<Value>> {
    const fetched = await fetchJson({ ...exchange, headers: { ...headers, ...exchange.headers } })
    if (fetched.kind === 'unknown') return fetched
    const { status, json } = fetched
    // Too many requests, or trouble over there: nothing is known, asking again is right.
    if (status === 429 || status >= 500) return { kind: 'unknown', why: `status ${status}` }
    if (status >= 400) return { kind: 'refused', status, code: codeOf(json) }
    const read = schema.safeParse(json)
    return read.success ? { kind: 'ok', value: read.data } : { kind: 'unknown', why: 'an answer of another shape' }
  }

  return {
    register: (registration) =>
      ask({ method: 'POST', url: base, body: { ...registration, orderWithin } }, registeredSchema),
    payment: (id) => ask({ method: 'GET', url: at(id) }, paymentSchema),
    timeline: async (id) => {
      const answer = await ask({ method: 'GET', url: at(id, '/events') }, eventsSchema)
      return answer.kind === 'ok' ? { kind: 'ok', value: answer.value.data } : answer
    },
    recordOrder: (id, order) => ask({ method: 'PUT', url: at(id, '/order'), body: order }, paymentSchema),
    dropOrder: (id, reason) => ask({ method: 'DELETE', url: at(id, '/order'), body: { reason } }, z.unknown()),
    refund: (id, key, wish) => {
      const url = at(id, '/cancellations')
      return ask({ method: 'POST', url, headers: { 'idempotency-key': key }, body: wish }, refundSchema)
    },
  }
}

function codeOf(json: unknown): string {
  const read = problemSchema.safeParse(json)
  return read.success ? read.data.code : 'unknown'
}
