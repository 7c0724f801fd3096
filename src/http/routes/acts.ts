/** What a merchant does with a payment: approve its return, give it up, tie it to an order, or let the order go. */
import { type ErrorCode, refuse } from '../../core/errors.ts'
import { isCancellationId } from '../../core/ids.ts'
import { amount } from '../../core/money.ts'
import type { PaymentFile } from '../../core/payment/payment.ts'
import type { Returned } from '../../engine/return.ts'
import { type App, fileOf, type HttpContext, paymentIdOf } from '../context.ts'
import { granted, Refused, refused } from '../problem.ts'
import { BODY_ERRORS, problems } from '../schemas/common.ts'
import { cancellation, payment } from '../schemas/payment.ts'
import * as asked from '../schemas/requests.ts'
import { cancellationJson, paymentJson } from '../view.ts'
import { within } from '../wait.ts'

export function addActRoutes(app: App, context: HttpContext): void {
  addApprove(app, context)
  addExpire(app, context)
  addOrder(app, context)
  addCancellation(app, context)
}

const APPROVE_ERRORS = [
  ...BODY_ERRORS,
  'MD_NOT_FOUND',
  'MD_RETURN_INCOMPLETE',
  'MD_RETURN_FORGED',
  'MD_RETURN_OTHER_ORDER',
  'MD_RETURN_AMOUNT',
  'MD_RETURN_URL',
  'MD_RETURN_DIFFERENT',
  'MD_RETURN_ABANDONED',
  'MD_METHOD_UNSUPPORTED',
  'MD_NOT_READY',
  'MD_APPROVAL_REFUSED',
  'MD_PAYMENT_ENDED',
  'MD_APPROVAL_NOT_SENT',
  'MD_CHANNEL_PAUSED',
  'MD_RECOVERING',
  'MD_BUSY',
] as const satisfies ErrorCode[]

function addApprove(app: App, context: HttpContext): void {
  const { engine, answerWithinMs } = context
  app.post(
    '/v1/payments/:id/approve',
    {
      schema: {
        tags: ['payments'],
        summary: 'Verify what the window brought back and approve it',
        description:
          '200: the payment is paid, also when it was paid by this same return before. ' +
          '202: the provider has not answered yet; look at the payment again. The same return can be presented again.',
        params: asked.idParams,
        body: asked.approveBody,
        response: { 200: payment, 202: payment, ...problems(APPROVE_ERRORS) },
      },
    },
    async (request, reply) => {
      const id = paymentIdOf(request.params.id)
      const work = engine.takeReturn(id, request.body.return)
      engine.background(work)
      const taken = await within(answerWithinMs, work)
      const file = taken === 'late' ? lateFile(await fileOf(context, id)) : approvedFile(taken)
      const open = file.payment.state === 'approving' || file.payment.state === 'ready'
      return reply.code(open ? 202 : 200).send(paymentJson(file))
    },
  )
}

/** Still `ready` after all that time means that the return is not even written down yet: the work goes on. */
const lateFile = (file: PaymentFile): PaymentFile => (file.payment.state === 'ready' ? file : settledFile(file))

/** The file where it is paid or still approving; everything else is a refusal. */
function approvedFile(taken: Returned): PaymentFile {
  if (!taken.ok) {
    // Only a genuine return of this payment gets this far: the money was seen before the return came.
    const alreadySeen = taken.refusal.code === 'MD_NOT_READY' && taken.file !== null
    if (alreadySeen) return settledFile(taken.file)
    throw refused(taken.refusal)
  }
  return settledFile(taken.file)
}

function settledFile(file: PaymentFile): PaymentFile {
  const { state, failure } = file.payment
  switch (state) {
    case 'approving':
    case 'awaiting_deposit':
    case 'paid':
    case 'partially_cancelled':
      return file
    case 'ready':
      throw refused(refuse('MD_APPROVAL_NOT_SENT', 'Nothing reached the provider. Present the same return again.'))
    case 'failed':
      throw refused(refuse('MD_APPROVAL_REFUSED', `${failure?.code ?? ''} ${failure?.message ?? ''}`.trim()))
    case 'cancelled':
    case 'expired':
      throw refused(refuse('MD_PAYMENT_ENDED', `The payment is ${state}.`))
  }
}

