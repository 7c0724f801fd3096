/** The payment window over HTTP: its script, its page, and the buyer's choice that ends it. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { addFontRoutes } from '../../fonts.ts'
import { METHODS } from '../../simulator.ts'
import { endWindow, type WindowEnd } from '../authenticate.ts'
import { decodeForm, type Fields, textOf } from '../form.ts'
import type { World } from '../world.ts'
import { WINDOW_SCRIPT } from './client.ts'
import { openerOf, openRequest, type WindowRequest } from './open.ts'
import { type PageFrame, paymentPage, refusalPage, WINDOW_CSS_PATH, WINDOW_SCRIPT_PATH } from './page.ts'
import { PGWEB_SCRIPT } from './script.ts'
import { WINDOW_CSS } from './style.ts'
import { chooseLanguage } from './texts.ts'

/** Open windows are few; a thousand bounds what a loop that opens and never ends them can take. */
const MAX_WINDOWS = 1_000

/** No inline code, nothing from elsewhere; any page may hold the window, and it may post to any ReturnURL. */
const PAGE_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    'form-action http: https:',
    "base-uri 'none'",
  ].join('; '),
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const

export interface Windows {
  clear(): void
}

export function addWindowRoutes(app: FastifyInstance, world: World): Windows {
  const windows = new Map<string, WindowRequest>()
  addAssets(app)
  app.post<{ Querystring: { lang?: string } }>('/v3/v3Payment.jsp', (request, reply) => {
    const fields = decodeWindowForm(request.body)
    const frame = frameOf(fields, request.query.lang ?? '', request.headers['accept-language'] ?? '')
    const opened = openRequest(world, fields)
    if ('problems' in opened) return sendPage(reply.code(400), refusalPage(frame, opened.problems))
    const session = world.host.random().hex(32)
    remember(windows, session, opened.request)
    const { amount: amountKrw, ...shown } = opened.request
    return sendPage(reply, paymentPage({ ...shown, ...frame, session, amountKrw, mid: world.mid }))
  })
  app.post<{ Params: { session: string } }>('/sandbox/windows/:session', (request, reply) => {
    const choice = choiceOf(decodeForm(bytesOf(request.body), 'utf-8'))
    const opened = windows.get(request.params.session)
    if (choice === null) return reply.code(422).send({ detail: 'action or method is not one that the window offers' })
    if (opened === undefined) return reply.code(404).send({ detail: 'this window has ended' })
    windows.delete(request.params.session)
    const { returnUrl, charset, ...end } = opened
    return { end: choice.action, fields: endWindow(world, { ...end, ...choice }), returnUrl, charset }
  })
  return { clear: () => windows.clear() }
}

function addAssets(app: FastifyInstance): void {
  const assets = [
    { path: '/v3/common/js/nicepay-pgweb.js', type: 'text/javascript; charset=utf-8', text: PGWEB_SCRIPT },
    { path: WINDOW_SCRIPT_PATH, type: 'text/javascript; charset=utf-8', text: WINDOW_SCRIPT },
    { path: WINDOW_CSS_PATH, type: 'text/css; charset=utf-8', text: WINDOW_CSS },
  ] as const
  for (const { path, type, text } of assets)
    app.get(path, (_request, reply) =>
      // A merchant's page may demand this header of everything that it embeds.
      reply.type(type).header('cross-origin-resource-policy', 'cross-origin').send(text),
    )
  addFontRoutes(app)
}

const bytesOf = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0))

/** Our script always sends UTF-8 and says so; a form of the merchant's own comes as its CharSet says (§4). */
function decodeWindowForm(body: unknown): Fields {
  const fields = decodeForm(bytesOf(body), 'utf-8')
  const isUtf8 = [textOf(fields, 'SandboxCharset'), textOf(fields, 'CharSet')].some(
    (name) => name.toLowerCase() === 'utf-8',
  )
  return isUtf8 ? fields : decodeForm(bytesOf(body))
}

const frameOf = (fields: Fields, wish: string, acceptLanguage: string): PageFrame => ({
  language: chooseLanguage(textOf(fields, 'SandboxLang') || wish, acceptLanguage),
  opener: openerOf(fields),
})

function choiceOf(fields: Fields): Pick<WindowEnd, 'action' | 'method'> | null {
  const action = (['pay', 'close', 'fail'] as const).find((name) => name === textOf(fields, 'action'))
  const method = METHODS.find((name) => name === textOf(fields, 'method'))
  return action === undefined || method === undefined ? null : { action, method }
}

function remember(windows: Map<string, WindowRequest>, session: string, request: WindowRequest): void {
  const [oldest] = windows.keys()
  if (windows.size >= MAX_WINDOWS && oldest !== undefined) windows.delete(oldest)
  windows.set(session, request)
}

const sendPage = (reply: FastifyReply, html: string): FastifyReply =>
  reply.headers(PAGE_HEADERS).type('text/html; charset=utf-8').send(html)
