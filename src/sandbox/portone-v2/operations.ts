/** From a method and a path to the answer: which operation it is, what its body must be, and who processes it. */
import type { z } from 'zod'
import type { Operation } from '../faults/catalogue.ts'
import { type Answer, ok, refusal } from './answer.ts'
import { shownBanks } from './banks.ts'
import { cancel } from './cancel.ts'
import { PORTONE_V2_CREDENTIALS } from './credentials.ts'
import { UNLISTED_STATUS } from './errors.ts'
import { list } from './list.ts'
import { closeAccount, confirm, payInstantly, preRegister } from './pay-calls.ts'
import type { Payment } from './payment.ts'
import { isPromotionId, promotionShown } from './promotions.ts'
import { stop } from './refund.ts'
import { shownPayment, shownTransaction } from './render.ts'
import { resend } from './resend.ts'
import * as schemas from './schemas.ts'
import type { World } from './world.ts'

/** The faults that change what is processed or shown, not how the answer travels. */
export type Mood = 'stale' | 'test_channel' | 'unlisted_status' | 'async_then_refuse' | 'balance_short'

export interface Ask {
  readonly params: Readonly<Record<string, string>>
  readonly body: unknown
  /** The Idempotency-Key without its quotes. */
  readonly key: string | null
  readonly mood: Mood | null
}

export interface Call {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** Null: none of the design's, so that no fault is planned for it and the call log leaves it out. */
  readonly operation: Operation | null
  readonly open?: true
  readonly process: (world: World, ask: Ask) => Answer
}

/** Reads the body, then processes; what cannot be read is 400 (§7.2: syntax comes before everything but auth). */
function reading<Schema extends z.ZodType<{ storeId?: string | undefined }>>(
  schema: Schema,
  process: (world: World, ask: Ask, body: z.output<Schema>) => Answer,
): Call['process'] {
  return (world, ask) => {
    const read = schema.safeParse(ask.body ?? {})
    if (!read.success) return refusal(world, 'badRequest')
    const { storeId } = read.data
    if (storeId !== undefined && storeId !== PORTONE_V2_CREDENTIALS.storeId) return foreign(world, ask)
    return process(world, ask, read.data)
  }
}

/** Another store's payment is not visible (§1: unconfirmed how); where there is no payment to hide, it is forbidden. */
const foreign = (world: World, { params }: Ask): Answer =>
  refusal(
    world,
    params.paymentId !== undefined && world.switches().foreignStore === 'not_found' ? 'noSuchPayment' : 'foreignStore',
  )

/** The same, for calls about a payment that must exist. */
const about = <Schema extends z.ZodType<{ storeId?: string | undefined }>>(
  schema: Schema,
  process: (world: World, payment: Payment, call: { ask: Ask; body: z.output<Schema> }) => Answer,
): Call['process'] =>
  reading(schema, (world, ask, body) => {
    const payment = world.find(ask.params.paymentId ?? '')
    return payment === null ? refusal(world, 'noSuchPayment') : process(world, payment, { ask, body })
  })

/** A payment as this inquiry sees it, which a fault may bend. Null: not yet there. */
function seen(world: World, payment: Payment, mood: Mood | null): object | null {
  const now = shownPayment(payment, world.now())
  switch (mood) {
    case 'stale':
      return payment.before
    case 'unlisted_status':
      return { ...now, status: UNLISTED_STATUS.payment }
    case 'test_channel':
      return { ...now, channel: { ...('channel' in now ? (now.channel as object) : {}), type: 'TEST' } }
    default:
      return now
  }
}

const PAYMENT = '/payments/:paymentId'
const NO_BODY = schemas.storeBody

