/** Adoption: a payment that was made without us comes under the net, by one call. */
import type { ErrorCode } from '../../core/errors.ts'
import { amount } from '../../core/money.ts'
import { fromIso } from '../../core/time.ts'
import type { Claim } from '../../engine/adopt.ts'
import type { App, HttpContext } from '../context.ts'
import { granted } from '../problem.ts'
import { BODY_ERRORS, problems } from '../schemas/common.ts'
import { payment } from '../schemas/payment.ts'
import * as asked from '../schemas/requests.ts'
import { paymentJson } from '../view.ts'

const ERRORS = [
  ...BODY_ERRORS,
  'MD_UNKNOWN_CHANNEL',
  'MD_NOT_TOLD',
  'MD_NOTHING_TO_ADOPT',
  'MD_CLAIM_NEEDED',
  'MD_ORDER_HAS_OPEN_PAYMENT',
  'MD_NOT_PAID_YET',
  'MD_BEING_RETURNED',
  'MD_PAYMENT_ENDED',
] as const satisfies ErrorCode[]

export function addAdoptRoutes(app: App, { engine }: HttpContext): void {
  app.post(
    '/v1/payments/adopt',
    {
      schema: {
        tags: ['payments'],
        summary: 'Bring a payment that was made without Maedeup under the net',
        description:
          'The provider is asked first; cancels that it shows are booked as observed. Repeated: the same payment.',
        body: asked.adoptBody,
        response: { 200: payment, 201: payment, ...problems(ERRORS) },
      },
    },
    async (request, reply) => {
      const { channel, providerRef, providerOrderId, orderId, order, net, claim } = request.body
      const adopted = granted(
        await engine.adopt({
          channel,
          ref: providerRef ?? null,
          orderNumber: providerOrderId ?? null,
          orderId: orderId ?? null,
          net,
          claim: claim === undefined ? null : claimOf(claim),
        }),
      )
      const { id } = adopted.file.payment
      const file =
        order === undefined
          ? adopted.file
          : granted(await engine.recordOrder(id, { ref: order.ref, amount: null })).file
      return reply.code(adopted.created ? 201 : 200).send(paymentJson(file))
    },
  )
}

function claimOf({ amount: won, approvedAt, ...state }: asked.ClaimBody): Claim {
  const known = Object.entries(state).filter(([, value]) => value !== undefined) as [string, string][]
  return {
    amount: amount(won),
    approvedAt: approvedAt === undefined ? null : fromIso(approvedAt),
    providerState: Object.fromEntries(known),
  }
}
