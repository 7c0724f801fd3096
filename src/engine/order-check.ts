/** Asks the merchant whether an order exists: a function, a signed URL, or a query on the merchant's own database. */
import { createHmac } from 'node:crypto'
import pg from 'pg'
import { z } from 'zod'
import type { Payment } from '../core/payment/payment.ts'
import { SECOND_MS, toIso } from '../core/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { OrderCheck } from './channel.ts'

/** What the merchant is asked about. `amount` in minor units, times RFC 3339. */
export interface OrderQuestion {
  readonly paymentId: string
  readonly orderId: string
  readonly providerOrderId: string
  readonly amount: number
  readonly currency: string
  readonly paidAt: string | null
  readonly metadata: Readonly<Record<string, string>>
}

/** A ref ties the payment; `null` means "there is certainly no order"; `undefined` or a throw means "cannot tell". */
export type OrderAnswer = { readonly ref: string } | null | undefined

export type OrderCheckConfig =
  | ((question: OrderQuestion) => Promise<OrderAnswer> | OrderAnswer)
  /** POSTs the question, signed; answers `{"ref": "…"}`, `{"ref": null}`, or anything else for "cannot tell". */
  | { readonly url: string; readonly secret: string }
  /** One column, the order's ref; `$1` is the order id. No row, or an empty ref (seed 000), means "no order". */
  | { readonly sql: string; readonly connectionString: string }

/** A merchant who needs longer has trouble of its own: that is "unknown", and asked again. */
const ANSWER_WITHIN_MS = 5 * SECOND_MS
/** A ref longer than this is no order number. */
const MAX_REF = 200
const MAX_BODY = 10_000

type Verdict = Awaited<ReturnType<OrderCheck>>
const UNKNOWN: Verdict = { kind: 'unknown' }

/** Never throws: trouble of any kind is "unknown", and doubt postpones (DESIGN §5). */
export function createOrderCheck(config: OrderCheckConfig, clock: Clock): OrderCheck {
  const ask = askerOf(config, clock)
  return async (payment) => {
    try {
      return verdictOf(await withinTime(ask(questionOf(payment))))
    } catch {
      return UNKNOWN
    }
  }
}

function askerOf(config: OrderCheckConfig, clock: Clock): (question: OrderQuestion) => Promise<OrderAnswer> {
  if (typeof config === 'function') return async (question) => await config(question)
  if ('url' in config) return (question) => askUrl(config, question, clock)
  // Its own small pool: a merchant's slow database must not eat ours.
  const pool = new pg.Pool({
    connectionString: config.connectionString,
    max: 2,
    connectionTimeoutMillis: ANSWER_WITHIN_MS,
    query_timeout: ANSWER_WITHIN_MS,
    allowExitOnIdle: true,
  })
  pool.on('error', () => {}) // The query that meets it says so itself.
  return (question) => askSql(pool, config.sql, question)
}

const answerBody = z.object({ ref: z.string().max(MAX_REF).nullable() })

async function askUrl(
  { url, secret }: { url: string; secret: string },
  question: OrderQuestion,
  clock: Clock,
): Promise<OrderAnswer> {
  const body = JSON.stringify(question)
  const time = Math.floor(clock.now() / SECOND_MS)
  const signature = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')
  const answer = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'maedeup-signature': `t=${time},v1=${signature}` },
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  })
  const text = await answer.text()
  if (answer.status !== 200 || text.length > MAX_BODY) return undefined
  const { ref } = answerBody.parse(JSON.parse(text))
  return ref === null || ref === '' ? null : { ref }
}

async function askSql(pool: pg.Pool, sql: string, { orderId }: OrderQuestion): Promise<OrderAnswer> {
  const { rows } = await pool.query<unknown[]>({ text: sql, values: [orderId], rowMode: 'array' })
  const refs = rows.map(([ref]) => (ref === null || ref === undefined ? '' : String(ref).trim())).filter(Boolean)
  // Two different reservations for one order id: a person must look, we must not pick.
  if (new Set(refs).size > 1) return undefined
  const [ref] = refs
  return ref === undefined ? null : { ref }
}

async function withinTime(answer: Promise<OrderAnswer>): Promise<OrderAnswer> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ANSWER_WITHIN_MS)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}

function verdictOf(answer: OrderAnswer): Verdict {
  if (answer === null) return { kind: 'none' }
  if (typeof answer?.ref !== 'string' || answer.ref === '' || answer.ref.length > MAX_REF) return UNKNOWN
  return { kind: 'ref', ref: answer.ref }
}

const questionOf = (payment: Payment): OrderQuestion => ({
  paymentId: payment.id,
  orderId: payment.orderId,
  providerOrderId: payment.providerOrderId,
  amount: payment.amounts.total,
  currency: payment.currency,
  paidAt: payment.paidAt === null ? null : toIso(payment.paidAt),
  metadata: payment.metadata,
})