export const CALLS: readonly Call[] = [
  {
    method: 'GET',
    path: PAYMENT,
    operation: 'inquire',
    process: about(NO_BODY, (world, payment, { ask }) => {
      const shown = seen(world, payment, ask.mood)
      return shown === null ? refusal(world, 'noSuchPayment') : ok(shown, payment.status)
    }),
  },
  {
    method: 'GET',
    path: `${PAYMENT}/transactions`,
    operation: null,
    process: about(NO_BODY, (world, payment) =>
      ok({ items: payment.attempts.map((id) => shownTransaction(payment, id, world.now())) }),
    ),
  },
  {
    method: 'GET',
    path: '/payments',
    operation: 'list',
    process: reading(schemas.listBody as z.ZodType<schemas.ListBody & { storeId?: string }>, (world, ask, body) =>
      list(world, body, (payment) => seen(world, payment, ask.mood)),
    ),
  },
  {
    method: 'POST',
    path: `${PAYMENT}/pre-register`,
    operation: null,
    process: reading(schemas.preRegisterBody, (world, { params }, body) =>
      preRegister(world, params.paymentId ?? '', {
        totalAmount: body.totalAmount ?? null,
        taxFreeAmount: body.taxFreeAmount ?? null,
        currency: body.currency ?? null,
      }),
    ),
  },
  {
    method: 'POST',
    path: `${PAYMENT}/cancel`,
    operation: 'cancel',
    process: about(schemas.cancelBody, (world, payment, { ask, body }) => {
      const { mood, key } = ask
      const fault = mood === 'async_then_refuse' || mood === 'balance_short' ? { fault: mood } : {}
      return cancel(world, { payment, body, key, ...fault })
    }),
  },
  {
    method: 'POST',
    path: `${PAYMENT}/cancellations/:cancellationId/stop`,
    operation: null,
    process: about(NO_BODY, (world, payment, { ask }) => stop(world, payment, ask.params.cancellationId ?? '')),
  },
  {
    method: 'POST',
    path: `${PAYMENT}/instant`,
    operation: 'issue',
    process: reading(schemas.instantBody, (world, { params }, body) =>
      payInstantly(world, params.paymentId ?? '', body),
    ),
  },
  {
    method: 'POST',
    path: `${PAYMENT}/virtual-account/close`,
    operation: 'close',
    process: about(NO_BODY, (world, payment) => closeAccount(world, payment)),
  },
  {
    method: 'POST',
    path: `${PAYMENT}/confirm`,
    operation: 'approve',
    process: about(schemas.confirmBody, (world, payment, { body }) => confirm(world, payment, body)),
  },
  {
    method: 'POST',
    path: `${PAYMENT}/capture`,
    operation: null,
    process: about(NO_BODY, (world, payment) =>
      payment.status === 'PAID' || payment.status === 'PARTIAL_CANCELLED' ? ok({}) : refusal(world, 'notPaid'),
    ),
  },
  {
    method: 'POST',
    path: `${PAYMENT}/resend-webhook`,
    operation: null,
    process: about(schemas.resendBody, (world, payment, { body }) => resend(world, payment, body.webhookId ?? null)),
  },
  {
    method: 'GET',
    path: '/promotions/:promotionId',
    operation: null,
    process: (world, { params: { promotionId = '' } }) =>
      isPromotionId(promotionId) ? ok(promotionShown(promotionId)) : refusal(world, 'noSuchPromotion'),
  },
  { method: 'GET', path: '/banks', operation: null, open: true, process: () => ok(shownBanks()) },
  {
    method: 'POST',
    path: '/login/api-secret',
    operation: null,
    open: true,
    process: (world, { body }) => {
      const read = schemas.loginBody.safeParse(body)
      if (!read.success) return refusal(world, 'badRequest')
      const isOurs = read.data.apiSecret === PORTONE_V2_CREDENTIALS.apiSecret
      return isOurs ? ok(world.tokens.login()) : refusal(world, 'unauthorized')
    },
  },
  {
    method: 'POST',
    path: '/token/refresh',
    operation: null,
    open: true,
    process: (world, { body }) => {
      const read = schemas.refreshBody.safeParse(body)
      if (!read.success) return refusal(world, 'badRequest')
      const pair = world.tokens.refresh(read.data.refreshToken)
      return pair === null ? refusal(world, 'unauthorized') : ok(pair)
    },
  },
]
