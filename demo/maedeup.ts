/** Maedeup's HTTP API as this shop uses it: seven calls, each answered with a value, never with an exception. */
import { z } from 'zod'
import { type Exchange, fetchJson } from './fetch-json.ts'

/** An account of the buyer as it may be shown: all but the last four digits are stars. */
const shownAccountSchema = z.object({ bank: z.string(), number: z.string() }).nullable().default(null)
export type ShownAccount = z.infer<typeof shownAccountSchema>

/** Where the buyer pays into; the number is null until the PG told it. */
const virtualAccountSchema = z.object({
  bank: z.string().nullable(),
  number: z.string().nullable(),
  holder: z.string().nullable(),
  expiresAt: z.string(),
})
export type VirtualAccount = z.infer<typeof virtualAccountSchema>

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
  virtualAccount: virtualAccountSchema.nullable().default(null),
  /** By when what is still to go back is due by law. */
  refundDueAt: z.string().nullable().default(null),
  cancellations: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      state: z.string(),
      amount: z.number(),
      refundAccount: shownAccountSchema,
    }),
  ),
  metadata: z.record(z.string(), z.string()),
})
export type Payment = z.infer<typeof paymentSchema>

/** A payment with a window has a page that opens it, and one without has none. */
const windowSchema = paymentSchema.extend({ checkoutUrl: z.url({ protocol: /^https?$/ }) })
const issuedSchema = paymentSchema.extend({ checkoutUrl: z.null() })
export type Registered = z.infer<typeof windowSchema> | z.infer<typeof issuedSchema>

const eventSchema = z.object({
  type: z.string(),
  at: z.string(),
  data: z.record(z.string(), z.unknown()).default({}),
})
export type TimelineEvent = z.infer<typeof eventSchema>
const eventsSchema = z.object({ data: z.array(eventSchema) })

/** `done`: the money went back; anything else that is answered with success: not known yet. */
const refundSchema = z.object({ id: z.string(), state: z.string(), refundAccount: shownAccountSchema })
export type RefundAnswer = z.infer<typeof refundSchema>

/** What a refund would need, whether it waits for an hour of the day, and when the buyer would see the money. */
const quoteSchema = z.object({
  needs: z.array(z.string()),
  /** `later`: it is taken now and sent at `nextAt`. */
  allowed: z.string().default('yes'),
  nextAt: z.string().nullable().default(null),
  buyerSees: z.object({ from: z.string(), to: z.string() }).nullable(),
})
export type Quote = z.infer<typeof quoteSchema>

const problemSchema = z.object({ code: z.string(), errors: z.array(z.object({ field: z.string() })).default([]) })

/**
 * `refused`: Maedeup understood and said no, and nothing was done. `unknown`: no answer, or none that says whether it
 * was done (time-out, reset, 5xx): the only safe thing is to ask again, and every call here may be repeated.
 */
export type Answer<Value> =
  | { readonly kind: 'ok'; readonly value: Value }
  | Refused
  | { readonly kind: 'unknown'; readonly why: string }

export interface Refused {
  readonly kind: 'refused'
  readonly status: number
  readonly code: string
  /** The fields of the request that are wrong, as `virtualAccount.bank`. */
  readonly fields: readonly string[]
}

export interface Registration {
  /** Which of our accounts at which PG; the buyer chose. */
  readonly channel: string
  readonly orderId: string
  readonly orderName: string
  /** Won. */
  readonly amount: number
  readonly method: 'card' | 'virtual_account'
  /** Has the account issued at once, without a window. */
  readonly virtualAccount?: AccountWish
  readonly buyer: { readonly name: string; readonly phone?: string }
  /** Where the window comes back to; none without a window. */
  readonly returnUrls?: { readonly success: string; readonly fail: string }
  readonly metadata: Readonly<Record<string, string>>
}

export interface AccountWish {
  readonly bank: string
  readonly holder: string
  /** ISO-8601. */
  readonly expiresAt: string
  readonly cashReceipt?: CashReceipt
}

export interface CashReceipt {
  readonly type: 'income_deduction' | 'expenditure_proof'
  /** A mobile number; a business number. */
  readonly number: string
}

export interface RefundWish {
  /** Won; absent: all that is left, and before a deposit the account itself. */
  readonly amount?: number
  readonly expectedBalance: number
  readonly reason: string
  readonly refundAccount?: RefundAccount
}

/** As the buyer typed it; Maedeup takes blanks and hyphens out. */
export interface RefundAccount {
  readonly bank: string
  readonly number: string
  readonly holder: string
  readonly phone?: string
}

export interface Maedeup {
  register(registration: Registration): Promise<Answer<Registered>>
  payment(id: string): Promise<Answer<Payment>>
  timeline(id: string): Promise<Answer<readonly TimelineEvent[]>>
  /** "This payment belongs to this order of mine, of this amount." The same again answers the same. */
  recordOrder(id: string, order: { ref: string; amount: number }): Promise<Answer<Payment>>
  /** "The order fell through: give all of it back." The same again starts nothing new. */
  dropOrder(id: string, reason: string): Promise<Answer<unknown>>
  /** "What would a refund of all that is left need?" */
  quote(id: string): Promise<Answer<Quote>>
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
    if (status >= 400) return { kind: 'refused', status, ...problemOf(json) }
    const read = schema.safeParse(json)
    return read.success ? { kind: 'ok', value: read.data } : { kind: 'unknown', why: 'an answer of another shape' }
  }

  return {
    register: (registration) => {
      const schema: z.ZodType<Registered> = registration.virtualAccount === undefined ? windowSchema : issuedSchema
      return ask({ method: 'POST', url: base, body: { ...registration, orderWithin } }, schema)
    },
    payment: (id) => ask({ method: 'GET', url: at(id) }, paymentSchema),
    timeline: async (id) => {
      const answer = await ask({ method: 'GET', url: at(id, '/events') }, eventsSchema)
      return answer.kind === 'ok' ? { kind: 'ok', value: answer.value.data } : answer
    },
    recordOrder: (id, order) => ask({ method: 'PUT', url: at(id, '/order'), body: order }, paymentSchema),
    dropOrder: (id, reason) => ask({ method: 'DELETE', url: at(id, '/order'), body: { reason } }, z.unknown()),
    quote: (id) => ask({ method: 'GET', url: at(id, '/cancellation-quote') }, quoteSchema),
    refund: (id, key, wish) => {
      const url = at(id, '/cancellations')
      return ask({ method: 'POST', url, headers: { 'idempotency-key': key }, body: wish }, refundSchema)
    },
  }
}

function problemOf(json: unknown): Pick<Refused, 'code' | 'fields'> {
  const read = problemSchema.safeParse(json)
  if (!read.success) return { code: 'unknown', fields: [] }
  return { code: read.data.code, fields: read.data.errors.map(({ field }) => field) }
}
