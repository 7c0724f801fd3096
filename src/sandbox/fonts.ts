/** Serves Pretendard from its npm package, so that payment windows need no network and show Korean everywhere. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { FastifyInstance } from 'fastify'

/** Where a page finds the style sheet that declares the font. */
export const FONT_CSS_PATH = '/sandbox/fonts/pretendard.css'

const FOLDER = join(dirname(createRequire(import.meta.url).resolve('pretendard/package.json')), 'dist/web/variable')
const SLICE_NAME = /^PretendardVariable\.subset\.\d{1,3}\.woff2$/
const ONE_DAY = 'public, max-age=86400'

export function addFontRoutes(app: FastifyInstance): void {
  app.get(FONT_CSS_PATH, async (_request, reply) => {
    const css = await readFile(join(FOLDER, 'pretendardvariable-dynamic-subset.css'))
    return reply.type('text/css; charset=utf-8').header('cache-control', ONE_DAY).send(css)
  })
  app.get<{ Params: { name: string } }>('/sandbox/fonts/woff2-dynamic-subset/:name', async (request, reply) => {
    const { name } = request.params
    if (!SLICE_NAME.test(name)) return reply.callNotFound()
    const slice = await readFile(join(FOLDER, 'woff2-dynamic-subset', name)).catch(() => null)
    if (slice === null) return reply.callNotFound()
    return reply.type('font/woff2').header('cache-control', ONE_DAY).send(slice)
  })
}
