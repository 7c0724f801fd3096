/** The shop as a web application: security headers, static files, routes, and polite pages for every trouble. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import helmet from '@fastify/helmet'
import files from '@fastify/static'
import Fastify, { type FastifyInstance } from 'fastify'
import { type Shop, sendPage } from './context.ts'
import { brokenPage, forbiddenPage, missingPage } from './pages/notice.ts'
import { addBrowseRoutes } from './routes/browse.ts'
import { addPayRoutes } from './routes/pay.ts'
import { addPaymentRoutes } from './routes/payments.ts'
import { addReservationRoutes } from './routes/reservations.ts'
import { isOwnPost, visitOf } from './visit.ts'

/** The longest form of the shop has five short fields. */
const MAX_BODY_BYTES = 8 * 1024
const ONE_DAY_MS = 24 * 60 * 60_000

const WEB = join(import.meta.dirname, 'web')
const FONTS = join(dirname(createRequire(import.meta.url).resolve('pretendard/package.json')), 'dist/web/variable')

/** `checkoutOrigins`: where a posted booking form may be redirected to, beside the shop itself. */
export async function createApp(shop: Shop, checkoutOrigins: readonly string[]): Promise<FastifyInstance> {
  const app = Fastify({ bodyLimit: MAX_BODY_BYTES, forceCloseConnections: true })
  await app.register(helmet, headers(checkoutOrigins))
  await app.register(files, { root: WEB, prefix: '/assets/', index: false, cacheControl: false, decorateReply: false })
  await app.register(files, { root: FONTS, prefix: '/fonts/', index: false, maxAge: ONE_DAY_MS, decorateReply: false })
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, new URLSearchParams(String(body))),
  )
  app.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'POST' || isOwnPost(request)) return
    return sendPage(reply, forbiddenPage(visitOf(request, reply, shop.random)), 403)
  })
  app.addHook('onSend', async (_request, reply) => {
    // What is going on with money must never come out of a cache, nor a page in another visitor's language.
    if (String(reply.getHeader('content-type')).startsWith('text/html')) reply.header('cache-control', 'no-store')
  })
  addBrowseRoutes(app, shop)
  addPayRoutes(app, shop)
  addPaymentRoutes(app, shop)
  addReservationRoutes(app, shop)
  addTroublePages(app, shop)
  return app
}

/** No inline script or style, nothing from elsewhere; plain http on purpose, as long as it runs on loopback. */
function headers(checkoutOrigins: readonly string[]) {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        fontSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'", ...checkoutOrigins],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
    // `same-origin`, not `no-referrer`: with the latter, form posts would come without an origin to check.
    referrerPolicy: { policy: 'same-origin' },
  } as const
}

function addTroublePages(app: FastifyInstance, shop: Shop): void {
  app.setNotFoundHandler((request, reply) => sendPage(reply, missingPage(visitOf(request, reply, shop.random)), 404))
  app.setErrorHandler((error: { statusCode?: number; code?: string; name?: string }, request, reply) => {
    const status = error.statusCode ?? 500
    // The name only: messages may quote what a visitor typed.
    if (status >= 500) shop.log.error({ error: error.code ?? error.name }, 'a page of the shop failed')
    return sendPage(reply, brokenPage(visitOf(request, reply, shop.random)), status)
  })
}
