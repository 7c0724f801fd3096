/** The HTTP face of one engine: makes the whole app, which is not listening yet. */
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Log } from '../engine/deps.ts'
import type { Engine } from '../engine/engine.ts'
import { boundClosing } from './closing.ts'
import type { App, HttpContext } from './context.ts'
import { judge } from './errors.ts'
import { createKeyCheck } from './keys.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { addOpenApi } from './openapi.ts'
import { problemOf, Refused, sendProblem } from './problem.ts'
import { addActRoutes } from './routes/acts.ts'
import { addAdoptRoutes } from './routes/adopt.ts'
import { addAssetRoutes } from './routes/assets.ts'
import { addCheckoutRoutes } from './routes/checkout.ts'
import { addDeliveryRoutes } from './routes/deliveries.ts'
import { addDeskRoutes } from './routes/desk.ts'
import { addDiscrepancyRoutes } from './routes/discrepancies.ts'
import { addEventRoutes } from './routes/events.ts'
import { addPaymentRoutes } from './routes/payments.ts'
import { addQuoteRoute } from './routes/quote.ts'
import { addReconciliationRoutes } from './routes/reconciliations.ts'
import { addRefundAccountRoutes } from './routes/refund-account.ts'
import { addRefundRoutes } from './routes/refunds.ts'
import { addSettlementFileRoute } from './routes/settlement-files.ts'
import { addSystemRoutes } from './routes/system.ts'
import { watchRoutes } from './routes/unknown.ts'
import { addUntiedRoute } from './routes/untied.ts'
import { addWebhookEndpointRoutes } from './routes/webhook-endpoints.ts'
import { addWebhookRoutes } from './routes/webhooks.ts'
import { createStreams, type Streams } from './stream.ts'
import { logTrouble } from './trouble.ts'

export interface AppOptions {
  readonly engine: Engine
  /** Where buyers and merchants reach this service: `https://pay.example.com`. */
  readonly publicUrl: string
  /** Whose pages they are: shown to buyers. Default: nobody's name. */
  readonly displayName?: string
  /** Opens `/metrics` to everybody. */
  readonly development: boolean
  /** Hears of requests and of our own trouble. Default: the engine's. */
  readonly log?: Log
  /** Addresses of proxies whose `X-Forwarded-…` may be believed. Default: none. */
  readonly trustedProxies?: readonly string[]
  /** How long a caller waits for a provider before it is answered "not yet" (202). Default 10 s. */
  readonly answerWithinMs?: number
  /** How long a buyer looks at the checking page. Default 60 s. */
  readonly checkingForMs?: number
}

/** Every request of the API fits many times over. */
const BODY_LIMIT_BYTES = 64 * 1024
const ANSWER_WITHIN_MS = 10_000
const CHECKING_FOR_MS = 60_000
/** A request of 64 KiB that is not here by then comes from somebody who is stalling. */
const REQUEST_TIMEOUT_MS = 30_000
/** Longer than the idle time of the usual load balancers (60 s), so that they close first. */
const KEEP_ALIVE_MS = 72_000
/** Plugins do nothing slow; a hang at start must be seen. */
const PLUGIN_TIMEOUT_MS = 20_000
const REQUEST_ID_BYTES = 10

