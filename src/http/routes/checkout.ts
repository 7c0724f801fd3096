/** What buyers meet: the page that opens the window, and the place where the window comes back. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { PaymentFile } from '../../core/payment/payment.ts'
import { type App, checkoutUrl, fileOf, type HttpContext, paymentIdOf, returnUrl } from '../context.ts'
import { afterReturn, byState, type Destination, shopUrl, whileLate } from '../destination.ts'
import { judge } from '../errors.ts'
import { readForm, readQuery } from '../form.ts'
import { checkoutPage, checkoutPolicy } from '../pages/checkout.ts'
import { languageOf } from '../pages/language.ts'
import { PLAIN_CSP } from '../pages/layout.ts'
import { checkingPage, type ResultPage, resultPage, troublePage } from '../pages/outcome.ts'
import { problemOf } from '../problem.ts'
import { logTrouble } from '../trouble.ts'
import { within } from '../wait.ts'

/** A buyer needs a handful, a checking page one every two seconds; whoever tries returns at random needs more. */
const MOST_PER_MINUTE = 120
const NONCE_BYTES = 16

interface PaymentPath {
  Params: { paymentId: string }
}

/** One buyer on one payment: many buyers of one office share an address. */
const LIMITED = {
  schema: { hide: true },
  config: {
    rateLimit: {
      max: MOST_PER_MINUTE,
      timeWindow: 60_000,
      keyGenerator: ({ ip, params }: FastifyRequest) => `${ip} ${(params as PaymentPath['Params']).paymentId}`,
    },
  },
} as const

/** For an app of its own: it takes any body as bytes and answers in HTML. */
export function addCheckoutRoutes(app: App, context: HttpContext): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.setErrorHandler((thrown, request, reply) => {
    const { kind, error } = judge(thrown)
    if (kind !== 'refused') logTrouble(context.log, request, thrown)
    const { status, code } = problemOf(error, { ...context, requestId: request.id })
    const language = languageOf(request.headers['accept-language'])
    const page = troublePage(code, { language, shop: context.displayName, requestId: request.id })
    return sendPage(reply.code(status), page)
  })
  app.get<PaymentPath>('/checkout/:paymentId', LIMITED, async (request, reply) => {
    const file = await fileOf(context, request.params.paymentId)
    if (file.payment.state === 'ready') return openWindow(context, file, { request, reply })
    const destination = byState(file, patienceOf(context), 'MD_NOT_READY')
    return lead(context, { file, destination, account: 'masked' }, { request, reply })
  })
  app.get<PaymentPath>('/return/:paymentId', LIMITED, async (request, reply) => {
    const fields = readQuery(request.url)
    if (Object.keys(fields).length > 0) return takeReturn(context, fields, { request, reply })
    // The checking page looks again, or a buyer turned back.
    const file = await fileOf(context, request.params.paymentId)
    const destination = byState(file, patienceOf(context), 'MD_RETURN_ABANDONED')
    return lead(context, { file, destination, account: 'masked' }, { request, reply })
  })
  app.post<PaymentPath>('/return/:paymentId', LIMITED, async (request, reply) => {
    const fields = readForm(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0))
    return takeReturn(context, fields, { request, reply })
  })
}

interface Exchange {
  readonly request: FastifyRequest<PaymentPath>
  readonly reply: FastifyReply
}

const patienceOf = ({ engine, checkingForMs }: HttpContext) => ({ now: engine.deps.clock.now(), checkingForMs })

function openWindow(context: HttpContext, file: PaymentFile, { request, reply }: Exchange): FastifyReply {
  const { engine } = context
  const { id, returnUrls } = file.payment
  const nonce = Buffer.from(engine.deps.random.bytes(NONCE_BYTES)).toString('base64')
  const action = returnUrl(context, id)
  // Ourselves by name too: the page may have been reached under another one (127.0.0.1 for localhost).
  const urls = [action, ...(returnUrls === null ? [] : [returnUrls.success, returnUrls.fail])]
  const onward = [...new Set(urls.map((url) => new URL(url).origin))]
  const policy = checkoutPolicy(nonce, { origins: engine.browserOrigins(file), onward })
  const language = languageOf(request.headers['accept-language'])
  const checkout = engine.checkout(file, action)
  return sendPage(reply, checkoutPage({ file, checkout, action, language, nonce, shop: context.displayName }), policy)
}

async function takeReturn(
  context: HttpContext,
  fields: Readonly<Record<string, string>>,
  exchange: Exchange,
): Promise<FastifyReply> {
  const { engine, answerWithinMs } = context
  const id = paymentIdOf(exchange.request.params.paymentId)
  const work = engine.takeReturn(id, fields)
  engine.background(work)
  const returned = await within(answerWithinMs, work)
  const file = returned === 'late' || returned.file === null ? await fileOf(context, id) : returned.file
  const patience = patienceOf(context)
  const destination = returned === 'late' ? whileLate(file, patience) : afterReturn(returned, patience)
  // Only who brings back what the window gave them is the buyer; the fields of a return cannot be made up.
  const isBuyer = returned !== 'late' && returned.ok && file.payment.virtualAccount?.by === 'window'
  return lead(context, { file, destination, account: isBuyer ? 'whole' : 'masked' }, exchange)
}

/** Sends the buyer on. Where no shop takes over, the result is shown here. */
function lead(
  context: HttpContext,
  { file, destination, account }: { file: PaymentFile; destination: Destination } & Pick<ResultPage, 'account'>,
  { request, reply }: Exchange,
): FastifyReply {
  const language = languageOf(request.headers['accept-language'])
  const { id } = file.payment
  const { displayName: shop } = context
  if (destination.to === 'checking') {
    return sendPage(reply, checkingPage({ language, shop, url: returnUrl(context, id) }))
  }
  const url = shopUrl(file, destination)
  if (url !== null) return reply.header('cache-control', 'no-store').redirect(url, 303)
  const code = destination.to === 'fail' ? destination.code : null
  return sendPage(reply, resultPage({ file, code, checkoutUrl: checkoutUrl(context, id), language, shop, account }))
}

/** Never stored: pages show the state of this moment. Windows of card companies may open windows of their own. */
const PAGE_HEADERS = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'unsafe-none',
  // Providers look at the origin of the page that opens their window.
  'referrer-policy': 'strict-origin-when-cross-origin',
} as const

const sendPage = (reply: FastifyReply, markup: string, policy: string = PLAIN_CSP): FastifyReply =>
  reply
    .headers({ ...PAGE_HEADERS, 'content-security-policy': policy })
    .type('text/html; charset=utf-8')
    .send(markup)
