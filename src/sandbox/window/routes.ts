/** What every payment window needs over HTTP: its assets, its page, and the buyer's choice that ends it. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { addFontRoutes } from '../fonts.ts'
import type { Random } from '../random.ts'
import { type BuyerRequest, METHODS, type Method } from '../simulator.ts'
import { WINDOW_SCRIPT } from './client.ts'
import {
  type PageFrame,
  type PaymentPage,
  type Problem,
  paymentPage,
  refusalPage,
  WINDOW_CSS_PATH,
  WINDOW_SCRIPT_PATH,
} from './page.ts'
import { WINDOW_CSS } from './style.ts'

export interface Choice {
  readonly action: BuyerRequest['action']
  readonly method: Method
}

/** Where the window goes when it ends. An overlay tells the page that holds it; a page of its own goes there. */
export interface WindowResult {
  readonly end: Choice['action']
  /** What the protocol brings back. */
  readonly fields: Readonly<Record<string, string>>
  readonly returnUrl: string | null
  /** `get`: the fields are in `returnUrl` already; `post`: they are posted to it as a form in `charset`. */
  readonly how: 'get' | 'post'
  readonly charset: 'euc-kr' | 'utf-8'
}

export interface WindowOptions<Opened> {
  /** The stand-in of the browser SDK, at the path where the official one is. */
  readonly sdk: Readonly<Record<string, string>>
  readonly random: () => Random
  /** Ends the window: the protocol's own reading of what the buyer chose. */
  readonly end: (opened: Opened, choice: Choice) => WindowResult | Promise<WindowResult>
}

export interface Windows<Opened> {
  readonly show: (reply: FastifyReply, opened: Opened, page: Omit<PaymentPage, 'session'>) => FastifyReply
  readonly refuse: (reply: FastifyReply, frame: PageFrame, problems: readonly Problem[]) => FastifyReply
  readonly clear: () => void
}

/** Open windows are few; a thousand bounds what a loop that opens and never ends them can take. */
const MAX_WINDOWS = 1_000

/** No inline code, nothing from elsewhere; any page may hold the window, and it may post to any return address. */
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

const FORM = 'application/x-www-form-urlencoded'

export function addWindows<Opened>(app: FastifyInstance, options: WindowOptions<Opened>): Windows<Opened> {
  const windows = new Map<string, Opened>()
  if (!app.hasContentTypeParser(FORM))
    app.addContentTypeParser(FORM, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  addAssets(app, options.sdk)
  app.post<{ Params: { session: string } }>('/sandbox/windows/:session', (request, reply) => {
    const choice = choiceOf(request.body)
    const opened = windows.get(request.params.session)
    if (choice === null) return reply.code(422).send({ detail: 'action or method is not one that the window offers' })
    if (opened === undefined) return reply.code(404).send({ detail: 'this window has ended' })
    windows.delete(request.params.session)
    return options.end(opened, choice)
  })
  return {
    show(reply, opened, page) {
      const session = options.random().hex(32)
      remember(windows, session, opened)
      return sendPage(reply, paymentPage({ ...page, session }))
    },
    refuse: (reply, frame, problems) => sendPage(reply.code(400), refusalPage(frame, problems)),
    clear: () => windows.clear(),
  }
}

function addAssets(app: FastifyInstance, sdk: WindowOptions<unknown>['sdk']): void {
  const scripts = { ...sdk, [WINDOW_SCRIPT_PATH]: WINDOW_SCRIPT }
  const assets = [
    ...Object.entries(scripts).map(([path, text]) => ({ path, type: 'text/javascript; charset=utf-8', text })),
    { path: WINDOW_CSS_PATH, type: 'text/css; charset=utf-8', text: WINDOW_CSS },
  ]
  for (const { path, type, text } of assets)
    app.get(path, (_request, reply) =>
      // A merchant's page may demand this header of everything that it embeds.
      reply.type(type).header('cross-origin-resource-policy', 'cross-origin').send(text),
    )
  addFontRoutes(app)
}

function choiceOf(body: unknown): Choice | null {
  const fields = new URLSearchParams(Buffer.isBuffer(body) ? body.toString('utf8') : '')
  const action = (['pay', 'close', 'fail'] as const).find((name) => name === fields.get('action'))
  const method = METHODS.find((name) => name === fields.get('method'))
  return action === undefined || method === undefined ? null : { action, method }
}

function remember<Opened>(windows: Map<string, Opened>, session: string, opened: Opened): void {
  const [oldest] = windows.keys()
  if (windows.size >= MAX_WINDOWS && oldest !== undefined) windows.delete(oldest)
  windows.set(session, opened)
}

const sendPage = (reply: FastifyReply, html: string): FastifyReply =>
  reply.headers(PAGE_HEADERS).type('text/html; charset=utf-8').send(html)
