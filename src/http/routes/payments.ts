/** Registering payments and reading them. */
import { bankOf } from '../../core/account/bank.ts'
import { digitsOf, receiptProblem } from '../../core/account/check.ts'
import { isPaymentId } from '../../core/ids.ts'
import { amount } from '../../core/money.ts'
import type { PaymentFile } from '../../core/payment/payment.ts'
import { durationMs, instant } from '../../core/time.ts'
import type { AccountWish, Registered, RegisterRequest } from '../../engine/register.ts'
import type { PaymentQuery } from '../../ports/store.ts'
import { type App, checkoutUrl, fileOf, type HttpContext, returnUrl } from '../context.ts'
import { Refused, refused } from '../problem.ts'
import { BODY_ERRORS, problems, readTime } from '../schemas/common.ts'
import { eventPage, payment, paymentPage, type RegisteredJson, registered } from '../schemas/payment.ts'
import * as asked from '../schemas/requests.ts'
import { eventJson, paymentJson } from '../view.ts'
import { within } from '../wait.ts'

const TAGS = ['payments']

export function addPaymentRoutes(app: App, context: HttpContext): void {
  addRegister(app, context)
  addReads(app, context)
}

const REGISTER_ERRORS = [
  ...BODY_ERRORS,
  'MD_UNKNOWN_CHANNEL',
  'MD_CURRENCY_UNSUPPORTED',
  'MD_METHOD_UNSUPPORTED',
  'MD_ORDER_HAS_OPEN_PAYMENT',
  'MD_CHANNEL_PAUSED',
  'MD_RECOVERING',
  'MD_ACCOUNT_UNSUPPORTED',
  'MD_ISSUE_REFUSED',
  'MD_BUSY',
] as const

function addRegister(app: App, context: HttpContext): void {
  app.post(
    '/v1/payments',
    {
      schema: {
        tags: TAGS,
        summary: 'Register a payment before its window opens',
        description:
          'The same order with the same body answers 200 with the same payment. With `virtualAccount` the account is ' +
          'issued at once: 201 with its number, 202 where the provider has not answered yet.',
        body: asked.registerBody,
        response: { 200: registered, 201: registered, 202: registered, ...problems(REGISTER_ERRORS) },
      },
    },
    async (request, reply) => {
      const wish = wishOf(request.body)
      const work = context.engine.register(wish)
      context.engine.background(work)
      const result = await within(context.answerWithinMs, work)
      const { created, file } = result === 'late' ? await lateFile(context, wish.orderId) : registeredOf(result)
      const issuing = file.payment.virtualAccount?.by === 'api' && file.payment.state === 'approving'
      return reply.code(issuing ? 202 : created ? 201 : 200).send(registeredJson(context, file))
    },
  )
}

/** Registered or refused; an account that the provider refused leaves a `failed` payment and a clear answer. */
function registeredOf(result: Registered): { created: boolean; file: PaymentFile } {
  if (!result.ok) throw refused(result.refusal, result.field)
  const { virtualAccount, state, failure } = result.file.payment
  if (virtualAccount?.by === 'api' && state === 'failed') {
    throw new Refused('MD_ISSUE_REFUSED', `${failure?.code ?? ''} ${failure?.message ?? ''}`.trim())
  }
  return result
}

/** The provider is still busy issuing: the payment was written down long before. */
async function lateFile({ engine }: HttpContext, orderId: string): Promise<{ created: boolean; file: PaymentFile }> {
  const { latest } = await engine.deps.store.attemptsOf(orderId)
  if (latest === null) throw new Refused('MD_BUSY', 'The payment is not written down yet; ask again.')
  return { created: true, file: latest.file }
}