function addExpire(app: App, { engine }: HttpContext): void {
  app.post(
    '/v1/payments/:id/expire',
    {
      schema: {
        tags: ['payments'],
        summary: 'Give a ready payment up',
        params: asked.idParams,
        body: asked.noBody,
        response: { 200: payment, ...problems([...BODY_ERRORS, 'MD_NOT_FOUND', 'MD_NOT_READY', 'MD_BUSY']) },
      },
    },
    async (request) => paymentJson(granted(await engine.expire(paymentIdOf(request.params.id))).file),
  )
}

const TIE_ERRORS = [
  ...BODY_ERRORS,
  'MD_NOT_FOUND',
  'MD_NOT_PAID_YET',
  'MD_BEING_RETURNED',
  'MD_RECOVERING',
  'MD_PAYMENT_ENDED',
  'MD_SUPERSEDED',
  'MD_AMOUNT_DIFFERS',
  'MD_ORDER_DIFFERS',
  'MD_ORDER_DROPPED',
  'MD_BUSY',
] as const satisfies ErrorCode[]

const DROP_ERRORS = [
  ...BODY_ERRORS,
  'MD_NOT_FOUND',
  'MD_NOT_PAID_YET',
  'MD_PAYMENT_ENDED',
  'MD_ON_HOLD',
  'MD_NOTHING_TO_RETURN',
  'MD_RECOVERING',
  'MD_BUSY',
] as const satisfies ErrorCode[]

function addOrder(app: App, { engine }: HttpContext): void {
  app.put(
    '/v1/payments/:id/order',
    {
      schema: {
        tags: ['orders'],
        summary: 'Verify the payment and tie it to its order, in one call',
        description: '200: confirm the order. 409: drop it, the money goes back. The same `ref` again answers 200.',
        params: asked.idParams,
        body: asked.orderBody,
        response: { 200: payment, ...problems(TIE_ERRORS) },
      },
    },
    async (request) => {
      const { ref, amount: paid } = request.body
      const order = { ref, amount: paid === undefined ? null : amount(paid) }
      return paymentJson(granted(await engine.recordOrder(paymentIdOf(request.params.id), order)).file)
    },
  )
  app.delete(
    '/v1/payments/:id/order',
    {
      schema: {
        tags: ['orders'],
        summary: 'The order fell through: give all the money back',
        description:
          '202: the net cancel is committed and under way. 200: it is done. Repeated: the same cancellation.',
        params: asked.idParams,
        body: asked.dropBody,
        response: { 200: payment, 202: payment, ...problems(DROP_ERRORS) },
      },
    },
    async (request, reply) => {
      const dropped = granted(await engine.dropOrder(paymentIdOf(request.params.id), request.body.reason))
      return reply.code(dropped.cancellation?.state === 'done' ? 200 : 202).send(paymentJson(dropped.file))
    },
  )
}

function addCancellation(app: App, context: HttpContext): void {
  app.get(
    '/v1/cancellations/:id',
    {
      schema: {
        tags: ['cancellations'],
        summary: 'Read one cancellation',
        params: asked.idParams,
        response: { 200: cancellation, ...problems(['MD_NOT_FOUND']) },
      },
    },
    async (request) => {
      const { id } = request.params
      const owner = isCancellationId(id) ? await context.engine.deps.store.paymentOfCancellation(id) : null
      const file = owner === null ? null : await context.engine.load(owner)
      const one = file?.cancellations.find((each) => each.id === id)
      if (one === undefined) throw new Refused('MD_NOT_FOUND', 'There is no such cancellation.')
      return cancellationJson(one)
    },
  )
}