/** All routes of DESIGN §8 that exist so far. Closing it ends the streams and lets requests under way finish. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const context = contextOf(options)
  const app = createServer(options, context)
  const streams = createStreams(context)
  const metrics = createMetrics(options.engine, () => streams.count())
  boundClosing(app)
  addErrorHandling(app, context)
  addHooks(app, context, { metrics, streams })
  await app.register(helmet, { contentSecurityPolicy: { useDefaults: false, directives: NOTHING_ALLOWED } })
  await app.register(rateLimit, { global: false })
  await addOpenApi(app, context)
  const checkKey = createKeyCheck(options.engine)
  addSystemRoutes(app, context, { metrics, checkKey })
  await addAssetRoutes(app)
  await app.register(async (pages) => addCheckoutRoutes(pages as App, context))
  await app.register(async (pages) => addRefundAccountRoutes(pages as App, context))
  await app.register(async (webhooks) => addWebhookRoutes(webhooks as App, context))
  await app.register(async (api) => {
    api.addHook('onRequest', checkKey)
    addPaymentRoutes(api as App, context)
    addActRoutes(api as App, context)
    addEventRoutes(api as App, context, streams)
    addDeskRoutes(api as App, context)
    addRefundRoutes(api as App, context)
    addQuoteRoute(api as App, context)
    addAdoptRoutes(api as App, context)
    addDiscrepancyRoutes(api as App, context)
    addReconciliationRoutes(api as App, context)
    await api.register(async (files) => addSettlementFileRoute(files as App, context))
    addWebhookEndpointRoutes(api as App, context)
    addDeliveryRoutes(api as App, context)
    addUntiedRoute(api as App, context)
  })
  await app.ready()
  return app as unknown as FastifyInstance
}

/** For everything that is no page; pages bring their own. */
const NOTHING_ALLOWED = { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] }

const contextOf = (options: AppOptions): HttpContext => ({
  engine: options.engine,
  log: options.log ?? options.engine.deps.log,
  publicUrl: options.publicUrl.replace(/\/+$/, ''),
  displayName: options.displayName ?? null,
  development: options.development,
  answerWithinMs: options.answerWithinMs ?? ANSWER_WITHIN_MS,
  checkingForMs: options.checkingForMs ?? CHECKING_FOR_MS,
})

function createServer({ engine, trustedProxies = [] }: AppOptions, context: HttpContext): App {
  const { random } = engine.deps
  const app = Fastify({
    // Requests are logged by our own hook, which knows what may be written down.
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    pluginTimeout: PLUGIN_TIMEOUT_MS,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    requestIdHeader: false,
    genReqId: () => `req_${Buffer.from(random.bytes(REQUEST_ID_BYTES)).toString('hex')}`,
    // Ours is a problem, as every other answer; see addHooks.
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => {
      const refused = new Refused('MD_NOT_FOUND', error.message)
      return sendProblem(reply, problemOf(refused, { ...context, requestId: request.id }))
    },
  }).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  // Many clients say "JSON" on calls that have no body.
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : parse(request, body as string, done),
  )
  return app
}

function addErrorHandling(app: App, context: HttpContext): void {
  const methodsOf = watchRoutes(app)
  app.setErrorHandler((thrown, request, reply) => {
    const { kind, error } = judge(thrown)
    if (kind !== 'refused') logTrouble(context.log, request, thrown)
    return sendProblem(reply, problemOf(error, { ...context, requestId: request.id }))
  })
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    const allowed = methodsOf(path)
    const error =
      allowed.length === 0
        ? new Refused('MD_NOT_FOUND', 'There is nothing at this path.')
        : new Refused('MD_METHOD_NOT_ALLOWED', `This path takes ${allowed.join(', ')}.`)
    if (allowed.length > 0) reply.header('allow', allowed.join(', '))
    return sendProblem(reply, problemOf(error, { ...context, requestId: request.id }))
  })
}

/** Asked by machines and pages all the time; worth a line only when it fails. */
const QUIET = ['/healthz', '/readyz', '/metrics', '/assets', '/docs'] as const

function addHooks(app: App, { log }: HttpContext, { metrics, streams }: { metrics: Metrics; streams: Streams }): void {
  let closing = false
  app.decorateRequest('caller', null)
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    if (!closing) return
    reply.header('connection', 'close')
    throw new Refused('MD_UNAVAILABLE', 'The service is stopping.')
  })
  app.addHook('onResponse', async (request, reply) => {
    metrics.seen(request, reply)
    const { id, method, routeOptions, caller } = request
    if (reply.statusCode < 400 && QUIET.some((path) => routeOptions.url?.startsWith(path))) return
    const ms = Math.round(reply.elapsedTime * 10) / 10
    const line = { requestId: id, method, route: routeOptions.url ?? null, status: reply.statusCode, ms }
    log.info({ ...line, key: caller?.name ?? null }, 'request')
  })
  app.addHook('preClose', async () => {
    closing = true
    streams.endAll()
  })
  app.addHook('onClose', async () => metrics.close())
}
