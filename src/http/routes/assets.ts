/** What pages are made of: the font from its package, the style sheet, and the list of errors. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { App } from '../context.ts'
import { languageOf } from '../pages/language.ts'
import { PAGE_CSS, PAGE_CSS_PATH, PLAIN_CSP } from '../pages/layout.ts'
import { errorsPage } from '../pages/outcome.ts'

const FONT_FOLDER = join(
  dirname(createRequire(import.meta.url).resolve('pretendard/package.json')),
  'dist/web/variable',
)
const ONE_DAY_MS = 86_400_000
const HIDDEN = { schema: { hide: true } } as const

export async function addAssetRoutes(app: App): Promise<void> {
  await app.register(fastifyStatic, {
    root: FONT_FOLDER,
    prefix: '/assets/pretendard/',
    maxAge: ONE_DAY_MS,
    index: false,
    decorateReply: false,
    schemaHide: true,
  })
  app.get(PAGE_CSS_PATH, HIDDEN, (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=3600').send(PAGE_CSS),
  )
  app.get('/errors', HIDDEN, (request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', PLAIN_CSP)
      .send(errorsPage(languageOf(request.headers['accept-language']))),
  )
}