/** Fields in a fixed order and keys sorted: the engine tells bodies apart by their text. */
function wishOf(body: asked.RegisterBody): RegisterRequest {
  const { buyer, returnUrls, metadata = {} } = body
  return {
    channel: body.channel,
    orderId: body.orderId,
    orderName: body.orderName,
    amount: amount(body.amount),
    currency: body.currency,
    method: body.method ?? null,
    taxFree: body.taxFree === undefined ? null : amount(body.taxFree),
    vat: body.vat === undefined ? null : amount(body.vat),
    virtualAccount: body.virtualAccount === undefined ? null : accountWish(body.virtualAccount),
    orderWithinMs: body.orderWithin === undefined ? null : durationMs(body.orderWithin),
    buyer: buyer === undefined ? null : { name: buyer.name, email: buyer.email, phone: buyer.phone },
    returnUrls: returnUrls === undefined ? null : { success: returnUrls.success, fail: returnUrls.fail },
    metadata: Object.fromEntries(Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

function accountWish({ bank: named, holder, expiresAt, cashReceipt }: asked.VirtualAccountBody): AccountWish {
  const bank = bankOf(named)
  if (bank === null) throw wrongField('virtualAccount.bank', 'is no bank: send a name such as SHINHAN or its code')
  const number = cashReceipt === undefined ? null : digitsOf(cashReceipt.number)
  if (cashReceipt !== undefined && number !== null) {
    const problem = receiptProblem(cashReceipt.type, number)
    if (problem !== null) throw wrongField('virtualAccount.cashReceipt.number', problem)
  }
  return {
    bank,
    holder: holder ?? null,
    expiresAt: readTime(expiresAt) ?? instant(0),
    cashReceipt: cashReceipt === undefined ? null : { kind: cashReceipt.type, number },
  }
}

const wrongField = (field: string, problem: string): Refused =>
  new Refused('MD_INVALID_REQUEST', `${field}: ${problem}`, [{ field, problem }])

function registeredJson(context: HttpContext, file: PaymentFile): RegisteredJson {
  const { id, state, returnUrls } = file.payment
  return {
    ...paymentJson(file),
    checkout: state === 'ready' ? context.engine.checkout(file, returnUrl(context, id)) : null,
    checkoutUrl: returnUrls === null ? null : checkoutUrl(context, id),
  }
}

function addReads(app: App, context: HttpContext): void {
  const { store } = context.engine.deps
  app.get(
    '/v1/payments',
    {
      schema: {
        tags: TAGS,
        summary: 'Find payments, newest first',
        querystring: asked.paymentsQuery,
        response: { 200: paymentPage, ...problems(['MD_INVALID_REQUEST']) },
      },
    },
    async (request) => pageOf(context, queryOf(request.query)),
  )
  app.get(
    '/v1/payments/:id',
    {
      schema: {
        tags: TAGS,
        summary: 'Read one payment',
        params: asked.idParams,
        response: { 200: payment, ...problems(['MD_NOT_FOUND']) },
      },
    },
    async (request) => paymentJson(await fileOf(context, request.params.id)),
  )
  app.get(
    '/v1/payments/:id/events',
    {
      schema: {
        tags: TAGS,
        summary: 'Read the timeline of one payment',
        params: asked.idParams,
        querystring: asked.timelineQuery,
        response: { 200: eventPage, ...problems(['MD_NOT_FOUND', 'MD_INVALID_REQUEST']) },
      },
    },
    async (request) => {
      const file = await fileOf(context, request.params.id)
      const events = await store.timeline(file.payment.id, request.query)
      return { data: events.map((one) => eventJson(one, context)), next: events.at(-1)?.seq ?? request.query.after }
    },
  )
}

/** One row more than asked tells whether there is a next page. */
export async function pageOf({ engine }: HttpContext, query: PaymentQuery) {
  const found = await engine.deps.store.list({ ...query, limit: query.limit + 1 })
  const page = found.slice(0, query.limit)
  const last = found.length > query.limit ? page.at(-1) : undefined
  return { data: page.map(paymentJson), nextCursor: last?.payment.id ?? null }
}

function queryOf({ from, to, cursor, ...plain }: asked.PaymentsQuery): PaymentQuery {
  return {
    ...plain,
    from: from === undefined ? undefined : (readTime(from) ?? undefined),
    to: to === undefined ? undefined : (readTime(to) ?? undefined),
    cursor: cursorOf(cursor),
  }
}

export function cursorOf(cursor: string | undefined): PaymentQuery['cursor'] {
  if (cursor === undefined || isPaymentId(cursor)) return cursor
  const problem = 'is not a cursor that a page gave'
  throw new Refused('MD_INVALID_REQUEST', `cursor: ${problem}`, [{ field: 'cursor', problem }])
}
