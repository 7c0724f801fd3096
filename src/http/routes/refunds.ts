/** Refunds: one `Idempotency-Key` names one cancellation, and asked again it shows how that one stands. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RefundAccount } from '../../core/account/account.ts'
import { checkAccount } from '../../core/account/check.ts'
import { OWN_REFUSALS } from '../../core/cancellation/request.ts'
import type { ErrorCode } from '../../core/errors.ts'
import { type Amount, amount } from '../../core/money.ts'
import type { Cancellation } from '../../core/payment/payment.ts'
import { type App, type HttpContext, paymentIdOf } from '../context.ts'
import { granted, problemOf, Refused, sendProblem } from '../problem.ts'
import { BODY_ERRORS, problems } from '../schemas/common.ts'
import { cancellation } from '../schemas/payment.ts'
import type { RefundAccountBody } from '../schemas/requests.ts'
import * as asked from '../schemas/requests.ts'
import { cancellationJson } from '../view.ts'

const ERRORS = [
  ...BODY_ERRORS,
  'MD_KEY_MISSING',
  'MD_KEY_REUSED',
  'MD_NOT_FOUND',
  'MD_NOT_PAID_YET',
  'MD_PAYMENT_ENDED',
  'MD_ON_HOLD',
  'MD_BEING_CLOSED',
  'MD_BALANCE_DIFFERS',
  'MD_BALANCE_TOO_SMALL',
  'MD_PARTIAL_UNSUPPORTED',
  'MD_POLICY_FORBIDS',
  'MD_REFUND_ACCOUNT_NEEDED',
  'MD_REFUND_ACCOUNT_NOT_TAKEN',
  'MD_CANCELLATION_REFUSED',
  'MD_RECOVERING',
  'MD_BUSY',
] as const satisfies ErrorCode[]

/** Visible ASCII, so that a key means the same in every log and proxy on the way. */
const KEY = /^[\x21-\x7e]{1,255}$/

export function addRefundRoutes(app: App, context: HttpContext): void {
  const { engine, answerWithinMs } = context
  app.post(
    '/v1/payments/:id/cancellations',
    {
      schema: {
        tags: ['cancellations'],
        summary: 'Refund a payment, in full or in part, exactly once',
        description:
          '`Idempotency-Key` is required and names this cancellation for ever. 201: the money went back. ' +
          '202: not yet; ask again with the same key. 409 with `cancellation` inside: it will not happen.',
        headers: asked.keyHeader,
        params: asked.idParams,
        body: asked.cancelBody,
        response: { 201: cancellation, 202: cancellation, ...problems(ERRORS) },
      },
    },
    async (request, reply) => {
      const id = paymentIdOf(request.params.id)
      const { amount: won, expectedBalance, taxFree, vat, reason, requester, promotion } = request.body
      const wish = {
        key: keyOf(request),
        amount: maybe(won),
        expectedBalance: maybe(expectedBalance),
        taxFree: maybe(taxFree),
        vat: maybe(vat),
        promotion: promotion ?? null,
        refundAccount: accountOf(request.body.refundAccount),
        reason,
        requester,
      }
      const refunded = granted(await engine.refund(id, wish, answerWithinMs))
      return answer(context, refunded.cancellation, { request, reply })
    },
  )
}

/** What is wrong with it is said by field; nothing of it is said back. */
function accountOf(asked: RefundAccountBody | undefined): RefundAccount | null {
  if (asked === undefined) return null
  const checked = checkAccount(asked)
  if (checked.ok) return checked.account
  const problems = checked.problems.map(({ field, problem }) => ({ field: `refundAccount.${field}`, problem }))
  const named = problems.map(({ field, problem }) => `${field}: ${problem}`).join('; ')
  throw new Refused('MD_INVALID_REQUEST', named, problems)
}

const maybe = (won: number | undefined): Amount | null => (won === undefined ? null : amount(won))

function keyOf({ headers }: { headers: Record<string, unknown> }): string {
  const key = headers['idempotency-key']
  if (typeof key === 'string' && KEY.test(key)) return key
  const problem = 'send one key of 1–255 visible ASCII characters'
  throw new Refused('MD_KEY_MISSING', problem, [{ field: 'Idempotency-Key', problem }])
}

function answer(
  context: HttpContext,
  one: Cancellation,
  { request, reply }: { request: Pick<FastifyRequest, 'id'>; reply: FastifyReply },
): FastifyReply {
  switch (one.state) {
    case 'done':
      return reply.code(201).send(cancellationJson(one))
    case 'queued':
    case 'sending':
    case 'accepted':
    case 'unknown':
      return reply.code(202).send(cancellationJson(one))
    case 'refused':
    case 'bounced': {
      const own = OWN_REFUSALS.find((code) => code === one.answer?.code)
      const words = `${one.answer?.code ?? ''} ${one.answer?.message ?? one.state}`.trim()
      const error = new Refused(
        own ?? 'MD_CANCELLATION_REFUSED',
        own === undefined ? words : (one.answer?.message ?? ''),
      )
      const problem = problemOf(error, { ...context, requestId: request.id })
      return sendProblem(reply, { ...problem, cancellation: cancellationJson(one) })
    }
  }
}
