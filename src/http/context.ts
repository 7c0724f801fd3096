/** What every route works with: the engine, where we are reached, and how long a caller waits. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { isPaymentId, type PaymentId } from '../core/ids.ts'
import type { PaymentFile } from '../core/payment/payment.ts'
import type { Log } from '../engine/deps.ts'
import type { Engine } from '../engine/engine.ts'
import { Refused } from './problem.ts'

/** Fastify with zod as its one schema language. */
export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>

export interface HttpContext {
  readonly engine: Engine
  readonly log: Log
  /** Where buyers and merchants reach this service; no slash at the end. */
  readonly publicUrl: string
  /** The merchant's name for buyers; null where the config has none. */
  readonly displayName: string | null
  readonly development: boolean
  /** A caller is answered within this, whatever the provider does (DESIGN §7). */
  readonly answerWithinMs: number
  /** How long a buyer looks at the checking page. */
  readonly checkingForMs: number
}

export const checkoutUrl = ({ publicUrl }: HttpContext, id: PaymentId): string => `${publicUrl}/checkout/${id}`
export const returnUrl = ({ publicUrl }: HttpContext, id: PaymentId): string => `${publicUrl}/return/${id}`

/** The payment that a path names. Throws the refusal where there is none. */
export async function fileOf({ engine }: HttpContext, id: string): Promise<PaymentFile> {
  const file = await engine.load(paymentIdOf(id))
  if (file === null) throw noPayment(id)
  return file
}

/** A text that cannot be an id names nothing: 404, as for an id that nobody made. */
export function paymentIdOf(text: string): PaymentId {
  if (!isPaymentId(text)) throw noPayment(text)
  return text
}

const SHOWN_CHARACTERS = 60
const noPayment = (id: string): Refused =>
  new Refused('MD_NOT_FOUND', `There is no payment ${id.slice(0, SHOWN_CHARACTERS)}.`)
